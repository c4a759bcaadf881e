"""The base models that are worth a call of their own."""

import pandas as pd

from lib import snapshots
from lib.refresh.step import Run

MOST = 200
"""So many of the most downloaded ones: each costs a call of the Hub's quota."""


def bases(run: Run, models: pd.DataFrame | None) -> list[str]:
    """The most downloaded tracked models that are made from no other: of this run, else of the last in the store."""
    if models is None and snapshots.vintages("hub_models", run.folder):
        known = snapshots.read("hub_models", run.folder)
        models = known[known["day"] == known["day"].max()]
    if models is None:
        return list(run.registry.models["model"].head(MOST))
    chosen = models[models["tracked"] & models["relation"].isna()]
    return list(chosen.sort_values("downloads_all_time", ascending=False)["model"].head(MOST))
