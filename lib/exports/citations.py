"""How to cite a card, or the data itself: BibTeX, APA, Chicago and GB/T 7714, with the credits that sources ask for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from lib import numbers
from lib.cite import Credit
from lib.exports import plain
from lib.exports.exhibit import Exhibit

AUTHOR = "Crossover"
LONGEST_KEY = 80


@dataclass(frozen=True)
class Citation:
    """A citation ready to be copied, and the style that it is in; BibTeX is an entry, the others are one line."""

    style: str
    text: str


@dataclass(frozen=True)
class _Work:
    """What is cited: `medium` as APA and Chicago call it, `kind` as GB/T 7714 does, `credit` all credit lines."""

    key: str
    title: str
    medium: str
    kind: str
    as_of: date
    link: str
    credit: str
    today: date


def citations(exhibit: Exhibit, today: date) -> tuple[Citation, ...]:
    """A card in every style, with its frozen link, or the live one where none can be had, as opened `today`."""
    work = _Work(
        key=_key(exhibit.card.name, exhibit.as_of),
        title=plain.line(exhibit.card.title),
        medium="Interactive chart",
        kind="EB/OL",
        as_of=exhibit.as_of,
        link=plain.address(exhibit.link),
        credit=_credit(exhibit.credits),
        today=today,
    )
    return _every_style(work)


def dataset(title: str, as_of: date, address: str, credits: Iterable[Credit], today: date) -> tuple[Citation, ...]:
    """The whole store or a table of it in every style; `address` is where it is to be had, as opened `today`."""
    work = _Work(
        key=_key(title, as_of),
        title=plain.line(title),
        medium="Data set",
        kind="DS/OL",
        as_of=as_of,
        link=plain.address(address),
        credit=_credit(credits),
        today=today,
    )
    return _every_style(work)


def _every_style(work: _Work) -> tuple[Citation, ...]:
    return (
        Citation("BibTeX", _bibtex(work)),
        Citation("APA", _apa(work)),
        Citation("Chicago", _chicago(work)),
        Citation("GB/T 7714", _gbt(work)),
    )


def _bibtex(work: _Work) -> str:
    """An entry; the address is not escaped since BibTeX takes it letter by letter, and it holds no brace."""
    note = " ".join([f"Data as of {numbers.day(work.as_of)}.", work.credit]).strip()
    fields = {
        "author": f"{{{AUTHOR}}}",
        "title": f"{{{plain.bibtex(work.title)}}}",
        "year": str(work.as_of.year),
        "version": str(work.as_of),
        "howpublished": work.medium,
        "url": work.link,
        "urldate": str(work.today),
        "note": plain.bibtex(note),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{work.key},\n{lines}}}"


def _apa(work: _Work) -> str:
    """APA, 7th edition: the sources, then the day on which it was opened and the link, after which nothing stands."""
    return _line(
        f"{AUTHOR}. ({work.as_of.year}). {work.title} (Data as of {_american(work.as_of)}) [{work.medium}].",
        work.credit,
        f"Retrieved {_american(work.today)}, from {work.link}",
    )


def _chicago(work: _Work) -> str:
    """The Chicago Manual of Style, an entry of a bibliography."""
    return _line(
        f"{AUTHOR}. “{plain.sentence(work.title)}” {work.medium}, data as of {_american(work.as_of)}.",
        f"Accessed {_american(work.today)}. {work.link}.",
        work.credit,
    )


def _gbt(work: _Work) -> str:
    """GB/T 7714-2015: the kind and carrier of the work, the day of its data, the day on which it was opened."""
    return _line(
        f"{AUTHOR}. {work.title}[{work.kind}]. ({work.as_of})[{work.today}]. {work.link}.",
        work.credit,
    )


def _line(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _american(day: date) -> str:
    """October 31, 2026, as both American styles want it."""
    return format_date(day, "MMMM d, yyyy", locale=numbers.LOCALE)


def _credit(credits: Iterable[Credit]) -> str:
    """The lines with which the sources want to be credited, each once."""
    return " ".join(dict.fromkeys(plain.sentence(credit.line) for credit in credits if credit.line))


def _key(words: str, day: date) -> str:
    """A key of BibTeX: small letters, digits and hyphens, with the day at its end."""
    found = re.findall(r"[a-z0-9]+", words.lower())
    name = "-".join(word for word in found if word != AUTHOR.lower())[:LONGEST_KEY].strip("-")
    return "-".join(part for part in (AUTHOR.lower(), name, str(day)) if part)
