"""Events in lanes by kind below curves over the same time, each event with its name, packed so that none overlap."""

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from lib.charts.lines import MARKS, lines, time_format
from lib.charts.theme import Theme, plain

CURVE_PX, HEAD_PX, ROW_PX, GAP_PX, AXIS_PX = 250, 24, 17, 26, 44
"""Heights of the curves, of a lane's heading, of a row of events, of the gap above the lanes, and of the axis."""
LEGEND_PX = 20
WIDTH_PX, BEYOND_PX, BEFORE_PX = 165, 108, 50
"""How wide the plot is on a phone, and how far a name may reach beyond and before it, beside the curves' own names."""
LETTER_PX, PAD_PX = 6.0, 9.0
"""Width of a letter of a name, and of a mark with the room beside it."""


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
    placed, heads, lanes_px = _placed(events, shown, first, last)
    whole = CURVE_PX + GAP_PX + lanes_px
    floor = 1 - CURVE_PX / whole
    fig.update_traces(showlegend=False)
    ends = [
        go.layout.Annotation({**end.to_plotly_json(), "y": floor + end.y * (1 - floor)})
        for end in fig.layout.annotations
    ]
    used = [group for group in groups if (placed["group"] == group).any()]
    marks = dict(zip(groups, MARKS, strict=False))
    for group in used:
        of = placed[placed["group"] == group]
        fig.add_traces(_events(of, group_names[group], group_colours[group], marks[group]))
    fig.layout.annotations = [
        *ends,
        *(_head(lane, top, theme) for lane, top in heads),
        *(_name(row, theme) for row in placed.to_dict("records")),
        *([_note(empty, theme, floor)] if empty and curves.empty else []),
    ]
    fig.layout.shapes = [
        *_separators([top for _, top in heads], theme),
        *_guides(placed[placed["lane"].isin(list(guides))], theme),
    ]
    fig.update_layout(
        height=whole + AXIS_PX + LEGEND_PX * len(used) + 8,
        hovermode="closest",
        showlegend=True,
        legend={"orientation": "v", "y": 1.0, "yanchor": "bottom", "x": 0, "font": {"size": 12}},
        margin={"t": LEGEND_PX * len(used) + 8, "b": AXIS_PX},
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


def _placed(
    events: pd.DataFrame, lanes: Sequence[str], first: pd.Timestamp, last: pd.Timestamp
) -> tuple[pd.DataFrame, list[tuple[str, int]], int]:
    """The events with `at` (from the top of the lanes) and `left` (whether the name stands left of the mark)."""
    found, heads, top = [], [], 0
    for lane in lanes:
        heads.append((lane, top))
        top += HEAD_PX
        taken: list[list[tuple[float, float]]] = []
        for row in events[events["lane"] == lane].to_dict("records"):
            low, high, left = _reach(row, first, last)
            place = next((n for n, of in enumerate(taken) if all(high <= a or low >= b for a, b in of)), len(taken))
            if place == len(taken):
                taken.append([])
            taken[place].append((low, high))
            found.append({**row, "at": top + ROW_PX * (place + 0.5), "left": left})
        top += ROW_PX * len(taken) + 8
    columns = [*events.columns, "at", "left"]
    return pd.DataFrame(found, columns=columns), heads, top


def _reach(row: Mapping, first: pd.Timestamp, last: pd.Timestamp) -> tuple[float, float, bool]:
    """From where to where mark and name reach on a phone, in pixels, and whether the name stands to the left."""
    start, end = (max(first, min(last, row[side])) for side in ("start", "end"))
    low, high = (WIDTH_PX * ((day - first) / (last - first)) for day in (start, end))
    wide = LETTER_PX * len(row["label"]) + PAD_PX
    left = high + wide > WIDTH_PX + BEYOND_PX and low - wide > -BEFORE_PX
    return (low - wide, high + PAD_PX, True) if left else (low - PAD_PX, high + wide, False)


def _events(of: pd.DataFrame, name: str, colour: str, mark: str) -> list[go.Scatter]:
    """Marks for the events of a group whose day is known, bars for the others, and the entry of the legend."""
    day = of[of["start"] == of["end"]]
    vague = of[of["start"] != of["end"]]
    shape = {"symbol": mark, "size": 9, "color": colour}
    bars: dict[str, list] = {"x": [], "y": [], "customdata": []}
    for row in vague.to_dict("records"):
        bars["x"] += [row["start"], row["start"] + (row["end"] - row["start"]) / 2, row["end"], None]
        bars["y"] += [row["at"]] * 3 + [None]
        bars["customdata"] += [plain(row["hover"])] * 3 + [""]
    traces = [
        go.Scatter(
            x=day["start"],
            y=day["at"],
            mode="markers",
            name=plain(name),
            marker=shape,
            yaxis="y2",
            cliponaxis=False,
            showlegend=False,
            customdata=[plain(words) for words in day["hover"]],
            hovertemplate="%{customdata}<extra></extra>",
        ),
        go.Scatter(
            **bars,
            mode="lines",
            name=plain(name),
            line={"color": colour, "width": 7},
            yaxis="y2",
            showlegend=False,
            hovertemplate="%{customdata}<extra></extra>",
        ),
    ]
    entry = go.Scatter(x=[None], y=[None], mode="markers", name=plain(name), marker=shape, yaxis="y2", hoverinfo="skip")
    return [*(trace for trace in traces if len(trace.x)), entry]


def _name(row: Mapping, theme: Theme) -> go.layout.Annotation:
    return go.layout.Annotation(
        text=plain(row["label"]),
        x=row["start"] if row["left"] else row["end"],
        y=row["at"],
        yref="y2",
        xanchor="right" if row["left"] else "left",
        xshift=-7 if row["left"] else 7,
        yanchor="middle",
        showarrow=False,
        font={"size": 11, "color": theme.ink},
    )


def _head(lane: str, top: float, theme: Theme) -> go.layout.Annotation:
    return go.layout.Annotation(
        text=f"<b>{plain(lane)}</b>",
        x=0,
        xref="paper",
        y=top,
        yref="y2",
        xanchor="left",
        yanchor="top",
        yshift=-3,
        showarrow=False,
        font={"size": 13, "color": theme.ink},
    )


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


def _separators(tops: Sequence[float], theme: Theme) -> list[go.layout.Shape]:
    thin = {"color": theme.grid, "width": 1}
    return [
        go.layout.Shape(type="line", xref="paper", x0=0, x1=1, yref="y2", y0=top, y1=top, line=thin, layer="below")
        for top in tops
    ]


def _guides(of: pd.DataFrame, theme: Theme) -> list[go.layout.Shape]:
    """A thin vertical from each event up through the curves; a pale band where only the month is known."""
    found = []
    for row in of.to_dict("records"):
        known = row["start"] == row["end"]
        found.append(
            go.layout.Shape(
                type="line" if known else "rect",
                x0=row["start"],
                x1=row["end"],
                y0=0,
                y1=1,
                yref="paper",
                line={"color": theme.muted, "width": 1 if known else 0},
                fillcolor=None if known else theme.muted,
                opacity=0.3 if known else 0.15,
                layer="below",
            )
        )
    return found
