"""From what data stated at each of its vintages: since when it is known, and what was taken back."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from lib import numbers
from lib.views.about.data import Options
from lib.views.changes.event import Entry, Event

State = tuple[date, Sequence[Event]]
"""The day of a vintage, and every event that the data states as of it."""


def entries(states: Iterable[State], whole: bool) -> list[Entry]:
    """Every event with the day since which it is known, and an entry for each that was taken back or stated again.

    `states` are in the order of their days. An event that is no longer stated stays, and says so. Unless they are the
    `whole` record the first state is what was known before: its events are not news.
    """
    standing: dict[str, Event] = {}
    found: dict[str, Entry] = {}
    corrections: list[Entry] = []
    seen: set[str] = set()
    for number, (day, events) in enumerate(states):
        now = {event.id: event for event in events}
        came = [event for event in events if event.id not in standing]
        for event in (standing[id] for id in standing if id not in now):
            corrections.append(Entry(_no_longer(event, day, came), day, day))
            _note(found, event, day, f"Taken back by the data as of {numbers.day(day)}.")
        for event in came:
            if event.id in seen:
                corrections.append(Entry(_again(event, day), day, day))
                _note(found, event, day, f"Stated again by the data as of {numbers.day(day)}.")
            elif whole or number:
                found[event.id] = Entry(event, day, day)
            seen.add(event.id)
        standing = {id: standing.get(id, event) for id, event in now.items()}
    return [*found.values(), *corrections]


def _note(found: dict[str, Entry], event: Event, day: date, words: str) -> None:
    """Say it at the event too, if that is told."""
    if event.id in found:
        known = found[event.id]
        text = f"{known.event.text} {words}"
        found[event.id] = replace(known, event=replace(known.event, text=text), updated=day)


def _no_longer(event: Event, day: date, came: Sequence[Event]) -> Event:
    """That an event is no longer stated, and which of those that `came` with this vintage stands in its place."""
    same = [other for other in came if other.subject == event.subject]
    instead = min(same, key=lambda other: abs(other.day - event.day)) if same else None
    told = f"The data as of {numbers.day(day)} no longer says so."
    words = {"title": f"No longer stated: {event.title}", "kind": "correction"}
    facts = (event.id, "no longer", day.isoformat())
    if instead:
        return replace(instead, **words, facts=facts, day=event.day, text=f"{told} It says: {instead.title}.")  # type: ignore[arg-type]
    shown = {"page": "about/data", "options": Options(table=event.tables[0]), "tables": ()}
    return replace(event, **words, **shown, facts=facts, text=told)  # type: ignore[arg-type]


def _again(event: Event, day: date) -> Event:
    told = f"It was taken back before; the data as of {numbers.day(day)} says so again."
    facts = (event.id, "again", day.isoformat())
    return replace(event, kind="correction", facts=facts, title=f"Stated again: {event.title}", text=told)
