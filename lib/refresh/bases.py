"""Which base models of the Hub are worth a call of their own."""

import pandas as pd

from lib import parts, snapshots
from lib.refresh.step import Run
from lib.snapshots import SnapshotDamagedError

MOST = 200
"""So many of the most downloaded ones: each costs a call of the Hub's quota."""
TABLE, COLUMNS = "hub_models", ("tracked", "relation", "downloads_all_time", "downloads_30d")


def bases(run: Run) -> list[str]:
    """The most downloaded tracked models that are made from no other, each by its newest reading in the store.

    Of a store that is too large to be read whole these are the models of the registered orgs, as each was last read.
    """
    known = _stored(run)
    if known is None:
        return list(run.registry.models["model"].head(MOST))
    newest = known.drop_duplicates("model", keep="last")
    chosen = newest[newest["tracked"] & newest["relation"].isna()]
    return list(chosen.sort_values(["downloads_all_time", "downloads_30d"], ascending=False)["model"].head(MOST))


def _stored(run: Run) -> pd.DataFrame | None:
    """The table of models; None if there is none, or it is damaged, which its own refresh tells."""
    try:
        if not snapshots.vintages(TABLE, run.folder):
            return None
        if snapshots.rows(TABLE, run.folder) > snapshots.WHOLE:
            return parts.read_last(TABLE, run.folder, "org", run.registry.orgs("hub"), COLUMNS)
        return snapshots.read(TABLE, run.folder)
    except SnapshotDamagedError:
        return None
