"""A chart as a light page of its own, to read, to share and to embed: a picture, its numbers, no script."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from markupsafe import Markup

from lib import numbers
from lib.charts.theme import FONT, THEMES, Mode
from lib.exports import plain, words
from lib.exports.exhibit import Exhibit
from lib.exports.lettering import lines
from lib.exports.page import NUMERIC, rows, template

MOST_ROWS = 500
"""So many rows of the numbers stand on the page."""
WIDTHS: Mapping[int, int | None] = {390: 480, 600: 700, 800: None}
"""Widths of pictures, each with the widest window that shows it; the last is for all wider ones."""
WIDEST = 960
"""So wide the page grows in a wider window."""
IMAGE_WIDTH = 1200
"""The width of the picture that stands for the page where it is shared."""
HEADLINE_SIZE, HEADLINE_LINE, EDGE = 17, 23, 20
"""Pixels of the headline's letters and lines, and beside all words."""
REST = 120
"""Pixels that a page needs beside its headline and its picture, with everything folded."""


@dataclass(frozen=True)
class Picture:
    """A picture by its address and size in pixels, with the windows it is for as a media query."""

    address: str
    width: int
    height: int
    media: str = ""


@dataclass(frozen=True)
class Links:
    """Addresses that a page names: its own, the app's, its numbers, what oEmbed says of it."""

    own: str
    app: str
    csv: str
    json: str
    oembed: str


def _tones(mode: Mode) -> str:
    theme = THEMES[mode]
    tones = f"--ground: {theme.ground}; --ink: {theme.ink}; --muted: {theme.muted}; --grid: {theme.grid};"
    return f"color-scheme: {mode}; {tones}"


STYLE = f"""
:root {{ {_tones("light")} print-color-adjust: exact; -webkit-print-color-adjust: exact; }}
:root[data-theme="dark"] {{ {_tones("dark")} }}
@media (prefers-color-scheme: dark) {{ :root:not([data-theme]) {{ {_tones("dark")} }} }}
* {{ box-sizing: border-box; }}
body {{ margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.45 {FONT}; overflow-wrap: anywhere; }}
main {{ max-width: {WIDEST}px; margin: 0 auto; padding: 12px {EDGE}px; }}
h1 {{ font-size: {HEADLINE_SIZE}px; line-height: {HEADLINE_LINE}px; margin: 0; }}
h2 {{ font-size: 16px; margin: 16px 0 4px; }}
p {{ margin: 8px 0; }}
a {{ color: inherit; text-underline-offset: 2px; }}
a:focus-visible, summary:focus-visible, .table:focus-visible {{ outline: 2px solid currentColor; outline-offset: 2px; }}
figure {{ margin: 0 -{EDGE}px; }}
img {{ display: block; width: 100%; height: auto; }}
nav {{ display: flex; flex-wrap: wrap; gap: 2px 16px; }}
nav span, .quiet {{ color: var(--muted); font-size: 14px; }}
details {{ margin-top: 6px; }}
summary {{ cursor: pointer; }}
.table {{ overflow: auto; max-height: 420px; margin: 8px 0; border: 1px solid var(--grid); border-radius: 4px; }}
table {{ border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; }}
th, td {{ padding: 5px 10px; text-align: left; vertical-align: top; border-bottom: 1px solid var(--grid); }}
th, td {{ min-width: 80px; max-width: 320px; overflow-wrap: break-word; }}
thead th {{ position: sticky; top: 0; background: var(--ground); }}
.number {{ text-align: right; }}
.number, .date {{ white-space: nowrap; }}
@media print {{
  main {{ max-width: none; padding: 0; }}
  nav a {{ display: none; }}
  .table {{ max-height: none; overflow: visible; border: 0; }}
  figure, tr {{ break-inside: avoid; }}
}}
"""
"""The one style of the page, which its policy names by its hash."""


def page(
    exhibit: Exhibit, links: Links, pictures: tuple[Picture, ...], image: Picture | None, theme: Mode | None
) -> bytes:
    """The page in UTF-8: as the reader's system has it if `theme` is None; with its numbers open if it has no picture.

    `pictures` are tried in order, and `image` stands for the page where it is shared.
    """
    card = exhibit.card
    written = template("chart_page.html").render(
        style=Markup(STYLE),  # noqa: S704
        theme=theme,
        title=plain.line(card.title),
        subtitle=plain.line(card.subtitle),
        headline=plain.line(exhibit.headline),
        alt=plain.line(card.alt),
        links=links,
        pictures=pictures,
        image=image,
        as_of=exhibit.as_of,
        day=numbers.day(exhibit.as_of),
        numeric=NUMERIC,
        **_numbers(exhibit),
        **_said(exhibit),
    )
    return written.encode("utf-8", "replace")


def _numbers(exhibit: Exhibit) -> dict[str, Any]:
    """The first rows of the table as people read them, under the names of its columns in words."""
    table, forms = exhibit.card.table, exhibit.card.forms
    top = table.head(MOST_ROWS)
    return {
        "headings": [(words.heading(column), forms[column]) for column in table.columns],
        "rows": rows(top, forms),
        "more": len(table) > len(top),
        "shown": numbers.whole(len(top)),
        "every": numbers.whole(len(table)),
    }


def _said(exhibit: Exhibit) -> dict[str, Any]:
    """What is chosen, what that means and where it comes from."""
    chosen = " · ".join(f"{label}: {value}" for label, value in exhibit.choices)
    meant = [
        f"{each.title} ({each.unit}). {plain.sentence(each.definition)} Formula: {each.formula}"
        for each in exhibit.definitions
    ]
    return {
        "choices": plain.line(chosen),
        "definitions": [plain.line(each) for each in (*meant, *exhibit.card.caveats)],
        "source": plain.line(exhibit.source),
        "credits": [
            {
                "line": plain.sentence(each.line),
                "licence": plain.line(each.licence),
                "address": plain.address(each.licence_url),
            }
            for each in exhibit.credits
        ],
    }


def height(headline: str, width: int, heights: Mapping[int, int]) -> int:
    """Pixels that the page needs in a frame of that width, folded; `heights` are those of the pictures by width."""
    shown = next(picture for picture, widest in WIDTHS.items() if widest is None or width <= widest)
    inside = min(width, WIDEST)
    said = lines(headline, size=HEADLINE_SIZE, width=inside - 2 * EDGE, most=20, bold=True)
    return len(said) * HEADLINE_LINE + ceil(heights[shown] * inside / shown) + REST
