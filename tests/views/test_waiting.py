"""A page with nothing to show waits for data, and says for what; it is offered as soon as its data is there."""

import importlib
import shutil
from pathlib import Path

import pytest

from lib import contracts, snapshots
from lib.data import Data, open_data
from lib.refresh.steps import LIVE
from lib.snapshots import PROJECT, SnapshotNotFoundError
from lib.views import waiting
from lib.views.options import resolve
from lib.views.pages import PAGES, page_of
from lib.views.waiting import NEEDS, SHIPPED, WaitsError
from tests.offered import CHARTED

CAPABILITY = page_of("rankings/capability")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped store, from which a test takes a table away."""
    shutil.copytree(PROJECT / "data", tmp_path / "data")
    return tmp_path / "data"


def without(folder: Path, *tables: str) -> Data:
    for table in tables:
        shutil.rmtree(folder / "snapshots" / table)
    return open_data(folder)


def test_a_page_whose_table_is_there_is_offered(data: Data) -> None:
    assert waiting.waits(CAPABILITY, data) == ""
    assert CAPABILITY in waiting.offered(data)
    waiting.check(CAPABILITY, data)


def test_a_page_whose_table_is_not_there_waits_and_says_how_to_get_it(folder: Path) -> None:
    data = without(folder, "arena")
    told = "Capability waits for the table arena (“make refresh” fetches it)."
    assert waiting.waits(CAPABILITY, data) == told
    assert [page for page in PAGES if page not in waiting.offered(data) and page in CHARTED] == [CAPABILITY]
    with pytest.raises(WaitsError, match="waits for the table arena"):
        waiting.check(CAPABILITY, data)
    assert [(each.page, each.whole) for each in waiting.waiting(data) if each.told == told] == [(CAPABILITY, True)]


def test_a_table_that_no_refresh_makes_is_to_be_restored(folder: Path) -> None:
    data = without(folder, "ollama_pulls")
    assert waiting.waits(page_of("adoption/local"), data) == (
        "Local use waits for the table ollama_pulls (restore it to data/snapshots)."
    )


def test_as_of_a_day_before_its_table_a_page_waits_until_a_later_day(folder: Path) -> None:
    shutil.rmtree(folder / "snapshots" / "registry")  # which was kept later than some tables
    oldest = min(snapshots.vintages("notable_models", folder))
    data = open_data(folder, oldest)
    assert waiting.waits(page_of("adoption/downloads"), data) == (
        "Downloads waits for the table hub_monthly (not known yet on 31 May 2026, but from 31 October 2026 on) and the "
        "table hub_totals (not known yet on 31 May 2026, but from 31 October 2026 on)."
    )


def test_the_default_page_and_those_about_the_data_are_always_offered(tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "data" / "registry", tmp_path / "registry")
    offered = waiting.offered(open_data(tmp_path))
    assert [page.name for page in offered if page.name in NEEDS] == []
    assert {page_of(name) for name in ("race/overview", "about/methods", "about/data")} <= set(offered)


def test_a_damaged_table_is_no_reason_to_wait(folder: Path) -> None:
    for file in (folder / "snapshots" / "hub_models").glob("*.parquet"):
        file.write_bytes(file.read_bytes()[:-10])
    assert set(waiting.offered(open_data(folder))) >= {page_of("rankings/hub"), page_of("adoption/derivatives")}


def test_parts_of_a_page_that_is_shown_wait_with_their_own_words(data: Data) -> None:
    parts = [each for each in waiting.waiting(data) if each.page.name == "adoption/derivatives"]
    assert [each.whole for each in parts] == [False, False]
    assert "No row of hub_models states one" in parts[0].told
    assert "python -m lib.refresh hub_models" in parts[0].told
    assert "hub_derivatives" in parts[1].told


def test_of_a_page_that_waits_as_a_whole_no_part_is_told(folder: Path) -> None:
    told = [
        each.whole
        for each in waiting.waiting(without(folder, "hub_totals"))
        if each.page.name == "adoption/derivatives"
    ]
    assert told == [True]


def test_what_no_refresh_makes_is_what_it_does_not_fetch_and_what_it_only_adds_to() -> None:
    assert set(SHIPPED) == set(contracts.TABLES) - set(LIVE) | {"hub_monthly", "hub_totals"}


@pytest.mark.slow
@pytest.mark.parametrize("name", [page.name for page in CHARTED if page.name in NEEDS])
def test_a_page_needs_those_tables_and_no_other(folder: Path, name: str) -> None:
    topic = importlib.import_module(f"lib.views.{name.replace('/', '.')}")
    needed = set()
    for table in (table for table in contracts.TABLES if snapshots.vintages(table, folder)):
        aside = (folder / "snapshots" / table).rename(folder / "aside")
        data = open_data(folder)
        try:
            topic.view(data, resolve(topic.Options, data, {})[0])
        except SnapshotNotFoundError:
            needed.add(table)
        aside.rename(folder / "snapshots" / table)
    assert needed == set(NEEDS[name])


def test_a_part_that_a_page_says_it_waits_for_stands_among_what_waits(data: Data) -> None:
    told = [each.told for each in waiting.waiting(data) if not each.whole]
    assert [one for one in told if one.startswith("ModelScope is not shown")]
    assert [one for one in told if one.startswith("Whose lifetime counters")]
