"""The Hub's quota: fixed windows, one for calls of the API and one for files, told on every answer."""

import time
from typing import Protocol

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.servers.asked import UNCOUNTED, headers_of, with_headers
from tests.servers.faults import IP_LIMIT


class Limited(Protocol):
    """What the layer needs of a service: calls and files per window, and how many seconds a window lasts."""

    quota: int
    file_quota: int
    window: float


class Rationed:
    """Counts every request, tells what is left, and refuses with 429 when nothing is."""

    def __init__(self, app: ASGIApp, service: Limited) -> None:
        self.app, self.service = app, service
        self.windows: dict[str, tuple[float, int]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == UNCOUNTED:
            return await self.app(scope, receive, send)
        bucket, allowed = "api", self.service.quota
        if not scope["path"].startswith("/api/"):
            bucket, allowed = "resolvers", self.service.file_quota
        left, reset = self.count(bucket, allowed)

        def tell(status: int, headers: dict[str, str]) -> None:
            if status != 429 or left < 0:  # a 429 that was switched on brings its own headers, or none
                headers["ratelimit"] = f'"{bucket}";r={max(left, 0)};t={reset}'
                headers["ratelimit-policy"] = f'"fixed window";"{bucket}";q={allowed};w={self.service.window:g}'

        told = with_headers(send, tell)
        if left >= 0:
            return await self.app(scope, receive, told)
        words = IP_LIMIT
        if "authorization" in headers_of(scope):
            words = f"We had to rate limit you, you hit the quota of {allowed} {bucket} requests per 5 minutes period."
        return await JSONResponse({"error": words}, 429)(scope, receive, told)

    def count(self, bucket: str, allowed: int) -> tuple[int, int]:
        """Requests left after this one (below zero if it is one too many) and seconds until the window ends."""
        now = time.monotonic()
        start, used = self.windows.get(bucket, (now, 0))
        if now >= start + self.service.window:
            start, used = now, 0
        self.windows[bucket] = (start, used + 1)
        return allowed - used - 1, int(start + self.service.window - now)
