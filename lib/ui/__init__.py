"""What pages share on screen: cached loading, controls bound to the address, key figures, chart cards."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st

from lib.data import UNREADABLE, Data
from lib.snapshots import SnapshotNotFoundError
from lib.ui import as_of, login, shared
from lib.ui.as_of import load
from lib.ui.browser import run_script
from lib.ui.card import HELD, draw_card, page_links
from lib.ui.controls import controls_of
from lib.ui.share import cite_store, cite_table
from lib.ui.tables import column_config
from lib.ui.words import escape, linked
from lib.views import waiting
from lib.views.links import NoSuchDataError
from lib.views.pages import PAGES, Page, page_of
from lib.views.view import KeyFigure, Link, NothingToShowError, View

__all__ = [
    "as_of",
    "cite_store",
    "cite_table",
    "column_config",
    "controls_of",
    "escape",
    "linked",
    "load",
    "login",
    "offered",
    "page",
    "page_links",
    "page_of",
    "run_script",
    "told",
]


def offered() -> tuple[Page, ...]:
    """The pages for the navigation: those with something to show as of the day in view, all if its data has a fault."""
    try:
        return waiting.offered(as_of.data_in_view())
    except (LookupError, OSError, *UNREADABLE):
        return PAGES


def page(name: str) -> None:
    """Draw the page of a name, section/topic: the finding, the controls, the key figures and the cards of its view."""
    of = page_of(name)
    with told():
        data = load()
        waiting.check(of, data)
        finding = st.container()
        options = controls_of(of, data)
        view = shared.view_of(of, options, data)
        as_of.check(data, view)
        finding.markdown(f"## {escape(view.headline)}")
        _show(of, view, options, data)


@contextmanager
def told() -> Iterator[None]:
    """Say in one sentence whatever is wrong with the data below; a trace never reaches a reader."""
    try:
        yield
    except SnapshotNotFoundError as error:
        st.info(f"There is nothing to show here yet: {escape(str(error))}", icon=":material/hourglass_empty:")
    except NoSuchDataError as error:
        st.warning(escape(str(error)), icon=":material/event_busy:")
    except waiting.WaitsError as error:
        st.info(escape(str(error)), icon=":material/hourglass_empty:")
        page_links([Link("What else waits for data", "about/data")])
    except NothingToShowError as error:
        st.info(escape(str(error)), icon=":material/tune:")
    except UNREADABLE as error:
        st.error(f"The data cannot be shown: {escape(str(error).splitlines()[0])}", icon=":material/error:")


def _show(of: Page, view: View, options: Any, data: Data) -> None:
    if view.figures:
        _key_figures(asked=shared.key(of, options, data), _figures=view.figures)
    for place, card in enumerate(view.cards):
        draw_card(of, view, card, options, data)
        if place == 0 and view.notes:
            st.markdown("\n\n".join(escape(note) for note in view.notes))


@st.cache_resource(max_entries=HELD, show_spinner=False)
def _key_figures(asked: str, _figures: tuple[KeyFigure, ...]) -> None:
    """Key figures side by side, two in a row on a phone. Each says its date beside its change; sent to all viewers."""
    del asked
    grid = st.grid(len(_figures), min_column_width=150)
    for figure in _figures:
        grid.metric(
            escape(figure.label),
            figure.value.replace(" %", "\u00a0%"),
            figure.change or None,
            help=escape(f"{figure.help} As of {figure.date}."),
            delta_color="off",
            delta_description=escape(figure.date),
            border=True,
            chart_data=list(figure.trend) or None,
            height="stretch",
        )
