"""How often one address may ask: routes that give rows or lead to a login, and those that draw, each have a rate."""

import math
import time
from collections.abc import Mapping

from limits import RateLimitItem
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.types import ASGIApp, Receive, Scope, Send

from lib.http import answers
from lib.http.settings import Settings

ASKED, DRAWN = "asked", "drawn"
BELOW = {
    "/chart": DRAWN,
    "/badge": ASKED,
    "/api": ASKED,
    "/oembed": ASKED,
    "/feed": ASKED,
    "/healthz": ASKED,
    "/metrics": ASKED,
    "/auth": ASKED,
    "/oauth2callback": ASKED,
}
"""The kind of each route by how its path begins: ours, and the login, for which a provider is asked.

Pages and what belongs to them are not limited here."""


class Limited:
    """ASGI middleware that answers 429 to an address that asks more often than the settings let it.

    An address is that of the socket, or what a trusted proxy says of it (the server takes that from the proxy's
    headers). Each process counts for itself. `base` is the path below which the app stands.
    """

    def __init__(self, app: ASGIApp, settings: Settings, base: str = "") -> None:
        self.app = app
        self.base = base
        self.rates: Mapping[str, RateLimitItem | None] = {ASKED: settings.asked, DRAWN: settings.drawn}
        self.counted = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or say when it may be asked again."""
        rate = self.rates.get(self._kind(scope)) if scope["type"] == "http" else None
        if rate is None:
            await self.app(scope, receive, send)
            return
        address = (scope.get("client") or ("",))[0]
        if self.counted.hit(rate, self._kind(scope), address):
            await self.app(scope, receive, send)
            return
        free = self.counted.get_window_stats(rate, self._kind(scope), address).reset_time
        again = max(1, math.ceil(free - time.time()))
        sentence = f"Your address may ask here {rate.amount} times in {rate.get_expiry()} s; ask again in {again} s."
        refused = answers.problem(429, sentence)
        refused.headers["Retry-After"] = str(again)
        await refused(scope, receive, send)

    def _kind(self, scope: Scope) -> str:
        path = scope["path"].removeprefix(scope.get("root_path", "")).removeprefix(self.base)
        return BELOW.get(f"/{path.split('/')[1].split('.')[0]}" if "/" in path else "", "")
