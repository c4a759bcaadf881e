import pandas as pd
import pytest

from lib.charts.ends import spread
from lib.charts.lines import LABEL_PX, event_marks, lines
from lib.charts.theme import THEMES

LIGHT, DARK = THEMES["light"], THEMES["dark"]
DAYS = pd.date_range("2025-01-31", periods=4, freq="ME")


def rows(**series: list[float | None]) -> pd.DataFrame:
    return pd.DataFrame(
        [(day, key, value) for key, values in series.items() for day, value in zip(DAYS, values, strict=False)],
        columns=["day", "entity", "value"],
    ).astype({"value": "float64"})


def draw(table: pd.DataFrame, **options):
    keys = list(dict.fromkeys(table["entity"]))
    standard = {
        "theme": LIGHT,
        "x": "day",
        "y": "value",
        "series": "entity",
        "order": keys,
        "names": {key: key.upper() for key in keys},
        "colours": dict(zip(keys, ("#111111", "#222222", "#333333"), strict=False)),
    }
    return lines(table, **standard | options)


def seen(fig) -> list[tuple]:
    """Each trace as a reader sees it: name, mode, dash, colour, and its points that are there."""
    return [
        (
            trace.name,
            trace.mode,
            trace.line.dash,
            trace.line.color if trace.mode == "lines" else trace.marker.color,
            [
                (day.month, float(value))
                for day, value in zip(pd.DatetimeIndex(trace.x), trace.y, strict=True)
                if value == value
            ],
        )
        for trace in fig.data
    ]


def words(fig) -> list[str]:
    return [note.text for note in fig.layout.annotations]


def test_a_line_for_each_series_in_its_colour_with_a_mark_at_its_end():
    assert seen(draw(rows(a=[1, 2, 4], b=[3, 3, 3]))) == [
        ("A", "lines", None, "#111111", [(1, 1), (2, 2), (3, 4)]),
        ("A", "markers", None, "#111111", [(3, 4)]),
        ("B", "lines", None, "#222222", [(1, 3), (2, 3), (3, 3)]),
        ("B", "markers", None, "#222222", [(3, 3)]),
    ]


def test_lines_differ_by_more_than_colour():
    marks = [trace.marker.symbol for trace in draw(rows(a=[1, 2], b=[3, 3])).data if trace.mode == "markers"]
    assert marks == [("circle",), ("square",)]


def test_the_name_of_a_line_in_a_pale_grey_is_written_in_a_grey_that_can_be_read():
    for theme in (LIGHT, DARK):
        fig = draw(rows(a=[1, 2]), theme=theme, colours={"a": theme.rest[1]})
        assert [note.font.color for note in fig.layout.annotations] == [theme.muted]
        assert {trace[3] for trace in seen(fig)} == {theme.rest[1]}, "the line keeps its colour"


def test_each_line_is_named_at_its_end_in_its_colour_and_there_is_no_legend():
    fig = draw(rows(a=[1, 2], b=[3, 3]))
    assert [(note.text, note.font.color, note.x) for note in fig.layout.annotations] == [
        ("<b>A</b>", "#111111", 1),
        ("<b>B</b>", "#222222", 1),
    ]
    assert fig.layout.showlegend is False


def test_a_series_that_is_not_asked_for_is_not_drawn():
    fig = draw(rows(a=[1, 2], b=[3, 3]), order=["b"])
    assert {trace.name for trace in fig.data} == {"B"}
    assert words(fig) == ["<b>B</b>"]


def test_a_missing_value_breaks_the_line():
    fig = draw(rows(a=[1, None, 4, 5]))
    line = fig.data[0]
    assert line.connectgaps is False
    assert pd.isna(line.y[1])


def test_a_value_alone_between_gaps_is_marked_since_it_has_no_line():
    assert seen(draw(rows(a=[1, None, 4, 5])))[1] == ("A", "markers", None, "#111111", [(1, 1), (4, 5)])


def test_the_step_to_an_estimate_is_dotted_and_what_is_known_is_solid():
    table = rows(a=[1, 2, 4, 8]).assign(estimate=[True, True, False, False])
    solid, dotted, _ = seen(draw(table))
    assert solid == ("A", "lines", None, "#111111", [(3, 4), (4, 8)])
    assert dotted == ("A", "lines", "dot", "#111111", [(1, 1), (2, 2), (3, 4)])


def test_an_estimate_says_so_on_hover_and_a_known_value_speaks_once():
    table = rows(a=[1, 2]).assign(estimate=[True, False])
    dotted = draw(table).data[1]
    assert [text.endswith("(estimate)") for text in dotted.hovertemplate] == [True, False]
    assert list(dotted.hoverinfo) == ["all", "skip"]


def test_without_estimates_nothing_is_dotted():
    assert all(trace.line.dash is None for trace in draw(rows(a=[1, 2]).assign(estimate=False)).data)


def test_an_incomplete_period_is_hollow():
    table = rows(a=[1, 2]).assign(incomplete=[False, True])
    assert draw(table).data[-1].marker.symbol == ("circle-open",)


def test_a_quiet_series_is_thin_grey_and_without_name_or_mark():
    fig = draw(rows(a=[1, 2], b=[3, 3]), quiet=["b"])
    assert seen(fig)[-1] == ("B", "lines", None, LIGHT.grid, [(1, 3), (2, 3)])
    assert words(fig) == ["<b>A</b>"]


def test_the_axis_of_counts_starts_at_zero():
    assert tuple(draw(rows(a=[50, 100])).layout.yaxis.range) == (0, 106)


def test_levels_below_zero_are_drawn_below_zero():
    fig = draw(rows(a=[-10, 100]))
    assert fig.layout.yaxis.range[0] < -10
    assert seen(fig)[0][-1] == [(1, -10), (2, 100)]


def test_a_log_axis_leaves_out_what_is_not_above_zero():
    fig = draw(rows(a=[0, -5, 10, 1000]), log=True)
    assert fig.layout.yaxis.type == "log"
    assert seen(fig)[0][-1] == [(3, 10), (4, 1000)]
    assert tuple(fig.layout.yaxis.range) == pytest.approx((0.9, 3.1))


def test_a_published_level_of_zero_does_not_break_a_log_axis():
    points = rows(a=[0, 100]).assign(hover="")
    assert tuple(draw(rows(a=[10, 100]), log=True, points=points).layout.yaxis.range) == pytest.approx((0.9, 2.1))


def test_of_nothing_above_zero_a_log_axis_is_empty_but_there():
    fig = draw(rows(a=[0, -1]), log=True)
    assert seen(fig)[0][-1] == []
    assert words(fig) == []


def test_published_levels_are_hollow_rings_with_their_source_on_hover():
    points = pd.DataFrame({"day": [DAYS[1]], "entity": ["a"], "value": [7.0], "hover": ["published by X"]})
    ring = draw(rows(a=[1, 2]), points=points).data[-1]
    assert (ring.name, ring.marker.symbol, ring.marker.color, list(ring.y)) == (
        "A, published",
        "circle-open",
        "#111111",
        [7],
    )
    assert list(ring.customdata) == ["published by X"]


def test_published_levels_fit_on_the_axis():
    points = pd.DataFrame({"day": [DAYS[1]], "entity": ["a"], "value": [100.0], "hover": [""]})
    assert tuple(draw(rows(a=[1, 2]), points=points).layout.yaxis.range) == (0, 106)


def test_values_beyond_32_bits_are_drawn_as_they_are():
    assert seen(draw(rows(a=[2**31, 2**33])))[0][-1] == [(1, 2**31), (2, 2**33)]


@pytest.mark.parametrize(("form", "axis", "hover"), [("share", ".0%", "%{y:.1%}"), ("index", "~r", "%{y:,.0f}")])
def test_axis_and_hover_write_the_same_form(form, axis, hover):
    fig = draw(rows(a=[0.1, 0.2]), form=form)
    assert fig.layout.yaxis.tickformat == axis
    assert fig.data[0].hovertemplate.startswith(hover)


HOSTILE = "<b>A</b> & <a href='x'>B</a>"
SHOWN = "&lt;b&gt;A&lt;/b&gt; &amp; &lt;a href='x'&gt;B&lt;/a&gt;"


def test_names_and_notes_are_shown_as_written_and_never_as_markup():
    events = pd.DataFrame({"day": [DAYS[1]], "label": [HOSTILE]})
    points = pd.DataFrame({"day": [DAYS[1]], "entity": ["a"], "value": [1.0], "hover": [HOSTILE]})
    table = rows(a=[1, 2, 4]).assign(hover=HOSTILE, estimate=[True, False, False])
    fig = draw(table, names={"a": HOSTILE}, events=events, points=points)
    assert words(fig) == [f"<b>{SHOWN}</b>", SHOWN]
    assert {trace.name for trace in fig.data} == {SHOWN, f"{SHOWN}, published", "Events"}
    said = [text for trace in fig.data if trace.customdata is not None for text in trace.customdata]
    assert said
    assert set(said) == {SHOWN}


def test_light_and_dark_differ_in_colours_alone():
    table = rows(a=[1, 2, 4], b=[3, 3, 3]).assign(estimate=[True, False, False] * 2)
    light, dark = draw(table), draw(table, theme=DARK)
    assert [one[:3] + one[4:] for one in seen(light)] == [one[:3] + one[4:] for one in seen(dark)]
    assert light.layout.template.layout.paper_bgcolor != dark.layout.template.layout.paper_bgcolor


def test_over_a_few_weeks_the_axis_names_days_and_over_more_it_names_months():
    week = rows(a=[1, 2]).assign(day=pd.to_datetime(["2026-11-03", "2026-11-10"]))
    assert draw(week).layout.xaxis.tickformat == "%-d %b\n%Y"
    assert draw(rows(a=[1, 2, 3, 4])).layout.xaxis.tickformat == "%-d %b\n%Y"
    year = rows(a=[1, 2]).assign(day=pd.to_datetime(["2025-11-03", "2026-11-10"]))
    assert draw(year).layout.xaxis.tickformat == "%b\n%Y"


def test_marks_at_the_foot_have_the_shape_of_their_kind_and_say_why_there_is_no_value():
    foot = pd.DataFrame({"day": [DAYS[1], DAYS[2], DAYS[3]], "kind": ["stood", "fell", "fell"]})
    foot = foot.assign(symbol=["diamond", "x", "x"], hover=["s", HOSTILE, "f"])
    fell, stood = draw(rows(a=[1, None, None, 4]), foot=foot).data[-2:]
    assert [(one.name, len(one.x), set(one.y)) for one in (fell, stood)] == [("fell", 2, {0}), ("stood", 1, {0})]
    assert (fell.marker.symbol, stood.marker.symbol) == ("x", "diamond")
    assert list(fell.customdata) == [SHOWN, "f"]


class TestSpread:
    def test_labels_that_have_room_stay_where_they_are(self):
        assert spread([0.1, 0.5, 0.9], 0.1) == [0.1, 0.5, 0.9]

    def test_labels_at_one_place_are_moved_apart_in_the_same_order(self):
        placed = spread([0.5, 0.5, 0.4], 0.1)
        assert placed == pytest.approx([0.5, 0.6, 0.4])

    def test_none_is_pushed_out_at_the_top(self):
        assert spread([1.0, 1.0], 0.1) == pytest.approx([0.9, 1.0])

    def test_names_at_close_ends_do_not_touch(self):
        fig = draw(rows(a=[1, 100], b=[1, 100.1]), height=440)
        low, high = sorted(note.y for note in fig.layout.annotations)
        assert (high - low) * (440 - 60) >= LABEL_PX - 1e-9


class TestEvents:
    first, last = pd.Timestamp("2025-01-01"), pd.Timestamp("2025-12-31")

    def marks(self, *days: str):
        events = pd.DataFrame({"day": pd.to_datetime(list(days)), "label": list(days)})
        return event_marks(events, LIGHT, self.first, self.last, 10.0)

    def test_each_is_a_thin_vertical_in_grey(self):
        shape = self.marks("2025-06-01").shapes[0]
        assert (shape.x0, shape.x1, shape.line.color) == (
            pd.Timestamp("2025-06-01"),
            pd.Timestamp("2025-06-01"),
            LIGHT.muted,
        )

    def test_labels_never_overlap_and_the_crowded_ones_speak_on_hover(self):
        drawn = self.marks("2025-06-01", "2025-06-05", "2025-09-01")
        assert [label.text for label in drawn.labels] == ["2025-06-01", "2025-09-01"]
        assert list(drawn.traces[0].customdata) == ["2025-06-01", "2025-06-05", "2025-09-01"]
        assert len(drawn.shapes) == 3

    def test_events_outside_the_window_are_not_drawn(self):
        drawn = self.marks("2024-12-31", "2026-01-01")
        assert (drawn.shapes, drawn.labels, drawn.traces) == ([], [], [])

    def test_they_stand_at_the_top_of_the_axis(self):
        events = pd.DataFrame({"day": [DAYS[1]], "label": ["x"]})
        assert list(draw(rows(a=[1, 100, 10]), events=events).data[-1].y) == [106]
        assert list(draw(rows(a=[1, 100, 10]), events=events, log=True).data[-1].y) == pytest.approx([10**2.1])


def test_days_equally_far_apart_go_as_the_first_and_the_step():
    days = pd.date_range("2025-01-06", periods=4, freq="7D")
    rows = pd.DataFrame({"day": days, "value": [1.0, 2.0, 3.0, 4.0], "who": "a"})
    options = {"theme": LIGHT, "x": "day", "y": "value", "series": "who", "order": ["a"]}
    line = lines(rows, **options, names={"a": "A"}, colours={"a": "#111111"}).data[0]
    assert (line.x, line.x0, line.dx) == (None, days[0], 7 * 86_400_000)
    uneven = lines(rows.drop(index=1), **options, names={"a": "A"}, colours={"a": "#111111"}).data[0]
    assert list(uneven.x) == [days[0], days[2], days[3]]
