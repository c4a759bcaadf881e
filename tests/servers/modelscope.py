"""ModelScope as far as the project asks it: the list of an owner's models."""

from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from tests.servers.asked import Asked, Watched
from tests.servers.faults import Fault, Faulty

LARGEST_PAGE = 50
DEEPEST = 3000
CODES = {
    400: "InvalidParameter",
    401: "Unauthorized",
    403: "Forbidden",
    404: "ResourceNotFound",
    429: "RateLimitExceed",
}


@dataclass
class ModelScopeService:
    """A ModelScope; everything may be changed while it runs. `owners` holds by owner the items of its list."""

    owners: dict[str, list[dict]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    latency: float = 0
    clock: float = 0
    asked: list[Asked] = field(default_factory=list)

    @property
    def app(self) -> ASGIApp:
        """The service to serve."""
        routes = [
            Route("/openapi/v1/models", self.models),
            Route("/{path:path}", lambda request: refused(404, "The resource does not exist.")),
        ]
        return Watched(Faulty(Starlette(routes=routes), self, envelope), self)

    async def models(self, request: Request) -> Response:
        """A page of the models of an owner, or of all; an unknown owner has none."""
        asked = request.query_params
        try:
            number, size = int(asked.get("page_number", 1)), int(asked.get("page_size", 10))
        except ValueError:
            return refused(400, "page_number and page_size must be numbers")
        if number < 1 or not 1 <= size <= LARGEST_PAGE or number * size > DEEPEST:
            return refused(400, f"page_size is at most {LARGEST_PAGE}, page_number times page_size at most {DEEPEST}")
        every = [model for models in self.owners.values() for model in models]
        found = [
            model
            for model in (self.owners.get(asked["owner"], []) if "owner" in asked else every)
            if asked.get("search", "").lower() in str(model.get("id", "")).lower()
        ]
        if asked.get("sort") == "downloads":
            found.sort(key=lambda model: -(model.get("downloads") or 0))
        page = found[(number - 1) * size : number * size]
        data = {"models": page, "total_count": len(found), "page_number": number, "page_size": size}
        return JSONResponse({"success": True, "data": data})


def envelope(status: int, message: str) -> dict:
    """An error in ModelScope's words."""
    return {"success": False, "code": CODES.get(status, "InternalError"), "message": message}


def refused(status: int, message: str) -> Response:
    """An answer that is an error."""
    return JSONResponse(envelope(status, message), status)
