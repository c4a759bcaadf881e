"""Answers of routes: what may be kept by a cache and how long, what has not changed, what is wrong in one sentence."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

KEPT_LIVE = "public, max-age=300, stale-while-revalidate=3600"
"""Data lands at most once a day; five minutes keep a much embedded chart from asking for nothing."""
KEPT_FROZEN = "public, max-age=86400, immutable"
OPEN = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag, Link, X-Licence, X-Citation"}
"""What is public may be read from any page."""


def answer(
    request: Request, content: bytes, media_type: str, *, frozen: bool = False, headers: Mapping[str, str] | None = None
) -> Response:
    """The content with its ETag, or 304 if the asker has it; `frozen` content never changes and may be kept long.

    The tag is a weak one: the same content may be sent packed, in other bytes.
    """
    said = _said(f'W/"{hashlib.sha256(content).hexdigest()[:32]}"', frozen, headers)
    if _has(request, said["ETag"]):
        return Response(status_code=304, headers=said)
    return Response(content, media_type=media_type, headers=said)


def file(
    request: Request, path: Path, sha256: str, media_type: str, *, frozen: bool = False, headers: Mapping[str, str]
) -> Response:
    """A stored file as `answer` gives a content, sent from disk a block at a time; `sha256` is that of the file."""
    said = _said(f'W/"{sha256[:32]}"', frozen, headers)
    if _has(request, said["ETag"]):
        return Response(status_code=304, headers=said)
    return FileResponse(path, media_type=media_type, headers=said)


def _said(tag: str, frozen: bool, headers: Mapping[str, str] | None) -> dict[str, str]:
    return {**OPEN, "ETag": tag, "Cache-Control": KEPT_FROZEN if frozen else KEPT_LIVE, **(headers or {})}


def _has(request: Request, tag: str) -> bool:
    """Whether the asker has the content with this tag."""
    known = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    return tag.removeprefix("W/") in known or "*" in known


def preflight() -> Response:
    """That any page may ask, also with headers of its own such as If-None-Match; browsers want to know beforehand."""
    asking = {"Access-Control-Allow-Methods": "GET, HEAD", "Access-Control-Allow-Headers": "*"}
    return Response(status_code=204, headers={**OPEN, **asking, "Access-Control-Max-Age": "86400"})


def problem(status: int, sentence: str, **more: Any) -> JSONResponse:
    """What is wrong, in one sentence, and what would be right; never kept by a cache."""
    return JSONResponse({"error": sentence, **more}, status_code=status, headers={**OPEN, "Cache-Control": "no-store"})
