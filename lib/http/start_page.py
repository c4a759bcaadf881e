"""Streamlit's start page with our script, and what others show of a link: its title, its question, its main chart."""

from functools import cache, partial
from html import escape
from pathlib import Path
from urllib.parse import quote, urlencode

import streamlit
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from lib.data import UNREADABLE
from lib.exports.chart_page import IMAGE_WIDTH
from lib.http import asked
from lib.http.chart_addresses import OWN
from lib.http.chart_addresses import PAGES as WITH_CHARTS
from lib.ui import browser
from lib.views import waiting
from lib.views.pages import PAGES, Page

LONGEST = 2000
"""A query longer than so many letters is not repeated on the page."""
TITLE = "<title>Streamlit</title>"


@cache
def start_page() -> str:
    """Streamlit's own, as it is installed."""
    return (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")


def closed() -> HTMLResponse:
    """The start page for who must log in first: it names no page, says nothing of the data, and is not to be found."""
    kept_by_nobody = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
    return HTMLResponse(start_page().replace(TITLE, "<title>Crossover</title>", 1), headers=kept_by_nobody)


def respond(page: Page, request: Request) -> HTMLResponse:
    """The start page for a page of the app; the rest of it is Streamlit's."""
    asking = request.query_params.multi_items() if len(request.url.query) <= LONGEST else []
    script = f"<script>{browser.SCRIPT}</script>"  # before Streamlit's own, which writes the address as it starts
    head = "\n".join([*_head(page, asked.place(request), asking, _charted(page, request)), script])
    return HTMLResponse(start_page().replace(TITLE, head, 1), headers={"Cache-Control": "no-cache"})


def _charted(page: Page, request: Request) -> bool:
    """Whether a page has a chart to show: not while it waits for data."""
    try:
        return page.name in WITH_CHARTS and not waiting.waits(page, asked.data(request))
    except (asked.BadRequestError, *asked.ABSENT, *UNREADABLE, OSError):
        return True


def _head(page: Page, place: str, asking: list[tuple[str, str]], charted: bool) -> list[str]:
    """What stands in place of Streamlit's title; all that comes from the request is escaped."""
    here = f"{place}/{page.path}{'?' if asking else ''}{urlencode(asking)}"
    said = {"og:type": "website", "og:site_name": "Crossover", "og:title": page.title, "og:description": page.question}
    said |= {"og:url": here, "twitter:card": "summary"}
    head = [
        f"<title>{escape(page.title)} · Crossover</title>",
        f'<meta name="description" content="{escape(page.question)}">',
        f'<link rel="alternate" type="application/atom+xml" title="What changed" href="{escape(place)}/feed.atom">',
    ]
    if charted:
        choices = [(name, value) for name, value in asking if name not in OWN]
        image = f"{place}/chart/{page.name}.png?{urlencode([*choices, ('width', IMAGE_WIDTH)])}"
        said |= {"og:image": image, "twitter:card": "summary_large_image"}
        oembed = f"{place}/oembed?url={quote(here, safe='')}&format=json"
        head.append(f'<link rel="alternate" type="application/json+oembed" href="{escape(oembed)}">')
    return [*head, *(f'<meta property="{name}" content="{escape(words)}">' for name, words in said.items())]


ROUTES = [Route(f"/{page.path}", partial(respond, page)) for page in PAGES]
