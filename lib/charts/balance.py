"""Bars that divide a whole between two sides, one bar a measure."""

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts import theme as look
from lib.charts.theme import Theme, plain

ROW_PX = 64
LETTERS = 52
"""So many letters above a bar fit on one line on a phone."""


def balance(rows: pd.DataFrame, *, theme: Theme, names: tuple[str, str], colours: tuple[str, str]) -> go.Figure:
    """From rows with measure, kind, when, a, b, share_a, share_b, estimate: one bar each, the first row at the top.

    The sides are named once at the top, each in its colour; the name of a measure stands above its bar, so that the bar
    has the whole width on a phone; estimates are hatched.
    """
    fig = look.figure(theme, height=ROW_PX * len(rows) + 108, right=12)
    places = list(range(len(rows)))[::-1]
    for side, name, colour in zip(("a", "b"), names, colours, strict=True):
        share = rows[f"share_{side}"]
        fig.add_bar(
            y=places,
            x=share,
            orientation="h",
            name=plain(name),
            width=0.42,
            marker={
                "color": colour,
                "pattern": {
                    "shape": ["/" if guessed else "" for guessed in rows["estimate"]],
                    "fillmode": "overlay",
                    "fgcolor": theme.ground,
                    "fgopacity": 0.3,
                    "size": 6,
                    "solidity": 0.25,
                },
                "line": {"width": 1, "color": theme.ground},
            },
            text=[numbers.share(one) for one in share],
            textposition="inside",
            insidetextanchor="start" if side == "a" else "end",
            textfont={"color": theme.ground, "size": 13},
            constraintext="none",
            textangle=0,
            customdata=[
                [plain(name), numbers.count(value), plain(when)]
                for value, when in zip(rows[side], rows["when"], strict=True)
            ],
            hovertemplate="%{customdata[0]}: %{customdata[1]} (%{x:.1%}), %{customdata[2]}<extra></extra>",
        )
    fig.layout.annotations = [
        go.layout.Annotation(
            x=0,
            y=place + 0.24,
            xanchor="left",
            yanchor="bottom",
            text=_words(row["measure"], f"{row['kind']}, {row['when']}"),
            align="left",
            showarrow=False,
            font={"size": 12, "color": theme.ink},
        )
        for place, row in zip(places, rows.to_dict("records"), strict=True)
    ] + [
        go.layout.Annotation(
            x=at,
            xanchor=side,
            y=1,
            yref="paper",
            yanchor="bottom",
            text=f"<b>{plain(name)}</b>",
            showarrow=False,
            font={"size": 14, "color": colour},
        )
        for at, side, name, colour in zip((0, 1), ("left", "right"), names, colours, strict=True)
    ]
    half = {"color": theme.ink, "width": 1, "dash": "dot"}
    fig.layout.shapes = [go.layout.Shape(type="line", x0=0.5, x1=0.5, y0=0, y1=1, yref="paper", line=half)]
    fig.update_layout(barmode="stack", hovermode="closest", margin={"t": 56})
    fig.update_xaxes(range=[0, 1], tickformat=".0%", dtick=0.25, fixedrange=True)
    fig.update_yaxes(visible=False, range=[-0.5, len(rows) - 0.3], fixedrange=True)
    return fig


def _words(measure: str, rest: str) -> str:
    """What stands above a bar: the measure, and behind it or on a second line what kind it is and when."""
    apart = " · " if len(measure) + len(rest) <= LETTERS else "<br>"
    return f"<b>{plain(measure)}</b>{apart}{plain(rest)}"
