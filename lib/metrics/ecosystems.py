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


def ends(part: float, known: float) -> tuple[float, float]:
    """What a part of what is known is of the whole, if nothing of the unknown rest counts and if all of it does (0-1).

    `part` and `known` are as from `part_of_known`.
    """
    return part * known, part * known + 1 - known


def overlap(ranges: Mapping[str, tuple[float, float]]) -> bool:
    """Whether the ranges (low, high) of two sides share a value, so that neither is surely the larger."""
    return len(ranges) > 1 and max(low for low, _ in ranges.values()) <= min(high for _, high in ranges.values())


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


GUESSED = "-estimated"
"""What is added to a side to name the series of its estimates."""


def with_estimates_apart(rows: pd.DataFrame) -> pd.DataFrame:
    """`rows` (panel, side, day, value, estimate) with `series`: what is known of a side, and its estimates apart.

    The series of estimates holds the known values beside them too, so that a line drawn through it meets the other; a
    value that is not in a series is missing there. A side without an estimate in a panel has no such series.
    """
    parts: list[pd.DataFrame] = []
    for (_, key), of in rows.sort_values("day").groupby(["panel", "side"], sort=False):
        side = str(key)
        guessed = of["estimate"].astype(bool)
        parts.append(of.assign(series=side, value=of["value"].mask(guessed)))
        if guessed.any():
            beside = guessed | guessed.shift(-1, fill_value=False) | guessed.shift(1, fill_value=False)
            parts.append(of.assign(series=f"{side}{GUESSED}", value=of["value"].where(beside)))
    return pd.concat(parts, ignore_index=True) if parts else rows.assign(series="")
