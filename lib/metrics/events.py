"""What series were before an event and after it, over windows of equal length; after is not because."""

from dataclasses import dataclass

import pandas as pd

FREQUENCIES = {"month": "M", "week": "W-SUN", "day": "D"}
"""The calendars of periods; a week runs from Monday to Sunday."""
COLUMNS = ["series", "before", "after", "change", "relative", "known_before", "known_after"]


@dataclass(frozen=True)
class Window:
    """The periods on either side of an event, without the one or more that it falls in; each the first and last day."""

    every: str
    length: int
    before: tuple[pd.Timestamp, pd.Timestamp]
    event: tuple[pd.Timestamp, pd.Timestamp]
    after: tuple[pd.Timestamp, pd.Timestamp]


def window(first: pd.Timestamp, last: pd.Timestamp, every: str, length: int) -> Window:
    """The `length` whole periods (month, week, day) before and after those that the days `first` to `last` touch."""
    start, end = (pd.Period(day, freq=FREQUENCIES[every]) for day in (first, last))
    return Window(
        every,
        length,
        (_first(start - length), _last(start - 1)),
        (_first(start), _last(end)),
        (_first(end + 1), _last(end + length)),
    )


def around(rows: pd.DataFrame, within: Window, *, cumulative: bool = False) -> pd.DataFrame:
    """A row for each series of `rows` (series, when, value), in their order; columns `COLUMNS`.

    Before and after are means of the periods known in each window, of which there are `known_before` and `known_after`;
    a missing one is left out and never taken for zero. Of a cumulative series they are what it gained a period, between
    the first and the last level known in the window and at its start; what is known is then the number of periods
    between these two. `relative` is the change over what was before, missing unless that is above zero.
    """
    numbered = rows.assign(period=_numbers(rows["when"], within.every))
    found = []
    for series, of in numbered.dropna(subset=["value"]).groupby("series", sort=False):
        by_period = of.sort_values("when", kind="stable").groupby("period")["value"]
        values = by_period.last() if cumulative else by_period.mean()
        side = _gain if cumulative else _mean
        before, known_before = side(values, *_ends(within.before, within.every))
        after, known_after = side(values, *_ends(within.after, within.every))
        relative = after / before - 1 if before > 0 else float("nan")
        found.append((series, before, after, after - before, relative, known_before, known_after))
    return pd.DataFrame(found, columns=COLUMNS)


def touching(flaws: pd.DataFrame, within: Window) -> pd.DataFrame:
    """The flaws (from, to, …) that touch either window, the oldest first; the periods of the event are in neither."""
    sides = (within.before, within.after)
    hit = pd.concat([(flaws["from"] <= last) & (flaws["to"] >= first) for first, last in sides], axis=1).any(axis=1)
    return flaws[hit].sort_values("from", kind="stable").reset_index(drop=True)


def _mean(values: pd.Series, first: int, last: int) -> tuple[float, int]:
    inside = values[(values.index >= first) & (values.index <= last)]
    return float(inside.mean()), len(inside)


def _gain(levels: pd.Series, first: int, last: int) -> tuple[float, int]:
    """What was gained a period; the level at the end of the period before the window is where it starts."""
    inside = levels[(levels.index >= first - 1) & (levels.index <= last)]
    if len(inside) < 2:
        return float("nan"), 0
    periods = int(inside.index[-1] - inside.index[0])
    return float(inside.iloc[-1] - inside.iloc[0]) / periods, periods


def _ends(days: tuple[pd.Timestamp, pd.Timestamp], every: str) -> tuple[int, int]:
    first, last = (pd.Period(day, freq=FREQUENCIES[every]).ordinal for day in days)
    return first, last


def _numbers(days: pd.Series, every: str) -> list[int]:
    return [pd.Period(day, freq=FREQUENCIES[every]).ordinal for day in days]


def _first(period: pd.Period) -> pd.Timestamp:
    return period.start_time


def _last(period: pd.Period) -> pd.Timestamp:
    return period.end_time.normalize()
