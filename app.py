"""The server: pages, routes, headers and start-up in one place; `streamlit run app.py` starts all of it."""

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Event

import streamlit as st
from anyio.to_thread import current_default_thread_limiter
from starlette.middleware import Middleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware

from lib import ui
from lib.exports.browser import LONGEST_LINE
from lib.http import routes
from lib.http.catalogue import FORMS
from lib.http.limited import Limited
from lib.http.security import SecurityHeaders
from lib.http.settings import read
from lib.http.watched import Watched
from lib.ui import browser, fresh, shared

PACKED = (*DEFAULT_EXCLUDED_CONTENT_TYPES, FORMS["parquet"])
"""What is not packed on its way, since it is packed already."""


@asynccontextmanager
async def start(app: st.App) -> AsyncIterator[None]:
    """Look for new data until the server ends, and freeze what the imports above brought.

    The garbage collector need not look at that in every run. Who waits for a picture holds a thread, so there are as
    many more of them: all else never waits for pictures. Streamlit warns of each view that is asked for outside of a
    page's run, as routes and the look for new data do, so it is told not to.
    """
    del app
    current_default_thread_limiter().total_tokens += LONGEST_LINE
    shared.ROUTES_SERVED.set()
    gc.collect()
    gc.freeze()
    logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").setLevel(logging.ERROR)
    stopped = Event()
    fresh.watch(stopped, settings.follow)
    yield
    stopped.set()


settings = read()
app = st.App(
    "pages/frame.py",
    routes=routes.below(shared.base()),
    middleware=[
        Middleware(Watched, routes=routes.PATHS, log=settings.log),
        Middleware(SecurityHeaders, own_scripts=(browser.SCRIPT,), framed_by=settings.framed_by, base=shared.base()),
        Middleware(Limited, settings=settings, base=shared.base()),
        Middleware(GZipMiddleware, minimum_size=1024, compresslevel=5, exclude_content_types=PACKED),
    ],
    lifespan=start,
)

__all__ = ["app", "ui"]
