"""Marks on a line for each row: one mark for each way of counting, told apart by its shape."""

from collections.abc import Collection, Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from lib.charts import theme as look
from lib.charts.theme import Theme, plain

SHAPES = ("circle", "diamond", "triangle-up", "square", "star", "cross")
"""The shape of each flow, in the order given; a stock is an upright stroke."""
STROKES = ("line-ns-open", "line-nw-open", "line-ne-open")
CAPTION_PX, LANE_PX, SPACE_PX = 22, 13, 10
"""Height of a row's name, of the lane of each mark, and of the space below them."""
NAME_PX = 16
"""What each name in the legend adds: on a phone they stand one below the other."""


def marks(
    rows: pd.DataFrame,
    *,
    theme: Theme,
    order: Sequence[str],
    names: Mapping[str, str],
    kinds: Mapping[str, str],
    colours: Mapping[str, str],
    stocks: Collection[str] = (),
    form: str = "share",
    span: tuple[float, float] | None = None,
) -> go.Figure:
    """From tidy rows with key, kind, value, hover: a row for each key of `order`, the first at the top.

    `kinds` names, in order, the kinds of mark; each has a lane of its own in a row, so that equal values do not hide
    one another. The marks of a row have its colour, their shape says the kind, and those of `stocks` are strokes. A
    thin line joins the smallest and the largest value. The name stands above, so that a phone has the whole width.
    `span` are the ends of the axis, from zero to the largest value if not given.
    """
    row_px = CAPTION_PX + LANE_PX * len(kinds) + SPACE_PX
    fig = look.figure(theme, height=row_px * len(order) + 64 + NAME_PX * len(kinds), right=16)
    shown = rows[rows["key"].isin(order)].dropna(subset=["value"])
    places = {key: len(order) - 1 - place for place, key in enumerate(order)}
    shapes = _shapes(kinds, stocks)
    traces = []
    for lane, (kind, name) in enumerate(kinds.items()):
        of = shown[shown["kind"] == kind]
        below = (CAPTION_PX + LANE_PX * (lane + 0.5)) / row_px
        look_of = {"symbol": shapes[kind], "size": 12, "opacity": 1}
        traces.append(
            go.Scatter(
                x=of["value"],
                y=[places[key] + 1 - below for key in of["key"]],
                mode="markers",
                name=plain(name),
                showlegend=False,
                cliponaxis=False,
                marker={
                    **look_of,
                    "color": [colours[key] for key in of["key"]],
                    "line": {"width": 3 if kind in stocks else 1, "color": [colours[key] for key in of["key"]]},
                },
                customdata=[plain(words) for words in of["hover"]],
                hovertemplate="%{customdata}<extra></extra>",
            )
        )
        ink = {**look_of, "color": theme.ink, "line": {"width": 3 if kind in stocks else 1, "color": theme.ink}}
        traces.append(go.Scatter(x=[None], y=[None], mode="markers", name=plain(name), marker=ink, showlegend=True))
    fig.add_traces(traces)
    fig.layout.annotations = [_name(names[key], places[key] + 1, theme) for key in order]
    middle = (CAPTION_PX + LANE_PX * len(kinds) / 2) / row_px
    fig.layout.shapes = [
        _guide(shown.loc[shown["key"] == key, "value"], place + 1 - middle, theme) for key, place in places.items()
    ]
    _axes(fig, theme, form, span or _from_zero(shown["value"]), len(order))
    return fig


def _shapes(kinds: Mapping[str, str], stocks: Collection[str]) -> dict[str, str]:
    """The shape of each kind: those of flows and the strokes of stocks, each in the order given."""
    flows = [kind for kind in kinds if kind not in stocks]
    levels = [kind for kind in kinds if kind in stocks]
    return dict(zip(flows, SHAPES, strict=False)) | dict(zip(levels, STROKES, strict=False))


def _name(words: str, place: float, theme: Theme) -> go.layout.Annotation:
    return go.layout.Annotation(
        xref="paper",
        x=0,
        y=place,
        xanchor="left",
        yanchor="top",
        text=f"<b>{plain(words)}</b>",
        showarrow=False,
        font={"size": 13, "color": theme.ink},
    )


def _guide(values: pd.Series, place: float, theme: Theme) -> go.layout.Shape:
    """The line between the smallest and the largest value of a row."""
    line = {"color": theme.grid, "width": 3}
    return go.layout.Shape(type="line", x0=values.min(), x1=values.max(), y0=place, y1=place, line=line, layer="below")


def _from_zero(values: pd.Series) -> tuple[float, float]:
    """From just below zero, so that its tick is seen, to just above the largest value."""
    top = float(values.max()) or 1.0
    return -0.01 * top, 1.04 * top


def _axes(fig: go.Figure, theme: Theme, form: str, span: tuple[float, float], rows: int) -> None:
    fig.update_layout(
        hovermode="closest",
        showlegend=True,
        legend={"font": {"size": 12}, "itemclick": False, "itemdoubleclick": False, "traceorder": "normal"},
    )
    fig.update_xaxes(
        range=span,
        tickformat=look.AXIS_FORMATS[form],
        showgrid=True,
        gridcolor=theme.grid,
        nticks=6,
        fixedrange=True,
    )
    fig.update_yaxes(visible=False, range=[0, rows], fixedrange=True)
