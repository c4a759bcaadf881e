"""Fifty viewers at once: what they share is computed once, and is the same after all of them have drawn it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lib.data import Data
from lib.snapshots import PROJECT
from lib.ui import shared
from lib.ui.card import PANES
from lib.views.adoption import downloads
from lib.views.options import resolve
from lib.views.pages import Page, page_of
from lib.views.view import View
from tests.offered import CHARTED

VIEWERS = 50
PAGE = page_of("adoption/downloads")


@pytest.fixture(autouse=True)
def cold() -> Iterator[None]:
    """Nothing is cached before and after."""
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def crowd(ask: Any) -> list[Any]:
    """What each of fifty viewers gets who ask at the same moment."""
    ready = Barrier(VIEWERS)

    def one(_: int) -> Any:
        ready.wait(timeout=30)
        return ask()

    with ThreadPoolExecutor(VIEWERS) as viewers:
        return list(viewers.map(one, range(VIEWERS)))


def test_the_store_is_opened_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[date | None] = []
    opened = shared.open_data
    monkeypatch.setattr(shared, "open_data", lambda folder, day: asked.append(day) or opened(folder, day))
    got = crowd(lambda: shared.data_of(None))
    assert asked == [None]
    assert all(data is got[0] for data in got)


def test_a_view_is_computed_once_and_its_chart_drawn_once(data: Data, monkeypatch: pytest.MonkeyPatch) -> None:
    computed, drawn = [], []
    card = SimpleNamespace(name="only", draw=lambda theme: drawn.append(theme.mode) or object())
    view = SimpleNamespace(cards=(card,))
    topic = SimpleNamespace(view=lambda data, options: computed.append(options) or view)
    monkeypatch.setattr(shared, "topic_of", lambda page: topic)
    options, _ = resolve(downloads.Options, data, {})
    views = crowd(lambda: shared.view_of(PAGE, options, data))
    charts = crowd(lambda: shared.figure_of(PAGE, options, data, card, "light"))
    assert computed == [options]
    assert drawn == ["light"]
    assert all(one is view for one in views)
    assert all(one is charts[0] for one in charts)


def test_other_choices_another_theme_and_another_card_have_keys_of_their_own(data: Data) -> None:
    options, _ = resolve(downloads.Options, data, {})
    other, _ = resolve(downloads.Options, data, {"by": "Country"})
    keys = {
        shared.key(PAGE, options, data),
        shared.key(PAGE, other, data),
        shared.key(page_of("adoption/local"), options, data),
        shared.key(PAGE, options, data, "downloads", "light"),
        shared.key(PAGE, options, data, "downloads", "dark"),
        shared.key(PAGE, options, data, "another", "light"),
    }
    assert len(keys) == 6
    assert shared.key(PAGE, resolve(downloads.Options, data, {})[0], data) == shared.key(PAGE, options, data)


def kept(view: View, charts: list[Any]) -> tuple[list[str], list[str], list[str]]:
    """Of what viewers share all that somebody could change: tables, charts and words, written out."""
    tables = [f"{card.table.dtypes.to_dict()}\n{card.table.to_csv()}" for card in view.cards]
    words = [repr((card.forms, card.links, card.opens, card.caveats)) for card in view.cards]
    return tables, [chart.to_json() for chart in charts], words


@pytest.mark.parametrize("of", CHARTED, ids=lambda of: of.name)
def test_what_viewers_share_is_unchanged_after_pages_drew_it(of: Page) -> None:
    data = shared.data_of(None)
    options, _ = resolve(shared.topic_of(of).Options, data, {})
    view = shared.view_of(of, options, data)
    charts = [shared.figure_of(of, options, data, card, "light") for card in view.cards]
    before = kept(view, charts)
    app = AppTest.from_file(str(PROJECT / "pages" / "frame.py"), default_timeout=60).run()
    if not of.default:
        app.switch_page(of.file).run()
    for pane in PANES:
        for card in view.cards:
            app.session_state[f"pane-{card.name}"] = pane
        app.run()
        assert not app.exception
    assert kept(view, charts) == before
    assert shared.view_of(of, options, data) is view
    assert shared.figure_of(of, options, data, view.cards[0], "light") is charts[0]
