"""Model Pulse's daily history: which days count, what is unknown, and what its flags make of a row."""

import json
from collections.abc import Iterator
from datetime import date

import pandas as pd
import pyarrow as pa
import pytest

from lib import contracts
from lib.sources import model_pulse
from lib.sources.failures import MissingError, SourceError
from lib.sources.model_pulse import AUTHORS, DATASET, FAMILIES, Flags
from tests.servers.hub import HubService
from tests.sources.datasets import at_ease, bytes_read, hub_of, parquet, visiting


@pytest.fixture(autouse=True)
def ease(monkeypatch: pytest.MonkeyPatch) -> None:
    at_ease(monkeypatch)


def flags(days: tuple[str, ...] = (), **others: object) -> Flags:
    return model_pulse.parse_flags(json.dumps({"days": list(days), **others}).encode())


def authors(*rows: tuple) -> pa.Table:
    """Rows of author_series: author, day, dl30, dl_all, likes, models."""
    table = pa.table(dict(zip(AUTHORS.names, map(list, zip(*rows, strict=True)), strict=True)))
    return table.cast(AUTHORS)


def history(rows: pa.Table, marked: Flags | None = None, orgs: tuple[str, ...] = ("Qwen",)) -> pd.DataFrame:
    return contracts.check("hub_org_history", model_pulse.parse_org_history(rows, marked or flags(), orgs))


def test_missing_fields_of_the_flags_are_empty() -> None:
    assert model_pulse.parse_flags(b"{}") == Flags((), frozenset(), frozenset(), {})


def test_days_to_skip_and_partial_days_are_left_out_and_low_ones_are_not() -> None:
    marked = flags(
        ("2026-09-03", "2026-09-01", "2026-09-02"),
        skip_days=["2026-09-01"],
        partial=["2026-09-02"],
        low_days=["2026-09-03"],
    )
    assert marked.usable == [date(2026, 9, 3)]
    assert marked.low == {date(2026, 9, 3)}
    assert marked.days == (date(2026, 9, 1), date(2026, 9, 2), date(2026, 9, 3))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'{"days": "2026-09-01"}', "days is no list of days"),
        (b'{"days": [20260901]}', "days is no list of days"),
        (b'{"days": ["soon"]}', "Invalid isoformat"),
        (b'{"skip_days": {}}', "skip_days is no list of days"),
        (b'{"partial": 3}', "partial is no list of days"),
        (b'{"low_days": null}', "low_days is no list of days"),
        (b'{"frozen": []}', "frozen is no object"),
        (b'{"frozen": {"2026-09-01": "much"}}', "frozen is 'much' on 2026-09-01, which is no share"),
        (b'{"frozen": {"2026-09-01": 1.5}}', "which is no share"),
        (b'{"frozen": {"2026-09-01": true}}', "which is no share"),
        (b'{"frozen": {"soon": 0.5}}', "Invalid isoformat"),
        (b"[]", "it is no object"),
        (b"<html>", "Expecting value"),
        (b"\xff", "can't decode"),
    ],
)
def test_flags_of_another_form_are_refused_by_name(content: bytes, why: str) -> None:
    with pytest.raises(
        SourceError, match=r"Model Pulse: meta\.json has changed its form: .*; tell the project"
    ) as caught:
        model_pulse.parse_flags(content)
    assert why in str(caught.value)


def test_a_day_of_an_org() -> None:
    known = history(authors(("Qwen", "2026-09-01", 30, 100, 5, 2)), flags(frozen={"2026-09-01": 0.25}))
    assert known.iloc[0].to_dict() == {
        "day": pd.Timestamp("2026-09-01"),
        "org": "Qwen",
        "downloads_30d": 30,
        "downloads_all_time": 100,
        "likes": 5,
        "models": 2,
        "low": False,
        "frozen_share": 0.25,
    }


def test_a_day_that_is_skipped_or_partial_is_a_gap() -> None:
    rows = authors(*(("Qwen", f"2026-09-0{day}", 1, 1, 1, 1) for day in (1, 2, 3)))
    kept = history(rows, flags(skip_days=["2026-09-01"], partial=["2026-09-02"]))
    assert kept["day"].tolist() == [pd.Timestamp("2026-09-03")]


def test_a_low_day_is_kept_and_marked() -> None:
    rows = authors(("Qwen", "2026-09-01", 1, 1, 1, 1), ("Qwen", "2026-09-02", 1, 1, 1, 1))
    assert history(rows, flags(low_days=["2026-09-02"]))["low"].tolist() == [False, True]


def test_a_share_of_frozen_counters_is_unknown_on_days_that_do_not_state_it() -> None:
    rows = authors(("Qwen", "2026-09-01", 1, 1, 1, 1), ("Qwen", "2026-09-02", 1, 1, 1, 1))
    shares = history(rows, flags(frozen={"2026-09-02": 0}))["frozen_share"].tolist()
    assert pd.isna(shares[0])
    assert shares[1] == 0


def test_an_all_time_counter_from_before_there_was_one_is_unknown_and_never_zero() -> None:
    stated = {"2025-02-25": None, "2025-02-26": 0, "2025-02-27": 0, "2025-02-28": None, "2025-03-01": 9}
    rows = authors(*(("Qwen", day, 1, count, 1, 1) for day, count in stated.items()))
    assert history(rows)["downloads_all_time"].tolist() == [pd.NA, pd.NA, 0, pd.NA, 9]


def test_an_unknown_count_stays_unknown() -> None:
    row = history(authors(("Qwen", "2026-09-01", None, None, None, 1))).iloc[0]
    assert pd.isna(row[["downloads_30d", "downloads_all_time", "likes"]]).all()


def test_an_org_is_spelled_as_it_was_asked_for_and_others_are_left_out() -> None:
    rows = authors(
        ("qwen", "2026-09-01", 1, 1, 1, 1), ("Qwen2", "2026-09-01", 2, 2, 2, 2), (None, "2026-09-01", 3, 3, 3, 3)
    )
    assert history(rows)["org"].tolist() == ["Qwen"]


def test_of_two_spellings_on_a_day_the_one_that_was_asked_for_counts() -> None:
    rows = authors(("qwen", "2026-09-01", 1, 1, 1, 1), ("Qwen", "2026-09-01", 2, 2, 2, 2))
    assert history(rows)["downloads_30d"].tolist() == [2]


def test_no_rows_make_an_empty_table_of_the_right_form() -> None:
    assert history(AUTHORS.empty_table()).empty
    contracts.check("hub_family_history", model_pulse.parse_family_history(FAMILIES.empty_table(), flags()))


def test_a_day_of_a_family_counts_its_members() -> None:
    rows = pa.table(
        {"id": ["Qwen/a"] * 2, "day": ["2026-09-01", "2026-09-02"], "dl30": [3, 4], "dl_all": [7, 8], "members": [5, 6]}
    ).cast(FAMILIES)
    marked = flags(skip_days=["2026-09-02"], low_days=["2026-09-01"])
    known = contracts.check("hub_family_history", model_pulse.parse_family_history(rows, marked))
    assert known.drop(columns="frozen_share").to_dict("list") == {
        "day": [pd.Timestamp("2026-09-01")],
        "model": ["Qwen/a"],
        "downloads_30d": [3],
        "downloads_all_time": [7],
        "models": [5],
        "low": [True],
    }


def files(names: str, name: str, count: str) -> dict[str, bytes]:
    """August and September of a series with a row of Qwen's each, beside others' and a column that nobody wants."""
    found = {}
    for month in ("2026-08", "2026-09"):
        found[f"{names}/{month}.parquet"] = parquet(
            {
                name: ["Qwen", "Qwen/a", "other"],
                "day": [date.fromisoformat(f"{month}-01")] * 3,
                **{column: pa.array([1, 2, 3], pa.int32()) for column in ("dl30", "dl_all", "likes", count)},
            }
        )
    return found


@pytest.fixture
def hub() -> Iterator[tuple[HubService, str]]:
    meta = json.dumps({"days": ["2026-08-01", "2026-09-01", "2026-10-01"], "partial": ["2026-08-01"]}).encode()
    series = files("author_series", "author", "models") | files("family_series", "id", "members")
    with hub_of(DATASET, {"meta.json": meta, **series}) as both:
        yield both


def test_the_history_of_an_org_is_read_from_the_months_that_are_wanted(hub: tuple[HubService, str]) -> None:
    state = model_pulse.open_state(visit=visiting(hub[1]))
    known = model_pulse.org_history(state, ["qwen"], [date(2026, 9, 1), date(2026, 11, 1)])
    assert contracts.check("hub_org_history", known)["day"].tolist() == [pd.Timestamp("2026-09-01")]
    assert known["org"].tolist() == ["qwen"]
    assert not [asked for asked in hub[0].asked if "2026-08" in asked.path or "2026-11" in asked.path]


def test_the_history_of_a_family_is_read_by_its_name(hub: tuple[HubService, str]) -> None:
    state = model_pulse.open_state(visit=visiting(hub[1]))
    known = model_pulse.family_history(state, ["Qwen/a"], [date(2026, 8, 1), date(2026, 9, 1)])
    assert known[["day", "model", "downloads_30d"]].to_numpy().tolist() == [[pd.Timestamp("2026-09-01"), "Qwen/a", 2]]


def test_a_month_that_the_flags_promise_and_that_is_not_there_is_missing(hub: tuple[HubService, str]) -> None:
    state = model_pulse.open_state(visit=visiting(hub[1]))
    with pytest.raises(MissingError, match=r"no author_series/2026-10\.parquet"):
        model_pulse.org_history(state, ["Qwen"], [date(2026, 10, 1)])


def test_all_is_read_from_the_state_whose_flags_were_read(hub: tuple[HubService, str]) -> None:
    service, url = hub
    state = model_pulse.open_state(visit=visiting(url))
    service.commit(DATASET, "2026-11-02", {"meta.json": b"{}"})
    assert len(model_pulse.org_history(state, ["Qwen"], [date(2026, 9, 1)])) == 1
    assert model_pulse.open_state(visit=visiting(url)).flags.days == ()


def test_a_file_without_a_column_and_one_with_another_type_are_refused_by_name() -> None:
    columns = {name: [1] for name in AUTHORS.names}
    series = {
        "author_series/2026-08.parquet": parquet({name: columns[name] for name in columns if name != "models"}),
        "author_series/2026-09.parquet": parquet(columns | {"author": ["Qwen"]}),
    }
    with hub_of(DATASET, {"meta.json": b'{"days": ["2026-08-01", "2026-09-01"]}', **series}) as (_, url):
        state = model_pulse.open_state(visit=visiting(url))
        with pytest.raises(SourceError, match=r"author_series/2026-08\.parquet .* lacks models; its form has changed"):
            model_pulse.org_history(state, ["Qwen"], [date(2026, 8, 1)])
        with pytest.raises(SourceError, match=r"2026-09\.parquet has changed its form: a column is of another type"):
            model_pulse.org_history(state, ["Qwen"], [date(2026, 9, 1)])


def test_a_dataset_that_is_gone_says_so() -> None:
    with hub_of("me/other", {}) as (_, url), pytest.raises(MissingError, match=DATASET) as caught:
        model_pulse.open_state(visit=visiting(url))
    assert caught.value.whole


def test_of_a_family_file_only_the_row_groups_of_its_name_are_read() -> None:
    ids = [f"{owner}/{number:05}" for owner in "abc" for number in range(5000)]
    columns = {
        "id": ids,
        "day": [date(2026, 9, 1)] * len(ids),
        **dict.fromkeys(("dl30", "dl_all", "members"), range(len(ids))),
    }
    content = parquet(columns, row_group_size=5000, compression="none", use_dictionary=False)
    with hub_of(DATASET, {"meta.json": b'{"days": ["2026-09-01"]}', "family_series/2026-09.parquet": content}) as (
        hub,
        url,
    ):
        state = model_pulse.open_state(visit=visiting(url))
        assert len(model_pulse.family_history(state, ["b/00007"], [date(2026, 9, 1)])) == 1
    assert bytes_read(hub) < len(content) / 3 + (1 << 16) + 1000
