"""What a change is: an event that data states, told by the facts that make it the same event for ever."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID, uuid5

from lib.views.view import Link

Kind = Literal["lead", "ranks", "crossover", "correction", "vintage", "refresh"]
SPACE = UUID("6f1a7c52-3b0e-5d8c-9a41-0c2f5e7d8b13")
"""In which the names of events are told apart; another one would make every event a new one to all who know it."""


def urn(*facts: str) -> str:
    """The name of what these facts say, the same for ever and wherever the app runs."""
    return f"urn:uuid:{uuid5(SPACE, json.dumps(facts))}"


@dataclass(frozen=True)
class Event:
    """Something that data states.

    `facts` tell it from all others, `subject` from those that would stand in its place; `day` is the end of the period
    in which it happened. `page` and `options` are the view that shows it, `tables` those of its cards; the page of the
    data has no card, and so no mark to hold a link against.
    """

    kind: Kind
    facts: tuple[str, ...]
    subject: tuple[str, ...]
    day: date
    title: str
    text: str
    page: str
    options: Any
    tables: tuple[str, ...]

    @property
    def id(self) -> str:
        """The same for the same facts."""
        return urn(self.kind, *self.facts)


@dataclass(frozen=True)
class Entry:
    """An event with the day of the vintage since which it is known, and of the one that last changed what is said."""

    event: Event
    known: date
    updated: date


@dataclass(frozen=True)
class Change:
    """A change as it is told, all words plain text.

    `id` is a URN that stays; `day` is when it happened, `known` the day of the data since which that is known,
    `updated` that of the data since which it is told so. `link` leads to the view as it was known then.
    """

    id: str
    kind: Kind
    day: date
    known: date
    updated: date
    title: str
    text: str
    link: Link
