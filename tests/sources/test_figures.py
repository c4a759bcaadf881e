"""The figure files are understood cell by cell, or refused by name."""

from pathlib import Path

import pandas as pd
import pytest

from lib import contracts
from lib.sources import figures
from lib.sources.figures import FIGURES, FigureError


def rows(text: str) -> pd.DataFrame:
    """A figure file as `fetch` gives it: every cell as text."""
    header, *lines = [line.split(",") for line in text.split()]
    return pd.DataFrame(lines, columns=header, dtype="str")


def one(table: str, *texts: str) -> dict:
    """The first row of a table made from these files, after its contract has been checked."""
    return contracts.check(table, FIGURES[table].parse(*map(rows, texts))).iloc[0].to_dict()


def test_figure_files_are_of_tables_of_the_store() -> None:
    assert set(FIGURES) <= set(contracts.TABLES)


def test_a_month_of_an_org() -> None:
    assert one("hub_monthly", "month,org,downloads,exact 2024-07,Qwen,6845528,0") == {
        "month": pd.Timestamp("2024-07-01"),
        "org": "Qwen",
        "downloads": 6_845_528,
        "exact": False,
    }


def test_a_month_of_the_whole_hub_keeps_its_shares_as_stated() -> None:
    total = one(
        "hub_totals",
        "month,downloads_all_models,downloads_language_models,models_with_a_download,share_derivatives,share_quantized,"
        "share_finetune,share_gguf,share_derivatives_within_textgen,exact 2025-03,9,5,3,0.07613085,0.2,0.3,0.4,0.5,1",
    )
    assert (total["downloads_all_models"], total["share_derivatives"], total["exact"]) == (9, 0.07613085, True)


def test_what_a_model_row_does_not_state_stays_missing() -> None:
    known = one("hub_models", "day,model,downloads_30d,likes,day_is_estimate 2026-02-15,Qwen/Qwen3-8B,12142981,,1")
    assert (known["day"], known["model"], known["org"]) == (pd.Timestamp("2026-02-15"), "Qwen/Qwen3-8B", "Qwen")
    assert (known["downloads_30d"], known["tracked"], known["day_is_estimate"]) == (12_142_981, True, True)
    for column in ("likes", "downloads_all_time", "created_at", "pipeline_tag", "params_b"):
        assert pd.isna(known[column]), column


def test_stated_likes_are_a_count_and_none_is_not_zero() -> None:
    two = rows("day,model,downloads_30d,likes,day_is_estimate 2026-02-15,a/b,1,,0 2026-02-15,a/c,2,910,0")
    assert figures.hub_models(two)["likes"].tolist() == [pd.NA, 910]


@pytest.mark.parametrize(("stated", "share"), [("8.559", 0.08559), ("100", 1.0), ("0.001", 0.00001)])
def test_per_cent_become_shares_of_one(stated: str, share: float) -> None:
    assert one("openrouter_lines", f"day,line,share_pct 2025-01-01,Qwen,{stated}")["share"] == share


def test_tokens_of_a_week_keep_every_digit() -> None:
    known = one("openrouter_weekly", "week,model,tokens,days_in_top50 2026-05-25,a/b,9007199254740993,7")
    assert known["tokens"] == 9_007_199_254_740_993


def test_pulls_by_prefix_and_by_model() -> None:
    prefix = one("ollama_prefixes", "day,prefix,models,pulls_all_time 2025-07-20,qwen,4,664600")
    assert (prefix["prefix"], prefix["models"], prefix["pulls_all_time"]) == ("qwen", 4, 664_600)
    model = one("ollama_pulls", "day,model,pulls_all_time 2025-07-31,llama3.1,99100000")
    assert (model["model"], model["pulls_all_time"]) == ("llama3.1", 99_100_000)


def test_three_boards_stand_one_below_the_other_with_what_each_of_them_states() -> None:
    boards = contracts.check(
        "arena",
        figures.arena(
            rows("day,model,rating 2023-05-22,gpt-4,1224.6"),
            rows("day,lab,model,rating 2023-12-20,Google,gemini-pro,1037.9"),
            rows(
                "day,model,organization,license,rating,rating_q025,rating_q975 "
                "2025-12-17,gemini-3-pro,Google,Proprietary,1492.0,1485.9,1498.2"
            ),
        ),
    )
    assert boards["board"].tolist() == ["monthly top 40", "best of lab", "whole board"]
    assert boards["rating"].tolist() == [1224.6, 1037.9, 1492.0]
    assert boards["lab"].isna().tolist() == [True, False, False]
    assert boards["licence"].isna().tolist() == [True, True, False]
    assert boards["rating_low"].isna().tolist() == [True, True, False]
    assert boards.iloc[2][["rating_low", "rating_high"]].tolist() == [1485.9, 1498.2]


def test_notable_models_of_a_year() -> None:
    assert one("notable_models", "year,country_group,open_weights,notable_models 2019,China,No,3") == {
        "year": 2019,
        "country_group": "China",
        "open_weights": "No",
        "notable_models": 3,
    }


def test_a_parser_leaves_its_rows_as_they_were() -> None:
    given = rows("month,org,downloads,exact 2024-07,Qwen,1,0")
    before = given.copy()
    figures.hub_monthly(given)
    pd.testing.assert_frame_equal(given, before)


def told(folder: Path, content: bytes | None) -> str:
    """What is said of this content of the file of `ollama_pulls`."""
    if content is not None:
        (folder / "ollama_pulls_by_model.csv").write_bytes(content)
    with pytest.raises(FigureError) as error:
        figures.read("ollama_pulls", folder)
    return str(error.value).removeprefix("ollama_pulls_by_model.csv")


HEADER = b"day,model,pulls_all_time\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", " has no rows; fetch the file again"),
        (HEADER, " has no rows; fetch the file again"),
        (HEADER + b"2025-07-31,qwen\n", ": row 2 has 2 cells, its header 3; fetch it again"),
        (HEADER + b"2025-07-31,qwen,1,2\n", ": row 2 has 4 cells, its header 3; fetch it again"),
        (HEADER + b'2025-07-31,"qwen,1\n', " is no CSV in UTF-8 (unexpected end of data); fetch the file again"),
        (b"day,model\n2025-07-31,qwen\n", ": the column 'pulls_all_time' is missing; fetch the file again"),
    ],
)
def test_a_file_that_is_not_what_its_name_promises_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    assert told(tmp_path, content) == said


def test_a_missing_file_is_named_with_its_folder(tmp_path: Path) -> None:
    assert told(tmp_path, None) == f" is not in {tmp_path.name}; name the folder that holds the figure files"


@pytest.mark.parametrize(
    ("row", "part"),
    [
        (b"2025-07-31,qwen,many", "'many'"),
        (b"2025-07-31,qwen,1.5", "'1.5'"),
        (b"2025-07-31,qwen,", "''"),
        (b"31.07.2025,qwen,1", "31.07.2025"),
        (b"2025-07-31,soci\xe9t\xe9,1", "is no CSV in UTF-8"),
    ],
)
def test_a_cell_that_cannot_be_understood_is_refused_with_its_file(tmp_path: Path, row: bytes, part: str) -> None:
    assert part in told(tmp_path, HEADER + row + b"\n")


def test_a_name_that_reads_like_a_missing_value_stays_a_name(tmp_path: Path) -> None:
    (tmp_path / "ollama_pulls_by_model.csv").write_bytes(HEADER + b"2025-07-31,NA,1\n")
    assert figures.read("ollama_pulls", tmp_path)["model"].tolist() == ["NA"]


def test_a_flag_is_0_or_1_and_nothing_else_is_taken_for_true() -> None:
    with pytest.raises(ValueError, match=r"^'2' under exact is neither 0 nor 1$"):
        figures.hub_monthly(rows("month,org,downloads,exact 2024-07,Qwen,1,2"))
