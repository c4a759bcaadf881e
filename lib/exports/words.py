"""A card in words: what it shows, what that means, where it comes from and how to cite it, the same in every file."""

import re
from collections.abc import Iterable
from datetime import date

from lib import numbers
from lib.cite import Credit
from lib.exports import plain
from lib.exports.citations import citations
from lib.exports.exhibit import Definition, Exhibit
from lib.views.view import Form

Row = tuple[str, str]

UNITS: dict[Form, str] = {
    "text": "words",
    "count": "a count",
    "whole": "a whole number",
    "share": "a share of 1",
    "month": "a month, by its first day",
    "day": "a day",
    "number": "a number",
    "ratio": "a number between 0 and 1, or -1 and 1",
    "flag": "true or false",
    "link": "an address",
}
"""What the values of a column are, by how it is written."""
HEADINGS = {"url": "URL", "params_b": "Parameters, billions", "downloads_30d": "Downloads in 30 days"}
"""Headings of columns whose names do not read as words."""
LINKS, VERBATIM = ("Frozen link", "Live link"), ("Credit", "Citation")
"""Labels of rows that are an address, and of rows that are to be copied letter by letter."""


def about(exhibit: Exhibit, today: date) -> tuple[Row, ...]:
    """Label and text of all that is said about a card; a text has a line for each thing, a row without text is none.

    The texts are plain text; `today` is the day on which the citation says that the link was opened.
    """
    card = exhibit.card
    rows = {
        "Title": [card.title],
        "Finding": [exhibit.headline],
        "What is measured": [card.subtitle],
        "Choices": [f"{label}: {value}" for label, value in exhibit.choices],
        "Definition": [_definition(each) for each in exhibit.definitions],
        "Columns": [f"{column}: {UNITS[card.forms[column]]}" for column in card.table.columns],
        "Source": [exhibit.source],
        "As of": [numbers.day(exhibit.as_of)],
        "Caveats": [*card.caveats, *(caveat for each in exhibit.definitions for caveat in each.caveats)],
        "Licence": [_licence(credit) for credit in exhibit.credits],
        "Credit": [credit.line for credit in exhibit.credits],
        "Frozen link": [plain.address(exhibit.frozen)],
        "Live link": [plain.address(exhibit.live)],
        "Citation": [each.text for each in citations(exhibit, today) if each.style == "APA"],
    }
    return tuple((label, text) for label, things in rows.items() if (text := _lines(things)))


def heading(column: str) -> str:
    """The name of a column in words."""
    return HEADINGS.get(column, plain.line(column.replace("_", " ").capitalize()))


def readme(exhibit: Exhibit, today: date) -> str:
    """What is said about a card in Markdown; nothing in a name from the data becomes a picture, a link or HTML."""
    said = {label: _written(label, text.splitlines()) for label, text in about(exhibit, today)}
    said["Licence"] = "\n".join(f"- {_linked_licence(credit)}" for credit in exhibit.credits)
    title = said.pop("Title")
    return "\n\n".join([f"# {title}", *(f"## {label}\n\n{text}" for label, text in said.items())]) + "\n"


def block(words: str) -> str:
    """Words in Markdown as they are, to be copied: a fence that nothing in them can close."""
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", words)), default=0))
    return f"{fence}text\n{words}\n{fence}"


def _written(label: str, things: list[str]) -> str:
    if label in LINKS:
        return "\n".join(f"<{thing}>" for thing in things)
    if label in VERBATIM:
        return block("\n".join(things))
    if len(things) == 1:
        return plain.markdown(things[0])
    return "\n".join(f"- {plain.markdown(thing)}" for thing in things)


def _lines(things: Iterable[str]) -> str:
    """Each thing once, on a line of its own."""
    return "\n".join(dict.fromkeys(line for thing in things if (line := plain.line(thing))))


def _definition(words: Definition) -> str:
    return f"{words.title} ({words.unit}). {plain.sentence(words.definition)} Formula: {words.formula}"


def _licence(credit: Credit) -> str:
    address = plain.address(credit.licence_url)
    said = f"{credit.name}: {credit.licence}"
    return f"{said}, {address}" if address else said


def _linked_licence(credit: Credit) -> str:
    address = plain.address(credit.licence_url)
    said = f"{plain.markdown(credit.name)}: {plain.markdown(credit.licence)}"
    return f"{said}, <{address}>" if address else said
