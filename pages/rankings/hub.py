"""Which tracked open models are downloaded most, and who moves up."""

import streamlit as st

from lib import ui
from lib.views.rankings import hub

st.title("Hub ranking")
ui.page(hub)
