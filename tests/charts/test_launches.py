import pandas as pd
import pytest

from lib.charts.launches import aligned
from lib.charts.theme import THEMES

ROWS = pd.DataFrame(
    {
        "model": ["a", "a", "a", "b", "b", "c"],
        "age": [7, 14, 30, 7, 30, 7],
        "downloads": [10.0, None, 30.0, 5.0, 0.0, 9.0],
        "hover": "",
    }
)
NAMES = {"a": "Alpha <1>", "b": "Beta", "c": "Gamma"}
COLOURS = {"a": "#123456", "b": "#123456", "c": "#654321"}


def drawn(order=("a", "b"), **given):
    given = {"y": "downloads", "form": "count", **given}
    return aligned(ROWS, theme=THEMES["light"], order=order, names=NAMES, colours=COLOURS, **given)


def test_every_line_begins_at_its_release_and_ends_with_its_name():
    fig = drawn()
    assert [(trace.name, list(trace.x)) for trace in fig.data] == [("Alpha &lt;1&gt;", [7, 14, 30]), ("Beta", [7, 30])]
    assert fig.layout.xaxis.range == (0, 30)
    assert fig.layout.xaxis.title.text == "Days since release"
    assert [note.text for note in fig.layout.annotations] == ["<b>Alpha &lt;1&gt;</b>", "<b>Beta</b>"]


def test_a_missing_value_breaks_the_line():
    line = drawn().data[0]
    assert pd.isna(line.y[1])
    assert line.connectgaps is False


def test_lines_of_one_colour_differ_by_their_dashes_and_marks():
    lines = drawn(("a", "b", "c")).data
    assert [line.line.dash for line in lines] == ["solid", "dash", "solid"]
    assert len({line.marker.symbol for line in lines}) == 3


def test_a_level_across_is_drawn_and_named_and_within_the_axis():
    fig = drawn(reference=(50.0, "the bar"))
    assert [(shape.y0, shape.y1) for shape in fig.layout.shapes] == [(50, 50)]
    assert fig.layout.annotations[-1].text == "the bar"
    assert fig.layout.yaxis.range[1] > 50


def test_on_a_log_axis_zero_is_left_out():
    fig = drawn(log=True)
    assert fig.layout.yaxis.type == "log"
    assert pd.isna(fig.data[1].y[1])


@pytest.mark.parametrize("form", ["count", "share", "number"])
def test_counts_begin_at_zero(form):
    assert drawn(form=form).layout.yaxis.range[0] == 0


def test_without_a_value_there_is_still_an_axis():
    fig = aligned(ROWS.iloc[:0], theme=THEMES["dark"], y="downloads", order=(), names={}, colours={}, form="count")
    assert fig.layout.xaxis.range == (0, 1)
