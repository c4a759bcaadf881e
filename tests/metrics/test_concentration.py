"""Concentration with answers that one can work out by hand."""

import numpy as np
import pandas as pd
import pytest

from lib.metrics import concentration, hub

FOUR = np.array([40, 30, 20, 10])
DAY = pd.Timestamp("2026-10-05")


def rows(*months: dict[str, float | None]) -> pd.DataFrame:
    found = [
        (pd.Timestamp(2026, nth, 1), entity, amount, False)
        for nth, of in enumerate(months, 1)
        for entity, amount in of.items()
    ]
    return pd.DataFrame(found, columns=["month", "entity", "downloads", "estimate"])


def over_time(*months: dict[str, float | None], outsiders: bool = True) -> pd.DataFrame:
    return concentration.over_time(rows(*months), "month", "downloads", ["rest"], outsiders)


def models(*of: tuple[str, int, float | None]) -> pd.DataFrame:
    found = [(DAY, name, "org", downloads, likes, False) for name, downloads, likes in of]
    return pd.DataFrame(found, columns=["day", "model", "org", "downloads_30d", "likes", "day_is_estimate"])


def test_four_with_40_30_20_and_10_have_an_hhi_of_0_30() -> None:
    assert concentration.hhi(FOUR / 100) == pytest.approx(0.30)


def test_four_with_40_30_20_and_10_have_a_gini_of_a_quarter_in_any_order() -> None:
    assert concentration.gini(FOUR) == pytest.approx(0.25)
    assert concentration.gini(FOUR[::-1]) == pytest.approx(0.25)


def test_equals_have_a_gini_of_zero_one_with_everything_of_four_has_three_quarters_and_nothing_has_none() -> None:
    assert concentration.gini(np.array([5, 5, 5])) == pytest.approx(0)
    assert concentration.gini(np.array([0, 0, 0, 9])) == pytest.approx(0.75)
    assert pd.isna(concentration.gini(np.array([0, 0])))


def test_the_largest_three_of_four_have_90_per_cent() -> None:
    assert concentration.top(FOUR / 100, 3) == pytest.approx(0.9)


def test_without_a_rest_both_ends_are_one() -> None:
    found = over_time({"a": 40, "b": 30, "c": 20, "d": 10}).iloc[0]
    assert found["hhi_low"] == found["hhi_high"] == pytest.approx(0.30)
    assert found["effective_low"] == found["effective_high"] == pytest.approx(1 / 0.30)
    assert (found["entities"], found["told_apart"], found["largest"]) == (4, 1.0, "a")


def test_a_rest_of_outsiders_is_nothing_at_the_least_and_one_more_at_the_most() -> None:
    found = over_time({"a": 30, "b": 20, "rest": 50}).iloc[0]
    assert found["hhi_low"] == pytest.approx(0.09 + 0.04)
    assert found["hhi_high"] == pytest.approx(0.09 + 0.04 + 0.25)
    assert found["told_apart"] == pytest.approx(0.5)


def test_a_rest_that_may_be_anybodys_goes_to_the_largest_at_the_most() -> None:
    found = over_time({"a": 30, "b": 20, "rest": 50}, outsiders=False).iloc[0]
    assert found["hhi_low"] == pytest.approx(0.13)
    assert found["hhi_high"] == pytest.approx(0.64 + 0.04)
    assert (found["top_1_low"], found["top_1_high"]) == pytest.approx((0.3, 0.8))


def test_of_two_equals_only_one_gets_the_rest() -> None:
    found = over_time({"a": 25, "b": 25, "rest": 50}, outsiders=False).iloc[0]
    assert found["hhi_high"] == pytest.approx(0.75**2 + 0.25**2)


def test_the_effective_number_is_low_where_the_index_is_high() -> None:
    found = over_time({"a": 50, "rest": 50}).iloc[0]
    assert (found["effective_low"], found["effective_high"]) == pytest.approx((2, 4))


def test_a_rest_larger_than_the_largest_is_the_largest_at_the_most() -> None:
    found = over_time({"a": 20, "b": 10, "rest": 70}).iloc[0]
    assert (found["top_1_low"], found["top_1_high"]) == pytest.approx((0.2, 0.7))
    assert (found["top_3_low"], found["top_3_high"]) == pytest.approx((0.3, 1.0))


def test_inequality_is_among_those_told_apart_whatever_the_rest_is() -> None:
    small, large = (over_time({"a": 30, "b": 10, "rest": rest})["gini"].iloc[0] for rest in (1, 1000))
    assert small == large == pytest.approx(0.25)


def test_every_period_is_measured_by_itself_in_order() -> None:
    found = over_time({"a": 1}, {"a": 1, "b": 1})
    assert list(found["hhi_low"]) == [1.0, 0.5]
    assert list(found["month"].dt.month) == [1, 2]


@pytest.mark.parametrize("lacking", ["a", "rest"])
def test_a_period_in_which_an_amount_is_not_known_has_no_measure_instead_of_a_wrong_one(lacking: str) -> None:
    month: dict[str, float | None] = {"a": 30, "b": 20, "rest": 50, lacking: None}
    found = over_time(month, {"a": 1, "b": 1, "rest": 0})
    assert found.loc[0, concentration.measures()].isna().all()
    assert pd.isna(found["told_apart"][0])
    assert found.loc[1, concentration.measures()].notna().all()


def test_an_estimate_among_the_amounts_makes_the_period_one() -> None:
    table = rows({"a": 1, "b": 1}, {"a": 1, "b": 1})
    table.loc[0, "estimate"] = True
    assert list(concentration.over_time(table, "month", "downloads", [], True)["estimate"]) == [True, False]


def test_places_by_likes_are_among_models_whose_likes_are_known() -> None:
    found = concentration.attention(hub.ranked(models(("x", 30, None), ("y", 20, 5), ("z", 10, 7))))
    assert list(found["model"]) == ["x", "y", "z"]
    assert list(found["rank"]) == [1, 2, 3]
    assert found["rank_likes"].isna()[0]
    assert list(found["rank_likes"][1:]) == [2, 1]


def test_the_rank_correlation_is_one_in_the_same_order_and_minus_one_in_the_opposite() -> None:
    same = concentration.attention(hub.ranked(models(("x", 100, 3), ("y", 2, 2), ("z", 1, 1))))
    opposite = concentration.attention(hub.ranked(models(("x", 100, 1), ("y", 2, 2), ("z", 1, 3))))
    assert concentration.rank_correlation(same) == pytest.approx(1)
    assert concentration.rank_correlation(opposite) == pytest.approx(-1)


def test_one_swap_of_neighbours_among_three_leaves_a_rank_correlation_of_a_half() -> None:
    found = concentration.attention(hub.ranked(models(("x", 9, 2), ("y", 8, 3), ("z", 7, 1), ("unliked", 99, None))))
    assert concentration.rank_correlation(found) == pytest.approx(0.5)


def test_models_at_the_top_of_both_lists_are_named_the_most_downloaded_first() -> None:
    table = models(("liked", 1, 9), ("both", 8, 8), ("used", 9, 1), ("first", 10, 7))
    found = concentration.attention(hub.ranked(table))
    assert concentration.in_both(found, 3) == ["first", "both"]
    assert concentration.in_both(found, 1) == []
