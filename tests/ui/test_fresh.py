"""A vintage that lands while the app runs is shown when what readers look at is computed of it, and nobody waits."""

import gc
import logging
import time
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
import streamlit as st

from lib import published, snapshots, tally
from lib.snapshots import Attempt
from lib.ui import fresh, shared
from lib.views import links
from lib.views.pages import page_of
from tests import stores
from tests.stores import FACTS

PAGE = page_of("adoption/downloads")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the shipped store that the app reads and was looked at once."""
    stores.shipped(tmp_path / "data")
    monkeypatch.setenv("CROSSOVER_DATA", str(tmp_path / "data"))
    st.cache_resource.clear()
    shared.renew()
    yield tmp_path / "data"
    shared._shown.clear()
    shared._looked.clear()
    shared._computed.clear()
    st.cache_resource.clear()


def land(folder: Path, day: str = "2026-11-05") -> None:
    """A vintage of the monthly table with twice the downloads."""
    known, facts = snapshots.read("hub_monthly", folder), snapshots.provenance("hub_monthly", folder)
    stated = {**FACTS, "source": facts.source, "as_of": day}
    snapshots.write("hub_monthly", known.assign(downloads=known["downloads"] * 2), folder, stated)


def newest() -> str:
    return shared.data_of(None).provenance("hub_monthly").as_of


def computed() -> float:
    """How many views were computed so far."""
    return tally.VIEWS.labels("computed")._value.get()


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_readers_are_shown_what_there_was_until_views_of_what_landed_are_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    monkeypatch.setattr(shared, "_compute", lambda data: seen.append((data.provenance("hub_monthly").as_of, newest())))
    before = newest()
    land(folder)
    assert newest() == before
    assert shared.renew()
    assert seen == [("2026-11-05", before)]
    assert newest() == "2026-11-05"


def test_where_nothing_landed_nothing_is_opened_or_computed(folder: Path) -> None:
    before, views = shared.data_of(None), computed()
    assert not shared.renew()
    assert shared.data_of(None) is before
    assert computed() == views


def test_a_page_as_it_opens_and_as_a_reader_chose_it_is_there_before_it_is_asked_for(folder: Path) -> None:
    topic, data = shared.topic_of(PAGE), shared.data_of(None)
    for given in ({}, {"by": ["Country"]}):
        shared.view_of(PAGE, links.read(topic.Options, PAGE.name, data, given)[0], data)
    land(folder)
    shared.renew()
    views, later = computed(), shared.data_of(None)
    for given in ({}, {"by": ["Country"]}):
        view = shared.view_of(PAGE, links.read(topic.Options, PAGE.name, later, given)[0], later)
        assert view.cards
    assert computed() == views
    shared.view_of(PAGE, links.read(topic.Options, PAGE.name, later, {"by": ["Region"]})[0], later)
    assert computed() == views + 1


def test_what_there_was_is_let_go_with_its_views_and_charts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A view holds its data; with the whole Hub, a few states of that are more memory than there is."""
    monkeypatch.setattr(shared.waiting, "offered", lambda data: (PAGE,))
    topic, data = shared.topic_of(PAGE), shared.data_of(None)
    options = links.read(topic.Options, PAGE.name, data, {})[0]
    card = shared.view_of(PAGE, options, data).cards[0]
    old = weakref.ref(data), weakref.ref(shared.figure_of(PAGE, options, data, card, "light"))
    del data, card
    land(folder)
    shared.renew()
    gc.collect()
    assert [each() for each in old] == [None, None]


def test_a_damaged_vintage_keeps_no_other_page_from_being_computed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = (page_of("adoption/downloads"), page_of("rankings/capability"))
    monkeypatch.setattr(shared.waiting, "offered", lambda data: few)
    land(folder)
    (folder / "snapshots" / "hub_monthly" / "2026-11-05.parquet").write_bytes(b"?")
    assert shared.renew()
    assert newest() == "2026-11-05"
    views, data, page = computed(), shared.data_of(None), page_of("rankings/capability")
    shared.view_of(page, links.read(shared.topic_of(page).Options, page.name, data, {})[0], data)
    assert computed() == views


def test_a_failed_attempt_is_shown_though_no_vintage_landed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "_compute", lambda data: None)
    before = shared.data_of(None)
    tried = before.tried
    snapshots.record("arena", folder, Attempt("2026-11-29T03:00:00+00:00", "LMArena", "it does not answer"))
    assert shared.renew()
    after = shared.data_of(None)
    assert after.vintage == before.vintage
    assert after.tried != tried
    page = page_of("about/data")
    view = shared.view_of(page, links.read(shared.topic_of(page).Options, page.name, after, {})[0], after)
    assert "it does not answer" in str(view)


def test_the_look_at_the_store_is_repeated_until_it_is_stopped(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "_compute", lambda data: None)
    stopped = Event()
    fresh.watch(stopped, look=0.05)
    land(folder)
    until(lambda: newest() == "2026-11-05")
    land(folder, "2026-11-06")
    until(lambda: newest() == "2026-11-06")
    stopped.set()


def test_a_look_that_fails_is_not_the_last(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looks = []

    def fail() -> None:
        looks.append(1)
        raise RuntimeError("once more")

    monkeypatch.setattr(shared, "renew", fail)
    stopped = Event()
    fresh.watch(stopped, look=0.01)
    until(lambda: len(looks) > 2)
    stopped.set()
    assert "once more" in caplog.text


def test_what_others_publish_is_taken_and_shown(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "_compute", lambda data: None)
    another = stores.shipped(tmp_path / "another")
    land(another)
    published.publish(another, f"file://{tmp_path}/place")
    stopped = Event()
    fresh.watch(stopped, f"file://{tmp_path}/place", look=0.05)
    until(lambda: newest() == "2026-11-05")
    stopped.set()


def test_an_address_that_cannot_be_reached_is_told_in_a_line_and_changes_nothing(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "place").mkdir()
    (tmp_path / "place" / published.INDEX).write_text("no index", encoding="utf-8")
    failed = tally.FOLLOWED.labels("failed")._value.get()
    with caplog.at_level(logging.WARNING):
        fresh.take(f"file://{tmp_path}/place")
    assert "nothing is taken: published.json at " in caplog.text
    assert tally.FOLLOWED.labels("failed")._value.get() == failed + 1
    assert not shared.renew()


def test_while_a_refresh_writes_nothing_is_taken(folder: Path, tmp_path: Path) -> None:
    another = stores.shipped(tmp_path / "another")
    land(another)
    published.publish(another, f"file://{tmp_path}/place")
    with snapshots.lock(folder):
        fresh.take(f"file://{tmp_path}/place")
        assert newest() < "2026-11-05"
    fresh.take(f"file://{tmp_path}/place")
    shared.renew()
    assert newest() == "2026-11-05"
