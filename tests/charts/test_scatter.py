"""Points on two log scales as a reader sees them."""

from math import log10

import pandas as pd
import pytest

from lib.charts import scatter as module
from lib.charts.scatter import scatter
from lib.charts.theme import THEMES


def row(x: float, y: float, group: str = "a", label: str = "") -> dict:
    return {"x": x, "y": y, "group": group, "label": label, "hover": f"{x} {y} <i>"}


ROWS = pd.DataFrame([row(10, 1), row(1000, 100, "b", "Both <b>"), row(100, 1000, "a", "Upper"), row(0, 5), row(5, 0)])


def draw(rows: pd.DataFrame = ROWS):
    return scatter(
        rows,
        theme=THEMES["light"],
        x="x",
        y="y",
        titles=("Downloads", "Likes"),
        series="group",
        order=["a", "b"],
        names={"a": "A", "b": "B"},
        colours={"a": "#111111", "b": "#222222"},
    )


def groups(fig) -> dict[str, list[tuple]]:
    return {trace.name: list(zip(trace.x, trace.y, strict=True)) for trace in fig.data if trace.name}


def test_a_point_stands_for_each_row_above_zero_in_the_colour_and_mark_of_its_group():
    fig = draw()
    assert groups(fig) == {"A": [(10, 1), (100, 1000)], "B": [(1000, 100)]}
    named = [trace for trace in fig.data if trace.name]
    assert [(trace.marker.color, trace.marker.symbol) for trace in named] == [
        ("#111111", "circle"),
        ("#222222", "square"),
    ]


def test_both_axes_are_logarithmic_and_say_what_they_count():
    layout = draw().layout
    assert (layout.xaxis.type, layout.xaxis.title.text) == ("log", "Downloads")
    assert (layout.yaxis.type, layout.yaxis.title.text) == ("log", "Likes")


def test_named_points_are_ringed_and_their_names_stand_in_a_column_the_upper_point_first():
    fig = draw()
    rings = next(trace for trace in fig.data if trace.marker.symbol == "circle-open")
    assert list(rings.x) == [100, 1000]
    upper, lower = fig.layout.annotations
    assert (upper.text, lower.text) == ("Upper", "Both &lt;b&gt;")
    assert (upper.font.color, lower.font.color) == ("#111111", "#222222")
    assert upper.y > lower.y


def test_a_line_leads_from_each_name_to_its_point_above_all_others():
    fig = draw()
    leaders = [trace for trace in fig.data if trace.mode == "lines"]
    assert [(line.x[1], line.y[1]) for line in leaders] == [(100, 1000), (1000, 100)]
    low, high = fig.layout.yaxis.range
    for line, note in zip(leaders, fig.layout.annotations, strict=True):
        assert (log10(line.y[0]) - low) / (high - low) == pytest.approx(note.y)
        assert line.y[0] > 1000


def test_without_named_points_there_is_neither_ring_nor_name():
    fig = draw(ROWS.assign(label=""))
    assert not fig.layout.annotations
    assert len(fig.data) == 2


def test_what_a_point_says_is_no_markup():
    assert list(draw().data[1].customdata) == ["1000 100 &lt;i&gt;"]


def test_a_group_draws_no_more_points_than_a_browser_can_bear(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "MOST", 1)
    assert groups(draw()) == {"A": [(10, 1)], "B": [(1000, 100)]}
