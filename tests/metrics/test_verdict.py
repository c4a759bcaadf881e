import pandas as pd
import pytest

from lib.metrics import local, readings, verdict


def by_month(a: list[float | None], b: list[float | None]) -> pd.DataFrame:
    ends = pd.date_range("2025-01-31", periods=len(a), freq="ME")
    return pd.DataFrame({"a": a, "b": b}, index=ends, dtype="float64")


def kept(*flags: int) -> pd.Series:
    return pd.Series([bool(flag) for flag in flags], index=pd.date_range("2025-01-31", periods=len(flags), freq="ME"))


class TestVerdict:
    def test_the_ratio_is_of_the_newest_period_and_the_crossover_of_all(self):
        found = verdict.verdict(by_month([1, 2, 6], [2, 3, 4]))
        assert (found.when, found.a, found.b, found.ratio) == (pd.Timestamp("2025-03-31"), 6, 4, 1.5)
        assert (found.found.leader, found.found.by) == ("a", pd.Timestamp("2025-03-31"))

    def test_the_second_side_leads_below_one(self):
        found = verdict.verdict(by_month([1], [4]))
        assert (found.ratio, found.found.leader) == (0.25, "b")

    def test_a_tie_has_a_ratio_of_one_and_no_leader(self):
        found = verdict.verdict(by_month([3], [3]))
        assert (found.ratio, found.found.leader) == (1, None)

    @pytest.mark.parametrize(("a", "b"), [([1, None], [1, 2]), ([1, 0], [1, 2]), ([1, 1], [1, -2])])
    def test_a_side_that_is_missing_or_not_above_zero_now_gives_none(self, a, b):
        assert verdict.verdict(by_month(a, b)) is None

    def test_nothing_gives_none(self):
        assert verdict.verdict(by_month([], [])) is None


class TestSummed:
    def test_a_window_of_months_moves_with_them(self):
        assert verdict.summed(by_month([1, 2, 4], [1, 1, 1]), 2)["a"].iloc[1:].tolist() == [3, 6]

    def test_until_it_is_full_there_is_no_sum(self):
        assert verdict.summed(by_month([1, 2, 4], [1, 1, 1]), 2).iloc[0].isna().all()

    def test_the_whole_record_grows_with_them(self):
        assert verdict.summed(by_month([1, 2, 4], [1, 1, 1]), None)["a"].tolist() == [1, 3, 7]

    def test_a_missing_period_leaves_the_sums_that_hold_it_missing(self):
        assert verdict.summed(by_month([1, None, 4, 8], [1, 1, 1, 1]), 2)["a"].isna().tolist() == [
            True,
            True,
            True,
            False,
        ]
        assert verdict.summed(by_month([1, None, 4], [1, 1, 1]), None)["a"].isna().tolist() == [False, True, True]

    def test_over_a_record_without_gaps_it_is_the_running_sum(self):
        rows = pd.DataFrame(
            [(pd.Timestamp(f"2025-0{month}-01"), side, month) for month in (1, 2, 3) for side in "ab"],
            columns=["month", "entity", "downloads"],
        )
        flow = readings.flows(rows, ("a", "b"))
        same = verdict.summed(flow.set_axis(flow.index + pd.offsets.MonthEnd(0)), None)
        pd.testing.assert_frame_equal(same, readings.running(rows, ("a", "b")), check_freq=False)


class TestMean:
    def test_each_period_weighs_the_same(self):
        means = verdict.mean(by_month([0.2, 0.4], [0.1, 0.1]), kept(1, 1), None)
        assert means["a"].round(9).tolist() == [0.2, 0.3]

    def test_a_period_left_out_is_not_in_the_mean_and_not_missed(self):
        means = verdict.mean(by_month([0.2, 0.9, 0.4], [0.1, 0.1, 0.1]), kept(1, 0, 1), 3)
        assert round(means["a"].iloc[-1], 9) == 0.3

    def test_only_periods_in_which_both_are_observed_count(self):
        share = [0.2] * 9
        means = verdict.mean(by_month([*share, 0.9], [*share, None]), kept(*[1] * 10), 10)
        assert means.iloc[-1].round(9).tolist() == [0.2, 0.2]

    def test_with_less_than_nine_in_ten_observed_there_is_no_mean(self):
        means = verdict.mean(by_month([0.2] * 10, [0.1] * 8 + [None, None]), kept(*[1] * 10), 10)
        assert means.iloc[-1].isna().all()

    def test_a_window_longer_than_the_record_has_no_mean(self):
        assert verdict.mean(by_month([0.2, 0.2], [0.1, 0.1]), kept(1, 1), 3).isna().all(axis=None)

    def test_where_everything_is_left_out_there_is_no_mean(self):
        assert verdict.mean(by_month([0.2], [0.1]), kept(0), None).isna().all(axis=None)


def readings_of(**levels: float) -> pd.DataFrame:
    days = [pd.Timestamp(day.strip("d").replace("_", "-")) for day in levels]
    return pd.DataFrame({"a": list(levels.values()), "b": 1.0}, index=days)


class TestGained:
    levels = readings_of(d2025_01_10=10, d2025_02_20=14, d2025_03_15=20, d2025_05_16=50)

    def test_since_the_first_reading_it_is_all_that_came_after(self):
        assert verdict.gained(self.levels, None)["a"].tolist() == [4, 10, 40]

    def test_a_window_counts_from_the_last_reading_not_after_its_start(self):
        assert verdict.gained(self.levels, 2)["a"].iloc[-1] == 30  # 16 March: the reading of 15 March
        assert verdict.starts(self.levels, 2).index[-1] == pd.Timestamp("2025-03-15")

    def test_without_a_reading_before_its_start_a_gain_is_not_known(self):
        assert verdict.gained(self.levels, 2)["a"].isna().tolist() == [True, True, False, False]

    def test_a_reading_more_than_a_week_before_the_start_does_not_stand_in_for_it(self):
        within = readings_of(d2025_01_10=10, d2025_03_17=14)
        beyond = readings_of(d2025_01_10=10, d2025_03_18=14)
        assert verdict.gained(within, 2)["a"].tolist()[-1] == 4
        assert verdict.gained(beyond, 2).iloc[-1].isna().all()

    def test_since_the_first_reading_it_is_what_the_page_of_local_use_counts(self):
        table = self.levels.rename_axis("day").reset_index().melt("day", var_name="prefix", value_name="pulls_all_time")
        own = local.gained(table).set_index("prefix")["gained"]
        assert own.to_dict() == verdict.gained(self.levels, None).iloc[-1].to_dict()


class TestWithoutSteps:
    """A step counts what came after the reading before it, so it is of the days after that one."""

    def without(self, first: str, last: str) -> list[float]:
        spikes = pd.DataFrame({"from": [pd.Timestamp(first)], "to": [pd.Timestamp(last)]})
        return verdict.without_steps(TestGained.levels, spikes)["a"].tolist()

    def test_a_step_that_a_spike_touches_adds_nothing(self):
        assert self.without("2025-03-01", "2025-03-02") == [10, 14, 14, 44]

    def test_a_spike_over_several_steps_takes_all_of_them(self):
        assert self.without("2025-03-15", "2025-03-16") == [10, 14, 14, 14]

    def test_a_spike_before_the_first_step_takes_nothing(self):
        assert self.without("2025-01-09", "2025-01-10") == [10, 14, 20, 50]


class TestWon:
    rows = pd.DataFrame({"place": ["x", "y", "x", "x"], "leader": ["a", "b", "b", None]})

    def test_each_group_says_how_many_each_side_wins(self):
        won = verdict.won(self.rows, ("a", "b"), "place")
        assert won[["place", "definitions", "a", "b"]].to_numpy().tolist() == [["x", 3, 1, 1], ["y", 1, 0, 1]]

    def test_a_tie_is_won_by_nobody_and_counts_below_the_line(self):
        first = verdict.won(self.rows, ("a", "b"), "place").iloc[0]
        assert first["share_a"] == first["share_b"] == pytest.approx(1 / 3)


class TestMiddle:
    def test_of_an_odd_number_it_is_the_one_in_the_middle(self):
        assert verdict.middle(pd.Series([8.0, 0.5, 2.0])) == 2

    def test_of_an_even_number_it_lies_as_many_times_from_both(self):
        assert verdict.middle(pd.Series([2.0, 8.0])) == 4

    def test_it_does_not_matter_who_is_named_first(self):
        ratios = pd.Series([0.25, 2.0, 3.0, 8.0])
        assert verdict.middle(1 / ratios) == pytest.approx(1 / verdict.middle(ratios))
