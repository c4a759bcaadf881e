"""Claims set against our figures: how many times the number claimed ours is, a row a claim, on a log scale."""

from math import inf, log10
from textwrap import fill

import pandas as pd
import plotly.graph_objects as go

from lib.charts import theme as look
from lib.charts.theme import Theme, plain

ROW_PX = 38
LETTERS = 56
"""So many letters of a claim fit on one line on a phone."""
STEPS = {0.1: "1/10", 0.2: "1/5", 0.5: "half", 1.0: "same", 2.0: "twice", 5.0: "5×", 10.0: "10×"}
"""What stands on the axis, by our figure over the one claimed."""
SPACE = "\u00a0"
MARKS = {
    "reproduced": ("Reproduced", "circle"),
    "not contradicted": ("Not contradicted", "circle-open"),
    "differs": ("Differs", "diamond-open"),
}
"""By verdict: its name, and its mark as Plotly calls it."""
MARGIN = 0.36
"""Room at either end of the axis, in powers of ten, for the words beside the outermost marks."""


def ratios(rows: pd.DataFrame, *, theme: Theme) -> go.Figure:
    """From rows with key, claim, ratio, low, high, verdict, said, hover: a mark each, at ours over that claimed.

    All ratios are above zero. `low` to `high` is what reads as the claim does, drawn as a pale bar around "same"; a
    bound leaves one side open. A filled circle says that ours is the same, an open one that it is so but of another
    date, an open diamond that it differs (`MARKS`); `said` stands beside it. The rows stand in the order given, the
    first at the top, each below its claim; a point carries its key first.
    """
    fig = look.figure(theme, height=ROW_PX * len(rows) + 90, right=12)
    reach = max([abs(log10(ratio)) for ratio in rows["ratio"]] + [log10(2)]) + MARGIN
    places = list(range(len(rows) - 1, -1, -1))
    for verdict in MARKS:
        of = rows[rows["verdict"] == verdict]
        if len(of):
            at = [place for place, own in zip(places, rows["verdict"], strict=True) if own == verdict]
            fig.add_trace(_marks(of, at, verdict, theme))
    fig.layout.annotations = [
        go.layout.Annotation(
            x=0,
            xref="paper",
            y=place + 0.18,
            text=plain(fill(words, LETTERS)),
            align="left",
            xanchor="left",
            yanchor="bottom",
            showarrow=False,
            font={"size": 12, "color": theme.ink},
        )
        for place, words in zip(places, rows["claim"], strict=True)
    ]
    fig.layout.shapes = [
        shape
        for place, low, high in zip(places, rows["low"], rows["high"], strict=True)
        for shape in _row(place, low, high, reach, theme)
    ]
    fig.update_layout(hovermode="closest", margin={"t": 40})
    fig.update_xaxes(
        type="log",
        range=[-reach, reach],
        tickvals=list(STEPS),
        ticktext=list(STEPS.values()),
        tickangle=0,
        side="top",
        showgrid=True,
        gridcolor=theme.grid,
        fixedrange=True,
    )
    fig.update_yaxes(visible=False, range=[-0.6, len(rows) - 0.2], fixedrange=True)
    return fig


def _marks(rows: pd.DataFrame, places: list[int], verdict: str, theme: Theme) -> go.Scatter:
    name, symbol = MARKS[verdict]
    colour = theme.muted if verdict == "differs" else theme.ink
    return go.Scatter(
        x=list(rows["ratio"]),
        y=places,
        mode="markers+text",
        name=name,
        text=[_aside(plain(words), right=ratio >= 1) for words, ratio in zip(rows["said"], rows["ratio"], strict=True)],
        textposition=["middle right" if ratio >= 1 else "middle left" for ratio in rows["ratio"]],
        textfont={"size": 12, "color": theme.ink},
        marker={
            "size": 11,
            "symbol": symbol,
            "color": colour,
            "line": {"width": 2, "color": colour},
            "opacity": 1,
        },
        customdata=[
            [row["key"], f"<b>{plain(row['claim'])}</b><br>{plain(row['hover'])}"] for row in rows.to_dict("records")
        ],
        hovertemplate="%{customdata[1]}<extra></extra>",
    )


def _aside(words: str, *, right: bool) -> str:
    """Words with a space between them and the mark on whose right or left they stand."""
    return f"{SPACE}{words}" if right else f"{words}{SPACE}"


def _row(place: int, low: float, high: float, reach: float, theme: Theme) -> list[go.layout.Shape]:
    """The thin line of a row, and the bar of what reads as the claim does, as far as the axis goes."""
    edge = 10**reach
    ends = (1 / edge if low in (-inf, 0) else low), (edge if high == inf else high)
    thin = {"color": theme.grid, "width": 1}
    line = go.layout.Shape(type="line", xref="paper", x0=0, x1=1, y0=place, y1=place, line=thin, layer="below")
    bar = go.layout.Shape(
        type="rect",
        x0=ends[0],
        x1=ends[1],
        y0=place - 0.12,
        y1=place + 0.12,
        fillcolor=theme.rest[1],
        opacity=0.5,
        line={"color": theme.rest[1], "width": 2},
        layer="below",
    )
    return [line, bar]
