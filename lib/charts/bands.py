"""Translucent areas between a lower and an upper edge over time, each unbroken run of rows an area of its own."""

from collections.abc import Mapping, Sequence
from itertools import groupby

import pandas as pd
import plotly.graph_objects as go

SHADE = 0.16
"""Opacity of an area."""
CAP_PX = 9
"""Width of the caps of a whisker, and of an area that is one point only."""


def area(part: pd.DataFrame, x: str, low: str, high: str, colour: str) -> go.Scatter:
    """A closed area along `high` and back along `low`."""
    back = part[::-1]
    return go.Scatter(
        x=pd.concat([part[x], back[x]]),
        y=pd.concat([part[high], back[low]]).to_numpy("float64"),
        mode="lines",
        fill="toself",
        fillcolor=see_through(colour),
        line={"width": 0},
        hoverinfo="skip",
        showlegend=False,
    )


def runs(ordered: pd.DataFrame, low: str, high: str) -> list[pd.DataFrame]:
    """The unbroken runs of rows in which both edges are known, in order."""
    known = ordered[low].notna() & ordered[high].notna()
    found = []
    for there, run in groupby(ordered.index, key=lambda index: bool(known[index])):
        if there:
            found.append(ordered.loc[list(run)])
    return found


def between(
    rows: pd.DataFrame,
    band: pd.DataFrame,
    *,
    x: str,
    series: str,
    order: Sequence[str],
    colours: Mapping[str, str],
    above: float | None = None,
) -> list[go.Scatter]:
    """The areas of `band` (x, series, low, high, and maybe estimate) for the lines of `rows` (x, series).

    A row of the line without a band breaks the area. A run of one row is a whisker. The edges of a run with an estimate
    are dotted. `above` cuts the lower edge off there, for a log scale.
    """
    found: list[go.Scatter] = []
    for key in order:
        days = rows.loc[rows[series] == key, [x]].drop_duplicates().sort_values(x)
        own = band.loc[band[series] == key].drop(columns=series)
        every = days.merge(own, on=x, how="left").reset_index(drop=True)
        if above is not None:
            every = every.assign(low=every["low"].clip(lower=above))
        for part in runs(every, "low", "high"):
            guessed = "estimate" in part and bool(part["estimate"].eq(True).any())
            if len(part) == 1:
                found += whiskers(part, x, colours[key], guessed=guessed)
                continue
            found.append(area(part, x, "low", "high", colours[key]))
            if guessed:
                found += [_edge(part, x, side, colours[key]) for side in ("low", "high")]
    return found


def _edge(part: pd.DataFrame, x: str, side: str, colour: str) -> go.Scatter:
    """A thin dotted line along one side of an area."""
    return go.Scatter(
        x=part[x],
        y=part[side].to_numpy("float64"),
        mode="lines",
        line={"width": 1, "color": colour, "dash": "dot"},
        hoverinfo="skip",
        showlegend=False,
    )


def whiskers(
    rows: pd.DataFrame, x: str, colour: str, *, guessed: bool, width: float = 1.6, cap: int = CAP_PX
) -> list[go.Scatter]:
    """A vertical from `low` to `high` for each row, all in one trace; dotted where they rest on an estimate.

    Its ends are capped, `cap` wide, if that is above zero.
    """
    if rows.empty:
        return []
    gap = pd.DataFrame({x: rows[x], "low": float("nan"), "high": float("nan")})
    days = pd.concat([rows[x], rows[x], gap[x]], axis=1).to_numpy().ravel()
    values = pd.concat([rows["low"], rows["high"], gap["low"]], axis=1).to_numpy("float64").ravel()
    return [
        go.Scatter(
            x=days,
            y=values,
            mode="lines+markers" if cap else "lines",
            line={"width": width, "color": colour, "dash": "dot" if guessed else "solid"},
            marker={"symbol": "line-ew", "size": cap, "color": colour, "line": {"width": width, "color": colour}},
            connectgaps=False,
            hoverinfo="skip",
            showlegend=False,
        )
    ]


def see_through(colour: str) -> str:
    """The colour (as #1f5fae) with the opacity of an area, so that the grid stays in view."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{SHADE})"
