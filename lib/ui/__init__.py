"""What pages share on screen: cached loading, controls bound to the address, key figures, chart cards."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from types import ModuleType
from typing import Any

import streamlit as st

from lib.contracts import ContractError
from lib.data import Data, open_data
from lib.registry import RegistryError, UnknownNameError
from lib.snapshots import SnapshotDamagedError, SnapshotNotFoundError
from lib.ui import as_of
from lib.ui.card import draw_card, page_link
from lib.ui.controls import controls_of
from lib.ui.tables import column_config
from lib.ui.words import escape, linked
from lib.views.view import KeyFigure, NothingToShowError, View

__all__ = ["as_of", "column_config", "controls_of", "escape", "linked", "load", "page", "page_link", "told"]

DATA_ERRORS = (ContractError, RegistryError, SnapshotDamagedError, UnknownNameError)
DAYS_HELD = 4
"""The data as of so many days is held in memory at a time, those last asked for."""


def load() -> Data:
    """The data as of the day in the address, or the newest, shared by all viewers."""
    return _load(as_of.chosen())


@st.cache_resource(ttl=60, refresh_mode="background", max_entries=DAYS_HELD, show_spinner="Reading the data")
def _load(day: date | None) -> Data:
    """Data is looked for anew after a minute, while the old is still shown."""
    return open_data(as_of=day)


def page(topic: ModuleType) -> None:
    """Draw a page: the finding, the controls, the key figures and the cards of the view that `topic` makes."""
    with told():
        data = load()
        finding = st.container()
        options = controls_of(topic.Options, data)
        view = _view(topic.__name__, data.vintage, options, data)
        finding.markdown(f"## {escape(view.headline)}")
        _show(topic, view, options, data)


@contextmanager
def told() -> Iterator[None]:
    """Say in one sentence whatever is wrong with the data below; a trace never reaches a reader."""
    try:
        yield
    except SnapshotNotFoundError as error:
        st.info(f"There is nothing to show here yet: {escape(str(error))}", icon=":material/hourglass_empty:")
    except NothingToShowError as error:
        st.info(escape(str(error)), icon=":material/tune:")
    except DATA_ERRORS as error:
        st.error(f"The data cannot be shown: {escape(str(error).splitlines()[0])}", icon=":material/error:")


@st.cache_resource(max_entries=300, show_spinner="Computing the view")
def _view(topic: str, vintage: tuple[tuple[str, str], ...], options: Any, _data: Data) -> View:
    """A view, computed once for all viewers; `vintage` and `options` say all that it depends on."""
    return importlib.import_module(topic).view(_data, options)


def _show(topic: ModuleType, view: View, options: Any, data: Data) -> None:
    if view.figures:
        _key_figures(view.figures)
    for place, card in enumerate(view.cards):
        draw_card(topic, card, options, data)
        if place == 0:
            st.markdown("\n\n".join(escape(note) for note in view.notes))


def _key_figures(figures: tuple[KeyFigure, ...]) -> None:
    """Key figures side by side, two in a row on a phone. Each says its date beside its change."""
    grid = st.grid(len(figures), min_column_width=150)
    for figure in figures:
        grid.metric(
            escape(figure.label),
            figure.value,
            figure.change or None,
            help=escape(f"{figure.help} As of {figure.date}."),
            delta_color="off",
            delta_description=escape(figure.date),
            border=True,
            chart_data=list(figure.trend) or None,
            height="stretch",
        )
