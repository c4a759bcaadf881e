"""Rules, releases and what changed in counting, on one axis below the download curves."""

import streamlit as st

from lib import ui

st.title("Timeline")
ui.page("context/timeline")
