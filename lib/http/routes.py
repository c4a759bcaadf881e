"""Every route that the app answers beside its pages."""

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from lib.http import api, badge, charts, feeds, oembed, search_engines, start_page
from lib.http.health import healthz
from lib.http.metrics import metrics
from lib.ui import shared


def overview(request: Request) -> RedirectResponse:
    """The default page answers only at "/"; its own name is what people type."""
    return RedirectResponse(f"{shared.base()}/{'?' if request.url.query else ''}{request.url.query}")


EVERY = [
    Route("/healthz", healthz),
    Route("/metrics", metrics),
    Route("/overview", overview),
    *api.ROUTES,
    *charts.ROUTES,
    *oembed.ROUTES,
    *badge.ROUTES,
    *feeds.ROUTES,
    *search_engines.ROUTES,
    *start_page.ROUTES,
]


def below(base: str) -> list[Route]:
    """Every route where the app stands below a path of its host, as its pages do; Streamlit's own are not covered."""
    return [Route(f"{base}{route.path}", route.endpoint, methods=route.methods) for route in EVERY]


PATHS = {route.endpoint: route.path for route in EVERY}
"""How the path of each route is written here, by who answers it; what answers several is named by the last."""
