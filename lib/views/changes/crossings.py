"""When one side of the two races passed the other for good, by each way of counting."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.metrics import readings
from lib.metrics.readings import END
from lib.views.changes.event import Event
from lib.views.changes.leads import TABLES, complete
from lib.views.race import pairs
from lib.views.race.choices import ANCHORED, MONTHLY, RUNNING, SCALED, Options
from lib.views.race.overview import FAMILIES, REGIONS
from lib.views.race.pairs import Level

RACES = (("Family", FAMILIES), ("Region", REGIONS))
KEYS = {MONTHLY: "monthly", RUNNING: "running", ANCHORED: "anchored", SCALED: "scaled"}
"""How a count stands among the facts of an event, which stay when its name on the page changes."""


def events(data: Data) -> list[Event]:
    """The crossover of both races by every way of counting that dates one, also one that turns on a spike month."""
    found = []
    for title, pair in RACES:
        level = pairs.level_of(title)
        rows = complete(data, level.key)
        if set(pair) <= set(rows["entity"]):
            anchors = pairs.anchors(data, level.key, pair)
            ways = readings.every_way(rows, data.registry.flaws_of("hub_monthly"), anchors, pair)
            dated = ways[ways["by"].notna()]
            found += [_event(data, level, pair, rows, dated, row) for row in dated.to_dict("records")]
    return found


def _event(
    data: Data, level: Level, pair: tuple[str, str], rows: pd.DataFrame, ways: pd.DataFrame, row: Mapping[Hashable, Any]
) -> Event:
    keys = data.registry.anchors.drop_duplicates("name").set_index("name")["anchor"]
    dated = {"": "", END: "end"}.get(row["dated"], "before")
    months = "", "" if row["spikes"] else "no spikes", "" if row["interpolated"] else "no interpolated"
    way = (level.key, *pair, KEYS[row["count"]], keys.get(row["anchor"], ""), dated, *months[1:])
    winner = row["leader"]
    names = {key: numbers.spoken(data.registry.name(level.key, key)) for key in pair}
    loser = names[pair[0] if winner == pair[1] else pair[1]]
    title = f"{names[winner]} passed {loser} for good {_when(row)}: {row['way']}"
    return Event(
        kind="crossover",
        facts=(*way, winner, f"{row['after']:%Y-%m-%d}", f"{row['by']:%Y-%m-%d}"),
        subject=way,
        day=row["by"].date(),
        title=f"{title[0].upper()}{title[1:]}",
        text=" ".join([_span(ways, names[winner], row), *_doubts(rows, pair, row)]),
        page="race/crossover",
        options=_options(data, level, pair, rows, row),
        tables=TABLES,
    )


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


def _doubts(rows: pd.DataFrame, pair: tuple[str, str], row: Mapping[Hashable, Any]) -> list[str]:
    told = []
    month = row["by"].replace(day=1)
    if row["set_aside"]:
        told.append(f"This one turns on {numbers.month(month)}, when the whole source jumps for no known reason.")
    if row["count"] in (ANCHORED, SCALED):
        told.append("It carries a published level on with monthly downloads, so it is an estimate.")
    guessed = rows[rows["entity"].isin(pair) & rows["estimate"]]["month"]
    if row["count"] == RUNNING and (guessed <= month).any():
        told.append("A running sum is no all-time total, and months of this one are estimates, or partly so.")
    if row["count"] == MONTHLY and (guessed == month).any():
        told.append("The month is an estimate, or partly one.")
    return told


def _options(
    data: Data, level: Level, pair: tuple[str, str], rows: pd.DataFrame, row: Mapping[Hashable, Any]
) -> Options:
    sides: dict[str, Any] = {level.option: tuple(data.registry.name(level.key, key) for key in pair)}
    return Options(
        count=row["count"],
        compare=level.title,
        anchor=row["anchor"],
        dated=row["dated"] or END,
        spikes=row["spikes"],
        interpolated=row["interpolated"],
        window=(f"{rows['month'].min():%Y-%m}", f"{rows['month'].max():%Y-%m}"),
        **sides,
    )
