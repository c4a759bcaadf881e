"""Events in lanes by kind below curves over the same time, each event with its name, packed so that none overlap."""

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from lib.charts.lanes import BEYOND_PX, event_name, event_traces, guide_shapes, lane_name, placed, separators
from lib.charts.lines import MARKS, lines, time_format
from lib.charts.theme import Theme, plain

CURVE_PX, GAP_PX, AXIS_PX, LEGEND_PX = 250, 26, 44, 20
"""Heights of the curves, of the gap above the lanes, of the axis, and of a row of the legend."""


def timeline(
    curves: pd.DataFrame,
    events: pd.DataFrame,
    *,
    theme: Theme,
    first: pd.Timestamp,
    last: pd.Timestamp,
    order: Sequence[str],
    names: Mapping[str, str],
    colours: Mapping[str, str],
    form: str,
    lanes: Sequence[str],
    groups: Sequence[str],
    group_names: Mapping[str, str],
    group_colours: Mapping[str, str],
    guides: Sequence[str] = (),
    empty: str = "",
) -> go.Figure:
    """Curves from `curves` (day, value, entity, optional estimate and hover) over lanes of `events`.

    `events` has lane, start, end (days), label, group, hover: a mark on its day, or a bar over the days from start to
    end where these differ. Mark and colour say the group. Events of the lanes in `guides` are drawn up through the
    curves. `empty` stands in place of curves where there are none. The axis goes from `first` to `last`.
    """
    fig = lines(
        curves,
        theme=theme,
        x="day",
        y="value",
        series="entity",
        order=order,
        names=names,
        colours=colours,
        form=form,
        height=CURVE_PX + 60,
    )
    shown = [lane for lane in lanes if (events["lane"] == lane).any()]
    found, heads, lanes_px = placed(events, shown, first, last)
    whole = CURVE_PX + GAP_PX + lanes_px
    floor = 1 - CURVE_PX / whole
    fig.update_traces(showlegend=False)
    ends = [
        go.layout.Annotation({**end.to_plotly_json(), "y": floor + end.y * (1 - floor)})
        for end in fig.layout.annotations
    ]
    used = [group for group in groups if (found["group"] == group).any()]
    marks = dict(zip(groups, MARKS, strict=False))
    for group in used:
        of = found[found["group"] == group]
        fig.add_traces(event_traces(of, group_names[group], group_colours[group], marks[group]))
    fig.layout.annotations = [
        *ends,
        *(lane_name(lane, top, theme) for lane, top in heads),
        *(event_name(row, theme) for row in found.to_dict("records")),
        *([_note(empty, theme, floor)] if empty and curves.empty else []),
    ]
    fig.layout.shapes = [
        *separators([top for _, top in heads], theme),
        *guide_shapes(found[found["lane"].isin(list(guides))], theme),
    ]
    fig.update_layout(
        height=whole + AXIS_PX + LEGEND_PX * len(used) + 8,
        hovermode="closest",
        showlegend=True,
        legend={"orientation": "v", "y": 1.0, "yanchor": "bottom", "x": 0, "font": {"size": 12}},
        margin={"t": LEGEND_PX * len(used) + 8, "b": AXIS_PX, "r": BEYOND_PX + 8},
        yaxis={"domain": [floor, 1]},
        yaxis2={
            "domain": [0, max(lanes_px / whole, 0.001)],
            "range": [max(lanes_px, 1), 0],
            "visible": False,
            "fixedrange": True,
            "anchor": "x",
        },
    )
    fig.update_xaxes(range=[first, last], tickformat=time_format(first, last), nticks=7, anchor="y2")
    return fig


def _note(words: str, theme: Theme, floor: float) -> go.layout.Annotation:
    return go.layout.Annotation(
        text=plain(words),
        x=0.02,
        xref="paper",
        y=(1 + floor) / 2,
        yref="paper",
        xanchor="left",
        showarrow=False,
        font={"size": 12, "color": theme.muted},
    )
