"""Events with the days that they may have fallen on, and which of them lie in a span of months."""

import pandas as pd

MONTH = "month"
"""The precision of an event of which only the month is known."""


def dated(events: pd.DataFrame) -> pd.DataFrame:
    """`events` (day as text, precision …) by day, with `start` and `end`: the first and last day it may have fallen on.

    Both are the day itself where it is known; where only the month is, they are the month's ends, whatever day stands
    in the row.
    """
    day = pd.to_datetime(events["day"]).astype("datetime64[us]")
    vague = events["precision"] == MONTH
    month = day.dt.to_period("M")
    ends = {"start": month.dt.start_time, "end": month.dt.end_time.dt.normalize()}
    rows = events.assign(**{side: day.mask(vague, known.astype("datetime64[us]")) for side, known in ends.items()})
    return rows.sort_values(["start", "end", "event"]).reset_index(drop=True)


def between(events: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """The events (as from `dated`) that may have fallen on a day from `first` to `last`, both included."""
    return events[(events["end"] >= first) & (events["start"] <= last)].reset_index(drop=True)


def middle(months: pd.Series) -> pd.Series:
    """The middle of each month: where what was counted in it stands on an axis of days."""
    return months + pd.Timedelta(days=14)
