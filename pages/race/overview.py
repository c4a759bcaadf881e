"""The answer in one screen."""

import streamlit as st

from lib import ui

st.title("Who leads the open-weight model race?")
ui.page("race/overview")
