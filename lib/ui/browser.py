"""What runs in the reader's browser beside Streamlit's own: the history of pages, their theme, and copying."""

from pathlib import Path

import streamlit as st

SCRIPT = Path(__file__).with_name("browser.js").read_text(encoding="utf-8")
"""Our own constant; the content policy allows it by its checksum."""


@st.cache_resource(show_spinner=False)
def run_script() -> None:
    """Let the script run once in this browser, where the start page did not bring it already.

    Without it the pages work, and copying opens the link instead.
    """
    st.html(f"<script>{SCRIPT}</script>", unsafe_allow_javascript=True)
