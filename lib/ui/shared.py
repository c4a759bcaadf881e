"""What all viewers and routes share: the data as of a day, the views made of it, their charts. Nothing of it is changed."""

import importlib
from datetime import date
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from lib.charts.theme import THEMES, Mode
from lib.data import Data, open_data
from lib.views.pages import Page
from lib.views.view import Card, View

DAYS_HELD = 4
"""The data as of so many days is held in memory at a time, those last asked for."""


@st.cache_resource(ttl=60, refresh_mode="background", max_entries=DAYS_HELD, show_spinner=False)
def data_of(day: date | None) -> Data:
    """The data as of a day, None for the newest; looked for anew after a minute, while the old is still shown."""
    return open_data(as_of=day)


def topic_of(page: Page) -> Any:
    """The module of a page in lib/views: its `Options` and its `view`."""
    return importlib.import_module(f"lib.views.{page.name.replace('/', '.')}")


def view_of(page: Page, options: Any, data: Data) -> View:
    """The view of a page, computed once for all; the vintage and the options say all that it depends on."""
    return _view(page.name, data.vintage, options, data)


@st.cache_resource(max_entries=300, show_spinner=False)
def _view(page: str, vintage: tuple[tuple[str, str], ...], options: Any, _data: Data) -> View:
    return importlib.import_module(f"lib.views.{page.replace('/', '.')}").view(_data, options)


def figure_of(page: Page, options: Any, data: Data, card: Card, mode: Mode) -> go.Figure:
    """The chart of a card in a theme, drawn once for all."""
    return _figure(page.name, data.vintage, options, card.name, mode, card)


@st.cache_resource(max_entries=300, show_spinner=False)
def _figure(
    page: str, vintage: tuple[tuple[str, str], ...], options: Any, card: str, mode: Mode, _card: Card
) -> go.Figure:
    return _card.draw(THEMES[mode])


def freezes(data: Data) -> bool:
    """Whether this data can be had again by its day: not if the registry was changed after it was last kept."""
    return data_of(data.newest_day).vintage == data.vintage
