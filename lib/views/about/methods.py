"""Every measure, term and source as the registry states it: what it means, how it is computed, what to keep in mind."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lib import numbers
from lib.data import Data
from lib.views.options import one, text
from lib.views.view import Link, NothingToShowError

EVERY = "All sources"


def sources(data: Data) -> tuple[str, ...]:
    """The sources to choose from, by name, behind "all"."""
    return (EVERY, *(words["name"] for words in data.registry.words["sources"].values()))


@dataclass(frozen=True)
class Options:
    """What a reader may choose on this page."""

    search: str = text("Search", help="Keeps the measures, terms and sources in which every one of these words occurs.")
    source: str = one(
        "Source",
        sources,
        EVERY,
        help="Keeps the measures that rest on one source; the glossary belongs to no source and is then left out.",
    )


@dataclass(frozen=True)
class Source:
    """Where numbers come from and how to credit them; `measures` are the titles and anchors of what rests on it."""

    key: str
    name: str
    url: str
    licence: str
    licence_url: str
    citation: str
    note: str
    measures: tuple[tuple[str, str], ...]

    @property
    def anchor(self) -> str:
        """What stands behind # in a link to the source."""
        return f"source-{self.key}"


@dataclass(frozen=True)
class Measure:
    """One measure in full; `tables` are links to the tables of the store that it is computed from."""

    key: str
    title: str
    unit: str
    definition: str
    formula: str
    universe: str
    source: Source
    tables: tuple[Link, ...]
    caveats: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """What stands behind # in a link to the measure."""
        return measure_anchor(self.key)


@dataclass(frozen=True)
class Term:
    """A word of the dashboard and what it means."""

    term: str
    means: str

    @property
    def anchor(self) -> str:
        """What stands behind # in a link to the term: what a heading of its own words gets."""
        return re.sub(r"[^a-z0-9]+", "-", self.term.casefold()).strip("-")


@dataclass(frozen=True)
class Methods:
    """All that the page shows below its title and controls."""

    headline: str
    measures: tuple[Measure, ...]
    terms: tuple[Term, ...]
    sources: tuple[Source, ...]


def measure_anchor(key: str) -> str:
    """What stands behind # in a link to the measure with this key of the registry."""
    return f"measure-{key}"


def view(data: Data, options: Options) -> Methods:
    """What the search and the source leave of the registry's words; raises `NothingToShowError` if that is nothing."""
    words = data.registry.words
    of = {key: _source(key, words) for key in words["sources"]}
    measures = tuple(
        _measure(key, entry, of[entry["source"]])
        for key, entry in words["indicators"].items()
        if options.source in (EVERY, of[entry["source"]].name)
        and _speaks(options.search, _said(entry), of[entry["source"]].name)
    )
    terms = tuple(
        Term(entry["term"], entry["means"])
        for entry in words["definitions"].values()
        if options.source == EVERY and _speaks(options.search, _said(entry))
    )
    kept = tuple(
        of[key]
        for key, entry in words["sources"].items()
        if options.source in (EVERY, entry["name"]) and _speaks(options.search, _said(entry))
    )
    if not (measures or terms or kept):
        within = "" if options.source == EVERY else f" of {options.source}"
        raise NothingToShowError(f"Nothing{within} speaks of “{options.search}”. Try fewer words or all sources.")
    return Methods(_headline(measures, terms, options, words), measures, terms, kept)


def _source(key: str, words: Mapping[str, Mapping[str, Mapping]]) -> Source:
    resting = tuple(
        (entry["title"], measure_anchor(name)) for name, entry in words["indicators"].items() if entry["source"] == key
    )
    return Source(key=key, measures=resting, **words["sources"][key])


def _measure(key: str, entry: Mapping, source: Source) -> Measure:
    stated = {name: entry[name] for name in ("title", "unit", "definition", "formula", "universe")}
    tables = tuple(Link(f"Table {table}", "about/data", {"table": table}) for table in entry["tables"])
    return Measure(key=key, source=source, tables=tables, caveats=tuple(entry["caveats"]), **stated)


def _said(entry: Mapping) -> Iterable[str]:
    """All words of an entry, without its addresses."""
    for name, value in entry.items():
        if not name.endswith("url"):
            yield from [value] if isinstance(value, str) else value


def _speaks(search: str, *said: str | Iterable[str]) -> bool:
    """Whether every word of the search occurs, in any case and as a part of a word too."""
    whole = " ".join(part if isinstance(part, str) else " ".join(part) for part in said).casefold()
    return all(word in whole for word in search.casefold().split())


def _headline(measures: tuple[Measure, ...], terms: tuple[Term, ...], options: Options, words: Mapping) -> str:
    found = f"{_counted(len(measures), 'measure')} and {_counted(len(terms), 'term')}"
    if options.search:
        return f"{found} speak of “{options.search}”."
    if options.source != EVERY:
        return f"{_counted(len(measures), 'measure')} {'rests' if len(measures) == 1 else 'rest'} on {options.source}."
    resting = {measure.source.key for measure in measures}
    return (
        f"{_counted(len(measures), 'measure')} from {_counted(len(resting), 'source')}, each with its definition, "
        f"formula and caveats; {_counted(len(terms), 'term')} explained."
    )


def _counted(number: int, noun: str) -> str:
    return f"{numbers.whole(number)} {noun}{'' if number == 1 else 's'}"
