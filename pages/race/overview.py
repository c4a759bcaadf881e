"""The answer in one screen."""

import streamlit as st

from lib import ui
from lib.views.race import overview

st.title("Who leads the open-weight model race?")
ui.page(overview)
