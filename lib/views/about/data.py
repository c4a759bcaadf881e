"""Where every number comes from: the state of each table, what is known to be wrong with it, and its rows as files."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from lib import contracts, formats, numbers, snapshots
from lib.data import Data
from lib.glimpse import ENDS
from lib.registry.tables import TABLES, WORDS
from lib.views.about import revisions, states
from lib.views.about.revisions import Revisions
from lib.views.about.states import State
from lib.views.options import one
from lib.views.view import Form
from lib.views.waiting import Waiting, waiting

FILES = (*(f"{name}.csv" for name in TABLES), *(f"{name}.toml" for name in WORDS))
"""The files of the registry."""
REGISTRY_FORMS: Mapping[str, Form] = {"file": "text", "rows": "whole", "columns": "text"}

LARGE = (
    "A row that two vintages state is counted twice, and names that the registry does not place are not looked for; "
    "“make check” tells them. The rows are to be had as stored, a vintage at a time."
)
"""What is otherwise with a table that is too large to be read whole."""


@dataclass(frozen=True)
class Options:
    """What a reader may choose on this page."""

    table: str = one(
        "Table or file",
        (*contracts.TABLES, *FILES),
        "hub_monthly",
        wide=True,
        help="A table of the store, or a file of the registry, to see in full and to take away.",
    )


@dataclass(frozen=True)
class Fact:
    """One thing to know about a table; `url` is where it can be read up."""

    label: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class File:
    """A file to take away; `content` is made only when somebody asks."""

    label: str
    name: str
    mime: str
    content: Callable[[], bytes]


@dataclass(frozen=True)
class Flaw:
    """What is known to be wrong with a period of a table, and for which of its entities."""

    entities: str
    period: str
    kind: str
    note: str


@dataclass(frozen=True)
class Detail:
    """One table or file in full: what is to be known, what is known to be wrong, its first and last rows, the files.

    `preview` is None if nothing can be read; `problem` says in a sentence what is wrong with the newest vintage,
    `absent` that there is none; `lacking` says what pages wait for that it does not hold. `sha256`, `flaws` and
    `revisions` belong to tables of the store.
    """

    name: str
    problem: str = ""
    absent: str = ""
    lacking: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    sha256: str = ""
    flaws: tuple[Flaw, ...] = ()
    preview: pd.DataFrame | None = None
    shown: str = ""
    files: tuple[File, ...] = ()
    revisions: Revisions | None = None


@dataclass(frozen=True)
class DataView:
    """All that the page shows: the state of every table, a sentence for each that is not well, for each failed attempt
    and for each with names to place, what waits for data, the registry's files, and one table or file in full.
    """

    headline: str
    health: pd.DataFrame
    problems: tuple[str, ...]
    failures: tuple[str, ...]
    unplaced: tuple[str, ...]
    waiting: tuple[Waiting, ...]
    registry: pd.DataFrame
    detail: Detail


def view(data: Data, options: Options) -> DataView:
    """The page for these options; a table that cannot be read takes no other with it."""
    every = states.states(data)
    chosen = {each.table: each for each in every}.get(options.table)
    files = ((name, _registry_rows(data, name)) for name in FILES)
    return DataView(
        headline=states.headline(every),
        health=pd.DataFrame([states.row(data, each) for each in every], columns=list(states.FORMS)),
        problems=tuple(each.problem for each in every if each.problem),
        failures=states.failures(data, every),
        unplaced=states.unplaced(every),
        waiting=waiting(data),
        registry=pd.DataFrame(
            [{"file": name, "rows": len(rows), "columns": ", ".join(rows.columns)} for name, rows in files]
        ),
        detail=replace(_table(chosen), lacking=_lacking(data, chosen.table)) if chosen else _file(data, options.table),
    )


def _lacking(data: Data, table: str) -> tuple[str, ...]:
    """What pages and parts of pages wait for that a table does not hold, in their own words."""
    return tuple(each.told for each in waiting(data) if re.search(rf"\b{table}\b", each.told))


def _table(state: State) -> Detail:
    table, good = state.table, state.good
    if good is None:
        absent = f"This table is {state.absent}." if state.absent else ""
        return Detail(table, state.problem, absent)
    known, rows = good.provenance(table), states.rows(table, good)
    name = f"crossover-{table}-{known.as_of}"
    stored = snapshots.file(table, good.folder, states.as_of(table, good))
    part = f" of the newest vintage alone ({numbers.whole(known.rows)} rows)" if known.rows < rows else ""
    label = f"Parquet{part}, as stored"
    parquet = File(label, f"{name}.parquet", "application/vnd.apache.parquet", stored.read_bytes)
    if good.large(table):
        seen = good.glimpse(table)
        preview, files = _written(pd.concat([seen.head, seen.tail])), [parquet]
    else:
        frame = good.table(table)
        preview, files = _preview(frame), [_csv(f"{name}.csv", frame), parquet]
    return Detail(
        name=table,
        problem=state.problem,
        facts=tuple(_facts(table, good)),
        sha256=known.sha256,
        flaws=tuple(_flaws(good.registry.flaws_of(table))),
        preview=preview,
        shown=_shown(rows),
        files=tuple(files),
        revisions=revisions.of(good, table),
    )


def _facts(table: str, good: Data) -> Iterator[Fact]:
    """What is to be known about a table before one uses it."""
    known, contract = good.provenance(table), contracts.TABLES[table]
    combined = (
        "each is the whole table, and the newest is read"
        if contract.combine == "replaced"
        else "they are read together, and the newest wins where two speak of one row"
    )
    yield Fact("Dates covered", states.covered(table, good))
    yield Fact("Rows", f"{numbers.whole(states.rows(table, good))}, one for each {numbers.listed(contract.key)}")
    if good.large(table):
        yield Fact("Too many to be read whole", LARGE)
    yield Fact("As of", numbers.day(states.as_of(table, good)))
    yield Fact("Vintages", f"{numbers.whole(states.vintages(table, good))}; {combined}")
    yield Fact("Complete", "Yes" if known.complete else "No: not all of it could be fetched")
    for each in good.provenances(table):
        source = good.registry.words["sources"][each.source]
        yield Fact("Source", source["name"], each.url)
        yield Fact("Counts", each.universe)
        yield Fact("How it was got", each.how)
        yield Fact("Licence", each.licence, source["licence_url"])


def _flaws(rows: pd.DataFrame) -> Iterator[Flaw]:
    """The known flaws of a table, by time; where several entities have one flaw in one period, they stand together."""
    for _, same in rows.groupby(["from", "to", "kind", "note"]):
        flaw = same.iloc[0]
        yield Flaw(numbers.listed(list(same["entity"])), _period(flaw["from"], flaw["to"]), flaw["kind"], flaw["note"])


def _period(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """A period in words: whole months as months, else its first and last day."""
    if first == last:
        return numbers.day(first)
    if first.is_month_start and last.is_month_end:
        return numbers.months(first, last)
    return f"{numbers.day(first)} to {numbers.day(last)}"


def _file(data: Data, name: str) -> Detail:
    rows = _registry_rows(data, name)
    stored = data.folder / "registry" / name
    toml = File("TOML, as stored", f"crossover-{name}", "application/toml", stored.read_bytes)
    return Detail(
        name=name,
        facts=(Fact("Rows", numbers.whole(len(rows))), Fact("Columns", ", ".join(rows.columns))),
        preview=_preview(rows),
        shown=_shown(len(rows)),
        files=(toml,) if name.endswith(".toml") else (_csv(f"crossover-{name}", rows),),
    )


def _registry_rows(data: Data, name: str) -> pd.DataFrame:
    """A file of the registry as a table; an entry of a TOML file is a row under its own name."""
    stem, ending = name.split(".")
    if ending == "csv":
        return data.registry.tables[stem]
    rows = []
    for entry, cells in data.registry.words[stem].items():
        said = {field: " ".join(cells[field]) if kind is list else cells[field] for field, kind in WORDS[stem].items()}
        rows.append({"entry": entry, **said})
    return pd.DataFrame(rows, columns=["entry", *WORDS[stem]])


def _csv(name: str, rows: pd.DataFrame) -> File:
    return File("All rows as CSV", name, "text/csv", lambda: formats.csv(rows))


def _preview(rows: pd.DataFrame) -> pd.DataFrame:
    return _written(rows if len(rows) <= 2 * ENDS else pd.concat([rows.head(ENDS), rows.tail(ENDS)]))


def _written(ends: pd.DataFrame) -> pd.DataFrame:
    """The first and last rows as the CSV holds them, days in ISO form."""
    days = {str(name): cells.dt.strftime("%Y-%m-%d") for name, cells in ends.select_dtypes("datetime").items()}
    return ends.assign(**days).reset_index(drop=True)


def _shown(rows: int) -> str:
    if rows <= 2 * ENDS:
        return f"All {rows} rows"
    return f"The first and last {ENDS} of {numbers.whole(rows)} rows"
