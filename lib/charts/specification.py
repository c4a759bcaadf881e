"""A specification curve: definitions from left to right by their lead, when each changed sides, and what each chose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log2, log10
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from lib.charts import theme as look
from lib.charts.theme import Theme, plain

LEAD_PX, DATES_PX, ROW_PX = 250, 150, 27
"""Height of the leads, of the dates, and of each choice of the grid."""
HEADING_PX, SIDE_PX = 58, 24
"""Room above the dates and above the grid, each for its heading and what its marks mean; and below the leads, for the
name of the second side."""
LABELS = 0.24
"""Part of the width left of the first definition, for the words of the axes: so much is enough on a phone."""
SYMBOLS = {"a": "circle", "b": "diamond", "": "x"}
"""The mark of each side, and of a tie: colour alone does not tell them apart."""
GLYPHS = {"a": "●", "b": "◆"}
MOST_TICKS = 7
AT_THE_LEFT = {"xref": "paper", "x": 0, "xanchor": "left", "showarrow": False}
"""Where words stand, so that a phone has the whole width for them."""
DATED, RECENT, SET_ASIDE, THROUGHOUT = "dated", "recent", "set aside", "throughout"
"""What is known of the change of lead of a definition; empty if nothing is."""
THIN = (RECENT, SET_ASIDE)
"""Changes that are not for good: too new, or on a spike."""


@dataclass(frozen=True)
class Choice:
    """A row of the grid: the heading above it if it is the first under one, its label, the keys that chose it."""

    heading: str
    label: str
    keys: frozenset[str]


def specification(
    rows: pd.DataFrame,
    choices: Sequence[Choice],
    *,
    theme: Theme,
    names: tuple[str, str],
    colours: tuple[str, str],
) -> go.Figure:
    """From rows with key, ratio, side, estimate, change, after, by, hover, in the order in which they are drawn.

    `ratio` is the first side over the second, above zero; `side` is a, b, or empty for a tie; estimates are hollow.
    `change` is one of `DATED`, `RECENT`, `SET_ASIDE`, `THROUGHOUT` or empty: a bar from `after` to `by` (days), for the
    next two the same but thin and hollow, a triangle at `by`, or nothing. Each point carries the key of its row, so
    that it can be opened.
    """
    placed = rows.assign(place=range(len(rows)))
    inks = {"a": colours[0], "b": colours[1], "": theme.muted}
    dated = placed[placed["change"] != ""]
    dates_px = DATES_PX + HEADING_PX if len(dated) else 0
    grid_px = ROW_PX * len(choices) + HEADING_PX
    height = LEAD_PX + SIDE_PX + dates_px + grid_px
    fig = look.figure(theme, height=height + 44, right=12)
    leads = _leads(placed, inks)
    marks = _marks(placed, choices, inks)
    fig.add_traces([*leads, *_changes(dated, inks, theme), *marks])
    bottom_of_leads = 1 - LEAD_PX / height
    top_of_dates = bottom_of_leads - SIDE_PX / height
    bottom_of_dates = top_of_dates - dates_px / height
    top_of_grid = max(0.0, bottom_of_dates - HEADING_PX / height)
    low, high = _span(placed["ratio"])
    quiet = {"fixedrange": True, "zeroline": False}
    fig.update_layout(
        hovermode="closest",
        clickmode="event+select",
        margin={"t": 36, "b": 8},
        xaxis={
            "visible": False,
            "range": [-0.7 - LABELS * len(rows), len(rows) - 0.3],
            "fixedrange": True,
            "anchor": "free",
        },
        yaxis={
            **quiet,
            "type": "log",
            "range": [log10(low), log10(high)],
            "domain": [bottom_of_leads, 1],
            "showgrid": True,
            "ticklabelposition": "inside top",
            **_ticks(low, high),
        },
        yaxis2={
            **quiet,
            "type": "date",
            "domain": [bottom_of_dates, top_of_dates - HEADING_PX / height] if len(dated) else [0, 0.01],
            "visible": bool(len(dated)),
            "showgrid": True,
            "gridcolor": theme.grid,
            "nticks": 5,
            "tickformat": "%b %Y",
            "ticklabelposition": "inside top",
        },
        yaxis3={**quiet, "visible": False, "range": [-0.5, len(choices) - 0.5], "domain": [0, top_of_grid]},
    )
    fig.layout.annotations = [
        *_sides(names, colours, bottom_of_leads),
        *_headings({**({CHANGE: top_of_dates} if len(dated) else {}), CHOSEN: bottom_of_dates}, theme),
        *_labels(choices, theme),
    ]
    fig.layout.shapes = _guides(choices, theme)
    return fig


CHANGE = "<b>When the lead changed for good</b><br>Triangle: led all along. Thin: on a spike, or new."
CHOSEN = "<b>What each definition chose</b><br>A column is the definition above it."


def _points(of: pd.DataFrame) -> dict[str, Any]:
    """What each point carries: its key, and what is said on hover. Choosing one leaves the others as they are."""
    return {
        "customdata": [[key, plain(words)] for key, words in zip(of["key"], of["hover"], strict=True)],
        "hovertemplate": "%{customdata[1]}<extra></extra>",
        "unselected": {"marker": {"opacity": 1}},
    }


def _leads(placed: pd.DataFrame, inks: Mapping[str, str]) -> list[go.Scatter]:
    traces = []
    for side, of in placed.groupby("side", sort=True):
        symbols = [f"{SYMBOLS[str(side)]}{'-open' if guessed else ''}" for guessed in of["estimate"]]
        traces.append(
            go.Scatter(
                x=of["place"],
                y=of["ratio"],
                mode="markers",
                name=f"lead {side}".strip(),
                marker={
                    "size": 9,
                    "symbol": symbols,
                    "color": inks[str(side)],
                    "line": {"width": 2, "color": inks[str(side)]},
                },
                cliponaxis=False,
                **_points(of),
            )
        )
    return traces


def _changes(dated: pd.DataFrame, inks: Mapping[str, str], theme: Theme) -> list[go.Scatter]:
    """A bar from `after` to `by` for each, by kind of change and side; a bar is two points and a break."""
    traces = []
    for (kind, side), of in dated.groupby(["change", "side"], sort=True):
        alone = kind == THROUGHOUT
        ends = of if alone else of.loc[of.index.repeat(3)].reset_index(drop=True)
        nth = pd.Series(range(len(ends))) % 3
        days = ends["by"] if alone else ends["after"].where(nth == 0, ends["by"]).mask(nth == 2)
        symbol = "triangle-up-open" if alone else f"{SYMBOLS[str(side)]}{'-open' if kind in THIN else ''}"
        traces.append(
            go.Scatter(
                x=ends["place"],
                y=days,
                yaxis="y2",
                mode="markers" if alone else "lines+markers",
                name=f"{kind} {side}".strip(),
                line={"color": inks[str(side)], "width": 1 if kind in THIN else 4},
                marker={"size": 7 if alone else 5, "symbol": symbol, "color": inks[str(side)], "opacity": 1},
                connectgaps=False,
                **_points(ends),
            )
        )
    return traces


def _marks(placed: pd.DataFrame, choices: Sequence[Choice], inks: Mapping[str, str]) -> list[go.Scatter]:
    """A trace for each row of the grid, with a mark below every definition that chose it.

    A mark says on hover which definition it is of; all of its words six times over would double the bytes of the chart.
    """
    traces = []
    for nth, choice in enumerate(choices):
        of = placed[placed["key"].isin(choice.keys)]
        of = of.assign(hover=of["key"])
        traces.append(
            go.Scatter(
                x=of["place"],
                y=[len(choices) - 1 - nth] * len(of),
                yaxis="y3",
                mode="markers",
                name=plain(choice.label),
                marker={
                    "size": 6,
                    "symbol": [SYMBOLS[side] for side in of["side"]],
                    "color": [inks[side] for side in of["side"]],
                },
                cliponaxis=False,
                **_points(of),
            )
        )
    return traces


def _span(ratios: pd.Series) -> tuple[float, float]:
    """The ends of the axis: every lead with room around it, and at least twice to either side."""
    return min(0.5, float(ratios.min())) / 1.3, max(2.0, float(ratios.max())) * 1.3


def _ticks(low: float, high: float) -> dict[str, list]:
    """Powers of two, written as a lead to either side of one; not more than `MOST_TICKS`."""
    first, last = ceil(log2(low)), floor(log2(high))
    step = 1 + (last - first) // MOST_TICKS
    powers = [power for power in range(first, last + 1) if power % step == 0]
    return {
        "tickvals": [2.0**power for power in powers],
        "ticktext": [f"{2 ** abs(power)} times" if power else "equal" for power in powers],
    }


def _sides(names: tuple[str, str], colours: tuple[str, str], bottom: float) -> list[go.layout.Annotation]:
    """Which way each side leads, in its colour and with its mark, above and below the leads."""
    return [
        go.layout.Annotation(
            **AT_THE_LEFT,
            yref="paper",
            y=at,
            yanchor=anchor,
            text=f"<b>{GLYPHS[side]} {plain(name)} ahead {arrow}</b>",
            font={"size": 13, "color": colour},
        )
        for side, name, colour, at, anchor, arrow in zip(
            "ab", names, colours, (1, bottom), ("bottom", "top"), "↑↓", strict=True
        )
    ]


def _headings(above: Mapping[str, float], theme: Theme) -> list[go.layout.Annotation]:
    return [
        go.layout.Annotation(
            **AT_THE_LEFT,
            yref="paper",
            y=at,
            yanchor="top",
            yshift=-6,
            text=words,
            align="left",
            font={"size": 12, "color": theme.ink},
        )
        for words, at in above.items()
    ]


def _labels(choices: Sequence[Choice], theme: Theme) -> list[go.layout.Annotation]:
    """Each label stands above its marks."""
    return [
        go.layout.Annotation(
            **AT_THE_LEFT,
            yref="y3",
            y=len(choices) - 1 - nth + 0.12,
            yanchor="bottom",
            text=f"<b>{plain(choice.heading)}</b> · {plain(choice.label)}" if choice.heading else plain(choice.label),
            font={"size": 11, "color": theme.ink if choice.heading else theme.muted},
        )
        for nth, choice in enumerate(choices)
    ]


def _guides(choices: Sequence[Choice], theme: Theme) -> list[go.layout.Shape]:
    """The line of equality, and a thin one below each row of the grid."""
    across = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "layer": "below"}
    thin = {"color": theme.grid, "width": 1}
    rows = [go.layout.Shape(**across, yref="y3", y0=place, y1=place, line=thin) for place in range(len(choices))]
    return [go.layout.Shape(**across, yref="y", y0=1, y1=1, line={"color": theme.ink, "width": 1}), *rows]
