"""Single models that make much of a count, with and without."""

import pandas as pd

from lib.metrics.singles import singles

DAY = pd.Timestamp("2026-05-23")
GROUPS = {"a": "a", "b": "b", "c": "c"}


def rows(**models: int) -> pd.DataFrame:
    """The 30-day counters of a day; `a_x` is the model a/x."""
    found = [(DAY, name.replace("_", "/"), name[0], value) for name, value in models.items()]
    return pd.DataFrame(found, columns=["day", "model", "org", "downloads_30d"])


def found_in(rows: pd.DataFrame, *given: object, **more: object) -> pd.DataFrame:
    """`singles` where all models of the day are looked at."""
    return singles(rows, rows.groupby("org")["downloads_30d"].sum(), *given, **more)


def told(found: pd.DataFrame) -> list[tuple]:
    columns = ["model", "with_it", "without_it", "place", "place_without"]
    return list(found[columns].itertuples(index=False, name=None))


def test_a_model_of_more_than_the_part_is_listed_with_the_sum_with_it_and_without():
    # a has 100, 60 of them of one model: without it 40, behind the 50 of b.
    found = found_in(rows(a_x=60, a_y=20, a_z=20, b_x=25, b_y=25), GROUPS, 0.5)
    assert told(found) == [("a/x", 100, 40, 1, 2)]
    assert list(found["part"]) == [0.6]
    assert list(found["part_of_all"]) == [0.4]


def test_a_model_of_exactly_the_part_is_not_listed():
    assert told(found_in(rows(a_x=50, a_y=50), GROUPS, 0.5)) == []
    assert told(found_in(rows(a_x=51, a_y=49), GROUPS, 0.5)) == [("a/x", 100, 49, 1, 1)]


def test_of_all_a_model_must_make_the_part_of_everything_read_that_day():
    # b/x is all of b, but a tenth of all.
    of_all = found_in(rows(a_x=60, a_y=30, b_x=10), GROUPS, 0.2, of_all=True)
    assert [model for model, *_ in told(of_all)] == ["a/x", "a/y"]


def test_without_a_model_a_tie_keeps_the_place():
    assert told(found_in(rows(a_x=60, a_y=40, b_x=20, b_y=20), GROUPS, 0.5)) == [("a/x", 100, 40, 1, 1)]


def test_the_only_model_of_a_publisher_leaves_it_nothing_and_the_last_place():
    assert told(found_in(rows(a_x=60, b_x=5, b_y=5), GROUPS, 0.9)) == [("a/x", 60, 0, 1, 2)]


def test_an_org_without_a_group_counts_for_all_and_is_not_listed():
    found = found_in(rows(a_x=60, c_x=140), {"a": "a"}, 0.2, of_all=True)
    assert told(found) == [("a/x", 60, 0, 1, 1)]
    assert list(found["part_of_all"]) == [0.3]
