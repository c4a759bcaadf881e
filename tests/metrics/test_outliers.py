import pandas as pd
import pytest

from lib.metrics.outliers import without_largest

DAY = pd.Timestamp("2026-05-01")


def read(day: pd.Timestamp = DAY, **sides: list[int]) -> pd.DataFrame:
    """day, model, side, downloads_30d: the models of each side, called by side and place."""
    rows = [(day, f"{side}/{at}", side, value) for side, values in sides.items() for at, value in enumerate(values)]
    return pd.DataFrame(rows, columns=["day", "model", "side", "downloads_30d"])


def test_a_lead_is_told_with_and_without_the_largest_model_of_the_leader():
    row = without_largest(read(a=[60, 30, 10], b=[25, 25]), ("a", "b")).iloc[0]
    assert (row["leader"], row["times"], row["largest"], row["share"]) == ("a", 2.0, "a/0", 0.6)
    assert row["times_without_largest"] == pytest.approx(0.8)  # the other is ahead without it


@pytest.mark.parametrize(
    ("own", "needed"),
    [([60, 30, 10], 1), ([40, 30, 30], 2), ([51], 1), ([20] * 5, 3)],
)
def test_needed_is_how_many_of_the_largest_must_go_before_it_no_longer_leads(own, needed):
    found = without_largest(read(a=own, b=[50]), ("a", "b"))
    assert found["needed"].tolist() == [needed]


def test_a_tie_is_no_lead_any_more():
    row = without_largest(read(a=[50, 50], b=[50]), ("a", "b")).iloc[0]
    assert (row["needed"], row["times_without_largest"]) == (1, 1.0)


def test_with_fewer_than_ten_models_all_are_left_out():
    assert without_largest(read(a=[60, 40], b=[50]), ("a", "b"))["times_without_ten"].tolist() == [0]
    assert without_largest(read(a=[10] * 12, b=[50]), ("a", "b"))["times_without_ten"].tolist() == [0.4]


def test_the_second_side_can_lead_and_only_its_models_go():
    row = without_largest(read(a=[99, 1], b=[90, 110]), ("a", "b")).iloc[0]
    assert (row["leader"], row["largest"], row["times"], row["needed"], row["models"]) == ("b", "b/1", 2.0, 1, 2)


def test_a_day_without_a_side_or_with_a_tie_says_nothing():
    later = pd.Timestamp("2026-06-01")
    rows = pd.concat([read(a=[5]), read(later, a=[5], b=[5]), read(later + pd.Timedelta(days=1), a=[6], b=[5])])
    assert without_largest(rows, ("a", "b"))["day"].tolist() == [later + pd.Timedelta(days=1)]


def test_models_of_neither_side_do_not_count():
    assert without_largest(read(a=[6], b=[5], c=[100]), ("a", "b"))["leader"].tolist() == ["a"]
