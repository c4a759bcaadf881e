"""When one passed the other, and what the answer depends on."""

import streamlit as st

from lib import ui
from lib.views.race import crossover

st.title("Crossover")
ui.page(crossover)
