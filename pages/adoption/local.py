"""Whose models people pull to run on their own machines, in stock and in flow."""

import streamlit as st

from lib import ui
from lib.views.adoption import local

st.title("Local use")
ui.page(local)
