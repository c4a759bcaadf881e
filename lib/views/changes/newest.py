"""The newest changes, from the vintages of the data: who leads, who passed whom, what was corrected, what came."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from lib import registry
from lib.data import UNREADABLE, Data
from lib.registry import Registry
from lib.views import links
from lib.views.changes import crossings, failed, landed, leads, swaps
from lib.views.changes.event import Change, Entry, Event
from lib.views.changes.history import State, entries
from lib.views.pages import page_of
from lib.views.view import Link

TOLD = 100
"""So many changes are told, the newest."""
WALKED = 24
"""So many of the newest states of the monthly table are computed; what was known at an earlier one is no news."""


def changes(data: Data) -> tuple[Change, ...]:
    """The newest changes, by the day since which each is known and then by that on which it happened, the newest first.

    They follow from the vintages up to those that `data` reads, and the newest attempts by its day; without any vintage
    there are none. Raises as reading a table
    does where the newest vintage of `hub_monthly`, any of `hub_models`, or a provenance cannot be read.
    """
    found = [*landed.entries(data), *failed.entries(data)]
    if data.has("hub_monthly"):
        found += _monthly(data)
    if data.has("hub_models"):
        found += entries(swaps.states(data), whole=True)
    newest = sorted(sorted(found, key=_name), key=_age, reverse=True)[:TOLD]
    known = {day: _as_of(data, day) for day in sorted({entry.known for entry in newest})}
    return tuple(_change(entry, known[entry.known]) for entry in newest)


def _as_of(data: Data, day: date) -> Data:
    return Data(data.folder, _decided(data.folder, _kept(data.folder, day)), day)


def _name(entry: Entry) -> tuple[str, str]:
    return entry.event.title, entry.event.id


def _age(entry: Entry) -> tuple[date, date]:
    return entry.known, entry.event.day


def _monthly(data: Data) -> list[Entry]:
    """Changes of lead and crossovers, from each state of the monthly table and of the registry."""
    tables = [day for day, _ in data.sources("hub_monthly")]
    days = sorted({*tables, *(day for day in landed.decided(data) if day > tables[0])})
    states: list[State] = []
    for day in days[-WALKED:]:
        table, kept = max(one for one in tables if one <= day), _kept(data.folder, day)
        try:
            states.append((day, _events(data.folder, day, table, kept, "" if kept else data.registry.version)))
        except UNREADABLE:
            if day == days[-1]:
                raise
    return entries(states, whole=len(days) <= WALKED)


@lru_cache(maxsize=4 * WALKED)
def _events(folder: Path, day: date, table: date, kept: date | None, version: str) -> tuple[Event, ...]:
    """What the data states as of a day of who leads, computed once.

    The vintages of `table` and of the registry, `kept` or in use in a `version`, are what it follows from.
    """
    del table, version
    known = Data(folder, _decided(folder, kept), day)
    return (*leads.events(known), *crossings.events(known))


def _kept(folder: Path, day: date) -> date | None:
    """The vintage of the registry that counts on a day: the newest by then, or the oldest; None if none is kept."""
    kept = registry.kept(folder)
    return max((one for one in kept if one <= day), default=kept[0]) if kept else None


def _decided(folder: Path, kept: date | None) -> Registry:
    return _held(folder, kept) if kept else registry.load(folder)


@lru_cache(maxsize=4)
def _held(folder: Path, kept: date) -> Registry:
    """A vintage of the registry, which never changes."""
    return registry.load(folder, kept)


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
