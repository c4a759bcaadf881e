import pandas as pd
import pytest

from lib.charts.sankey import sankey
from lib.charts.theme import THEMES

ROWS = pd.DataFrame([("q", "x", 3), ("q", "y", 1), ("l", "y", 4)], columns=["left", "right", "value"])


def draw(rows=ROWS, mode="light"):
    return sankey(
        rows,
        theme=THEMES[mode],
        left=["q", "l"],
        right=["x", "y"],
        names={"left": {"q": "Qwen", "l": "Llama"}, "right": {"x": "X", "y": "<b>Y"}},
        colours={"left": {"q": "#ff0000", "l": "#0000ff"}, "right": {"x": "#111111", "y": "#222222"}},
        unit="repositories",
    )


def test_each_row_is_a_stream_from_left_to_right_in_the_colour_of_its_left_end():
    of = draw().data[0]
    names = list(of.node.label)
    streams = [
        (names[source], names[target], value, colour)
        for source, target, value, colour in zip(
            of.link.source, of.link.target, of.link.value, of.link.color, strict=True
        )
    ]
    assert streams == [
        ("Qwen 4", "X 3", 3.0, "rgba(255,0,0,0.35)"),
        ("Qwen 4", "&lt;b&gt;Y 5", 1.0, "rgba(255,0,0,0.35)"),
        ("Llama 4", "&lt;b&gt;Y 5", 4.0, "rgba(0,0,255,0.35)"),
    ]


def test_names_stand_at_their_side_from_the_top_down():
    node = draw().data[0].node
    assert list(node.color) == ["#ff0000", "#0000ff", "#111111", "#222222"]
    assert [round(x) for x in node.x] == [0, 0, 1, 1]
    assert node.y[0] < node.y[1]
    assert node.y[2] < node.y[3]
    assert node.y[0] + node.y[1] == pytest.approx(1), "two equal names stand as far from the top as from the bottom"


def test_a_stream_says_who_has_how_many_from_whom():
    assert draw().data[0].link.customdata[1] == "&lt;b&gt;Y from Qwen: 1 repositories"


def test_a_key_may_stand_on_both_sides():
    rows = pd.DataFrame({"left": ["a"], "right": ["a"], "value": [2]})
    both = {"left": {"a": "A"}, "right": {"a": "A"}}
    colours = {"left": {"a": "#111111"}, "right": {"a": "#222222"}}
    of = sankey(rows, theme=THEMES["light"], left=["a"], right=["a"], names=both, colours=colours, unit="x").data[0]
    assert (list(of.link.source), list(of.link.target)) == ([0], [1])


def test_a_longer_side_makes_the_figure_higher():
    more = pd.DataFrame({"left": ["q"] * 9, "right": list("abcdefghi"), "value": 1})
    right = list("abcdefghi")
    fig = sankey(
        more,
        theme=THEMES["light"],
        left=["q"],
        right=right,
        names={"left": {"q": "Q"}, "right": {key: key for key in right}},
        colours={"left": {"q": "#111111"}, "right": dict.fromkeys(right, "#222222")},
        unit="x",
    )
    assert fig.layout.height > draw().layout.height
