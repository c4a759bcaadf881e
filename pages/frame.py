"""The frame around every page: settings, navigation, footer."""

from itertools import groupby

import streamlit as st

from lib import ui
from lib.views.pages import PAGES
from lib.views.view import Link

STYLE = """<style>
/* Streamlit writes chips in white, which is too pale on the light accent of the dark theme. */
.stMultiSelect [data-tag] { background: transparent; color: inherit; border: 1px solid currentColor; }
.stMainBlockContainer { padding-top: 5rem; padding-bottom: 4rem; }
/* A link keeps its whole name, and shows when the keyboard is on it. */
[data-testid="stPageLink"] p { white-space: normal; }
[data-testid="stPageLink"] a:focus-visible { outline: 2px solid currentColor; }
/* A number keeps its whole name and date on a phone, on two lines if need be. */
[data-testid="stMetric"] p, [data-testid="stMetricDeltaDescription"] { white-space: normal; overflow: visible; }
div:has(> [data-testid="stMetricDeltaDescription"]) { flex-wrap: wrap; }
.crossover-note { position: fixed; bottom: 1.5rem; left: 50%; transform: translateX(-50%); z-index: 1000001;
    padding: .5rem 1rem; border-radius: .4rem; background: #0c1620; color: #fff; border: 1px solid #fff; }
.crossover-note:empty { padding: 0; border: 0; }
@media (max-width: 640px) { .stMain h1 { font-size: 1.7rem; } .stMain h2 { font-size: 1.2rem; } }
</style>"""


if not ui.login.let_in():
    st.stop()
shown = ui.offered()
if st.session_state.get("offered") != shown:  # kept for the session: Streamlit looks for the file of each page
    st.session_state["offered"] = shown
    st.session_state["sections"] = {
        section.capitalize(): [
            st.Page(
                page.file,
                title=page.title,
                url_path=page.path or None,
                default=page.default,
                visibility="visible" if page in shown else "hidden",
            )
            for page in pages
        ]
        for section, pages in groupby(PAGES, key=lambda page: page.section)
    }
current = st.navigation(st.session_state["sections"], position="top")
st.set_page_config(page_title=f"{current.title} · Crossover", page_icon="📈", layout="wide")
st.html(STYLE)
ui.run_script()
if ui.as_of.settled(current):
    current.run()

st.divider()
st.markdown(":small[Every figure on these pages has a source, a date, a definition and its doubts:]")
ui.page_links([Link("Methods", "about/methods"), Link("Data", "about/data")])
ui.login.way_out()
