"""The server: pages, routes, headers and start-up in one place; `streamlit run app.py` starts all of it."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from lib import ui
from lib.http.routes import ROUTES
from lib.http.security import SecurityHeaders
from lib.ui import browser, shared


@asynccontextmanager
async def start(app: st.App) -> AsyncIterator[None]:
    """Freeze what the imports above brought: the garbage collector need not look at it in every run."""
    del app
    shared.ROUTES_SERVED.set()
    gc.collect()
    gc.freeze()
    yield


app = st.App(
    "pages/frame.py",
    routes=ROUTES,
    middleware=[
        Middleware(SecurityHeaders, own_scripts=(browser.SCRIPT,)),
        Middleware(GZipMiddleware, minimum_size=1024, compresslevel=5),
    ],
    lifespan=start,
)

__all__ = ["app", "ui"]
