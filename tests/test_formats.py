"""A card as a file: harmless in a spreadsheet, and otherwise the same rows."""

import pandas as pd
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
