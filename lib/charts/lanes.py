"""Lanes of events over time: how they are packed so that no name covers another, their marks and their names."""

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from lib.charts.theme import Theme, plain

HEAD_PX, ROW_PX = 24, 17
"""Heights of a lane's heading and of a row of events."""
WIDTH_PX, BEYOND_PX, BEFORE_PX = 165, 108, 50
"""How wide the plot is on a phone, and how far a name may reach beyond and before it, beside the curves' own names."""
LETTER_PX, PAD_PX = 6.0, 9.0
"""Width of a letter of a name, and of a mark with the room beside it."""


def placed(
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


def event_traces(of: pd.DataFrame, name: str, colour: str, mark: str) -> list[go.Scatter]:
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


def event_name(row: Mapping, theme: Theme) -> go.layout.Annotation:
    """The name of an event beside its mark."""
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


def lane_name(lane: str, top: float, theme: Theme) -> go.layout.Annotation:
    """The heading of a lane, `top` from the top of the lanes."""
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


def separators(tops: Sequence[float], theme: Theme) -> list[go.layout.Shape]:
    """A thin line above each lane."""
    thin = {"color": theme.grid, "width": 1}
    return [
        go.layout.Shape(type="line", xref="paper", x0=0, x1=1, yref="y2", y0=top, y1=top, line=thin, layer="below")
        for top in tops
    ]


def guide_shapes(of: pd.DataFrame, theme: Theme) -> list[go.layout.Shape]:
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
