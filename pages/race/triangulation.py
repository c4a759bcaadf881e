"""The same makers on several services side by side."""

import streamlit as st

from lib import ui

st.title("Triangulation")
ui.page("race/triangulation")
