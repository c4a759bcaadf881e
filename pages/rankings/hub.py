"""Which tracked open models are downloaded most, and who moves up."""

import streamlit as st

from lib import ui

st.title("Hub ranking")
ui.page("rankings/hub")
