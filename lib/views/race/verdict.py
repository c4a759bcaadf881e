"""Who leads under every definition: a specification curve of two races, with what each definition chose."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib import numbers
from lib.charts.specification import DATED, SET_ASIDE, THROUGHOUT
from lib.data import Data
from lib.metrics import verdict as metrics
from lib.metrics.verdict import Verdict
from lib.views.options import many, one
from lib.views.race import hub_counts, pairs, pull_counts, token_counts, verdict_cards
from lib.views.race.counted import Counted, Race
from lib.views.race.definitions import (
    ASPECTS,
    HUB,
    OLLAMA,
    OPENROUTER,
    PLACES,
    SPIKES_OUT,
    Definition,
    Found,
    every,
    excluded,
    excluded_by_choice,
)
from lib.views.race.overview import FAMILIES, REGIONS
from lib.views.view import KeyFigure, Link, NothingToShowError, View

COUNTS: dict[str, Any] = {HUB: hub_counts, OPENROUTER: token_counts, OLLAMA: pull_counts}
"""By place the module that counts there."""
TABLES = {
    HUB: ("hub_monthly", "hub_totals", "hub_models"),
    OPENROUTER: ("openrouter_weekly", "openrouter_lines"),
    OLLAMA: ("ollama_prefixes", "ollama_pulls"),
}
"""The tables of a place; without the first nothing of it can be counted."""


def races(data: Data) -> dict[str, Race]:
    """The two races that the dashboard opens with, by how readers call them."""
    found = {}
    for title, (a, b) in (("Region", REGIONS), ("Family", FAMILIES)):
        level = pairs.level_of(title)
        names = data.registry.name(level.key, a), data.registry.name(level.key, b)
        found[f"{names[0]} and {names[1]}"] = Race(level, (a, b), names)
    return found


def _races(data: Data) -> tuple[str, ...]:
    return tuple(races(data))


def places(data: Data) -> tuple[str, ...]:
    """Where is counted, as far as the store holds it."""
    return tuple(place for place in PLACES if data.has(TABLES[place][0]))


@dataclass(frozen=True)
class Options:
    """What a reader may choose on this page."""

    race: str = one("Race", _races, start=lambda data: _races(data)[0], help="Who is compared with whom.")
    places: tuple[str, ...] = many(
        "Counted at", places, help="Where the definitions count; everywhere if none is chosen."
    )


def view(data: Data, options: Options) -> View:
    """The curve and how it divides between the sides; raises `NothingToShowError` if no definition is left."""
    race = races(data)[options.race]
    chosen = options.places or places(data)
    table, left_out, links = definitions(data, race, chosen)
    if table.empty:
        raise NothingToShowError("No definition counts both sides there; choose other places.")
    by_place = metrics.won(table.sort_values("nth"), race.pair, "counted_at")
    read = tuple(one for place in chosen for one in TABLES[place] if data.has(one))
    curve = verdict_cards.curve(data, race, table, left_out, links, read)
    return View(
        _headline(race, table, by_place),
        (curve, verdict_cards.divided(data, race, table, read)),
        _figures(race, table),
        (NOT_A_PROBABILITY, *_dates(race, table)),
    )


NOT_A_PROBABILITY = (
    "The shares of definitions are a count of choices and not a probability: definitions that differ little count as "
    "often as those that differ much, and more ways of counting are known for some places than for others."
)


def definitions(
    data: Data, race: Race, chosen: tuple[str, ...]
) -> tuple[pd.DataFrame, dict[str, int], dict[str, Link]]:
    """A row for each definition that counts, by lead; how many combinations each rule left out; links by definition."""
    levels = tuple(anchor.name for anchor in pairs.anchors(data, race.level.key, race.pair))
    read = {place: COUNTS[place].Rows(data, race) for place in chosen}
    rows: list[dict[str, object]] = []
    links: dict[str, Link] = {}
    left_out: dict[str, int] = {}
    for definition in every(levels, chosen):
        why = excluded_by_choice(definition)
        counted = None if why else COUNTS[definition.place].counted(read[definition.place], definition)
        found = metrics.verdict(counted.series) if counted else None
        why = why or excluded(definition, _found(counted, found))
        if why or counted is None or found is None:
            left_out[why] = left_out.get(why, 0) + 1
            continue
        rows.append({"nth": len(rows), **_row(definition, counted, found)})
        if counted.link:
            links[definition.words] = counted.link
    table = pd.DataFrame(rows)
    if len(table):
        table = table.sort_values(["ratio", "definition"], ascending=[False, True]).reset_index(drop=True)
    return table, left_out, links


def _found(counted: Counted | None, found: Verdict | None) -> Found:
    if counted is None:
        return Found(None)
    return Found(found, counted.holds(counted.spikes), counted.holds(counted.filled), counted.whole)


def _row(definition: Definition, counted: Counted, found: Verdict) -> dict[str, object]:
    """A definition with its verdict; `times` is how many times the other side the leader has."""
    over = found.found
    change = ""
    after: Any = pd.NaT
    by: Any = pd.NaT
    if counted.dated and over.leader:
        change = DATED if over.by is not None else THROUGHOUT
        change = SET_ASIDE if counted.on_spike(over.by) and definition.spikes != SPIKES_OUT else change
        start = counted.series.dropna().index[0]
        after, by = (over.after, over.by) if over.by is not None else (pd.NaT, start)
    write = numbers.share if counted.unit == "share" else numbers.count
    return {
        "definition": definition.words,
        "counted_at": definition.place,
        "leader": over.leader,
        "times": max(found.ratio, 1 / found.ratio),
        "ratio": found.ratio,
        "a": write(found.a),
        "b": write(found.b),
        "unit": counted.unit,
        "when": counted.when,
        "day": found.when,
        "change": change,
        "after": after,
        "by": by,
        "estimate": counted.estimate,
        "table": counted.table,
        "indicator": counted.indicator,
        **{aspect: getattr(definition, aspect) for aspect in ASPECTS},
    }


def _headline(race: Race, table: pd.DataFrame, by_place: pd.DataFrame) -> str:
    """Who leads under how many definitions, and how many of each place; never a probability."""
    names = [numbers.spoken(name) for name in race.names]
    wins = [int((table["leader"] == key).sum()) for key in race.pair]
    if wins[0] == wins[1]:
        start = f"{names[0]} and {names[1]} lead under {wins[0]} of {len(table)} definitions each"
        side, whose = "a", f", those of {names[0]}"
    else:
        first = int(wins[1] > wins[0])
        many = f"all {len(table)}" if wins[first] == len(table) else f"{wins[first]} of {len(table)}"
        start = f"{names[first]} leads {names[1 - first]} under {many} definitions"
        side, whose = "ab"[first], ""
    told = [f"{row['counted_at']} {row[side]} of {row['definitions']}" for row in by_place.to_dict("records")]
    said = f"{start}{whose}: {numbers.listed(told)}."
    return f"{said[0].upper()}{said[1:]}"


def _figures(race: Race, table: pd.DataFrame) -> tuple[KeyFigure, ...]:
    """How many definitions each side wins, and the lead in the middle of all of them."""
    newest = f"newest periods, to {numbers.day(table['day'].max())}"
    won = [
        KeyFigure(
            label=f"Definitions won by {numbers.spoken(name)}",
            value=f"{int((table['leader'] == key).sum())} of {len(table)}",
            date=newest,
            help=f"{numbers.share((table['leader'] == key).mean())} of the definitions. {NOT_A_PROBABILITY}",
        )
        for name, key in zip(race.names, race.pair, strict=True)
    ]
    middle = metrics.middle(table["ratio"])
    ahead = race.names[int(middle < 1)]
    return (
        *won,
        KeyFigure(
            label=f"Lead of {numbers.spoken(ahead)}, middle definition",
            value=f"{max(middle, 1 / middle):.1f} times",
            date=newest,
            help="As many definitions give a larger lead as a smaller one, or one of the other side.",
        ),
    )


def _dates(race: Race, table: pd.DataFrame) -> tuple[str, ...]:
    """For each side which definitions say first and last that it passed the other for good, and between which days."""
    told = []
    names = [numbers.spoken(name) for name in race.names]
    for nth, key in enumerate(race.pair):
        own = table[(table["leader"] == key) & (table["change"] == DATED)].sort_values(["by", "after"], kind="stable")
        if own.empty:
            continue
        passed = f"{names[nth]} passed {names[1 - nth]} for good"
        ends = [
            f"between {numbers.days(row['after'], row['by'])} ({row['definition']})"
            for row in own.iloc[[0, -1]].to_dict("records")
        ]
        if len(own) == 1:
            told.append(f"By one definition {passed}: {ends[0]}.")
        else:
            told.append(f"By {len(own)} definitions {passed}: at the earliest {ends[0]}, at the latest {ends[1]}.")
    return tuple(told)
