"""Events on a chart over time: thin verticals, bands where only the month is known, labels in a strip above."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from lib.charts.lines import EVENT_ROOM
from lib.charts.theme import Theme, plain

LETTERS, LETTER_PX = 28, 5.9
"""So many letters of a label are shown, and the height that each needs as it stands upright."""
TICKS_PX = 40
"""What the names of months need where they stand above a chart, below the strip."""
ENTRY_PX = 19
"""Height of a name in a legend on a phone."""
PERIODS = {"month": "M", "week": "W-SUN"}


def with_events(fig: go.Figure, events: pd.DataFrame, theme: Theme, days: pd.Series, bars: str = "") -> go.Figure:
    """`fig` with the events (day, until, label, hover, chosen, own) that fall within the `days` which it draws.

    An event is a vertical; one of which only the month is known is a band from `day` to `until`; the `chosen` one is
    stronger. Labels stand upright in a strip of their own above what is drawn, so that they cover nothing; one without
    room says what it is on hover alone. `bars` says that each of the days stands for a bar of a month or a week, in
    the middle of which it is drawn: events are then placed within the bar of their period.
    """
    inside = _placed(events, days, bars)
    if inside.empty:
        return fig
    labelled = _labelled(inside, days, fig)
    room = LETTER_PX * max(len(_short(label)) for label in inside.loc[labelled, "label"]) + 14
    room += TICKS_PX if fig.layout.xaxis.side == "top" else 0
    part = _make_room(fig, room)
    shapes = [_shape(row, theme) for row in inside.to_dict("records")]
    labels = [_label(row, theme) for row in inside[labelled].to_dict("records")]
    fig.layout.shapes = [*fig.layout.shapes, *shapes]
    fig.layout.annotations = [*fig.layout.annotations, *labels]
    fig.add_traces([_marks(fig, inside, theme, part)])
    return fig


def _placed(events: pd.DataFrame, days: pd.Series, bars: str) -> pd.DataFrame:
    """The events within the days, with `from` and `to`, the places on the axis where each begins and ends."""
    first, last = days.min(), days.max()
    if bars:
        last = pd.Period(last, freq=PERIODS[bars]).end_time.normalize()
    inside = events[(events["until"] >= first) & (events["day"] <= last)].sort_values("day")
    start, end = inside["day"].clip(lower=first), inside["until"].clip(upper=last)
    if bars:
        band = inside["until"] > inside["day"]
        start, end = (
            pd.Series([_in_bar(day, bars, 0) for day in start], index=inside.index, dtype="datetime64[ns]"),
            pd.Series([_in_bar(day, bars, more) for day, more in zip(end, band, strict=True)], index=inside.index),
        )
    return inside.assign(**{"from": start, "to": end})


def _in_bar(day: pd.Timestamp, bars: str, more: int) -> pd.Timestamp:
    """The start of a day, or so many days `more`, within the bar of its period, which is drawn around its first day."""
    period = pd.Period(day, freq=PERIODS[bars])
    whole = period.end_time.normalize() - period.start_time + pd.Timedelta(days=1)
    return day + pd.Timedelta(days=int(more)) - whole / 2


def _labelled(inside: pd.DataFrame, days: pd.Series, fig: go.Figure) -> pd.Series:
    """Which events have room for a label: the chosen one first, then those that are `own`, then from left to right."""
    drawn = fig.layout.xaxis.range
    ends = [pd.Timestamp(end) for end in drawn] if drawn else [days.min(), days.max()]
    room = (ends[1] - ends[0]) * EVENT_ROOM
    middles = inside["from"] + (inside["to"] - inside["from"]) / 2
    taken: list[pd.Timestamp] = []
    has = pd.Series(False, index=inside.index)
    for index in inside.sort_values(["chosen", "own", "day"], ascending=[False, False, True]).index:
        if all(abs(middles[index] - other) >= room for other in taken):
            taken.append(middles[index])
            has[index] = True
    return has


def _make_room(fig: go.Figure, room: float) -> float:
    """Give the chart a strip of so many pixels above all that it draws; the part of the height that is left to it."""
    height, margin = fig.layout.height, fig.layout.margin
    plot = height - (margin.t or 0) - (margin.b or 0) - _legend_px(fig)
    part = plot / (plot + room)
    fig.layout.height = round(height + room)  # pictures and frames are of whole pixels
    axes = [name for name in fig.layout.to_plotly_json() if name.startswith("yaxis")] or ["yaxis"]
    for name in axes:
        low, high = fig.layout[name].domain or (0, 1)
        fig.layout[name].domain = [low * part, high * part]
    for mark in (*fig.layout.annotations, *fig.layout.shapes):
        _shrink(mark, part)
    return part


def _legend_px(fig: go.Figure) -> float:
    """What a legend above the chart takes from it: nearly what it takes on a phone, where labels lack the room."""
    if not fig.layout.showlegend or not fig.layout.legend.entrywidth:
        return 0.0
    return ENTRY_PX * len({trace.name for trace in fig.data}) * 0.9


def _shrink(mark: go.layout.Annotation | go.layout.Shape, part: float) -> None:
    if mark.yref != "paper":
        return
    for end in ("y", "y0", "y1"):
        if end in mark and mark[end] is not None:
            mark[end] = mark[end] * part


def _shape(row: dict, theme: Theme) -> go.layout.Shape:
    ink = theme.ink if row["chosen"] else theme.muted
    where = {"x0": row["from"], "x1": row["to"], "y0": 0, "y1": 1, "yref": "paper", "xref": "x"}
    if row["until"] > row["day"]:
        shade = {"fillcolor": ink, "opacity": 0.2 if row["chosen"] else 0.12, "line": {"width": 0}, "layer": "below"}
        return go.layout.Shape(type="rect", **where, **shade)
    line = {"color": ink, "width": 2 if row["chosen"] else 1}
    return go.layout.Shape(type="line", **where, line=line, opacity=0.8 if row["chosen"] else 0.4)


def _label(row: dict, theme: Theme) -> go.layout.Annotation:
    words = plain(_short(row["label"]))
    return go.layout.Annotation(
        x=row["from"] + (row["to"] - row["from"]) / 2,
        xref="x",
        y=1,
        yref="paper",
        text=f"<b>{words}</b>" if row["chosen"] else words,
        textangle=-90,
        bgcolor=theme.ground,
        borderpad=0,
        xanchor="right" if row["until"] == row["day"] else "center",
        yanchor="top",
        showarrow=False,
        font={"size": 11, "color": theme.ink if row["chosen"] else theme.muted},
    )


def _short(label: str) -> str:
    return label if len(label) <= LETTERS else f"{label[: LETTERS - 1].rstrip()}…"


def _marks(fig: go.Figure, inside: pd.DataFrame, theme: Theme, part: float) -> go.Scatter:
    """Marks at the top of what is drawn, on an axis of their own, that say every event on hover."""
    used: Sequence[str] = [name for name in fig.layout.to_plotly_json() if name.startswith("yaxis")] or ["yaxis"]
    number = max(int(name.removeprefix("yaxis") or 1) for name in used) + 1
    fig.layout[f"yaxis{number}"] = {
        "overlaying": "y",
        "visible": False,
        "range": [0, 1],
        "domain": [0, part],
        "fixedrange": True,
    }
    return go.Scatter(
        x=inside["from"] + (inside["to"] - inside["from"]) / 2,
        y=[1] * len(inside),
        yaxis=f"y{number}",
        mode="markers",
        name="Events",
        showlegend=False,
        marker={
            "symbol": "triangle-down",
            "size": [11 if chosen else 8 for chosen in inside["chosen"]],
            "color": [theme.ink if chosen else theme.muted for chosen in inside["chosen"]],
        },
        customdata=inside["hover"].map(plain),
        hovertemplate="%{customdata}<extra></extra>",
        cliponaxis=False,
    )
