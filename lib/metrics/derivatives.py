"""What is made from other models: downloads through it, how much of it is new, of whose models and by whom."""

from collections.abc import Collection, Mapping

import pandas as pd

from lib.metrics.downloads import PARTLY_ESTIMATED
from lib.metrics.flaws import flagged, month_ends

SHARES = {
    "all": "share_derivatives",
    "quantized": "share_quantized",
    "finetune": "share_finetune",
    "gguf": "share_gguf",
    "textgen": "share_derivatives_within_textgen",
}
"""The shares of the monthly totals: all derivatives; two relations, which do not overlap; files of the GGUF format,
which overlap them; and all derivatives within text generation, which is a share of another whole."""
OTHER_WHOLE = "textgen"
RELATIONS = ("finetune", "quantized", "adapter", "merge")
NOT_STATED = "not stated"
"""The relation of a model that names a base and does not say how it was made from it."""
MORE_THAN = 5
"""Others count derivatives with more downloads than this."""


def through(totals: pd.DataFrame, flaws: pd.DataFrame) -> pd.DataFrame:
    """Downloads through derivatives by month: month, series, share, downloads, estimate, spike.

    `series` is a key of `SHARES`; `share` (0-1) is of the downloads of all models of the Hub, of `textgen` of those of
    text-generation models, so that its `downloads` are not known here. Months without a share have no row. `estimate`
    marks a month that is inexact or rests on interpolated days, `spike` one in which the whole source jumps.
    """
    months = totals["month"]
    guessed = ~totals["exact"] | flagged(months, month_ends(months), flaws, PARTLY_ESTIMATED)
    rows = totals.assign(estimate=guessed, spike=flagged(months, month_ends(months), flaws, ("spike",)))
    parts = []
    for series, column in SHARES.items():
        counted = float("nan") if series == OTHER_WHOLE else rows[column] * rows["downloads_all_models"]
        part = rows.assign(series=series, share=rows[column], downloads=counted)
        parts.append(part[["month", "series", "share", "downloads", "estimate", "spike"]])
    return pd.concat(parts).dropna(subset=["share"]).sort_values(["month", "series"]).reset_index(drop=True)


def new_by_month(rows: pd.DataFrame) -> pd.DataFrame:
    """Derivatives created in a month by what they were made from: month, entity, derivatives, share.

    `rows` have month, entity, repositories. `share` is of all derivatives of the month (0-1). What was created on an
    unknown day is in no month.
    """
    found = rows.groupby(["month", "entity"])["repositories"].sum().rename("derivatives").reset_index()
    return found.assign(share=found["derivatives"] / found.groupby("month")["derivatives"].transform("sum"))


def fold(rows: pd.DataFrame, keep: Collection[str], into: str) -> pd.DataFrame:
    """`rows` (as from `new_by_month`), every entity outside `keep` summed into one called `into`."""
    entity = rows["entity"].where(rows["entity"].isin(list(keep)), into)
    return rows.assign(entity=entity).groupby(["month", "entity"], as_index=False)[["derivatives", "share"]].sum()


def packaged(rows: pd.DataFrame, publisher: Mapping[str, str]) -> pd.DataFrame:
    """Who publishes models made from whose: origin, publisher, repositories, downloads.

    `rows` have org, entity, repositories and downloads, those of the last 30 days when the models were last read, where
    known; `publisher` gives the key of each org. The most repositories come first.
    """
    named = rows.assign(origin=rows["entity"], publisher=rows["org"].map(dict(publisher)))
    found = named.groupby(["origin", "publisher"], as_index=False)[["repositories", "downloads"]].sum()
    return found.sort_values(["repositories", "origin", "publisher"], ascending=[False, True, True], ignore_index=True)


def fold_sides(rows: pd.DataFrame, value: str, most: int, rest: tuple[str, str]) -> pd.DataFrame:
    """`rows` (as from `packaged`) with the `most` largest of each side by `value`, the others together as `rest`."""
    sides = {}
    for side, others in zip(("origin", "publisher"), rest, strict=True):
        largest = rows.groupby(side)[value].sum().sort_values(ascending=False, kind="stable").index[:most]
        sides[side] = rows[side].where(rows[side].isin(largest), others)
    by = rows.assign(**sides).groupby(["origin", "publisher"], as_index=False)[["repositories", "downloads"]].sum()
    return by[by[value] > 0].sort_values(value, ascending=False, kind="stable").reset_index(drop=True)


def children(counts: pd.DataFrame, groups: Mapping[str, str], relations: Collection[str]) -> pd.DataFrame:
    """How many models name a model of an entity as their base: entity, each of `relations`, derivatives (their sum),
    models, day, new, share_of_new, since.

    `counts` are rows of `hub_derivatives`, `groups` gives the entity of each model. All is of the newest day; `new` is
    what came since the day before it, among the models read on both days, and `share_of_new` its part (0-1) of all that
    came, missing while there is one day only. A count that is not stated is missing, not zero.
    """
    days = counts["day"].drop_duplicates().sort_values()
    now = _by_entity(counts[counts["day"] == days.iloc[-1]], groups, relations)
    new, since = pd.Series(float("nan"), index=now.index), days[:-1].max()
    if len(days) > 1:
        both = counts[counts["day"].isin(days.iloc[-2:])]
        both = both[both.groupby("model")["day"].transform("nunique") == 2]
        then, later = (_by_entity(both[both["day"] == day], groups, relations)["derivatives"] for day in days[-2:])
        new = (later - then).reindex(now.index)
    gained = new.where(new > 0)
    found = now.assign(day=days.iloc[-1], new=new, share_of_new=gained / gained.sum(), since=since)
    return found.reset_index().sort_values(["derivatives", "entity"], ascending=[False, True], ignore_index=True)


def _by_entity(rows: pd.DataFrame, groups: Mapping[str, str], relations: Collection[str]) -> pd.DataFrame:
    """Each relation, their sum and the number of models by entity; what nobody states stays missing."""
    by = rows.assign(entity=rows["model"].map(dict(groups))).groupby("entity")
    summed = by[list(relations)].sum(min_count=1).astype("float64")
    return summed.assign(derivatives=summed.sum(axis=1, min_count=1), models=by.size())
