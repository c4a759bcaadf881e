"""Where readers must log in: who has not gets the page for it and nothing else, and no cache on the way keeps more."""

import json
from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.auth_util import get_cookie_with_chunks, get_origin_from_redirect_uri
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from lib.http import answers, start_page, way_back
from lib.ui.providers import CALLBACK

LOGIN = "/auth/login"
OPEN = (
    "/healthz",
    "/metrics",
    LOGIN,
    "/auth/logout",
    CALLBACK,
    "/_stcore/health",
    "/_stcore/host-config",
    "/favicon.png",
    "/manifest.json",
)
"""What proxies and monitors ask, who cannot log in; the login itself; what Streamlit's page needs to draw a button."""
FILES = "/static/"
"""How the paths of Streamlit's own scripts, styles and fonts begin."""
PRIVATE = "private, no-cache"
"""For the reader's own browser, which asks again each time: after they logged out it shows nothing."""
SENTENCE = "Readers must log in here: open the app in a browser first, or send the cookies of one that is logged in."


class Guarded:
    """ASGI middleware for an app whose readers must log in; it stands below the path `base`.

    Whatever is not known to be open is closed: routes, files that pages offer, uploads, Streamlit's interface for
    agents. Sockets are let through, since Streamlit's button for the login answers over one; to who has not logged in
    the frame draws nothing else.
    """

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self.app = app
        self.base = base
        self.open = {f"{base}{path}" for path in OPEN}
        self.files = f"{base}{FILES}"
        self.pages = way_back.pages(base)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is open or asked by who is logged in; answer everybody else."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        if path in self.open or path.startswith(self.files):
            await self.app(scope, receive, self._on_its_way(request, path, send))
        elif logged_in(request.cookies):
            await self.app(scope, receive, _only_theirs(send))
        elif path in self.pages and request.method in ("GET", "HEAD"):
            await start_page.closed()(scope, receive, send)
        else:
            refused = answers.problem(401, SENTENCE)
            refused.headers["WWW-Authenticate"] = 'Cookie realm="Crossover"'
            await refused(scope, receive, send)

    def _on_its_way(self, request: Request, path: str, send: Send) -> Send:
        """How an answer is sent: one to the login keeps the page that asked for it, one from the login leads there."""
        step = {f"{self.base}{LOGIN}": way_back.keep, f"{self.base}{CALLBACK}": way_back.lead}.get(path)
        if step is None:
            return send

        async def send_with_way(message: Message) -> None:
            if message["type"] == "http.response.start":
                step(request, MutableHeaders(scope=message), get_origin_from_redirect_uri() or "", self.base)
            await send(message)

        return send_with_way


def logged_in(cookies: Mapping[str, str]) -> bool:
    """Whether these hold the cookie of a login here, signed with our secret and not too old, as Streamlit reads it."""
    secret = get_cookie_secret()

    def signed(name: str) -> bytes | None:
        return decode_signed_value(secret, name, cookies[name]) if name in cookies else None

    try:
        said = json.loads(get_cookie_with_chunks(signed, USER_COOKIE_NAME) or "{}")
    except ValueError:
        return False
    origin = get_origin_from_redirect_uri()
    return said.get("is_logged_in") is True and origin is not None and said.get("origin") == origin


def _only_theirs(send: Send) -> Send:
    """How an answer is sent to who is logged in: nobody else may be given it by a cache on the way."""

    async def send_privately(message: Message) -> None:
        if message["type"] == "http.response.start":
            said = MutableHeaders(scope=message)
            if said.get("cache-control") != "no-store":
                said["Cache-Control"] = PRIVATE
            said.add_vary_header("Cookie")
        await send(message)

    return send_privately
