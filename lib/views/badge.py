"""What stands on the badge of a family: one current figure, with its unit and its date."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.metrics import downloads
from lib.views import tracked
from lib.views.race import pairs

TABLES = ("hub_monthly", "hub_models")
"""The tables that the figures come from."""


@dataclass(frozen=True)
class Badge:
    """A family's name, its figure with unit and date, in full sentences what is counted, and the family's colour."""

    name: str
    figure: str
    meaning: str
    colour: str


def badges(data: Data) -> dict[str, Badge]:
    """The badge of each family of the registry by its key.

    A family that stands in for its publisher has the downloads of the newest complete month, any other the 30-day
    counters of its tracked models on the newest day; one of which nothing is known says so.
    """
    months, counters = _months(data), _counters(data)
    found = {}
    for family, name, org in data.registry.families[["family", "name", "hub_org"]].itertuples(index=False):
        said = _month(data, months[family], org) if family in months else _counter(data, counters, family)
        found[family] = Badge(name, *said, data.registry.colour("family", family, "light"))
    return found


def _months(data: Data) -> dict[Hashable, dict[Hashable, Any]]:
    """month, downloads, estimate of the newest complete month of each family that the monthly table holds."""
    if not data.has("hub_monthly"):
        return {}
    known = pd.Timestamp(data.provenance("hub_monthly").as_of)
    rows = downloads.with_incomplete(pairs.monthly(data, "family"), known)
    newest = rows[~rows["incomplete"]].dropna(subset=["downloads"]).sort_values("month").groupby("entity").tail(1)
    return newest.set_index("entity").to_dict("index")


def _counters(data: Data) -> pd.DataFrame:
    """The tracked models read on the newest day that is offered, with their family."""
    if not data.has("hub_models"):
        return pd.DataFrame({"family": []})
    rows = tracked.of(data, list(data.derived(tracked.makers)), tracked.offered(data)[-1:])
    family = [
        data.registry.family(data.registry.maker("hub", org), model)
        for org, model in zip(rows["org"], rows["model"], strict=True)
    ]
    return rows.assign(family=pd.Series(family, index=rows.index, dtype="object"))


def _month(data: Data, newest: dict[Hashable, Any], org: str) -> tuple[str, str]:
    about = "about " if newest["estimate"] else ""
    figure = f"{about}{numbers.count(newest['downloads'])} downloads in {numbers.month(newest['month'])}"
    definition = data.registry.words["indicators"]["downloads_month"]["definition"]
    return figure, f"{definition} The publisher is {org}."


def _counter(data: Data, counters: pd.DataFrame, family: str) -> tuple[str, str]:
    own = counters[counters["family"] == family]
    if own.empty:
        return numbers.MISSING, "None of its models is among those read on the newest day."
    models = f"{numbers.whole(len(own))} tracked model{'' if len(own) == 1 else 's'}"
    about = "about " if own["day_is_estimate"].any() else ""
    counted = numbers.count(own["downloads_30d"].sum())
    figure = f"{counted} downloads in the 30 days to {about}{numbers.day(own['day'].iloc[0])}, {models}"
    definition = data.registry.words["indicators"]["downloads_30d"]["definition"]
    return figure, f"{definition} Summed over the {models} of the family read that day; not the whole Hub."
