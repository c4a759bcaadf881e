import pandas as pd
import pytest

from lib.metrics import sensitivity
from lib.metrics.crossover import Anchor

START = pd.Timestamp("2025-01-01")
FLAWS = pd.DataFrame(
    {
        "entity": pd.Series(dtype="str"),
        "from": pd.Series(dtype="datetime64[us]"),
        "to": pd.Series(dtype="datetime64[us]"),
    }
).assign(kind=pd.Series(dtype="str"))


def month(number: int) -> pd.Timestamp:
    return START + pd.DateOffset(months=number - 1)


def end(number: int) -> pd.Timestamp:
    return month(number) + pd.offsets.MonthEnd(0)


def table(**sides: list[float]) -> pd.DataFrame:
    """month, entity, downloads from January 2025 on."""
    rows = [(month(at), side, value) for side, values in sides.items() for at, value in enumerate(values, 1)]
    return pd.DataFrame(rows, columns=["month", "entity", "downloads"])


def flaw(kind: str, at: int) -> pd.DataFrame:
    return pd.DataFrame({"entity": ["all"], "from": [month(at)], "to": [end(at)], "kind": [kind]})


def said(rows, flaws=FLAWS, known=(), **largest) -> dict[tuple[str, str, str], pd.Timestamp | None]:
    """By factor, way and choice the day by which the leader had passed."""
    found = sensitivity.choices(rows, flaws, known, ("a", "b"), largest)
    keys = found[["factor", "way", "choice"]].itertuples(index=False, name=None)
    return {key: by if pd.notna(by) else None for key, by in zip(keys, found["by"], strict=True)}


class TestChoices:
    def test_a_spike_that_makes_the_crossing_is_seen_by_leaving_it_out(self):
        rows = table(a=[1, 90, 1, 4, 9, 9], b=[2, 3, 3, 3, 3, 3])
        by = said(rows, flaw("spike", 2))
        assert by["Spike months", "monthly", "in"] == end(4)
        assert by["Spike months", "monthly", "out"] == end(4)
        assert by["Spike months", "running sum", "in"] == end(2)
        assert by["Spike months", "running sum", "out"] == end(5)  # 1, 5, 14 over 3, 6, 9

    def test_a_filled_in_month_left_out_widens_what_lies_around_it(self):
        found = sensitivity.choices(table(a=[1, 3, 5, 6], b=[2, 2, 2, 2]), flaw("interpolated", 2), (), ("a", "b"), {})
        row = found[(found["factor"] == "Interpolated months") & (found["way"] == "monthly")].set_index("choice")
        assert (row.at["in", "after"], row.at["in", "by"]) == (end(1), end(2))
        assert (row.at["out", "after"], row.at["out", "by"]) == (end(1), end(3))

    def test_a_level_is_taken_at_both_ends_of_its_month(self):
        rows = table(a=[10, 10, 10, 10], b=[1, 1, 1, 1])
        by = said(rows, known=[Anchor("x", "Level", month(3), {"a": 105, "b": 100})])
        assert by["Date of the level", "Level", "End of its month"] == end(3)
        assert by["Date of the level", "Level", "End of the month before"] == end(2)
        assert not any(factor == "Published level" for factor, _, _ in by)  # there is one only

    def test_each_published_level_is_a_choice_and_two_of_them_scale(self):
        rows = table(a=[10, 10, 10, 10], b=[1, 1, 1, 1])
        early, late = (
            Anchor(k, k, month(at), {"a": a, "b": b}) for k, at, a, b in (("x", 2, 95, 100), ("y", 4, 100, 99))
        )
        by = said(rows, known=[early, late])
        assert by["Published level", "anchored", "x"] == end(3)  # 105 over 101
        assert by["Published level", "anchored", "y"] == end(4)  # 90 under 98 a month before
        assert by["Interpolated months", "scaled", "in"] == end(4)  # 97.5 under 99.5 a month before

    @pytest.mark.parametrize(("part", "passed"), [(0.0, 3), (0.1, 3), (0.4, 4), (0.6, 5)])
    def test_a_part_left_out_of_the_leader_delays_it_to_where_the_rest_passes(self, part, passed):
        rows = table(a=[1, 2, 4, 6, 10], b=[3, 3, 3, 3, 3])  # 0.6 of 4 and 0.4 of 6 are below 3, of 10 above
        by = said(rows, a=[part])
        assert by["Largest model", "monthly", f"out at {part:.0%}".replace("%", " %")] == end(passed)

    def test_of_the_other_side_nothing_is_left_out(self):
        assert not any(factor == "Largest model" for factor, _, _ in said(table(a=[1, 9], b=[3, 3]), b=[0.5]))

    def test_so_much_left_out_that_the_other_leads_names_the_other(self):
        found = sensitivity.choices(table(a=[1, 4], b=[3, 3]), FLAWS, (), ("a", "b"), {"a": [0.5]})
        last = found[(found["factor"] == "Largest model") & (found["way"] == "monthly")].iloc[-1]
        assert last["leader"] == "b"
        assert pd.isna(last["by"])  # it leads in every month in view

    def test_rows_are_left_as_they_were(self):
        rows = table(a=[1, 4], b=[3, 3])
        before = rows.copy()
        sensitivity.choices(rows, FLAWS, (), ("a", "b"), {"a": [0.5]})
        pd.testing.assert_frame_equal(rows, before)


def choice(choice_: str, leader: str | None, after: int | None, by: int | None) -> dict:
    dates = {"after": end(after) if after else pd.NaT, "by": end(by) if by else pd.NaT}
    return {"factor": "F", "way": "w", "choice": choice_, "leader": leader, **dates}


class TestSpans:
    def test_from_the_earliest_day_to_the_latest(self):
        row = sensitivity.spans(pd.DataFrame([choice("in", "a", 3, 4), choice("out", "a", 1, 2)])).iloc[0]
        assert (row["after"], row["first"], row["by"], row["moved"], row["same"]) == (end(1), end(2), end(4), 2, False)

    def test_over_the_turn_of_a_year_months_go_on(self):
        row = sensitivity.spans(pd.DataFrame([choice("in", "a", 11, 12), choice("out", "a", 13, 14)])).iloc[0]
        assert row["moved"] == 2

    def test_equal_days_are_the_same(self):
        row = sensitivity.spans(pd.DataFrame([choice("in", "a", 1, 2), choice("out", "a", 1, 2)])).iloc[0]
        assert (row["moved"], row["same"]) == (0, True)

    def test_one_that_dates_nothing_is_not_the_same(self):
        row = sensitivity.spans(pd.DataFrame([choice("in", "a", 1, 2), choice("out", "a", None, None)])).iloc[0]
        assert (row["by"], row["same"]) == (end(2), False)

    def test_a_choice_that_puts_the_other_ahead_does_not_widen_the_range(self):
        row = sensitivity.spans(pd.DataFrame([choice("in", "a", 1, 2), choice("out", "b", 5, 6)])).iloc[0]
        assert (row["leader"], row["by"], row["same"]) == ("a", end(2), False)

    def test_where_nothing_is_dated_there_is_no_row(self):
        assert sensitivity.spans(pd.DataFrame([choice("in", "a", None, None)])).empty
