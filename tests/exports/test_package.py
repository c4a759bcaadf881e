"""A card's table in every form, and the package of all: the same numbers as on the screen, read back and compared."""

import json
import re
import zipfile
from datetime import date
from hashlib import sha256
from io import BytesIO

import pandas as pd
import pytest

from lib import formats
from lib.exports import plain, words
from lib.exports.exhibit import Exhibit
from lib.exports.package import TABLE_FORMS, package, table
from tests.exports import tables
from tests.exports.names import SHOWN
from tests.exports.test_words import rendered

TODAY = date(2026, 11, 24)
FILES = {"data.csv": b"a\n1\n", "chart.png": b"\x89PNG", "notes": b"x"}


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def same_numbers(exhibit: Exhibit) -> None:
    """Every form of the table read back holds the rows of the card."""
    card = exhibit.card
    expected = tables.rows(card.table)
    columns = list(card.table.columns)

    header, cells = tables.read_csv(table(exhibit, "csv", TODAY))
    assert header == [tables.quoted(column) for column in columns]
    assert cells == [[tables.written(tables.quoted(cell)) for cell in row] for row in expected]

    _, objects = tables.read_json(table(exhibit, "json", TODAY))
    assert objects == [dict(zip(columns, map(tables.iso, row), strict=True)) for row in expected]

    _, frame = tables.read_parquet(table(exhibit, "parquet", TODAY))
    pd.testing.assert_frame_equal(frame, card.table.reset_index(drop=True))


def same_in_a_sheet(exhibit: Exhibit) -> None:
    header, cells, _ = tables.read_xlsx(table(exhibit, "xlsx", TODAY))
    assert header == [tables.quoted(column) for column in exhibit.card.table.columns]
    expected = tables.rows(exhibit.card.table)
    assert len(cells) == len(expected)
    for read, row in zip(cells, expected, strict=True):
        for got, cell in zip(read, row, strict=True):
            if isinstance(cell, float):
                assert got == pytest.approx(cell, rel=1e-15)
            else:
                assert got == ((tables.quoted(cell) or None) if isinstance(cell, str) else cell)
                assert isinstance(got, bool) == isinstance(cell, bool)


@pytest.mark.parametrize("of", SHOWN)
def test_every_form_of_a_real_table_holds_the_numbers_of_the_card(exhibits, of: str) -> None:
    for exhibit in exhibits(of):
        same_numbers(exhibit)
        same_in_a_sheet(exhibit)


def test_every_form_holds_missing_values_and_large_numbers_as_they_are(small: Exhibit) -> None:
    same_numbers(small)


def test_every_form_holds_hostile_names_as_they_are(hostile: Exhibit) -> None:
    same_numbers(hostile)


def test_a_sheet_holds_hostile_names_as_text(hostile: Exhibit, name: str) -> None:
    header, cells, about = tables.read_xlsx(table(hostile, "xlsx", TODAY))
    quoted = f"'{name}" if name.startswith((*formats.RISKY, "<r>")) else name
    expected = re.sub("[\x00\x07\x1b\ufffe]", "�", quoted.replace("\r\n", "\n"))
    assert header[2] == expected
    assert [row[1] for row in cells] == [expected, expected]
    assert about["Title"].removeprefix("'") == plain.line(name)


@pytest.mark.parametrize("form", ["json", "parquet", "xlsx"])
def test_what_is_said_about_a_card_goes_with_its_numbers(small: Exhibit, form: str) -> None:
    content = table(small, form, TODAY)
    said = dict(words.about(small, TODAY))
    if form == "xlsx":
        assert tables.read_xlsx(content)[2] == said
    else:
        about = (tables.read_json if form == "json" else tables.read_parquet)(content)[0]
        assert about == {label.lower().replace(" ", "_"): text for label, text in said.items()}
        assert about["what_is_measured"] == "Language models of the Hub."


def test_a_form_that_there_is_not_is_an_error(small: Exhibit) -> None:
    with pytest.raises(KeyError):
        table(small, "ods", TODAY)


@pytest.mark.parametrize("form", TABLE_FORMS)
def test_equal_tables_are_equal_files(small: Exhibit, form: str) -> None:
    assert table(small, form, TODAY) == table(small, form, TODAY)


def test_a_sheet_says_that_it_was_made_on_the_day_of_its_data(small: Exhibit) -> None:
    assert b"2026-10-31T00:00:00Z" in unpacked(table(small, "xlsx", TODAY))["docProps/core.xml"]


def test_a_package_holds_what_it_was_given_and_what_makes_it_citable(small: Exhibit) -> None:
    files = unpacked(package(small, FILES, TODAY))
    told = ["README.md", "LICENCES.md", "CITATION.bib", "CITATION.txt", "metadata.json"]
    assert list(files) == [*told, "chart.png", "data.csv", "notes"]
    assert {name: files[name] for name in FILES} == FILES


def test_equal_packages_are_equal_bytes_and_of_the_day_of_their_data(small: Exhibit) -> None:
    content = package(small, FILES, TODAY)
    assert content == package(small, dict(reversed(FILES.items())), TODAY)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 10, 31, 0, 0, 0)}


def test_a_readme_lists_every_file_of_the_package_but_itself(small: Exhibit) -> None:
    files = unpacked(package(small, FILES, TODAY))
    readme = files["README.md"].decode()
    assert readme.startswith(words.readme(small, TODAY))
    listed = {line.split("`")[1] for line in readme.split("## Files")[1].splitlines() if line.startswith("- ")}
    assert listed == set(files) - {"README.md"}
    assert "- `data.csv`: the numbers, as plain text" in readme


def test_licences_name_every_source_with_its_address_and_credit(small: Exhibit) -> None:
    _, links, read = rendered(unpacked(package(small, {}, TODAY))["LICENCES.md"].decode())
    assert links == {"https://example.org/mit"}
    for credit in small.credits:
        assert credit.name in read
        assert credit.licence in read
        assert credit.line in read


def test_the_citation_files_hold_the_citations(small: Exhibit) -> None:
    files = unpacked(package(small, {}, TODAY))
    assert files["CITATION.bib"].startswith(b"@misc{crossover-curves-2026-10-31,\n")
    text = files["CITATION.txt"].decode()
    styles = ("BibTeX", "APA", "Chicago", "GB/T 7714")
    assert [line for line in text.splitlines() if line in styles] == list(styles)
    assert "Retrieved November 24, 2026, from" in text


def test_metadata_says_everything_for_programs(small: Exhibit) -> None:
    said = json.loads(unpacked(package(small, FILES, TODAY))["metadata.json"])
    assert said["as_of"] == "2026-10-31"
    assert said["links"] == {"frozen": small.frozen, "live": small.live}
    assert said["definitions"][0]["formula"] == "a − b"
    assert said["columns"][2] == {"name": "share", "unit": "a share of 1"}
    assert said["rows"] == 2
    assert said["files"]["data.csv"]["sha256"] == sha256(FILES["data.csv"]).hexdigest()


def test_a_package_with_hostile_names_can_be_unpacked_and_does_nothing(hostile: Exhibit, small: Exhibit) -> None:
    files = unpacked(package(hostile, FILES, TODAY))
    assert list(files) == list(unpacked(package(small, FILES, TODAY)))
    for name in ("README.md", "LICENCES.md"):
        parts, links, _ = rendered(files[name].decode())
        assert not parts & {"image", "html_inline", "html_block", "table_open"}
        assert all(link.startswith("https://example.org/") for link in links)
    assert json.loads(files["metadata.json"])["title"] == hostile.card.title
