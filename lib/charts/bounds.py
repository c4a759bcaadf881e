"""A band between what a measure is at least and at most, over time, with both of its edges named."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from lib.charts.bands import area, runs
from lib.charts.bars import name_weeks
from lib.charts.lines import lines
from lib.charts.theme import Theme

WEEK_NAMES = 3
"""So many names of weeks fit below a band on a phone, where the names of its edges take their part of the width."""


def bounds(
    rows: pd.DataFrame,
    *,
    theme: Theme,
    x: str,
    low: str,
    high: str,
    names: Mapping[str, str],
    form: str,
    weekly: bool = False,
    height: int = 400,
) -> go.Figure:
    """The columns `low` and `high` of `rows` as lines with the band between them shaded; one line where both are equal.

    `names` gives the words at the end of each edge, by column, and of the one line by `x`. Optional columns are those
    of `lines`. A row without a value breaks lines and band. `weekly` says that a period is a week,
    named by its first day. The colours are those of no entity.
    """
    ordered = rows.sort_values(x).reset_index(drop=True)
    one = bool((ordered[low].eq(ordered[high]) | ordered[low].isna()).all())
    columns = {x: low} if one else {high: high, low: low}
    beside = [column for column in ("estimate", "incomplete", "hover") if column in ordered]
    tidy = pd.concat(
        [
            ordered[[x, *beside]].assign(edge=key, value=ordered[column].astype("float64"))
            for key, column in columns.items()
        ],
        ignore_index=True,
    )
    fig = lines(
        tidy,
        theme=theme,
        x=x,
        y="value",
        series="edge",
        order=list(columns),
        names=names,
        colours={key: theme.ink if key != low or one else theme.muted for key in columns},
        form=form,
        height=height,
    )
    if weekly:
        name_weeks(fig, ordered[x], WEEK_NAMES)
    if not one:
        edges = fig.data
        fig.data = []
        shaded = [area(part, x, low, high, theme.muted) for part in runs(ordered, low, high)]
        fig.add_traces([*shaded, *edges])
    return fig
