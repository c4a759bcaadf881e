"""Before and after as pairs of marks."""

import math

import pandas as pd

from lib.charts.around import LETTERS, before_after, colours
from lib.charts.bars import stacked
from lib.charts.lines import lines
from lib.charts.theme import THEMES

LIGHT = THEMES["light"]
HOW = {"x": "when", "y": "value", "series": "who", "order": ["a"], "names": {"a": "A & <b>"}}
ROWS = pd.DataFrame({"when": pd.date_range("2025-01-01", periods=2, freq="MS"), "value": [1.0, 2.0], "who": "a"})


def drawn(**columns):
    return lines(ROWS.assign(**columns), theme=LIGHT, colours={"a": "#123456"}, **HOW)


def pairs(**columns) -> pd.DataFrame:
    row = {"series": "A & <b>", "before": 1.0, "after": 2.0, "said": "1 → 2", "hover": "<i>"}
    return pd.DataFrame([row]).assign(**columns)


def test_a_pair_is_hollow_before_and_solid_after_in_the_colour_of_the_chart_that_was_read():
    fig = before_after(pairs(), theme=LIGHT, drawn=drawn(), form="count")
    pair = fig.data[0]
    assert list(pair.x) == [1, 2]
    assert list(pair.marker.symbol) == ["circle-open", "circle"]
    assert pair.marker.color == "#123456"
    assert list(pair.customdata) == ["&lt;i&gt;"] * 2
    assert fig.layout.annotations[0].text.startswith("<b>A &amp; &lt;b&gt;</b>")


def test_a_part_of_a_series_has_its_colour_and_says_which_part():
    fig = before_after(pairs(series="A & <b> · Board"), theme=LIGHT, drawn=drawn(), form="number")
    assert fig.data[0].marker.color == "#123456"
    assert "Board: 1 → 2" in fig.layout.annotations[0].text


def test_a_side_that_is_not_known_has_no_mark():
    pair = before_after(pairs(before=float("nan")), theme=LIGHT, drawn=drawn(), form="count").data[0]
    assert math.isnan(pair.x[0])


def test_counts_are_drawn_from_zero_and_ratings_are_not():
    wide = pairs(before=1000.0, after=1010.0)
    assert before_after(wide, theme=LIGHT, drawn=drawn(), form="count").layout.xaxis.range[0] < 1
    assert before_after(wide, theme=LIGHT, drawn=drawn(), form="number").layout.xaxis.range[0] > 990


def test_long_words_are_broken_into_lines_that_a_phone_can_show():
    fig = before_after(pairs(said="word " * 30), theme=LIGHT, drawn=drawn(), form="count")
    text = fig.layout.annotations[0].text
    assert text.count("<br>") >= 3
    assert max(len(line) for line in text.split("<br>")[2:-1]) <= LETTERS


def test_a_hollow_bar_keeps_its_own_colour():
    hollow = ROWS.assign(incomplete=[True, False])
    assert colours(stacked(hollow, theme=LIGHT, colours={"a": "#123456"}, **HOW), LIGHT) == {
        "A &amp; &lt;b&gt;": "#123456"
    }
