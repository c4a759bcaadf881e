"""Which periods of a table something is known to be wrong with."""

from collections.abc import Collection

import pandas as pd


def flagged(
    starts: pd.Series, ends: pd.Series, flaws: pd.DataFrame, kinds: Collection[str], entity: str | pd.Series = "all"
) -> pd.Series:
    """For periods from `starts` to `ends` (days, both included): whether a flaw of one of `kinds` touches each.

    `flaws` has entity, from, to, kind. A flaw of the entity `all` counts for every entity; `entity` is whose periods
    they are, one for all of them or one each.
    """
    hit = pd.Series(False, index=starts.index)
    chosen = flaws[flaws["kind"].isin(kinds)]
    for who, first, last in zip(chosen["entity"], chosen["from"], chosen["to"], strict=True):
        hit |= (starts <= last) & (ends >= first) & (who == "all" or entity == who)
    return hit


def month_ends(months: pd.Series) -> pd.Series:
    """The last day of each month, given as its first."""
    return months + pd.offsets.MonthEnd(0)
