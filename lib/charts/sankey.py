"""Streams between two sides: from what is at the left to who is at the right, each as thick as its value."""

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts import theme as look
from lib.charts.theme import Theme, plain

NODE_PX = 44
"""Height that a side needs for each name on it."""
PAD_PX, EDGES_PX = 18, 60
"""Space between two names of a side, and what the edges of the figure take."""
PALE = 0.35
"""How much of its colour a stream has."""


def sankey(
    rows: pd.DataFrame,
    *,
    theme: Theme,
    left: Sequence[str],
    right: Sequence[str],
    names: Mapping[str, Mapping[str, str]],
    colours: Mapping[str, Mapping[str, str]],
    unit: str,
) -> go.Figure:
    """From rows with left, right, value: a stream each, in the colour of its left end.

    `left` and `right` give the names of each side from the top down; `names` and `colours` have the sides `left` and
    `right`, since one key may stand on both. Every name says its sum beside it; `unit` is what is counted.
    """
    fig = look.figure(theme, height=NODE_PX * max(len(left), len(right)) + EDGES_PX, right=8)
    places = {("left", key): place for place, key in enumerate(left)}
    places |= {("right", key): len(left) + place for place, key in enumerate(right)}
    sums = {side: rows.groupby(side)["value"].sum() for side in ("left", "right")}
    fig.add_trace(
        go.Sankey(
            arrangement="snap",
            node={
                "label": [f"{plain(names[side][key])} {numbers.count(sums[side].get(key, 0))}" for side, key in places],
                "color": [colours[side][key] for side, key in places],
                "pad": PAD_PX,
                "x": [0.001] * len(left) + [0.999] * len(right),
                "y": [
                    *_middles([sums["left"].get(key, 0) for key in left], fig.layout.height - EDGES_PX),
                    *_middles([sums["right"].get(key, 0) for key in right], fig.layout.height - EDGES_PX),
                ],
                "thickness": 12,
                "line": {"width": 0},
                "hovertemplate": f"%{{label}} {plain(unit)}<extra></extra>",
            },
            link={
                "source": [places["left", key] for key in rows["left"]],
                "target": [places["right", key] for key in rows["right"]],
                "value": rows["value"].astype("float64"),
                "color": [_pale(colours["left"][key]) for key in rows["left"]],
                "customdata": [
                    f"{plain(names['right'][right_])} from {plain(names['left'][left_])}: {numbers.count(value)} "
                    + plain(unit)
                    for left_, right_, value in zip(rows["left"], rows["right"], rows["value"], strict=True)
                ],
                "hovertemplate": "%{customdata}<extra></extra>",
            },
            textfont={"color": theme.ink, "size": 12},
        )
    )
    return fig


def _middles(values: Sequence[float], height: int) -> list[float]:
    """Where the middle of each name of a side stands, from 0 at the top to 1; Plotly takes 0 itself for not stated."""
    pad = PAD_PX / height
    scale = (1 - pad * (len(values) - 1)) / (sum(values) or 1)
    middles, top = [], 0.0
    for value in values:
        middles.append(min(max(top + value * scale / 2, 0.001), 0.999))
        top += value * scale + pad
    return middles


def _pale(colour: str) -> str:
    """A colour (as #1f5fae) through which others can be seen."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{PALE})"
