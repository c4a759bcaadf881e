"""Shaded bands over periods in doubt, as they stand on a line chart."""

import pandas as pd
import plotly.graph_objects as go

from lib.charts.lines import lines
from lib.charts.theme import THEMES

DAYS = pd.date_range("2026-01-01", periods=11)
THEME = THEMES["light"]


def chart(first: str, last: str, label: str = "In doubt") -> go.Figure:
    rows = pd.DataFrame({"day": DAYS, "line": "a", "share": 0.5})
    spans = pd.DataFrame({"from": [pd.Timestamp(first)], "to": [pd.Timestamp(last)], "label": [label]})
    look = {"theme": THEME, "x": "day", "y": "share", "series": "line", "order": ["a"], "form": "share"}
    return lines(rows, names={"a": "A"}, colours={"a": "#112233"}, spans=spans, **look)


def labels(fig: go.Figure) -> list[go.layout.Annotation]:
    return [note for note in fig.layout.annotations if note.text != "<b>A</b>"]


def test_a_band_reaches_from_the_first_day_to_the_end_of_the_last_behind_the_lines() -> None:
    (band,) = chart("2026-01-03", "2026-01-04").layout.shapes
    assert (band.x0, band.x1) == (pd.Timestamp("2026-01-03"), pd.Timestamp("2026-01-05"))
    assert (band.type, band.layer, band.yref) == ("rect", "below", "paper")


def test_a_band_ends_where_the_days_in_view_end() -> None:
    (band,) = chart("2025-12-01", "2026-02-01").layout.shapes
    assert (band.x0, band.x1) == (DAYS[0], DAYS[-1])


def test_a_span_outside_the_days_in_view_is_neither_shaded_nor_named() -> None:
    fig = chart("2026-03-01", "2026-03-02")
    assert not fig.layout.shapes
    assert not labels(fig)


def test_the_label_stands_on_the_side_with_more_room() -> None:
    (late,) = labels(chart("2026-01-08", "2026-01-09"))
    assert (late.text, late.xanchor, late.x) == ("In doubt", "right", pd.Timestamp("2026-01-08"))
    (early,) = labels(chart("2026-01-02", "2026-01-02"))
    assert (early.xanchor, early.x) == ("left", pd.Timestamp("2026-01-03"))


def test_a_long_label_is_broken_and_its_own_markup_is_plain_text() -> None:
    (label,) = labels(chart("2026-01-08", "2026-01-09", "Counts that nobody can explain <b>yet"))
    assert label.text == "Counts that nobody can<br>explain &lt;b&gt;yet"


def test_a_chart_without_spans_has_no_bands() -> None:
    rows = pd.DataFrame({"day": DAYS, "line": "a", "share": 0.5})
    names, colours = {"a": "A"}, {"a": "#112233"}
    fig = lines(
        rows, theme=THEME, x="day", y="share", series="line", order=["a"], names=names, colours=colours, form="share"
    )
    assert not fig.layout.shapes
