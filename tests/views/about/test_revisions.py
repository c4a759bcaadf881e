"""How a table was revised from vintage to vintage, as the page Data tells it."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from lib import snapshots
from lib.data import Data
from lib.registry import Registry
from lib.views.about import revisions
from tests.stores import FACTS as NOTHING_SAID

FACTS = {**NOTHING_SAID, "source": "model_pulse"}


def put(folder: Path, as_of: str, rows: dict[tuple[str, str], int]) -> None:
    """A vintage of the monthly table, from downloads by month and org."""
    frame = pd.DataFrame([(*key, value, True) for key, value in rows.items()])
    frame.columns = pd.Index(["month", "org", "downloads", "exact"])
    frame = frame.astype({"month": "datetime64[us]", "org": "str"})
    snapshots.write("hub_monthly", frame, folder, {**FACTS, "as_of": as_of})


JANUARY, FEBRUARY = {("2026-01-01", "Qwen"): 10, ("2026-01-01", "google"): 20}, {("2026-02-01", "Qwen"): 30}


def seen(folder: Path, registry: Registry, as_of: date | None = None) -> revisions.Revisions:
    return revisions.of(Data(folder, registry, as_of), "hub_monthly")


def test_of_one_vintage_there_is_a_sentence_and_no_table(tmp_path: Path, registry: Registry) -> None:
    put(tmp_path, "2026-01-31", JANUARY)
    shown = seen(tmp_path, registry)
    assert shown.told == "There is one vintage, as of 31 January 2026, so nothing has been revised yet."
    assert shown.vintages is None


def test_a_vintage_is_compared_with_the_one_before_and_the_first_with_none(tmp_path: Path, registry: Registry) -> None:
    put(tmp_path, "2026-01-31", JANUARY)
    put(tmp_path, "2026-02-28", {("2026-01-01", "Qwen"): 15} | FEBRUARY)
    newest, first = seen(tmp_path, registry).vintages.to_dict("records")
    assert newest == {
        "vintage": pd.Timestamp("2026-02-28"),
        "source": "Model Pulse",
        "rows": 2,
        "new": 1,
        "changed": 1,
        "gone": 1,
        "largest_change": "downloads of 2026-01-01, Qwen: 10 to 15",
    }
    assert (first["vintage"], first["rows"]) == (pd.Timestamp("2026-01-31"), 2)
    assert all(pd.isna(first[column]) for column in ("new", "changed", "gone", "largest_change"))


def test_vintages_that_only_add_rows_are_said_to_revise_nothing(tmp_path: Path, registry: Registry) -> None:
    put(tmp_path, "2026-01-31", JANUARY)
    put(tmp_path, "2026-02-28", JANUARY | FEBRUARY)
    shown = seen(tmp_path, registry)
    assert "Each only added rows: no value that was stated before was changed or taken back." in shown.told
    assert "with ?as_of=2026-01-31 it shows what was known then" in shown.told
    assert shown.shown == ""


def test_restated_values_of_all_vintages_are_listed_the_largest_first(tmp_path: Path, registry: Registry) -> None:
    put(tmp_path, "2026-01-31", JANUARY)
    put(tmp_path, "2026-02-28", JANUARY | {("2026-01-01", "Qwen"): 11})
    put(tmp_path, "2026-03-31", JANUARY | {("2026-01-01", "Qwen"): 11, ("2026-01-01", "google"): 5020})
    shown = seen(tmp_path, registry)
    assert shown.restated.values.tolist() == [
        ["2026-03-31", "2026-01-01", "google", "downloads", "20", "5,020", "5,000"],
        ["2026-02-28", "2026-01-01", "Qwen", "downloads", "10", "11", "1"],
    ]
    assert shown.shown == "2 restated values"
    assert "2 of them changed or took back what was stated before, last that of 31 March 2026." in shown.told


def test_the_day_to_go_back_to_is_the_one_before_the_last_that_changed_something(
    tmp_path: Path, registry: Registry
) -> None:
    put(tmp_path, "2026-01-31", JANUARY)
    put(tmp_path, "2026-02-28", JANUARY | {("2026-01-01", "Qwen"): 11})
    put(tmp_path, "2026-03-31", JANUARY | {("2026-01-01", "Qwen"): 11} | FEBRUARY)
    put(tmp_path, "2026-04-30", JANUARY | {("2026-01-01", "Qwen"): 11} | FEBRUARY | {("2026-03-01", "Qwen"): 1})
    assert "with ?as_of=2026-01-31 it shows what was known then" in seen(tmp_path, registry).told


def test_the_file_holds_every_restated_value_though_few_are_shown(
    tmp_path: Path, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revisions, "SHOWN", 1)
    put(tmp_path, "2026-01-31", JANUARY)
    put(tmp_path, "2026-02-28", {("2026-01-01", "Qwen"): 11, ("2026-01-01", "google"): 25})
    shown = seen(tmp_path, registry)
    assert shown.shown == "The largest 1 of 2 restated values"
    assert len(shown.restated) == 1
    assert shown.csv().decode().splitlines() == [
        "vintage,month,org,column,before,after,change",
        "2026-02-28,2026-01-01,google,downloads,20,25,5.0",
        "2026-02-28,2026-01-01,Qwen,downloads,10,11,1.0",
    ]


def test_as_of_a_day_later_vintages_are_not_known(tmp_path: Path, registry: Registry) -> None:
    put(tmp_path, "2026-01-31", JANUARY)
    put(tmp_path, "2026-02-28", FEBRUARY)
    assert seen(tmp_path, registry, date(2026, 2, 1)).vintages is None


def test_a_vintage_that_cannot_be_read_is_left_out_and_said(tmp_path: Path, registry: Registry) -> None:
    for day, rows in (("2026-01-31", JANUARY), ("2026-02-28", FEBRUARY), ("2026-03-31", JANUARY | FEBRUARY)):
        put(tmp_path, day, rows)
    file = tmp_path / "snapshots" / "hub_monthly" / "2026-02-28.parquet"
    file.write_bytes(file.read_bytes()[:-10])
    shown = seen(tmp_path, registry)
    assert [f"{day:%m}" for day in shown.vintages["vintage"]] == ["03", "01"]
    assert shown.vintages["new"].iloc[0] == 1
    assert "The newest 2 that can be read are compared" in shown.told


def pulls(folder: Path, as_of: str, of: dict[tuple[str, str], int]) -> None:
    """A vintage of an appended table, from pulls by day and prefix."""
    frame = pd.DataFrame([(*key, 1, value) for key, value in of.items()])
    frame.columns = pd.Index(["day", "prefix", "models", "pulls_all_time"])
    frame = frame.astype({"day": "datetime64[us]", "prefix": "str"})
    snapshots.write("ollama_prefixes", frame, folder, {**FACTS, "source": "ollama", "as_of": as_of})


def test_an_appended_table_is_compared_as_it_was_known_at_each_vintage(tmp_path: Path, registry: Registry) -> None:
    pulls(tmp_path, "2026-01-31", {("2026-01-30", "qwen"): 5, ("2026-01-30", "llama"): 7})
    pulls(tmp_path, "2026-02-28", {("2026-01-30", "qwen"): 6, ("2026-02-27", "qwen"): 9})
    pulls(tmp_path, "2026-03-31", {("2026-01-30", "qwen"): 8, ("2026-03-30", "qwen"): 10})
    shown = revisions.of(Data(tmp_path, registry), "ollama_prefixes")
    columns = ["rows", "new", "changed", "gone"]
    assert shown.vintages[columns].iloc[:2].values.tolist() == [[4, 1, 1, 0], [3, 1, 1, 0]]
    assert [(row["vintage"], row["before"], row["after"]) for row in shown.restated.to_dict("records")] == [
        ("2026-03-31", "6", "8"),
        ("2026-02-28", "5", "6"),
    ]
    for step in shown.vintages.to_dict("records"):
        assert step["rows"] == len(snapshots.read("ollama_prefixes", tmp_path, step["vintage"].date()))


def test_of_a_day_that_a_source_states_anew_as_a_whole_what_it_leaves_out_is_gone(
    tmp_path: Path, registry: Registry
) -> None:
    for as_of, models in (("2026-01-31", ("qwen/a", "qwen/b")), ("2026-02-28", ("qwen/a",))):
        frame = pd.DataFrame({"day": ["2026-01-30"] * len(models), "model": models, "tokens": 5})
        frame = frame.astype({"day": "datetime64[us]", "model": "str"})
        snapshots.write("openrouter_daily", frame, tmp_path, {**FACTS, "source": "openrouter", "as_of": as_of})
    newest = revisions.of(Data(tmp_path, registry), "openrouter_daily").vintages.iloc[0]
    assert [newest[column] for column in ("rows", "new", "changed", "gone")] == [1, 0, 0, 1]
