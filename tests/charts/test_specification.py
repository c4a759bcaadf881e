import pandas as pd
import pytest

from lib.charts.specification import DATED, RECENT, ROW_PX, SET_ASIDE, THROUGHOUT, Choice, specification
from lib.charts.theme import THEMES

LIGHT, DARK = THEMES["light"], THEMES["dark"]


def row(key: str, ratio: float, side: str, change: str = "", after: str = "", by: str = "", **more) -> dict:
    days = {"after": pd.Timestamp(after) if after else pd.NaT, "by": pd.Timestamp(by) if by else pd.NaT}
    return {"key": key, "ratio": ratio, "side": side, "estimate": False, "change": change, "hover": key, **days, **more}


TABLE = pd.DataFrame(
    [
        row("x", 4.0, "a", DATED, "2025-03-31", "2025-04-30"),
        row("y", 2.0, "a", THROUGHOUT, by="2025-01-31", estimate=True),
        row("z", 1.0, ""),
        row("w", 0.25, "b", SET_ASIDE, "2024-09-30", "2024-10-31"),
    ]
)
CHOICES = [
    Choice("Measure", "Downloads", frozenset({"x", "z"})),
    Choice("", "Tokens", frozenset({"y", "w"})),
    Choice("Window", "Newest", frozenset({"x"})),
]


def draw(table: pd.DataFrame = TABLE, choices=CHOICES, theme=LIGHT, names=("A", "B")):
    return specification(table, choices, theme=theme, names=names, colours=("#111111", "#222222"))


def traces(fig, axis: str) -> dict:
    return {trace.name: trace for trace in fig.data if (trace.yaxis or "y") == axis}


def seen(fig) -> list[tuple]:
    """Each trace as a reader sees it: name, places from left to right, heights and marks."""
    return [(t.name, list(t.x), [str(y) for y in t.y], t.marker.symbol) for t in fig.data]


def words(fig) -> list[str]:
    return [note.text for note in fig.layout.annotations]


def test_each_definition_is_a_mark_at_its_lead_in_the_order_given():
    leads = traces(draw(), "y")
    points = {(x, y) for trace in leads.values() for x, y in zip(trace.x, trace.y, strict=True)}
    assert points == {(0, 4.0), (1, 2.0), (2, 1.0), (3, 0.25)}


def test_sides_differ_in_colour_and_in_mark_and_estimates_are_hollow():
    leads = traces(draw(), "y")
    assert {name: (t.marker.color, list(t.marker.symbol)) for name, t in leads.items()} == {
        "lead": (LIGHT.muted, ["x"]),
        "lead a": ("#111111", ["circle", "circle-open"]),
        "lead b": ("#222222", ["diamond"]),
    }


def test_twice_ahead_and_twice_behind_are_equally_far_from_equal():
    axis = draw().layout.yaxis
    assert axis.type == "log"
    named = dict(zip(axis.ticktext, axis.tickvals, strict=True))
    assert named["equal"] == 1
    assert {1 / value for text, value in zip(axis.ticktext, axis.tickvals, strict=True) if text == "2 times"} == {
        0.5,
        2,
    }


def test_every_lead_and_equal_lie_on_the_axis():
    for ratios in ([300.0, 200.0], [0.01, 0.02], [1.1]):
        table = pd.DataFrame([row(str(nth), ratio, "a") for nth, ratio in enumerate(ratios)])
        axis = draw(table, []).layout.yaxis
        low, high = (10**end for end in axis.range)
        assert low < min(*ratios, 1)
        assert max(*ratios, 1) < high
        assert len(axis.tickvals) <= 9


def test_a_change_is_a_bar_between_its_days_and_one_on_a_spike_is_thin_and_hollow():
    changes = traces(draw(), "y2")
    dated, spike = changes["dated a"], changes["set aside b"]
    assert [str(pd.Timestamp(day).date()) for day in dated.y[:2]] == ["2025-03-31", "2025-04-30"]
    assert list(dated.x) == [0, 0, 0]
    assert (dated.line.width, dated.marker.symbol) == (4, "circle")
    assert (spike.line.width, spike.marker.symbol, spike.line.color) == (1, "diamond-open", "#222222")


def test_a_change_that_is_too_new_to_be_for_good_is_thin_and_hollow_too():
    fig = draw(pd.DataFrame([row("x", 2.0, "a", RECENT, "2025-03-31", "2025-04-30")]), [])
    bar = traces(fig, "y2")["recent a"]
    assert (bar.line.width, bar.marker.symbol) == (1, "circle-open")


def test_bars_of_several_definitions_are_not_joined():
    table = pd.DataFrame([row(key, 2.0, "a", DATED, "2025-03-31", "2025-04-30") for key in "xy"])
    bar = traces(draw(table, []), "y2")["dated a"]
    assert list(bar.x) == [0, 0, 0, 1, 1, 1]
    assert [pd.isna(day) for day in bar.y] == [False, False, True] * 2
    assert bar.connectgaps is False


def test_who_led_all_along_is_a_triangle_at_the_first_day():
    mark = traces(draw(), "y2")["throughout a"]
    assert (list(mark.x), mark.marker.symbol) == ([1], "triangle-up-open")
    assert pd.Timestamp(mark.y[0]) == pd.Timestamp("2025-01-31")


def test_without_any_date_there_is_no_panel_of_dates():
    bare = draw(TABLE.assign(change=""))
    assert bare.layout.yaxis2.visible is False
    assert not traces(bare, "y2")
    assert not any("changed for good" in said for said in words(bare))
    assert bare.layout.height < draw().layout.height


def test_the_grid_marks_below_each_definition_what_it_chose():
    grid = traces(draw(), "y3")
    assert {name: (list(t.x), set(t.y)) for name, t in grid.items()} == {
        "Downloads": ([0, 2], {2}),
        "Tokens": ([1, 3], {1}),
        "Newest": ([0], {0}),
    }


def test_the_first_choice_under_a_heading_names_it():
    said = words(draw())
    assert {"<b>Measure</b> · Downloads", "Tokens", "<b>Window</b> · Newest"} <= set(said)


def test_more_choices_make_it_taller_not_tighter():
    assert draw().layout.height - draw(choices=CHOICES[:1]).layout.height == 2 * ROW_PX


def test_every_point_carries_the_key_by_which_it_is_opened_and_stays_as_it_is_when_another_is_chosen():
    for trace in draw().data:
        assert all(carried[0] in "xyzw" for carried in trace.customdata)
        assert len(trace.customdata) == len(trace.x)
        assert trace.unselected.marker.opacity == 1


@pytest.mark.parametrize("axis", ["y", "y2", "y3"])
def test_the_key_of_a_point_is_that_of_its_column(axis):
    for trace in traces(draw(), axis).values():
        for place, carried in zip(trace.x, trace.customdata, strict=True):
            assert carried[0] == TABLE["key"][place]


def test_the_sides_are_named_above_and_below_in_their_colour_with_their_mark():
    notes = {note.text: note.font.color for note in draw().layout.annotations}
    assert notes["<b>● A ahead ↑</b>"] == "#111111"
    assert notes["<b>◆ B ahead ↓</b>"] == "#222222"


def test_names_and_words_are_shown_as_written_and_never_as_markup():
    fig = draw(TABLE.assign(hover="<b>x</b>\n& y"), [Choice("", "<i>c</i>", frozenset("x"))], names=("<b>A</b>", "B"))
    assert fig.data[0].customdata[0][1] == "&lt;b&gt;x&lt;/b&gt;<br>&amp; y"
    assert "<b>● &lt;b&gt;A&lt;/b&gt; ahead ↑</b>" in words(fig)
    assert "&lt;i&gt;c&lt;/i&gt;" in words(fig)


def test_light_and_dark_differ_in_colours_alone():
    assert seen(draw()) == seen(draw(theme=DARK))
    assert draw().layout.paper_bgcolor != draw(theme=DARK).layout.template.layout.paper_bgcolor
