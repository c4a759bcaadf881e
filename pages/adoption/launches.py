"""How new models are taken up after their release, against others of their size."""

import streamlit as st

from lib import ui

st.title("Launches")
ui.page("adoption/launches")
