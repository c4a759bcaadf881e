"""The baseline: a Streamlit page with a heading, one control and one chart, equal to the first chart of a page."""

import os

import plotly.io
import streamlit as st


@st.cache_resource
def figures() -> list:
    """The two figures of the file that `BARE_FIGURES` names: as opened, and after the control was changed."""
    with open(os.environ["BARE_FIGURES"], encoding="utf-8") as file:
        return [plotly.io.from_json(line, skip_invalid=True) for line in file]


st.set_page_config(layout="wide")
st.title("Bare page")
chosen = st.segmented_control("Show", ["first", "second"], default="first", required=True, key="bare")
st.plotly_chart(figures()[chosen == "second"], theme=None)
