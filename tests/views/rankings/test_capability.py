"""The page of capability: what its headline, figures and cards say of small boards and of the shipped ones."""

from collections.abc import Callable

import pandas as pd
import pytest

from lib.charts.theme import THEMES
from lib.data import Data
from lib.views.options import resolve
from lib.views.rankings import capability
from lib.views.view import Card, NothingToShowError, View

Tables = Callable[..., Data]
COLUMNS = ["board", "day", "model", "lab", "licence", "rating", "rating_low", "rating_high"]
DAY = "2025-12-17"


def arena(*rows: tuple, board: str = "whole board") -> pd.DataFrame:
    """Rows of model, lab, licence, rating; each rating is within 5 points."""
    found = [(board, pd.Timestamp(DAY), *row, row[-1] - 5.0, row[-1] + 5.0) for row in rows]
    return pd.DataFrame(found, columns=COLUMNS)


META, QWEN = ("llama-9", "Meta", "MIT", 1300.0), ("qwen-9", "Alibaba", "Apache 2.0", 1400.0)
CLOSED = ("gpt-9", "OpenAI", "Proprietary", 1500.0)


def shown(data: Data, **given: object) -> View:
    options, ignored = resolve(capability.Options, data, given)
    assert ignored == []
    return capability.view(data, options)


def cards(view: View) -> dict[str, Card]:
    return {card.name: card for card in view.cards}


def headline(with_tables: Tables, *rows: tuple) -> str:
    return shown(with_tables(arena=arena(*rows))).headline


def test_the_headline_names_both_models_their_licences_and_the_points_between(with_tables: Tables) -> None:
    assert headline(with_tables, META, QWEN, CLOSED) == (
        "On the text arena of 17 December 2025 the best open model of makers in China, qwen-9 (Apache 2.0; 1,400, "
        "between 1,395 and 1,405), rates 100 points above that of makers in the United States, llama-9 (MIT; 1,300, "
        "between 1,295 and 1,305); their intervals do not overlap."
    )


def test_overlapping_intervals_leave_open_who_is_better(with_tables: Tables) -> None:
    said = headline(with_tables, META, (*QWEN[:3], 1308.0))
    assert said.endswith("their intervals overlap, so which is better is open.")


def test_intervals_that_are_not_stated_are_said_to_be_missing(with_tables: Tables) -> None:
    table = arena(META, QWEN).assign(rating_low=float("nan"), rating_high=float("nan"))
    view = shown(with_tables(arena=table))
    assert view.headline.endswith("this board states no intervals.")
    assert "whole-board" not in cards(view)


def test_equal_ratings_are_said_to_be_equal(with_tables: Tables) -> None:
    assert "rates the same as" in headline(with_tables, META, (*QWEN[:3], 1300.0))


def test_a_closed_model_is_context_and_never_the_best_open_one(with_tables: Tables) -> None:
    view = shown(with_tables(arena=arena(META, QWEN, CLOSED)))
    assert [figure.label for figure in view.figures] == [
        "Best open, United States: llama-9",
        "Best open, China: qwen-9",
        "Best closed: gpt-9",
    ]


def test_without_open_models_of_both_sides_nothing_is_compared(with_tables: Tables) -> None:
    view = shown(with_tables(arena=arena(QWEN, CLOSED)))
    assert "cannot be compared" in view.headline
    assert view.figures == ()
    assert "shows no open model of makers in the United States" in cards(view)["best-open"].subtitle


def test_a_model_of_unknown_openness_is_left_out_counted_and_named_if_it_matters(with_tables: Tables) -> None:
    doubtful = ("qwen3-max-preview", "Alibaba", "Apache 2.0", 1450.0)
    view = shown(with_tables(arena=arena(META, QWEN, doubtful)))
    assert "qwen-9 (Apache 2.0" in view.headline
    named = "1 of 3 models on “Whole board of one day”; it would lead its side if open: qwen3-max-preview"
    assert named in cards(view)["whole-board"].subtitle
    assert named in cards(view)["best-open"].caveats[0]
    assert "is not known: 1 of 3 models on “Whole board of one day”." in cards(view)["best-open"].subtitle


def test_a_licence_that_nobody_has_decided_on_does_not_make_a_model_open(with_tables: Tables) -> None:
    view = shown(with_tables(arena=arena(META, (*QWEN[:2], "Free as in beer", 1400.0))))
    assert "cannot be compared" in view.headline
    assert "1 of 2 models on" in cards(view)["best-open"].subtitle


def test_the_intervals_show_licence_and_rating_of_each_model(with_tables: Tables) -> None:
    fig = cards(shown(with_tables(arena=arena(META, QWEN, CLOSED))))["whole-board"].draw(THEMES["light"])
    words = [note.text for note in fig.layout.annotations]
    assert ["gpt-9" in words[0], "qwen-9" in words[1], "llama-9" in words[2]] == [True] * 3
    assert "Alibaba · Apache 2.0 · 1,400" in words[1]


def test_boards_have_panels_of_their_own_and_no_line_crosses_a_recalibration(data: Data) -> None:
    fig = cards(shown(data))["best-open"].draw(THEMES["light"])
    assert [note.text for note in fig.layout.annotations] == [
        "<b>Best of each lab by month</b>",
        "<b>Whole board of one day</b>",
        "<b>Forty best by month</b>",
    ]
    for trace in fig.data:
        days = pd.Series(pd.to_datetime([day for day in trace.x if day is not None]))
        if trace.yaxis == "y3":
            assert not (days.min() < pd.Timestamp("2024-06-01") and days.max() > pd.Timestamp("2024-06-28"))
        if trace.yaxis == "y":
            assert not (days.min() < pd.Timestamp("2025-05-23") and days.max() > pd.Timestamp("2025-06-23"))


def test_the_board_of_single_labs_says_what_it_hides_and_whom_it_lacks(data: Data) -> None:
    subtitle = cards(shown(data, boards=("Best of each lab by month",)))["best-open"].subtitle
    assert "holds only the best model of each lab" in subtitle
    assert "DeepSeek" in subtitle
    assert "Meta" in subtitle
    assert "shows no open model of makers in the United States" in subtitle


def test_the_gap_is_us_less_china_and_of_open_and_of_any_models_apart(with_tables: Tables) -> None:
    table = cards(shown(with_tables(arena=arena(META, QWEN, CLOSED))))["arena-gap"].table
    found = table.set_index("series")["gap"].to_dict()
    assert found == {"Best open models": -100, "Best models, open or closed": 100}


def test_published_gaps_stand_as_rings_in_the_panel_of_their_time(data: Data) -> None:
    card = cards(shown(data))["arena-gap"]
    rings = [trace for trace in card.draw(THEMES["light"]).data if trace.marker.symbol == "circle-open"]
    assert [(ring.yaxis, list(ring.y)) for ring in rings] == [("y", [39]), ("y3", [300])]
    assert "39 in March 2026" in card.subtitle
    assert card.sources == ("published",)


def test_what_the_record_of_a_board_lacks_is_told_beside_it_and_not_without_it(data: Data) -> None:
    assert any("gpt-oss" in note for note in shown(data).notes)
    assert not any("gpt-oss" in note for note in shown(data, boards=("Forty best by month",)).notes)


def test_no_board_chosen_says_so(data: Data) -> None:
    options = capability.Options(boards=())
    with pytest.raises(NothingToShowError, match="choose at least one"):
        capability.view(data, options)


def test_models_made_in_both_countries_stand_apart_and_an_unfinished_year_is_hollow(data: Data) -> None:
    card = cards(shown(data))["notable-models"]
    fig = card.draw(THEMES["light"])
    made = {trace.name: dict(zip(trace.x, trace.y, strict=True)) for trace in fig.data}
    assert [made[name][2025] for name in ("China", "United States", "US and China")] == [25, 9, 2]
    china = next(trace for trace in fig.data if trace.name == "China")
    assert china.marker.color[list(china.x).index(2026)] == THEMES["light"].ground
    assert "Of 621 models 6 are left out" in card.subtitle


@pytest.mark.parametrize("board", ["Best of each lab by month", "Whole board of one day", "Forty best by month"])
def test_each_board_alone_draws_and_says_how_each_column_is_written(data: Data, board: str) -> None:
    for card in shown(data, boards=(board,)).cards:
        assert list(card.forms) == list(card.table.columns)
        assert card.draw(THEMES["dark"]).data


def test_a_board_that_lacks_nothing_leaves_one_space(with_tables: Tables) -> None:
    whole = arena(META, QWEN, CLOSED)
    assert "  " not in cards(shown(with_tables(arena=whole)))["best-open"].subtitle
