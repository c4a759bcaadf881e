"""The newest changes, from the vintages of the data: who leads, who passed whom, what was corrected, what landed."""

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from pathlib import Path

from lib import registry
from lib.contracts import ContractError
from lib.data import Data, open_data
from lib.registry import Registry, RegistryError
from lib.registry.vintages import at
from lib.snapshots import SnapshotDamagedError
from lib.views import links
from lib.views.changes import crossings, landed, leads, swaps
from lib.views.changes.event import Change, Entry, Event
from lib.views.changes.history import State, entries
from lib.views.pages import page_of
from lib.views.view import Link

TOLD = 100
"""So many changes are told, the newest."""
WALKED = 24
"""So many of the newest states of the monthly table are computed; what was known at an earlier one is no news."""
UNREADABLE = (ContractError, RegistryError, SnapshotDamagedError)
"""What reading an earlier state may raise; it is left out then."""


def changes(data: Data) -> tuple[Change, ...]:
    """The newest changes, by the day since which each is known and then by that on which it happened, the newest first.

    They follow from the vintages up to those that `data` reads. Raises as reading a table does where the newest vintage
    of `hub_monthly`, or any of `hub_models`, cannot be read, and `SnapshotNotFoundError` where there is none at all.
    """
    found = landed.entries(data)
    if data.has("hub_monthly"):
        found += _monthly(data)
    if data.has("hub_models"):
        found += entries(swaps.states(data), whole=True)
    newest = sorted(sorted(found, key=_name), key=_age, reverse=True)[:TOLD]
    known = _known(data.folder, {entry.known for entry in newest})
    return tuple(_change(entry, known[entry.known]) for entry in newest)


def _known(folder: Path, days: Collection[date]) -> dict[date, Data]:
    """The data as of each of the days; of those with the same registry that is read once."""
    decided: dict[Path, Registry] = {}
    for day in days:
        if at(folder, day) not in decided:
            decided[at(folder, day)] = registry.load(folder, day)
    return {day: Data(folder, decided[at(folder, day)], day) for day in days}


def _name(entry: Entry) -> tuple[str, str]:
    return entry.event.title, entry.event.id


def _age(entry: Entry) -> tuple[date, date]:
    return entry.known, entry.event.day


def _monthly(data: Data) -> list[Entry]:
    """Changes of lead and crossovers, from each state of the monthly table and of the registry."""
    tables = [day for day, _ in data.sources("hub_monthly")]
    days = sorted({*tables, *(day for day in landed.decided(data) if day > tables[0])})
    kept = registry.vintages(data.folder)
    states: list[State] = []
    for day in days[-WALKED:]:
        # What a state follows from, by which it is told apart: neither vintage is ever changed.
        table = max(one for one in tables if one <= day)
        decisions = str(at(data.folder, day)) if kept else data.registry.version
        try:
            states.append((day, _events(data.folder, day, table, decisions)))
        except UNREADABLE:
            if day == days[-1]:
                raise
    return entries(states, whole=len(days) <= WALKED)


@lru_cache(maxsize=4 * WALKED)
def _events(folder: Path, day: date, table: date, decisions: str) -> tuple[Event, ...]:
    """What the data states as of a day of who leads; computed once."""
    del table, decisions
    known = open_data(folder, day)
    return (*leads.events(known), *crossings.events(known))


def _change(entry: Entry, known: Data) -> Change:
    event = entry.event
    if event.tables:
        query = links.frozen(event.options, known, event.tables)
    else:
        query = {**links.live(event.options, known), links.DAY: [entry.known.isoformat()]}
    return Change(
        id=event.id,
        kind=event.kind,
        day=event.day,
        known=entry.known,
        updated=entry.updated,
        title=event.title,
        text=event.text,
        link=Link(page_of(event.page).title, event.page, {name: tuple(values) for name, values in query.items()}),
    )
