"""How a table differs between two of its states: rows that came and went, and values that were restated."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

WHEN_READ = "fetched_at"
"""The moment at which a row was read is no value of it: a later reading of the same value revises nothing."""


@dataclass(frozen=True)
class Changes:
    """How many rows are new, have another value in any column, and are gone; rows are told apart by their key."""

    new: int
    changed: int
    gone: int


def changes(before: pd.DataFrame, after: pd.DataFrame, key: Sequence[str]) -> Changes:
    """What happened to the rows of a table from one state to the next; both have the same columns, `key` is unique."""
    differ = _differences(_pairs(before, after, key))
    both = len(differ)
    return Changes(new=len(after) - both, changed=int(differ.any(axis=1).sum()), gone=len(before) - both)


def revised(before: pd.DataFrame, after: pd.DataFrame, key: Sequence[str]) -> pd.DataFrame:
    """Each value that was restated: the columns of `key`, `column`, `before`, `after`, `change`; the largest first.

    `before` and `after` hold the values as they are, None for a missing one. `change` is their difference, missing
    unless both are numbers; such rows come last. Rows that are in one state only are no revisions.
    """
    pairs = _pairs(before, after, key)
    differ = _differences(pairs)
    parts = []
    for column in differ.columns:
        rows = pairs[differ[column]]
        then, now = rows[f"{column} before"], rows[f"{column} after"]
        number = pd.api.types.is_numeric_dtype(after[column]) and not pd.api.types.is_bool_dtype(after[column])
        difference = now.astype("float64") - then.astype("float64") if number else float("nan")
        parts.append(rows[list(key)].assign(column=column, before=_values(then), after=_values(now), change=difference))
    if not parts:
        return after[list(key)].head(0).assign(column="", before=None, after=None, change=0.0)
    every = pd.concat(parts, ignore_index=True).astype({"column": "str", "change": "float64"})
    largest = every["change"].abs().sort_values(ascending=False, kind="stable", na_position="last").index
    return every.loc[largest].reset_index(drop=True)


def _values(cells: pd.Series) -> pd.Series:
    return cells.astype("object").where(cells.notna(), None)


def _pairs(before: pd.DataFrame, after: pd.DataFrame, key: Sequence[str]) -> pd.DataFrame:
    """The rows of both states by their key, each value as "<column> before" and "<column> after"."""
    then, now = (
        state.rename(columns={column: f"{column} {when}" for column in state.columns if column not in key})
        for state, when in ((before, "before"), (after, "after"))
    )
    return then.merge(now, on=list(key), how="inner")


def _differences(pairs: pd.DataFrame) -> pd.DataFrame:
    """For each row and each column that can be revised, whether its two values differ; both missing do not."""
    columns = [column.removesuffix(" after") for column in pairs.columns if column.endswith(" after")]
    found = {}
    for column in columns:
        if column != WHEN_READ:
            then, now = pairs[f"{column} before"], pairs[f"{column} after"]
            found[column] = (then != now).fillna(True).astype(bool) & ~(then.isna() & now.isna())
    return pd.DataFrame(found, index=pairs.index)
