"""Every request has an id, is counted, and is told in a line of the log, without who asked and for what choices."""

import logging
import re
import time
import uuid
from collections.abc import Mapping

from pythonjsonlogger.json import JsonFormatter
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib import tally
from lib.http.settings import Log

ID = "X-Request-Id"
GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
"""An id that a proxy gave; anything else is replaced."""
PAGES = "pages"
"""The route of all that is Streamlit's: pages, their files and sockets."""
SAID = ("id", "method", "path", "status", "ms")
"""What is said of a request."""
LOGGER = logging.getLogger("crossover.requests")


class Watched:
    """ASGI middleware around all others. `routes` gives the path, as it stands in the code, of each endpoint."""

    def __init__(self, app: ASGIApp, routes: Mapping[object, str], log: Log) -> None:
        self.app = app
        self.routes = routes
        LOGGER.setLevel(logging.ERROR if log == "failures" else logging.INFO)
        LOGGER.propagate = False
        handler = logging.StreamHandler()
        handler.setFormatter(JSON if log == "json" else Plain())
        LOGGER.handlers = [handler]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; count and tell how it was answered, also if that failed."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get(ID, "")
        asked = given if GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        begun, status = time.perf_counter(), 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[ID] = asked
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        except Exception:
            LOGGER.exception("failed", extra={"id": asked, "path": scope["path"]})
            raise
        finally:
            took = time.perf_counter() - begun
            route = self.routes.get(scope.get("endpoint"), PAGES)
            tally.REQUESTS.labels(route, str(status)).inc()
            tally.SECONDS.labels(route).observe(took)
            said = {"id": asked, "method": scope["method"], "path": scope["path"], "status": status}
            LOGGER.info("answered", extra={**said, "ms": round(1000 * took, 1)})


class Plain(logging.Formatter):
    """A line for people: what happened, and each thing said of it, without what would start a new line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        known = record.__dict__
        said = " ".join(f"{name}={_harmless(str(known[name]))}" for name in SAID if name in known)
        trace = f"\n{self.formatException(record.exc_info)}" if record.exc_info else ""
        return f"{self.formatTime(record)} {record.getMessage()} {said}{trace}"


def _harmless(said: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in said)


JSON = JsonFormatter(
    "%(asctime)s %(message)s",
    datefmt="%Y-%m-%dT%H:%M:%S%z",
    rename_fields={"asctime": "at", "message": "what", "exc_info": "trace"},
    json_ensure_ascii=True,
)
"""A line for programs: one JSON object, with all that is said."""
