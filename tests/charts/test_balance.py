import pandas as pd

from lib.charts.balance import balance
from lib.charts.theme import THEMES

LIGHT, DARK = THEMES["light"], THEMES["dark"]


def row(measure: str, a: float, b: float, **rest) -> dict:
    both = a + b
    shares = {"share_a": a / both if both else float("nan"), "share_b": b / both if both else float("nan")}
    return {"measure": measure, "kind": "flow", "when": "May 2025", "a": a, "b": b, "estimate": False} | shares | rest


TABLE = pd.DataFrame([row("Downloads", 300, 100), row("Pulls", 1000, 4000, kind="stock", estimate=True)])


def draw(table: pd.DataFrame = TABLE, theme=LIGHT, names: tuple[str, str] = ("A", "B")):
    return balance(table, theme=theme, names=names, colours=("#111111", "#222222"))


def seen(fig) -> list[tuple]:
    """Each side as a reader sees it: its name, colour, and the height, length and words of each of its bars."""
    return [
        (trace.name, trace.marker.color, list(zip(trace.y, map(float, trace.x), trace.text, strict=True)))
        for trace in fig.data
    ]


def test_each_measure_is_one_bar_divided_between_the_sides_the_first_at_the_top():
    assert seen(draw()) == [
        ("A", "#111111", [(1, 0.75, "75 %"), (0, 0.2, "20 %")]),
        ("B", "#222222", [(1, 0.25, "25 %"), (0, 0.8, "80 %")]),
    ]
    assert draw().layout.barmode == "stack"


def test_the_axis_is_the_whole_with_a_line_at_half():
    fig = draw()
    assert tuple(fig.layout.xaxis.range) == (0, 1)
    assert [(shape.x0, shape.x1) for shape in fig.layout.shapes] == [(0.5, 0.5)]


def test_each_bar_says_what_it_measures_stock_or_flow_and_when():
    assert [note.text for note in draw().layout.annotations[:2]] == [
        "<b>Downloads</b> · flow, May 2025",
        "<b>Pulls</b> · stock, May 2025",
    ]


def test_the_sides_are_named_once_at_the_top_each_at_its_end_and_in_its_colour():
    assert [(note.text, note.xanchor, note.font.color) for note in draw().layout.annotations[2:]] == [
        ("<b>A</b>", "left", "#111111"),
        ("<b>B</b>", "right", "#222222"),
    ]


def test_estimates_are_hatched():
    assert [list(trace.marker.pattern.shape) for trace in draw().data] == [["", "/"], ["", "/"]]


def test_hover_says_the_count_behind_the_share():
    assert [list(said) for said in draw().data[1].customdata] == [["B", "100", "May 2025"], ["B", "4K", "May 2025"]]


def test_two_sides_without_anything_divide_nothing():
    fig = draw(pd.DataFrame([row("Downloads", 0, 0)]))
    assert [trace.text[0] for trace in fig.data] == ["not known", "not known"]


def test_names_and_measures_are_shown_as_written_and_never_as_markup():
    fig = draw(pd.DataFrame([row("<i>m</i>", 1, 1, when="<u>w</u>")]), names=("<b>A</b>%{x}", "B & C"))
    assert fig.layout.annotations[0].text == "<b>&lt;i&gt;m&lt;/i&gt;</b> · flow, &lt;u&gt;w&lt;/u&gt;"
    a, b = fig.data
    assert (a.name, b.name) == ("&lt;b&gt;A&lt;/b&gt;%{x}", "B &amp; C")
    assert fig.layout.annotations[-1].text == "<b>B &amp; C</b>"
    assert list(a.customdata[0]) == ["&lt;b&gt;A&lt;/b&gt;%{x}", "1", "&lt;u&gt;w&lt;/u&gt;"]
    assert "A" not in a.hovertemplate.replace("%{customdata", "")


def test_light_and_dark_differ_in_colours_alone():
    assert seen(draw()) == seen(draw(theme=DARK))
