"""Who is ahead of all others, and when that changes: ties, gaps, and who was not observed."""

import pandas as pd

from lib.metrics.leads import lead_changes


def rows(first: str = "2026-01-01", **downloads: list[int | None]) -> pd.DataFrame:
    """Rows by entity, a value a month from `first` on; None leaves the row out."""
    found = [
        (month, entity, value, False)
        for entity, values in downloads.items()
        for month, value in zip(pd.date_range(first, periods=len(values), freq="MS"), values, strict=True)
        if value is not None
    ]
    return pd.DataFrame(found, columns=["month", "entity", "downloads", "estimate"])


def told(of: pd.DataFrame, *among: str) -> list[tuple[str, str, str, str]]:
    """The changes as month, month before, leader, who led before."""
    found = lead_changes(of, among or of["entity"].unique())
    return [(f"{row.month:%m}", f"{row.after:%m}", row.leader, row.before) for row in found.itertuples()]


def test_who_leads_first_changes_nothing():
    assert told(rows(a=[3, 3], b=[1, 2])) == []


def test_a_lead_that_changes_and_one_that_changes_back():
    assert told(rows(a=[3, 1, 3], b=[2, 2, 2])) == [("02", "01", "b", "a"), ("03", "02", "a", "b")]


def test_both_counts_of_the_month_are_told():
    row = lead_changes(rows(a=[3, 1], b=[2, 2]), ["a", "b"]).iloc[0]
    assert (row["downloads"], row["downloads_before"]) == (2, 1)


def test_a_tie_leaves_the_lead_with_who_had_it():
    assert told(rows(a=[3, 2, 3], b=[2, 2, 2])) == []
    assert told(rows(a=[3, 2, 1], b=[2, 2, 2])) == [("03", "02", "b", "a")]
    assert told(rows(a=[2, 1], b=[2, 2])) == []


def test_over_a_gap_the_change_lies_between_the_months_observed():
    assert told(rows(a=[3, None, 1], b=[2, None, 2])) == [("03", "01", "b", "a")]


def test_a_month_without_the_one_who_leads_says_nothing():
    assert told(rows(a=[3, None, 3], b=[2, 2, 2])) == []
    assert told(rows(a=[3, None, 1], b=[2, 2, 2])) == [("03", "01", "b", "a")]


def test_a_leader_that_was_not_observed_before_is_marked():
    found = lead_changes(rows(a=[3, 3, 3, 1], b=[2, 2, 2, 2], c=[None, 9, 9, None]), ["a", "b", "c"])
    assert [(row.leader, row.seen_after) for row in found.itertuples()] == [("c", False)]
    assert lead_changes(rows(a=[3, 1], b=[2, 2]), ["a", "b"])["seen_after"].all()


def test_only_those_asked_for_lead():
    assert told(rows(a=[3, 3], b=[2, 9], c=[1, 1]), "a", "c") == []


def test_an_estimate_of_either_side_is_one_of_the_change():
    of = rows(a=[3, 1], b=[2, 2], c=[0, 0])
    for entity, guessed in (("a", True), ("b", True), ("c", False)):
        marked = of.assign(estimate=(of["entity"] == entity) & (of["month"] == "2026-02-01"))
        assert list(lead_changes(marked, ["a", "b", "c"])["estimate"]) == [guessed]


def test_of_no_rows_there_is_no_change_and_the_input_is_left_as_it_was():
    of = rows(a=[3, 1], b=[2, 2])
    before = of.copy()
    lead_changes(of, ["a", "b"])
    pd.testing.assert_frame_equal(of, before)
    assert lead_changes(of.iloc[:0], ["a"]).empty
    assert lead_changes(of, []).empty
