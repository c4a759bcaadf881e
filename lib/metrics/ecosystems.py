"""What of two sides is measured for their comparison: shares within a side, and how long a pair of bars is."""

from collections.abc import Mapping, Sequence

import pandas as pd


def part_of_known(rows: pd.DataFrame, value: str, sides: Sequence[str]) -> dict[str, tuple[float, float]]:
    """For each side the part of its `value` that `counts`, among what is known, and how much of it is known (0-1).

    `rows` has side, the column `value`, and `counts` (true, false or missing where it is not known). A side without
    anything known has no entry: nothing known is not zero.
    """
    found = {}
    for side in sides:
        of = rows[rows["side"] == side]
        known = of[of["counts"].notna()]
        whole = float(known[value].sum())
        if whole > 0:
            part = float(known.loc[known["counts"].astype(bool), value].sum())
            found[side] = (part / whole, whole / float(of[value].sum()))
    return found


def above(params_b: pd.Series, bound: float) -> pd.Series:
    """Whether each size in billions is above `bound`; missing where the size is not known."""
    return (params_b > bound).astype("boolean").mask(params_b.isna())


def shares(rows: pd.DataFrame, value: str, sides: Sequence[str]) -> dict[str, float]:
    """The share of each side in the sum of `value` over all rows (side, `value`); a side without a row has no entry."""
    whole = float(rows[value].sum())
    sums = rows.groupby("side")[value].sum()
    return {side: float(sums[side]) / whole for side in sides if side in sums.index and whole > 0}


def lengths(values: Mapping[str, float]) -> dict[str, float]:
    """Each value over the larger of the two (0-1), so that two bars compare with each other and with no others.

    Empty where a value is missing, below zero, or where both are zero: there is nothing to compare.
    """
    largest = max(values.values(), default=0.0)
    if len(values) < 2 or any(pd.isna(value) or value < 0 for value in values.values()) or largest <= 0:
        return {}
    return {side: value / largest for side, value in values.items()}
