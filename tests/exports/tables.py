"""A card's table as it is read back from a file, to be compared with the rows of the card."""

import csv
import io
import json
from datetime import date
from html.parser import HTMLParser
from typing import Any

import openpyxl
import pandas as pd
import pyarrow.parquet as pq

from lib import formats

Rows = list[list[Any]]


def rows(table: pd.DataFrame) -> Rows:
    """The cells as Python values; a missing one is None."""
    columns = [table[column].tolist() for column in table.columns]
    return [[None if pd.isna(cell) else cell for cell in row] for row in zip(*columns, strict=True)]


def iso(cell: Any) -> Any:
    """A day in ISO form, anything else as it is."""
    return cell.isoformat()[:10] if isinstance(cell, date) else cell


def quoted(cell: Any) -> Any:
    """Text as it stands in a spreadsheet."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(formats.RISKY) else cell


def read_csv(content: bytes) -> tuple[list[str], Rows]:
    """Header and cells; all cells are text."""
    header, *cells = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
    return header, cells


def read_json(content: bytes) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """What is said about the rows, and the rows; what JSON does not have is an error."""
    read = json.loads(content, parse_constant=_strange)
    assert list(read) == ["about", "rows"]
    return read["about"], read["rows"]


def _strange(constant: str) -> None:
    raise AssertionError(f"{constant} is not JSON")


def read_parquet(content: bytes) -> tuple[dict[str, str], pd.DataFrame]:
    """What is said about the rows, and the rows as pandas reads them."""
    said = pq.read_schema(io.BytesIO(content)).metadata
    about = {key.decode(): text.decode() for key, text in said.items() if key not in (b"pandas", b"ARROW:schema")}
    return about, pd.read_parquet(io.BytesIO(content))


def read_xlsx(content: bytes) -> tuple[list[str], Rows, dict[str, str]]:
    """Header and cells of the first sheet, and the second as label and text; a formula is an error."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Data", "About"]
    assert not [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    header, *cells = [[cell.value for cell in row] for row in book["Data"].iter_rows()]
    about = {label.value: text.value for label, text in book["About"].iter_rows()}
    return header, cells, about


class _Page(HTMLParser):
    """The table of a page: the exact value of a cell where it states one, else its text."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Rows = []
        self.exact = ""
        self.scopes: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("th", "td"):
            self.rows[-1].append("")
            self.exact = ""
            self.scopes += [given.get("scope")] if tag == "th" else []
        elif tag in ("data", "time") and self.rows:
            self.exact = given.get("value") or given.get("datetime") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td") and self.exact:
            self.rows[-1][-1] = self.exact

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data.strip("\n")


def read_page(content: bytes) -> tuple[list[str], Rows, list[str | None]]:
    """Header and cells of a page's table, and the scope of each of its headings."""
    text = content.decode("utf-8")
    reader = _Page()
    reader.feed(text[text.index("<table>") : text.index("</table>")])
    header, *cells = reader.rows
    return header, cells, reader.scopes


def written(cell: Any) -> str:
    """A cell as CSV and HTML have it exactly."""
    return "" if cell is None else str(iso(cell))
