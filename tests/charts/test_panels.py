"""Panels as a reader sees them: titles, lines that stop where a scale ends, intervals, rings."""

import pandas as pd

from lib.charts.panels import panels
from lib.charts.theme import THEMES

LIGHT = THEMES["light"]
NAN = float("nan")


def row(panel: str, day: str, series: str, value: float, stretch: int = 0, low: float = NAN, high: float = NAN) -> dict:
    at = {"panel": panel, "day": pd.Timestamp(day), "series": series, "stretch": stretch}
    return {**at, "value": value, "low": low, "high": high, "hover": f"{series} {value}"}


ROWS = pd.DataFrame(
    [
        row("First", "2025-01-01", "a", 10),
        row("First", "2025-02-01", "a", 12),
        row("First", "2025-03-01", "a", 30, stretch=1),
        row("First", "2025-01-01", "b", 11),
        row("Second", "2025-02-01", "a", 1000, low=990, high=1020),
    ]
)


def draw(rows: pd.DataFrame = ROWS, **more):
    return panels(
        rows,
        theme=LIGHT,
        order=["First", "Second"],
        series=["a", "b"],
        names={"a": "A <b>", "b": "B"},
        colours={"a": "#111111", "b": "#222222"},
        **more,
    )


def seen(fig) -> list[tuple]:
    """Each line as a reader sees it: its panel's axis, name, colour and values; entries of the legend left out."""
    return [
        (trace.yaxis, trace.name, trace.line.color, [float(value) for value in trace.y])
        for trace in fig.data
        if trace.yaxis
    ]


def test_a_line_runs_within_its_panel_and_its_stretch_of_the_scale_only():
    assert seen(draw()) == [
        ("y", "A &lt;b&gt;", "#111111", [10, 12]),
        ("y", "A &lt;b&gt;", "#111111", [30]),
        ("y", "B", "#222222", [11]),
        ("y2", "A &lt;b&gt;", "#111111", [1000]),
    ]


def test_each_panel_has_its_title_above_it_and_a_scale_of_its_own():
    fig = draw()
    assert [note.text for note in fig.layout.annotations] == ["<b>First</b>", "<b>Second</b>"]
    first, second = fig.layout.yaxis, fig.layout.yaxis2
    assert first.range[0] < 10
    assert first.range[1] < 40
    assert second.range[0] > 900
    assert second.range[1] > 1020
    assert second.domain[1] < first.domain[0]
    assert fig.layout.annotations[1].y == second.domain[1]


def test_an_interval_is_a_bar_through_its_point_and_where_none_is_known_there_is_none():
    bars = [trace.error_y.array for trace in draw().data if trace.yaxis]
    assert [None if bar is None else list(bar) for bar in bars] == [None, None, None, [20]]
    assert list(draw().data[3].error_y.arrayminus) == [10]


def test_a_missing_value_breaks_the_line():
    rows = pd.DataFrame([*ROWS.to_dict("records"), row("First", "2025-01-15", "a", NAN)])
    line = draw(rows).data[0]
    assert [str(value) for value in line.y] == ["10.0", "nan", "12.0"]
    assert not line.connectgaps


def test_the_legend_names_each_series_once_with_the_mark_of_its_line():
    fig = draw(quiet=["b"])
    entries = [trace for trace in fig.data if trace.showlegend is not False]
    assert [(entry.name, entry.marker.symbol, entry.line.dash) for entry in entries] == [
        ("A &lt;b&gt;", "circle", "solid"),
        ("B", "square", "dot"),
    ]
    assert [trace.marker.symbol for trace in fig.data if trace.yaxis] == ["circle", "circle", "square", "circle"]


def test_zero_is_in_view_and_marked_in_every_panel_where_it_is_asked_for():
    fig = draw(zero=True)
    assert [(line.yref, line.y0, line.y1) for line in fig.layout.shapes] == [("y", 0, 0), ("y2", 0, 0)]
    assert fig.layout.yaxis2.range[0] < 0
    assert not draw().layout.shapes


def test_a_published_value_is_a_hollow_ring_in_its_panel_and_in_view():
    points = pd.DataFrame([{**row("Second", "2025-04-01", "b", 2000), "hover": "Said by X"}])
    fig = draw(points=points)
    ring = next(trace for trace in fig.data if trace.marker.symbol == "circle-open")
    assert (ring.yaxis, list(ring.y), list(ring.customdata)) == ("y2", [2000], ["Said by X"])
    assert fig.layout.yaxis2.range[1] > 2000
    assert fig.layout.xaxis.range[1] > pd.Timestamp("2025-04-01")


def test_more_panels_make_the_chart_higher():
    one = panels(
        ROWS,
        theme=LIGHT,
        order=["First"],
        series=["a", "b"],
        names={"a": "A", "b": "B"},
        colours={"a": "#111111", "b": "#222222"},
    )
    assert one.layout.height < draw().layout.height
