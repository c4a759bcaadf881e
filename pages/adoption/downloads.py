"""Who is downloaded from the Hub, and how that has shifted."""

import streamlit as st

from lib import ui

st.title("Downloads")
ui.page("adoption/downloads")
