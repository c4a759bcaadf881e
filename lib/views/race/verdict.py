"""Who leads under every definition: a specification curve of two races, with what each definition chose."""

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from lib import numbers
from lib.charts.specification import DATED, RECENT, SET_ASIDE, THROUGHOUT
from lib.data import Data
from lib.metrics import verdict as metrics
from lib.metrics.verdict import Verdict
from lib.views.options import many, one
from lib.views.race import hub_counts, pairs, pull_counts, token_counts, verdict_cards, verdict_words
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
from lib.views.view import Link, NothingToShowError, View

COUNTS: dict[str, Any] = {HUB: hub_counts, OPENROUTER: token_counts, OLLAMA: pull_counts}
"""By place the module that counts there."""
TABLES = {
    HUB: ("hub_monthly", "hub_totals", "hub_models"),
    OPENROUTER: ("openrouter_weekly", "openrouter_lines"),
    OLLAMA: ("ollama_prefixes", "ollama_pulls"),
}
"""The tables of a place; without the first nothing of it can be counted."""
OF_FAMILIES = ("openrouter_lines", "ollama_pulls")
"""Tables that only definitions of families read."""


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
    unread = () if race.families else OF_FAMILIES
    read = tuple(one for place in chosen for one in TABLES[place] if data.has(one) and one not in unread)
    curve = verdict_cards.curve(data, race, table, left_out, links, read)
    return View(
        verdict_words.headline(race, table, by_place),
        (curve, verdict_cards.divided(data, race, table, read)),
        verdict_words.figures(race, table),
        (f"{verdict_words.NOT_A_PROBABILITY}{verdict_words.most_of(by_place)}", *verdict_words.dates(race, table)),
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
    told: dict[Definition, set[tuple]] = {}
    for definition in every(levels, chosen):
        why = excluded_by_choice(definition, families=race.families)
        counted = None if why else COUNTS[definition.place].counted(read[definition.place], definition)
        found = metrics.verdict(counted.series) if counted else None
        same = told.setdefault(replace(definition, denominator=""), set())
        says = _says(found)
        why = why or excluded(definition, replace(_found(counted, found, race), repeats=says in same))
        if why or counted is None or found is None:
            left_out[why] = left_out.get(why, 0) + 1
            continue
        same.add(says)
        rows.append({"nth": len(rows), **_row(definition, counted, found)})
        if counted.link:
            links[definition.words] = counted.link
    table = pd.DataFrame(rows)
    if len(table):
        table = table.sort_values(["ratio", "definition"], ascending=[False, True]).reset_index(drop=True)
    return table, left_out, links


def _found(counted: Counted | None, found: Verdict | None, race: Race) -> Found:
    if counted is None:
        return Found(None, families=race.families)
    spikes, interpolated = counted.holds(counted.spikes), counted.holds(counted.interpolated)
    return Found(found, spikes, interpolated, counted.whole, race.families)


def _says(found: Verdict | None) -> tuple:
    """What of a verdict a reader sees: who leads, how many times over to a decimal, and since when."""
    if found is None:
        return ()
    over = found.found
    return over.leader, f"{max(found.ratio, 1 / found.ratio):.1f}", over.after, over.by


def _row(definition: Definition, counted: Counted, found: Verdict) -> dict[str, object]:
    """A definition with its verdict; `times` is how many times the other side the leader has."""
    over = found.found
    change = ""
    after: Any = pd.NaT
    by: Any = pd.NaT
    if counted.dated and over.leader:
        change = THROUGHOUT if over.by is None else DATED if counted.settled(over.by) else RECENT
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
