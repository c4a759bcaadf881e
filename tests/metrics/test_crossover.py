import pandas as pd
import pytest

from lib.metrics.crossover import (
    Anchor,
    crossover,
    every_anchored,
    growth_against_flows,
    levels_between,
    levels_from,
)

START = pd.Timestamp("2025-01-01")


def month(number: int) -> pd.Timestamp:
    """The first day of month `number`, of which 1 is January 2025."""
    return START + pd.DateOffset(months=number - 1)


def end(number: int) -> pd.Timestamp:
    return month(number) + pd.offsets.MonthEnd(0)


def series(name: str, values: list[float | None]) -> pd.Series:
    return pd.Series(values, index=[month(place) for place in range(1, len(values) + 1)], name=name, dtype="float64")


def cross(a: list[float | None], b: list[float | None]):
    return crossover(series("a", a), series("b", b))


class TestCrossover:
    def test_a_passes_between_the_last_month_of_b_and_the_next(self):
        found = cross([1, 2, 5, 6], [3, 3, 3, 3])
        assert (found.leader, found.other) == ("a", "b")
        assert (found.after, found.by) == (month(2), month(3))
        assert found.earlier == ()

    def test_it_does_not_matter_which_is_named_first(self):
        found = cross([3, 3, 3, 3], [1, 2, 5, 6])
        assert (found.leader, found.other, found.after, found.by) == ("b", "a", month(2), month(3))

    def test_a_tie_counts_for_the_one_that_is_passed(self):
        found = cross([1, 3, 5], [3, 3, 3])
        assert (found.after, found.by) == (month(2), month(3))

    def test_a_tie_after_the_lead_was_taken_takes_it_away_again(self):
        found = cross([1, 4, 3, 5], [3, 3, 3, 3])
        assert (found.after, found.by) == (month(3), month(4))
        assert found.earlier == ((month(2), "a"), (month(3), None))

    def test_a_tie_in_the_last_month_leaves_no_leader(self):
        found = cross([4, 3], [3, 3])
        assert (found.leader, found.other, found.after, found.by) == (None, None, None, None)
        assert found.earlier == ((month(2), None),)

    def test_only_the_last_crossing_is_for_good_and_the_earlier_ones_are_listed(self):
        found = cross([1, 5, 1, 5], [3, 3, 3, 3])
        assert (found.after, found.by) == (month(3), month(4))
        assert found.earlier == ((month(2), "a"), (month(3), "b"))

    def test_who_led_from_the_start_never_passed(self):
        found = cross([4, 4], [3, 3])
        assert (found.leader, found.after, found.by, found.earlier) == ("a", None, None, ())

    def test_one_month_is_enough_to_lead_but_not_to_pass(self):
        found = cross([4], [3])
        assert (found.leader, found.by) == ("a", None)

    def test_a_gap_widens_the_range_and_is_not_filled(self):
        found = cross([1, None, None, 5], [3, 3, 3, 3])
        assert (found.after, found.by) == (month(1), month(4))

    def test_a_month_that_either_misses_does_not_count(self):
        found = cross([1, 9, 5], [3, None, 3])
        assert (found.after, found.by) == (month(1), month(3))

    def test_a_fall_can_hand_the_lead_over_as_well_as_a_rise(self):
        found = cross([5, 4, 3], [1, 1, 4])
        assert (found.leader, found.after, found.by) == ("b", month(2), month(3))

    def test_curves_below_zero_are_compared_like_any_others(self):
        found = cross([-5, -3, -1], [-2, -2, -2])
        assert (found.leader, found.after, found.by) == ("a", month(2), month(3))

    def test_values_beyond_32_bits_keep_their_order(self):
        a = pd.Series([2**31 - 1, 2**31 + 1], index=[month(1), month(2)], name="a")
        b = pd.Series([2**31, 2**31], index=[month(1), month(2)], name="b")
        found = crossover(a, b)
        assert (found.leader, found.after, found.by) == ("a", month(1), month(2))

    def test_rows_may_come_in_any_order(self):
        found = crossover(series("a", [1, 2, 5]).iloc[::-1], series("b", [3, 3, 3]))
        assert (found.after, found.by) == (month(2), month(3))

    def test_two_that_were_never_observed_together_are_an_error(self):
        with pytest.raises(ValueError, match="a and b"):
            cross([1, None], [None, 1])


def flows(a: list[float | None], b: list[float | None], first: int = 1) -> pd.DataFrame:
    index = [month(first + place) for place in range(len(a))]
    return pd.DataFrame({"a": a, "b": b}, index=index, dtype="float64")


def anchor(number: int, a: float, b: float, name: str = "published") -> Anchor:
    return Anchor(name, name, month(number), {"a": a, "b": b})


class TestAnchor:
    def test_a_level_of_a_month_may_stand_at_either_end_of_it(self):
        assert anchor(3, 1, 1).dates() == (end(2), end(3))

    def test_in_january_the_month_before_is_that_of_another_year(self):
        assert anchor(1, 1, 1).dates() == (pd.Timestamp("2024-12-31"), end(1))


class TestLevelsFrom:
    table = flows([1, 2, 4, 8], [1, 1, 1, 1])

    def test_flows_are_added_forwards_and_taken_off_backwards(self):
        levels = levels_from(anchor(2, 10, 20), end(2), self.table)
        assert levels["a"].to_dict() == {end(0): 7, end(1): 8, end(2): 10, end(3): 14, end(4): 22}
        assert levels["b"].to_dict() == {end(0): 18, end(1): 19, end(2): 20, end(3): 21, end(4): 22}

    def test_at_the_anchor_stands_the_published_level_itself(self):
        levels = levels_from(anchor(3, 10, 20), end(2), self.table)
        assert levels.loc[end(2)].to_dict() == {"a": 10, "b": 20}

    def test_the_walk_back_ends_with_the_last_month_in_which_no_curve_is_below_zero(self):
        levels = levels_from(anchor(4, 9, 100), end(4), self.table)
        assert levels.index.tolist() == [end(3), end(4)]
        assert levels["a"].tolist() == [1, 9]

    def test_a_level_of_exactly_zero_is_still_drawn(self):
        levels = levels_from(anchor(4, 8, 100), end(4), self.table)
        assert levels["a"].to_dict() == {end(3): 0, end(4): 8}

    def test_the_walk_back_ends_at_a_missing_flow(self):
        levels = levels_from(anchor(4, 90, 90), end(4), flows([1, None, 4, 8], [1, 1, 1, 1]))
        assert levels.index.tolist() == [end(2), end(3), end(4)]

    def test_forward_a_missing_flow_breaks_the_curve_for_good(self):
        levels = levels_from(anchor(1, 10, 10), end(1), flows([1, 2, None, 8], [1, 1, 1, 1]))
        assert levels["a"].dropna().to_dict() == {end(0): 9, end(1): 10, end(2): 12}
        assert levels["b"].dropna().index[-1] == end(4)

    def test_a_month_without_a_row_is_a_missing_flow(self):
        gapped = self.table.drop(index=month(3))
        levels = levels_from(anchor(2, 10, 20), end(2), gapped)
        assert levels["a"].dropna().index[-1] == end(2)
        assert levels_from(anchor(4, 50, 50), end(4), gapped).index.tolist() == [end(3), end(4)]

    def test_an_anchor_after_the_last_flow_is_not_walked_back_over_unknown_months(self):
        levels = levels_from(anchor(6, 90, 90), end(6), self.table)
        assert levels.dropna().index.tolist() == [end(6)]

    def test_an_anchor_before_the_first_flow_is_not_walked_forward_over_unknown_months(self):
        levels = levels_from(anchor(1, 90, 90), end(1), flows([4, 8], [1, 1], first=3))
        assert levels.dropna().index.tolist() == [end(1)]

    def test_levels_go_beyond_32_bits(self):
        levels = levels_from(anchor(1, 2**31, 1), end(1), flows([0, 2**31], [0, 0]))
        assert levels["a"].iloc[-1] == 2**32

    def test_flows_are_left_as_they_were(self):
        before = self.table.copy()
        levels_from(anchor(2, 10, 20), end(2), self.table)
        pd.testing.assert_frame_equal(self.table, before)


class TestLevelsBetween:
    table = flows([1, 2, 4, 8], [1, 1, 1, 1])
    dates = (end(1), end(3))

    def test_the_curve_meets_both_anchors(self):
        levels = levels_between(anchor(1, 10, 20), anchor(3, 16, 30), self.dates, self.table)
        assert levels.loc[end(1)].to_dict() == {"a": 10, "b": 20}
        assert levels.loc[end(3)].to_dict() == {"a": 16, "b": 30}

    def test_between_them_each_flow_is_scaled_by_one_factor(self):
        levels = levels_between(anchor(1, 10, 20), anchor(3, 13, 30), self.dates, self.table)
        assert levels.at[end(2), "a"] == 11
        assert levels.at[end(2), "b"] == 25

    def test_outside_them_flows_are_taken_as_they_are(self):
        levels = levels_between(anchor(1, 10, 20), anchor(3, 13, 30), self.dates, self.table)
        assert levels.at[end(0), "a"] == 9
        assert levels.at[end(4), "a"] == 21
        assert levels.index.is_unique

    def test_a_missing_flow_between_them_is_an_error(self):
        with pytest.raises(ValueError, match="not known for every month"):
            levels_between(anchor(1, 10, 20), anchor(3, 13, 30), self.dates, flows([1, None, 4, 8], [1, 1, 1, 1]))

    def test_a_month_without_a_row_between_them_is_an_error(self):
        with pytest.raises(ValueError, match="not known for every month"):
            levels_between(anchor(1, 10, 20), anchor(3, 13, 30), self.dates, self.table.drop(index=month(2)))

    def test_an_anchor_after_the_last_flow_is_an_error(self):
        with pytest.raises(ValueError, match="not known for every month"):
            levels_between(anchor(1, 10, 20), anchor(6, 13, 30), (end(1), end(6)), self.table)


class TestGrowth:
    def test_it_is_what_the_levels_grew_over_what_the_flows_say(self):
        grown = growth_against_flows(anchor(1, 10, 20), anchor(3, 13, 22), flows([1, 2, 4], [1, 1, 1]))
        assert grown.to_dict() == {"a": 0.5, "b": 1}

    def test_a_missing_flow_leaves_it_missing(self):
        grown = growth_against_flows(anchor(1, 10, 20), anchor(3, 13, 22), flows([1, None, 4], [1, 1, 1]))
        assert grown.isna().to_dict() == {"a": True, "b": False}

    def test_a_month_beyond_the_flows_leaves_it_missing(self):
        grown = growth_against_flows(anchor(1, 10, 20), anchor(5, 13, 22), flows([1, 2, 4], [1, 1, 1]))
        assert grown.isna().all()


def test_every_anchor_is_tried_at_both_ends_of_its_month():
    table = flows([10, 10, 10, 10], [1, 1, 1, 1])
    found = every_anchored([anchor(3, 105, 100)], table)
    assert [at for _, at, _ in found] == [end(2), end(3)]
    assert [(what.after, what.by) for _, _, what in found] == [(end(1), end(2)), (end(2), end(3))]


class TestKnownCrossing:
    """Curves made by a rule, of which it is known beforehand when one passes the other."""

    def test_a_square_passes_a_straight_line_where_it_is_known_to(self):
        found = cross([t * t for t in range(1, 25)], [10 * t for t in range(1, 25)])  # equal at 10
        assert (found.leader, found.after, found.by) == ("a", month(10), month(11))
        assert found.earlier == ((month(10), None),)

    def test_between_two_months_lies_what_falls_between_them(self):
        found = cross([t * t for t in range(1, 25)], [10.5 * t for t in range(1, 25)])  # equal at 10.5
        assert (found.after, found.by, found.earlier) == (month(10), month(11), ())

    @pytest.mark.parametrize("at", range(2, 12))
    def test_wherever_it_crosses_it_is_found(self, at):
        found = cross(list(range(1, 13)), [at - 0.5] * 12)
        assert (found.after, found.by) == (month(at - 1), month(at))

    def test_curves_that_come_ever_nearer_and_never_meet_do_not_cross(self):
        found = cross([10 - 5 / t for t in range(1, 25)], [10] * 24)
        assert (found.leader, found.after, found.by, found.earlier) == ("b", None, None, ())

    def test_a_crossing_in_the_last_month_counts_and_one_that_only_touches_does_not(self):
        passed = cross([float(t) for t in range(1, 13)], [11.5] * 12)
        assert (passed.leader, passed.after, passed.by) == ("a", month(11), month(12))
        touched = cross([float(t) for t in range(1, 13)], [12] * 12)
        assert (touched.leader, touched.by) == (None, None)

    def test_both_start_equal_and_part_slowly(self):
        found = cross([100 + t * t for t in range(12)], [100 + t for t in range(12)])  # equal at 0 and at 1
        assert (found.leader, found.after, found.by, found.earlier) == ("a", month(2), month(3), ())

    def test_of_three_crossings_of_a_cubic_the_last_is_for_good(self):
        curve = [(t - 3.5) * (t - 6.5) * (t - 9.5) for t in range(1, 13)]
        found = cross(curve, [0] * 12)
        assert (found.leader, found.after, found.by) == ("a", month(9), month(10))
        assert found.earlier == ((month(4), "a"), (month(7), "b"))

    def test_a_crossing_in_each_direction_leaves_the_one_who_led_at_first_ahead(self):
        curve = [(t - 3.5) * (t - 9.5) for t in range(1, 13)]
        found = cross(curve, [0] * 12)
        assert (found.leader, found.after, found.by) == ("a", month(9), month(10))
        assert found.earlier == ((month(4), "b"),)

    def test_a_gap_that_holds_three_crossings_tells_of_one_and_one_that_holds_two_of_none(self):
        curve = [(t - 3.5) * (t - 6.5) * (t - 9.5) for t in range(1, 13)]
        three = cross([value if t < 4 or t > 9 else None for t, value in enumerate([-v for v in curve], 1)], [0] * 12)
        assert (three.leader, three.after, three.by, three.earlier) == ("b", month(3), month(10), ())
        both = [(t - 3.5) * (t - 9.5) for t in range(1, 13)]
        none = cross([value if t < 4 or t > 9 else None for t, value in enumerate(both, 1)], [0] * 12)
        assert (none.leader, none.by, none.earlier) == ("a", None, ())

    def test_a_fall_of_the_other_makes_a_crossing_without_any_rise(self):
        found = cross([5] * 12, [12 - t for t in range(1, 13)])  # equal at 7
        assert (found.leader, found.after, found.by) == ("a", month(7), month(8))

    def test_a_wave_crosses_often_and_only_the_last_time_counts(self):
        found = cross([1, -1, 1, -1, 1, 1], [0] * 6)
        assert (found.after, found.by) == (month(4), month(5))
        assert [when for when, _ in found.earlier] == [month(2), month(3), month(4)]
        assert [who for _, who in found.earlier] == ["b", "a", "b"]

    def test_a_tie_on_the_way_is_told_and_takes_no_lead(self):
        found = cross([1, 3, 3, 2], [3, 3, 2, 3])
        assert (found.leader, found.after, found.by) == ("b", month(3), month(4))
        assert found.earlier == ((month(2), None), (month(3), "a"))

    def test_ties_of_several_months_end_with_the_first_month_that_is_none(self):
        found = cross([1, 3, 3, 3, 4], [3, 3, 3, 3, 3])
        assert (found.after, found.by) == (month(4), month(5))

    def test_always_equal_is_no_lead_and_no_change(self):
        found = cross([3, 3, 3], [3, 3, 3])
        assert (found.leader, found.after, found.by, found.earlier) == (None, None, None, ())

    def test_a_tie_at_the_start_counts_for_the_one_that_is_passed(self):
        found = cross([3, 4, 5], [3, 3, 3])
        assert (found.leader, found.after, found.by) == ("a", month(1), month(2))

    def test_a_gap_at_the_crossing_gives_both_its_ends_and_one_elsewhere_nothing(self):
        a = [float(t) for t in range(1, 13)]
        known = cross(a, [6.5] * 12)
        at_crossing = cross([value if t not in (6, 7) else None for t, value in enumerate(a, 1)], [6.5] * 12)
        elsewhere = cross([value if t != 3 else None for t, value in enumerate(a, 1)], [6.5] * 12)
        assert (known.after, known.by) == (month(6), month(7))
        assert (at_crossing.after, at_crossing.by) == (month(5), month(8))
        assert elsewhere == known

    def test_a_change_and_its_return_within_a_gap_cannot_be_seen(self):
        assert cross([4, None, 4], [3, 9, 3]).by is None

    def test_a_gap_at_the_end_leaves_the_answer_of_the_last_month_observed(self):
        found = cross([1, 4, None], [3, 3, 9])
        assert (found.leader, found.by) == ("a", month(2))

    def test_a_counter_that_falls_and_recovers_passes_twice(self):
        found = cross([1, 4, 2, 5], [3, 3, 3, 3])
        assert (found.after, found.by) == (month(3), month(4))
        assert found.earlier == ((month(2), "a"), (month(3), "b"))

    def test_when_both_fall_the_one_that_falls_less_passes(self):
        found = cross([5, 4, 3.5], [9, 6, 3])
        assert (found.leader, found.after, found.by) == ("a", month(2), month(3))


class TestKnownLevels:
    """Levels of which all is known: from any one of them the walk along their flows finds the same crossing."""

    a = [20.0, 23, 29, 38, 50, 65]
    b = [40.0, 42, 44, 46, 48, 50]
    truth = pd.DataFrame({"a": a, "b": b}, index=[end(place) for place in range(1, 7)])
    flow = truth.diff().set_axis([month(place) for place in range(1, 7)]).iloc[1:]

    def stated(self, at: int, times: float = 1.0) -> Anchor:
        return anchor(at, self.a[at - 1] * times, self.b[at - 1] * times)

    @pytest.mark.parametrize("at", range(1, 7))
    def test_every_true_level_gives_the_true_curve_and_crossing(self, at):
        levels = levels_from(self.stated(at), end(at), self.flow)
        pd.testing.assert_frame_equal(levels, self.truth, check_freq=False)
        found = crossover(levels["a"], levels["b"])
        assert (found.leader, found.after, found.by) == ("a", end(4), end(5))

    def test_both_datings_of_a_level_make_a_range_that_holds_the_true_month(self):
        by = [what.by for _, _, what in every_anchored([self.stated(5)], self.flow)]
        assert min(by) <= end(5) <= max(by)
        assert len(set(by)) == 2

    @pytest.mark.parametrize("times", [0.8, 0.9, 1.25])
    def test_two_levels_of_a_list_that_counts_a_part_of_all_meet_the_true_crossing_when_flows_are_scaled(self, times):
        first, last = self.stated(1, times), self.stated(6, times)
        levels = levels_between(first, last, (end(1), end(6)), self.flow)
        pd.testing.assert_frame_equal(levels, self.truth * times, check_freq=False)
        found = crossover(levels["a"], levels["b"])
        assert (found.after, found.by) == (end(4), end(5))

    def test_one_level_of_a_trimmed_list_moves_the_crossing_by_what_the_list_leaves_out(self):
        early, late = (levels_from(self.stated(at, 0.5), end(at), self.flow) for at in (1, 6))
        assert crossover(early["a"], early["b"]).by == end(4)  # half the distance is made up sooner
        assert crossover(late["a"], late["b"]).by > end(5)

    def test_a_gap_in_the_flow_at_the_crossing_hides_it_from_levels_before_it_and_not_from_those_after_it(self):
        gapped = self.flow.assign(a=self.flow["a"].where(self.flow.index != month(5)))
        early, late = (levels_from(self.stated(at), end(at), gapped) for at in (2, 6))
        before = crossover(early["a"], early["b"])
        assert (before.leader, before.by) == ("b", None)  # known to month 4 only, when b led
        after = crossover(late["a"], late["b"])
        assert (after.leader, after.by) == ("a", None)  # known from month 5 on, when a led

    def test_a_counter_that_fell_has_a_flow_below_zero_and_is_walked_back_higher(self):
        falling = flows([10, -5, 10], [0, 0, 0], first=2)
        levels = levels_from(anchor(4, 25, 18), end(4), falling)
        assert levels["a"].to_dict() == {end(1): 10, end(2): 20, end(3): 15, end(4): 25}
        found = crossover(levels["a"], levels["b"])
        assert (found.after, found.by) == (end(3), end(4))
        assert found.earlier == ((end(2), "a"), (end(3), "b"))
