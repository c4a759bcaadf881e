"""Values with their intervals as a reader sees them."""

import pandas as pd

from lib.charts.intervals import intervals
from lib.charts.theme import THEMES

ROWS = pd.DataFrame(
    [
        {"series": "a", "label": "top <b>", "note": "MIT", "value": 1400, "low": 1390, "high": 1420, "hover": "top"},
        {"series": "b", "label": "next", "note": "Gemma", "value": 1300, "low": 1295, "high": 1305, "hover": "next"},
    ]
)


def draw(rows: pd.DataFrame = ROWS):
    return intervals(
        rows,
        theme=THEMES["light"],
        series=["a", "b"],
        names={"a": "A", "b": "B"},
        colours={"a": "#111111", "b": "#222222"},
    )


def test_a_mark_stands_on_its_interval_in_the_colour_of_its_series_the_first_on_top():
    seen = [
        (trace.name, list(trace.x), list(trace.y), list(trace.error_x.arrayminus), list(trace.error_x.array))
        for trace in draw().data
    ]
    assert seen == [("A", [1400], [1], [10], [20]), ("B", [1300], [0], [5], [5])]
    assert [trace.marker.color for trace in draw().data] == ["#111111", "#222222"]


def test_series_differ_by_their_mark_too():
    assert len({trace.marker.symbol for trace in draw().data}) == 2


def test_name_and_note_stand_above_the_mark_and_names_are_no_markup():
    first, second = draw().layout.annotations
    assert first.text.startswith("<b>top &lt;b&gt;</b><br>")
    assert "MIT" in first.text
    assert "Gemma" in second.text
    assert (round(first.y), round(second.y)) == (1, 0)


def test_the_axis_holds_all_intervals_and_does_not_begin_at_zero():
    low, high = draw().layout.xaxis.range
    assert 1200 < low < 1295
    assert high > 1420
