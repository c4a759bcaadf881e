"""Every request has an id, is counted, and is told in a line of the log, without who asked and for what choices."""

import json
import logging
import re
import time
import uuid
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib import tally
from lib.http.settings import Log

ID = "X-Request-Id"
GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
"""An id that a proxy gave; anything else is replaced."""
PAGES = "pages"
"""The route of all that is Streamlit's: pages, their files and sockets."""
LOGGER = logging.getLogger("crossover.requests")


class Watched:
    """ASGI middleware around all others. `routes` gives the path, as it stands in the code, of each endpoint."""

    def __init__(self, app: ASGIApp, routes: Mapping[object, str], log: Log) -> None:
        self.app = app
        self.routes = routes
        LOGGER.setLevel(logging.ERROR if log == "failures" else logging.INFO)
        LOGGER.propagate = False
        handler = logging.StreamHandler()
        handler.setFormatter(Json() if log == "json" else Plain())
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
            LOGGER.exception("failed", extra={"said": {"id": asked, "path": scope["path"]}})
            raise
        finally:
            took = time.perf_counter() - begun
            route = self.routes.get(scope.get("endpoint"), PAGES)
            tally.REQUESTS.labels(route, str(status)).inc()
            tally.SECONDS.labels(route).observe(took)
            said = {"id": asked, "method": scope["method"], "path": scope["path"], "status": status}
            LOGGER.info("answered", extra={"said": {**said, "ms": round(1000 * took, 1)}})


class Plain(logging.Formatter):
    """A line for people: what happened, then each thing said of it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        said = " ".join(f"{name}={value!s}" for name, value in _said(record).items())
        return f"{self.formatTime(record)} {record.getMessage()} {said}{_trace(self, record)}"


class Json(logging.Formatter):
    """A line for programs."""

    def format(self, record: logging.LogRecord) -> str:
        """One JSON object."""
        when = {"at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"), "what": record.getMessage()}
        trace = _trace(self, record)
        return json.dumps({**when, **_said(record), **({"trace": trace.strip()} if trace else {})}, ensure_ascii=True)


def _said(record: logging.LogRecord) -> dict[str, object]:
    """What is said of a record, its texts without what would start a new line or colour a terminal."""
    said: dict[str, object] = record.__dict__.get("said", {})
    return {
        name: "".join(letter if letter.isprintable() else "?" for letter in value) if isinstance(value, str) else value
        for name, value in said.items()
    }


def _trace(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    return f"\n{formatter.formatException(record.exc_info)}" if record.exc_info else ""
