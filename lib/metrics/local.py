"""Pulls from the Ollama library by name prefix: the stock, what was gained, and which models stand under a prefix."""

from collections.abc import Collection

import pandas as pd

from lib.metrics.flaws import flagged

DOUBTFUL = ("estimate", "interpolated", "revised", "spike")
"""Kinds of flaw that make a step of a counter an estimate; a gap is no estimate, nothing is known there."""


def gained(prefixes: pd.DataFrame) -> pd.DataFrame:
    """By prefix, what it holds and what it gained: prefix, pulls_all_time, gained, first_day, last_day.

    `prefixes` is day, prefix, pulls_all_time. `pulls_all_time` is the stock on `last_day`, the last day on which the
    prefix was seen; `gained` is that less the stock on the first day of the table. `first_day` is the first day on
    which the prefix was seen. Where it is later than the first day of the table, no model of that name stood in the
    library before, which each day holds whole: all its pulls came since, so it gained all of them, as a prefix that was
    there gains all the pulls of a model that comes. Models that leave take their pulls along: a gain can be negative.
    """
    ordered = prefixes.sort_values("day")
    ends = ordered.groupby("prefix").agg(
        pulls_all_time=("pulls_all_time", "last"), first_day=("day", "first"), last_day=("day", "last")
    )
    gains = ends["pulls_all_time"] - _start(prefixes).reindex(ends.index, fill_value=0)
    return ends.assign(gained=gains).reset_index()[["prefix", "pulls_all_time", "gained", "first_day", "last_day"]]


def over_time(prefixes: pd.DataFrame, flaws: pd.DataFrame) -> pd.DataFrame:
    """The stock and the gain of each prefix day by day: day, prefix, models, pulls_all_time, gained, estimate.

    `gained` is since the first day of the table, as in `gained`; there is no row before a prefix was seen. `estimate`
    marks an observation into whose step, from the observation before, a flaw of the prefix reaches. In a gap of the
    record each prefix has a row whose values are missing, so that a line breaks there.
    """
    rows = prefixes.sort_values(["prefix", "day"]).reset_index(drop=True)
    values = rows[["models", "pulls_all_time"]].astype("float64")
    rows = rows.assign(**values, gained=values["pulls_all_time"] - rows["prefix"].map(_start(prefixes)).fillna(0))
    before = rows.groupby("prefix")["day"].shift(1) + pd.Timedelta(days=1)
    starts = before.fillna(rows["day"])
    estimate = pd.Series(False, index=rows.index)
    for prefix, of in rows.groupby("prefix"):
        estimate[of.index] = flagged(starts[of.index], of["day"], flaws, DOUBTFUL, str(prefix))
    return _with_gaps(rows.assign(estimate=estimate), flaws)


def doubtful(prefixes: pd.DataFrame, flaws: pd.DataFrame) -> set[str]:
    """The prefixes whose gain over the days of `prefixes` rests on a step that is an estimate."""
    rows = over_time(prefixes, flaws)
    inside = rows["day"] > prefixes["day"].min()
    return set(rows.loc[rows["estimate"] & inside, "prefix"])


def _start(prefixes: pd.DataFrame) -> pd.Series:
    """The stock on the first day of the table, by prefix."""
    first = prefixes[prefixes["day"] == prefixes["day"].min()]
    return first.set_index("prefix")["pulls_all_time"]


def _with_gaps(rows: pd.DataFrame, flaws: pd.DataFrame) -> pd.DataFrame:
    """`rows` and, for each gap of the whole record, a row without values for each prefix seen on both sides of it."""
    added = []
    gaps = flaws[(flaws["kind"] == "gap") & (flaws["entity"] == "all")]
    for start in gaps["from"]:
        sides = [rows.loc[rows["day"] < start, "prefix"], rows.loc[rows["day"] >= start, "prefix"]]
        both = sorted(set(sides[0]) & set(sides[1]))
        added.append(pd.DataFrame({"day": start, "prefix": both, "estimate": False}, columns=rows.columns))
    typed = [frame.astype(rows.dtypes.to_dict()) for frame in added if len(frame)]
    return pd.concat([rows, *typed]).sort_values(["prefix", "day"]).reset_index(drop=True)


def prefix_of(model: str, prefixes: Collection[str], rest: str) -> str:
    """The longest of `prefixes` with which a model's name begins, as the source groups them; `rest` if it is none."""
    return max((prefix for prefix in prefixes if model.startswith(prefix)), key=len, default=rest)


def members(pulls: pd.DataFrame, prefixes: Collection[str], rest: str, lumped: pd.DataFrame) -> pd.DataFrame:
    """Each model of one day with the prefix it stands under: prefix, model, pulls_all_time, lumped_in, note, source.

    `pulls` is model, pulls_all_time; `lumped` (prefix, model, note, source) lists the models that a person judged to be
    lumped in. Sorted by prefix, the most pulled model first.
    """
    named = set(prefixes) - {rest}
    under = [prefix_of(model, named, rest) for model in pulls["model"]]
    rows = pulls[["model", "pulls_all_time"]].assign(prefix=pd.Series(under, index=pulls.index, dtype="str"))
    rows = rows.merge(lumped, on=["prefix", "model"], how="left")
    rows = rows.assign(lumped_in=rows["note"].notna(), note=rows["note"].fillna(""), source=rows["source"].fillna(""))
    ordered = rows.sort_values(["prefix", "pulls_all_time", "model"], ascending=[True, False, True])
    return ordered[["prefix", "model", "pulls_all_time", "lumped_in", "note", "source"]].reset_index(drop=True)
