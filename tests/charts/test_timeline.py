"""Lanes of events below curves, as a reader sees them."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from lib.charts.theme import THEMES
from lib.charts.timeline import timeline

LIGHT = THEMES["light"]
FIRST, LAST = pd.Timestamp("2025-01-01"), pd.Timestamp("2025-12-31")
STYLE: dict[str, Any] = {
    "theme": LIGHT,
    "first": FIRST,
    "last": LAST,
    "order": ["china"],
    "names": {"china": "China"},
    "colours": {"china": "#aa0000"},
    "form": "share",
    "lanes": ["Rule", "Release"],
    "groups": ["china", ""],
    "group_names": {"china": "Maker in China", "": "No one maker"},
    "group_colours": {"china": "#aa0000", "": "#777777"},
}
CURVES = pd.DataFrame(
    {"day": pd.to_datetime(["2025-06-15", "2025-07-15"]), "value": [0.1, 0.2], "entity": "china", "hover": ""}
)


def events(*found: tuple[str, str, str, str]) -> pd.DataFrame:
    """From lane, first day, last day, label."""
    frame = pd.DataFrame(found, columns=["lane", "start", "end", "label"])
    days = {side: pd.to_datetime(frame[side]) for side in ("start", "end")}
    return frame.assign(**days, group="", hover=frame["label"])


def names(fig: go.Figure) -> dict[str, go.layout.Annotation]:
    return {note.text: note for note in fig.layout.annotations}


RULE = ("Rule", "2025-02-01", "2025-02-28", "A month")
RELEASE = ("Release", "2025-03-05", "2025-03-05", "A day")


def test_a_day_is_a_mark_and_a_month_a_bar_over_all_of_it() -> None:
    fig = timeline(CURVES, events(RULE, RELEASE), **STYLE)
    lanes = [trace for trace in fig.data if trace.yaxis == "y2" and trace.x[0] is not None]
    assert {trace.mode: len(trace.x) for trace in lanes} == {"markers": 1, "lines": 4}
    bar = next(trace for trace in lanes if trace.mode == "lines")
    assert (pd.Timestamp(bar.x[0]), pd.Timestamp(bar.x[2])) == (pd.Timestamp("2025-02-01"), pd.Timestamp("2025-02-28"))


def test_every_event_has_its_name_and_every_lane_its_heading_in_order() -> None:
    fig = timeline(CURVES, events(RELEASE, RULE), **STYLE)
    found = names(fig)
    assert {"A month", "A day", "<b>Rule</b>", "<b>Release</b>", "<b>China</b>"} == set(found)
    assert found["<b>Rule</b>"].y < found["A month"].y < found["<b>Release</b>"].y < found["A day"].y


def test_a_lane_without_an_event_is_not_drawn() -> None:
    assert "<b>Release</b>" not in names(timeline(CURVES, events(RULE), **STYLE))


def test_names_that_would_overlap_stand_in_rows_of_their_own_and_others_share_one() -> None:
    near = events(
        ("Release", "2025-03-05", "2025-03-05", "First"),
        ("Release", "2025-03-08", "2025-03-08", "Second"),
        ("Release", "2025-10-01", "2025-10-01", "Later"),
    )
    found = names(timeline(CURVES, near, **STYLE))
    assert found["First"].y != found["Second"].y
    assert found["First"].y == found["Later"].y


def test_a_name_that_has_no_room_at_the_right_stands_left_of_its_mark() -> None:
    late = events(("Release", "2025-12-20", "2025-12-20", "A name of some length"))
    assert names(timeline(CURVES, late, **STYLE))["A name of some length"].xanchor == "right"


def test_only_lanes_that_are_asked_for_are_drawn_up_through_the_curves() -> None:
    fig = timeline(CURVES, events(RULE, RELEASE), **STYLE, guides=["Rule"])
    assert [(shape.type, shape.yref) for shape in fig.layout.shapes if shape.yref == "paper"] == [("rect", "paper")]


def test_the_curves_stand_above_the_lanes_with_their_names() -> None:
    fig = timeline(CURVES, events(RULE, RELEASE), **STYLE)
    assert fig.layout.yaxis.domain[0] > fig.layout.yaxis2.domain[1]
    assert names(fig)["<b>China</b>"].y >= fig.layout.yaxis.domain[0]


def test_the_legend_says_the_groups_that_are_in_view_and_no_curve() -> None:
    fig = timeline(CURVES, events(RULE), **STYLE)
    assert [trace.name for trace in fig.data if trace.showlegend is not False] == ["No one maker"]


def test_without_a_curve_the_words_for_it_stand_there() -> None:
    fig = timeline(CURVES.iloc[:0], events(RULE), **{**STYLE, "order": []}, empty="Nothing is counted.")
    assert "Nothing is counted." in names(fig)


def test_without_an_event_the_curves_stand_alone() -> None:
    fig = timeline(CURVES, events(RULE).iloc[:0], **STYLE)
    assert set(names(fig)) == {"<b>China</b>"}


def test_names_from_outside_are_no_markup() -> None:
    fig = timeline(CURVES, events(("Rule", "2025-02-01", "2025-02-01", "<img src=x>")), **STYLE)
    assert "&lt;img src=x&gt;" in names(fig)
