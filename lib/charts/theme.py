"""How every chart looks, in light and in dark: ground, ink, type, grid; and the layout they share."""

from dataclasses import dataclass
from html import escape
from math import log10
from typing import Literal

import plotly.graph_objects as go

from lib.letters import visible

Mode = Literal["light", "dark"]
FONT = '"Source Sans", "Source Sans 3", "Helvetica Neue", Arial, sans-serif'


@dataclass(frozen=True)
class Theme:
    """The colours of a mode that belong to no entity.

    `ground` is opaque: a saved picture must be readable anywhere. `rest` are greys for what has no colour of its own:
    smaller entities, repackagers, what is not broken down.
    """

    mode: Mode
    ground: str
    ink: str
    muted: str
    grid: str
    rest: tuple[str, str, str]


THEMES: dict[Mode, Theme] = {
    "light": Theme("light", "#ffffff", "#1b2733", "#56636f", "#e4e8ec", ("#7d8790", "#a9b1b8", "#d3d8dc")),
    "dark": Theme("dark", "#0f1419", "#e8edf2", "#a3b0bc", "#2a333c", ("#8b959e", "#636d76", "#3d464f")),
}

AXIS_FORMATS = {"share": ".0%", "number": "~r", "index": "~r", "rank": "d", "ratio": ".2~f"}
"""d3 formats of an axis by what stands on it. A count has none: d3 writes 1.5G where Plotly itself can write 1.5B."""


def plain(words: str) -> str:
    """Words from the data as a chart shows them: `<` and `&` as they are written, no markup; a line break stays one."""
    return escape(visible(words), quote=False).replace("\n", "<br>")


def figure(theme: Theme, *, height: int = 420, right: int = 24) -> go.Figure:
    """An empty figure in our own template, so that no other colours reach it; `right` is room for line labels."""
    quiet = {"showgrid": False, "zeroline": False, "linecolor": theme.grid, "tickcolor": theme.grid, "ticks": "outside"}
    template = go.layout.Template(
        layout=go.Layout(
            font={"family": FONT, "size": 14, "color": theme.ink},
            paper_bgcolor=theme.ground,
            plot_bgcolor=theme.ground,
            colorway=[theme.muted],
            xaxis={**quiet, "tickfont": {"color": theme.muted}, "automargin": True},
            yaxis={
                "gridcolor": theme.grid,
                "zeroline": False,
                "tickfont": {"color": theme.muted},
                "automargin": True,
                "separatethousands": True,
            },
            hoverlabel={
                "bgcolor": theme.ground,
                "bordercolor": theme.grid,
                "font": {"family": FONT, "size": 13, "color": theme.ink},
                "align": "left",
                "namelength": -1,
            },
            legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "title": {"text": ""}},
            separators=".,",
        )
    )
    return go.Figure(
        layout=go.Layout(
            template=template,
            height=height,
            margin={"l": 8, "r": right, "t": 28, "b": 8},
            showlegend=False,
            dragmode=False,
        )
    )


def value_axis(fig: go.Figure, form: str, *, top: float, log: bool = False, bottom: float = 0.0) -> tuple[float, float]:
    """Set the value axis and give its range back: from zero, or on a log scale from the smallest value in view."""
    if log:
        span = (log10(bottom) - 0.1, log10(top) + 0.1)
        fig.update_yaxes(type="log", range=span, dtick=1)
    else:
        span = (min(bottom, 0.0) * 1.06, max(top, 0.0) * 1.06 or 1.0)
        fig.update_yaxes(range=span)
    if form == "count":
        fig.update_yaxes(exponentformat="B", tickformat="")
    else:
        fig.update_yaxes(tickformat=AXIS_FORMATS[form])
    fig.update_yaxes(fixedrange=True)
    fig.update_xaxes(fixedrange=True)
    return span
