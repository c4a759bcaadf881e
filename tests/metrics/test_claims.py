"""What a claim's words state, and the verdict on them, on numbers that can be checked in the head."""

from math import inf

import pandas as pd
import pytest

from lib.metrics.claims import (
    DIFFERS,
    NOT_CONTRADICTED,
    REPRODUCED,
    UNTESTED,
    Amount,
    Months,
    Verdict,
    apart,
    as_far_off,
    judge,
    judge_months,
    nearest,
    period,
    stated,
    weekly_sum,
)


def amount(words: str) -> Amount:
    found = stated(words)
    assert isinstance(found, Amount)
    return found


def months(words: str) -> Months:
    found = stated(words)
    assert isinstance(found, Months)
    return found


@pytest.mark.parametrize(
    ("words", "value", "low", "high", "form"),
    [
        ("942.1M", 942_100_000, 942_050_000, 942_150_000, "count"),
        ("1,150M", 1_150_000_000, 1_149_500_000, 1_150_500_000, "count"),
        ("2.04B", 2_040_000_000, 2_035_000_000, 2_045_000_000, "count"),
        ("14.37T", 14_370_000_000_000, 14_365_000_000_000, 14_375_000_000_000, "count"),
        ("151,448", 151_448, 151_447.5, 151_448.5, "count"),
        ("17.1 %", 0.171, 0.1705, 0.1715, "share"),
        ("41 %", 0.41, 0.405, 0.415, "share"),
        ("half", 0.5, 0.45, 0.55, "share"),
        ("300M", 300_000_000, 299_500_000, 300_500_000, "count"),
        ("about 300M", 300_000_000, 250_000_000, 350_000_000, "count"),
        ("nearly 30 %", 0.3, 0.25, 0.35, "share"),
        ("about 46 %", 0.46, 0.455, 0.465, "share"),
        ("4.7 times", 4.7, 4.65, 4.75, "number"),
        ("7 of ten", 7, 6.5, 7.5, "number"),
        ("more than half", 0.5, 0.5, inf, "share"),
        ("over 100,000", 100_000, 100_000, inf, "count"),
        ("below 2 %", 0.02, -inf, 0.02, "share"),
    ],
)
def test_the_last_digit_written_is_the_rounding(words: str, value: float, low: float, high: float, form: str) -> None:
    assert amount(words) == Amount(value, low, high, form)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("September 2025", "2025-09-01", "2025-09-01"),
        ("summer 2025", "2025-06-01", "2025-08-01"),
        ("autumn 2024", "2024-09-01", "2024-11-01"),
    ],
)
def test_a_month_is_itself_and_a_season_three_of_them(words: str, first: str, last: str) -> None:
    assert months(words) == Months(pd.Timestamp(first), pd.Timestamp(last))


@pytest.mark.parametrize("words", ["many", "42 %%", "Sept 2025", "mid-2026", "", "-5 %"])
def test_words_that_state_nothing_are_refused(words: str) -> None:
    with pytest.raises(ValueError, match="states neither a number nor a month"):
        stated(words)


@pytest.mark.parametrize(
    ("words", "figure", "same"),
    [
        ("942.1M", 942_149_999, True),
        ("942.1M", 942_150_000, True),
        ("942.1M", 942_150_001, False),
        ("17.1 %", 0.1704, False),
        ("half", 0.45, True),
        ("half", 0.44, False),
        ("more than 600M", 600_000_000, False),
        ("more than 600M", 900_000_000, True),
        ("below 2 %", 0.019, True),
        ("below 2 %", 0.02, False),
    ],
)
def test_a_figure_is_the_same_within_the_rounding_and_where_a_bound_is_kept(
    words: str, figure: float, *, same: bool
) -> None:
    assert judge(amount(words), figure).word == (REPRODUCED if same else DIFFERS)


def test_a_difference_is_our_figure_over_that_claimed() -> None:
    assert judge(amount("200"), 150) == Verdict(DIFFERS, -0.25)


def test_a_tolerance_stands_in_place_of_the_rounding_and_takes_away_no_bound() -> None:
    assert judge(amount("200"), 209, 0.05).word == REPRODUCED
    assert judge(amount("200"), 211, 0.05).word == DIFFERS
    assert judge(amount("more than 200"), 400, 0.05).word == REPRODUCED
    assert judge(amount("more than 200"), 195, 0.05).word == REPRODUCED


@pytest.mark.parametrize(
    ("bound", "figure", "expected"),
    [
        ("lower", 150, Verdict(UNTESTED)),
        ("lower", 250, Verdict(DIFFERS, 0.25)),
        ("lower", 200, Verdict(REPRODUCED, 0.0)),
        ("upper", 250, Verdict(UNTESTED)),
        ("upper", 150, Verdict(DIFFERS, -0.25)),
        ("", 150, Verdict(DIFFERS, -0.25)),
    ],
)
def test_a_figure_that_is_a_bound_says_nothing_of_a_claim_on_its_open_side(
    bound: str, figure: float, expected: Verdict
) -> None:
    assert judge(amount("200"), figure, bound=bound) == expected


@pytest.mark.parametrize(
    ("words", "first", "last", "expected"),
    [
        ("September 2025", "2025-09-01", "2025-09-30", Verdict(REPRODUCED, months=0)),
        ("September 2025", "2025-09-01", "2025-10-31", Verdict(NOT_CONTRADICTED, months=0)),
        ("September 2025", "2025-08-01", "2025-09-30", Verdict(NOT_CONTRADICTED, months=0)),
        ("August 2025", "2025-09-01", "2025-12-31", Verdict(DIFFERS, months=1)),
        ("February 2026", "2025-09-01", "2025-12-31", Verdict(DIFFERS, months=-2)),
        ("summer 2025", "2025-06-01", "2025-08-31", Verdict(REPRODUCED, months=0)),
        ("summer 2025", "2025-08-01", "2025-08-31", Verdict(REPRODUCED, months=0)),
        ("summer 2025", "2025-08-01", "2025-09-30", Verdict(NOT_CONTRADICTED, months=0)),
        ("summer 2025", "2025-10-01", "2025-10-31", Verdict(DIFFERS, months=2)),
        ("summer 2025", "2025-05-01", "2025-05-31", Verdict(DIFFERS, months=-1)),
    ],
)
def test_a_date_is_reproduced_where_our_months_lie_in_those_claimed_and_not_contradicted_where_they_only_meet(
    words: str, first: str, last: str, expected: Verdict
) -> None:
    assert judge_months(months(words), pd.Timestamp(first), pd.Timestamp(last)) == expected


def test_a_date_may_be_as_many_months_off_as_its_tolerance() -> None:
    when = pd.Timestamp("2025-11-01")
    assert judge_months(months("September 2025"), when, when, 2) == Verdict(REPRODUCED, months=2)
    assert judge_months(months("September 2025"), when, when, 1) == Verdict(DIFFERS, months=2)
    december = pd.Timestamp("2025-12-31")
    assert judge_months(months("September 2025"), when, december, 2) == Verdict(NOT_CONTRADICTED, months=2)
    assert judge_months(months("September 2025"), when, december, 3) == Verdict(REPRODUCED, months=2)


def test_the_same_figure_of_more_than_a_month_away_reproduces_nothing_and_another_one_differs_still() -> None:
    assert as_far_off(Verdict(REPRODUCED, 0.0), 31) == Verdict(REPRODUCED, 0.0)
    assert as_far_off(Verdict(REPRODUCED, 0.0), 32) == Verdict(NOT_CONTRADICTED, 0.0)
    assert as_far_off(Verdict(REPRODUCED, 0.0), -32) == Verdict(NOT_CONTRADICTED, 0.0)
    assert as_far_off(Verdict(DIFFERS, 0.5), 32) == Verdict(DIFFERS, 0.5)
    assert as_far_off(Verdict(UNTESTED), 32) == Verdict(UNTESTED)


@pytest.mark.parametrize(
    ("about", "precision", "count", "expected"),
    [
        ("2026-03-31", "month", 0, ("2026-03-01", "2026-03-31")),
        ("2026-01-13", "day", 0, ("2026-01-13", "2026-01-13")),
        ("2025-08-31", "month", 12, ("2024-09-01", "2025-08-31")),
        ("2026-03-17", "day", 12, ("2025-03-01", "2026-02-28")),
        ("2026-02-28", "day", 1, ("2026-02-01", "2026-02-28")),
    ],
)
def test_months_end_with_the_last_that_was_over(
    about: str, precision: str, count: int, expected: tuple[str, str]
) -> None:
    assert period(pd.Timestamp(about), precision, count) == tuple(pd.Timestamp(day) for day in expected)


def test_periods_that_touch_are_no_days_apart_and_earlier_is_negative() -> None:
    first, last = pd.Timestamp("2026-05-10"), pd.Timestamp("2026-05-20")
    assert apart(last, last, first, last) == 0
    assert apart(pd.Timestamp("2026-05-25"), pd.Timestamp("2026-05-31"), first, last) == 5
    assert apart(pd.Timestamp("2026-05-01"), pd.Timestamp("2026-05-07"), first, last) == -3


def test_observations_inside_the_period_stand_for_it_else_the_nearest_one() -> None:
    weeks = list(pd.to_datetime(["2026-05-25", "2026-06-01", "2026-06-08", "2026-06-29"]))
    june = pd.Timestamp("2026-06-01"), pd.Timestamp("2026-06-30")
    assert nearest(weeks, *june, 7) == weeks[1:3]
    assert nearest(weeks, pd.Timestamp("2026-05-24"), pd.Timestamp("2026-05-24"), 7) == weeks[:1]
    assert nearest(weeks, pd.Timestamp("2026-06-05"), pd.Timestamp("2026-06-05"), 7) == weeks[1:2]


def test_what_is_farther_than_half_a_year_stands_for_nothing() -> None:
    day = pd.Timestamp("2026-05-25")
    assert nearest([day], day - pd.Timedelta(days=183), day - pd.Timedelta(days=183)) == [day]
    assert nearest([day], day - pd.Timedelta(days=184), day - pd.Timedelta(days=184)) == []
    assert nearest([], day, day) == []


def test_shares_of_lines_add_up_by_day_and_a_week_is_the_mean_of_seven() -> None:
    days = pd.date_range("2025-01-06", periods=9)
    rows = pd.concat(
        [
            pd.DataFrame({"day": days, "line": "a", "share": 0.1}),
            pd.DataFrame({"day": days, "line": "b", "share": [0.2] * 3 + [None] * 6}),
        ]
    )
    found = weekly_sum(rows)
    assert list(found.index) == [pd.Timestamp("2025-01-06")]
    assert found.iloc[0] == pytest.approx((3 * 0.3 + 4 * 0.1) / 7)
