"""Every route that the app answers beside its pages."""

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from lib.http import api, badge, charts, feeds, oembed, search_engines, start_page
from lib.http.health import healthz


def overview(request: Request) -> RedirectResponse:
    """The default page answers only at "/"; its own name is what people type."""
    return RedirectResponse("/" + ("?" + request.url.query if request.url.query else ""))


ROUTES = [
    Route("/healthz", healthz),
    Route("/overview", overview),
    *api.ROUTES,
    *charts.ROUTES,
    *oembed.ROUTES,
    *badge.ROUTES,
    *feeds.ROUTES,
    *search_engines.ROUTES,
    *start_page.ROUTES,
]
