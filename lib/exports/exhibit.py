"""A card with everything that must go with it wherever it goes: definition, choices, source, date, licence, links."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lib import cite
from lib.data import Data
from lib.views import links
from lib.views.options import controls
from lib.views.pages import Page
from lib.views.view import Card, View


@dataclass(frozen=True)
class Definition:
    """What a measure of the card means, in the registry's words."""

    title: str
    unit: str
    definition: str
    formula: str
    caveats: tuple[str, ...]


@dataclass(frozen=True)
class Exhibit:
    """A card, the page it stands on, and what is said of it; all words are plain text.

    `choices` are the options that matter, as label and value; `as_of` is the newest day of its tables; `source` names
    source, licence and date in one line; `credits` are the sources as their licences want to be credited. `live` is
    the address that goes on with the data, `frozen` the one that shows these numbers for ever; it is empty where that
    cannot be promised. `query` is what both say of the choices.
    """

    page: Page
    card: Card
    headline: str
    choices: tuple[tuple[str, str], ...]
    definitions: tuple[Definition, ...]
    as_of: date
    source: str
    credits: tuple[cite.Credit, ...]
    live: str
    frozen: str

    @property
    def name(self) -> str:
        """A name for files: `crossover-downloads-2026-10-31`."""
        return f"crossover-{self.card.name}-{self.as_of}"

    @property
    def link(self) -> str:
        """The frozen address, or the live one where none can be had."""
        return self.frozen or self.live


def exhibit(data: Data, page: Page, options: Any, view: View, card: Card, place: str, freezes: bool) -> Exhibit:
    """A card of the view of a page; `place` is the app's address, `freezes` whether this data can be had for ever."""
    frozen = links.frozen(options, data, view.tables) if freezes else None
    return Exhibit(
        page=page,
        card=card,
        headline=view.headline,
        choices=_choices(options),
        definitions=tuple(_definition(data.registry.words["indicators"][key]) for key in card.indicators),
        as_of=cite.as_of(data, card.tables),
        source=cite.source_line(data, card),
        credits=cite.credits(data, card.tables, card.sources),
        live=links.address(place, page, links.live(options, data), card.name),
        frozen=links.address(place, page, frozen, card.name) if frozen else "",
    )


def _choices(options: Any) -> tuple[tuple[str, str], ...]:
    """Each option that matters as a reader sees it: its label, and what is chosen in words."""
    return tuple(
        (control.label, _written(getattr(options, name), " to " if control.kind == "span" else ", "))
        for name, control in controls(type(options)).items()
        if control.when(options) and getattr(options, name) not in ("", ())
    )


def _written(value: Any, between: str) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return between.join(value) if isinstance(value, tuple) else str(value)


def _definition(words: Mapping[str, Any]) -> Definition:
    return Definition(words["title"], words["unit"], words["definition"], words["formula"], tuple(words["caveats"]))
