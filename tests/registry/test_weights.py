"""Whose weights are open: every named model has an answer, and the answer has evidence that stands in the project."""

import re

import pytest

from lib.data import Data
from lib.registry import Registry
from lib.registry.tables import REMAINDER

LISTED = re.compile(r"on the ATOM Project's list as (?P<model>\S+)")
ON_BOARD = re.compile(r"licence Proprietary on LMArena's board of (?P<day>\S+) as (?P<model>\S+)")
WHOLE_LINE = re.compile(
    r"licence Proprietary for every (?P<line>\S+) on LMArena's board of (?P<day>\S+), "
    r"and no (?P=line) on the ATOM Project's list"
)
FIGURE = re.compile(r"published figure (?P<figure>\S+): .+")
FLAW = re.compile(r"flaws\.csv \((?P<table>\S+), (?P<entity>\S+), (?P<start>\S+)\): .+")
CARD = re.compile(r"model card on the Hub: https://huggingface\.co/[\w.-]+/[\w.-]+")
NOTHING = re.compile(r"no evidence found: .+")


@pytest.fixture(scope="module")
def evidence(registry: Registry) -> list[tuple[str, str, str]]:
    return list(registry.weights.itertuples(index=False, name=None))


@pytest.fixture(scope="module")
def board(data: Data) -> dict[tuple[str, str], str]:
    rows = data.table("arena")
    rows = rows[rows["board"] == "whole board"]
    days = rows["day"].dt.strftime("%Y-%m-%d")
    return dict(zip(zip(days, rows["model"], strict=True), rows["licence"], strict=True))


def test_every_named_model_of_the_weekly_table_has_a_row(data: Data, registry: Registry) -> None:
    models = data.table("openrouter_weekly")["model"].unique()
    named = {model for model in models if registry.maker("openrouter", model) != REMAINDER}
    assert named - set(registry.weights["model"]) == set()


def test_an_answer_has_evidence_of_a_known_form_and_only_an_unknown_has_none(evidence) -> None:
    forms = {"open": (LISTED, CARD, FIGURE), "closed": (ON_BOARD, WHOLE_LINE, FLAW), "unknown": (NOTHING,)}
    wrong = [row for row in evidence if not any(form.fullmatch(row[2]) for form in forms[row[1]])]
    assert wrong == []


def test_open_models_are_on_the_list_that_their_evidence_names(evidence, registry: Registry) -> None:
    named = [found["model"] for _, _, words in evidence if (found := LISTED.fullmatch(words))]
    assert len(named) > 40
    assert set(named) - set(registry.models["model"]) == set()


def test_closed_models_are_proprietary_on_the_board_that_their_evidence_names(evidence, board) -> None:
    named = [(found["day"], found["model"]) for _, _, words in evidence if (found := ON_BOARD.fullmatch(words))]
    assert len(named) > 10
    assert {board.get(row) for row in named} == {"Proprietary"}


def test_a_closed_line_is_proprietary_throughout_and_has_no_open_model(evidence, board, registry: Registry) -> None:
    named = {(found["line"], found["day"]) for _, _, words in evidence if (found := WHOLE_LINE.fullmatch(words))}
    listed = [model.split("/")[-1].casefold() for model in registry.models["model"]]
    assert named
    for line, day in named:
        licences = {licence for (on, model), licence in board.items() if on == day and model.startswith(line)}
        # The board of 2025-12-17 writes "Propretary" once.
        assert licences <= {"Proprietary", "Propretary"}
        assert licences
        assert not [model for model in listed if model.startswith(line)]


def test_figures_and_flaws_that_serve_as_evidence_are_in_the_registry(evidence, registry: Registry) -> None:
    figures = {found["figure"] for _, _, words in evidence if (found := FIGURE.fullmatch(words))}
    flaws = {(m["table"], m["entity"], m["start"]) for _, _, words in evidence if (m := FLAW.fullmatch(words))}
    assert figures <= set(registry.published_figures["figure"])
    assert flaws <= set(registry.flaws[["table", "entity", "from"]].itertuples(index=False, name=None))


def test_a_model_offered_through_the_api_only_is_not_open_because_of_its_name(registry: Registry) -> None:
    weights = registry.weights.set_index("model")["weights"]
    assert weights["qwen/qwen3.6-plus-04-02"] == "closed"
    assert weights["qwen/qwen3.6-35b-a3b-20260415"] == "open"


def test_a_free_variant_has_the_weights_of_its_model(registry: Registry) -> None:
    weights = registry.weights.set_index("model")["weights"]
    both = [model for model in weights.index if model.endswith(":free") and model.removesuffix(":free") in weights]
    assert both
    assert all(weights[model] == weights[model.removesuffix(":free")] for model in both)
