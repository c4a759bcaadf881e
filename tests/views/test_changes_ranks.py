"""Who rose in the first ten of the Hub ranking, between offered dates next to each other, vintage by vintage."""

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from lib import contracts, snapshots
from lib.data import open_data
from lib.metrics import hub
from lib.registry.vintages import keep
from lib.snapshots import PROJECT, SnapshotDamagedError
from lib.views.changes import Change, changes
from lib.views.changes.swaps import LETTERS
from tests.stores import FACTS as NOTHING_SAID

FACTS = {**NOTHING_SAID, "source": "llmfit"}
SMALL = {f"google/small-{number}": 1000 - number for number in range(hub.FEWEST)}
"""As many models as a date needs to be offered, all of them far below the first ten."""
BIG = {f"Qwen/big-{number}": 100_000 - number for number in range(1, 11)}
"""The first ten, by their number."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with the shipped registry, kept since before there was any table."""
    shutil.copytree(PROJECT / "data" / "registry", tmp_path / "registry")
    keep(tmp_path, date(2020, 1, 1))
    return tmp_path


def put(folder: Path, as_of: str, estimate: bool = False, **days: Mapping[str, int]) -> None:
    """A vintage of the models: by day (as d2026_07_01) the counter of each model."""
    rows = [
        (pd.Timestamp(day[1:].replace("_", "-")), model, model.split("/")[0], counter)
        for day, counters in days.items()
        for model, counter in counters.items()
    ]
    kinds = {name: column.metadata["kind"] for name, column in contracts.TABLES["hub_models"].schema.columns.items()}
    frame = pd.DataFrame({name: pd.Series([None] * len(rows), dtype="object") for name in kinds})
    frame[["day", "model", "org", "downloads_30d"]] = pd.DataFrame(rows)
    frame = frame.assign(tracked=True, day_is_estimate=estimate).astype(kinds)
    snapshots.write("hub_models", frame, folder, {**FACTS, "as_of": as_of})


def ranks(folder: Path, as_of: date | None = None) -> list[Change]:
    return [change for change in changes(open_data(folder, as_of)) if change.kind == "ranks"]


def swapped(*numbers: int) -> dict[str, int]:
    """The first ten in another order."""
    return {f"Qwen/big-{number}": 100_000 - place for place, number in enumerate(numbers, 1)}


ORDER = range(3, 11)


def test_who_passed_whom_is_told_with_places_among_the_models_of_both_dates(folder: Path) -> None:
    new = {"google/new": 900_000}
    put(folder, "2026-07-09", d2026_07_01=SMALL | BIG, d2026_07_08=SMALL | swapped(2, 1, *ORDER) | new)
    (one,) = ranks(folder)
    assert one.title == "Top 10 of tracked open models: big-2 rises to place 1, 8 July 2026"
    assert one.text == (
        "By the Hub's 30-day counter, among the 310 models read on both 1 July and 8 July 2026: "
        "big-2 from place 2 to 1, past big-1."
    )
    assert (one.day, one.known) == (date(2026, 7, 8), date(2026, 7, 9))
    assert {name: one.link.options[name] for name in ("day", "against", "as_of")} == {
        "day": ("2026-07-08",),
        "against": ("2026-07-01",),
        "as_of": ("2026-07-09",),
    }


def test_many_that_rose_are_counted_and_so_are_many_that_were_passed(folder: Path) -> None:
    put(folder, "2026-07-09", d2026_07_01=SMALL | BIG, d2026_07_08=SMALL | swapped(10, 9, 8, 7, 6, 5, 4, 3, 2, 1))
    (one,) = ranks(folder)
    assert one.title == "Top 10 of tracked open models: big-10 rises to place 1 and 4 more rise, 8 July 2026"
    assert "big-10 from place 10 to 1, past big-1, big-2 and 7 more; " in one.text
    assert one.text.endswith("big-8 from place 8 to 3, past big-1, big-2 and 5 more; 2 more.")


def test_dates_in_the_same_order_and_dates_that_are_not_offered_say_nothing(folder: Path) -> None:
    few = swapped(2, 1, *ORDER)
    put(folder, "2026-07-16", d2026_07_01=SMALL | BIG, d2026_07_08=few, d2026_07_15=SMALL | BIG)
    assert ranks(folder) == []


def test_a_date_that_is_an_estimate_and_a_model_with_a_spike_are_said(folder: Path) -> None:
    spike = {"Qwen/Qwen3-VL-2B-Instruct": 900_000}
    before = {"Qwen/Qwen3-VL-2B-Instruct": 99_998}
    put(folder, "2026-05-08", True, d2026_05_01=SMALL | swapped(1) | before, d2026_05_08=SMALL | swapped(1) | spike)
    (one,) = ranks(folder)
    assert one.text.endswith(
        "That the counters were read on 1 May 2026 and 8 May 2026 is an estimate. "
        "The counter of Qwen3-VL-2B-Instruct jumps then for no known reason."
    )


def test_a_later_vintage_adds_the_newest_dates_and_leaves_the_names_of_the_others(folder: Path) -> None:
    put(folder, "2026-07-09", d2026_07_01=SMALL | BIG, d2026_07_08=SMALL | swapped(2, 1, *ORDER))
    before = ranks(folder)
    put(folder, "2026-07-16", d2026_07_15=SMALL | BIG)
    after = ranks(folder)
    assert after[1:] == before
    assert (after[0].day, after[0].known) == (date(2026, 7, 15), date(2026, 7, 16))
    assert "big-1 from place 2 to 1, past big-2" in after[0].text
    assert ranks(folder, date(2026, 7, 15)) == before


def test_a_vintage_that_restates_a_counter_takes_the_swap_back(folder: Path) -> None:
    put(folder, "2026-07-09", d2026_07_01=SMALL | BIG, d2026_07_08=SMALL | swapped(2, 1, *ORDER))
    put(folder, "2026-07-16", d2026_07_08={"Qwen/big-1": 99_999, "Qwen/big-2": 99_998})
    every = changes(open_data(folder))
    titles = [one.title for one in every if one.kind in ("correction", "ranks")]
    title = "Top 10 of tracked open models: big-2 rises to place 1, 8 July 2026"
    assert sorted(titles) == ["Data corrected: hub_models as of 16 July 2026", f"No longer stated: {title}", title]
    kept = next(one for one in every if one.kind == "ranks")
    assert kept.text.endswith("Taken back by the data as of 16 July 2026.")


def test_a_date_that_comes_in_between_leads_from_the_old_pair_to_the_new_one(folder: Path) -> None:
    put(folder, "2026-07-16", d2026_07_01=SMALL | BIG, d2026_07_15=SMALL | swapped(2, 1, *ORDER))
    put(folder, "2026-07-20", d2026_07_08=SMALL | BIG)
    every = changes(open_data(folder))
    correction = next(one for one in every if one.title.startswith("No longer stated"))
    assert "It says: Top 10 of tracked open models: big-2 rises to place 1, 15 July 2026." in correction.text
    assert correction.link.options["against"] == ("2026-07-08",)
    assert len({one.id for one in every}) == len(every)


def test_a_model_that_is_no_longer_tracked_on_a_date_leaves_it(folder: Path) -> None:
    put(folder, "2026-07-09", d2026_07_01=SMALL | BIG, d2026_07_08=SMALL | swapped(2, 1, *ORDER))
    rows = snapshots.read("hub_models", folder)
    again = rows[(rows["day"] == "2026-07-08") & (rows["model"] == "Qwen/big-1")].assign(tracked=False)
    snapshots.write("hub_models", again, folder, {**FACTS, "as_of": "2026-07-16"})
    assert [one.title[:16] for one in changes(open_data(folder)) if one.kind == "correction"][-1:] == [
        "No longer stated"
    ]


def test_names_are_cut_and_told_apart_from_nothing_else(folder: Path) -> None:
    long = {f"Qwen/{'x' * 10_000}": 900_000}
    put(folder, "2026-07-09", d2026_07_01=SMALL | BIG | {next(iter(long)): 5}, d2026_07_08=SMALL | BIG | long)
    (one,) = ranks(folder)
    assert len(one.title) < 2 * LETTERS + 60
    assert len(one.text) < 1000


def test_a_damaged_vintage_is_no_silence(folder: Path) -> None:
    put(folder, "2026-07-09", d2026_07_01=SMALL | BIG)
    (folder / "snapshots" / "hub_models" / "2026-07-09.parquet").write_bytes(b"")
    with pytest.raises(SnapshotDamagedError):
        changes(open_data(folder))
