"""Shaded bands over periods in doubt, each with its label."""

from textwrap import wrap

import pandas as pd
import plotly.graph_objects as go

from lib.charts.theme import Theme, plain

LETTERS = 23
"""A label is broken into lines of so many letters, so that it has room beside its band on a phone."""


def span_marks(
    spans: pd.DataFrame, theme: Theme, first: pd.Timestamp, last: pd.Timestamp
) -> tuple[list[go.layout.Shape], list[go.layout.Annotation]]:
    """Shaded bands over the spans (columns from, to, label) that touch the days from `first` to `last`.

    The label of each stands at the top beside its band, on the side that has more room.
    """
    bands, labels = [], []
    inside = spans[(spans["from"] <= last) & (spans["to"] >= first)]
    for start, end, label in zip(inside["from"], inside["to"], inside["label"], strict=True):
        left, right = max(start, first), min(end + pd.Timedelta(days=1), last)
        shade = {"fillcolor": theme.muted, "opacity": 0.22, "line": {"width": 0}, "layer": "below"}
        bands.append(go.layout.Shape(type="rect", x0=left, x1=right, y0=0, y1=1, yref="paper", **shade))
        before = left - first > last - right
        labels.append(
            go.layout.Annotation(
                x=left if before else right,
                y=1,
                yref="paper",
                text=plain("\n".join(wrap(label, LETTERS))),
                xanchor="right" if before else "left",
                yanchor="top",
                align="right" if before else "left",
                xshift=-4 if before else 4,
                showarrow=False,
                font={"size": 12, "color": theme.ink},
            )
        )
    return bands, labels
