import pandas as pd
import pytest

from lib.charts.strip import ROW_PX, strip
from lib.charts.theme import THEMES

LIGHT, DARK = THEMES["light"], THEMES["dark"]
COLOURS = {"a": "#111111", "b": "#222222"}


def row(way: str, after: str, by: str, leader: str = "a", published: bool = False, hover: str = "") -> dict:
    return {
        "way": way,
        "leader": leader,
        "after": pd.Timestamp(after),
        "by": pd.Timestamp(by),
        "published": published,
        "hover": hover,
    }


TABLE = pd.DataFrame(
    [
        row("Monthly", "2025-03-31", "2025-04-30"),
        row("Said by X", "2025-08-31", "2025-09-30", "b", published=True),
        row("Anchored", "2025-11-30", "2025-12-31"),
    ]
)


def draw(table: pd.DataFrame = TABLE, theme=LIGHT):
    return strip(table, theme=theme, colours=COLOURS)


def seen(fig) -> list[tuple]:
    """Each bar as a reader sees it: its name, height, first and last day, and colour."""
    return [
        (trace.name, trace.y[0], f"{trace.x[0]:%Y-%m-%d}", f"{trace.x[-1]:%Y-%m-%d}", trace.line.color)
        for trace in fig.data
    ]


def test_each_way_is_a_bar_over_its_days_in_the_colour_of_the_leader_the_first_at_the_top():
    assert seen(draw()) == [
        ("Monthly", 2, "2025-03-31", "2025-04-30", "#111111"),
        ("Said by X", 1, "2025-08-31", "2025-09-30", "#222222"),
        ("Anchored", 0, "2025-11-30", "2025-12-31", "#111111"),
    ]


def test_each_bar_has_its_way_written_above_it():
    notes = draw().layout.annotations
    assert [(note.text, round(note.y, 1)) for note in notes] == [
        ("Monthly", 2.2),
        ("Said by X", 1.2),
        ("Anchored", 0.2),
    ]


def test_the_words_of_every_row_begin_at_the_left_and_a_thin_line_leads_to_the_bar():
    fig = draw()
    assert {(note.xref, note.x, note.xanchor) for note in fig.layout.annotations} == {("paper", 0, "left")}
    assert [(shape.xref, shape.x0, shape.x1, shape.y0) for shape in fig.layout.shapes] == [
        ("paper", 0, 1, 2),
        ("paper", 0, 1, 1),
        ("paper", 0, 1, 0),
    ]


def test_what_others_have_published_is_hollow():
    symbols = [trace.marker.symbol for trace in draw().data]
    assert symbols == ["circle", "circle-open", "circle"]


def test_the_axis_of_months_holds_every_bar():
    first, last = (pd.Timestamp(end) for end in draw().layout.xaxis.range)
    assert first < pd.Timestamp("2025-03-31")
    assert last > pd.Timestamp("2025-12-31")


def test_a_single_way_can_be_drawn():
    assert seen(draw(TABLE.head(1)))[0][2:4] == ("2025-03-31", "2025-04-30")


def test_more_ways_make_it_taller_not_tighter():
    assert draw().layout.height - draw(TABLE.head(1)).layout.height == 2 * ROW_PX


def test_hover_says_the_way_and_the_rest_below_it():
    fig = draw(pd.DataFrame([row("Monthly", "2025-03-31", "2025-04-30", hover="A ahead\nfor good")]))
    assert set(fig.data[0].customdata) == {"<b>Monthly</b><br>A ahead<br>for good"}


def test_ways_and_notes_are_shown_as_written_and_never_as_markup():
    fig = draw(pd.DataFrame([row("<b>X</b> & Y", "2025-03-31", "2025-04-30", hover="<i>z</i>")]))
    assert fig.layout.annotations[0].text == "&lt;b&gt;X&lt;/b&gt; &amp; Y"
    assert fig.data[0].name == "&lt;b&gt;X&lt;/b&gt; &amp; Y"
    assert fig.data[0].customdata[0] == "<b>&lt;b&gt;X&lt;/b&gt; &amp; Y</b><br>&lt;i&gt;z&lt;/i&gt;"


def test_light_and_dark_differ_in_colours_alone():
    assert seen(draw()) == seen(draw(theme=DARK))
    assert draw().layout.annotations[0].font.color != draw(theme=DARK).layout.annotations[0].font.color


@pytest.mark.parametrize(("last", "every"), [("2025-12-31", "M1"), ("2026-02-28", "M3")])
def test_over_more_than_nine_months_only_every_third_is_named(last, every):
    fig = strip(pd.DataFrame([row("W", "2025-03-31", last)]), theme=LIGHT, colours=COLOURS)
    assert fig.layout.xaxis.dtick == every
