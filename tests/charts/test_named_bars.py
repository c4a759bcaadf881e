import pandas as pd
import pytest

from lib.charts.named_bars import PALE, named_bars
from lib.charts.theme import THEMES

LIGHT = THEMES["light"]
ROWS = pd.DataFrame(
    [
        ("llama", "stock", 30.0, False, "30 in all"),
        ("llama", "flow", 10.0, False, "10 gained"),
        ("qwen", "stock", 20.0, False, "20 in all"),
        ("qwen", "flow", 15.0, True, "15 gained"),
    ],
    columns=["key", "measure", "value", "hatched", "hover"],
)


def drawn(rows=ROWS, names=None, measures=None):
    return named_bars(
        rows,
        theme=LIGHT,
        order=["llama", "qwen"],
        names=names or {"llama": "Llama", "qwen": "Qwen"},
        measures=measures or {"stock": "all-time", "flow": "gained"},
        colours={"llama": "#111111", "qwen": "#222222"},
    )


def test_each_measure_is_a_bar_of_each_row_in_its_colour():
    stock, flow = drawn().data
    assert (list(stock.x), list(flow.x)) == ([30, 20], [10, 15])
    assert list(stock.marker.color) == list(flow.marker.color) == ["#111111", "#222222"]


def test_only_the_last_measure_is_solid():
    stock, flow = drawn().data
    assert (stock.marker.opacity, flow.marker.opacity) == (PALE, 1)


def test_the_first_row_stands_at_the_top_and_its_measures_below_each_other():
    stock, flow = drawn().data
    assert stock.y[0] > flow.y[0] > stock.y[1] > flow.y[1]


def test_name_and_values_stand_above_the_bars_of_a_row():
    assert [label.text for label in drawn().layout.annotations] == [
        "<b>Llama</b> · 30 all-time, 10 gained",
        "<b>Qwen</b> · 20 all-time, 15 gained",
    ]


def test_a_doubtful_value_is_hatched():
    assert list(drawn().data[1].marker.pattern.shape) == ["", "/"]


def test_a_dotted_value_is_told_apart_from_a_hatched_one():
    rows = ROWS.assign(dotted=[False, True, False, False])
    stock, flow = drawn(rows).data
    assert (list(stock.marker.pattern.shape), list(flow.marker.pattern.shape)) == (["", ""], [".", "/"])


def test_a_missing_value_is_told_and_not_drawn_as_zero():
    rows = ROWS.assign(value=ROWS["value"].where(ROWS["hover"] != "15 gained"))
    figure = drawn(rows)
    assert pd.isna(figure.data[1].x[1])
    assert figure.layout.annotations[1].text == "<b>Qwen</b> · 20 all-time, not known gained"


def test_a_remark_follows_the_values_once():
    rows = ROWS.assign(remark=["lumped in", "lumped in", "", ""])
    assert [label.text.count("lumped in") for label in drawn(rows).layout.annotations] == [1, 0]


def test_values_may_stand_below_the_name_where_both_are_too_wide_for_a_phone():
    fig = named_bars(
        ROWS,
        theme=LIGHT,
        order=["llama", "qwen"],
        names={"llama": "Llama", "qwen": "Qwen"},
        measures={"stock": "all-time", "flow": "gained"},
        colours={"llama": "#111111", "qwen": "#222222"},
        two_lines=True,
    )
    assert fig.layout.annotations[1].text == "<b>Qwen</b><br>20 all-time, 15 gained"
    assert fig.layout.height > drawn().layout.height


@pytest.mark.parametrize("values", [(30.0, 10.0), (30.0, -5.0)])
def test_the_axis_begins_at_zero_or_below_a_loss(values):
    rows = ROWS.head(2).assign(value=values)
    low, high = drawn(rows).layout.xaxis.range
    assert low == pytest.approx(min(0, values[1] * 1.06))
    assert high > 30


def test_names_from_data_are_not_read_as_markup():
    figure = drawn(ROWS.assign(hover="<b>x</b>"), names={"llama": "<i>L</i>", "qwen": "Qwen"})
    assert figure.layout.annotations[0].text.startswith("<b>&lt;i&gt;L&lt;/i&gt;</b>")
    assert figure.data[0].customdata[0] == "&lt;b&gt;x&lt;/b&gt;"
