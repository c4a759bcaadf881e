"""Whole months: what counters gained between boundaries, and when the result is only an estimate."""

import json
from datetime import date

import pandas as pd
import pyarrow as pa
import pytest

from lib import contracts
from lib.sources import model_pulse, model_pulse_months
from lib.sources.model_pulse import DATASET, Flags
from lib.sources.model_pulse_months import COUNTERS, REPOS, TASKS, Boundary, measurable
from tests.sources.datasets import at_ease, hub_of, parquet, ranges, visiting

AUGUST, SEPTEMBER, OCTOBER, NOVEMBER = (date(2026, month, 1) for month in (8, 9, 10, 11))
ENDS = ("2026-09-01", "2026-10-01")


@pytest.fixture(autouse=True)
def ease(monkeypatch: pytest.MonkeyPatch) -> None:
    at_ease(monkeypatch)


def flags(days: tuple[str, ...], **others: list[str]) -> Flags:
    return model_pulse.parse_flags(json.dumps({"days": list(days), **others}).encode())


def repos(*rows: tuple) -> pa.Table:
    """Rows of models.parquet: id, pipeline_tag, created_at."""
    ids, tasks, days = zip(*rows, strict=True)
    authors = [one.split("/")[0] for one in ids]
    return pa.table([list(ids), authors, list(tasks), list(days)], names=REPOS.names).cast(REPOS)


def counters(read: dict[str, dict[str, int | None]]) -> pa.Table:
    """Rows of series: by id the all-time counter of each day."""
    rows = [(one, day, count) for one, days in read.items() for day, count in days.items()]
    return pa.table([list(column) for column in zip(*rows, strict=True)], names=COUNTERS.names).cast(COUNTERS)


def language(*ids: str, created: str | None = "2025-01-01") -> pa.Table:
    return repos(*((one, "text-generation", created) for one in ids))


def monthly(
    known: pa.Table, read: dict, days: tuple[str, ...] = ENDS, until: date = OCTOBER, **marked: list[str]
) -> dict[str, tuple[int, bool]]:
    """Downloads of September by org, and whether they are exact."""
    months = measurable(flags(days, **marked), AUGUST, until)
    orgs = sorted({one.split("/")[0] for one in known["id"].to_pylist()})
    rows = model_pulse_months.parse_monthly(known, counters(read), months, orgs)
    contracts.check("hub_monthly", rows)
    assert set(rows["month"]) <= {pd.Timestamp(SEPTEMBER)}
    return {row.org: (row.downloads, row.exact) for row in rows.itertuples()}


def test_an_org_gained_what_its_counters_gained() -> None:
    read = {"a/1": dict(zip(ENDS, (100, 130), strict=True)), "a/2": dict(zip(ENDS, (5, 12), strict=True))}
    assert monthly(language("a/1", "a/2"), read) == {"a": (37, True)}


def test_only_language_models_count() -> None:
    known = repos(
        ("a/1", "text-generation", None),
        ("a/2", "image-text-to-text", None),
        ("a/3", "text-to-image", None),
        ("a/4", None, None),
    )
    assert monthly(known, {f"a/{one}": dict(zip(ENDS, (0, 10**one), strict=True)) for one in (1, 2, 3, 4)}) == {
        "a": (110, True)
    }


def test_a_boundary_without_a_snapshot_lies_on_the_line_between_its_neighbours() -> None:
    days = ("2026-08-31", "2026-09-02", "2026-10-01")
    assert monthly(language("a/1"), {"a/1": dict(zip(days, (100, 120, 160), strict=True))}, days) == {"a": (50, True)}


def test_the_line_is_weighted_by_days() -> None:
    days = ("2026-09-01", "2026-09-30", "2026-10-03")
    read = {"a/1": dict(zip(days, (0, 60, 90), strict=True))}
    assert monthly(language("a/1"), read, days, NOVEMBER) == {"a": (70, True)}


@pytest.mark.parametrize("mark", ["skip_days", "partial"])
def test_a_day_that_is_left_out_is_no_boundary(mark: str) -> None:
    days = ("2026-08-31", "2026-09-01", "2026-09-02", "2026-10-01")
    read = {"a/1": dict(zip(days, (100, 999, 120, 160), strict=True))}
    assert monthly(language("a/1"), read, days, **{mark: ["2026-09-01"]}) == {"a": (50, True)}


@pytest.mark.parametrize(("before", "exact"), [("2026-08-29", True), ("2026-08-28", False)])
def test_a_boundary_read_from_more_than_three_days_away_is_not_exact(before: str, exact: bool) -> None:
    days = (before, "2026-09-02", "2026-10-01")
    assert monthly(language("a/1"), {"a/1": dict.fromkeys(days, 7)}, days) == {"a": (0, exact)}


def test_a_repo_created_in_the_month_starts_from_zero() -> None:
    known = language("a/1", created="2026-09-15")
    assert monthly(known, {"a/1": {"2026-10-01": 40}}) == {"a": (40, True)}


def test_one_created_just_before_a_boundary_comes_to_it_from_zero() -> None:
    days = ("2026-08-30", "2026-09-03", "2026-10-01")
    known = language("a/1", created="2026-08-31")
    assert monthly(known, {"a/1": dict(zip(days[1:], (20, 100), strict=True))}, days) == {"a": (90, True)}


def test_an_older_one_that_is_missing_before_a_boundary_does_not_come_to_it_from_zero() -> None:
    days = ("2026-08-30", "2026-09-03", "2026-10-01")
    known = language("a/1", created="2026-08-29")
    assert monthly(known, {"a/1": dict(zip(days[1:], (20, 100), strict=True))}, days) == {}


def test_one_created_after_the_month_is_not_of_the_month() -> None:
    days = ("2026-09-01", "2026-09-30", "2026-10-03")
    known = language("a/1", created="2026-10-02")
    assert monthly(known, {"a/1": {"2026-10-03": 50}}, days, NOVEMBER) == {}


@pytest.mark.parametrize("created", ["2026-08-31", None])
def test_an_older_repo_that_is_missing_at_the_start_is_left_out(created: str | None) -> None:
    known = pa.concat_tables([language("a/1", created=created), language("a/2")])
    read = {"a/1": {"2026-10-01": 1000}, "a/2": dict(zip(ENDS, (1, 3), strict=True))}
    assert monthly(known, read) == {"a": (2, True)}


def test_a_counter_that_fell_is_left_out_and_the_month_is_not_exact() -> None:
    read = {
        one: dict(zip(ENDS, counts, strict=True))
        for one, counts in {"a/1": (9, 5), "a/2": (1, 3), "b/1": (1, 2)}.items()
    }
    assert monthly(language("a/1", "a/2", "b/1"), read) == {"a": (2, False), "b": (1, True)}


def test_an_org_whose_every_counter_fell_has_no_row() -> None:
    assert monthly(language("a/1"), {"a/1": dict(zip(ENDS, (9, 5), strict=True))}) == {}


def test_a_repo_that_is_gone_keeps_its_last_counter() -> None:
    days = ("2026-09-01", "2026-09-30", "2026-10-02")
    assert monthly(language("a/1"), {"a/1": {"2026-09-01": 10, "2026-09-30": 25}}, days, NOVEMBER) == {"a": (15, True)}


def test_a_counter_that_is_not_stated_is_no_counter() -> None:
    assert monthly(language("a/1"), {"a/1": {"2026-09-01": None, "2026-10-01": 7}}) == {}


def test_an_org_is_spelled_as_it_was_asked_for() -> None:
    months = measurable(flags(ENDS), AUGUST, OCTOBER)
    read = counters({"qwen/1": dict(zip(ENDS, (1, 3), strict=True))})
    rows = model_pulse_months.parse_monthly(language("qwen/1", "other/1"), read, months, ["Qwen"])
    assert rows[["org", "downloads"]].to_numpy().tolist() == [["Qwen", 2]]


def test_months_follow_one_another_from_the_one_after_the_last_to_the_last_that_is_over() -> None:
    found = measurable(flags(("2026-08-01", *ENDS, "2026-11-01", "2026-12-01")), AUGUST, date(2026, 11, 30))
    assert [month.start.at for month in found] == [SEPTEMBER, OCTOBER]


def test_a_month_is_not_over_before_a_snapshot_at_or_behind_its_end() -> None:
    days = ("2026-09-01", "2026-09-30")
    assert measurable(flags(days), AUGUST, NOVEMBER) == []
    assert len(measurable(flags((*days, "2026-10-02")), AUGUST, NOVEMBER)) == 1
    assert measurable(flags((*days, "2026-10-02")), AUGUST, date(2026, 10, 1)) == []


def test_before_there_were_all_time_counters_no_month_is_measured() -> None:
    days = ("2025-01-01", "2025-02-01", "2025-02-27", "2025-03-01", "2025-04-01")
    assert [month.start.at for month in measurable(flags(days), date(2024, 12, 1), date(2025, 4, 1))] == [
        date(2025, 3, 1)
    ]


def test_a_boundary_has_the_nearest_usable_days_on_either_side() -> None:
    days = ("2026-08-20", "2026-08-31", "2026-09-03", "2026-09-04", "2026-10-01")
    month = measurable(flags(days, skip_days=["2026-09-03"]), AUGUST, OCTOBER)[0]
    assert month.start == Boundary(SEPTEMBER, date(2026, 8, 31), date(2026, 9, 4))
    assert (month.start.away, month.start.weight) == (3, 0.25)
    assert (month.end.away, month.end.weight) == (0, 0)


def total(rows: list[tuple], until: date = OCTOBER, **marked: list[str]) -> list[tuple]:
    """Rows of `hub_totals` after August: month, all, language models, exact."""
    table = pa.table([list(column) for column in zip(*rows, strict=True)], names=TASKS.names).cast(TASKS)
    found = contracts.check("hub_totals", model_pulse_months.parse_totals(table, flags((), **marked), AUGUST, until))
    unknown = [column for column in found if column not in ("month", "exact") and not column.startswith("downloads")]
    assert len(unknown) == 6
    assert found[unknown].isna().all(axis=None)
    stated = found[["month", "downloads_all_models", "downloads_language_models", "exact"]]
    return [tuple(row) for row in stated.itertuples(index=False)]


def september(without: tuple[int, ...] = ()) -> list[tuple]:
    """A download of each of four tasks on each day."""
    tasks = ("text-generation", "image-text-to-text", "text-to-image", None)
    return [(f"2026-09-{day:02}", task, 1) for day in range(1, 31) if day not in without for task in tasks]


def test_a_month_of_the_whole_hub_adds_up_its_days_with_language_models_apart() -> None:
    assert total(september()) == [(pd.Timestamp(SEPTEMBER), 120, 60, True)]


def test_a_month_with_a_missing_day_is_not_exact() -> None:
    assert total(september(without=(7,))) == [(pd.Timestamp(SEPTEMBER), 116, 58, False)]


def test_a_day_without_a_number_is_a_missing_day() -> None:
    rows = [(day, task, None if day == "2026-09-07" else dl) for day, task, dl in september()]
    assert total(rows) == [(pd.Timestamp(SEPTEMBER), 116, 58, False)]


def test_a_month_with_a_low_day_is_not_exact() -> None:
    assert total(september(), low_days=["2026-09-07"])[0][-1] is False
    assert total(september(), low_days=["2026-10-07"])[0][-1] is True


def test_a_month_whose_last_day_is_not_there_is_left_out() -> None:
    assert total(september(without=(30,))) == []
    assert total([*september(without=(30,)), ("2026-10-01", None, 1)], NOVEMBER)[0][-1] is False


def test_a_month_that_is_not_over_is_left_out() -> None:
    assert total(september(), until=date(2026, 9, 30)) == []


def test_a_month_that_tells_of_no_language_model_has_no_row_and_no_zero() -> None:
    assert total([row for row in september() if row[1] is None]) == []


def test_nothing_told_makes_an_empty_table() -> None:
    rows = model_pulse_months.parse_totals(TASKS.empty_table(), flags(()), AUGUST, OCTOBER)
    assert contracts.check("hub_totals", rows).empty


def service_files() -> dict[str, bytes]:
    """A dataset with two orgs' models in August, September and October, and its flags."""
    meta = {"days": ["2026-08-31", "2026-09-02", "2026-10-01", "2026-10-02"], "partial": ["2026-10-02"]}
    ids = [f"{owner}/{number:04}" for owner in "abc" for number in range(1000)]
    known = {
        "id": ids,
        "author": [one[0] for one in ids],
        "pipeline_tag": ["text-generation"] * len(ids),
        "created_at": pa.array([date(2025, 1, 1)] * len(ids), pa.date32()).cast(pa.timestamp("us")),
    }
    series = {}
    for month, days in {"2026-08": [31], "2026-09": [2, 3], "2026-10": [1]}.items():
        rows = [(one, date.fromisoformat(f"{month}-{day:02}")) for one in ids for day in days]
        count = {"2026-08": 10, "2026-09": 12, "2026-10": 20}[month]
        series[f"series/{month}.parquet"] = parquet(
            {
                "id": [one for one, _ in rows],
                "day": [day for _, day in rows],
                "dl30": [0] * len(rows),
                "dl_all": [count] * len(rows),
            },
            row_group_size=1000 * len(days),
        )
    hub = parquet({"day": [date(2026, 9, 30)], "pipeline_tag": ["text-generation"], "dl": pa.array([5], pa.int64())})
    return {
        "meta.json": json.dumps(meta).encode(),
        "models.parquet": parquet(known),
        "hub_series.parquet": hub,
        **series,
    }


def test_months_are_read_from_the_files_and_row_groups_of_their_boundaries() -> None:
    with hub_of(DATASET, service_files()) as (service, url):
        state = model_pulse.open_state(visit=visiting(url))
        rows = contracts.check("hub_monthly", model_pulse_months.monthly(state, ["B"], AUGUST, OCTOBER))
    assert rows.to_numpy().tolist() == [[pd.Timestamp(SEPTEMBER), "B", 9000, True]]
    series = [asked for asked in service.asked if "series/" in asked.path and "range" in asked.headers]
    assert {asked.path.rpartition("/")[2] for asked in series} == {
        "2026-08.parquet",
        "2026-09.parquet",
        "2026-10.parquet",
    }
    assert len(series) == 3 * (1 + 3)


def test_without_a_month_to_measure_only_the_flags_are_read() -> None:
    with hub_of(DATASET, service_files()) as (service, url):
        state = model_pulse.open_state(visit=visiting(url))
        assert contracts.check("hub_monthly", model_pulse_months.monthly(state, ["b"], SEPTEMBER, OCTOBER)).empty
        assert not ranges(service)


def test_orgs_without_a_model_have_no_rows() -> None:
    with hub_of(DATASET, service_files()) as (_, url):
        state = model_pulse.open_state(visit=visiting(url))
        assert contracts.check("hub_monthly", model_pulse_months.monthly(state, ["z"], AUGUST, OCTOBER)).empty


def test_totals_are_read_from_the_series_of_the_whole_hub() -> None:
    with hub_of(DATASET, service_files()) as (_, url):
        state = model_pulse.open_state(visit=visiting(url))
        rows = contracts.check("hub_totals", model_pulse_months.totals(state, AUGUST, OCTOBER))
    assert rows[["downloads_all_models", "exact"]].to_numpy().tolist() == [[5, False]]
