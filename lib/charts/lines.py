"""Lines over time: each named at its end in its colour, estimates dashed, gaps as gaps, incomplete periods hollow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log10
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from lib.charts import theme as look
from lib.charts.bands import between
from lib.charts.ends import end_name, spread
from lib.charts.spans import span_marks
from lib.charts.theme import Theme, plain

MARKS = ("circle", "square", "diamond", "triangle-up", "x", "star", "cross", "triangle-down")
"""Marks at the end of each line, so that lines differ by more than their colour."""
LABEL_PX = 17
"""Height that one label at a line's end needs."""
EVENT_ROOM = 0.07
"""Part of the width that an upright label needs."""
FEW_DAYS = pd.Timedelta(days=92)
"""Over a shorter time the axis names days, else months."""


def lines(
    rows: pd.DataFrame,
    *,
    theme: Theme,
    x: str,
    y: str,
    series: str,
    order: Sequence[str],
    names: Mapping[str, str],
    colours: Mapping[str, str],
    form: str = "count",
    log: bool = False,
    quiet: Sequence[str] = (),
    events: pd.DataFrame | None = None,
    points: pd.DataFrame | None = None,
    spans: pd.DataFrame | None = None,
    foot: pd.DataFrame | None = None,
    band: pd.DataFrame | None = None,
    height: int = 440,
) -> go.Figure:
    """A line for each key of `order`, from tidy `rows` with columns `x` (days), `y` and `series`.

    A missing `y` breaks the line. Optional columns of `rows`: `estimate` (bool: the step to this point is dashed),
    `incomplete` (bool: the point is hollow), `hover` (plain words beside the value). `quiet` are series drawn grey and
    thin. `events` has day and label; `points` (hollow markers of published levels) has `x`, `y`, `series` and `hover`;
    `spans` (shaded periods in doubt) has from, to (days, both included) and label; `foot` (marks on the time axis for
    days whose value is not known) has day, kind (its name), symbol (its shape, as Plotly calls it) and hover; `band`
    (what lies between two counts, behind the lines) has `x`, `series`, low, high and maybe estimate (dotted edges).
    `form` is what stands on the value axis: count, share, index, number or ratio. On a log axis values not above zero
    are left out.
    """
    shown = rows[rows[series].isin(order)]
    if log:
        shown = shown.assign(**{y: shown[y].where(shown[y] > 0)})
    longest = max((len(names[key]) for key in order if key not in quiet), default=0)
    fig = look.figure(theme, height=height, right=min(16 + int(longest * 7.6), 132))
    everything = pd.concat([shown[y], points[y]]) if points is not None else shown[y]
    if band is not None and len(band):
        everything = pd.concat([everything, band["low"], band["high"]])
    known = everything[everything > 0] if log else everything.dropna()
    span = look.value_axis(
        fig,
        form,
        log=log,
        top=float(known.max()) if len(known) else 1.0,
        bottom=float(known.min()) if len(known) else 0.1,
    )
    traces: list[go.Scatter] = []
    if band is not None:
        floor = 10 ** span[0] if log else None
        traces += between(shown, band, x=x, series=series, order=order, colours=colours, above=floor)
    for place, key in enumerate(order):
        of = shown[shown[series] == key].sort_values(x)
        colour = theme.grid if key in quiet else colours[key]
        traces += _line(of, x, y, plain(names[key]), colour, form, MARKS[place % len(MARKS)], key in quiet)
    if points is not None:
        for key in order:
            traces += _points(points[points[series] == key], x, y, plain(names[key]), colours[key], form)
    readable = {key: theme.muted if colour in theme.rest else colour for key, colour in colours.items()}
    ends = _ends(shown, x, y, series, [key for key in order if key not in quiet], names, readable, span, log, height)
    shapes: list[go.layout.Shape] = []
    if spans is not None and len(shown):
        bands, labels = span_marks(spans, theme, shown[x].min(), shown[x].max())
        shapes += bands
        ends += labels
    if events is not None and len(shown):
        drawn = event_marks(events, theme, shown[x].min(), shown[x].max(), 10 ** span[1] if log else span[1])
        traces += drawn.traces
        shapes += drawn.shapes
        ends += drawn.labels
    if foot is not None:
        traces += _foot(foot, theme, 10 ** span[0] if log else span[0])
    # In one step each: Plotly checks the whole figure anew at every single addition.
    fig.add_traces(traces)
    fig.layout.annotations = ends
    fig.layout.shapes = shapes
    _time_axis(fig, shown[x] if points is None else pd.concat([shown[x], points[x]]))
    fig.update_layout(hovermode="x unified" if len(order) <= 12 else "closest")
    return fig


def _time_axis(fig: go.Figure, days: pd.Series) -> None:
    """From the first day to the last, so that names stand at the ends of their lines; the year where it changes."""
    first, last = days.min(), days.max()
    fig.update_xaxes(tickformat=time_format(first, last), tickangle=0)
    if first < last:
        fig.update_xaxes(range=[first, last])


def time_format(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """How an axis of time from the first to the last day names its ticks: months, or days where these are few."""
    return "%-d %b\n%Y" if last - first < FEW_DAYS else "%b\n%Y"


def _format(form: str) -> str:
    return "%{y:" + {"count": ",.0f", "share": ".1%", "index": ",.0f", "number": ",.1f", "ratio": ".2f"}[form] + "}"


def _line(
    of: pd.DataFrame, x: str, y: str, name: str, colour: str, form: str, mark: str, quiet: bool
) -> list[go.Scatter]:
    """One line as up to three traces: what is known, what is estimated (dashed), and the ends of lines and gaps."""
    said = of["hover"].map(plain) if "hover" in of else pd.Series("", index=of.index)
    estimate = of["estimate"].fillna(False).astype(bool) if "estimate" in of else pd.Series(False, index=of.index)
    incomplete = of["incomplete"].fillna(False).astype(bool) if "incomplete" in of else pd.Series(False, index=of.index)
    width = 1.2 if quiet else 2.4
    # A step is dashed if either of its ends is an estimate, so the dashed trace holds the solid points beside it too.
    dashed = estimate | estimate.shift(-1, fill_value=False) | estimate.shift(1, fill_value=False)
    shape = {"color": colour, "width": width}
    says = _format(form) + " %{customdata}"
    traces = [
        go.Scatter(
            **_steps(of[x]),
            y=of[y].where(~estimate),
            mode="lines",
            name=name,
            line=shape,
            customdata=said,
            hovertemplate=says,
            connectgaps=False,
        )
    ]
    if estimate.any():
        traces.append(
            go.Scatter(
                **_steps(of[x]),
                y=of[y].where(dashed),
                mode="lines",
                name=name,
                line={**shape, "dash": "dot"},
                customdata=said,
                hovertemplate=[f"{says} (estimate)" if guessed else "" for guessed in estimate],
                hoverinfo=["all" if guessed else "skip" for guessed in estimate],
                connectgaps=False,
            )
        )
    seen = of[y].notna()
    alone = seen & ~seen.shift(1, fill_value=False) & ~seen.shift(-1, fill_value=False)
    last = pd.Series(False, index=of.index)
    if seen.any() and not quiet:
        last[seen[seen].index[-1]] = True
    marked = of[alone | last | (incomplete & seen)]
    if len(marked):
        traces.append(
            go.Scatter(
                x=marked[x],
                y=marked[y],
                mode="markers",
                name=name,
                hoverinfo="skip",
                cliponaxis=False,
                marker={
                    "symbol": [f"{mark}-open" if hollow else mark for hollow in incomplete[marked.index]],
                    "size": 8,
                    "color": colour,
                    "line": {"width": 2, "color": colour},
                },
            )
        )
    return traces


def _steps(days: pd.Series) -> dict[str, Any]:
    """Where the days are equally far apart, the first and the step; else all of them, which is six times the bytes."""
    apart = days.diff().dropna().unique()
    if len(days) > 2 and len(apart) == 1:
        return {"x0": days.iloc[0], "dx": apart[0] / pd.Timedelta(milliseconds=1)}
    return {"x": days}


def _points(of: pd.DataFrame, x: str, y: str, name: str, colour: str, form: str) -> list[go.Scatter]:
    """Hollow rings for published levels, each with its source on hover; none if there are none."""
    ring = {"symbol": "circle-open", "size": 11, "color": colour, "line": {"width": 2, "color": colour}}
    return [
        go.Scatter(
            x=of[x],
            y=of[y],
            mode="markers",
            name=f"{name}, published",
            marker=ring,
            cliponaxis=False,
            customdata=of["hover"].map(plain),
            hovertemplate=_format(form) + " %{customdata}",
        )
    ][: len(of)]


def _foot(marks: pd.DataFrame, theme: Theme, bottom: float) -> list[go.Scatter]:
    """Marks on the time axis, a trace for each kind."""
    return [
        go.Scatter(
            x=of["day"],
            y=[bottom] * len(of),
            mode="markers",
            name=plain(str(kind)),
            marker={"symbol": symbol, "size": 9, "color": theme.ink, "line": {"width": 1.6, "color": theme.ink}},
            cliponaxis=False,
            customdata=of["hover"].map(plain),
            hovertemplate="%{customdata}",
        )
        for (kind, symbol), of in marks.groupby(["kind", "symbol"])
    ]


def _ends(
    shown: pd.DataFrame,
    x: str,
    y: str,
    series: str,
    order: Sequence[str],
    names: Mapping[str, str],
    colours: Mapping[str, str],
    span: tuple[float, float],
    log: bool,
    height: int,
) -> list[go.layout.Annotation]:
    """The name of each line at its end, in its colour as `colours` gives it, moved apart where ends are close."""
    ends = []
    for key in order:
        known = shown[(shown[series] == key) & shown[y].notna()].sort_values(x)
        if len(known):
            end = float(known[y].iloc[-1])
            ends.append((key, ((log10(end) if log else end) - span[0]) / (span[1] - span[0])))
    return [
        end_name(f"<b>{plain(names[key])}</b>", place, colours[key], size=13)
        for (key, _), place in zip(ends, spread([at for _, at in ends], LABEL_PX / (height - 60)), strict=True)
    ]


@dataclass(frozen=True)
class EventMarks:
    """What draws events: thin verticals, the labels that have room, and marks at the top that say all of them."""

    shapes: list[go.layout.Shape]
    labels: list[go.layout.Annotation]
    traces: list[go.Scatter]


def event_marks(events: pd.DataFrame, theme: Theme, first: pd.Timestamp, last: pd.Timestamp, top: float) -> EventMarks:
    """Thin verticals for the events (columns day, label) between two days, labelled where a label has room.

    A label stands upright and needs 7 % of the width, which holds at 390 px too; the others speak on hover alone.
    `top` is the value at the upper end of the axis.
    """
    inside = events[(events["day"] >= first) & (events["day"] <= last)].sort_values("day")
    room = (last - first) * EVENT_ROOM
    labelled = first - room
    shapes, labels = [], []
    for day, label in zip(inside["day"], inside["label"], strict=True):
        line = {"color": theme.muted, "width": 1}
        shapes.append(go.layout.Shape(type="line", x0=day, x1=day, y0=0, y1=1, yref="paper", line=line, opacity=0.3))
        if day - labelled >= room:
            labels.append(
                go.layout.Annotation(
                    x=day,
                    y=1,
                    yref="paper",
                    text=plain(label),
                    textangle=-90,
                    xanchor="right",
                    yanchor="top",
                    showarrow=False,
                    font={"size": 11, "color": theme.muted},
                )
            )
            labelled = day
    marks = go.Scatter(
        x=inside["day"],
        y=[top] * len(inside),
        mode="markers",
        name="Events",
        showlegend=False,
        marker={"symbol": "triangle-down", "size": 7, "color": theme.muted},
        customdata=inside["label"].map(plain),
        hovertemplate="%{customdata}<extra></extra>",
        cliponaxis=False,
    )
    return EventMarks(shapes, labels, [marks] if len(inside) else [])
