"""Robots, the models and data sets for them, and what of it can be counted."""

import streamlit as st

from lib import ui

st.title("Embodied AI")
ui.page("context/embodied")
