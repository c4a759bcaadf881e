"""What other sites need to show a chart by its address: the answer of oEmbed, a frame with its size and title."""

import json
from html import escape
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import Response

from lib.exports import browser, chart_page, plain
from lib.exports.chart_page import IMAGE_WIDTH
from lib.exports.exhibit import Exhibit
from lib.http import answers, asked, chart_addresses, charts
from lib.http.asked import Asked
from lib.http.chart_addresses import BELOW, OWN, Wanted, address
from lib.views import links

WIDTH = 800
"""Pixels of a frame where no other width is asked for."""
MOST = 99_999
"""So many pixels a frame may be allowed."""
KEPT, KEPT_FROZEN = 3600, 86_400
"""Seconds for which the answer may be kept."""
NOT_OURS = "There is no chart at this address."
OFFERED = ["/oembed?url={address of a chart or of a page with charts}&maxwidth=800&maxheight=700&format=json"]


@asked.told
def oembed(request: Request) -> Response:
    """The frame for the address of a chart or of a page of this app; 404 for any other address, 501 but for JSON."""
    if request.query_params.get("format", "json") != "json":
        return answers.problem(501, "oEmbed is answered in JSON only; leave format out, or ask for json.")
    largest = {name: _pixels(request, name) for name in ("maxwidth", "maxheight")}
    wanted, inner = _inner(request)
    found = asked.view(inner, wanted.page, OWN)
    shown = found.exhibit(chart_addresses.card_of(found, wanted.card))
    theme = charts.own(inner, "html").theme
    query = charts.queried(inner, found) | ({"theme": [theme]} if theme else {})
    said = _said(wanted, found, shown, query, **largest)
    content = json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")
    return answers.answer(request, content, "application/json", frozen=found.frozen)


def _pixels(request: Request, name: str) -> int | None:
    said = request.query_params.get(name)
    return None if said is None else charts.number(said, name, 1, MOST)


def _inner(request: Request) -> tuple[Wanted, Request]:
    """What the address in a request names, and the request that it would be; raises `NotOfferedError`."""
    try:
        parts, own = urlsplit(request.query_params.get("url", "")), urlsplit(asked.place(request))
    except ValueError:
        raise asked.NotOfferedError(NOT_OURS, OFFERED) from None
    path = unquote(parts.path)
    if parts.scheme not in ("http", "https") or parts.netloc != own.netloc or not f"{path}/".startswith(f"{own.path}/"):
        raise asked.NotOfferedError(NOT_OURS, OFFERED)
    query = urlencode(parse_qsl(parts.query, keep_blank_values=True)).encode()
    return _named(path.removeprefix(own.path), unquote(parts.fragment)), Request(
        {**request.scope, "query_string": query}
    )


def _named(path: str, fragment: str) -> Wanted:
    """The chart of a path: a chart's own, or the one of a page of the app that the address leads down to."""
    if path.startswith(BELOW):
        return chart_addresses.read(path.removeprefix(BELOW))
    for page in chart_addresses.PAGES.values():
        if path.strip("/") in (page.path, page.name.partition("/")[2]):
            return Wanted(page, fragment, "html")
    raise asked.NotOfferedError(NOT_OURS, OFFERED)


def _said(
    wanted: Wanted, found: Asked, shown: Exhibit, query: links.Query, *, maxwidth: int | None, maxheight: int | None
) -> dict[str, Any]:
    width = min(WIDTH, maxwidth or WIDTH)
    thumbnail = min(IMAGE_WIDTH, maxwidth or IMAGE_WIDTH)
    high = charts.heights(found, shown, *chart_page.WIDTHS, thumbnail)
    height = chart_page.height(shown.headline, width, high)
    height = min(height, maxheight or height)
    title = plain.line(shown.card.title)
    source = address(found.place, wanted, "html", query)
    return {
        "type": "rich",
        "version": "1.0",
        "title": title,
        "author_name": "Crossover",
        "author_url": shown.link if found.frozen else shown.live,
        "provider_name": "Crossover",
        "provider_url": f"{found.place}/",
        "cache_age": KEPT_FROZEN if found.frozen else KEPT,
        "width": width,
        "height": height,
        "html": f'<iframe src="{escape(source)}" title="{escape(title)}" width="{width}" height="{height}" '
        'style="border:0;max-width:100%" loading="lazy"></iframe>',
        **_thumbnail(wanted, found, query, thumbnail, high[thumbnail], maxheight),
    }


def _thumbnail(
    wanted: Wanted, found: Asked, query: links.Query, width: int, height: int, maxheight: int | None
) -> dict[str, Any]:
    """The picture of the chart, where one can be drawn that is no larger than asked for."""
    if not browser.available() or width < charts.NUMBERS["width"][1] or height > (maxheight or height):
        return {}
    picture = address(found.place, wanted, "png", {**query, "width": str(width)})
    return {"thumbnail_url": picture, "thumbnail_width": width, "thumbnail_height": height}


ROUTES = [asked.route("/oembed", oembed)]
