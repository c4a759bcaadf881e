"""The two sides of a race as the data names them: what their line is made of, and what others have published."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.metrics import downloads, readings
from lib.metrics.crossover import Anchor
from lib.views.view import NothingToShowError


@dataclass(frozen=True)
class Level:
    """A level at which entities are compared: how readers call it, its key in the registry, its option's name."""

    title: str
    key: str
    option: str


LEVELS = (
    Level("Family", "family", "families"),
    Level("Publisher", "org", "publishers"),
    Level("Maker", "maker", "makers"),
    Level("Country", "country", "countries"),
    Level("Region", "region", "regions"),
)


def level_of(title: str) -> Level:
    """The level that readers call `title`."""
    return next(level for level in LEVELS if level.title == title)


def orgs_of(data: Data, level: str) -> dict[str, str]:
    """By org of the monthly table: its entity at `level`.

    A family stands in for its org only where the org's line is the family; other orgs are in no family and left out.
    """
    orgs = list(data.table("hub_monthly")["org"].unique())
    if level == "org":
        return {org: org for org in orgs}
    if level == "family":
        families = data.registry.families
        owner = dict(zip(families["hub_org"], families["family"], strict=True))
        return {org: owner[org] for org in orgs if org in owner}
    return data.registry.group("hub", orgs, level)


def entities(data: Data, level: str) -> dict[str, str]:
    """The entities that the monthly table holds at `level`, by the name that readers choose: name to key."""
    return {data.registry.name(level, key): key for key in sorted(set(orgs_of(data, level).values()))}


def monthly(data: Data, level: str) -> pd.DataFrame:
    """month, entity, downloads, estimate of every entity at `level`; shared, so not to be changed."""
    return data.derived(_monthly, level)


def _monthly(data: Data, level: str) -> pd.DataFrame:
    groups = orgs_of(data, level)
    table = data.table("hub_monthly")
    return downloads.by(groups, table[table["org"].isin(groups)], data.registry.flaws_of("hub_monthly"))


def lifetime(data: Data, level: str, keys: Sequence[str]) -> pd.DataFrame:
    """The Hub's lifetime counter of the models of each of `keys`, as from `downloads.counter`; shared, so not to be
    changed.
    """
    return data.derived(_lifetime, level, tuple(keys))


def _lifetime(data: Data, level: str, keys: tuple[str, ...]) -> pd.DataFrame:
    groups = {org: key for org, key in orgs_of(data, level).items() if key in keys}
    read = data.models.of_orgs(list(groups), columns=("day", "model", "org", "downloads_all_time"))
    return downloads.counter(read, groups, keys)


def anchors(data: Data, level: str, keys: Sequence[str]) -> list[Anchor]:
    """The published pairs of levels that cover all of `keys`; shared, so not to be changed."""
    return data.derived(_anchors, level, tuple(keys))


def _anchors(data: Data, level: str, keys: tuple[str, ...]) -> list[Anchor]:
    return readings.anchors(data.registry.anchors, data.registry.published_figures, level, keys)


def need_anchors(data: Data, level: str, keys: Sequence[str], at_least: int = 1) -> list[Anchor]:
    """Like `anchors`; raises `NothingToShowError` where there are too few."""
    found = anchors(data, level, keys)
    if len(found) < at_least:
        wanted = "of one date" if at_least == 1 else "of two dates"
        raise NothingToShowError(
            f"Nobody has published levels of all of these from one source, {wanted} and with the same scope. "
            f"Count by month or as a running sum{_offered(data, at_least)}."
        )
    return found


def _offered(data: Data, at_least: int) -> str:
    """Which comparisons have as many published levels, as the end of a sentence; empty if none has."""
    told = []
    for level in LEVELS:
        stated = data.registry.anchors[data.registry.anchors["kind"] == level.key]
        keys = list(dict.fromkeys(stated["entity"]))
        if keys and len(anchors(data, level.key, keys)) >= at_least:
            told.append(f"{level.option} {numbers.listed([data.registry.name(level.key, key) for key in keys])}")
    return f", or compare the {' or the '.join(told)}" if told else ""


def called(data: Data, level: str, keys: Sequence[str]) -> dict[str, str]:
    """By the names under which published figures speak of `keys`: the key."""
    usual = {data.registry.name(level, key): key for key in keys}
    return usual | {key.upper(): key for key in keys} | {key.capitalize(): key for key in keys}


def published_levels(data: Data, level: str, keys: Sequence[str], metric: str) -> pd.DataFrame:
    """What others have stated of `keys` by `metric`: entity, date, value, precision, publisher, url, note."""
    figures = data.registry.published_figures
    rows = figures[figures["metric"] == metric]
    names = called(data, level, keys)
    tied = data.registry.anchors.set_index("figure")["entity"].to_dict()
    key = rows["entity"].map(names).fillna(rows["figure"].map(tied))
    rows = rows.assign(entity=key, value=rows["value"].astype("float64"), date=pd.to_datetime(rows["date"]))
    columns = ["entity", "date", "value", "precision", "publisher", "url", "note"]
    return rows.loc[rows["entity"].isin(list(keys)), columns].reset_index(drop=True)
