"""Single models that make much of a count: what those counted together have with each of them, and without it."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

COLUMNS = [
    "model",
    "entity",
    "downloads_30d",
    "part",
    "part_of_all",
    "with_it",
    "without_it",
    "place",
    "place_without",
]


def singles(
    rows: pd.DataFrame, by_org: pd.Series, groups: Mapping[str, str], above: float, *, of_all: bool = False
) -> pd.DataFrame:
    """The models that make more than the part `above` (0-1) of their entity's downloads, or of all, on a day.

    `rows` has model, org, downloads_30d of the models to look at, `by_org` the downloads of all models of each org
    that day; `groups` gives the entity of an org, and an org without one counts for all only. Columns `COLUMNS`, the
    most downloaded first: `part` is the model's of its entity, `part_of_all` of all read that day; `place` is the
    entity's among all by the sum of what was read (equals tie), `place_without` the same with this one model left out
    and all else as it is. A model of exactly that part is not listed.
    """
    total = float(by_org.sum())
    own = rows.assign(entity=rows["org"].map(dict(groups)), downloads_30d=rows["downloads_30d"].astype("int64"))
    own = own.dropna(subset=["entity"])
    sums = by_org.groupby(by_org.index.map(dict(groups))).sum()
    with_it = own["entity"].map(sums)
    own = own.assign(
        part=own["downloads_30d"] / with_it.where(with_it > 0),
        part_of_all=own["downloads_30d"] / total if total else float("nan"),
        with_it=with_it,
        without_it=with_it - own["downloads_30d"],
    )
    listed = own[own["part_of_all" if of_all else "part"] > above]
    ascending = np.sort(sums.to_numpy("int64"))
    found = listed.assign(
        place=_places(ascending, listed["with_it"]),
        place_without=_places(ascending, listed["without_it"]) - (listed["downloads_30d"] > 0),
    )
    ordered = found.sort_values(["downloads_30d", "model"], ascending=[False, True])
    return ordered[COLUMNS].reset_index(drop=True)


def _places(ascending: np.ndarray, totals: pd.Series) -> pd.Series:
    """The place of each of `totals` among sums in order: how many are more, and one."""
    more = len(ascending) - np.searchsorted(ascending, totals.to_numpy("int64"), side="right")
    return pd.Series(more + 1, index=totals.index)
