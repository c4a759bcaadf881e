"""A card as a picture: its chart between title, definition and choices above, and source, date and link below."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil
from typing import Any

import numpy as np
import plotly.graph_objects as go

from lib import numbers
from lib.charts.theme import THEMES, Mode, Theme, plain
from lib.exports import browser
from lib.exports.exhibit import Exhibit
from lib.exports.lettering import lines, room_of
from lib.exports.plain import line

FORMS = ("png", "svg", "pdf")
WIDTHS = (800, 1200, 1600)
"""Widths in pixels that are offered: a column of a text, a page, a slide."""
EDGE, GAP = 20, 8
"""Pixels between the words and the edge of the picture, and between blocks of words."""
LINE = 1.3
"""Height of a line in sizes of its letters, as Plotly sets them."""
TICK_PX, TICK_LINE_PX = 12, 19
"""What an axis below the plot needs, with each line of its labels."""
LEGEND_MARK_PX, LEGEND_EDGE_PX = 48, 18
"""What an entry of a legend needs beside its words, and a legend beside its rows."""
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Letters that an SVG cannot hold; a browser draws nothing of one that does."""


@dataclass(frozen=True)
class Words:
    """Lines of one size and colour."""

    said: Sequence[str]
    size: int
    colour: str
    bold: bool = False

    @property
    def height(self) -> int:
        """Pixels from the top of the first line to the top of what follows."""
        return ceil(len(self.said) * self.size * LINE) + GAP if self.said else 0


def picture(
    exhibit: Exhibit, figure: go.Figure, form: str, *, mode: Mode, width: int = 1200, scale: float = 2
) -> bytes:
    """The card as PNG, SVG or PDF on the opaque ground of `mode`; `figure` is its chart in that theme.

    A PNG has `scale` times `width` pixels. Raises `browser.NoBrowserError`, and `browser.BusyError`.
    """
    if form not in FORMS:
        raise ValueError(f"a picture is no {form!r}; it can be had as {', '.join(FORMS)}")
    framed = frame(exhibit, figure, THEMES[mode], width)
    height = framed["layout"]["height"]
    drawn = browser.draw(framed, form, width=width, height=height, scale=scale if form == "png" else 1)
    return _described(drawn, exhibit) if form == "svg" else drawn


def frame(exhibit: Exhibit, figure: go.Figure, theme: Theme, width: int) -> dict[str, Any]:
    """A copy of the chart with all words around it, as Plotly's JSON; its plot stays as high as on screen."""
    framed = _printable(figure.to_dict())
    layout = framed["layout"]
    margin = {"l": 8, "r": 24, "t": 28, "b": 8, **layout.get("margin", {})}
    # What stands at the ends of an axis must not move the right edge, from which all words are placed.
    left, right = max(margin["l"], EDGE), max(margin["r"], EDGE + 12)
    above = max(margin["t"], _legend(framed, width - left - right))
    below = max(margin["b"], _axis(layout))
    head, foot = _head(exhibit, theme, width - 2 * EDGE), _foot(exhibit, theme, width - 2 * EDGE)
    head_px, foot_px = EDGE + sum(each.height for each in head), EDGE + sum(each.height for each in foot)
    placed = _stacked(head, above + head_px - EDGE, 1) + _stacked(foot, -below - GAP, 0)
    layout.update(
        width=width,
        height=layout.get("height", 420) + head_px + foot_px,
        margin={**margin, "l": left, "r": right, "t": above + head_px, "b": below + foot_px},
        paper_bgcolor=theme.ground,
        annotations=[*layout.get("annotations", ()), *(_annotation(*each, width, right) for each in placed)],
    )
    return framed


def heights(exhibit: Exhibit, figure: go.Figure, *widths: int) -> dict[int, int]:
    """How high the picture is at each of these widths; nothing is drawn."""
    return {each: frame(exhibit, figure, THEMES["light"], each)["layout"]["height"] for each in dict.fromkeys(widths)}


def _head(exhibit: Exhibit, theme: Theme, width: int) -> list[Words]:
    chosen = " · ".join(f"{label}: {value}" for label, value in exhibit.choices)
    title = lines(exhibit.card.title, size=20, width=width, most=3, bold=True)
    return [
        Words(title, 20, theme.ink, bold=True),
        Words(lines(exhibit.card.subtitle, size=14, width=width, most=6), 14, theme.muted),
        Words(lines(chosen, size=12, width=width, most=6), 12, theme.ink),
    ]


def _foot(exhibit: Exhibit, theme: Theme, width: int) -> list[Words]:
    """Source, date and link; the link is given whole, however many lines a person would still type."""
    said = [
        *lines(exhibit.source, size=11, width=width, most=6),
        *lines(f"Crossover, data as of {numbers.day(exhibit.as_of)}", size=11, width=width, most=1),
        *lines(exhibit.link, size=11, width=width, most=20),
    ]
    return [Words(said, 11, theme.muted)]


def _stacked(blocks: Sequence[Words], top: float, edge: int) -> list[tuple[Words, float, int]]:
    """Blocks from the top down, each with how far above the plot's upper (1) or lower (0) edge it begins."""
    placed = []
    for block in blocks:
        if block.said:
            placed.append((block, top, edge))
        top -= block.height
    return placed


def _annotation(words: Words, above: float, edge: int, width: int, right: int) -> dict[str, Any]:
    """Words as wide as the picture, hung on the plot's right edge: its left one moves with the labels of the axis."""
    text = "<br>".join(map(plain, words.said))
    return {
        "text": f"<b>{text}</b>" if words.bold else text,
        "font": {"size": words.size, "color": words.colour},
        "align": "left",
        "showarrow": False,
        "borderpad": 0,
        "borderwidth": 0,
        "width": width - 2 * EDGE,
        "xref": "paper",
        "x": 1,
        "xanchor": "right",
        "xshift": right - EDGE,
        "yref": "paper",
        "y": edge,
        "yanchor": "top",
        "yshift": above,
    }


def _axis(layout: dict[str, Any]) -> int:
    """Pixels that the axis of a chart needs below its plot."""
    axis = layout.get("xaxis", {})
    if axis.get("visible") is False or axis.get("side") == "top":
        return 0
    return TICK_PX + TICK_LINE_PX * (1 + axis.get("tickformat", "").count("\n"))


def _legend(framed: dict[str, Any], width: float) -> int:
    """Pixels that the legend of a chart needs above its plot of that width."""
    layout = framed["layout"]
    if not layout.get("showlegend"):
        return 0
    legend = layout.get("legend", {})
    size = legend.get("font", {}).get("size", 14)
    named = [str(trace.get("name", "")) for trace in framed["data"] if trace.get("showlegend") is not False]
    widest = max(
        [legend.get("entrywidth", 0), *(0 if "entrywidth" in legend else room_of(name, size) for name in named)]
    )
    rows = ceil(len(named) / max(1, width // (widest + LEGEND_MARK_PX)))
    return ceil(rows * max(size * LINE + 3, 19)) + LEGEND_EDGE_PX


def _printable(part: Any) -> Any:
    """A part of a figure without what no SVG can hold."""
    if isinstance(part, str):
        return NOT_XML.sub("", part)
    if isinstance(part, dict):
        return {key: _printable(value) for key, value in part.items()}
    if isinstance(part, list | tuple) or (isinstance(part, np.ndarray) and part.dtype == object):
        return [_printable(value) for value in part]
    return part


def _described(drawn: bytes, exhibit: Exhibit) -> bytes:
    """An SVG with its title, and what is to be seen in it for those who do not see."""
    title, said = (escape(line(words), quote=False) for words in (exhibit.card.title, exhibit.card.alt))
    opening, end, rest = drawn.decode("utf-8").partition(">")
    return f"{opening}{end}<title>{title}</title><desc>{said}</desc>{rest}".encode()
