import pandas as pd

from lib import numbers
from lib.views.sentences import alt

NAMES = {"a": "Alpha", "b": "Beta", "c": "Gamma"}


def rows(*found: tuple[str, str, float | None]) -> pd.DataFrame:
    table = pd.DataFrame(list(found), columns=["month", "entity", "downloads"])
    return table.assign(month=pd.to_datetime(table["month"]))


def told(table: pd.DataFrame, order: tuple[str, ...] = ("a", "b", "c"), **rest) -> str:
    return alt(
        "Line chart",
        "downloads",
        table,
        x="month",
        y="downloads",
        series="entity",
        order=order,
        names=NAMES,
        write=numbers.count,
        **rest,
    )


TABLE = rows(("2025-01-01", "a", 10), ("2025-02-01", "a", 20), ("2025-01-01", "b", 500), ("2025-02-01", "b", 300))


def test_it_says_what_is_drawn_from_when_to_when_and_where_it_ends_the_largest_first():
    assert told(TABLE) == (
        "Line chart of downloads, January 2025 to February 2025. "
        "Last values: Beta 300 in February 2025 and Alpha 20 in February 2025."
    )


def test_a_series_that_ends_early_says_when():
    table = rows(("2025-01-01", "a", 10), ("2025-02-01", "a", None), ("2025-02-01", "b", 5))
    assert told(table).endswith("Last values: Alpha 10 in January 2025 and Beta 5 in February 2025.")


def test_only_what_is_drawn_is_told():
    assert "Beta" not in told(TABLE, order=("a",))


def test_of_many_series_the_largest_are_told():
    assert told(TABLE, most=1).endswith("Last values: Beta 300 in February 2025.")


def test_dates_are_written_as_asked_for():
    days = told(TABLE, when=numbers.day, at="on")
    assert "1 January 2025 to 1 February 2025" in days
    assert days.endswith("Last values: Beta 300 on 1 February 2025 and Alpha 20 on 1 February 2025.")


def test_nothing_observed_is_said():
    expected = "Line chart of downloads: nothing is observed in this window."
    assert told(rows()) == expected
    assert told(rows(("2025-01-01", "a", None))) == expected
