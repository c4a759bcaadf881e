"""Shares within a side, and how long the bars of a pair are, counted by hand."""

import pandas as pd
import pytest

from lib.metrics import ecosystems

SIDES = ("us", "china")


def rows(*found: tuple[str, int, bool | None]) -> pd.DataFrame:
    frame = pd.DataFrame(found, columns=["side", "tokens", "counts"])
    return frame.assign(counts=frame["counts"].astype("boolean"))


def test_a_part_is_of_what_is_known_and_says_how_much_that_is() -> None:
    found = ecosystems.part_of_known(
        rows(("us", 30, True), ("us", 30, False), ("us", 40, None), ("china", 5, True)), "tokens", SIDES
    )
    assert found == {"us": (0.5, 0.6), "china": (1.0, 1.0)}


def test_a_side_of_which_nothing_is_known_has_no_part() -> None:
    assert ecosystems.part_of_known(rows(("us", 30, None)), "tokens", SIDES) == {}


def test_a_size_at_the_bound_is_not_above_it_and_an_unknown_one_is_neither() -> None:
    found = ecosystems.above(pd.Series([70.0, 70.1, float("nan")]), 70)
    assert [None if pd.isna(value) else bool(value) for value in found] == [False, True, None]


def test_a_share_is_of_all_rows_also_of_those_of_no_side() -> None:
    found = ecosystems.shares(rows(("us", 1, None), ("china", 2, None), ("remainder", 5, None)), "tokens", SIDES)
    assert found == {"us": pytest.approx(1 / 8), "china": pytest.approx(2 / 8)}


def test_a_side_without_a_row_has_no_share_and_not_zero() -> None:
    assert ecosystems.shares(rows(("us", 1, None)), "tokens", SIDES) == {"us": 1.0}


def test_the_longer_bar_is_whole_and_the_other_in_proportion() -> None:
    assert ecosystems.lengths({"us": 4.81, "china": 1.2}) == {"us": 1.0, "china": pytest.approx(1.2 / 4.81)}


@pytest.mark.parametrize("values", [{"us": 1.0}, {"us": 1.0, "china": float("nan")}, {"us": -1, "china": 1}])
def test_what_does_not_compare_has_no_bars(values: dict[str, float]) -> None:
    assert ecosystems.lengths(values) == {}


def test_two_zeros_have_no_bars() -> None:
    assert ecosystems.lengths({"us": 0.0, "china": 0.0}) == {}


def series(*values: tuple[float, bool]) -> dict[str, list[float | None]]:
    """By series: what is drawn of the days of one side in one panel."""
    days = pd.date_range("2025-01-01", periods=len(values), freq="D")
    frame = pd.DataFrame(values, columns=["value", "estimate"]).assign(panel="Downloads", side="us", day=days)
    found = ecosystems.with_estimates_apart(frame)
    return {
        str(key): [None if pd.isna(value) else value for value in of["value"]] for key, of in found.groupby("series")
    }


def test_estimates_are_a_series_of_their_own_that_meets_what_is_known() -> None:
    assert series((1.0, True), (2.0, False), (3.0, False), (4.0, True)) == {
        "us": [None, 2.0, 3.0, None],
        "us-estimated": [1.0, 2.0, 3.0, 4.0],
    }


def test_known_days_apart_from_estimates_are_not_among_them() -> None:
    assert series((1.0, True), (2.0, False), (3.0, False))["us-estimated"] == [1.0, 2.0, None]


def test_a_side_without_an_estimate_has_one_series() -> None:
    assert list(series((1.0, False), (2.0, False))) == ["us"]


def test_what_is_not_known_may_all_count_or_not_at_all() -> None:
    assert ecosystems.ends(0.5, 0.8) == pytest.approx((0.4, 0.6))


def test_ranges_that_touch_overlap() -> None:
    assert ecosystems.overlap({"a": (0.1, 0.2), "b": (0.2, 0.3)})
    assert not ecosystems.overlap({"a": (0.1, 0.2), "b": (0.21, 0.3)})
    assert not ecosystems.overlap({})
