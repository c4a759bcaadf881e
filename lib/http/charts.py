"""A chart by itself: as a picture, as a light page, and as data to draw it anew; always current, or frozen."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from lib.charts.theme import THEMES, Mode
from lib.exports import browser, chart_page, package, pictures, plain
from lib.exports.chart_page import IMAGE_WIDTH, Links, Picture
from lib.exports.exhibit import Exhibit
from lib.http import answers, asked, chart_addresses, credited
from lib.http.asked import Asked
from lib.http.chart_addresses import BELOW, OWN, Wanted, address
from lib.ui import shared
from lib.views import links
from lib.views.options import controls

NUMBERS = {"width": (800, 320, 2400), "scale": (1, 1, 3)}
"""Pixels of the width of a picture, and how many times as many a PNG has: usually, at the least, at the most."""
TAKES: Mapping[str, tuple[str, ...]] = {"svg": OWN[:2], "png": OWN, "html": OWN[:1], "json": OWN[:1]}
"""Which of the charts' own parameters each form takes."""
TYPES = {"svg": "image/svg+xml", "png": "image/png", "html": "text/html", "json": "application/json"}
RETRY_SECONDS = 20
"""When to ask again for a picture that cannot be drawn now."""
NO_BROWSER = (
    "No browser is installed on this server, so it draws no pictures. "
    "The same address ending in .html has the numbers, in .json the chart to draw anew."
)


@dataclass(frozen=True)
class Own:
    """The charts' own parameters; `theme` is None where the request leaves it open."""

    theme: Mode | None
    width: int
    scale: int


@asked.told
def chart(request: Request) -> Response:
    """A chart of a page in the form that the address ends in; 404 with what there is for any other."""
    wanted = chart_addresses.read(request.path_params.get("rest", ""))
    chosen = own(request, wanted.form)
    found = asked.view(request, wanted.page, TAKES[wanted.form])
    shown = found.exhibit(chart_addresses.card_of(found, wanted.card))
    try:
        content = _content(request, wanted, found, shown, chosen)
    except browser.NoBrowserError:
        return answers.problem(501, NO_BROWSER)
    except browser.BusyError:
        busy = answers.problem(503, f"Too many pictures are being drawn; ask again in {RETRY_SECONDS} seconds.")
        busy.headers["Retry-After"] = str(RETRY_SECONDS)
        return busy
    headers = credited.of(shown, found.place, wanted.form)
    return answers.answer(request, content, TYPES[wanted.form], frozen=found.frozen, headers=headers)


def _content(request: Request, wanted: Wanted, found: Asked, shown: Exhibit, chosen: Own) -> bytes:
    if wanted.form == "html":
        return _page(request, wanted, found, shown, chosen.theme)
    mode = chosen.theme or "light"
    if wanted.form == "json":
        return _data(wanted, found, shown, queried(request, found), mode)
    return shared.picture_of(
        found.page, found.options, found.data, shown, mode, wanted.form, chosen.width, chosen.scale
    )


def own(request: Request, form: str) -> Own:
    """The charts' own parameters that a request gives; raises `BadRequestError` for a value that is not offered."""
    given = {name: request.query_params[name] for name in TAKES[form] if name in request.query_params}
    theme = next((mode for mode in THEMES if mode == given.get("theme")), None)
    if theme is None and "theme" in given:
        raise asked.BadRequestError(["theme is light or dark"], {"theme": list(THEMES)})
    width, scale = (number(given.get(name, str(usual)), name, *ends) for name, (usual, *ends) in NUMBERS.items())
    return Own(theme, width, scale)


def number(said: str, name: str, lowest: int, highest: int) -> int:
    """A parameter as a number between two ends; raises `BadRequestError` for anything else."""
    found = int(said) if said.isascii() and said.isdigit() and len(said) <= len(str(highest)) else 0
    if not lowest <= found <= highest:
        problem = f"{name} is a whole number from {lowest} to {highest}"
        raise asked.BadRequestError([problem], {name: {"lowest": lowest, "highest": highest}})
    return found


def queried(request: Request, found: Asked) -> links.Query:
    """What a request says of the view, without what is the chart's own or comes from elsewhere."""
    kept = {*controls(type(found.options)), links.VERSION_NAME, links.DAY, links.MARK}
    return {name: values for name, values in asked.parameters(request).items() if name in kept}


def heights(found: Asked, shown: Exhibit, *widths: int) -> dict[int, int]:
    """How high the picture of a card is at each of these widths; nothing is drawn."""
    figure = shared.figure_of(found.page, found.options, found.data, shown.card, "light")
    return pictures.heights(shown, figure, *widths)


def _page(request: Request, wanted: Wanted, found: Asked, shown: Exhibit, theme: Mode | None) -> bytes:
    query = queried(request, found)
    here = address(found.place, wanted, "html", query)
    named = Links(
        own=here,
        app=shown.link if {links.DAY, links.MARK} & set(query) else shown.live,
        csv=chart_addresses.rows(found.place, found.page, shown.card, "csv", query),
        json=address(found.place, wanted, "json", query),
        oembed=f"{found.place}/oembed?url={quote(here, safe='')}&format=json",
    )
    if not browser.available():
        return chart_page.page(shown, named, (), None, theme)
    high = heights(found, shown, *chart_page.WIDTHS, IMAGE_WIDTH)
    shared_as = {**query, "theme": theme or "light", "width": str(IMAGE_WIDTH)}
    image = Picture(address(found.place, wanted, "png", shared_as), IMAGE_WIDTH, high[IMAGE_WIDTH])
    return chart_page.page(shown, named, _pictures(wanted, query, high, theme), image, theme)


def _pictures(wanted: Wanted, query: links.Query, high: Mapping[int, int], theme: Mode | None) -> tuple[Picture, ...]:
    """The pictures of a page in the order in which they are tried: in the dark theme first, the narrowest first."""
    modes: dict[Mode, str] = {theme: ""} if theme else {"dark": "(prefers-color-scheme: dark)", "light": ""}
    return tuple(
        Picture(
            chart_addresses.beside(wanted, "svg", {**query, "theme": mode, "width": str(width)}),
            width,
            high[width],
            " and ".join(each for each in (only, f"(max-width: {widest}px)" if widest else "") if each) or "all",
        )
        for mode, only in modes.items()
        for width, widest in chart_page.WIDTHS.items()
    )


def _data(wanted: Wanted, found: Asked, shown: Exhibit, query: links.Query, mode: Mode) -> bytes:
    """The numbers as the interface for programs has them, and beside them the chart as Plotly draws it."""
    figure = shared.figure_of(found.page, found.options, found.data, shown.card, mode)
    drawn: dict[str, Any] = {
        "alt": plain.line(shown.card.alt),
        "links": {
            **{form: address(found.place, wanted, form, query) for form in TYPES},
            "csv": chart_addresses.rows(found.place, found.page, shown.card, "csv", query),
            "live": shown.live,
            "frozen": shown.frozen or None,
        },
        "figure": json.loads(figure.to_json()),
    }
    told = json.loads(package.table(shown, "json", asked.today()))
    return json.dumps({"about": told["about"], **drawn, "rows": told["rows"]}, ensure_ascii=False).encode("utf-8")


ROUTES = [asked.route(BELOW.rstrip("/"), chart), asked.route(f"{BELOW}{{rest:path}}", chart)]
