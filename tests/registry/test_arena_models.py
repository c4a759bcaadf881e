"""Whose weights are open on the text arena: every board can be judged, and each answer has evidence of a known form."""

import re

import pytest

from lib.data import Data
from lib.registry import Registry

LISTED = re.compile(r"on the ATOM Project's list as (?P<model>\S+)")
LICENCE = re.compile(r"licence (?P<licence>.+?) on LMArena's board of (?P<day>[\d-]{10})(?:; .+)?")
WHOLE_LINE = re.compile(
    r"licence Proprietary for every (?P<line>\S+) on LMArena's board of (?P<day>\S+), "
    r"and no (?P=line) on the ATOM Project's list"
)
FIGURE = re.compile(r"published figure (?P<figure>\S+): .+")
CARD = re.compile(r"model card on the Hub: https://huggingface\.co/[\w.-]+/[\w.-]+")
NOTHING = re.compile(r"no evidence found: .+")
FORMS = {"open": (LISTED, LICENCE, CARD, FIGURE), "closed": (LICENCE, WHOLE_LINE), "unknown": (NOTHING,)}


@pytest.fixture(scope="module")
def rows(registry: Registry) -> list[dict[str, str]]:
    return registry.arena_models.to_dict("records")


@pytest.fixture(scope="module")
def board(data: Data) -> dict[str, str]:
    """The licence of each model on the board that states one."""
    table = data.table("arena").dropna(subset=["licence"])
    assert set(table["day"].dt.strftime("%Y-%m-%d")) == {"2025-12-17"}
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


def test_a_licence_decides_as_the_file_of_licences_says_and_is_that_of_the_board_at_hand(rows, registry, board) -> None:
    weights = registry.arena_licences.set_index("licence")["weights"]
    checked = 0
    for row in rows:
        if found := LICENCE.fullmatch(row["evidence"]):
            assert weights[found["licence"]] == row["weights"], row
            assert row["licence"] == found["licence"]
            if found["day"] == "2025-12-17":
                assert board[row["model"]] == found["licence"]
                checked += 1
    assert checked > 20


def test_a_closed_line_is_proprietary_throughout_and_has_no_open_model(rows, registry: Registry, board) -> None:
    lines = {(found["line"], found["day"]) for row in rows if (found := WHOLE_LINE.fullmatch(row["evidence"]))}
    listed = [model.split("/")[-1].casefold() for model in registry.models["model"]]
    assert lines
    for line, day in lines:
        assert not [model for model in listed if model.startswith(line)]
        licences = {licence for model, licence in board.items() if model.startswith(line)}
        assert day == "2025-05-01" or licences
        # The board of 2025-12-17 writes "Propretary" once.
        assert licences <= {"Proprietary", "Propretary"}


def test_figures_that_serve_as_evidence_are_in_the_registry(rows, registry: Registry) -> None:
    figures = {found["figure"] for row in rows if (found := FIGURE.fullmatch(row["evidence"]))}
    assert figures
    assert figures <= set(registry.published_figures["figure"])


def test_a_model_that_only_its_label_calls_open_is_not_taken_for_open(registry: Registry, board) -> None:
    weights = registry.arena_models.set_index("model")["weights"]
    assert board["qwen3-max-preview"] == "Apache 2.0"
    assert weights["qwen3-max-preview"] == "unknown"
