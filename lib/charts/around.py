"""Before and after side by side: a hollow and a solid mark on a line for each series, one below the other."""

from textwrap import wrap

import pandas as pd
import plotly.graph_objects as go

from lib.charts import theme as look
from lib.charts.theme import Theme, plain

LINE_PX, MARK_PX, LEGEND_PX, AXIS_PX = 18, 32, 26, 40
"""Height of a line of words, of the marks below them, of the legend, and of the axis."""
LETTERS = 48
"""So many letters fit on a line on a phone."""
PART = " · "
"""What stands between the name that a series has in the chart read and which part of it is meant."""
FROM_ZERO = ("count", "share", "ratio")
"""The forms whose axis holds zero; of the others only differences have a meaning."""


def before_after(rows: pd.DataFrame, *, theme: Theme, drawn: go.Figure, form: str) -> go.Figure:
    """A row for each of `rows` (series, before, after, said, hover), the first on top; a missing value has no mark.

    The name and, after it, `said` stand above the marks, so that a phone has the whole width. Each series has the
    colour that it has in `drawn`, the chart that was read; what follows `PART` in its name
    says which part of that.
    """
    inks = colours(drawn, theme)
    labels = [_label(series, said, theme) for series, said in zip(rows["series"], rows["said"], strict=True)]
    row_px = LINE_PX * max(label.count("<br>") + 1 for label in labels) + MARK_PX
    places = list(range(len(rows) - 1, -1, -1))
    fig = look.figure(theme, height=row_px * len(rows) + LEGEND_PX + AXIS_PX + 12, right=20)
    traces = []
    for place, row in zip(places, rows.to_dict("records"), strict=True):
        ink = inks.get(plain(row["series"].split(PART)[0]), theme.ink)
        traces.append(
            go.Scatter(
                x=[row["before"], row["after"]],
                y=[place, place],
                mode="lines+markers",
                name=plain(row["series"]),
                showlegend=False,
                cliponaxis=False,
                line={"color": ink, "width": 2},
                marker={
                    "symbol": ["circle-open", "circle"],
                    "size": 12,
                    "opacity": 1,
                    "color": ink,
                    "line": {"width": 2, "color": ink},
                },
                customdata=[plain(row["hover"])] * 2,
                hovertemplate="%{customdata}<extra></extra>",
            )
        )
    fig.add_traces([*traces, _entry("Before", "circle-open", theme), _entry("After", "circle", theme)])
    fig.layout.annotations = [
        go.layout.Annotation(
            x=0,
            xref="paper",
            y=place + 11 / row_px,
            xanchor="left",
            yanchor="bottom",
            text=label,
            showarrow=False,
            align="left",
            font={"size": 13, "color": theme.ink},
        )
        for place, label in zip(places, labels, strict=True)
    ]
    _axes(fig, rows, theme, form)
    fig.update_yaxes(
        visible=False, range=[-0.5 * MARK_PX / row_px, len(rows) - 0.4 * MARK_PX / row_px], fixedrange=True
    )
    return fig


def _label(series: str, said: str, theme: Theme) -> str:
    """The name and what is said of it: on one line where both fit on a phone, else below it, broken into lines."""
    name, _, part = series.partition(PART)
    quiet = f"<span style='color:{theme.muted}'>"
    beside = f"{part}: {said}" if part else said
    if len(name) + len(beside) < LETTERS:
        return f"<b>{plain(name)}</b>  {quiet}{plain(beside)}</span>"
    lines = [plain(line) for line in wrap(beside, LETTERS)]
    return f"<b>{plain(name)}</b><br>{quiet}{'<br>'.join(lines)}</span>"


def colours(drawn: go.Figure, theme: Theme) -> dict[str, str]:
    """The colour of each named trace of a chart; of a bar the first that is not the ground, as a hollow one is."""
    found: dict[str, str] = {}
    for trace in drawn.data:
        ink = trace.line.color if trace.type == "scatter" else trace.marker.color
        each = [ink] if isinstance(ink, str) else list(ink if ink is not None else [])
        own = [one for one in each if one != theme.ground]
        if trace.name and own:
            found.setdefault(trace.name, own[0])
    return found


def _entry(name: str, symbol: str, theme: Theme) -> go.Scatter:
    mark = {"symbol": symbol, "size": 11, "color": theme.ink, "line": {"width": 2, "color": theme.ink}}
    return go.Scatter(x=[None], y=[None], mode="markers", name=name, marker=mark, showlegend=True, hoverinfo="skip")


def _axes(fig: go.Figure, rows: pd.DataFrame, theme: Theme, form: str) -> None:
    known = pd.concat([rows["before"], rows["after"]]).dropna()
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    if form in FROM_ZERO:
        low, high = min(low, 0.0), max(high, 0.0)
    room = (high - low) * 0.04 or 1.0
    fig.update_xaxes(
        range=[low - room, high + room], showgrid=True, gridcolor=theme.grid, nticks=6, fixedrange=True, tickangle=0
    )
    if form == "count":
        fig.update_xaxes(exponentformat="B", tickformat="")
    else:
        fig.update_xaxes(tickformat=look.AXIS_FORMATS[form])
    fig.update_layout(
        hovermode="closest",
        showlegend=True,
        margin={"t": LEGEND_PX + 8, "b": AXIS_PX},
        legend={"font": {"size": 12}, "itemclick": False, "itemdoubleclick": False, "traceorder": "normal"},
    )
