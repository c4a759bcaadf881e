"""What a service was asked, and the time it takes to answer: the outermost layer of every service."""

import asyncio
import time
from collections.abc import Callable
from email.utils import formatdate
from typing import NamedTuple, Protocol
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Message, Receive, Scope, Send

UNCOUNTED = "/api/agent-harnesses"  # huggingface_hub asks it once a process, beside the work


class Asked(NamedTuple):
    """One request as it came in: the query in its order, the header names in lower case."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]


class Observed(Protocol):
    """What the outermost layer needs of a service: where to note, how long to wait, how wrong its clock is."""

    asked: list[Asked]
    latency: float
    clock: float


def query_of(scope: Scope) -> list[tuple[str, str]]:
    """The pairs of a request's query, in order."""
    return parse_qsl(scope["query_string"].decode(), keep_blank_values=True)


def headers_of(scope: Scope) -> dict[str, str]:
    """A request's headers by name in lower case."""
    return {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}


def with_headers(send: Send, change: Callable[[int, dict[str, str]], None]) -> Send:
    """A `send` that hands status and headers of the answer to `change` before they go out."""

    async def changed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = {name.decode().lower(): value.decode("latin-1") for name, value in message["headers"]}
            change(message["status"], headers)
            coded = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
            message = {**message, "headers": coded}
        await send(message)

    return changed


class Watched:
    """Notes each request in the service's `asked`, waits its `latency`, and dates the answer by its `clock`."""

    def __init__(self, app: ASGIApp, service: Observed) -> None:
        self.app, self.service = app, service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] != UNCOUNTED:
            asked = Asked(scope["method"], scope["path"], query_of(scope), headers_of(scope))
            self.service.asked.append(asked)
        if self.service.latency:
            await asyncio.sleep(self.service.latency)

        def date(status: int, headers: dict[str, str]) -> None:
            headers["date"] = formatdate(time.time() + self.service.clock, usegmt=True)

        await self.app(scope, receive, with_headers(send, date))
