"""A card on screen: the chart, its source, and below it the numbers, what they mean, and how to pass them on."""

from collections.abc import Sequence
from typing import Any, Literal

import plotly.graph_objects as go
import streamlit as st

from lib import cite, formats
from lib.charts.theme import Mode
from lib.data import Data
from lib.ui import as_of, shared
from lib.ui.share import share
from lib.ui.tables import column_config
from lib.ui.words import escape
from lib.views import attempts, waiting
from lib.views.pages import Page, page_of
from lib.views.view import Card, Link, View

HELD = 300
"""So much of each kind that is drawn for all is held in memory: what was last asked for."""


def draw_card(page: Page, view: View, card: Card, options: Any, data: Data) -> None:
    """One card of a view: title, subtitle, chart, links, source, the panes below it, and the menu to share it."""
    mode: Mode = "dark" if st.context.theme.type == "dark" else "light"
    asked = shared.key(page, options, data, card.name, mode)
    with st.container(border=True, key=f"card-{card.name}"):
        if card.opens:
            _head(card)
            _open(clicked(card, _chart(card, shared.figure_of(page, options, data, card, mode), "rerun")))
        else:
            _drawn(asked=asked, _page=page, _options=options, _data=data, _card=card, mode=mode)
        _links(card, data)
        _source(asked=asked, _data=data, _card=card)
        pane = _choice_of_pane(card)
        if pane == TABLE:
            _table(card)
        elif pane == MEANING:
            _meaning(card, data)
        elif pane == SHARE:
            share(page, view, card, options, data)


@st.cache_resource(max_entries=HELD, show_spinner=False)
def _drawn(asked: str, _page: Page, _options: Any, _data: Data, _card: Card, mode: Mode) -> None:
    """What leads nowhere when it is clicked: Streamlit keeps the messages that draw it and sends them to all viewers.

    A figure is written as JSON once and not in every run, which costs half of a page with a chart alone.
    """
    del asked
    _head(_card)
    _chart(_card, shared.figure_of(_page, _options, _data, _card, mode), "ignore")


@st.cache_resource(max_entries=HELD, show_spinner=False)
def _source(asked: str, _data: Data, _card: Card) -> None:
    """The source of a card and what failed of it, kept likewise."""
    del asked
    st.markdown(f":small[{escape(cite.source_line(_data, _card))}]")
    for failure in attempts.failed(_data, _card.tables):
        st.markdown(f":small[:material/warning: {escape(failure)}]")


def _head(card: Card) -> None:
    st.subheader(escape(card.title), anchor=card.name)
    st.markdown(f":small[{escape(card.subtitle)}]")


def _chart(card: Card, figure: go.Figure, on_select: Literal["rerun", "ignore"]) -> Any:
    """The chart itself; gives back what Streamlit says of clicks on it."""
    return st.plotly_chart(
        figure,
        theme=None,
        key=f"chart-{card.name}",
        alt=card.alt,
        on_select=on_select,
        selection_mode="points",
        config={
            "displaylogo": False,
            "displayModeBar": True,
            "modeBarButtons": [["toImage"]],
            "toImageButtonOptions": {"format": "svg", "filename": f"crossover-{card.name}"},
            "scrollZoom": False,
        },
    )


FEW = 12
"""So many links stand below a chart; more are folded away."""


def offered(card: Card, data: Data) -> list[Link]:
    """The links of a card, but for those to pages that wait for data."""
    return [link for link in card.links if not waiting.waits(page_of(link.page), data)]


def _links(card: Card, data: Data) -> None:
    links = offered(card, data)
    if not links:
        return
    if len(links) > FEW:
        place: Any = st.expander(f"{escape(card.links_title)} ({len(links)})")
    else:
        place = st.container()
        if card.links_title:
            place.markdown(f"**{escape(card.links_title)}**")
    with place:
        page_links(links)


def page_links(links: Sequence[Link]) -> None:
    """Links to views of the app side by side, each with its options, as of the same day."""
    queries = [_query(link) for link in links]
    asked = [(link.page, link.label, query) for link, query in zip(links, queries, strict=True)]
    _page_links(asked=repr(asked), _links=links, _queries=queries)


@st.cache_resource(max_entries=HELD, show_spinner=False)
def _page_links(asked: str, _links: Sequence[Link], _queries: Sequence[dict[str, Any]]) -> None:
    """Kept and sent to all viewers: Streamlit compares the file of a link with those of all pages."""
    del asked
    with st.container(horizontal=True, gap="small"):
        for link, query in zip(_links, _queries, strict=True):
            st.page_link(
                page_of(link.page).file,
                label=escape(link.label),
                icon=":material/arrow_forward:",
                query_params=query,
            )


def clicked(card: Card, event: Any) -> Link | None:
    """The view to which the point leads that was clicked, None if no such point was; `event` is what Streamlit says."""
    for point in event["selection"]["points"]:
        carried = point.get("customdata")
        if carried and carried[0] in card.opens:
            return card.opens[carried[0]]
    return None


def _open(link: Link | None) -> None:
    if link:
        st.switch_page(page_of(link.page).file, query_params=_query(link))


def _query(link: Link) -> dict[str, Any]:
    options = {key: list(value) if isinstance(value, tuple) else value for key, value in link.options.items()}
    return {**as_of.query(), **options}


PANES = TABLE, MEANING, SHARE = "Table", "Definition and caveats", "Share and export"


def _choice_of_pane(card: Card) -> str | None:
    """Below the chart, drawn only when asked for: the same numbers as a table, what they mean, how to pass them on."""
    return st.pills(
        f"More about {card.title}",
        PANES,
        format_func=lambda pane: f":material/share: {pane}" if pane == SHARE else pane,
        key=f"pane-{card.name}",
        label_visibility="collapsed",
        width="content",
    )


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
