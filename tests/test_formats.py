"""A table as a file: harmless in a spreadsheet, and otherwise the same rows."""

import io
import json
import re
import zipfile
from datetime import date, datetime

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lib import formats

FORMULA = '=HYPERLINK("https://example.org")'


@pytest.mark.parametrize("cell", [FORMULA, "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(cell: str) -> None:
    assert formats.harmless(pd.DataFrame({"model": [cell]}))["model"].tolist() == [f"'{cell}"]


@pytest.mark.parametrize("cell", ["Qwen/Qwen3-8B", "a=b", "3-1", "'=1", "", " =1"])
def test_other_text_stays_as_it_is(cell: str) -> None:
    assert formats.harmless(pd.DataFrame({"model": [cell]}))["model"].tolist() == [cell]


def test_numbers_stay_numbers_below_zero_too() -> None:
    frame = pd.DataFrame({"change": [-1.5, 2.0], "rank": pd.array([-3, None], dtype="Int64"), "late": [True, False]})
    pd.testing.assert_frame_equal(formats.harmless(frame), frame)


def test_a_number_among_texts_stays_a_number() -> None:
    frame = pd.DataFrame({"value": pd.Series([-1, "-1", None], dtype="object")})
    assert formats.harmless(frame)["value"].tolist() == [-1, "'-1", None]


def test_a_column_may_have_any_name() -> None:
    assert list(formats.harmless(pd.DataFrame({"self": ["=1"]}))["self"]) == ["'=1"]


def test_the_name_of_a_column_is_text_too() -> None:
    assert list(formats.harmless(pd.DataFrame({FORMULA: [1], "day": [2]}))) == [f"'{FORMULA}", "day"]


def test_a_csv_has_iso_days_full_precision_and_empty_cells_for_what_is_missing() -> None:
    frame = pd.DataFrame(
        {
            "month": pd.to_datetime(["2025-01-01", None]),
            "org": ["Société, X", None],
            "share": [0.1 + 0.2, float("nan")],
            "downloads": pd.array([12_142_981, None], dtype="Int64"),
        }
    )
    assert formats.csv(frame).decode("utf-8").splitlines() == [
        "month,org,share,downloads",
        '2025-01-01,"Société, X",0.30000000000000004,12142981',
        ",,,",
    ]


def test_the_rows_on_the_screen_are_left_as_they_were() -> None:
    frame = pd.DataFrame({"model": [FORMULA], FORMULA: [-1]})
    before = frame.copy()
    formats.csv(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_json_has_iso_days_every_digit_and_null_for_what_is_missing() -> None:
    frame = pd.DataFrame(
        {
            "month": pd.to_datetime(["2025-01-01", None]),
            "org": ["Société", None],
            "share": [0.1 + 0.2, float("nan")],
            "downloads": pd.array([9_007_199_254_740_993, None], dtype="Int64"),
            "late": pd.array([True, None], dtype="boolean"),
        }
    )
    assert formats.json(frame, {"title": "Downloads", "tables": ["hub"]}).decode() == (
        '{"about": {"title": "Downloads", "tables": ["hub"]}, "rows": '
        '[{"month": "2025-01-01", "org": "Société", "share": 0.30000000000000004, '
        '"downloads": 9007199254740993, "late": true}, '
        '{"month": null, "org": null, "share": null, "downloads": null, "late": null}]}'
    )


def test_json_knows_no_number_that_is_none() -> None:
    assert json.loads(formats.json(pd.DataFrame({"a": [float("inf"), -float("inf")]}), {}))["rows"] == [{"a": None}] * 2


def test_json_keeps_a_time_of_day() -> None:
    frame = pd.DataFrame({"at": pd.to_datetime(["2026-10-31T12:30:00Z"]), "on": [date(2026, 10, 31)]})
    assert json.loads(formats.json(frame, {}))["rows"] == [{"at": "2026-10-31T12:30:00+00:00", "on": "2026-10-31"}]


def test_json_of_no_rows_is_an_empty_list() -> None:
    assert json.loads(formats.json(pd.DataFrame({"a": []}), {})) == {"about": {}, "rows": []}


def test_parquet_keeps_types_and_says_in_its_metadata_what_it_is() -> None:
    frame = pd.DataFrame(
        {
            "month": pd.to_datetime(["2025-01-01", None]),
            "model": [FORMULA, None],
            "downloads": pd.array([9_007_199_254_740_993, None], dtype="Int64"),
        }
    )
    content = formats.parquet(frame, {"licence": "MIT", "title": "Down\x00loads"})
    pd.testing.assert_frame_equal(pd.read_parquet(io.BytesIO(content)), frame)
    said = pq.read_schema(io.BytesIO(content))
    assert said.field("downloads").type == pa.int64()
    assert said.metadata[b"licence"] == b"MIT"
    assert said.metadata[b"title"] == b"Down\x00loads"
    assert pq.ParquetFile(io.BytesIO(content)).metadata.row_group(0).column(0).compression == "ZSTD"


def sheet(frame: pd.DataFrame, forms: dict[str, str] | None = None) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(io.BytesIO(formats.xlsx(frame, forms or {}, [("Licence", "MIT")])))["Data"]


def test_a_sheet_has_real_dates_and_numbers_written_by_their_form() -> None:
    frame = pd.DataFrame(
        {
            "month": pd.to_datetime(["2025-01-01"]),
            "day": [date(2025, 1, 31)],
            "share": [0.25],
            "downloads": [1_234_567],
            "rank": [3],
            "params_b": [0.65],
            "late": [True],
            "org": ["Qwen"],
        }
    )
    forms = {
        "month": "month",
        "day": "day",
        "share": "share",
        "downloads": "count",
        "rank": "whole",
        "params_b": "number",
        "late": "flag",
        "org": "text",
    }
    cells = sheet(frame, forms)[2]
    first, last = datetime(2025, 1, 1), datetime(2025, 1, 31)
    assert [cell.value for cell in cells] == [first, last, 0.25, 1_234_567, 3, 0.65, True, "Qwen"]
    assert [cell.number_format for cell in cells] == [
        "mmm yyyy",
        "d mmm yyyy",
        "0.0%",
        "#,##0",
        "#,##0",
        "#,##0.0",
        "General",
        "General",
    ]


def test_the_header_of_a_sheet_is_bold_stays_in_sight_and_filters() -> None:
    data = sheet(pd.DataFrame({"model": ["a" * 100, "b"], "rank": [1, 2]}))
    assert data["A1"].font.bold
    assert data.freeze_panes == "A2"
    assert data.auto_filter.ref == "A1:B3"
    assert data.column_dimensions["A"].width > data.column_dimensions["B"].width


def test_what_is_missing_is_an_empty_cell() -> None:
    frame = pd.DataFrame({"a": [float("nan"), float("inf")], "b": ["", None], "c": pd.to_datetime([None, None])})
    content = zipfile.ZipFile(io.BytesIO(formats.xlsx(frame, {}, []))).read("xl/worksheets/sheet1.xml")
    assert re.findall(r'<c r="([A-Z]\d)"', content.decode()) == ["A1", "B1", "C1"]


def test_no_cell_of_a_workbook_is_a_formula_or_a_link() -> None:
    frame = pd.DataFrame({FORMULA: [FORMULA, "https://example.org"], "n": ["=1", "12"]})
    book = openpyxl.load_workbook(io.BytesIO(formats.xlsx(frame, {}, [("=1", "=2")])))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not [cell for cell in cells if cell.hyperlink]
    assert [cell.value for cell in cells] == [
        f"'{FORMULA}",
        "n",
        f"'{FORMULA}",
        "'=1",
        "https://example.org",
        "12",
        "'=1",
        "'=2",
    ]


@pytest.mark.parametrize(
    ("words", "cell"),
    [
        ("a" * 32_767, "a" * 32_767),
        ("a" * 32_768, "a" * 32_766 + "…"),
        ("🦙" * 20_000, "🦙" * 16_383 + "…"),
        ("a\x00b\x0bc\ufffe", "a�b�c�"),
        ("a\r\nb\rc\td", "a\nb\nc\td"),
        ("_x0041_", "_x0041_"),
        ("<r><t>a</r>", "'<r><t>a</r>"),
    ],
)
def test_a_cell_holds_what_excel_can_read(words: str, cell: str) -> None:
    assert sheet(pd.DataFrame({"model": [words]}))["A2"].value == cell


def test_the_second_sheet_says_what_the_first_one_is() -> None:
    content = formats.xlsx(pd.DataFrame({"a": [1]}), {}, [("Licence", "MIT"), ("Caveats", "one\ntwo")])
    about = openpyxl.load_workbook(io.BytesIO(content))["About"]
    assert [[cell.value for cell in row] for row in about.iter_rows()] == [["Licence", "MIT"], ["Caveats", "one\ntwo"]]
    assert about["A1"].font.bold
    assert about["B2"].alignment.wrap_text


def test_a_sheet_of_no_rows_has_its_header() -> None:
    assert [cell.value for cell in sheet(pd.DataFrame({"a": [], "b": []}))[1]] == ["a", "b"]
