"""Who passed whom at the top of a ranking between two dates."""

import pandas as pd

from lib.metrics.swaps import Rise, rises


def rows(**downloads: int) -> pd.DataFrame:
    """The rows of one date."""
    return pd.DataFrame(
        {"day": pd.Timestamp("2026-05-01"), "model": list(downloads), "downloads_30d": downloads.values()}
    )


def test_a_model_that_has_more_now_than_one_that_had_more_then_passed_it():
    assert rises(rows(a=3, b=2, c=1), rows(a=3, b=4, c=1), 3) == (Rise("b", 2, 1, ("a",)),)


def test_who_keeps_the_order_passes_nobody():
    assert rises(rows(a=3, b=2), rows(a=9, b=8), 2) == ()


def test_one_that_passes_several_names_the_highest_first():
    assert rises(rows(a=3, b=2, c=1), rows(a=3, b=2, c=4), 3) == (Rise("c", 3, 1, ("a", "b")),)


def test_models_that_come_or_go_move_nobody():
    assert rises(rows(a=3, b=2), rows(new=9, b=2, a=3), 3) == ()
    assert rises(rows(gone=9, a=3, b=2), rows(b=3, a=2), 3) == (Rise("b", 2, 1, ("a",)),)


def test_a_model_that_passes_one_but_falls_itself_is_not_told():
    found = rises(rows(a=4, b=3, c=2, d=1), rows(c=9, d=8, b=3, a=2), 4)
    assert [one.model for one in found] == ["c", "d"]


def test_a_swap_across_the_edge_of_the_top_counts_and_one_below_it_does_not():
    assert rises(rows(a=4, b=3, c=2, d=1), rows(a=4, c=3, b=2, d=1), 2) == (Rise("c", 3, 2, ("b",)),)
    assert rises(rows(a=4, b=3, c=2, d=1), rows(a=4, b=3, d=2, c=1), 2) == ()


def test_one_that_comes_from_far_passes_only_those_that_were_at_the_top():
    assert rises(rows(a=4, b=3, c=2, d=1), rows(d=9, a=4, b=3, c=2), 2) == (Rise("d", 4, 1, ("a", "b")),)


def test_equal_counts_are_no_order():
    assert rises(rows(a=2, b=2), rows(a=2, b=3), 2) == ()
    assert rises(rows(a=3, b=2), rows(a=2, b=2), 2) == ()


def test_dates_without_a_common_model_say_nothing():
    assert rises(rows(a=1), rows(b=1), 10) == ()
