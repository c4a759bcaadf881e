"""Events above a chart: what is drawn where, what has a label, and that labels never overlap."""

from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go
import pytest

from lib.charts import theme as look
from lib.charts.bars import stacked
from lib.charts.events import with_events
from lib.charts.lines import EVENT_ROOM, lines
from lib.charts.theme import THEMES

LIGHT = THEMES["light"]
DAYS = pd.Series(pd.date_range("2025-01-01", periods=12, freq="MS"))
HOSTILE = "<b>x</b> & more"


def events(*days: str, months: tuple[str, ...] = (), chosen: str = "", own: str = "") -> pd.DataFrame:
    rows = [(pd.Timestamp(day), pd.Timestamp(day), day) for day in days]
    rows += [(pd.Timestamp(month), pd.Timestamp(month) + pd.offsets.MonthEnd(0), month) for month in months]
    found = pd.DataFrame(rows, columns=["day", "until", "label"])
    return found.assign(hover=found["label"], chosen=found["label"] == chosen, own=found["label"] == own)


def line_chart() -> go.Figure:
    rows = pd.DataFrame({"when": DAYS, "value": range(12), "who": "a"})
    how = {"x": "when", "y": "value", "series": "who", "order": ["a"], "names": {"a": "A"}}
    return lines(rows, theme=LIGHT, colours={"a": "#123456"}, **how)


def bar_chart(days: pd.Series = DAYS) -> go.Figure:
    rows = pd.DataFrame({"when": days, "value": 1.0, "who": "a"})
    how = {"x": "when", "y": "value", "series": "who", "order": ["a"], "names": {"a": "A"}}
    return stacked(rows, theme=LIGHT, colours={"a": "#123456"}, **how)


def verticals(fig: go.Figure) -> list[str]:
    return [str(pd.Timestamp(shape.x0).date()) for shape in fig.layout.shapes if shape.type == "line"]


def labels(fig: go.Figure) -> list[go.layout.Annotation]:
    return [mark for mark in fig.layout.annotations if mark.textangle == -90]


def test_a_chart_without_an_event_in_its_days_stays_as_it_was():
    for none in (events(), events("2024-12-31", "2025-12-02"), events(months=("2024-12",))):
        assert with_events(line_chart(), none, LIGHT, DAYS).to_json() == line_chart().to_json()


def test_an_event_is_a_vertical_on_its_day_and_says_itself_on_hover():
    fig = with_events(line_chart(), events("2025-03-10"), LIGHT, DAYS)
    assert verticals(fig) == ["2025-03-10"]
    marks = next(trace for trace in fig.data if trace.name == "Events")
    assert list(marks.customdata) == ["2025-03-10"]
    assert [label.text for label in labels(fig)] == ["2025-03-10"]


def test_an_event_known_to_the_month_is_a_band_over_all_of_it():
    fig = with_events(line_chart(), events(months=("2025-04",)), LIGHT, DAYS)
    band = fig.layout.shapes[-1]
    assert (band.type, str(band.x0)[:10], str(band.x1)[:10]) == ("rect", "2025-04-01", "2025-04-30")
    assert not verticals(fig)


def test_a_band_that_begins_before_the_chart_is_cut_at_its_edge():
    fig = with_events(line_chart(), events(months=("2025-12",)), LIGHT, DAYS)
    assert str(fig.layout.shapes[-1].x1)[:10] == "2025-12-01"


def test_labels_stand_above_all_that_is_drawn():
    fig = with_events(line_chart(), events("2025-03-10"), LIGHT, DAYS)
    assert fig.layout.yaxis.domain[1] < 1
    assert fig.layout.height > line_chart().layout.height
    assert isinstance(fig.layout.height, int)
    end = next(mark for mark in fig.layout.annotations if mark.text == "<b>A</b>")
    before = next(mark for mark in line_chart().layout.annotations if mark.text == "<b>A</b>")
    assert end.y == pytest.approx(before.y * fig.layout.yaxis.domain[1])


def test_the_longest_label_has_room_in_the_strip_also_below_the_legend_of_a_phone():
    for name, chart in (("Qwen3-235B-2507", line_chart()), ("DeepSeek V4 Flash and Pro", bar_chart())):
        event = events("2025-03-10").assign(label=name)
        before, after = chart.layout.height, with_events(chart, event, LIGHT, DAYS).layout.height
        assert after - before >= 5.7 * len(name) + 8, "upright letters with digits are so high, and the mark is below"


def test_labels_never_stand_closer_than_they_need_and_the_chosen_and_own_ones_come_first():
    days = [f"2025-06-{day:02}" for day in range(1, 29)]
    fig = with_events(line_chart(), events(*days, chosen="2025-06-15", own="2025-06-28"), LIGHT, DAYS)
    places = sorted(pd.Timestamp(label.x) for label in labels(fig))
    room = (DAYS.iloc[-1] - DAYS.iloc[0]) * EVENT_ROOM
    assert all(later - earlier >= room for earlier, later in pairwise(places))
    assert "<b>2025-06-15</b>" in [label.text for label in labels(fig)]
    assert len(verticals(fig)) == len(days)
    alone = with_events(line_chart(), events(*days, own="2025-06-28"), LIGHT, DAYS)
    assert "2025-06-28" in [label.text for label in labels(alone)]


def test_the_chosen_event_is_stronger():
    fig = with_events(line_chart(), events("2025-03-10", "2025-08-10", chosen="2025-08-10"), LIGHT, DAYS)
    assert [shape.line.width for shape in fig.layout.shapes] == [1, 2]


def test_in_bars_an_event_stands_within_the_bar_of_its_month():
    # The bar of March stands around 1 March, from half a month before to half a month after.
    for day in ("2025-03-01", "2025-03-16", "2025-03-31"):
        placed = pd.Timestamp(with_events(bar_chart(), events(day), LIGHT, DAYS, "month").layout.shapes[-1].x0)
        assert pd.Timestamp("2025-02-13") <= placed <= pd.Timestamp("2025-03-17")
    fig = with_events(bar_chart(), events("2025-12-31"), LIGHT, DAYS, "month")
    assert verticals(fig) == ["2025-12-15"]


def test_in_bars_a_month_is_a_band_over_its_own_bar():
    band = with_events(bar_chart(), events(months=("2025-04",)), LIGHT, DAYS, "month").layout.shapes[-1]
    assert (pd.Timestamp(band.x0), pd.Timestamp(band.x1)) == (pd.Timestamp("2025-03-17"), pd.Timestamp("2025-04-16"))


def test_in_weekly_bars_a_day_stands_within_the_bar_of_its_week():
    weeks = pd.Series(pd.date_range("2026-06-01", periods=4, freq="7D"))
    fig = with_events(bar_chart(weeks), events("2026-06-14"), LIGHT, weeks, "week")
    placed = pd.Timestamp(fig.layout.shapes[-1].x0)
    assert pd.Timestamp("2026-06-04 12:00") <= placed <= pd.Timestamp("2026-06-11 12:00")


def test_hostile_labels_are_shown_as_written_and_long_ones_shortened():
    rows = events("2025-03-10", "2025-09-10").assign(label=[HOSTILE, "y" * 60], hover=[HOSTILE, "y" * 60])
    fig = with_events(line_chart(), rows, LIGHT, DAYS)
    assert [label.text for label in labels(fig)] == ["&lt;b&gt;x&lt;/b&gt; &amp; more", "y" * 27 + "…"]
    marks = next(trace for trace in fig.data if trace.name == "Events")
    assert list(marks.customdata) == ["&lt;b&gt;x&lt;/b&gt; &amp; more", "y" * 60]


def test_every_panel_makes_room():
    fig = look.figure(LIGHT, height=500)
    fig.layout.yaxis.domain = [0.6, 1]
    fig.layout.yaxis2 = {"domain": [0, 0.4]}
    fig = with_events(fig, events("2025-03-10"), LIGHT, DAYS)
    part = fig.layout.yaxis.domain[1]
    assert part < 1
    assert fig.layout.yaxis.domain[0] == pytest.approx(0.6 * part)
    assert fig.layout.yaxis2.domain[1] == pytest.approx(0.4 * part)
    assert fig.layout.yaxis3.domain[1] == pytest.approx(part)
