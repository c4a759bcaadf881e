"""Whose models carry the tokens that OpenRouter routes."""

import streamlit as st

from lib import ui

st.title("Usage")
ui.page("rankings/usage")
