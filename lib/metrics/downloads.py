"""Downloads a month: grouped, as a share of all language models, as a running sum, with what is not broken down."""

from collections.abc import Collection

import pandas as pd

from lib.metrics.flaws import flagged, month_ends
from lib.registry.tables import REMAINDER

PARTLY_ESTIMATED = ("estimate", "interpolated")
"""Kinds of flaw that make a month (partly) an estimate."""


def by(groups: dict[str, str], monthly: pd.DataFrame, flaws: pd.DataFrame) -> pd.DataFrame:
    """Downloads a month of each group of orgs: month, entity, downloads, estimate.

    `groups` gives the entity of every org of `monthly` (month, org, downloads, exact); an org that is not in it raises
    `KeyError`. A month of a group is the sum of the orgs observed in it; a month without any has no row. `estimate`
    marks a month with an org that is inexact, or whose days are estimated or interpolated at the source.
    """
    missing = sorted(set(monthly["org"]) - set(groups))
    if missing:
        raise KeyError(f"no group is given for {missing[0]!r}")
    known_flaw = flagged(monthly["month"], month_ends(monthly["month"]), flaws, PARTLY_ESTIMATED, monthly["org"])
    rows = monthly.assign(entity=monthly["org"].map(groups).astype("str"), estimate=~monthly["exact"] | known_flaw)
    grouped = rows.groupby(["month", "entity"], as_index=False)
    return grouped.agg(downloads=("downloads", "sum"), estimate=("estimate", "any"))


def with_remainder(rows: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """`rows` (as from `by`) and, for each month, the language-model downloads that no row accounts for.

    The entity of the added rows is `remainder`; it is never spread over the others. A month in which the rows exceed
    the total, or a row or the total is missing, has a missing remainder, not a negative or a larger one.
    """
    named = rows.groupby("month")["downloads"].agg(lambda of: of.sum(skipna=False))
    rest = totals.set_index("month")["downloads_language_models"].reindex(named.index) - named
    estimate = rows.groupby("month")["estimate"].any()
    added = pd.DataFrame(
        {
            "month": rest.index,
            "entity": REMAINDER,
            "downloads": rest.where(rest >= 0).to_numpy("float64"),
            "estimate": estimate.to_numpy(),
        }
    )
    return pd.concat([rows, added], ignore_index=True).sort_values(["month", "entity"]).reset_index(drop=True)


def as_share(rows: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """`rows` with `share`: downloads over all language-model downloads of the month (0-1), missing where unknown."""
    of = rows["month"].map(totals.set_index("month")["downloads_language_models"])
    return rows.assign(share=rows["downloads"] / of)


def with_incomplete(rows: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """`rows` with `incomplete`: whether the month had not ended when the table was known, at `as_of`.

    On its own last day a month has not ended.
    """
    return rows.assign(incomplete=month_ends(rows["month"]) >= as_of)


def without(rows: pd.DataFrame, flaws: pd.DataFrame, kind: str = "spike") -> pd.DataFrame:
    """`rows` with every value of a flawed month missing, for every entity alike: the whole source is in doubt there."""
    spike = flagged(rows["month"], month_ends(rows["month"]), flaws, (kind,))
    values = [column for column in ("downloads", "share") if column in rows]
    return rows.assign(**{column: rows[column].astype("float64").mask(spike) for column in values})


def running(rows: pd.DataFrame) -> pd.DataFrame:
    """The running sum of downloads of each entity from its first month in `rows`; it restarts after a missing month.

    A month without a row is missing like one without a value. The sum is no all-time total: what was downloaded before
    the first month is not in it. Where `rows` have `estimate`, a sum that holds an estimated month is one too.
    """
    ordered = rows.sort_values(["entity", "month"])
    entity, months = ordered["entity"], ordered["month"].dt.year * 12 + ordered["month"].dt.month
    broken = ordered["downloads"].isna() | (months.groupby(entity).diff() > 1)
    stretches = ordered.groupby([entity, broken.groupby(entity).cumsum()])
    summed = ordered.assign(downloads=stretches["downloads"].cumsum())
    if "estimate" in ordered:
        summed = summed.assign(estimate=stretches["estimate"].cummax().astype(bool))
    return summed.sort_index()


def fold(rows: pd.DataFrame, keep: Collection[str], into: str) -> pd.DataFrame:
    """`rows` with every entity outside `keep` summed into one called `into`; a month all of them miss stays missing.

    The band is an estimate, or incomplete, where one of those in it is.
    """
    entity = rows["entity"].where(rows["entity"].isin(list(keep)), into)
    values = [column for column in ("downloads", "share") if column in rows]
    flags = [column for column in ("estimate", "incomplete") if column in rows]
    grouped = rows.assign(entity=entity).groupby(["month", "entity"])
    return grouped[values].sum(min_count=1).join(grouped[flags].any()).reset_index()


def largest(rows: pd.DataFrame, among: Collection[str], count: int) -> list[str]:
    """The `count` entities of `among` with the most downloads over all rows, the largest first."""
    sums = rows[rows["entity"].isin(among)].groupby("entity")["downloads"].sum().sort_values(ascending=False)
    return [str(key) for key in sums.index[:count]]


def counter(models: pd.DataFrame, groups: dict[str, str], entities: Collection[str]) -> pd.DataFrame:
    """The Hub's lifetime counter summed by entity, a row a day on which every drawn entity was observed.

    `models` has day, model, org, downloads_all_time; `groups` gives the entity of an org. A sum over models that come
    and go is not comparable from day to day, so only models seen on every day on which any of its entity's models was
    seen count.
    """
    known = models[models["org"].isin(groups)].dropna(subset=["downloads_all_time"])
    known = known.assign(entity=known["org"].map(groups))
    days = known.groupby("entity")["day"].nunique()
    seen = known.groupby("model")["day"].transform("nunique")
    steady = known[seen == known["entity"].map(days)]
    wide = steady.pivot_table(index="day", columns="entity", values="downloads_all_time", aggfunc="sum")
    return wide.reindex(columns=list(entities)).astype("float64").dropna()
