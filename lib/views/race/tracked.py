"""The tracked models of the Hub, each with the family, publisher or place that it counts for."""

import pandas as pd

from lib.data import Data
from lib.metrics import hub


def listed(data: Data) -> pd.DataFrame:
    """The tracked models on the days on which enough were read: as from `hub.listed`."""
    rows = hub.listed(data.table("hub_models"))
    return rows[rows["day"].isin(hub.days(rows))].reset_index(drop=True)


def sides(data: Data, level: str, models: pd.DataFrame) -> pd.Series:
    """For each of `models` (model, org) the entity at `level` that it counts for; missing for a model of no family."""
    if level == "org":
        return models["org"]
    groups = data.registry.group("hub", models["org"].unique(), "maker" if level == "family" else level)
    if level != "family":
        return models["org"].map(groups)
    pairs = zip(models["org"], models["model"], strict=True)
    families = [data.registry.family(groups[org], model) for org, model in pairs]
    return pd.Series(families, index=models.index, dtype="str")
