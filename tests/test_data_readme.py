"""The data dictionary names every table, file and column that there is, and none that there is not."""

import re
from dataclasses import fields

import pytest

from lib import contracts
from lib.registry.tables import TABLES, WORDS
from lib.snapshots import PROJECT, Provenance

README = (PROJECT / "data" / "README.md").read_text(encoding="utf-8")
COLUMNS = (
    {table: list(contract.schema.columns) for table, contract in contracts.TABLES.items()}
    | {f"{file}.csv": list(table.columns) for file, table in TABLES.items()}
    | {f"{file}.toml": list(entry) for file, entry in WORDS.items()}
)


def sections() -> dict[str, str]:
    """What stands below each heading of a table or file, by its name."""
    parts = re.split(r"^### `(.+)`$", README, flags=re.MULTILINE)
    return {name: text.split("\n## ")[0] for name, text in zip(parts[1::2], parts[2::2], strict=True)}


def first_cells(text: str) -> list[str]:
    """The names in the first column of the tables of a text."""
    return re.findall(r"^\| `(\w+)` \|", text, flags=re.MULTILINE)


def test_every_table_and_file_has_its_section_and_none_is_unknown() -> None:
    assert sorted(sections()) == sorted(COLUMNS)


def test_no_section_stands_twice() -> None:
    headings = re.findall(r"^### .*$", README, flags=re.MULTILINE)
    assert len(headings) == len(set(headings)) == len(COLUMNS)


@pytest.mark.parametrize("name", COLUMNS)
def test_a_section_names_the_columns_in_their_order(name: str) -> None:
    assert first_cells(sections()[name]) == COLUMNS[name]


@pytest.mark.parametrize("table", contracts.TABLES)
def test_a_section_states_the_key_and_how_vintages_combine(table: str) -> None:
    words = " ".join(sections()[table].split())
    key = ", ".join(f"`{column}`" for column in contracts.TABLES[table].key)
    assert f"Key: {key}. {contracts.TABLES[table].combine.capitalize()}." in words


@pytest.mark.parametrize("file", TABLES)
def test_a_section_of_the_registry_states_the_key(file: str) -> None:
    words = " ".join(sections()[f"{file}.csv"].split())
    assert f"Key: {', '.join(f'`{column}`' for column in TABLES[file].key)}." in words


def test_the_fields_of_the_provenance_are_named() -> None:
    stated = first_cells(README.split("\n## Vintages")[1].split("\n## ")[0])
    assert sorted(stated) == sorted(field.name for field in fields(Provenance))


def test_words_allowed_in_a_column_are_named_beside_it() -> None:
    for file, table in TABLES.items():
        for column, rule in table.columns.items():
            line = next(line for line in sections()[f"{file}.csv"].splitlines() if line.startswith(f"| `{column}` |"))
            missing = [word for word in rule.words if f"`{word}`" not in line]
            assert not missing, f"{file}.csv, {column}: {missing}"
