"""Values with the intervals around them, one below the other, each under its own name."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go
from pandas import DataFrame

from lib.charts import theme as look
from lib.charts.lines import MARKS
from lib.charts.theme import Theme, plain

ROW_PX, LEGEND_PX, AXIS_PX = 58, 20, 40
"""Height of a row, of a row of the legend, and of the axis below."""


def intervals(
    rows: DataFrame,
    *,
    theme: Theme,
    series: Sequence[str],
    names: Mapping[str, str],
    colours: Mapping[str, str],
) -> go.Figure:
    """A mark on its interval for each row of `rows` (series, label, note, value, low, high, hover), the first on top.

    The mark and the colour say the series. Label and, below it in a quieter colour, note stand above the mark, so that
    a phone has the whole width for each. The axis does not begin at zero: only differences of what is drawn have a
    meaning.
    """
    legend = LEGEND_PX * len(series)
    fig = look.figure(theme, height=ROW_PX * len(rows) + legend + AXIS_PX + 12, right=16)
    places = dict(zip(rows.index, range(len(rows) - 1, -1, -1), strict=True))
    traces = []
    for key, mark in zip(series, MARKS, strict=False):
        of = rows[rows["series"] == key]
        traces.append(
            go.Scatter(
                x=of["value"].to_numpy("float64"),
                y=[places[index] for index in of.index],
                mode="markers",
                name=plain(names[key]),
                marker={"symbol": mark, "size": 9, "color": colours[key]},
                error_x={
                    "type": "data",
                    "array": (of["high"] - of["value"]).to_numpy("float64"),
                    "arrayminus": (of["value"] - of["low"]).to_numpy("float64"),
                    "color": colours[key],
                    "thickness": 3,
                    "width": 0,
                },
                customdata=of["hover"].map(plain),
                hovertemplate="%{customdata}<extra></extra>",
            )
        )
    fig.add_traces(traces)
    quiet = f"<span style='color:{theme.muted}'>"
    fig.layout.annotations = [
        go.layout.Annotation(
            x=0,
            xref="paper",
            y=places[index] + 0.1,
            xanchor="left",
            yanchor="bottom",
            text=f"<b>{plain(label)}</b><br>{quiet}{plain(note)}</span>",
            showarrow=False,
            align="left",
            font={"size": 13, "color": theme.ink},
        )
        for index, label, note in zip(rows.index, rows["label"], rows["note"], strict=True)
    ]
    low, high = float(rows["low"].min()), float(rows["high"].max())
    room = (high - low) * 0.04 or 1.0
    fig.update_xaxes(
        range=[low - room, high + room],
        tickformat=",d",
        nticks=6,
        showgrid=True,
        gridcolor=theme.grid,
        fixedrange=True,
    )
    fig.update_yaxes(visible=False, range=[-0.4, len(rows) - 0.1], fixedrange=True)
    fig.update_layout(
        hovermode="closest",
        showlegend=True,
        margin={"t": legend + 6, "b": AXIS_PX},
        legend={"orientation": "v", "y": 1.0, "yanchor": "bottom", "x": 0, "font": {"size": 12}},
    )
    return fig
