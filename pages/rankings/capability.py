"""How good the best open model of each side is, as people judge answers."""

import streamlit as st

from lib import ui

st.title("Capability")
ui.page("rankings/capability")
