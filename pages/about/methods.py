"""What each measure means, and how it is computed."""

from collections.abc import Callable

import streamlit as st

from lib import ui
from lib.ui import escape, linked
from lib.views.about import methods


def measure(shown: methods.Measure) -> None:
    """What it is on the left, what to keep in mind on the right."""
    meaning, caveats = st.columns([5, 4], gap="large")
    with meaning:
        st.markdown(f"{escape(shown.definition)}\n\n**Formula**")
        st.code(shown.formula, language=None, wrap_lines=True)
        source = f"{linked(shown.source.title, f'#{shown.source.anchor}')}, {escape(shown.source.licence)}"
        st.markdown(f"**Unit:** {escape(shown.unit)}  \n**Counts:** {escape(shown.universe)}  \n**Source:** {source}")
        ui.page_links(shown.tables)
    caveats.markdown("**Keep in mind**\n\n" + "\n".join(f"- {escape(caveat)}" for caveat in shown.caveats))


def source(shown: methods.Source) -> None:
    """What comes from there, and what it asks for in return."""
    used = ", ".join(linked(title, f"#{anchor}") for title, anchor in shown.measures)
    st.markdown("\n\n".join(filter(None, (escape(shown.note), linked(shown.url, shown.url)))))
    st.markdown(f"**Licence:** {linked(shown.licence, shown.licence_url)}")
    st.markdown((f"**Used for:** {used}\n\n" if used else "") + "**Cite as**")
    st.code(shown.citation, language=None, wrap_lines=True)


def section(title: str, draw: Callable, shown: tuple, columns: int, border: bool) -> None:
    """Entries below a heading; the columns are read one after the other, so that a phone keeps the order."""
    if not shown:
        return
    st.header(title, anchor=title.lower())
    st.markdown(" · ".join(linked(entry.title, f"#{entry.anchor}") for entry in shown))
    length = -(-len(shown) // columns)
    for number, column in enumerate(st.columns(columns, gap="large")):
        for entry in shown[number * length : (number + 1) * length]:
            with column.container(border=border):
                st.subheader(escape(entry.title), anchor=entry.anchor)
                draw(entry)


st.title("Methods")
with ui.told():
    data = ui.load()
    finding = st.container()
    view = methods.view(data, ui.controls_of(ui.page_of("about/methods"), data))
    finding.markdown(f"## {escape(view.headline)}")
    if view.measures and view.terms and view.sources:
        st.markdown("On this page: [measures](#measures), [glossary](#glossary), [sources](#sources)")
    section("Measures", measure, view.measures, 1, True)
    section("Glossary", lambda term: st.markdown(escape(term.means)), view.terms, 3, False)
    section("Sources", source, view.sources, 2, True)
