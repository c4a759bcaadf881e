"""Before and after an event, with answers that can be added in one's head."""

import math

import pandas as pd
import pytest

from lib.metrics.events import around, touching, window


def at(day: str) -> pd.Timestamp:
    return pd.Timestamp(day)


def months(*values: float | None, first: str = "2025-01-01", series: str = "a") -> pd.DataFrame:
    """A value a month; None is a month whose value is not known."""
    when = pd.date_range(first, periods=len(values), freq="MS")
    return pd.DataFrame({"series": series, "when": when, "value": pd.Series(values, dtype="float64")})


MAY = window(at("2025-05-20"), at("2025-05-20"), "month", 3)
"""Three months on each side of 20 May 2025: February to April, June to August."""


def one(rows: pd.DataFrame, within=MAY, **how) -> dict:
    found = around(rows, within, **how).to_dict("records")
    assert len(found) == 1
    return found[0]


def test_the_window_has_whole_periods_on_either_side_without_that_of_the_event():
    assert MAY.before == (at("2025-02-01"), at("2025-04-30"))
    assert MAY.event == (at("2025-05-01"), at("2025-05-31"))
    assert MAY.after == (at("2025-06-01"), at("2025-08-31"))


def test_a_week_runs_from_monday_to_sunday():
    within = window(at("2026-07-16"), at("2026-07-16"), "week", 2)
    assert within.before == (at("2026-06-29"), at("2026-07-12"))
    assert within.event == (at("2026-07-13"), at("2026-07-19"))
    assert within.after == (at("2026-07-20"), at("2026-08-02"))


def test_an_event_known_to_the_month_leaves_out_every_week_that_the_month_touches():
    within = window(at("2025-07-01"), at("2025-07-31"), "week", 1)
    assert within.before == (at("2025-06-23"), at("2025-06-29"))
    assert within.event == (at("2025-06-30"), at("2025-08-03"))
    assert within.after == (at("2025-08-04"), at("2025-08-10"))


def test_the_means_are_of_the_periods_beside_the_event_and_not_of_its_own():
    found = one(months(99, 1, 2, 3, 1000, 10, 20, 30, 99))
    assert (found["before"], found["after"], found["change"], found["relative"]) == (2, 20, 18, 9)
    assert (found["known_before"], found["known_after"]) == (3, 3)


def test_a_spike_in_the_period_of_the_event_changes_nothing():
    assert one(months(0, 1, 2, 3, 4, 10, 20, 30)) == one(months(0, 1, 2, 3, 10**9, 10, 20, 30))


def test_a_spike_beside_the_event_is_in_the_mean():
    assert one(months(0, 1, 2, 3, 4, 10, 20, 3000))["after"] == 1010


def test_a_month_that_is_not_known_is_left_out_and_is_no_zero():
    found = one(months(0, 1, None, 3, 4, None, 20, None))
    assert (found["before"], found["after"]) == (2, 20)
    assert (found["known_before"], found["known_after"]) == (2, 1)
    zero = one(months(0, 1, 0, 3, 4, 0, 20, 0))
    assert (zero["before"], zero["known_before"]) == (pytest.approx(4 / 3), 3)


def test_an_event_at_the_edge_has_one_side_only():
    found = one(months(1, 2, 3, first="2025-05-01"))
    assert math.isnan(found["before"])
    assert math.isnan(found["change"])
    assert (found["after"], found["known_before"], found["known_after"]) == (2.5, 0, 2)


def test_there_is_no_relative_change_on_nothing():
    found = one(months(0, 0, 0, 0, 4, 10, 20, 30))
    assert (found["before"], found["change"]) == (0, 20)
    assert math.isnan(found["relative"])


def test_of_a_level_it_is_what_was_gained_a_period():
    # End of January 10, of April 40: 30 in three months. End of May 50, of August 110: 60 in three months.
    found = one(months(10, 20, 30, 40, 50, 70, 90, 110), cumulative=True)
    assert (found["before"], found["after"]) == (10, 20)
    assert (found["known_before"], found["known_after"]) == (3, 3)


def test_a_gap_within_a_level_does_not_matter_but_one_at_its_end_makes_the_time_shorter():
    found = one(months(10, None, None, 40, 50, 70, 90, None), cumulative=True)
    assert (found["before"], found["known_before"]) == (10, 3)
    assert (found["after"], found["known_after"]) == (20, 2)


def test_one_level_alone_says_nothing_of_a_gain():
    found = one(months(40, 50, first="2025-04-01"), cumulative=True)
    assert math.isnan(found["before"])
    assert (found["known_before"], found["known_after"]) == (0, 0)


def test_a_fall_of_a_level_is_a_loss():
    assert one(months(10, 20, 30, 40, 50, 45, 40, 35), cumulative=True)["after"] == -5


def test_readings_some_days_apart_are_gains_a_day_between_them():
    rows = pd.DataFrame(
        {
            "series": "a",
            "when": pd.to_datetime(["2025-05-06", "2025-05-13", "2025-05-20", "2025-05-27", "2025-06-03"]),
            "value": [0.0, 70.0, 140.0, 280.0, 420.0],
        }
    )
    found = one(rows, window(at("2025-05-20"), at("2025-05-20"), "day", 14), cumulative=True)
    assert (found["before"], found["known_before"]) == (10, 7)
    assert (found["after"], found["known_after"]) == (20, 14)


def test_two_readings_in_a_month_count_once():
    day = pd.DataFrame({"series": "a", "when": [at("2025-06-15")], "value": [5.0]})
    assert one(pd.concat([day, months(15, 20, 30, first="2025-06-01")]))["after"] == pytest.approx((10 + 20 + 30) / 3)


def test_each_series_has_a_row_in_its_order_and_the_rows_stay_as_they_were():
    rows = pd.concat([months(1, 1, 1, 1, 1, 2, series="b"), months(3, 3, 3, 3, 3, 4, series="a")], ignore_index=True)
    before = rows.copy()
    assert list(around(rows, MAY)["series"]) == ["b", "a"]
    pd.testing.assert_frame_equal(rows, before)


def test_nothing_known_gives_no_rows():
    assert around(months(None, None), MAY).empty


def test_flaws_touch_a_window_by_a_day_and_those_of_the_event_alone_do_not():
    def flaw(first: str, last: str) -> tuple:
        return (at(first), at(last))

    spans = [
        flaw("2025-08-31", "2025-12-31"),
        flaw("2025-01-01", "2025-02-01"),
        flaw("2025-05-01", "2025-05-31"),
        flaw("2025-09-01", "2025-09-30"),
        flaw("2025-01-01", "2025-01-31"),
    ]
    flaws = pd.DataFrame(spans, columns=["from", "to"])
    assert list(touching(flaws, MAY)["to"]) == [at("2025-02-01"), at("2025-12-31")]
