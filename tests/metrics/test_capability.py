"""The best models of two sides, on boards small enough to read."""

import pandas as pd
import pytest

from lib.metrics import capability

MODELS = pd.DataFrame(
    [("stated", "alibaba", "open", "MIT", "on the list"), ("doubted", "alibaba", "unknown", "", "no evidence found")],
    columns=["model", "maker", "weights", "licence", "evidence"],
)
LICENCES = pd.DataFrame([("MIT", "open"), ("Proprietary", "closed")], columns=["licence", "weights"])
FLAWS = pd.DataFrame(
    [
        ("all", "2023-01-01", "2026-12-31", "revised"),
        ("monthly", "2024-06-02", "2024-07-01", "revised"),
        ("monthly", "2024-01-01", "2024-12-31", "partial"),
    ],
    columns=["entity", "from", "to", "kind"],
).assign(**{"from": lambda rows: pd.to_datetime(rows["from"]), "to": lambda rows: pd.to_datetime(rows["to"])})


def board(*rows: dict, **everywhere: object) -> pd.DataFrame:
    plain = {
        "board": "monthly",
        "day": pd.Timestamp("2024-06-01"),
        "model": "m",
        "lab": None,
        "licence": None,
        "rating": 1000.0,
        "rating_low": float("nan"),
        "rating_high": float("nan"),
        "stretch": 0,
    }
    return pd.DataFrame([plain | everywhere | row for row in rows])


def decided(**row: object) -> dict:
    return capability.decided(board(row), MODELS, LICENCES, {"Lab": "meta"}).iloc[0].to_dict()


def test_weights_follow_from_the_licence_that_the_board_states() -> None:
    assert decided(licence="MIT", lab="Lab")["weights"] == "open"
    assert decided(licence="Proprietary", lab="Lab")["weights"] == "closed"


def test_a_licence_that_nobody_has_decided_on_and_one_not_stated_say_nothing() -> None:
    assert decided(licence="Free as in beer")["weights"] == "unknown"
    assert decided()["weights"] == "unknown"


def test_what_the_registry_says_of_a_model_goes_before_the_licence_of_a_board() -> None:
    found = decided(model="doubted", licence="MIT")
    assert (found["weights"], found["evidence"]) == ("unknown", "no evidence found")


def test_a_licence_that_the_board_does_not_state_is_that_of_the_registry() -> None:
    assert decided(model="stated")["licence"] == "MIT"
    assert decided(model="stated", licence="Apache 2.0")["licence"] == "Apache 2.0"


def test_the_maker_is_that_of_the_lab_unless_the_registry_names_one_and_else_is_empty() -> None:
    assert decided(lab="Lab")["maker"] == "meta"
    assert decided(model="stated", lab="Lab")["maker"] == "alibaba"
    assert decided(lab="Nobody knows")["maker"] == ""


def days(*of: str) -> pd.DataFrame:
    table = board(*({"day": pd.Timestamp(day)} for day in of)).drop(columns="stretch")
    return capability.with_stretches(table, FLAWS)


def test_a_scale_that_moved_begins_a_new_stretch_on_the_first_day_known_to_be_on_it() -> None:
    assert list(days("2024-06-01", "2024-07-01", "2024-08-01")["stretch"]) == [0, 1, 1]


def test_a_day_between_two_scales_falls_out() -> None:
    assert list(days("2024-06-01", "2024-06-02", "2024-06-30", "2024-07-01")["day"].dt.day) == [1, 1]


def test_what_moved_another_board_or_lies_between_boards_moves_no_stretch() -> None:
    other = board({"board": "other", "day": pd.Timestamp("2024-06-15")}).drop(columns="stretch")
    assert list(capability.with_stretches(other, FLAWS)["stretch"]) == [0]


def test_the_best_is_taken_for_each_side_board_stretch_and_day() -> None:
    table = board(
        {"model": "low", "side": "us", "rating": 1.0},
        {"model": "high", "side": "us", "rating": 2.0},
        {"model": "far", "side": "us", "rating": 9.0, "board": "other"},
        {"model": "moved", "side": "us", "rating": 3.0, "stretch": 1},
        {"model": "chinese", "side": "china", "rating": 1.5},
    )
    found = capability.best(table, "side")
    assert list(found["model"]) == ["chinese", "high", "moved", "far"]


def test_of_equals_the_first_by_name_stands_for_both() -> None:
    table = board({"model": "b", "side": "us"}, {"model": "a", "side": "us"})
    assert list(capability.best(table, "side")["model"]) == ["a"]


def test_a_gap_is_the_first_less_the_second_and_widest_at_the_ends_of_the_intervals() -> None:
    found = board(
        {"model": "x", "side": "us", "rating": 1010.0, "rating_low": 1005.0, "rating_high": 1015.0},
        {"model": "y", "side": "china", "rating": 1030.0, "rating_low": 1020.0, "rating_high": 1040.0},
    )
    gap = capability.gaps(found, "side", "us", "china").iloc[0]
    assert (gap["gap"], gap["gap_low"], gap["gap_high"]) == (-20, -35, -5)
    assert (gap["model_a"], gap["model_b"]) == ("x", "y")


def test_a_gap_without_intervals_has_no_ends() -> None:
    gap = capability.gaps(board({"side": "us"}, {"side": "china"}), "side", "us", "china").iloc[0]
    assert gap["gap"] == 0
    assert pd.isna(gap["gap_low"])


@pytest.mark.parametrize(
    "apart", [{"board": "other"}, {"stretch": 1}, {"day": pd.Timestamp("2024-06-02")}], ids=["board", "scale", "day"]
)
def test_models_of_different_boards_scales_or_days_have_no_gap(apart: dict) -> None:
    assert capability.gaps(board({"side": "us"}, {"side": "china"} | apart), "side", "us", "china").empty


def test_a_board_holds_the_best_of_labs_if_no_lab_has_two_models_on_a_day() -> None:
    table = board(
        {"lab": "A"}, {"lab": "B"}, {"lab": "A", "day": pd.Timestamp("2024-07-01")},
        {"lab": "A", "board": "whole"}, {"lab": "A", "board": "whole"}, {"board": "unlabelled"},
    )  # fmt: skip
    assert capability.best_of_labs(table) == ["monthly"]


def test_a_model_is_left_out_for_unknown_weights_or_for_open_ones_of_an_unknown_maker() -> None:
    table = board(
        {"model": "counts", "weights": "open", "maker": "meta"},
        {"model": "closed", "weights": "closed", "maker": ""},
        {"model": "unknown", "weights": "unknown", "maker": "meta"},
        {"model": "homeless", "weights": "open", "maker": ""},
    )
    out = capability.left_out(table).set_index("model")["why"]
    assert out.to_dict() == {
        "unknown": "whether the weights are open is not known",
        "homeless": "the base of the maker is not known",
    }


def test_a_model_left_out_matters_if_it_rates_above_the_best_of_its_own_side_on_that_day() -> None:
    best = board({"side": "us", "rating": 1000.0})
    out = board(
        {"model": "above", "side": "us", "rating": 1001.0},
        {"model": "below", "side": "us", "rating": 999.0},
        {"model": "higher", "side": "us", "rating": 1002.0},
        {"model": "elsewhere", "side": "china", "rating": 2000.0},
        {"model": "later", "side": "us", "rating": 2000.0, "day": pd.Timestamp("2024-07-01")},
    )
    assert capability.above_best(out, best, "side") == ["higher", "above"]
