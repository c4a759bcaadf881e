"""How long an address may be, and how long an answer may take to begin: what is more is refused in a sentence."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib.http import answers

LONGEST = 8192
"""So many letters of path and query are read; the longest link that a page makes has about two thousand."""
PATIENCE = 90.0
"""So many seconds after which an answer that has not begun is given up; pictures give up sooner by themselves."""


class Bounded:
    """ASGI middleware that answers 414 to an address that is too long, and 503 where an answer takes too long.

    Work that was given up goes on to its end in its thread, of which there are only so many; what it brings is kept
    for whoever asks next.
    """

    def __init__(self, app: ASGIApp, patience: float = PATIENCE) -> None:
        self.app = app
        self.patience = patience
        self._left: set[asyncio.Task] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, within bounds."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if len(scope.get("raw_path") or scope["path"].encode()) + len(scope["query_string"]) > LONGEST:
            too_long = f"The address has more than {LONGEST:,} letters; ask for less at a time."
            await answers.problem(414, too_long)(scope, receive, send)
            return
        begun = given_up = False

        async def send_in_time(message: Message) -> None:
            nonlocal begun
            if not given_up:
                begun = True
                await send(message)

        answering = asyncio.ensure_future(self.app(scope, receive, send_in_time))
        try:
            await asyncio.wait({answering}, timeout=self.patience)
        except asyncio.CancelledError:
            answering.cancel()
            raise
        if begun or answering.done():
            await answering
            return
        given_up = True
        self._left.add(answering)
        answering.add_done_callback(self._over)
        late = answers.problem(503, f"This takes longer than {self.patience:.0f} s; ask again in a minute.")
        late.headers["Retry-After"] = "60"
        await late(scope, receive, send)

    def _over(self, answering: asyncio.Task) -> None:
        self._left.discard(answering)
        if not answering.cancelled():
            answering.exception()
