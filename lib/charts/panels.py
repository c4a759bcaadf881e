"""Panels one above the other over one time axis, each with its own title and scale, for what never shares a line."""

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from lib.charts import theme as look
from lib.charts.lines import MARKS, time_format
from lib.charts.theme import Theme, plain

PANEL_PX, TITLE_PX, AXIS_PX = 190, 34, 46
"""Height of a panel's own frame, of the title above it, and of the time axis below all of them."""
LEGEND_PX = 24
"""Height of a row of the legend: on a phone a name has a row to itself."""
PADDING = 0.12
"""Part of a panel's range that stays free above and below its values."""


def panels(
    rows: pd.DataFrame,
    *,
    theme: Theme,
    order: Sequence[str],
    series: Sequence[str],
    names: Mapping[str, str],
    colours: Mapping[str, str],
    quiet: Sequence[str] = (),
    zero: bool = False,
    points: pd.DataFrame | None = None,
) -> go.Figure:
    """From tidy rows with panel, day, series, stretch, value, low, high, hover: a panel for each title of `order`.

    A line runs within one `stretch` of a panel and never from one to the next; a missing value breaks it. Where `low`
    and `high` are known they are drawn as a bar through the point. The scales of panels do not compare: each has its
    own. `quiet` are series drawn thin and dotted. With `zero` each panel holds zero, and a thin line marks it. `points`
    (panel, day, series, value, hover) are hollow rings: what others have published.
    """
    step = PANEL_PX + TITLE_PX
    legend = LEGEND_PX * len(series)
    fig = look.figure(theme, height=step * len(order) + AXIS_PX + legend, right=16)
    whole = step * len(order)
    traces: list[go.Scatter] = []
    titles, lines = [], []
    days = rows["day"] if points is None else pd.concat([rows["day"], points["day"]])
    for place, panel in enumerate(order):
        axis = "y" if place == 0 else f"y{place + 1}"
        top = 1 - (place * step + TITLE_PX) / whole
        bottom = 1 - (place + 1) * step / whole
        of = rows[rows["panel"] == panel]
        rings = points[points["panel"] == panel] if points is not None else rows.iloc[:0]
        for key, mark in zip(series, MARKS, strict=False):
            traces += _series(of[of["series"] == key], names[key], colours[key], mark, axis, key in quiet)
            traces += _rings(rings[rings["series"] == key], names[key], colours[key], axis)
        fig.layout[axis.replace("y", "yaxis")] = {
            "domain": [max(bottom, 0.0), top],
            "range": _range(pd.concat([of["value"], of["low"], of["high"], rings["value"]]), zero),
            "tickformat": ",d",
            "nticks": 5,
            "fixedrange": True,
        }
        titles.append(_words(f"<b>{plain(panel)}</b>", top, theme.ink, 13))
        if zero:
            line = {"color": theme.muted, "width": 1}
            lines.append(
                go.layout.Shape(type="line", xref="paper", x0=0, x1=1, yref=axis, y0=0, y1=0, line=line, layer="below")
            )
    fig.add_traces(
        [*traces, *(_entry(key, names[key], colours[key], MARKS[n], key in quiet) for n, key in enumerate(series))]
    )
    fig.layout.annotations = titles
    fig.layout.shapes = lines
    _frame(fig, days, len(order), legend)
    return fig


def _frame(fig: go.Figure, days: pd.Series, count: int, legend: int) -> None:
    """The time axis below the last panel, and the legend above the first, a name in each row of it."""
    first, last = days.min(), days.max()
    room = max((last - first) * 0.03, pd.Timedelta(days=6))
    fig.update_xaxes(
        range=[first - room, last + room],
        tickformat=time_format(first, last),
        tickangle=0,
        nticks=7,
        anchor="y" if count == 1 else f"y{count}",
        showgrid=True,
        gridcolor=fig.layout.template.layout.yaxis.gridcolor,
    )
    fig.update_layout(
        hovermode="closest",
        showlegend=True,
        margin={"t": legend + 6, "b": AXIS_PX},
        legend={"orientation": "v", "y": 1.0, "yanchor": "bottom", "x": 0, "font": {"size": 12}},
    )


def _series(of: pd.DataFrame, name: str, colour: str, mark: str, axis: str, quiet: bool) -> list[go.Scatter]:
    """A trace for each stretch of the scale."""
    found = []
    for _, part in of.sort_values("day").groupby("stretch"):
        known = part["low"].notna().any()
        spread = {
            "type": "data",
            "array": (part["high"] - part["value"]).to_numpy("float64"),
            "arrayminus": (part["value"] - part["low"]).to_numpy("float64"),
            "color": colour,
            "thickness": 2,
            "width": 5,
        }
        found.append(
            go.Scatter(
                x=part["day"],
                y=part["value"].to_numpy("float64"),
                yaxis=axis,
                mode="lines+markers",
                name=plain(name),
                showlegend=False,
                line={"color": colour, "width": 1.4 if quiet else 2.2, "dash": "dot" if quiet else "solid"},
                marker={"symbol": mark, "size": 5 if quiet else 7, "color": colour},
                error_y=spread if known else None,
                customdata=part["hover"].map(plain),
                hovertemplate="%{customdata}<extra></extra>",
            )
        )
    return found


def _rings(of: pd.DataFrame, name: str, colour: str, axis: str) -> list[go.Scatter]:
    """Hollow rings for published values; none if there are none."""
    return [
        go.Scatter(
            x=of["day"],
            y=of["value"],
            yaxis=axis,
            mode="markers",
            name=plain(f"{name}, published"),
            showlegend=False,
            marker={"symbol": "circle-open", "size": 12, "color": colour, "line": {"width": 2, "color": colour}},
            customdata=of["hover"].map(plain),
            hovertemplate="%{customdata}<extra></extra>",
        )
    ][: len(of)]


def _entry(key: str, name: str, colour: str, mark: str, quiet: bool) -> go.Scatter:
    """An entry of the legend that stands for a series in every panel."""
    return go.Scatter(
        x=[None],
        y=[None],
        mode="lines+markers",
        name=plain(name),
        legendgroup=key,
        line={"color": colour, "width": 2.2, "dash": "dot" if quiet else "solid"},
        marker={"symbol": mark, "size": 7, "color": colour},
        hoverinfo="skip",
    )


def _range(values: pd.Series, zero: bool) -> list[float]:
    """From the smallest to the largest value with room beside them; zero in between where it is marked."""
    known = values.dropna().astype("float64")
    low, high = (known.min(), known.max()) if len(known) else (0.0, 1.0)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    room = (high - low) * PADDING or 1.0
    return [low - room, high + room]


def _words(text: str, at: float, colour: str, size: int) -> go.layout.Annotation:
    return go.layout.Annotation(
        text=text,
        xref="paper",
        x=0,
        yref="paper",
        y=at,
        xanchor="left",
        yanchor="bottom",
        yshift=4,
        showarrow=False,
        align="left",
        font={"color": colour, "size": size},
    )
