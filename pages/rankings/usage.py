"""Whose models carry the tokens that OpenRouter routes."""

import streamlit as st

from lib import ui
from lib.views.rankings import usage

st.title("Usage")
ui.page(usage)
