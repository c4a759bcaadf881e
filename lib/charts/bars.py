"""Bars over time, stacked to a total: bands in a fixed order, estimated periods hatched, incomplete ones hollow."""

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from lib.charts import theme as look
from lib.charts.bands import whiskers
from lib.charts.theme import Theme, plain

WEEK_NAMES = 6
"""So many names of weeks fit below the bars on a phone."""

HALO_PX = 4
"""Width of the halo around a whisker."""
BESIDE = 0.6
"""Over so much of the distance between two bars the whiskers of one bar stand side by side."""

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
    band: pd.DataFrame | None = None,
    height: int = 460,
) -> go.Figure:
    """A bar a period, a band for each key of `order` from the bottom up, from tidy `rows`.

    A missing pair leaves its band out of that bar. Optional columns: `estimate` (bool: the band is hatched),
    `incomplete` (bool: the band is hollow), `hover` (plain words beside the value). `weekly` says that a period is
    a week, named by its first day. `band` (x, series, low, high, and maybe estimate) is what lies between two counts of
    a band of the bar: a whisker around the upper end of that band, dotted where it rests on an estimate.
    """
    fig = look.figure(theme, height=height)
    shown = rows[rows[series].isin(order)]
    top = shown.groupby(x)[y].sum().max() if len(shown) else 1.0
    reach = _stacked_up(shown, band, x, y, series, order) if band is not None and len(band) else None
    if reach is not None:
        top = max(top, reach["high"].max())
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
    if reach is not None:
        # A halo in the colour of the ground, so that a whisker can be seen on a dark band.
        fig.add_traces(whiskers(reach, x, theme.ground, guessed=False, width=HALO_PX, cap=0))
        for guessed in (False, True):
            fig.add_traces(whiskers(reach[reach["estimate"] == guessed], x, theme.ink, guessed=guessed, width=2, cap=0))
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


def _stacked_up(
    shown: pd.DataFrame, band: pd.DataFrame, x: str, y: str, series: str, order: Sequence[str]
) -> pd.DataFrame:
    """`band` moved up by what lies below each of its bands in the bar, beside the others: x, low, high, estimate."""
    heights = shown.pivot_table(index=x, columns=series, values=y, aggfunc="sum").reindex(columns=list(order)).fillna(0)
    below = heights.cumsum(axis=1) - heights
    foot = [
        below.at[at, key] if at in below.index and key in below else float("nan")
        for at, key in zip(band[x], band[series], strict=True)
    ]
    estimate = band["estimate"].eq(True) if "estimate" in band else False
    apart = heights.index.to_series().diff().min()
    keys = [key for key in order if key in set(band[series])]
    aside = {key: apart * BESIDE * ((nth + 0.5) / len(keys) - 0.5) for nth, key in enumerate(keys)}
    days = band[x] + band[series].map(aside) if len(heights) > 1 else band[x]
    moved = band.assign(**{x: days}, low=band["low"] + foot, high=band["high"] + foot, estimate=estimate)
    return moved.dropna(subset=["low", "high"]).sort_values(x)[[x, "low", "high", "estimate"]]


def name_weeks(fig: go.Figure, weeks: pd.Series, most: int = WEEK_NAMES) -> None:
    """Name weeks by their first day, at most so many of them; Plotly's own ticks stand on Sundays."""
    apart = -(-len(weeks) // most)
    first = weeks.iloc[(len(weeks) - 1) % apart]
    fig.update_xaxes(tick0=first, dtick=apart * 7 * 86_400_000, tickformat="%-d %b\n%Y")
