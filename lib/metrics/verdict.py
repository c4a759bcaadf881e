"""Who of two sides leads by a definition, how many times over, and how a set of definitions divides between them."""

from dataclasses import dataclass

import pandas as pd

from lib.metrics.crossover import Crossover, crossover

ENOUGH = 0.9
"""A mean counts where both sides were observed in so much of the periods that its window keeps. A day on which a side
was outside the top 50 is one of few tokens: a mean over the rest says more of which days were seen than of the side."""
NEAR = pd.Timedelta(days=7)
"""So long before the start of a window a lifetime count may be read for it, or the window is longer than it says."""


@dataclass(frozen=True)
class Verdict:
    """What a definition says: the values of both sides at `when`, the newest period, and who leads since when.

    `ratio` is the first side over the second: above 1 the first leads, 0.5 means that the second has twice as much.
    """

    when: pd.Timestamp
    a: float
    b: float
    ratio: float
    found: Crossover


def verdict(series: pd.DataFrame) -> Verdict | None:
    """The verdict of two columns indexed by period; None if one has no value above zero in the last row.

    A last row in which a side is missing says nothing of now, and a side at or below zero has no ratio to the other.
    """
    if series.empty or not (series.iloc[-1] > 0).all():
        return None
    first, second = series.columns
    a, b = (float(value) for value in series.iloc[-1])
    return Verdict(series.index[-1], a, b, a / b, crossover(series[first], series[second]))


def summed(flows: pd.DataFrame, periods: int | None) -> pd.DataFrame:
    """For each row the sum over the last `periods` rows, or since the first; missing where one of them is."""
    return flows.cumsum(skipna=False) if periods is None else flows.rolling(periods).sum()


def mean(shares: pd.DataFrame, kept: pd.Series, periods: int | None) -> pd.DataFrame:
    """For each row the mean of both sides over the last `periods` rows, or since the first, of those that are `kept`.

    Only rows in which both sides are observed are in the mean. It is missing where these are less than `ENOUGH` of the
    rows kept, and until there are `periods` rows.
    """
    paired = shares.where(shares.notna().all(axis=1) & kept)
    flags = pd.DataFrame({"observed": paired.notna().all(axis=1), "kept": kept}).astype("float64")
    rows, total = _over(flags, periods), _over(paired.fillna(0.0), periods)
    enough = (rows["observed"] > 0) & (rows["observed"] >= ENOUGH * rows["kept"])
    return total.div(rows["observed"], axis=0).where(enough, axis=0)


def _over(values: pd.DataFrame, periods: int | None) -> pd.DataFrame:
    return values.cumsum() if periods is None else values.rolling(periods).sum()


def gained(levels: pd.DataFrame, months: int | None) -> pd.DataFrame:
    """For each reading of a lifetime count what it gained in the last `months`, or since the first reading.

    The start of a window is the last reading not after it; the gain is missing where there is none in the `NEAR` days
    before.
    """
    if months is None:
        return (levels - levels.iloc[0]).iloc[1:]
    return levels - starts(levels, months).to_numpy()


def starts(levels: pd.DataFrame, months: int) -> pd.DataFrame:
    """The levels from which `gained` counts, a row for each reading, indexed by the day on which they were read.

    The day is missing, and with it the levels, where none was read in the `NEAR` days before a window starts.
    """
    days = pd.merge_asof(
        pd.DataFrame({"wanted": levels.index.to_series() - pd.DateOffset(months=months)}),
        pd.DataFrame({"read": levels.index, "wanted": levels.index}),
        on="wanted",
        tolerance=NEAR,
    )["read"]
    return levels.reindex(days)


def without_steps(levels: pd.DataFrame, spikes: pd.DataFrame) -> pd.DataFrame:
    """Lifetime counts in which the steps that a spike (from, to) touches add nothing, for any column.

    A step is from the day after a reading to the next reading.
    """
    days = levels.index.to_series()
    hit = pd.Series(False, index=levels.index)
    for first, last in zip(spikes["from"], spikes["to"], strict=True):
        hit |= (days.shift() < last) & (days >= first)
    return levels - levels.diff().where(hit, 0.0).cumsum()


def won(rows: pd.DataFrame, pair: tuple[str, str], by: str) -> pd.DataFrame:
    """How many definitions each side wins, by group: `by`, definitions, a, b, share_a, share_b, in the order of `rows`.

    `rows` are definitions with `leader` (missing for a tie, which nobody wins). A share is of the definitions of the
    group: a count of choices, not a probability.
    """
    flags = rows.assign(a=rows["leader"] == pair[0], b=rows["leader"] == pair[1])
    counted = flags.groupby(by, sort=False).agg(definitions=("a", "size"), a=("a", "sum"), b=("b", "sum"))
    shares = {f"share_{side}": counted[side] / counted["definitions"] for side in "ab"}
    return counted.assign(**shares).reset_index()


def middle(ratios: pd.Series) -> float:
    """The ratio in the middle; of an even number the geometric mean of the two, whoever is first."""
    ordered = sorted(ratios)
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return float((low * high) ** 0.5)
