"""The tracked models of the Hub: on which days they were read, how many, and whom each counts for."""

from collections.abc import Collection, Sequence

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.metrics import hub
from lib.registry.load import UNREVIEWED


def read(data: Data) -> pd.Series:
    """How many tracked models were read, by day."""
    return data.models.days().set_index("day")["models"]


def offered(data: Data) -> list[pd.Timestamp]:
    """The days on which enough of them were read, the oldest first."""
    return hub.days(read(data))


def on(data: Data, day: pd.Timestamp) -> pd.DataFrame:
    """The most downloaded of a day, as from `lib.derived.Models.top`; `whole` says whether that is all of them."""
    top = data.models.top()
    return top[top["day"] == day].reset_index(drop=True)


def whole(data: Data, *days: pd.Timestamp) -> bool:
    """Whether the most downloaded of these days are all that were read then."""
    top = data.models.top()["day"].value_counts()
    return all(top.get(day, 0) == read(data)[day] for day in days)


def told(data: Data, day: pd.Timestamp) -> str:
    """Which models `on` gives, in words: all that were read, or the most downloaded of them."""
    every, listed = int(read(data)[day]), len(on(data, day))
    if listed == every:
        return f"{numbers.whole(every)} tracked models read"
    return f"{numbers.whole(listed)} most downloaded of {numbers.whole(every)} tracked models read"


def makers(data: Data) -> dict[str, str]:
    """By publisher of a tracked model: its maker, as a key; publishers that nobody has placed are left out."""
    every = data.registry.group("hub", data.models.names(), "maker")
    return {org: maker for org, maker in every.items() if maker != UNREVIEWED}


def orgs(data: Data, level: str, keys: Collection[str]) -> list[str]:
    """The publishers whose models may count for the entities `keys` at `level`."""
    if level == "org":
        return sorted(keys)
    placed = data.derived(makers)
    if level == "family":
        families = data.registry.families
        wanted = set(families.loc[families["family"].isin(list(keys)), "maker"])
        return [org for org, maker in placed.items() if maker in wanted]
    if level == "maker":
        return [org for org, maker in placed.items() if maker in keys]
    return [org for org, maker in placed.items() if data.registry.place(maker, level) in keys]


def of(data: Data, publishers: Collection[str], days: Sequence[pd.Timestamp]) -> pd.DataFrame:
    """The readings of the tracked models of publishers on days, those whose 30-day counter is known."""
    rows = data.models.of_orgs(publishers, days)
    return rows[rows["tracked"] & rows["downloads_30d"].notna()].reset_index(drop=True)


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
