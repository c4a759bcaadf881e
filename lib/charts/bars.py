"""Bars over time, stacked to a total: bands in a fixed order, estimated periods hatched, incomplete ones hollow."""

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from lib.charts import theme as look
from lib.charts.theme import Theme, plain

WEEK_NAMES = 6
"""So many names of weeks fit below the bars on a phone."""

SHORTEST_PX, LETTER_PX = 94, 6.5
"""Room of a name in the legend: what lets two stand in a row on a phone, and what each letter of the longest needs."""


def stacked(
    rows: pd.DataFrame,
    *,
    theme: Theme,
    x: str,
    y: str,
    series: str,
    order: Sequence[str],
    names: Mapping[str, str],
    colours: Mapping[str, str],
    form: str = "count",
    weekly: bool = False,
    height: int = 460,
) -> go.Figure:
    """A bar a period, a band for each key of `order` from the bottom up, from tidy `rows`.

    A missing pair leaves its band out of that bar. Optional columns: `estimate` (bool: the band is hatched),
    `incomplete` (bool: the band is hollow), `hover` (plain words beside the value). `weekly` says that a period is
    a week, named by its first day.
    """
    fig = look.figure(theme, height=height)
    shown = rows[rows[series].isin(order)]
    top = shown.groupby(x)[y].sum().max() if len(shown) else 1.0
    look.value_axis(fig, form, top=1 / 1.06 if form == "share" else float(top))
    traces = []
    for key in order:
        of = shown[shown[series] == key].sort_values(x)
        estimate = of["estimate"].fillna(False).astype(bool) if "estimate" in of else pd.Series(False, index=of.index)
        hollow = of["incomplete"].fillna(False).astype(bool) if "incomplete" in of else pd.Series(False, index=of.index)
        traces.append(
            go.Bar(
                x=of[x],
                y=of[y],
                name=plain(names[key]),
                marker={
                    "color": [theme.ground if open_ else colours[key] for open_ in hollow],
                    "line": {
                        "width": [2.0 if open_ else 0.5 for open_ in hollow],
                        "color": [colours[key] if open_ else theme.ground for open_ in hollow],
                    },
                    "pattern": {
                        "shape": ["/" if guessed else "" for guessed in estimate],
                        "fillmode": "overlay",
                        "fgcolor": theme.ground,
                        "fgopacity": 0.55,
                        "size": 6,
                        "solidity": 0.25,
                    },
                },
                customdata=of["hover"].map(plain) if "hover" in of else [""] * len(of),
                hovertemplate={"count": "%{y:,.0f}", "share": "%{y:.1%}"}[form] + " %{customdata}",
            )
        )
    fig.add_traces(traces)
    if weekly and len(shown):
        name_weeks(fig, shown[x].drop_duplicates().sort_values())
    fig.update_layout(
        barmode="stack",
        bargap=0.12,
        hovermode="x unified",
        showlegend=True,
        legend={
            "traceorder": "normal",
            "entrywidth": max(SHORTEST_PX, LETTER_PX * max((len(names[key]) for key in order), default=0)),
            "entrywidthmode": "pixels",
            "font": {"size": 12},
        },
    )
    return fig


def name_weeks(fig: go.Figure, weeks: pd.Series, most: int = WEEK_NAMES) -> None:
    """Name weeks by their first day, at most so many of them; Plotly's own ticks stand on Sundays."""
    apart = -(-len(weeks) // most)
    first = weeks.iloc[(len(weeks) - 1) % apart]
    fig.update_xaxes(tick0=first, dtick=apart * 7 * 86_400_000, tickformat="%-d %b\n%Y")
