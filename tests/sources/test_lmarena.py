"""LMArena's boards: which rows count, what a missing bound is, and what is skipped."""

from datetime import date, datetime
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from lib import contracts
from lib.sources import lmarena
from lib.sources.failures import MissingError, SourceError
from lib.sources.lmarena import COLUMNS, DATASET
from tests.sources.datasets import at_ease, hub_of, parquet, visiting

ROW = {
    "model_name": "qwen3-max",
    "rating": 1440.5,
    "category": "overall",
    "leaderboard_publish_date": "2026-09-13",
    "organization": "alibaba",
    "license": "Proprietary",
    "rating_lower": 1430.0,
    "rating_upper": 1451.0,
}


@pytest.fixture(autouse=True)
def ease(monkeypatch: pytest.MonkeyPatch) -> None:
    at_ease(monkeypatch)


def board(*changes: dict[str, Any]) -> pa.Table:
    """A board with the row above for each of these changes to it."""
    return pa.Table.from_pylist([ROW | change for change in changes])


def parsed(*changes: dict[str, Any]) -> tuple[pd.DataFrame, int]:
    frame, skipped = lmarena.parse("text", board(*changes))
    return contracts.check("arena", frame), skipped


def test_a_rating_of_a_board() -> None:
    frame, skipped = parsed({})
    assert skipped == 0
    assert frame.iloc[0].to_dict() == {
        "board": "text",
        "day": pd.Timestamp("2026-09-13"),
        "model": "qwen3-max",
        "lab": "alibaba",
        "licence": "Proprietary",
        "rating": 1440.5,
        "rating_low": 1430.0,
        "rating_high": 1451.0,
    }


@pytest.mark.parametrize("day", [date(2026, 9, 13), datetime(2026, 9, 13, 17, 30), "2026-09-13T00:00:00Z"])
def test_a_day_may_be_a_text_or_a_time(day: Any) -> None:
    assert parsed({"leaderboard_publish_date": day})[0]["day"].tolist() == [pd.Timestamp("2026-09-13")]


def test_other_categories_are_neither_kept_nor_counted() -> None:
    frame, skipped = parsed({}, {"category": "chinese", "model_name": "b"}, {"category": None, "model_name": "c"})
    assert (frame["model"].tolist(), skipped) == (["qwen3-max"], 0)


@pytest.mark.parametrize(
    "lacking",
    [
        {"rating": None},
        {"rating": float("nan")},
        {"leaderboard_publish_date": None},
        {"leaderboard_publish_date": "soon"},
        {"model_name": None},
        {"model_name": ""},
    ],
)
def test_a_row_without_rating_or_date_or_model_is_skipped_and_counted(lacking: dict[str, Any]) -> None:
    frame, skipped = parsed({"model_name": "b"}, lacking)
    assert (frame["model"].tolist(), skipped) == (["b"], 1)


def test_a_model_that_comes_twice_a_day_counts_once() -> None:
    frame, skipped = parsed({}, {"rating": 1.0}, {"leaderboard_publish_date": "2026-09-14"})
    assert (frame["rating"].tolist(), skipped) == ([1440.5, 1440.5], 1)


def test_bounds_and_makers_that_are_not_stated_are_unknown() -> None:
    frame, _ = parsed({"rating_lower": None, "rating_upper": None, "organization": "", "license": None})
    assert frame[["rating_low", "rating_high", "lab", "licence"]].isna().all(axis=None)


def files(**columns: Any) -> dict[str, bytes]:
    """The four files of the boards, each with a model that is called as its file, without a column that is None."""
    names = [f"{board}/{part}" for board in ("text", "text_style_control") for part in ("latest", "full")]
    wanted = {name: value for name, value in (ROW | columns).items() if value is not None}
    return {
        f"{name}-00000-of-00001.parquet": parquet(
            pa.Table.from_pylist([wanted | {"model_name": name}, wanted | {"category": "chinese"}])
        )
        for name in names
    }


@pytest.mark.parametrize(("full", "part"), [(True, "full"), (False, "latest")])
def test_both_boards_are_read_in_one_state_with_the_real_client(full: bool, part: str) -> None:
    with hub_of(DATASET, files()) as (_, url):
        frame, skipped = lmarena.read(full=full, visit=visiting(url))
    assert contracts.check("arena", frame)[["board", "model"]].to_numpy().tolist() == [
        ["text", f"text/{part}"],
        ["text_style_control", f"text_style_control/{part}"],
    ]
    assert skipped == 0


def test_a_file_without_bounds_leaves_them_unknown() -> None:
    with hub_of(DATASET, files(rating_lower=None, rating_upper=None)) as (_, url):
        frame, _ = lmarena.read(full=False, visit=visiting(url))
    assert contracts.check("arena", frame)[["rating_low", "rating_high"]].isna().all(axis=None)
    assert frame["rating"].tolist() == [1440.5] * 2


def test_a_file_without_ratings_is_refused_by_name() -> None:
    with hub_of(DATASET, files(rating=None)) as (_, url), pytest.raises(SourceError, match="lacks rating; its form"):
        lmarena.read(full=False, visit=visiting(url))


def test_a_board_without_overall_rows_is_empty() -> None:
    frame, skipped = lmarena.parse("text", pa.table({name: pa.nulls(0) for name in COLUMNS}))
    assert contracts.check("arena", frame).empty
    assert skipped == 0


def test_a_board_that_is_gone_is_missing() -> None:
    missing = pytest.raises(MissingError, match="has no text/latest-00000-of-00001")
    with hub_of(DATASET, {"text/full-00000-of-00001.parquet": b""}) as (_, url), missing:
        lmarena.read(full=False, visit=visiting(url))
