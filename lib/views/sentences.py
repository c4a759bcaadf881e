"""Sentences computed from the data in view: what a chart shows, for those who do not see it."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from lib import numbers


def alt(
    kind: str,
    what: str,
    rows: pd.DataFrame,
    *,
    x: str,
    y: str,
    series: str,
    order: Sequence[str],
    names: Mapping[str, str],
    write: Callable[[float], str],
    when: Callable[[pd.Timestamp], str] = numbers.month,
    at: str = "in",
    most: int = 8,
) -> str:
    """A sentence for a chart over time: its kind, what it shows, from when to when, and where its largest series end.

    `at` is what stands before a date written by `when`. Of the series in `order` that have a value the `most` largest
    by their last one are told.
    """
    known = rows[rows[series].isin(order)].dropna(subset=[y])
    if known.empty:
        return f"{kind} of {what}: nothing is observed in this window."
    ends = known.sort_values(x).drop_duplicates(series, keep="last").nlargest(most, y)
    parts = [
        f"{names[key]} {write(value)} {at} {when(day)}"
        for key, day, value in zip(ends[series], ends[x], ends[y], strict=True)
    ]
    return f"{kind} of {what}, {when(known[x].min())} to {when(known[x].max())}. Last values: {numbers.listed(parts)}."
