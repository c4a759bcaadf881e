"""The daily shares of OpenRouter's open-weight lines: every day of every line, false spikes, weekly means."""

import pandas as pd

from lib.metrics.flaws import flagged

SPIKE = ("spike",)
"""The kind of flaw that makes a share of a line false: its tokens are not those of an open-weight model."""
MOST = 500
"""So many points a line may have; a longer window is told in weekly means."""


def daily(table: pd.DataFrame, flaws: pd.DataFrame) -> pd.DataFrame:
    """Every day of every line, from the first day of `table` (day, line, share) to its last: adds false_spike.

    A line that did not reach the day's top 50 has a missing share, not zero; so has a day that is not in the table.
    `false_spike` marks the days of a line on which a flaw of kind `spike` is known.
    """
    days = pd.date_range(table["day"].min(), table["day"].max(), unit="us")
    names = sorted(table["line"].unique())
    grid = pd.MultiIndex.from_product([names, days], names=["line", "day"])
    rows = table.set_index(["line", "day"])["share"].reindex(grid).reset_index()
    false = pd.concat([flagged(of["day"], of["day"], flaws, SPIKE, str(line)) for line, of in rows.groupby("line")])
    return rows.assign(false_spike=false)[["day", "line", "share", "false_spike"]]


def without_spikes(rows: pd.DataFrame) -> pd.DataFrame:
    """`rows` (as from `daily`) with the shares of false spikes missing."""
    return rows.assign(share=rows["share"].mask(rows["false_spike"]))


def in_view(rows: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp, most: int = MOST) -> tuple[pd.DataFrame, bool]:
    """The days of `rows` from `first` to `last`; as weekly means if they are more than `most`. Says whether they are.

    Weeks are taken whole, also where the window begins or ends within one.
    """
    chosen = rows[rows["day"].between(first, last)]
    if chosen["day"].nunique() <= most:
        return chosen.assign(days_observed=chosen["share"].notna().astype("int64")).reset_index(drop=True), False
    means = weekly_means(rows)
    touched = (means["day"] + pd.Timedelta(days=6) >= first) & (means["day"] <= last)
    return means[touched].reset_index(drop=True), True


def weekly_means(rows: pd.DataFrame) -> pd.DataFrame:
    """The mean share of each line over the observed days of a week, whose Monday is `day`; adds days_observed.

    A week without an observed day has a missing mean. Days outside the top 50 are left out, so a mean over few days is
    on the high side.
    """
    monday = rows["day"] - pd.to_timedelta(rows["day"].dt.day_of_week, unit="D")
    means = rows.assign(day=monday).groupby(["line", "day"], as_index=False)
    return means.agg(share=("share", "mean"), false_spike=("false_spike", "any"), days_observed=("share", "count"))[
        ["day", "line", "share", "false_spike", "days_observed"]
    ]


def with_incomplete(rows: pd.DataFrame, as_of: pd.Timestamp, weeks: bool) -> pd.DataFrame:
    """`rows` with `incomplete`: whether the day, or the week if `weeks`, was not over when the table was known."""
    return rows.assign(incomplete=rows["day"] + pd.Timedelta(days=6 if weeks else 0) >= as_of)
