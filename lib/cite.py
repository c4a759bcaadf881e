"""Where a card's numbers come from and how to cite them, from the provenance of its tables."""

from collections.abc import Iterable
from datetime import date

from lib import numbers
from lib.data import Data
from lib.views.view import Card


def source_line(data: Data, tables: Iterable[str]) -> str:
    """Source, licence and date of each table in one line; equal sources stand once, with each of their dates."""
    said: dict[str, None] = {}
    for table in tables:
        known = data.provenance(table)
        name = data.registry.words["sources"][known.source]["name"]
        said[f"{name} ({known.licence}), as of {numbers.day(date.fromisoformat(known.as_of))}"] = None
    return f"Source: {'; '.join(said)}."


def citation(data: Data, card: Card, address: str) -> str:
    """A line to cite the card by: title, dashboard, newest as-of date, its sources' own citation lines, the link."""
    known = [data.provenance(table) for table in card.tables]
    newest = max(date.fromisoformat(one.as_of) for one in known)
    credits = " ".join(dict.fromkeys(one.citation for one in known))
    return f"“{card.title}”. Crossover, data as of {numbers.day(newest)}. {credits} {address}"
