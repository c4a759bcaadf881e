"""Points by two counts on two log scales, in the colours of their groups, with the names of those that matter."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from lib.charts import theme as look
from lib.charts.lines import LABEL_PX, MARKS
from lib.charts.theme import Theme, plain

MOST = 500
"""So many points of a group are drawn, the first of them."""
HEIGHT, TOP_PX, BOTTOM_PX = 540, 52, 56
NAME_PX = 110
"""Room of a name in the legend, so that two stand in a row on a phone."""
LABELS_END, LEADERS_START = 0.42, 0.44
"""Labels stand in a column that ends at this part of the width, and the lines from them begin at that one."""


def scatter(
    rows: pd.DataFrame,
    *,
    theme: Theme,
    x: str,
    y: str,
    titles: tuple[str, str],
    series: str,
    order: Sequence[str],
    names: Mapping[str, str],
    colours: Mapping[str, str],
) -> go.Figure:
    """A point for each row with both `x` and `y` above zero, which is all that a log scale can hold.

    `titles` name the two axes. A row whose `label` is not empty is ringed, and its label stands above all points at the
    end of a thin line; `hover` is what a point says. Groups differ by mark as well as by colour.
    """
    fig = look.figure(theme, height=HEIGHT, right=16)
    shown = rows[(rows[x] > 0) & (rows[y] > 0)]
    traces = []
    for place, key in enumerate(order):
        of = shown[shown[series] == key].head(MOST)
        traces.append(
            go.Scatter(
                x=of[x].to_numpy("float64"),
                y=of[y].to_numpy("float64"),
                mode="markers",
                name=plain(names[key]),
                marker={"symbol": MARKS[place % len(MARKS)], "size": 7, "color": colours[key], "opacity": 0.55},
                customdata=of["hover"].map(plain),
                hovertemplate="%{customdata}<extra></extra>",
            )
        )
    ringed = shown[shown["label"] != ""].sort_values(y, ascending=False)
    across, up = _span(shown[x]), _span(shown[y])
    inner = HEIGHT - TOP_PX - BOTTOM_PX
    room = LABEL_PX * len(ringed) / inner
    up = [up[0], up[1] + (up[1] - up[0]) * room / (1 - room)]
    places = [1 - LABEL_PX * (nth + 0.5) / inner for nth in range(len(ringed))]
    fig.add_traces(
        [*traces, *_rings(ringed, x, y, series, colours), *_leaders(ringed, x, y, places, across, up, theme)]
    )
    fig.layout.annotations = [
        go.layout.Annotation(
            text=plain(row["label"]),
            xref="paper",
            x=LABELS_END,
            yref="paper",
            y=place,
            xanchor="right",
            yanchor="middle",
            showarrow=False,
            font={"color": colours[row[series]], "size": 12},
        )
        for row, place in zip(ringed.to_dict("records"), places, strict=True)
    ]
    log = {"type": "log", "exponentformat": "B", "dtick": 1, "fixedrange": True, "title_font": {"size": 13}}
    fig.update_xaxes(range=across, title_text=titles[0], showgrid=True, gridcolor=theme.grid, tickangle=0, **log)
    fig.update_yaxes(range=up, title_text=titles[1], **log)
    fig.update_layout(
        hovermode="closest",
        showlegend=len(order) > 1,
        margin={"t": TOP_PX, "b": BOTTOM_PX},
        legend={"entrywidth": NAME_PX, "entrywidthmode": "pixels", "font": {"size": 12}},
    )
    return fig


def _span(values: pd.Series) -> list[float]:
    """The ends of a log axis, with a little room beside the values."""
    logs = np.log10(values.to_numpy("float64")) if len(values) else np.array([0.0, 1.0])
    return [float(logs.min()) - 0.15, float(logs.max()) + 0.15]


def _rings(ringed: pd.DataFrame, x: str, y: str, series: str, colours: Mapping[str, str]) -> list[go.Scatter]:
    ring = {
        "symbol": "circle-open",
        "size": 13,
        "line": {"width": 2},
        "color": [colours[key] for key in ringed[series]],
    }
    return [
        go.Scatter(
            x=ringed[x].to_numpy("float64"),
            y=ringed[y].to_numpy("float64"),
            mode="markers",
            showlegend=False,
            marker=ring,
            hoverinfo="skip",
        )
    ][: len(ringed)]


def _leaders(
    ringed: pd.DataFrame,
    x: str,
    y: str,
    places: Sequence[float],
    across: Sequence[float],
    up: Sequence[float],
    theme: Theme,
) -> list[go.Scatter]:
    """A thin line to each ringed point from its label."""
    return [
        go.Scatter(
            x=[10 ** (across[0] + LEADERS_START * (across[1] - across[0])), at],
            y=[10 ** (up[0] + place * (up[1] - up[0])), height],
            mode="lines",
            showlegend=False,
            line={"color": theme.muted, "width": 0.8},
            hoverinfo="skip",
        )
        for at, height, place in zip(ringed[x], ringed[y], places, strict=True)
    ]
