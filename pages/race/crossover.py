"""When one passed the other, and what the answer depends on."""

import streamlit as st

from lib import ui

st.title("Crossover")
ui.page("race/crossover")
