"""The strip of differences as a reader sees it."""

from math import inf

import pandas as pd

from lib.charts.claims import ratios
from lib.charts.theme import THEMES

ROWS = pd.DataFrame(
    {
        "key": ["a", "b", "c"],
        "claim": ["Twice as much <b>", "The same", "A tenth"],
        "ratio": [2.0, 1.0, 0.1],
        "low": [0.99, 0.95, 1.0],
        "high": [1.01, 1.05, inf],
        "verdict": ["differs", "reproduced", "differs"],
        "said": ["+100 %", "+0.0 %", "-90 %"],
        "hover": ["a", "b", "c"],
    }
)


def test_a_claim_has_its_mark_at_our_figure_over_that_claimed() -> None:
    same, other = ratios(ROWS, theme=THEMES["light"]).data
    assert (same.name, list(same.x), list(same.y), same.marker.symbol) == ("Reproduced", [1.0], [1], "circle")
    assert (other.name, list(other.x), list(other.y)) == ("Differs", [2.0, 0.1], [2, 0])
    assert other.marker.symbol == "diamond-open"


def test_the_difference_stands_beside_its_mark_away_from_the_middle() -> None:
    _, other = ratios(ROWS, theme=THEMES["light"]).data
    assert list(other.text) == ["\u00a0+100 %", "-90 %\u00a0"]
    assert list(other.textposition) == ["middle right", "middle left"]


def test_a_point_carries_the_key_of_its_claim_first() -> None:
    same, other = ratios(ROWS, theme=THEMES["light"]).data
    assert [point[0] for point in (*same.customdata, *other.customdata)] == ["b", "a", "c"]


def test_what_is_only_not_contradicted_has_a_mark_of_its_own() -> None:
    rows = ROWS.assign(verdict=["differs", "not contradicted", "differs"])
    between, other = ratios(rows, theme=THEMES["light"]).data
    assert (between.name, list(between.x), between.marker.symbol) == ("Not contradicted", [1.0], "circle-open")
    assert other.name == "Differs"


def test_the_axis_is_a_log_one_around_the_same() -> None:
    axis = ratios(ROWS, theme=THEMES["light"]).layout.xaxis
    assert axis.type == "log"
    assert axis.range[0] == -axis.range[1] < -1
    assert dict(zip(axis.tickvals, axis.ticktext, strict=True))[1.0] == "same"


def test_a_bar_shows_what_reads_as_the_claim_does_and_a_bound_goes_to_the_edge() -> None:
    fig = ratios(ROWS, theme=THEMES["light"])
    bars = [shape for shape in fig.layout.shapes if shape.type == "rect"]
    assert [(bar.x0, bar.x1) for bar in bars[:2]] == [(0.99, 1.01), (0.95, 1.05)]
    assert (bars[2].x0, bars[2].x1) == (1.0, 10 ** fig.layout.xaxis.range[1])


def test_names_are_no_markup_and_the_first_stands_at_the_top() -> None:
    fig = ratios(ROWS, theme=THEMES["dark"])
    assert fig.layout.annotations[0].text == "Twice as much &lt;b&gt;"
    assert [note.y for note in fig.layout.annotations] == sorted([note.y for note in fig.layout.annotations])[::-1]


def test_a_single_claim_has_room_up_to_twice() -> None:
    fig = ratios(ROWS.iloc[1:2], theme=THEMES["light"])
    assert fig.layout.xaxis.range[1] > 0.3
