"""A card as one HTML file that works offline: the chart to point at, its numbers, and all that is said about them."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from lib import formats, numbers
from lib.charts.theme import FONT, THEMES, Mode
from lib.exports import plain, words
from lib.exports.citations import citations
from lib.exports.exhibit import Exhibit
from lib.views.view import Form

SHOWN_ELSEWHERE = ("Title", "What is measured", "Columns", "Source", "Citation")
"""Labels of what is said about a card that the page says above or below the list of the others."""
WRITTEN: dict[Form, Callable[[Any], str]] = {
    "count": numbers.count,
    "whole": numbers.whole,
    "share": numbers.share,
    "number": lambda value: f"{value:,.1f}",
    "ratio": numbers.ratio,
    "month": numbers.month,
    "day": numbers.day,
    "flag": lambda value: "yes" if value else "no",
}
"""How people read a value of a form; those of the others are words already."""
NUMERIC = ("count", "whole", "share", "number", "ratio")
DRAW = """
const chart = document.getElementById("chart");
const { data, layout } = JSON.parse(document.getElementById("figure").textContent);
Plotly.newPlot(chart, data, layout, { displayModeBar: false, responsive: true, scrollZoom: false });
document.getElementById("save").addEventListener("click", () =>
  Plotly.downloadImage(chart, {
    format: "svg",
    filename: chart.dataset.name,
    width: chart.offsetWidth,
    height: chart.offsetHeight,
  }),
);
addEventListener("beforeprint", () => Plotly.relayout(chart, { autosize: false, width: 660 }));
addEventListener("afterprint", () => Plotly.relayout(chart, { autosize: true, width: null }));
"""
"""What the page runs beside Plotly itself; a printed page is narrower than the screen."""


@dataclass(frozen=True)
class Cell:
    """A value of the table as a reader sees it, exactly as `value`, and as `link` if it is an address of the web."""

    written: str
    form: Form
    value: str = ""
    link: str = ""


def page(exhibit: Exhibit, figure: go.Figure, today: date, *, mode: Mode = "light") -> bytes:
    """The page in UTF-8; `figure` is the card's chart in the theme of `mode`, `today` when the citation is of."""
    said = words.about(exhibit, today)
    scripts = (get_plotlyjs(), DRAW)
    written = template("page.html").render(
        name=exhibit.name,
        said=dict(said),
        rest=[(label, text.splitlines()) for label, text in said if label not in SHOWN_ELSEWHERE],
        links=words.LINKS,
        alt=plain.line(exhibit.card.alt),
        headings=[(words.heading(column), exhibit.card.forms[column]) for column in exhibit.card.table.columns],
        rows=rows(exhibit.card.table, exhibit.card.forms),
        numeric=NUMERIC,
        citations=citations(exhibit, today),
        theme=THEMES[mode],
        font=Markup(FONT),  # noqa: S704
        figure=Markup(_json(figure)),  # noqa: S704
        scripts=[Markup(script) for script in scripts],  # noqa: S704
        allowed=Markup(" ".join(policy_name(script) for script in scripts)),  # noqa: S704
    )
    return written.encode("utf-8", "replace")


@cache
def template(name: str) -> Template:
    """A page beside this file to be filled in; all that it is filled with is escaped."""
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True).from_string(text)


def _json(figure: go.Figure) -> str:
    """The figure as it may stand inside a script element: nothing in it can close the element."""
    return figure.to_json().replace("<", "\\u003c")


@cache
def policy_name(inline: str) -> str:
    """How a policy names an inline script or style that it allows; it allows no other."""
    return f"'sha256-{b64encode(sha256(inline.encode()).digest()).decode()}'"


def rows(table: pd.DataFrame, forms: Mapping[str, Form]) -> list[tuple[Cell, ...]]:
    """The rows of a table as people read them."""
    columns = [[_cell(value, forms[column]) for value in table[column].tolist()] for column in table.columns]
    return list(zip(*columns, strict=True))


def _cell(value: Any, form: Form) -> Cell:
    """A missing value is an empty cell."""
    if formats.missing(value):
        return Cell("", form)
    if form not in WRITTEN or isinstance(value, str):
        return Cell(plain.line(str(value)), form, link=plain.address(str(value)) if form == "link" else "")
    exact = value.isoformat().removesuffix("T00:00:00") if isinstance(value, date) else str(value)
    return Cell(WRITTEN[form](value), form, exact)
