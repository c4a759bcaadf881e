"""Who is ahead of all others, period by period, and when that changes."""

from collections.abc import Collection

import pandas as pd

from lib.metrics.readings import flows

COLUMNS = ["month", "after", "leader", "before", "downloads", "downloads_before", "seen_after", "estimate"]
"""month: the first in which `leader` is ahead alone; after: the last observed one in which it was not; before: who was
ahead until then; downloads, downloads_before: of both in `month`; seen_after: whether the leader was observed in
`after`; estimate: one of the two counts is an estimate."""


def lead_changes(rows: pd.DataFrame, among: Collection[str]) -> pd.DataFrame:
    """A row for each month in which the lead among the entities of `among` changes, the oldest first; `COLUMNS`.

    `rows` are month, entity, downloads, estimate. Who is ahead first changes nothing. A tie leaves the lead with who
    had it, and a month in which that one is not observed says nothing: what is missing may have been more.
    """
    chosen = rows[rows["entity"].isin(list(among))]
    wide = flows(chosen, sorted(among)) if len(chosen) else pd.DataFrame()
    guessed = set(rows.loc[rows["estimate"], ["month", "entity"]].itertuples(index=False, name=None))
    found: list[tuple[object, ...]] = []
    leader, after, values_after = None, None, pd.Series(dtype="float64")
    for month, values in wide.iterrows():
        known = values.dropna()
        if known.empty or (leader is not None and leader not in known):
            continue
        ahead = known.index[known == known.max()]
        if len(ahead) == 1 and leader is not None and ahead[0] != leader:
            new = ahead[0]
            estimate = bool({(month, new), (month, leader)} & guessed)
            seen = bool(pd.notna(values_after[new]))
            found.append((month, after, new, leader, known[new], known[leader], seen, estimate))
        leader = ahead[0] if len(ahead) == 1 else leader
        after, values_after = month, values
    return pd.DataFrame(found, columns=COLUMNS).astype({"month": "datetime64[us]", "after": "datetime64[us]"})
