"""Where a card's numbers come from and how to cite them, from the provenance of its tables."""

from datetime import date

from lib import numbers
from lib.data import Data
from lib.views.view import Card


def source_line(data: Data, card: Card) -> str:
    """Source, licence and date of each table of a card in one line, then the sources that it has beside its tables.

    A table whose rows came from several sources names each with its own date. Equal sources stand once, with each of
    their dates.
    """
    said: dict[str, None] = {}
    for known in (one for table in card.tables for one in data.provenances(table)):
        name = data.registry.words["sources"][known.source]["name"]
        said[f"{name} ({known.licence}), as of {numbers.day(date.fromisoformat(known.as_of))}"] = None
    for key in card.sources:
        words = data.registry.words["sources"][key]
        said[f"{words['name']} ({words['licence']})"] = None
    return f"Source: {'; '.join(said)}."


def citation(data: Data, card: Card, address: str) -> str:
    """A line to cite the card by: title, dashboard, newest as-of date, its sources' own citation lines, the link."""
    known = [one for table in card.tables for one in data.provenances(table)]
    newest = max(date.fromisoformat(one.as_of) for one in known)
    beside = [data.registry.words["sources"][key]["citation"] for key in card.sources]
    credits = " ".join(dict.fromkeys([*(one.citation for one in known), *beside]))
    return f"“{card.title}”. Crossover, data as of {numbers.day(newest)}. {credits} {address}"
