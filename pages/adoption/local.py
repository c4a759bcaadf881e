"""Whose models people pull to run on their own machines, in stock and in flow."""

import streamlit as st

from lib import ui

st.title("Local use")
ui.page("adoption/local")
