import pandas as pd

from lib.charts.marks import marks
from lib.charts.theme import THEMES

ROWS = pd.DataFrame(
    [
        ("a", "hub", 0.75, "a on the hub"),
        ("b", "hub", 0.25, "b on the hub"),
        ("a", "pulls", 0.4, "a pulled"),
        ("b", "pulls", 0.6, "b <pulled>"),
        ("a", "stock", 0.5, "a in all"),
        ("b", "stock", None, "b in all"),
    ],
    columns=["key", "kind", "value", "hover"],
)
KINDS = {"hub": "Downloads", "pulls": "Pulls", "stock": "All pulls (stock)"}


def draw(rows=ROWS, mode="light", **rest):
    style = {"order": ["a", "b"], "names": {"a": "A", "b": "B <i>"}, "kinds": KINDS, "stocks": {"stock"}}
    return marks(rows, theme=THEMES[mode], colours={"a": "#111111", "b": "#222222"}, **style | rest)


def seen(fig) -> list[tuple]:
    """Each kind as a reader sees it: its name, shape, values and the colours of its marks."""
    return [
        (trace.name, trace.marker.symbol, list(map(float, trace.x)), list(trace.marker.color))
        for trace in fig.data
        if not trace.showlegend
    ]


def test_each_kind_has_its_shape_and_each_row_its_colour_and_what_is_missing_has_no_mark():
    assert seen(draw()) == [
        ("Downloads", "circle", [0.75, 0.25], ["#111111", "#222222"]),
        ("Pulls", "diamond", [0.4, 0.6], ["#111111", "#222222"]),
        ("All pulls (stock)", "line-ns-open", [0.5], ["#111111"]),
    ]


def test_the_legend_shows_the_shapes_in_nobodys_colour():
    told = [(trace.name, trace.marker.symbol, trace.marker.color) for trace in draw().data if trace.showlegend]
    ink = THEMES["light"].ink
    assert told == [
        ("Downloads", "circle", ink),
        ("Pulls", "diamond", ink),
        ("All pulls (stock)", "line-ns-open", ink),
    ]


def test_the_first_row_is_at_the_top_and_no_two_marks_of_a_row_share_a_lane():
    heights = [list(trace.y) for trace in draw().data if not trace.showlegend]
    assert all(of[0] > of[1] for of in heights if len(of) == 2)
    first = [of[0] for of in heights]
    assert len(set(first)) == 3
    assert all(1 < height < 2 for height in first)


def test_a_thin_line_joins_the_ends_of_each_row():
    assert [(shape.x0, shape.x1) for shape in draw().layout.shapes] == [(0.4, 0.75), (0.25, 0.6)]


def test_the_axis_begins_at_zero_unless_its_ends_are_given():
    low, high = draw().layout.xaxis.range
    assert -0.02 < low <= 0
    assert high > 0.75
    assert draw().layout.xaxis.tickformat == ".0%"
    given = draw(form="number", span=(-1.0, 1.0)).layout.xaxis
    assert (given.range, given.tickformat) == ((-1.0, 1.0), "~r")


def test_names_from_data_are_words_and_no_markup():
    fig = draw()
    assert [note.text for note in fig.layout.annotations] == ["<b>A</b>", "<b>B &lt;i&gt;</b>"]
    assert fig.data[2].customdata[1] == "b &lt;pulled&gt;"


def test_the_ground_is_that_of_the_theme():
    assert draw(mode="dark").layout.template.layout.paper_bgcolor == THEMES["dark"].ground
