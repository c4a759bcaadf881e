"""How far counts of the same downloads lie apart: second counts, restated months, corrected counters, and the band."""

import pandas as pd
import pytest

from lib.metrics.noise import CORRECTED, RESTATED, band, corrections, restated, second_counts
from tests.stores import marks

NOV, DEC, JAN = (pd.Timestamp(day).as_unit("us") for day in ("2025-11-01", "2025-12-01", "2026-01-01"))


def flows(**orgs: list[int | None]) -> pd.DataFrame:
    """A month's downloads of each org from November 2025 on; None leaves the row out."""
    rows = [
        (month, org, value)
        for org, values in orgs.items()
        for month, value in zip((NOV, DEC, JAN), values, strict=False)
        if value is not None
    ]
    table = pd.DataFrame(rows, columns=["month", "org", "downloads"])
    return table.astype({"month": "datetime64[us]", "downloads": "int64"})


def counted(*rows: tuple[str, str, str, float, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["org", "from", "to", "value", "by"])
    return table.assign(**{side: pd.to_datetime(table[side]) for side in ("from", "to")})


def told(rows: pd.DataFrame) -> list[tuple]:
    return [
        (f"{row['month']:%Y-%m}", row["org"], row["count"], row["estimate"], row["by"])
        for row in rows.to_dict("records")
    ]


def edges(rows: pd.DataFrame) -> list[tuple]:
    return [
        (f"{row['month']:%Y-%m}", row["entity"], row["low"], row["high"], row["band_estimate"])
        for row in rows.to_dict("records")
    ]


def test_a_count_of_one_month_stands_as_it_is():
    found = second_counts(counted(("q", "2025-11-01", "2025-11-30", 80, "A")), flows(q=[100, 200]))
    assert told(found) == [("2025-11", "q", 80, False, "A")]


def test_a_count_of_several_months_is_spread_over_them_as_ours_and_is_an_estimate():
    # 240 of our 300: four fifths of each month.
    found = second_counts(counted(("q", "2025-11-01", "2025-12-31", 240, "A")), flows(q=[100, 200]))
    assert told(found) == [("2025-11", "q", 80, True, "A"), ("2025-12", "q", 160, True, "A")]


def test_what_the_same_counter_states_of_a_month_alone_is_taken_off_the_count_of_several():
    # Of 240 in three months 60 are stated of December; 180 are left for the 150 + 150 of the others: 0.6 of each.
    rows = counted(("q", "2025-11-01", "2026-01-31", 240, "A"), ("q", "2025-12-01", "2025-12-31", 60, "A"))
    found = second_counts(rows, flows(q=[150, 100, 150]))
    assert told(found) == [
        ("2025-12", "q", 60, False, "A"),
        ("2025-11", "q", 90, True, "A"),
        ("2026-01", "q", 90, True, "A"),
    ]


def test_what_another_states_of_a_month_alone_is_not_taken_off():
    rows = counted(("q", "2025-11-01", "2025-12-31", 240, "A"), ("q", "2025-12-01", "2025-12-31", 60, "B"))
    found = second_counts(rows, flows(q=[100, 200]))
    assert [one for one in told(found) if one[4] == "A"] == [
        ("2025-11", "q", 80, True, "A"),
        ("2025-12", "q", 160, True, "A"),
    ]


@pytest.mark.parametrize("ours", [[100, None], [None, None], [None, 200]])
def test_a_count_of_months_of_which_we_miss_one_says_nothing_of_any(ours):
    found = second_counts(counted(("q", "2025-11-01", "2025-12-31", 240, "A")), flows(q=ours, other=[1, 1]))
    assert found.empty


def test_a_count_of_several_months_with_nothing_left_for_the_others_says_nothing_of_them():
    rows = counted(("q", "2025-11-01", "2025-12-31", 60, "A"), ("q", "2025-12-01", "2025-12-31", 60, "A"))
    assert told(second_counts(rows, flows(q=[100, 200]))) == [("2025-12", "q", 60, False, "A")]


def vintages(*rows: tuple[str, pd.Timestamp, int]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["as_of", "month", "downloads"]).assign(org="q")
    return table.assign(as_of=pd.to_datetime(table["as_of"]))


def test_a_month_that_was_restated_has_its_earlier_value_as_a_second_count():
    found = restated(vintages(("2025-12-05", NOV, 90)), flows(q=[100]))
    assert told(found) == [("2025-11", "q", 90, False, RESTATED)]


def test_a_month_that_was_stated_twice_alike_has_none():
    assert restated(vintages(("2025-12-05", NOV, 100)), flows(q=[100])).empty


@pytest.mark.parametrize("day", ["2025-11-20", "2025-11-30"])
def test_what_was_stated_of_a_month_before_it_was_over_is_no_count_of_it(day):
    assert restated(vintages((day, NOV, 40)), flows(q=[100])).empty


def counter(*totals: int, model: str = "q/x", recent: int = 300) -> pd.DataFrame:
    """A model's lifetime counter, a reading a day from 1 November 2025 on."""
    days = pd.date_range("2025-11-01", periods=len(totals), unit="us")
    rows = pd.DataFrame({"day": days, "model": model, "org": model.split("/")[0]})
    return rows.assign(
        downloads_all_time=pd.array(totals, "Int64"), downloads_30d=pd.array([recent] * len(totals), "Int64")
    )


def test_a_fall_may_hide_downloads_and_a_jump_back_may_bring_those_of_before():
    # 100 fell to 60, then 30 of the 40 came back: the month is 500 - 30 to 500 + 40.
    found = corrections(marks(counter(100, 60, 90, 95)), flows(q=[500]))
    assert told(found) == [("2025-11", "q", 470, False, CORRECTED), ("2025-11", "q", 540, False, CORRECTED)]


def test_a_jump_back_of_more_than_the_month_leaves_it_none_but_not_less():
    found = corrections(marks(counter(100, 60, 90)), flows(q=[20]))
    assert [count for _, _, count, _, _ in told(found)] == [0, 60]


def test_a_counter_that_only_rises_is_no_evidence_of_anything():
    assert corrections(marks(counter(100, 110, 120)), flows(q=[500])).empty


def test_a_counter_that_stood_still_is_no_correction():
    assert corrections(marks(counter(7, 7)), flows(q=[500])).empty


def evidence(*rows: tuple[pd.Timestamp, str, float, bool]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["month", "org", "count", "estimate"]).assign(by="A")
    return table.astype({"month": "datetime64[us]"})


def test_the_band_runs_from_the_lowest_to_the_highest_count_ours_among_them():
    known = evidence((NOV, "q", 80, False), (NOV, "q", 130, False), (DEC, "q", 250, True))
    found = band(flows(q=[100, 200]), known, {"q": "q"})
    assert edges(found) == [("2025-11", "q", 80, 130, False), ("2025-12", "q", 200, 250, True)]


def test_where_ours_is_the_only_count_there_is_no_band():
    assert band(flows(q=[100, 200]), evidence(), {"q": "q"}).empty
    assert edges(band(flows(q=[100], m=[50]), evidence((NOV, "q", 80, False)), {"q": "q", "m": "m"})) == [
        ("2025-11", "q", 80, 100, False)
    ]


def test_a_group_has_a_band_only_where_a_second_count_of_each_of_its_orgs_is_known():
    one = evidence((NOV, "q", 80, False))
    assert band(flows(q=[100], z=[10]), one, {"q": "china", "z": "china"}).empty
    both = evidence((NOV, "q", 80, False), (NOV, "z", 15, True))
    found = band(flows(q=[100], z=[10]), both, {"q": "china", "z": "china"})
    assert edges(found) == [("2025-11", "china", 90, 115, True)]


def test_an_org_that_is_not_observed_in_the_month_does_not_keep_its_group_from_a_band():
    found = band(flows(q=[100], z=[None, 10]), evidence((NOV, "q", 80, False)), {"q": "china", "z": "china"})
    assert edges(found) == [("2025-11", "china", 80, 100, False)]


def test_an_org_of_no_group_has_no_band():
    assert band(flows(q=[100]), evidence((NOV, "q", 80, False)), {}).empty
