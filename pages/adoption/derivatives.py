"""What is made from other models, from whose, and by whom."""

import streamlit as st

from lib import ui

st.title("Derivatives")
ui.page("adoption/derivatives")
