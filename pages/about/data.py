"""Where every number comes from, what is wrong with it, and how to take it away."""

import streamlit as st

from lib import ui
from lib.data import Data
from lib.ui import escape, linked
from lib.views.about import data as about
from lib.views.about import revisions, states


def revised(shown: about.Revisions, name: str) -> None:
    """What changed from vintage to vintage, and the restated values with a file of all of them."""
    st.subheader("How it was revised", anchor="revised")
    st.markdown(escape(shown.told))
    if shown.vintages is None:
        return
    columns = {column: ui.column_config(column, form) for column, form in revisions.FORMS.items()}
    alt = f"The vintages of {name}, each against the one before."
    st.dataframe(shown.vintages, hide_index=True, column_config=columns, placeholder="", alt=alt)
    if shown.shown:
        st.markdown(f"**{escape(shown.shown)}**")
        rights = {column: st.column_config.TextColumn(alignment="right") for column in ("before", "after", "change")}
        st.dataframe(shown.restated, hide_index=True, column_config=rights, alt=f"{shown.shown} of {name}.")
        file = f"crossover-{name}-revisions.csv"
        icon = ":material/download:"
        label = "All restated values as CSV"
        st.download_button(label, shown.csv, file, "text/csv", on_click="ignore", icon=icon)


def detail(shown: about.Detail, data: Data) -> None:
    """One table or file: what is to be known, what is wrong, how it looks, the files."""
    st.subheader(escape(shown.name), anchor=False)
    if shown.problem:
        st.error(escape(shown.problem), icon=":material/error:")
    if shown.absent:
        st.info(escape(shown.absent), icon=":material/hourglass_empty:")
    for lacking in shown.lacking:
        st.info(escape(lacking), icon=":material/hourglass_empty:")
    if shown.preview is None:
        return
    known, copied = st.columns([5, 4], gap="large")
    known.markdown("\n\n".join(f"**{fact.label}:** {linked(fact.text, fact.url)}" for fact in shown.facts))
    if shown.sha256:
        with copied:
            ui.cite_table(data, shown.name)
        copied.markdown("**SHA-256 of the newest vintage's Parquet file**")
        copied.code(shown.sha256, language=None, wrap_lines=True)
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
    if shown.revisions:
        revised(shown.revisions, shown.name)


def waits(shown: tuple[about.Waiting, ...]) -> None:
    """The pages that are not in the navigation yet, the parts of others that are not shown, and what they wait for."""
    st.header("What waits for data", anchor="waiting")
    st.markdown(
        "A page with nothing to show stays out of the navigation, and a part of a page out of it, until a refresh "
        "brings its data. The commands are for whoever runs the app."
    )
    for each in shown:
        named = f"{each.page.title} ({'the whole page' if each.whole else 'a part of the page'})"
        st.markdown(f"- **{escape(named)}**: {escape(each.told)}")


st.title("Data")
with ui.told():
    data = ui.load()
    overview = st.container()
    st.header("One table in full", anchor="table")
    view = about.view(data, ui.controls_of(ui.page_of("about/data"), data))
    detail(view.detail, data)
    with overview:
        st.markdown(f"## {escape(view.headline)}")
        for problem in view.problems:
            st.error(escape(problem), icon=":material/error:")
        for failure in view.failures:
            st.warning(escape(failure), icon=":material/warning:")
        for names in view.unplaced:
            st.info(escape(names), icon=":material/new_label:")
        for title, rows, forms in (
            ("Which source was last good when", view.health, states.FORMS),
            ("What people decided: the registry", view.registry, about.REGISTRY_FORMS),
        ):
            st.header(title)
            columns = {column: ui.column_config(column, form) for column, form in forms.items()}
            st.dataframe(rows, hide_index=True, height="content", column_config=columns, placeholder="", alt=title)
        if view.waiting:
            waits(view.waiting)
        with st.expander("All of it: its address, and how to cite it"):
            ui.cite_store(data)
