"""How few stand behind most downloads and tokens, and whether what is liked is what is used."""

import streamlit as st

from lib import ui

st.title("Concentration")
ui.page("rankings/concentration")
