"""Whose weights are open on the text arena: every board can be judged, and each answer has evidence of a known form."""

import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from lib.data import Data
from lib.registry import Registry

LISTED = re.compile(r"on the ATOM Project's list as (?P<model>\S+)")
BOARD = r"on (?P<copy>a copy of )?LMArena's board of (?P<day>[\d-]{10})"
LICENCE = re.compile(rf"licence (?P<licence>.+?) {BOARD}(?:; .+)?")
WHOLE_LINE = re.compile(
    rf"licence Proprietary for every (?P<line>\S+) {BOARD}, "
    r"and no (?P=line) on the ATOM Project's list"
)
FIGURE = re.compile(r"published figure (?P<figure>\S+): .+")
CARD = re.compile(r"model card on the Hub: (?P<url>https://huggingface\.co/[\w.-]+/[\w.-]+)(?:; .+)?")
NOTHING = re.compile(r"no evidence found: .+")
AT_HAND, COPIED = "2025-12-17", "2025-05-01"
"""The days of the board in the store and of the one that is known from a copy."""
CARDS_READ = {
    *("01-ai/Yi-34B-Chat", "CohereForAI/c4ai-command-r-plus", "Nexusflow/Athene-V2-Chat"),
    *("databricks/dbrx-instruct", "mosaicml/mpt-30b-chat"),
}
"""Repositories beyond the ATOM Project's list whose model cards were read, or whose weights others load."""
FORMS = {"open": (LISTED, LICENCE, CARD, FIGURE), "closed": (LICENCE, WHOLE_LINE), "unknown": (NOTHING,)}


@pytest.fixture(scope="module")
def rows(registry: Registry) -> list[dict[str, str]]:
    return registry.arena_models.to_dict("records")


@pytest.fixture(scope="module")
def board(data: Data) -> dict[str, str]:
    """The licence of each model on the board that states one."""
    table = data.table("arena").dropna(subset=["licence"])
    assert set(table["day"].dt.strftime("%Y-%m-%d")) == {AT_HAND}
    return dict(zip(table["model"], table["licence"], strict=True))


@pytest.fixture(scope="module")
def copied() -> dict[str, str]:
    """The licence of each model on LMArena's board of 2025-05-01 (CC BY 4.0), as in the copy that the rows name."""
    table = pd.read_csv(Path(__file__).with_name("lmarena_2025-05-01.csv"))
    return dict(zip(table["model"], table["licence"], strict=True))


def test_every_model_of_a_board_without_licences_has_a_row(data: Data, registry: Registry) -> None:
    table = data.table("arena")
    silent = set(table.loc[table["licence"].isna(), "model"])
    assert silent - set(registry.arena_models["model"]) == set()


def test_every_licence_of_a_board_is_decided_on(data: Data, registry: Registry) -> None:
    stated = set(data.table("arena")["licence"].dropna()) | set(registry.arena_models["licence"]) - {""}
    assert stated - set(registry.arena_licences["licence"]) == set()


def test_an_answer_has_evidence_of_a_known_form_and_only_an_unknown_has_none(rows) -> None:
    assert [row for row in rows if not any(form.fullmatch(row["evidence"]) for form in FORMS[row["weights"]])] == []


def test_makers_are_in_the_list_of_makers_and_agree_with_the_labs_of_the_boards(rows, data: Data) -> None:
    table = data.table("arena").dropna(subset=["lab"])
    labs = dict(zip(table["model"], table["lab"], strict=True))
    assert {row["maker"] for row in rows} - {""} <= set(data.registry.makers["maker"])
    wrong = [
        row for row in rows if row["model"] in labs and data.registry.maker("arena", labs[row["model"]]) != row["maker"]
    ]
    assert wrong == []


def test_open_models_are_on_the_list_that_their_evidence_names(rows, registry: Registry) -> None:
    named = [found["model"] for row in rows if (found := LISTED.fullmatch(row["evidence"]))]
    assert named
    assert set(named) <= set(registry.models["model"])


def test_a_licence_decides_as_the_file_of_licences_says_and_is_that_of_its_board(rows, registry, board, copied) -> None:
    weights = registry.arena_licences.set_index("licence")["weights"]
    checked = Counter[str]()
    for row in rows:
        if found := LICENCE.fullmatch(row["evidence"]):
            assert weights[found["licence"]] == row["weights"], row
            assert row["licence"] == found["licence"]
            if found["day"] == AT_HAND:
                assert board[row["model"]] == found["licence"]
            else:
                assert copied[row["model"]] == found["licence"]
            checked[found["day"]] += 1
    assert checked[AT_HAND] > 20
    assert checked[COPIED] > 90


def test_a_closed_line_is_proprietary_throughout_and_has_no_open_model(rows, registry, board, copied) -> None:
    lines = {(found["line"], found["day"]) for row in rows if (found := WHOLE_LINE.fullmatch(row["evidence"]))}
    listed = [model.split("/")[-1].casefold() for model in registry.models["model"]]
    assert lines
    for line, day in lines:
        assert not [model for model in listed if model.startswith(line)]
        where = copied if day == COPIED else board
        licences = {licence for model, licence in where.items() if model.startswith(line)}
        # Both boards write "Propretary" once.
        assert {"Proprietary"} <= licences <= {"Proprietary", "Propretary"}


def test_the_address_of_a_row_is_where_its_evidence_stands(rows, registry: Registry) -> None:
    figures = registry.published_figures.set_index("figure")["url"]
    for row in rows:
        said, url = row["evidence"], row["url"]
        if found := LICENCE.fullmatch(said) or WHOLE_LINE.fullmatch(said):
            assert (found["day"], bool(found["copy"])) in {(AT_HAND, False), (COPIED, True)}
            assert ("chatbot-arena.md" if found["copy"] else "lmarena/arena-catalog") in url
        elif found := CARD.fullmatch(said):
            assert url == found["url"]
        elif found := FIGURE.fullmatch(said):
            assert url == figures[found["figure"]]
        else:
            assert url == ("https://github.com/Interconnects-AI/tracked-models" if LISTED.fullmatch(said) else "")


def test_a_licence_stands_with_its_model_on_the_board_that_its_address_names(registry: Registry, board, copied) -> None:
    for row in registry.arena_licences.to_dict("records"):
        where = copied if "chatbot-arena.md" in row["url"] else board
        assert where[row["model"]] == row["licence"]


def test_an_open_licence_has_weights_that_are_listed_or_whose_card_was_read(registry: Registry) -> None:
    licences = registry.arena_licences
    repositories = set(licences.loc[licences["weights"] == "open", "repository"])
    assert repositories - set(registry.models["model"]) == CARDS_READ


def test_figures_that_serve_as_evidence_are_in_the_registry(rows, registry: Registry) -> None:
    figures = {found["figure"] for row in rows if (found := FIGURE.fullmatch(row["evidence"]))}
    assert figures
    assert figures <= set(registry.published_figures["figure"])


def test_a_model_that_only_its_label_calls_open_is_not_taken_for_open(registry: Registry, board) -> None:
    weights = registry.arena_models.set_index("model")["weights"]
    assert board["qwen3-max-preview"] == "Apache 2.0"
    assert weights["qwen3-max-preview"] == "unknown"


def test_a_model_of_unknown_weights_is_on_no_list_and_has_no_licence_that_decides(
    rows, registry, board, copied
) -> None:
    listed = {model.split("/")[-1].casefold() for model in registry.models["model"]}
    unknown = [row["model"] for row in rows if row["weights"] == "unknown"]
    assert not listed & set(unknown)
    stated = {model: board.get(model) or copied.get(model) for model in unknown}
    assert {model: licence for model, licence in stated.items() if licence} == {
        "qwen-max-0919": "Qwen",
        "qwen3-max-preview": "Apache 2.0",
    }


def test_what_the_flaw_of_the_whole_board_says_can_be_counted(registry: Registry, board, copied) -> None:
    flaws = registry.flaws_of("arena")
    note = flaws.loc[flaws["entity"] == "whole board", "note"].item()
    assert f"holds {len(board)} models" in note
    assert "lists over 180" in note
    assert len(copied) > 180
    assert not [model for model in board if "gpt-oss" in model]
