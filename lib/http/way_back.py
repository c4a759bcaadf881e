"""The page from which a reader went to log in: kept in a cookie meanwhile, and led back to if it is one of ours."""

import re
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response

from lib.views.pages import PAGES

COOKIE = "crossover_way_back"
KEPT_SECONDS = 1800
"""So long somebody may take to log in."""
LONGEST = 2000
"""A path and query of more letters are not kept."""
QUERY = re.compile(r"[!-\[\]-~]*")
"""What a query is made of: no backslash, no space, no control letter, nothing but ASCII."""


def pages(base: str) -> frozenset[str]:
    """The paths of all pages, with and without a slash at their end, where the app stands below the path `base`."""
    named = [f"{base}/{path}" for path in (*(page.path for page in PAGES if page.path), "overview")]
    return frozenset([base or "/", f"{base}/", *named, *(f"{path}/" for path in named)])


def is_ours(asked: str, base: str) -> bool:
    """Whether a path with a query is that of a page of the app, and cannot mean anything else to a browser."""
    path, _, query = asked.partition("?")
    return len(asked) <= LONGEST and path in pages(base) and QUERY.fullmatch(query) is not None


def keep(request: Request, said: MutableHeaders, origin: str, base: str) -> None:
    """Keep in the answer which page of the site at `origin` the request comes from, or that it comes from none."""
    asked = _come_from(request, origin)
    if is_ours(asked, base):
        said.append("Set-Cookie", _cookie(asked, KEPT_SECONDS, origin, base))
    else:
        _forget(request, said, origin, base)


def lead(request: Request, said: MutableHeaders, origin: str, base: str) -> None:
    """Lead an answer that redirects to the app on to the page that was kept, once."""
    kept = request.cookies.get(COOKIE, "")
    if said.get("location") == f"{base}/" and is_ours(kept, base):
        said["Location"] = kept
    _forget(request, said, origin, base)


def _come_from(request: Request, origin: str) -> str:
    """The path and query of the page that led here; empty where it is of another site, or the browser does not say."""
    try:
        parts = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return ""
    if f"{parts.scheme}://{parts.netloc}" != origin:
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _forget(request: Request, said: MutableHeaders, origin: str, base: str) -> None:
    if COOKIE in request.cookies:
        said.append("Set-Cookie", _cookie("", 0, origin, base))


def _cookie(value: str, seconds: int, origin: str, base: str) -> str:
    """The cookie as a header says it; no script reads it, and no other site has it sent along but by a link."""
    secure = origin.startswith("https://")
    holder = Response()
    holder.set_cookie(COOKIE, value, seconds, path=base or "/", secure=secure, httponly=True, samesite="lax")
    return holder.headers["set-cookie"]
