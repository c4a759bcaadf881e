"""Where every number comes from, what is wrong with it, and how to take it away."""

import streamlit as st

from lib import ui
from lib.ui import escape, linked
from lib.views.about import data as about
from lib.views.about import states


def detail(shown: about.Detail) -> None:
    """One table or file: what is to be known, what is wrong, how it looks, the files."""
    st.subheader(escape(shown.name), anchor=False)
    if shown.problem:
        st.error(escape(shown.problem), icon=":material/error:")
    if shown.preview is None:
        return
    known, copied = st.columns([5, 4], gap="large")
    known.markdown("\n\n".join(f"**{fact.label}:** {linked(fact.text, fact.url)}" for fact in shown.facts))
    for label, words in (("Cite as", shown.citation), ("SHA-256 of the Parquet file", shown.sha256)):
        if words:
            copied.markdown(f"**{label}**")
            copied.code(words, language=None, wrap_lines=True)
    if shown.flaws:
        lines = (f"- **{flaw.period}**, {flaw.kind}, {escape(f'{flaw.entities}: {flaw.note}')}" for flaw in shown.flaws)
        st.markdown("**Known flaws**\n\n" + "\n".join(lines))
    st.markdown(f"**{shown.shown}**")
    st.dataframe(
        shown.preview, hide_index=True, height="content", placeholder="", alt=f"{shown.shown} of {shown.name}."
    )
    with st.container(horizontal=True):
        for file in shown.files:
            icon = ":material/download:"
            st.download_button(file.label, file.content, file.name, file.mime, on_click="ignore", icon=icon)


st.title("Data")
with ui.told():
    data = ui.load()
    overview = st.container()
    st.header("One table in full", anchor="table")
    view = about.view(data, ui.controls_of(about.Options, data))
    detail(view.detail)
    with overview:
        st.markdown(f"## {escape(view.headline)}")
        for problem in view.problems:
            st.error(escape(problem), icon=":material/error:")
        for title, rows, forms in (
            ("Which source was last good when", view.health, states.FORMS),
            ("What people decided: the registry", view.registry, about.REGISTRY_FORMS),
        ):
            st.header(title)
            columns = {column: ui.column_config(column, form) for column, form in forms.items()}
            st.dataframe(
                rows, hide_index=True, height="content", column_config=columns, placeholder="not known", alt=title
            )
