"""Numbers and dates as people read them."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from lib import numbers


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0"),
        (350, "350"),
        (999.4, "999"),
        (999.6, "1K"),
        (1_234, "1.2K"),
        (999_949, "999.9K"),
        (999_950, "1M"),
        (942_100_000, "942.1M"),
        (999_949_999, "999.9M"),
        (999_950_000, "1B"),
        (3_050_000_000, "3.05B"),
        (31_800_000_000_000, "31.8T"),
        (-1_234, "-1.2K"),
        (-999_950, "-1M"),
        (-0.4, "0"),
        (np.int64(942_100_000), "942.1M"),
        (np.float64(1_500), "1.5K"),
    ],
)
def test_a_count_is_short_and_never_a_thousand_of_a_unit(value: float, said: str) -> None:
    assert numbers.count(value) == said


@pytest.mark.parametrize(("value", "said"), [(0.3, "0.30"), (1, "1.00"), (-0.126, "-0.13"), (None, "not known")])
def test_a_number_of_at_most_one_has_two_decimals(value: float, said: str) -> None:
    assert numbers.ratio(value) == said


def test_a_count_in_full_has_every_digit() -> None:
    assert numbers.whole(1_234_567) == "1,234,567"
    assert numbers.whole(-1_234) == "-1,234"


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "0 %"), (0.058, "5.8 %"), (0.0994, "9.9 %"), (0.0995, "10 %"), (0.34, "34 %"), (1, "100 %"), (-0.0001, "0 %")],
)
def test_a_share_is_per_cent_with_a_decimal_below_ten(value: float, said: str) -> None:
    assert numbers.share(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.03, "+3 pts"),
        (-0.004, "-0.4 pts"),
        (0.1234, "+12.3 pts"),
        (0, "0 pts"),
        (0.0001, "0 pts"),
        (-0.0001, "0 pts"),
    ],
)
def test_points_carry_their_sign_unless_they_are_nothing(value: float, said: str) -> None:
    assert numbers.points(value) == said


@pytest.mark.parametrize(("value", "said"), [(0.12, "+12 %"), (-0.03, "-3 %"), (-0.001, "0 %"), (1.5, "+150 %")])
def test_a_change_carries_its_sign_unless_it_is_nothing(value: float, said: str) -> None:
    assert numbers.change(value) == said


@pytest.mark.parametrize("missing", [None, float("nan"), np.nan, pd.NA, pd.NaT])
def test_what_is_missing_is_not_known_and_never_zero(missing: object) -> None:
    for form in (numbers.count, numbers.whole, numbers.share, numbers.points, numbers.change):
        assert form(missing) == "not known"  # type: ignore[arg-type]
    assert numbers.month(pd.NaT) == numbers.day(pd.NaT) == "not known"


@pytest.mark.parametrize("form", [numbers.months, numbers.between, numbers.days])
def test_a_span_with_a_missing_end_is_not_known(form) -> None:
    assert form(pd.NaT, date(2025, 4, 1)) == form(date(2025, 4, 1), pd.NaT) == "not known"


def test_months_and_days_are_written_out() -> None:
    assert numbers.month(date(2025, 4, 1)) == "April 2025"
    assert numbers.day(pd.Timestamp("2025-09-30")) == "30 September 2025"


@pytest.mark.parametrize(
    ("first", "last", "months", "between"),
    [
        ("2025-09-01", "2025-12-01", "September to December 2025", "between September and December 2025"),
        ("2025-11-01", "2026-02-01", "November 2025 to February 2026", "between November 2025 and February 2026"),
        ("2025-04-01", "2025-04-30", "April 2025", "in April 2025"),
    ],
)
def test_a_span_of_months_says_the_year_once_where_it_is_one(first: str, last: str, months: str, between: str) -> None:
    ends = pd.Timestamp(first), pd.Timestamp(last)
    assert numbers.months(*ends) == months
    assert numbers.between(*ends) == between


def test_two_days_say_the_year_once_where_it_is_one() -> None:
    assert numbers.days(date(2025, 9, 30), date(2025, 10, 31)) == "30 September and 31 October 2025"
    assert numbers.days(date(2025, 12, 31), date(2026, 1, 31)) == "31 December 2025 and 31 January 2026"


@pytest.mark.parametrize(
    ("words", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_words_are_listed_as_in_a_sentence(words: list[str], said: str) -> None:
    assert numbers.listed(words) == said


def test_a_name_that_takes_an_article_has_one() -> None:
    assert numbers.spoken("United States") == "the United States"
    assert numbers.spoken("China") == "China"
