"""The data of one date: every table, every name known, one vintage each for as long as the data is held."""

import re
import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from lib import registry, snapshots
from lib.data import Data, open_data
from lib.snapshots import PROJECT, Attempt, SnapshotNotFoundError
from tests.stores import FACTS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with the shipped registry and no snapshots."""
    shutil.copytree(PROJECT / "data" / "registry", tmp_path / "registry")
    return tmp_path


def put(folder: Path, as_of: str, prefix: str, pulls: int) -> None:
    frame = pd.DataFrame({"day": ["2026-01-01"], "prefix": [prefix], "models": [1], "pulls_all_time": [pulls]})
    frame = frame.astype({"day": "datetime64[us]", "prefix": "str"})
    snapshots.write("ollama_prefixes", frame, folder, {**FACTS, "as_of": as_of})


def test_a_table_is_read_once_and_shared(folder: Path) -> None:
    put(folder, "2026-01-31", "qwen", 5)
    data = open_data(folder)
    assert data.table("ollama_prefixes") is data.table("ollama_prefixes")


def test_a_name_that_the_registry_does_not_place_is_read_and_told(folder: Path) -> None:
    put(folder, "2026-01-31", "newcomer", 5)
    data = open_data(folder)
    assert data.table("ollama_prefixes")["pulls_all_time"].item() == 5
    assert data.unreviewed("ollama_prefixes") == ["newcomer"]
    assert open_data(PROJECT / "data").unreviewed("ollama_prefixes") == []


def test_each_vintage_is_told_with_its_source_up_to_the_day_of_the_data(folder: Path) -> None:
    put(folder, "2026-01-31", "qwen", 5)
    put(folder, "2026-02-28", "qwen", 6)
    january, february = (date(2026, 1, 31), "ollama"), (date(2026, 2, 28), "ollama")
    assert open_data(folder).sources("ollama_prefixes") == [january, february]
    assert open_data(folder, date(2026, 2, 27)).sources("ollama_prefixes") == [january]
    assert open_data(folder).sources("ollama_pulls") == []


def test_the_newest_attempt_is_told_also_of_a_table_that_was_never_fetched(folder: Path) -> None:
    assert open_data(folder).attempt("ollama_prefixes") is None
    snapshots.record("ollama_prefixes", folder, Attempt("2026-02-28T10:00:00+00:00", "Ollama", "no network"))
    assert open_data(folder).attempt("ollama_prefixes") == Attempt("2026-02-28T10:00:00+00:00", "Ollama", "no network")


def test_a_missing_table_is_missing_and_no_empty_table(folder: Path) -> None:
    data = open_data(folder)
    assert not data.has("ollama_prefixes")
    with pytest.raises(SnapshotNotFoundError, match="no snapshot of 'ollama_prefixes'"):
        data.table("ollama_prefixes")
    with pytest.raises(SnapshotNotFoundError, match="no table is called 'ollama'"):
        data.table("ollama")


def test_data_of_a_day_holds_what_was_known_then(folder: Path) -> None:
    put(folder, "2026-01-31", "qwen", 5)
    put(folder, "2026-02-28", "qwen", 6)
    assert not open_data(folder, date(2026, 1, 30)).has("ollama_prefixes")
    then, now = open_data(folder, date(2026, 2, 27)), open_data(folder)
    assert [data.table("ollama_prefixes")["pulls_all_time"].item() for data in (then, now)] == [5, 6]
    assert [data.provenance("ollama_prefixes").as_of for data in (then, now)] == ["2026-01-31", "2026-02-28"]


def test_data_before_the_first_vintage_says_which_day_to_ask_for(folder: Path) -> None:
    put(folder, "2026-01-31", "qwen", 5)
    with pytest.raises(SnapshotNotFoundError, match="the oldest is of 2026-01-31"):
        open_data(folder, date(2026, 1, 30)).table("ollama_prefixes")


def test_rows_provenance_and_vintage_stay_of_one_vintage_though_a_newer_one_is_written(folder: Path) -> None:
    put(folder, "2026-01-31", "qwen", 5)
    held = open_data(folder)
    vintage = held.vintage
    put(folder, "2026-02-28", "qwen", 6)
    assert held.table("ollama_prefixes")["pulls_all_time"].item() == 5
    assert held.provenance("ollama_prefixes").as_of == "2026-01-31"
    assert held.vintage == vintage != open_data(folder).vintage


def test_a_vintage_is_one_word_that_is_equal_wherever_the_data_is(folder: Path) -> None:
    put(folder, "2026-01-31", "qwen", 5)
    vintage = open_data(folder).vintage
    assert re.fullmatch("[0-9a-f]{64}", vintage)
    assert vintage == Data(folder, registry.load(folder)).vintage


def test_other_rows_of_the_same_day_are_another_vintage(folder: Path) -> None:
    put(folder, "2026-01-31", "qwen", 5)
    before = open_data(folder).vintage
    shutil.rmtree(folder / "snapshots" / "ollama_prefixes")
    put(folder, "2026-01-31", "qwen", 6)
    after = open_data(folder).vintage
    assert after != before
    (folder / "snapshots" / "ollama_prefixes" / "2026-01-31.json").write_text("{}", encoding="utf-8")
    assert open_data(folder).vintage not in (before, after)


def test_another_registry_is_another_vintage(folder: Path) -> None:
    before = open_data(folder).vintage
    path = folder / "registry" / "definitions.toml"
    assert open_data(folder).vintage == before
    path.write_text(
        path.read_text(encoding="utf-8").replace('term = "Maker"', 'term = "Model maker"'), encoding="utf-8"
    )
    assert open_data(folder).vintage != before


def test_the_environment_may_name_the_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSOVER_DATA", str(folder))
    assert open_data().folder == folder


def test_what_is_derived_from_the_data_is_computed_once(data: Data) -> None:
    asked = []

    def months(of: Data) -> int:
        asked.append(of)
        return of.table("hub_monthly")["month"].nunique()

    assert (data.derived(months), data.derived(months)) == (27, 27)
    assert asked == [data]


def test_of_what_depends_on_choices_the_newest_is_kept_and_what_does_not_always_is(
    data: Data, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.data.MOST_DERIVED", 2)
    asked: list[tuple[str, ...]] = []

    def named(of: Data, *names: str) -> None:
        asked.append(names)

    for names in ((), ("a",), ("b",), ("b",), ("c",), (), ("b",), ("a",)):
        data.derived(named, *names)
    assert asked == [(), ("a",), ("b",), ("c",), ("a",)]
