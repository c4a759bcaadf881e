"""Open-weight lines by day: what is missing stays missing, false spikes are known, weeks are means of observed days."""

import pandas as pd

from lib.metrics import open_lines

MONDAY = pd.Timestamp("2026-03-30")


def day(number: int) -> pd.Timestamp:
    return MONDAY + pd.Timedelta(days=number)


TABLE = pd.DataFrame(
    [(day(0), "A", 0.2), (day(1), "A", 0.4), (day(3), "A", 0.6), (day(0), "B", 0.1), (day(8), "B", 0.3)],
    columns=["day", "line", "share"],
)
FLAWS = pd.DataFrame(
    [("A", day(1), day(2), "spike"), ("B", day(0), day(8), "gap")], columns=["entity", "from", "to", "kind"]
)


def of(line: str, rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["line"] == line].set_index("day")


def test_a_day_outside_the_top_50_is_missing_and_not_zero() -> None:
    shares = of("B", open_lines.daily(TABLE, FLAWS))["share"]
    assert len(shares) == 9
    assert shares.notna().sum() == 2
    assert shares.dropna().to_dict() == {day(0): 0.1, day(8): 0.3}


def test_only_a_spike_of_the_line_itself_is_false() -> None:
    rows = open_lines.daily(TABLE, FLAWS)
    assert list(of("A", rows).index[of("A", rows)["false_spike"]]) == [day(1), day(2)]
    assert not of("B", rows)["false_spike"].any()


def test_without_spikes_the_false_days_are_missing_and_the_others_stay() -> None:
    rows = open_lines.without_spikes(open_lines.daily(TABLE, FLAWS))
    assert of("A", rows)["share"].dropna().to_dict() == {day(0): 0.2, day(3): 0.6}


def test_a_weekly_mean_is_over_the_observed_days_and_says_how_many() -> None:
    means = of("A", open_lines.weekly_means(open_lines.daily(TABLE, FLAWS)))
    assert round(means.loc[MONDAY, "share"], 9) == 0.4
    assert means.loc[MONDAY, "days_observed"] == 3
    assert bool(means.loc[MONDAY, "false_spike"])


def test_a_week_without_an_observed_day_is_missing() -> None:
    means = of("A", open_lines.weekly_means(open_lines.daily(TABLE, FLAWS)))
    assert pd.isna(means.loc[day(7), "share"])
    assert means.loc[day(7), "days_observed"] == 0


def test_a_window_of_few_days_stays_daily_and_a_longer_one_becomes_weekly() -> None:
    rows = open_lines.daily(TABLE, FLAWS)
    few, weekly = open_lines.in_view(rows, day(0), day(2), most=3)
    assert (few["day"].nunique(), weekly) == (3, False)
    more, weekly = open_lines.in_view(rows, day(0), day(3), most=3)
    assert (list(of("A", more).index), weekly) == ([MONDAY], True)


def test_a_week_at_the_edge_of_the_window_is_the_mean_of_the_whole_week() -> None:
    rows, _ = open_lines.in_view(open_lines.daily(TABLE, FLAWS), day(3), day(8), most=1)
    assert of("A", rows).loc[MONDAY, "days_observed"] == 3


def test_a_period_is_incomplete_until_it_is_over_at_as_of() -> None:
    rows = open_lines.daily(TABLE, FLAWS)
    days = open_lines.with_incomplete(rows, day(8), weeks=False)
    assert set(days.loc[days["incomplete"], "day"]) == {day(8)}
    weeks = open_lines.with_incomplete(open_lines.weekly_means(rows), day(8), weeks=True)
    assert set(weeks.loc[weeks["incomplete"], "day"]) == {day(7)}
