import pandas as pd

from lib.charts.bars import stacked
from lib.charts.theme import THEMES

LIGHT, DARK = THEMES["light"], THEMES["dark"]
MONTHS = [pd.Timestamp("2025-01-01"), pd.Timestamp("2025-02-01")]


def rows(*found: tuple[int, str, float | None]) -> pd.DataFrame:
    table = pd.DataFrame([(MONTHS[at], key, value) for at, key, value in found], columns=["month", "entity", "value"])
    return table.astype({"value": "float64"})


def draw(table: pd.DataFrame, **options):
    standard = {
        "theme": LIGHT,
        "x": "month",
        "y": "value",
        "series": "entity",
        "order": ["a", "b"],
        "names": {"a": "A", "b": "B"},
        "colours": {"a": "#111111", "b": "#222222"},
    }
    return stacked(table, **standard | options)


def seen(fig) -> list[tuple]:
    """Each band as a reader sees it: its name, and month and height of each bar that is there."""
    return [
        (
            trace.name,
            [
                (day.month, float(value))
                for day, value in zip(pd.DatetimeIndex(trace.x), trace.y, strict=True)
                if value == value
            ],
        )
        for trace in fig.data
    ]


TABLE = rows((0, "a", 3), (0, "b", 4), (1, "a", 5))


def test_bands_are_stacked_from_the_bottom_up_in_the_order_given():
    fig = draw(TABLE)
    assert seen(fig) == [("A", [(1, 3), (2, 5)]), ("B", [(1, 4)])]
    assert fig.layout.barmode == "stack"
    assert fig.layout.legend.traceorder == "normal"
    assert seen(draw(TABLE, order=["b", "a"]))[0][0] == "B"


def test_each_band_has_its_own_colour_and_its_name_in_the_legend():
    fig = draw(TABLE)
    assert [set(trace.marker.color) for trace in fig.data] == [{"#111111"}, {"#222222"}]
    assert fig.layout.showlegend is True


def test_a_missing_pair_leaves_its_band_out_and_is_not_a_zero():
    assert seen(draw(rows((0, "a", 3), (1, "a", None), (1, "b", 4)))) == [("A", [(1, 3)]), ("B", [(2, 4)])]


def test_the_axis_starts_at_zero_and_holds_the_highest_bar():
    assert tuple(draw(rows((0, "a", 40), (0, "b", 60))).layout.yaxis.range) == (0, 106)


def test_shares_fill_the_axis_to_exactly_one():
    fig = draw(rows((0, "a", 0.4), (0, "b", 0.6)), form="share")
    assert tuple(fig.layout.yaxis.range) == (0, 1)
    assert fig.layout.yaxis.tickformat == ".0%"
    assert fig.data[0].hovertemplate.startswith("%{y:.1%}")


def test_estimated_months_are_hatched_and_no_others():
    fig = draw(TABLE.assign(estimate=[True, False, False]))
    assert [list(trace.marker.pattern.shape) for trace in fig.data] == [["/", ""], [""]]


def test_an_incomplete_month_is_hollow_with_an_outline_in_its_colour():
    a = draw(TABLE.assign(incomplete=[False, False, True])).data[0]
    assert list(a.marker.color) == ["#111111", LIGHT.ground]
    assert list(a.marker.line.color) == [LIGHT.ground, "#111111"]


def test_nothing_to_draw_is_an_empty_chart_with_an_axis():
    fig = draw(rows())
    assert [points for _, points in seen(fig)] == [[], []]
    assert fig.layout.yaxis.range[1] > 0


def test_names_and_hover_are_shown_as_written_and_never_as_markup():
    fig = draw(TABLE.assign(hover="<i>x</i>"), names={"a": "<b>A</b>", "b": "A & B"})
    assert [trace.name for trace in fig.data] == ["&lt;b&gt;A&lt;/b&gt;", "A &amp; B"]
    assert {text for trace in fig.data for text in trace.customdata} == {"&lt;i&gt;x&lt;/i&gt;"}


def test_light_and_dark_differ_in_colours_alone():
    assert seen(draw(TABLE)) == seen(draw(TABLE, theme=DARK))
