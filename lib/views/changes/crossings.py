"""When one side of the two races passed the other for good, by each way of counting."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.metrics import readings
from lib.metrics.readings import END
from lib.views.changes.event import Event
from lib.views.changes.leads import TABLES, called, complete
from lib.views.race import pairs
from lib.views.race.choices import ANCHORED, MONTHLY, RUNNING, SCALED, Options
from lib.views.race.overview import FAMILIES, REGIONS
from lib.views.race.pairs import Level

RACES = (("Family", FAMILIES), ("Region", REGIONS))
KEYS = {MONTHLY: "monthly", RUNNING: "running", ANCHORED: "anchored", SCALED: "scaled"}
"""How a count stands among the facts of an event, which stay when its name on the page changes."""


@dataclass(frozen=True)
class _Race:
    """A pair at a level, as the record has it: its months, every way that dates a change of lead, the keys of anchors
    by their names, and how the two are called in a sentence.
    """

    level: Level
    pair: tuple[str, str]
    rows: pd.DataFrame
    ways: pd.DataFrame
    anchors: dict[str, str]
    names: dict[str, str]


def events(data: Data) -> list[Event]:
    """The crossover of both races by every way of counting that dates one, also one that turns on a spike month."""
    races = [_race(data, pairs.level_of(title), pair) for title, pair in RACES]
    return [_event(data, race, row) for race in races if race for row in race.ways.to_dict("records")]


def _race(data: Data, level: Level, pair: tuple[str, str]) -> _Race | None:
    """None where the record does not hold both."""
    rows = complete(data, level.key)
    if not set(pair) <= set(rows["entity"]):
        return None
    anchors = pairs.anchors(data, level.key, pair)
    ways = readings.every_way(rows, data.registry.flaws_of("hub_monthly"), anchors, pair)
    return _Race(
        level,
        pair,
        rows[rows["entity"].isin(pair)],
        ways[ways["by"].notna()],
        {anchor.name: anchor.key for anchor in anchors},
        {key: called(data, level.key, key) for key in pair},
    )


def _event(data: Data, race: _Race, row: Mapping[Hashable, Any]) -> Event:
    way = (
        race.level.key,
        *race.pair,
        KEYS[row["count"]],
        race.anchors.get(row["anchor"], ""),
        {"": "", END: "end"}.get(row["dated"], "before"),
        "" if row["spikes"] else "no spikes",
        "" if row["interpolated"] else "no interpolated",
    )
    winner = race.names[row["leader"]]
    (loser,) = (name for key, name in race.names.items() if key != row["leader"])
    title = f"{winner} passed {loser} in Hub downloads for good {_when(row)}: {_way(row)}"
    return Event(
        kind="crossover",
        facts=(*way, row["leader"], f"{row['after']:%Y-%m-%d}", f"{row['by']:%Y-%m-%d}"),
        subject=way,
        day=row["by"].date(),
        title=f"{title[0].upper()}{title[1:]}",
        text=" ".join([_span(race.ways, winner, row), *_doubts(race.rows, row)]),
        page="race/crossover",
        options=_options(data, race, row),
        tables=TABLES,
    )


def _way(row: Mapping[Hashable, Any]) -> str:
    """How it was counted, as it stands inside a sentence."""
    if row["count"] == ANCHORED:
        return f"counted on from {row['way']}"
    return f"{row['way'][0].lower()}{row['way'][1:]}"


def _when(row: Mapping[Hashable, Any]) -> str:
    """A flow names its month, a level the two days between which it happened."""
    if row["count"] == MONTHLY:
        return numbers.between(row["after"] + pd.Timedelta(days=1), row["by"])
    return f"between {numbers.days(row['after'], row['by'])}"


def _span(ways: pd.DataFrame, winner: str, row: Mapping[Hashable, Any]) -> str:
    """The months that all ways give which do not turn on a spike month: the answer is a range."""
    same = ways[~ways["set_aside"] & (ways["leader"] == row["leader"])]
    if same.empty:
        return "No way of counting that does without the spike months dates this change of lead."
    many = "The one way" if len(same) == 1 else f"The {len(same)} ways"
    months = numbers.between(same["by"].min(), same["by"].max())
    return f"{many} of counting that put {winner} ahead and turn on no spike month have the change of lead {months}."


def _doubts(rows: pd.DataFrame, row: Mapping[Hashable, Any]) -> list[str]:
    told = []
    month = row["by"].replace(day=1)
    if row["set_aside"]:
        told.append(f"This one turns on {numbers.month(month)}, when the whole source jumps for no known reason.")
    if row["count"] in (ANCHORED, SCALED):
        told.append("It carries a published level on with monthly downloads, so it is an estimate.")
    guessed = rows.loc[rows["estimate"], "month"]
    if row["count"] == RUNNING and (guessed <= month).any():
        told.append("A running sum is no all-time total, and months of this one are estimates, or partly so.")
    if row["count"] == MONTHLY and (guessed == month).any():
        told.append("The month is an estimate, or partly one.")
    return told


def _options(data: Data, race: _Race, row: Mapping[Hashable, Any]) -> Options:
    level, months = race.level, race.rows["month"]
    sides: dict[str, Any] = {level.option: tuple(data.registry.name(level.key, key) for key in race.pair)}
    return Options(
        count=row["count"],
        compare=level.title,
        anchor=row["anchor"],
        dated=row["dated"] or END,
        spikes=row["spikes"],
        interpolated=row["interpolated"],
        window=(f"{months.min():%Y-%m}", f"{months.max():%Y-%m}"),
        **sides,
    )
