"""The server: pages, routes, headers and start-up in one place; `streamlit run app.py` starts all of it."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import RedirectResponse
from starlette.routing import Route

from lib import ui
from lib.http.health import healthz
from lib.http.security import SecurityHeaders


@asynccontextmanager
async def start(app: st.App) -> AsyncIterator[None]:
    """Freeze what the imports above brought: the garbage collector need not look at it in every run."""
    del app
    gc.collect()
    gc.freeze()
    yield


app = st.App(
    "pages/frame.py",
    routes=[
        Route("/healthz", healthz),
        # The default page answers only at "/"; its own name is what people type.
        Route(
            "/overview", lambda request: RedirectResponse("/" + ("?" + request.url.query if request.url.query else ""))
        ),
    ],
    middleware=[Middleware(SecurityHeaders), Middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)],
    lifespan=start,
)

__all__ = ["app", "ui"]
