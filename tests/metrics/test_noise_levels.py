"""What the spread of months comes to in a sum, and in a level walked both ways."""

import pandas as pd

from lib.metrics.noise_levels import carried

MONTHS = pd.date_range("2025-01-01", periods=4, freq="MS", unit="us")
ENDS = MONTHS + pd.offsets.MonthEnd(0)
FLOWS = pd.DataFrame({"month": MONTHS, "entity": "q", "downloads": [10, 20, 30, 40]})


def band(**months: tuple[float, float, bool]) -> pd.DataFrame:
    """The band of a month by its short name."""
    place = {f"{month:%b}".lower(): month for month in MONTHS}
    rows = [(place[name], "q", *values, "A") for name, values in months.items()]
    return pd.DataFrame(rows, columns=["month", "entity", "low", "high", "band_estimate", "second_count"])


def found(levels: list[float], of: pd.DataFrame, at: str | None = None) -> list[tuple]:
    wide = pd.DataFrame({"q": levels}, index=ENDS).astype("float64")
    rows = carried(wide, FLOWS, of, None if at is None else pd.Timestamp(at))
    return [(row["when"].month, row["low"], row["high"], row["band_estimate"]) for row in rows.to_dict("records")]


def test_in_a_sum_the_distances_add_up_from_the_first_month_with_a_second_count_on():
    # February may be 5 less, April 10 more; March adds nothing.
    of = band(feb=(15, 20, False), apr=(40, 50, True))
    assert found([10, 30, 60, 100], of) == [(2, 25, 30, False), (3, 55, 60, False), (4, 95, 110, True)]


def test_without_a_second_count_there_is_no_band_around_a_sum():
    assert found([10, 30, 60, 100], band()) == []


def test_a_sum_that_restarts_leaves_the_spread_of_before_behind():
    of = band(jan=(5, 10, False), apr=(35, 40, False))
    assert found([10, float("nan"), 30, 70], of) == [(1, 5, 10, False), (4, 65, 70, False)]


def test_a_stated_level_has_no_spread_and_both_ways_from_it_lower_months_move_it_apart():
    # Stated at the end of February: March may be 6 less; walked back, January's end is higher by what February may be
    # less, and December's end, were it there, by January's too.
    of = band(jan=(7, 10, False), feb=(15, 20, False), mar=(24, 30, False))
    assert found([80, 100, 130, 170], of, "2025-02-28") == [
        (1, 80, 85, False),
        (3, 124, 130, False),
        (4, 164, 170, False),
    ]
