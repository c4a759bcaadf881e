"""What all viewers and routes share and nobody changes: the data as of a day, the views of it, charts and files."""

import hashlib
import importlib
import os
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from threading import Event, Lock
from typing import Any, get_args

import plotly.graph_objects as go
import streamlit as st

from lib import snapshots, tally
from lib.charts.theme import THEMES, Mode
from lib.data import UNREADABLE, Data, open_data
from lib.exports import files, pictures
from lib.exports.exhibit import Exhibit
from lib.views import links, waiting
from lib.views.links import Query
from lib.views.pages import Page
from lib.views.view import Card, NothingToShowError, View

ADDRESS = "CROSSOVER_ADDRESS"
"""The setting with the address under which readers know the app, where that is not the one it is asked by."""
ROUTES_SERVED = Event()
"""Set where the app's own routes are served beside its pages."""
DAYS_HELD = 4
"""The data as of so many days is held in memory at a time, those last asked for."""
LOOKED = 50
"""So many views of the newest data, those last asked for, are there of newer data before it is shown."""
PATIENCE = 15.0
"""So many seconds newer data is kept back at the most while they are computed."""
_looked: dict[str, tuple[Page, Any, Data]] = {}
_computed: dict[str, dict[tuple[str, ...], Callable[[], None]]] = {}
"""By the state of the newest data how each view and chart that was made of it is let go."""
_looking = Lock()
_shown: dict[Path, str] = {}
"""By data folder the state of it that readers are shown, where `renew` says which."""


def address_set() -> str:
    """The address of the app as it is set, without a slash at its end; empty where it is not."""
    return os.environ.get(ADDRESS, "").rstrip("/")


def base() -> str:
    """The path below which the app stands at its host, such as /crossover; empty where it has the host to itself."""
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def data_of(day: date | None) -> Data:
    """The data as of a day, None for the newest; opened anew where the store has changed, looked at once a minute.

    Where `renew` is called from time to time, nobody else looks.
    """
    folder = snapshots.data_folder()
    return _data(folder, day, _shown.get(folder) or _looked_at(folder))


def renew() -> bool:
    """Show what landed in the store since this was last called; whether anything did.

    Until what readers last looked at is computed of it, which may take seconds, they are shown what there was.
    """
    folder = snapshots.data_folder()
    before, now = _shown.get(folder), _store(folder)
    if before == now:
        return False
    data = _data(folder, None, now)
    if before is not None:
        _compute(data)
    _shown[folder] = now
    if before is not None:
        _data.clear(folder, None, before)
        _forget(but=data)
    return True


def _forget(but: Data) -> None:
    """Let go of all views and charts of newest data `but` of this: nobody asks for them again, and views hold it."""
    with _looking:
        made = [_computed.pop(state) for state in list(_computed) if state != _state(but)]
    for let_go in (each for of_state in made for each in of_state.values()):
        let_go()


def _note(data: Data, let_go: Callable[..., None], **asked: str) -> None:
    """Keep how something that is made of the newest data is let go."""
    if data.as_of is None:
        with _looking:
            _computed.setdefault(_state(data), {})[tuple(asked.values())] = partial(let_go, **asked)


def _state(data: Data) -> str:
    return data.vintage + data.tried


@st.cache_resource(ttl=60, show_spinner=False)
def _looked_at(folder: Path) -> str:
    return _store(folder)


@st.cache_resource(max_entries=DAYS_HELD, show_spinner="Reading the data")
def _data(folder: Path, day: date | None, store: str) -> Data:
    del store
    return open_data(folder, day)


def _store(folder: Path) -> str:
    """A checksum over the last changes of every vintage, every note of an attempt, and the registry in use."""
    notes = folder.glob("snapshots/*/*.json")
    kept = folder.glob("snapshots/registry/????-??-??")
    changed = []
    for path in (*notes, *kept, *folder.glob("registry/*")):
        with suppress(FileNotFoundError):  # taken away meanwhile
            changed.append((str(path), path.stat().st_mtime_ns))
    return hashlib.sha256(repr(sorted(changed)).encode()).hexdigest()


def topic_of(page: Page) -> Any:
    """The module of a page in lib/views: its `Options` and its `view`."""
    return importlib.import_module(f"lib.views.{page.name.replace('/', '.')}")


def key(page: Page, options: Any, data: Data, *more: str) -> str:
    """All that a view depends on in one text, and what else one thing of it does: what has equal keys is equal.

    One text, since Streamlit takes apart and hashes each argument of a cached function at every look-up. They are given
    by name, since it else looks their names up too.
    """
    return repr((page.name, data.vintage, data.tried, options, *more))


def view_of(page: Page, options: Any, data: Data) -> View:
    """The view of a page, computed once for all."""
    tally.VIEWS.labels("asked").inc()
    asked = key(page, options, data)
    if data.as_of is None:
        _remember(asked, page, options, data)
    return _view(asked=asked, _page=page, _options=options, _data=data)


def _remember(asked: str, page: Page, options: Any, data: Data) -> None:
    """Keep what readers last looked at of the newest data, for when newer lands."""
    with _looking:
        _looked.pop(asked, None)
        _looked[asked] = (page, options, data)
        if len(_looked) > LOOKED:
            del _looked[next(iter(_looked))]


def _compute(data: Data) -> None:
    """Compute of `data` what readers last looked at of what there was before, charts too, and each page as it opens.

    After `PATIENCE` seconds the rest is left to whoever asks for it; so is what cannot be shown.
    """
    end = time.monotonic() + PATIENCE
    with _looking:
        made = list(reversed(_looked.values()))
        _looked.clear()
    opens: list[tuple[Page, Query, bool]] = [(page, {}, False) for page in waiting.offered(data)]
    chosen = [(page, links.plain(options, before, {}), True) for page, options, before in made]
    for page, given, drawn in (*chosen, *opens):
        if time.monotonic() > end:
            return
        with suppress(LookupError, NothingToShowError, *UNREADABLE):
            options, _ = links.read(topic_of(page).Options, page.name, data, given)
            view = view_of(page, options, data)
            for card in view.cards if drawn and isinstance(view, View) else ():
                for mode in get_args(Mode):
                    figure_of(page, options, data, card, mode)


@st.cache_resource(max_entries=300, show_spinner="Computing the view")
def _view(asked: str, _page: Page, _options: Any, _data: Data) -> View:
    tally.VIEWS.labels("computed").inc()
    _note(_data, _view.clear, asked=asked)
    view: View = topic_of(_page).view(_data, _options)
    return view


def figure_of(page: Page, options: Any, data: Data, card: Card, mode: Mode) -> go.Figure:
    """The chart of a card in a theme, drawn once for all."""
    return _figure(asked=key(page, options, data, card.name, mode), mode=mode, _card=card, _data=data)


@st.cache_resource(max_entries=300, show_spinner=False)
def _figure(asked: str, mode: Mode, _card: Card, _data: Data) -> go.Figure:
    _note(_data, _figure.clear, asked=asked, mode=mode)
    return _card.draw(THEMES[mode])


def freezes(data: Data, tables: Collection[str]) -> bool:
    """Whether these tables can be had again by their day: not if the registry was changed after it was last kept."""
    return data_of(data.since(tables)).mark(tables) == data.mark(tables)


def file_of(exhibit: Exhibit, options: Any, data: Data, form: str, mode: Mode, width: int, today: date) -> bytes:
    """A card as a file, made once for all who ask on one day."""
    if form in pictures.FORMS:
        return picture_of(exhibit.page, options, data, exhibit, mode, form, width, scale=2)
    links = (exhibit.live, exhibit.frozen)
    asked = (*links, data.vintage, options, exhibit.card.name, form, mode, width, today)
    return _file(asked, exhibit, figure_of(exhibit.page, options, data, exhibit.card, mode))


@st.cache_data(max_size="32MB", show_spinner=False)
def _file(asked: tuple[Any, ...], _exhibit: Exhibit, _figure: go.Figure) -> bytes:
    *_, form, mode, width, today = asked
    return files.file(_exhibit, _figure, form, mode=mode, width=width, today=today)


def picture_of(
    page: Page, options: Any, data: Data, exhibit: Exhibit, mode: Mode, form: str, width: int, scale: int
) -> bytes:
    """A card as a picture, drawn once for all who ask for it; the link is printed in it. A failure is not kept."""
    asked = (page.name, data.vintage, options, exhibit.card.name, exhibit.link, mode, form, width, scale)
    return _picture(asked, exhibit, figure_of(page, options, data, exhibit.card, mode))


@st.cache_data(max_size="16MB", show_spinner=False)
def _picture(asked: tuple[Any, ...], _exhibit: Exhibit, _figure: go.Figure) -> bytes:
    *_, mode, form, width, scale = asked
    try:
        drawn = pictures.picture(_exhibit, _figure, form, mode=mode, width=width, scale=scale)
    except Exception as error:
        tally.PICTURES.labels(form, type(error).__name__).inc()
        raise
    tally.PICTURES.labels(form, "drawn").inc()
    return drawn
