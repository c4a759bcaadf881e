"""Security headers on every response: the policy of the app's pages, and that of what other sites embed."""

import re
from collections.abc import Sequence
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib.exports.chart_page import STYLE
from lib.exports.page import policy_name

INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
EMBEDDED = ("/chart/", "/badge/")
"""How the paths begin of what other sites may embed; nothing else is answered below them."""
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'"
"""Nothing is said of who may frame it, so that a report on a disk may too."""


def content_policy(own_scripts: Sequence[str] = (), framed_by: Sequence[str] = ()) -> str:
    """The Content-Security-Policy of pages: everything from ourselves, plus the hashes of inline scripts.

    These are the start page's own and `own_scripts`, as they stand between their tags. Styles are inline in Streamlit,
    charts and tables draw through blob: and data:, WebAssembly reads Arrow tables. Pages of the origins `framed_by` may
    frame ours.
    """
    start_page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    hashes = " ".join(policy_name(script) for script in (*INLINE_SCRIPT.findall(start_page), *own_scripts))
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' 'wasm-unsafe-eval' {hashes}".strip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self' ws: wss: data: blob:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            " ".join(["frame-ancestors 'self'", *framed_by]),
        ]
    )


def embedded_policy(media_type: str) -> str:
    """The policy of what any site may embed: a picture styles itself and runs nothing, a page has its own pictures."""
    if media_type.startswith("image/svg+xml"):
        return f"{NOTHING}; style-src 'unsafe-inline'; sandbox"
    if media_type.startswith("text/html"):
        return f"{NOTHING}; img-src 'self'; style-src {policy_name(STYLE)}"
    return NOTHING


class SecurityHeaders:
    """ASGI middleware that puts the headers on every HTTP response.

    `own_scripts` are inline scripts of our own, `framed_by` the origins that may frame the app's pages, `base` is the
    path below which the app stands.
    """

    def __init__(
        self, app: ASGIApp, own_scripts: Sequence[str] = (), framed_by: Sequence[str] = (), base: str = ""
    ) -> None:
        self.app = app
        self.base = base
        self.headers = {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "strict-origin-when-cross-origin",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        }
        self.page = {"Content-Security-Policy": content_policy(own_scripts, framed_by)}
        if not framed_by:  # it knows no origins but one's own
            self.page["X-Frame-Options"] = "SAMEORIGIN"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; add the headers to what comes back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        embedded = scope["path"].removeprefix(scope.get("root_path", "")).removeprefix(self.base).startswith(EMBEDDED)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = MutableHeaders(scope=message)
                said.update(self.headers)
                if embedded:
                    _open(said)
                else:
                    said.update(self.page)
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _open(said: MutableHeaders) -> None:
    """Let any site embed the answer, which itself can do next to nothing."""
    said["Content-Security-Policy"] = embedded_policy(said.get("content-type", ""))
    said["Cross-Origin-Resource-Policy"] = "cross-origin"
    del said["X-Frame-Options"]
