"""The two ecosystems, the United States and China, point by point."""

import streamlit as st

from lib import ui

st.title("Ecosystems")
ui.page("context/ecosystems")
