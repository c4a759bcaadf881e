"""Two sides point by point, as a reader sees them."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from lib.charts.sides import LETTERS, sides
from lib.charts.theme import THEMES

LIGHT = THEMES["light"]
STYLE: dict[str, Any] = {
    "order": ["us", "china"],
    "names": {"us": "United States", "china": "China"},
    "colours": {"us": "#0000aa", "china": "#aa0000"},
}


def rows(**changed: Any) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "topic": "Reach",
            "point": ["downloads", "downloads", "said", "said"],
            "name": ["Downloads", "Downloads", "What is said", "What is said"],
            "side": ["us", "china", "us", "china"],
            "words": ["14 % of all.", "35 % of all.", "Words.", "Other words."],
            "length": [0.4, 1.0, None, None],
            "stated": [False, False, True, True],
            "hover": ["a", "b", "c", "d"],
        }
    )
    return frame.assign(**changed)


def said(fig: go.Figure) -> list[str]:
    return [note.text for note in fig.layout.annotations]


def bars(fig: go.Figure) -> dict[str, list[float]]:
    return {trace.name: list(trace.x) for trace in fig.data if trace.type == "bar"}


def test_a_topic_and_a_point_have_their_heading_and_a_side_its_name_in_its_colour() -> None:
    fig = sides(rows(), theme=LIGHT, **STYLE)
    assert said(fig)[:3] == ["<b>Reach</b>", "<b>Downloads</b>", "<b>What is said</b>"]
    assert "<b><span style='color:#aa0000'>China:</span></b> 35\u00a0% of all." in said(fig)


def test_only_what_is_a_number_has_a_bar_and_the_shorter_is_in_proportion() -> None:
    assert bars(sides(rows(), theme=LIGHT, **STYLE)) == {"United States": [0.4], "China": [1.0]}


def test_what_others_have_published_is_hollow() -> None:
    fig = sides(rows(stated=True), theme=LIGHT, **STYLE)
    assert [list(trace.marker.color) for trace in fig.data if trace.type == "bar"] == [[LIGHT.ground], [LIGHT.ground]]


def test_points_without_numbers_have_marks_alone() -> None:
    fig = sides(rows(length=None), theme=LIGHT, **STYLE)
    assert {trace.type for trace in fig.data} == {"scatter"}


def test_the_sides_differ_by_more_than_their_colour() -> None:
    fig = sides(rows(), theme=LIGHT, **STYLE)
    assert [trace.marker.symbol for trace in fig.data if trace.type == "scatter"] == ["circle", "square"]


def test_a_long_sentence_is_broken_and_the_chart_grows_with_it() -> None:
    short, long = (sides(rows(words=words), theme=LIGHT, **STYLE) for words in ("Few.", "word " * 40))
    assert long.layout.height > short.layout.height
    assert all(len(line) <= LETTERS + 60 for text in said(long) for line in text.split("<br>"))


def test_nothing_stands_upon_another() -> None:
    fig = sides(rows(), theme=LIGHT, **STYLE)
    places = sorted(note.y for note in fig.layout.annotations)
    assert len(places) == len(set(places))


def test_names_from_outside_are_no_markup() -> None:
    fig = sides(rows(words="<img src=x>"), theme=LIGHT, **STYLE)
    assert "<img" not in "".join(said(fig))
