"""Who leads under every definition, and how the definitions divide."""

import streamlit as st

from lib import ui

st.title("Verdict")
ui.page("race/verdict")
