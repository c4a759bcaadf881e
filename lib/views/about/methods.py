"""Every measure, term and source as the registry states it: what it means, how it is computed, what to keep in mind."""

from collections.abc import Mapping
from dataclasses import dataclass

from lib import numbers
from lib.data import Data
from lib.views.options import one, text
from lib.views.view import Link, NothingToShowError

EVERY = "All sources"


def source_names(data: Data) -> tuple[str, ...]:
    """The sources to choose from, after "all"."""
    return (EVERY, *(entry["name"] for entry in data.registry.words["sources"].values()))


@dataclass(frozen=True)
class Options:
    """What a reader may choose on this page."""

    search: str = text("Search", help="Keeps the measures, terms and sources in which all of these words occur.")
    source: str = one(
        "Source",
        source_names,
        EVERY,
        help="Keeps the measures that rest on one source; the glossary belongs to no source and is then left out.",
    )


@dataclass(frozen=True)
class Source:
    """Where numbers come from and how to credit them; `measures` are the titles and anchors of what rests on it."""

    title: str
    anchor: str
    url: str
    licence: str
    licence_url: str
    citation: str
    note: str
    measures: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Measure:
    """One measure in full; `tables` are links to the tables of the store that it is computed from."""

    title: str
    anchor: str
    unit: str
    definition: str
    formula: str
    universe: str
    source: Source
    tables: tuple[Link, ...]
    caveats: tuple[str, ...]


@dataclass(frozen=True)
class Term:
    """A word of the dashboard and what it means."""

    title: str
    anchor: str
    means: str


@dataclass(frozen=True)
class Methods:
    """All that the page shows below its title; an `anchor` is what stands behind # in a link to an entry."""

    headline: str
    measures: tuple[Measure, ...]
    terms: tuple[Term, ...]
    sources: tuple[Source, ...]


def anchor(file: str, key: str) -> str:
    """What stands behind # in a link to an entry of a TOML file: `anchor("indicators", "crossover")`."""
    return f"{file}-{key}"


def view(data: Data, options: Options) -> Methods:
    """What the search and the source leave of the registry's words; raises `NothingToShowError` if that is nothing."""
    words = data.registry.words
    every = {key: _source(key, words) for key in words["sources"]}
    measures = tuple(
        _measure(key, entry, every[entry["source"]])
        for key, entry in words["indicators"].items()
        if options.source in (EVERY, every[entry["source"]].title)
        and _speaks(options.search, entry, every[entry["source"]].title)
    )
    terms = tuple(
        Term(entry["term"], anchor("definitions", key), entry["means"])
        for key, entry in words["definitions"].items()
        if options.source == EVERY and _speaks(options.search, entry)
    )
    sources = tuple(
        every[key]
        for key, entry in words["sources"].items()
        if options.source in (EVERY, entry["name"]) and _speaks(options.search, entry)
    )
    if not (measures or terms or sources):
        within = "" if options.source == EVERY else f" of {options.source}"
        raise NothingToShowError(f"Nothing{within} speaks of “{options.search}”. Try fewer words or all sources.")
    return Methods(_headline(measures, terms, sources, options), measures, terms, sources)


def _source(key: str, words: Mapping[str, Mapping[str, Mapping]]) -> Source:
    entry = words["sources"][key]
    return Source(
        title=entry["name"],
        anchor=anchor("sources", key),
        measures=tuple(
            (measure["title"], anchor("indicators", name))
            for name, measure in words["indicators"].items()
            if measure["source"] == key
        ),
        **{field: entry[field] for field in ("url", "licence", "licence_url", "citation", "note")},
    )


def _measure(key: str, entry: Mapping, source: Source) -> Measure:
    return Measure(
        anchor=anchor("indicators", key),
        source=source,
        tables=tuple(Link(f"Table {table}", "about/data", {"table": table}) for table in entry["tables"]),
        caveats=tuple(entry["caveats"]),
        **{field: entry[field] for field in ("title", "unit", "definition", "formula", "universe")},
    )


def _speaks(search: str, entry: Mapping, *more: str) -> bool:
    """Whether every word of the search occurs in the entry, addresses apart, in any case and within a word too."""
    said = [value for field, value in entry.items() if not field.endswith("url")]
    whole = " ".join([*(value if isinstance(value, str) else " ".join(value) for value in said), *more]).casefold()
    return all(word in whole for word in search.casefold().split())


def _headline(
    measures: tuple[Measure, ...], terms: tuple[Term, ...], sources: tuple[Source, ...], options: Options
) -> str:
    found = {"measure": len(measures), "term": len(terms), "source": len(sources)}
    if options.search:
        speak = "speaks" if sum(found.values()) == 1 else "speak"
        told = numbers.listed([_counted(number, noun) for noun, number in found.items() if number])
        return f"{told} {speak} of “{options.search}”."
    if options.source != EVERY:
        return f"{_counted(len(measures), 'measure')} {'rests' if len(measures) == 1 else 'rest'} on {options.source}."
    resting = _counted(len({measure.source.anchor for measure in measures}), "source")
    return (
        f"{_counted(len(measures), 'measure')} from {resting}, each with its definition, formula and caveats; "
        f"{_counted(len(terms), 'term')} explained."
    )


def _counted(number: int, noun: str) -> str:
    return f"{numbers.whole(number)} {noun}{'' if number == 1 else 's'}"
