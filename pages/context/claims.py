"""What has been claimed in print, and what our figures say of it."""

import streamlit as st

from lib import ui

st.title("Claims")
st.session_state.setdefault("pane-claims", "Table")
ui.page("context/claims")
