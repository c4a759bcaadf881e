"""Tokens on OpenRouter a week, by group, as shares of all and of named tokens."""

from collections.abc import Collection, Mapping

import pandas as pd

from lib.registry.tables import REMAINDER

DAYS = 7
"""Days of a week; a model seen in the top 50 on fewer is counted short."""


def weekly(table: pd.DataFrame, groups: Mapping[str, str]) -> pd.DataFrame:
    """Tokens a week of each group: week, entity, tokens, counted_short.

    `groups` gives the entity of every model of `table` (week, model, tokens, days_in_top50), `remainder` for the
    source's own "other"; a model that is not in it raises `KeyError`. A week in which no model of a group was in a
    day's top 50 has no row: its tokens are inside the remainder, which is not zero. `counted_short` marks a week in
    which a model of the group was in the top 50 on some days only: its tokens of the other days are in the remainder.
    """
    missing = sorted(set(table["model"]) - set(groups))
    if missing:
        raise KeyError(f"no group is given for {missing[0]!r}")
    rows = table.assign(entity=table["model"].map(groups).astype("str"), counted_short=table["days_in_top50"] < DAYS)
    grouped = rows.groupby(["week", "entity"], as_index=False)
    return grouped.agg(tokens=("tokens", "sum"), counted_short=("counted_short", "any"))


def as_shares(rows: pd.DataFrame) -> pd.DataFrame:
    """`rows` (as from `weekly`) with two shares (0-1): `share_of_all` tokens of the week and `share_of_named`.

    Named tokens are all but the remainder, whose own `share_of_named` is missing.
    """
    named = rows["tokens"].where(rows["entity"] != REMAINDER).astype("float64")
    weeks = rows["week"]
    return rows.assign(
        share_of_all=rows["tokens"] / rows.groupby(weeks)["tokens"].transform("sum"),
        share_of_named=named / named.groupby(weeks).transform("sum"),
    )


def with_incomplete(rows: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """`rows` with `incomplete`: whether the week's Sunday was not over when the table was known, at `as_of`."""
    return rows.assign(incomplete=rows["week"] + pd.Timedelta(days=DAYS - 1) >= as_of)


def coverage(rows: pd.DataFrame) -> pd.Series:
    """By week: the share of all tokens (0-1) that named models carry."""
    named = rows["tokens"].where(rows["entity"] != REMAINDER, 0)
    return named.groupby(rows["week"]).sum() / rows.groupby("week")["tokens"].sum()


def largest(rows: pd.DataFrame, among: Collection[str], count: int) -> list[str]:
    """The `count` entities of `among` with the most tokens over all rows, the largest first."""
    sums = rows[rows["entity"].isin(list(among))].groupby("entity")["tokens"].sum().sort_values(ascending=False)
    return [str(key) for key in sums.index[:count]]


def fold(rows: pd.DataFrame, keep: Collection[str], into: str) -> pd.DataFrame:
    """`rows` (with shares and `incomplete`), every entity outside `keep` summed into one called `into`."""
    entity = rows["entity"].where(rows["entity"].isin(list(keep)), into)
    grouped = rows.assign(entity=entity).groupby(["week", "entity"], as_index=False)
    summed = grouped[["tokens", "share_of_all", "share_of_named"]].sum(min_count=1)
    flags = grouped[["counted_short", "incomplete"]].any()
    return summed.assign(counted_short=flags["counted_short"], incomplete=flags["incomplete"])


def leader(rows: pd.DataFrame, among: Collection[str]) -> tuple[str, pd.Timestamp]:
    """The entity of `among` with the most tokens in the last week, and the first week of its lead without a break."""
    ranked = rows[rows["entity"].isin(list(among))].sort_values(["week", "tokens"])
    firsts = ranked.groupby("week")["entity"].last()
    name = str(firsts.iloc[-1])
    others = firsts.index[firsts != name]
    return name, firsts.index[firsts.index > others[-1]][0] if len(others) else firsts.index[0]
