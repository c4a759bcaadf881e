"""Who is downloaded from the Hub, and how that has shifted."""

import streamlit as st

from lib import ui
from lib.views.adoption import downloads

st.title("Downloads")
ui.page(downloads)
