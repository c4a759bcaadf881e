"""The ranking of tracked open language models by the Hub's 30-day counter, and who moved in it."""

from collections.abc import Collection, Sequence
from datetime import date
from itertools import pairwise

import pandas as pd

FEWEST = 300
"""A date on which fewer models were read is not offered: on the first dates of 2026 22 to 220 of the tracked models
were read, so a rank said more about whose row was refreshed than about downloads. From 344 the large ones are there."""

BOTH, NOT_SEEN, NEW, NO_EARLIER = "both dates", "not seen on the earlier date", "new to the list", "no earlier date"
BELOW = "not among the first on the earlier date"
"""What can be said about a model's movement; only the first has one."""


def source_changes(sources: Sequence[tuple[date, str]]) -> pd.DataFrame:
    """The vintages (day and source, the oldest first) from another source than the one before: day, before, after.

    Another source reads other models, so what is tracked changes on that day.
    """
    found = [(pd.Timestamp(day), old, new) for (_, old), (day, new) in pairwise(sources) if old != new]
    return pd.DataFrame(found, columns=["day", "before", "after"])


def days(read: pd.Series, fewest: int = FEWEST) -> list[pd.Timestamp]:
    """The days on which at least `fewest` models were read, the oldest first; `read` says by day how many were."""
    return sorted(read.index[read >= fewest])


def ranked(rows: pd.DataFrame) -> pd.DataFrame:
    """`rows` with `rank`: the place by `downloads_30d` among the models of the same day, 1 the most; equals tie."""
    rank = rows.groupby("day")["downloads_30d"].rank(method="min", ascending=False)
    return rows.assign(rank=rank.astype("int64"))


def movement(rows: pd.DataFrame, day: pd.Timestamp, before: pd.Timestamp | None, *, whole: bool = True) -> pd.DataFrame:
    """The models of `day` by rank, with their movement since `before`: downloads_before, change, rank_change, seen.

    `rows` are as from `ranked`. `change` is in downloads, `rank_change` in places, up is positive. Both are missing but
    for models seen on both dates, and places are counted anew among these, so that nobody moves because others came or
    went. `seen` says why there is no movement: the model was not seen on the earlier date, or on no date before `day`;
    where `rows` are not the `whole` of both days but the first of them, all that is known is that it was none of them.
    """
    now = rows[rows["day"] == day].sort_values(["rank", "model"]).reset_index(drop=True)
    then = rows[rows["day"] == before] if before is not None else rows.iloc[:0]
    earlier = now["model"].map(then.set_index("model")["downloads_30d"]).astype("Int64")
    both = earlier.notna()
    places_now, places_then = (
        counted[both].rank(method="min", ascending=False) for counted in (now["downloads_30d"], earlier)
    )
    ever = now["model"].isin(rows.loc[rows["day"] < day, "model"].unique())
    absent = NO_EARLIER if before is None else NOT_SEEN if whole else BELOW
    seen = pd.Series(absent, index=now.index, dtype="str")
    return now.assign(
        downloads_before=earlier,
        change=now["downloads_30d"] - earlier,
        rank_change=(places_then - places_now).reindex(now.index).astype("Int64"),
        seen=seen.mask(both, BOTH).mask(~ever & (absent == NOT_SEEN), NEW),
    )


def placed(rows: pd.DataFrame, models: Collection[str]) -> pd.DataFrame:
    """The rows (as from `ranked`) of `models` with `place`: the rank anew, on each day among those of them seen."""
    chosen = rows[rows["model"].isin(list(models))]
    return chosen.assign(place=ranked(chosen)["rank"])


def paths(rows: pd.DataFrame, on: Sequence[pd.Timestamp], models: Sequence[str]) -> pd.DataFrame:
    """A row for each of `models` on each day of `on`: day, model, place, rank, downloads_30d, day_is_estimate.

    `rows` are as from `placed`. The counts are missing where a model was not seen, never filled in between.
    """
    grid = pd.MultiIndex.from_product([list(models), list(on)], names=["model", "day"])
    own = rows[rows["model"].isin(list(models))]
    known = own.set_index(["model", "day"])[["place", "rank", "downloads_30d"]]
    filled = known.reindex(grid).astype("Int64").reset_index()
    return filled.assign(day_is_estimate=filled["day"].map(_estimates(rows)).eq(True))[
        ["day", "model", "place", "rank", "downloads_30d", "day_is_estimate"]
    ]


def history(own: pd.DataFrame, read: pd.DataFrame, fewest: int = FEWEST) -> pd.DataFrame:
    """One model on every day on which any was read: day, downloads_30d, rank, models, day_is_estimate.

    `own` has day, downloads_30d and rank of the days on which it was seen, the rank missing where it is not known;
    `read` has day, models (how many were read that day) and estimate. Downloads and rank are missing where the model
    was not seen, the rank also on days with fewer than `fewest` models, which are too few to rank.
    """
    by_day = read.set_index("day")
    known = own.set_index("day")[["downloads_30d", "rank"]].reindex(by_day.index).astype("Int64")
    enough = by_day["models"] >= fewest
    return known.assign(
        rank=known["rank"].where(enough), models=by_day["models"], day_is_estimate=by_day["estimate"]
    ).reset_index()


def _estimates(rows: pd.DataFrame) -> pd.Series:
    return rows.groupby("day")["day_is_estimate"].any()
