"""The vintages that landed, and what each of them restated or took back of what was known before."""

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from lib import contracts, numbers, registry
from lib.data import Data
from lib.views.about import revisions
from lib.views.about.data import Options
from lib.views.changes.event import Entry, Event

LETTERS = 200
"""So many letters of the largest change are told: the names in it are those of the data."""
REGISTRY = "the registry of what people decided"

Step = Mapping[Hashable, Any]


def entries(data: Data) -> list[Entry]:
    """An entry for each day of which a vintage is, and for each vintage that changed or took back what was stated."""
    steps = {table: _steps(data, table) for table in contracts.TABLES if data.has(table)}
    landed: dict[date, dict[str, str]] = {}
    for table in steps:
        for day, source in data.sources(table):
            landed.setdefault(day, {})[table] = _of(data, table, source, steps[table].get(day))
    for day in decided(data):
        landed.setdefault(day, {})[REGISTRY] = REGISTRY
    events = [_landed(day, tables) for day, tables in landed.items()]
    events += [
        _restated(table, day, step)
        for table, of in steps.items()
        for day, step in of.items()
        if step["changed"] > 0 or step["gone"] > 0
    ]
    return [Entry(event, event.day, event.day) for event in events]


def decided(data: Data) -> list[date]:
    """The days of which a registry is kept, as far as this data goes."""
    return [day for day in registry.kept(data.folder) if data.as_of is None or day <= data.as_of]


def _steps(data: Data, table: str) -> dict[date, Step]:
    """What is said of each of the vintages that are compared, by its day."""
    known = revisions.of(data, table).vintages
    return {} if known is None else {row["vintage"].date(): row for row in known.to_dict("records")}


def _of(data: Data, table: str, source: str, step: Step | None) -> str:
    name = data.registry.words["sources"][source]["name"]
    new = "" if step is None or pd.isna(step["new"]) else f", {_rows(step['new'], 'new')}"
    return f"{table} ({name}{new})"


def _landed(day: date, tables: Mapping[str, str]) -> Event:
    shown = [table for table in tables if table != REGISTRY]
    what = numbers.listed(list(tables.values()))
    return Event(
        kind="vintage",
        facts=(day.isoformat(),),
        subject=(day.isoformat(),),
        day=day,
        title=f"New data as of {numbers.day(day)}",
        text=f"The store holds a new vintage of {what}.",
        page="about/data",
        options=Options(table=shown[0]) if shown else Options(),
        tables=(),
    )


def _restated(table: str, day: date, step: Step) -> Event:
    told = [f"{_rows(step['changed'], 'stated before')} got another value"] if step["changed"] else []
    told += (
        [f"{_rows(step['gone'], 'stated before')} {'is' if step['gone'] == 1 else 'are'} gone"] if step["gone"] else []
    )
    largest = step["largest_change"]
    most = f" The largest change: {_cut(largest)}." if isinstance(largest, str) else ""
    return Event(
        kind="correction",
        facts=("restated", table, day.isoformat()),
        subject=(table,),
        day=day,
        title=f"Data corrected: {table} as of {numbers.day(day)}",
        text=f"Of {table}, {numbers.listed(told)}.{most}",
        page="about/data",
        options=Options(table=table),
        tables=(),
    )


def _rows(count: float, how: str) -> str:
    return f"{numbers.whole(count)} {'row' if count == 1 else 'rows'} {how}"


def _cut(words: str) -> str:
    """The change without the middle of a name that is too long; its numbers stand at the end."""
    half = LETTERS // 2
    return words if len(words) <= LETTERS else f"{words[: half - 1]}…{words[-half:]}"
