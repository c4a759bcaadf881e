"""Where a card's numbers come from, and how to cite them, from the provenance of its tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lib import numbers
from lib.data import Data
from lib.snapshots import Provenance
from lib.views.view import Card


@dataclass(frozen=True)
class Credit:
    """A source as its licence wants to be credited: name, licence, where that is to be read, and the credit line."""

    name: str
    licence: str
    licence_url: str
    line: str


def source_line(data: Data, card: Card) -> str:
    """Source, licence and date of each table of a card in one line, then the sources that it has beside its tables.

    A table whose rows came from several sources names each with its own date. Equal sources stand once, with each of
    their dates. A card of no table is of the day at which the registry was known so.
    """
    said: dict[str, None] = {}
    for known in _provenances(data, card.tables):
        name = data.registry.words["sources"][known.source]["name"]
        said[f"{name} ({known.licence}), as of {numbers.day(date.fromisoformat(known.as_of))}"] = None
    for key in card.sources:
        words = data.registry.words["sources"][key]
        day = "" if card.tables else f", as of {numbers.day(as_of(data, ()))}"
        said[f"{words['name']} ({words['licence']}){day}"] = None
    return f"Source: {'; '.join(said)}."


def as_of(data: Data, tables: Iterable[str]) -> date:
    """The newest day at which one of the tables was known so; of no table, that at which the registry was."""
    days = [date.fromisoformat(known.as_of) for known in _provenances(data, tables)]
    return max(days) if days else data.since(())


def credits(data: Data, tables: Iterable[str], sources: Iterable[str] = ()) -> tuple[Credit, ...]:
    """Every source of tables, then `sources` beside them, once for each way in which it wants to be credited."""
    words = data.registry.words["sources"]
    said: dict[Credit, None] = {}
    for known in _provenances(data, tables):
        source = words[known.source]
        said[Credit(source["name"], known.licence, source["licence_url"], known.citation)] = None
    for source in (words[key] for key in sources):
        said[Credit(source["name"], source["licence"], source["licence_url"], source["citation"])] = None
    return tuple(said)


def _provenances(data: Data, tables: Iterable[str]) -> list[Provenance]:
    return [known for table in tables for known in data.provenances(table)]
