"""Weekly tokens by group, their two shares, and who leads since when."""

import pandas as pd
import pytest

from lib.metrics import usage

FIRST, SECOND, THIRD = (pd.Timestamp(day) for day in ("2026-06-01", "2026-06-08", "2026-06-15"))
GROUPS = {"a/one": "a", "a/one:free": "a", "b/two": "b", "other": "remainder"}


def table(*rows: tuple[pd.Timestamp, str, int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["week", "model", "tokens", "days_in_top50"])


WEEK = table((FIRST, "a/one", 30, 7), (FIRST, "a/one:free", 20, 7), (FIRST, "b/two", 30, 4), (FIRST, "other", 20, 7))


def weekly(rows: pd.DataFrame = WEEK) -> pd.DataFrame:
    return usage.as_shares(usage.weekly(rows, GROUPS)).set_index("entity")


def test_free_variants_are_rows_of_their_own_and_add_to_their_maker() -> None:
    assert weekly()["tokens"].to_dict() == {"a": 50, "b": 30, "remainder": 20}


def test_a_model_without_a_group_is_an_error_and_not_left_out() -> None:
    with pytest.raises(KeyError, match="c/three"):
        usage.weekly(table((FIRST, "c/three", 1, 7)), GROUPS)


def test_a_group_is_counted_short_when_one_of_its_models_misses_a_day_of_the_top_50() -> None:
    assert weekly()["counted_short"].to_dict() == {"a": False, "b": True, "remainder": False}


def test_a_group_outside_the_top_50_all_week_has_no_row_instead_of_zero() -> None:
    rows = usage.weekly(table((FIRST, "a/one", 1, 7), (SECOND, "b/two", 1, 7)), GROUPS)
    assert list(rows.itertuples(index=False, name=None)) == [(FIRST, "a", 1, False), (SECOND, "b", 1, False)]


def test_shares_of_all_tokens_of_a_week_add_up_to_one_with_other_among_them() -> None:
    assert weekly()["share_of_all"].to_dict() == {"a": 0.5, "b": 0.3, "remainder": 0.2}


def test_shares_of_named_tokens_leave_other_out_above_and_below_the_line() -> None:
    shares = weekly()["share_of_named"]
    assert shares["a"] == 0.625
    assert shares["b"] == 0.375
    assert pd.isna(shares["remainder"])


def test_shares_are_of_their_own_week() -> None:
    rows = weekly(
        table((FIRST, "a/one", 1, 7), (FIRST, "other", 1, 7), (SECOND, "a/one", 3, 7), (SECOND, "other", 1, 7))
    )
    assert list(rows.loc["a", "share_of_all"]) == [0.5, 0.75]


def test_coverage_is_the_share_of_all_tokens_that_is_named() -> None:
    assert usage.coverage(usage.weekly(WEEK, GROUPS)).to_dict() == {FIRST: 0.8}


@pytest.mark.parametrize(("as_of", "incomplete"), [("2026-06-06", True), ("2026-06-07", True), ("2026-06-08", False)])
def test_a_week_is_incomplete_until_its_sunday_is_over_at_as_of(as_of: str, incomplete: bool) -> None:
    rows = usage.with_incomplete(usage.weekly(WEEK, GROUPS), pd.Timestamp(as_of))
    assert set(rows["incomplete"]) == {incomplete}


def test_what_is_not_kept_is_summed_into_one_and_nothing_is_lost() -> None:
    rows = usage.with_incomplete(weekly().reset_index(), SECOND)
    folded = usage.fold(rows, ["a"], "smaller").set_index("entity")
    assert folded["tokens"].to_dict() == {"a": 50, "smaller": 50}
    assert folded["share_of_all"].sum() == 1
    assert bool(folded.loc["smaller", "counted_short"])


def test_the_largest_are_found_among_those_asked_for_only() -> None:
    assert usage.largest(usage.weekly(WEEK, GROUPS), ["a", "b"], 1) == ["a"]
    assert usage.largest(usage.weekly(WEEK, GROUPS), ["b"], 3) == ["b"]


def leads(*weeks: tuple[int, int]) -> tuple[str, pd.Timestamp]:
    days = [FIRST, SECOND, THIRD]
    rows = [(day, key, n) for day, pair in zip(days, weeks, strict=False) for key, n in zip("ab", pair, strict=True)]
    return usage.leader(pd.DataFrame(rows, columns=["week", "entity", "tokens"]), ["a", "b"])


def test_the_lead_dates_from_the_first_week_after_the_other_led_last() -> None:
    assert leads((1, 2), (2, 1), (2, 1)) == ("a", SECOND)


def test_an_earlier_lead_that_was_lost_does_not_count() -> None:
    assert leads((2, 1), (1, 2), (2, 1)) == ("a", THIRD)


def test_who_always_led_leads_since_the_first_week() -> None:
    assert leads((1, 2), (1, 2)) == ("b", FIRST)


def test_the_input_is_left_as_it_was() -> None:
    before = WEEK.copy()
    usage.as_shares(usage.weekly(WEEK, GROUPS))
    pd.testing.assert_frame_equal(WEEK, before)
