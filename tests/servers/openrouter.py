"""OpenRouter as far as the project asks it: the catalogue without a key, and the daily rankings with one."""

import time
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from tests.servers.asked import Asked, Watched
from tests.servers.faults import Fault, Faulty

FIRST_DAY = date(2025, 1, 1)
LONGEST = 366
NAMED = 50
A_MINUTE = 30


@dataclass
class OpenRouterService:
    """An OpenRouter; everything may be changed while it runs.

    `models` are the catalogue's items, `days` by day (2026-11-20) the tokens by slug: beyond the day's 50 largest they
    go into `other`, to which an `other` of the day itself is added. `today` may be among the days, as a partial one.
    """

    models: list[dict] = field(default_factory=list)
    days: dict[str, dict[str, int]] = field(default_factory=dict)
    key: str = "sk-or-key"
    today: str = "2026-11-20"
    as_of: str = ""
    faults: list[Fault] = field(default_factory=list)
    latency: float = 0
    clock: float = 0
    asked: list[Asked] = field(default_factory=list)
    rankings_asked: list[float] = field(default_factory=list)

    @property
    def app(self) -> ASGIApp:
        """The service to serve."""
        routes = [
            Route("/api/v1/models", self.catalogue),
            Route("/api/v1/datasets/rankings-daily", self.rankings),
            Route("/{path:path}", lambda request: refused(404, "Not Found")),
        ]
        return Watched(Faulty(Starlette(routes=routes), self, envelope), self)

    async def catalogue(self, request: Request) -> Response:
        """All models, or a page of them if `offset` or `limit` is asked; those that write text unless asked for all."""
        asked = request.query_params
        wanted = asked.get("output_modalities", "text")
        found = [model for model in self.models if wanted == "all" or wanted in _written(model)]
        following = None
        if "offset" in asked or "limit" in asked:
            start, size = int(asked.get("offset", 0)), min(int(asked.get("limit", 500)), 1000)
            if start + size < len(found):
                pairs = {**asked, "offset": start + size, "limit": size}
                following = str(request.url.replace(query=urlencode(pairs)))
            page = found[start : start + size]
        else:
            page = found
        return JSONResponse({"data": page, "total_count": len(found), "links": {"next": following}})

    async def rankings(self, request: Request) -> Response:
        """The tokens of the days asked for; parameters that it does not know are ignored."""
        given = request.headers.get("authorization")
        if given != f"Bearer {self.key}":
            return refused(401, "User not found." if given else "Missing Authentication header")
        now = time.time()
        recent = [moment for moment in self.rankings_asked if moment > now - 60]
        self.rankings_asked[:] = [*recent, now]
        if len(recent) >= A_MINUTE:
            reset = str(int((recent[0] + 60) * 1000))
            headers = {"X-RateLimit-Limit": str(A_MINUTE), "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset}
            return refused(429, "Rate limit exceeded", headers)
        yesterday = date.fromisoformat(self.today) - timedelta(days=1)
        try:
            end = _day(request, "end_date") or yesterday
            start = _day(request, "start_date") or end - timedelta(days=29)
        except ValueError as error:
            return refused(400, str(error))
        if end < FIRST_DAY or end < start:
            return refused(400, f"end_date must not be before {'start_date' if end < start else FIRST_DAY}")
        start = max(start, FIRST_DAY)
        if (end - start).days + 1 > LONGEST:
            return refused(400, f"the range must not be longer than {LONGEST} days")
        meta = {"as_of": self.as_of or f"{self.today}T02:00:00Z", "version": "v1"}
        meta |= {"start_date": str(start), "end_date": str(end)}
        days = sorted(day for day in self.days if str(start) <= day <= str(end))
        return JSONResponse({"data": [row for day in days for row in ranked(day, self.days[day])], "meta": meta})


def ranked(day: str, tokens: dict[str, int]) -> list[dict[str, str]]:
    """The rows of a day: its 50 largest, then all others as one."""
    named = sorted((slug for slug in tokens if slug != "other"), key=lambda slug: -tokens[slug])
    counts = {slug: tokens[slug] for slug in named[:NAMED]}
    rest = tokens.get("other", 0) + sum(tokens[slug] for slug in named[NAMED:])
    if rest:
        counts["other"] = rest
    return [{"date": day, "model_permaslug": slug, "total_tokens": str(count)} for slug, count in counts.items()]


def envelope(status: int, message: str) -> dict:
    """An error in OpenRouter's words."""
    return {"error": {"code": status, "message": message}}


def refused(status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    """An answer that is an error."""
    return JSONResponse(envelope(status, message), status, headers)


def _written(model: dict) -> list[str]:
    return model.get("architecture", {}).get("output_modalities", ["text"])


def _day(request: Request, name: str) -> date | None:
    words = request.query_params.get(name)
    if words is None:
        return None
    try:
        day = date.fromisoformat(words)
    except ValueError:
        day = None
    if day is None or str(day) != words:
        raise ValueError(f"{name} must be a valid date as YYYY-MM-DD")
    return day
