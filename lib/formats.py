"""A table as a file: the same rows as on the screen, harmless in a spreadsheet."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from json import dumps
from math import isfinite
from numbers import Real
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell of text that begins so is run as a formula by spreadsheet programs; some take the full-width signs too."""
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What a workbook could hold only in a notation that not every program reads."""
LONGEST_CELL = 32_767
"""So many UTF-16 units Excel takes in a cell."""
EPOCH = date(1980, 1, 1)
"""The day that a sheet says it was made on unless it is told one; a clock would make equal tables unequal files."""
NUMBER_FORMATS = {
    "count": "#,##0",
    "whole": "#,##0",
    "share": "0.0%",
    "number": "#,##0.0",
    "ratio": "0.00",
    "month": "mmm yyyy",
    "day": "d mmm yyyy",
}
"""How a spreadsheet writes the columns of a form; those of other forms are written as they are."""
NARROWEST, WIDEST = 10, 60
"""Widths of columns of a sheet, in letters."""
XLSX_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}


def harmless(frame: pd.DataFrame) -> pd.DataFrame:
    """A copy in which text that a spreadsheet would run is kept from it by a leading apostrophe; numbers stay.

    The names of the columns are text too: a table may have a column for each name in the data.
    """
    copy = frame.copy()
    for column in frame.columns:
        if not pd.api.types.is_numeric_dtype(frame[column]) and not pd.api.types.is_datetime64_any_dtype(frame[column]):
            copy[column] = frame[column].map(_quoted)
    return copy.rename(columns=_quoted)


def _quoted(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(RISKY) else cell


def csv(frame: pd.DataFrame) -> bytes:
    """UTF-8 CSV with ISO days and full precision; a missing value is an empty cell."""
    return harmless(frame).to_csv(index=False, date_format="%Y-%m-%d").encode("utf-8")


def json(frame: pd.DataFrame, about: Mapping[str, Any]) -> bytes:
    """What is said about the table, and its rows as objects: ISO days, every digit; a missing value is null."""
    columns = {str(column): [_plain(cell) for cell in frame[column].tolist()] for column in frame.columns}
    rows = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    return dumps({"about": about, "rows": rows}, ensure_ascii=False, allow_nan=False).encode("utf-8")


def _plain(cell: Any) -> Any:
    """A cell as JSON has it; a time of day is kept where there is one."""
    if missing(cell):
        return None
    if isinstance(cell, datetime):
        return cell.isoformat().removesuffix("T00:00:00")
    return cell.isoformat() if isinstance(cell, date) else cell


def missing(cell: Any) -> bool:
    """Whether there is no value; what is not finite is none that a file could hold."""
    return bool(pd.isna(cell)) or (isinstance(cell, float) and not isfinite(cell))


def parquet(frame: pd.DataFrame, about: Mapping[str, str]) -> bytes:
    """The raw values with their types, packed by zstd; what is said about the table stands in the schema's metadata."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    kept = table.schema.metadata or {}
    file = BytesIO()
    pq.write_table(table.replace_schema_metadata({**about, **kept}), file, compression="zstd")
    return file.getvalue()


def xlsx(
    frame: pd.DataFrame, forms: Mapping[str, str], notes: Sequence[tuple[str, str]], *, day: date = EPOCH
) -> bytes:
    """A workbook of the sheets "Data" and "About"; a missing value is an empty cell, and no cell is ever a formula.

    `forms` says by column how it is written: count, whole, share, number, month, day; else as it is. `notes` are label
    and text of what is said about the table. `day` is when the file says it was made. Of a number a sheet keeps 16
    digits, of a text 32,767 letters.
    """
    file = BytesIO()
    with xlsxwriter.Workbook(file, XLSX_OPTIONS) as book:
        book.set_properties({"created": datetime(day.year, day.month, day.day)})
        bold = book.add_format({"bold": True, "valign": "top"})
        written = {form: book.add_format({"num_format": code}) for form, code in NUMBER_FORMATS.items()}
        _data(book.add_worksheet("Data"), frame, forms, bold, written)
        _about(book.add_worksheet("About"), notes, bold, book.add_format({"text_wrap": True, "valign": "top"}))
    return file.getvalue()


def _data(
    sheet: Worksheet, frame: pd.DataFrame, forms: Mapping[str, str], bold: Format, written: Mapping[str, Format]
) -> None:
    """The table from the first cell on, its header in sight and with a filter."""
    for place, column in enumerate(frame.columns):
        cells = frame[column].tolist()
        form = written.get(forms.get(column, ""))
        sheet.set_column(place, place, _width([column, *cells]))
        sheet.write_string(0, place, _text(str(column)), bold)
        for row, cell in enumerate(cells, 1):
            _write(sheet, row, place, cell, form)
    sheet.freeze_panes(1, 0)
    if len(frame.columns):
        sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)


def _write(sheet: Worksheet, row: int, place: int, cell: Any, form: Format | None) -> None:
    if missing(cell) or cell == "":
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, place, cell)
    elif isinstance(cell, Real):
        sheet.write_number(row, place, cell, form)
    elif isinstance(cell, date):
        sheet.write_datetime(row, place, cell, form)
    else:
        sheet.write_string(row, place, _text(str(cell)))


def _width(cells: Sequence[Any]) -> int:
    longest = max(len(cell) if isinstance(cell, str) else NARROWEST for cell in cells)
    return min(max(longest, NARROWEST) + 2, WIDEST)


def _text(words: str) -> str:
    """Words as a cell may hold them: never run, cut where Excel would refuse them, with marks for what has no letter.

    What begins and ends like the writer's own mark of rich text would be written without being escaped.
    """
    safe = f"'{words}" if words.startswith((*RISKY, "<r>")) else words
    shown = UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", safe.replace("\r\n", "\n").replace("\r", "\n"))
    units = shown.encode("utf-16-le", "replace")
    if len(units) <= 2 * LONGEST_CELL:
        return units.decode("utf-16-le")
    return units[: 2 * (LONGEST_CELL - 1)].decode("utf-16-le", "ignore") + "…"


def _about(sheet: Worksheet, notes: Sequence[tuple[str, str]], bold: Format, wrapped: Format) -> None:
    """What is said about the table, a label and its text a row."""
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 110)
    for row, (label, text) in enumerate(notes):
        sheet.write_string(row, 0, _text(label), bold)
        sheet.write_string(row, 1, _text(text), wrapped)
