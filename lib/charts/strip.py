"""A strip of crossings: a row for each way of counting, a bar over the days between which it dates the change."""

from collections.abc import Mapping
from textwrap import fill

import pandas as pd
import plotly.graph_objects as go

from lib.charts import theme as look
from lib.charts.theme import Theme, plain

ROW_PX = 42
MONTHLY_DAYS = 290
"""Over more than nine months only every third is named: on a phone there is no room for all."""
LETTERS = 56
"""So many letters of a way fit on one line on a phone."""


def strip(rows: pd.DataFrame, *, theme: Theme, colours: Mapping[str, str]) -> go.Figure:
    """From rows with way, leader, after, by (days), published (bool), hover (plain words): a bar each, `after` to `by`.

    There is at least one row. Bars are in the colour of the leader; what others have published, or what is no
    measurement of ours, is hollow. The rows
    stand in the order given, the first at the top. The way is written at the left above its bar, with a thin line below
    all of the row, so that a phone has the whole width for the words and for the months.
    """
    fig = look.figure(theme, height=ROW_PX * len(rows) + 90, right=12)
    first, last = rows["after"].min(), rows["by"].max()
    places = range(len(rows) - 1, -1, -1)
    traces, labels, guides = [], [], []
    for place, row in zip(places, rows.to_dict("records"), strict=True):
        colour = colours[row["leader"]]
        middle = row["after"] + (row["by"] - row["after"]) / 2
        traces.append(
            go.Scatter(
                x=[row["after"], middle, row["by"]],
                y=[place] * 3,
                mode="lines+markers",
                name=plain(row["way"]),
                line={"color": colour, "width": 2 if row["published"] else 9},
                marker={
                    "size": [0, 13, 0],
                    "opacity": 1,
                    "symbol": "circle-open" if row["published"] else "circle",
                    "color": colour,
                    "line": {"width": 2, "color": colour},
                },
                customdata=[f"<b>{plain(row['way'])}</b><br>{plain(row['hover'])}"] * 3,
                hovertemplate="%{customdata}<extra></extra>",
            )
        )
        labels.append(
            go.layout.Annotation(
                x=0,
                xref="paper",
                y=place + 0.18,
                text=plain(fill(row["way"], LETTERS)),
                align="left",
                xanchor="left",
                yanchor="bottom",
                showarrow=False,
                font={"size": 12, "color": theme.ink},
            )
        )
        thin = {"color": theme.grid, "width": 1}
        guides.append(
            go.layout.Shape(type="line", xref="paper", x0=0, x1=1, y0=place, y1=place, line=thin, layer="below")
        )
    fig.add_traces(traces)
    fig.layout.annotations = labels
    fig.layout.shapes = guides
    fig.update_layout(
        hovermode="closest",
        margin={"t": 64},
        xaxis={
            "range": [first - pd.Timedelta(days=4), last + pd.Timedelta(days=4)],
            "dtick": "M1" if (last - first).days < MONTHLY_DAYS else "M3",
            "tickformat": "%b\n%Y",
            "ticklabelmode": "period",
            "showgrid": True,
            "gridcolor": theme.grid,
            "side": "top",
            "fixedrange": True,
        },
        yaxis={"visible": False, "range": [-0.5, len(rows) - 0.2], "fixedrange": True},
    )
    return fig
