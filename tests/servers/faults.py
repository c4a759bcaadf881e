"""What goes wrong on the way to a service, to be switched on by a test: one `Fault` an ailment, `Faulty` the layer."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.servers.asked import headers_of, query_of, with_headers
from tests.servers.wire import ASKABLE_OF_LIST, ASKABLE_OF_MODEL, refusal

PORTAL = "<!DOCTYPE html><html><head><title>Welcome</title></head><body><h1>Please sign in to the network</h1></body>"
IP_LIMIT = (
    "We had to rate limit your IP (203.0.113.7). To continue using our service, create a HF account or login to your "
    "existing account, and make sure you pass a HF_TOKEN if you're using the API."
)
BAD_TOKEN = "Invalid credentials in Authorization header"
LINKS = ("loop", "repeat", "relative", "foreign")
PAGING = ("cursor", "p")


@dataclass(frozen=True, eq=False)
class Fault:
    """One thing that goes wrong, for requests whose path (or path?query) the regex `path` is found in.

    `after` so many matching requests have passed it acts `times` times, or for ever. Of several faults in a list the
    first that acts takes the request; the later ones do not count it. Kinds, and the values that they read:

    - `status`: an answer with `status`, in the service's own words, or as a web page if `html`.
    - `quota`: 429, with `reset` as `RateLimit: "api";r=0;t=…`, with `retry_after` in seconds, with `retry_date` as an
      HTTP date so many seconds ahead, or with none of them; a web page if `html`.
    - `html`: 200 and a web page. `error`: 200 and `{"error": message}`. `invalid`: 200 and JSON that breaks off.
    - `cut`: the connection closes before the promised length is reached.
    - `hang`: no answer. `drip`: an answer that grows by one byte `every` so many seconds.
    - `loop`: the next link is the asked URL. `repeat`: a page asked by a cursor links back to the second page.
      `relative`: the next link has no host. `foreign`: the next link leads to `host`, a base URL.
    - `withdrawn`: 400 as long as the request expands `property`. `badtoken`: 401 to every request with a token.
    """

    path: str
    kind: str
    times: int | None = None
    after: int = 0
    status: int = 503
    message: str = "Internal Error - We're working hard to fix this as soon as possible!"
    html: bool = False
    reset: int | None = None
    retry_after: int | None = None
    retry_date: int | None = None
    every: float = 0.1
    host: str = "http://127.0.0.1:9"
    property: str = ""

    def __post_init__(self) -> None:
        if self.kind not in ANSWERS and self.kind not in LINKS:
            raise ValueError(f"no fault is called {self.kind!r}")


class Ailing(Protocol):
    """What the layer needs of a service."""

    faults: list[Fault]


class Faulty:
    """The layer that lets a service's `faults` act; `envelope` puts status and message into the service's words."""

    def __init__(self, app: ASGIApp, service: Ailing, envelope: Callable[[int, str], dict]) -> None:
        self.app, self.service, self.envelope = app, service, envelope
        self.seen: Counter[Fault] = Counter()
        self.first_links: dict[tuple, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        fault = next((fault for fault in tuple(self.service.faults) if self.acts(fault, scope)), None)
        if fault and fault.kind not in LINKS:
            return await ANSWERS[fault.kind](fault, self.envelope, scope, receive, send)
        kind, host = (fault.kind, fault.host) if fault else ("", "")

        def relink(status: int, headers: dict[str, str]) -> None:
            link = self.linked(kind, host, scope, _next(headers.get("link")))
            if link:
                headers["link"] = f'<{link}>; rel="next"'

        return await self.app(scope, receive, with_headers(send, relink))

    def acts(self, fault: Fault, scope: Scope) -> bool:
        """Whether the fault takes this request; counts it if it matches."""
        query = query_of(scope)
        asked = f"{scope['path']}?{scope['query_string'].decode()}"
        if not (re.search(fault.path, scope["path"]) or re.search(fault.path, asked)):
            return False
        if fault.kind == "withdrawn" and fault.property not in _expanded(query):
            return False
        if fault.kind == "badtoken" and "authorization" not in headers_of(scope):
            return False
        if fault.kind == "repeat" and not any(name in PAGING for name, _ in query):
            return False
        self.seen[fault] += 1
        number = self.seen[fault] - fault.after
        return number > 0 and (fault.times is None or number <= fault.times)

    def linked(self, kind: str, host: str, scope: Scope, link: str | None) -> str | None:
        """The next link of an answer as the fault would have it."""
        pages = (scope["path"], *(pair for pair in query_of(scope) if pair[0] not in PAGING))
        if link:
            self.first_links.setdefault(pages, link)
        here = f"http://{headers_of(scope)['host']}{scope['path']}?{scope['query_string'].decode()}"
        if kind == "loop":
            return here
        if kind == "repeat":
            return self.first_links.get(pages)
        if kind == "foreign":
            there, parts = urlsplit(host), urlsplit(link or here)
            return urlunsplit(parts._replace(scheme=there.scheme, netloc=there.netloc))
        if kind == "relative" and link:
            return urlunsplit(urlsplit(link)._replace(scheme="", netloc=""))
        return link


def _next(link: str | None) -> str | None:
    found = re.search(r'<([^>]*)>; rel="next"', link or "")
    return found[1] if found else None


def _expanded(query: list[tuple[str, str]]) -> list[str]:
    return [value for name, value in query if name in ("expand", "expand[]")]


def _answer(make: Callable[[Fault, Callable[[int, str], dict], Scope], Response]) -> Callable:
    """An ASGI answer out of a function that makes a response."""

    async def answer(
        fault: Fault, envelope: Callable[[int, str], dict], scope: Scope, receive: Receive, send: Send
    ) -> None:
        await make(fault, envelope, scope)(scope, receive, send)

    return answer


def _status(fault: Fault, envelope: Callable[[int, str], dict], scope: Scope) -> Response:
    if fault.html:
        return HTMLResponse(f"<!DOCTYPE html><html><body><h1>{fault.status}</h1></body></html>", fault.status)
    return JSONResponse(envelope(fault.status, fault.message), fault.status)


def _quota(fault: Fault, envelope: Callable[[int, str], dict], scope: Scope) -> Response:
    headers = {}
    if fault.reset is not None:
        headers["ratelimit"] = f'"api";r=0;t={fault.reset}'
        headers["ratelimit-policy"] = '"fixed window";"api";q=500;w=300'
    if fault.retry_after is not None:
        headers["retry-after"] = str(fault.retry_after)
    if fault.retry_date is not None:
        headers["retry-after"] = formatdate(time.time() + fault.retry_date, usegmt=True)
    if fault.html:
        return HTMLResponse("<html><body><h1>429</h1><p>We had to rate limit you.</p></body></html>", 429, headers)
    return JSONResponse(envelope(429, IP_LIMIT), 429, headers)


def _withdrawn(fault: Fault, envelope: Callable[[int, str], dict], scope: Scope) -> Response:
    askable = ASKABLE_OF_LIST if scope["path"].rstrip("/") == "/api/models" else ASKABLE_OF_MODEL
    place = _expanded(query_of(scope)).index(fault.property)
    return JSONResponse({"error": refusal([name for name in askable if name != fault.property], place)}, 400)


async def _cut(fault: Fault, envelope: Callable[[int, str], dict], scope: Scope, receive: Receive, send: Send) -> None:
    await _begin(send)
    # Ending here, short of the promised length, makes the server close the connection.
    await send({"type": "http.response.body", "body": b'[{"_id": "66944f1fe0c5', "more_body": True})


async def _hang(fault: Fault, envelope: Callable[[int, str], dict], scope: Scope, receive: Receive, send: Send) -> None:
    while not await _gone(receive, 60):
        pass


async def _drip(fault: Fault, envelope: Callable[[int, str], dict], scope: Scope, receive: Receive, send: Send) -> None:
    await _begin(send)
    drop = b"["
    while not await _gone(receive, fault.every):
        await send({"type": "http.response.body", "body": drop, "more_body": True})
        drop = b" "


async def _begin(send: Send) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", b"1000000")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})


async def _gone(receive: Receive, seconds: float) -> bool:
    """Whether the client leaves within so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return False
    return True


ANSWERS: dict[str, Callable] = {
    "status": _answer(_status),
    "quota": _answer(_quota),
    "html": _answer(lambda fault, envelope, scope: HTMLResponse(PORTAL)),
    "error": _answer(lambda fault, envelope, scope: JSONResponse({"error": fault.message})),
    "invalid": _answer(lambda fault, envelope, scope: Response('[{"_id": "66944f1f', media_type="application/json")),
    "withdrawn": _answer(_withdrawn),
    "badtoken": _answer(
        lambda fault, envelope, scope: JSONResponse({"error": BAD_TOKEN}, 401, {"X-Error-Message": BAD_TOKEN})
    ),
    "cut": _cut,
    "hang": _hang,
    "drip": _drip,
}
