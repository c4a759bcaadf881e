"""The frame around every page: settings, navigation, footer."""

from itertools import groupby

import streamlit as st

from lib.views.pages import PAGES

st.set_page_config(page_title="Crossover", page_icon="📈", layout="wide")

sections = {
    section.capitalize(): [
        st.Page(page.file, title=page.title, url_path=page.path or None, default=page.default) for page in pages
    ]
    for section, pages in groupby(PAGES, key=lambda page: page.section)
}
st.navigation(sections, position="top").run()

st.divider()
st.markdown(
    ":small[Crossover shows what open data says about the open-weight model race. Every figure has a source, a date and "
    "its doubts: see [Methods](/methods) and [Data](/data).]"
)
