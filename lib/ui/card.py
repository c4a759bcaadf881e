"""A card on screen: the chart, its source, and below it the numbers, what they mean, and how to pass them on."""

from types import ModuleType
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import plotly.graph_objects as go
import streamlit as st

from lib import cite, formats
from lib.charts.theme import THEMES
from lib.data import Data
from lib.ui import as_of
from lib.ui.tables import column_config
from lib.ui.words import escape
from lib.views import attempts
from lib.views.options import controls
from lib.views.pages import page_of
from lib.views.view import Card, Link


@st.cache_resource(max_entries=300, show_spinner=False)
def _figure(
    topic: str, vintage: tuple[tuple[str, str], ...], options: Any, card: str, mode: str, _card: Card
) -> go.Figure:
    return _card.draw(THEMES["dark" if mode == "dark" else "light"])


def draw_card(topic: ModuleType, card: Card, options: Any, data: Data) -> None:
    """One card of a view: title, subtitle, chart, links, source, and the panes below it."""
    mode = st.context.theme.type or "light"
    with st.container(border=True, key=f"card-{card.name}"):
        st.subheader(escape(card.title), anchor=card.name)
        st.markdown(f":small[{escape(card.subtitle)}]")
        st.plotly_chart(
            _figure(topic.__name__, data.vintage, options, card.name, mode, card),
            theme=None,
            key=f"chart-{card.name}",
            alt=card.alt,
            config={
                "displaylogo": False,
                "displayModeBar": True,
                "modeBarButtons": [["toImage"]],
                "toImageButtonOptions": {"format": "svg", "filename": f"crossover-{card.name}"},
                "scrollZoom": False,
            },
        )
        _links(card)
        st.markdown(f":small[{escape(cite.source_line(data, card))}]")
        for failure in attempts.failed(data, card.tables):
            st.markdown(f":small[:material/warning: {escape(failure)}]")
        _panes(topic, card, options, data)


def _links(card: Card) -> None:
    if not card.links:
        return
    if card.links_title:
        st.markdown(f"**{escape(card.links_title)}**")
    with st.container(horizontal=True, gap="small"):
        for link in card.links:
            page_link(link)


def page_link(link: Link) -> None:
    """A link to a view of the app with its options, as of the same day."""
    options = {key: list(value) if isinstance(value, tuple) else value for key, value in link.options.items()}
    st.page_link(
        page_of(link.page).file,
        label=escape(link.label),
        icon=":material/arrow_forward:",
        query_params={**as_of.query(), **options},
    )


PANES = ("Table and download", "Definition and caveats", "Link and citation")


def _panes(topic: ModuleType, card: Card, options: Any, data: Data) -> None:
    """Below the chart, drawn only when asked for: the same numbers as a table, what they mean, how to cite them."""
    chosen = st.segmented_control(
        f"More about {card.title}", PANES, key=f"pane-{card.name}", label_visibility="collapsed", width="content"
    )
    if chosen == PANES[0]:
        _table(card)
    elif chosen == PANES[1]:
        _meaning(card, data)
    elif chosen == PANES[2]:
        address = f"{_here()}?{urlencode({**as_of.query(), **_query(options)}, doseq=True)}#{card.name}"
        st.markdown("Link to this view, with every choice in it:")
        st.code(address, language=None, wrap_lines=True)
        st.markdown("Citation:")
        st.code(cite.citation(data, card, address), language=None, wrap_lines=True)


def _here() -> str:
    """The address of this page without its choices; the default page's ends in a slash."""
    parts = urlsplit(st.context.url or "")
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", "", ""))


def _query(options: Any) -> dict[str, Any]:
    """All options that matter, given the others, as they stand in an address."""
    return {
        name: list(value) if isinstance(value, tuple) else str(value).lower() if isinstance(value, bool) else value
        for name, control in controls(type(options)).items()
        for value in [getattr(options, name)]
        if value not in ("", ()) and control.when(options)
    }


def _table(card: Card) -> None:
    """The numbers of the chart, written as people read them, with our own download beside them."""
    st.dataframe(
        card.table,
        hide_index=True,
        column_config={column: column_config(column, form) for column, form in card.forms.items()},
        alt=f"The numbers of the chart: {card.title}.",
        height=min(36 * (len(card.table) + 1) + 4, 420),
    )
    st.download_button(
        "Download these rows as CSV",
        lambda: formats.csv(card.table),
        file_name=f"crossover-{card.name}.csv",
        mime="text/csv",
        on_click="ignore",
        key=f"csv-{card.name}",
        icon=":material/download:",
    )


def _meaning(card: Card, data: Data) -> None:
    for key in card.indicators:
        words = data.registry.words["indicators"][key]
        st.markdown(f"**{escape(words['title'])}** ({escape(words['unit'])}). {escape(words['definition'])}")
        st.markdown(f"Formula: {escape(words['formula'])}")
        for caveat in words["caveats"]:
            st.markdown(f"- {escape(caveat)}")
    for caveat in card.caveats:
        st.markdown(f"- {escape(caveat)}")
