"""What the store already knows of the Hub's models, and which base models are worth a call of their own."""

import pandas as pd

from lib import snapshots
from lib.refresh.step import Run
from lib.snapshots import SnapshotDamagedError

MOST = 200
"""So many of the most downloaded ones: each costs a call of the Hub's quota."""


def stored(run: Run) -> pd.DataFrame | None:
    """The table of models; None if there is none, or it is damaged, which its own refresh tells."""
    try:
        return snapshots.read("hub_models", run.folder) if snapshots.vintages("hub_models", run.folder) else None
    except SnapshotDamagedError:
        return None


def bases(run: Run) -> list[str]:
    """The most downloaded tracked models that are made from no other, each by its newest reading in the store."""
    known = stored(run)
    if known is None:
        return list(run.registry.models["model"].head(MOST))
    newest = known.drop_duplicates("model", keep="last")
    chosen = newest[newest["tracked"] & newest["relation"].isna()]
    return list(chosen.sort_values(["downloads_all_time", "downloads_30d"], ascending=False)["model"].head(MOST))
