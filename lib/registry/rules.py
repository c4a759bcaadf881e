"""The rules that each file of the registry keeps by itself."""

import csv
import io
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from lib.registry.tables import TABLES, WORDS, Column, Table

MAY_BE_EMPTY = ("url", "licence_url")
"""Fields of the TOML files that may be empty text: what we decide ourselves stands at no address."""


class RegistryError(ValueError):
    """The registry breaks its rules; the message has one line `file:line: what, and what would be right` for each."""


@dataclass(frozen=True)
class Row:
    """A row of a CSV file, or an entry of a TOML file, with the line it begins on."""

    line: int
    cells: dict[str, Any]


def read(folder: Path, later: Path | None = None) -> tuple[dict[str, list[Row]], dict[str, dict[str, Row]]]:
    """All CSV rows and TOML entries of the registry in `folder`; raise `RegistryError` with every broken rule.

    `later` is the registry in use where `folder` is an older one: a file that did not exist then, and an entry of
    words, is taken from there, and a column that did not exist then is empty if it may be.
    """
    problems: list[str] = []
    tables: dict[str, list[Row]] = {}
    for name, table in TABLES.items():
        path = folder / f"{name}.csv"
        old = later is not None and path.exists()
        tables[name], found = _read_csv(path if old or later is None else later / path.name, table, old=old)
        problems += found
    words: dict[str, dict[str, Row]] = {}
    for name, columns in WORDS.items():
        path = folder / f"{name}.toml"
        kept, found = _read_toml(path, columns) if later is None or path.exists() else ({}, [])
        since, found_since = _read_toml(later / path.name, columns) if later else ({}, [])
        words[name] = {entry: kept.get(entry, row) for entry, row in since.items()} | kept
        problems += [*found, *found_since]
    if problems:
        raise RegistryError("\n".join(problems))
    return tables, words


def _read_csv(path: Path, table: Table, *, old: bool = False) -> tuple[list[Row], list[str]]:
    """The rows of a file, and what is wrong with it; an `old` one may lack columns that may be empty."""
    wanted = ",".join(table.columns)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return [], [f"{path.name}:1: the file is missing; it wants the header {wanted}"]
    except UnicodeDecodeError as error:
        return [], [_not_utf8(path, error)]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows, problems = [], []
    line = 1
    try:
        header = next(reader, [])
        lacking = {column: "" for column, rule in table.columns.items() if old and rule.empty and column not in header}
        if header != [column for column in table.columns if column not in lacking]:
            return [], [f"{path.name}:1: the header is {','.join(header)!r}; it must be {wanted!r}"]
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) == len(header):
                known = {**lacking, **dict(zip(header, cells, strict=True))}
                rows.append(Row(line, {column: known[column] for column in table.columns}))
            else:
                problems.append(f"{path.name}:{line}: {len(cells)} cells; the header has {len(header)}")
            line = reader.line_num + 1
    except csv.Error as error:
        return [], [f"{path.name}:{line}: this is not CSV ({error}); mend the quotation marks of the row"]
    for row in rows:
        problems += [f"{path.name}:{row.line}: {what}" for what in _row(row.cells, table)]
    return rows, [*problems, *_keys(path.name, rows, table)]


def _not_utf8(path: Path, error: UnicodeDecodeError) -> str:
    line = error.object[: error.start].count(b"\n") + 1
    return f"{path.name}:{line}: this is not UTF-8; save the file as UTF-8"


def _row(cells: dict[str, str], table: Table) -> Iterator[str]:
    """What is wrong with the cells of a row, each by itself and then those that go together."""
    for column, rule in table.columns.items():
        yield from (f"{column} {what}" for what in _cell(cells[column], rule))
    if bool(cells.get("color")) != bool(cells.get("color_dark")):
        yield "one of color and color_dark is empty; state both or neither"
    if cells.get("from", "") > cells.get("to", ""):
        yield f"from {cells['from']!r} is after to {cells['to']!r}; a period begins before it ends"


def _cell(value: str, rule: Column) -> Iterator[str]:
    """What is wrong with one cell, taken by itself."""
    if value != value.strip():
        yield f"{value!r} begins or ends with a space; take it away"
    elif not value:
        if not rule.empty:
            yield "is empty; it must be stated"
    elif rule.words and value not in rule.words:
        yield f"{value!r} is not one of {', '.join(rule.words)}"
    elif rule.kind == "patterns":
        yield from (f"{pattern!r} is not a regular expression" for pattern in value.split() if not _pattern(pattern))
    elif rule.kind in KINDS and not KINDS[rule.kind][0](value):
        yield f"{value!r} {KINDS[rule.kind][1]}"


def _day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _pattern(value: str) -> bool:
    try:
        re.compile(value)
    except re.error:
        return False
    return True


KINDS: dict[str, tuple[Callable[[str], object], str]] = {
    "slug": (re.compile(r"[a-z0-9][a-z0-9.-]*").fullmatch, "must be lower-case letters, digits, dots and hyphens"),
    "colour": (re.compile(r"#[0-9a-f]{6}").fullmatch, "is not a colour; write it as #1f5fae"),
    "url": (
        re.compile(r"https?://[^\s/]+(/\S*)?").fullmatch,
        "is not an address; write it as https://example.org/page",
    ),
    "flag": (("true", "false").__contains__, "is neither true nor false"),
    "number": (re.compile(r"-?[0-9]+(\.[0-9]+)?").fullmatch, "is not a number; write digits with a point"),
    "day": (_day, "is not a day; write it as 2026-03-31"),
}
"""Each kind of cell that has a form: what accepts it, and what is said of another one."""


def _keys(file: str, rows: list[Row], table: Table) -> Iterator[str]:
    """Keys are unique, also by case, and sorted without regard to case; so are the columns that must not repeat."""
    seen: dict[tuple[str, ...], int] = {}
    before: tuple[str, ...] | None = None
    for row in rows:
        key = tuple(row.cells[column].casefold() for column in table.key)
        said = " ".join(row.cells[column] for column in table.key)
        if key in seen:
            yield f"{file}:{row.line}: {said!r} stands already on line {seen[key]}; a key stands once in any case"
        seen.setdefault(key, row.line)
        if before is not None and key < before:
            yield f"{file}:{row.line}: {said!r} is out of order; sort the file by {', '.join(table.key)}"
        before = key
    for column in table.unique:
        first: dict[str, int] = {}
        for row in rows:
            value = row.cells[column]
            line = first.setdefault(value.casefold(), row.line)
            if value and line != row.line:
                yield f"{file}:{row.line}: {column} {value!r} stands already on line {line}; it may stand once"


def _read_toml(path: Path, columns: dict[str, type]) -> tuple[dict[str, Row], list[str]]:
    try:
        text = path.read_text(encoding="utf-8")
        entries = tomllib.loads(text)
    except FileNotFoundError:
        return {}, [f"{path.name}:1: the file is missing; it wants one [entry] for each of its words"]
    except UnicodeDecodeError as error:
        return {}, [_not_utf8(path, error)]
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        return {}, [f"{path.name}:{at[1] if at else len(text.splitlines())}: this is not TOML: {error}"]
    rows = {name: Row(_line(text, name), values) for name, values in entries.items()}
    problems = [
        f"{path.name}:{row.line}: {what}" for name, row in rows.items() for what in _entry(name, row.cells, columns)
    ]
    return rows, problems


def _line(text: str, entry: str) -> int:
    """The line that opens an entry: its [heading], or the bare value that stands in its place."""
    name = f"[\"']?{re.escape(entry)}[\"']?"
    for pattern in (rf"\[+\s*{name}\s*[\].]", rf"{name}\s*="):
        for number, line in enumerate(text.splitlines(), 1):
            if re.match(pattern, line):
                return number
    return 1


def _entry(name: str, values: object, columns: dict[str, type]) -> Iterator[str]:
    """What is wrong with one entry of a TOML file: its fields, their types, and text that says nothing."""
    if not isinstance(values, dict) or list(values) != list(columns):
        given = ", ".join(values) if isinstance(values, dict) else "a bare value"
        yield f"[{name}] has {given}; it must have {', '.join(columns)}, in that order"
        return
    for column, kind in columns.items():
        value = values[column]
        parts = value if isinstance(value, list) else [value]
        if not isinstance(value, kind) or not all(isinstance(part, str) for part in parts):
            yield f"{column} of [{name}] must be {'a list of texts' if kind is list else 'a text'}"
        elif column not in MAY_BE_EMPTY and not all(part.strip() for part in parts):
            yield f"{column} of [{name}] is empty; it must be stated"
