"""The Hugging Face Hub as far as the project asks it: models, organizations, datasets, its quota and its faults."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from tests.servers import wire
from tests.servers.asked import Asked, Watched
from tests.servers.faults import Fault, Faulty
from tests.servers.hub_files import Commit, Datasets, missing_repository, oid, refused
from tests.servers.hub_quota import Rationed
from tests.servers.hub_uploads import Uploads

NO_PAGE = "Sorry, we can't find the page you are looking for."
RELATIONS = ("adapter", "merge", "quantized", "finetune")


@dataclass
class HubService:
    """A Hub; everything may be changed while it runs.

    `orgs` holds by org the models with all their properties, `children` by model id its childrenModelCount, `renames`
    by old id the new one, `datasets` by id and revision the files by path, `commits` by dataset the newest first,
    `listed_datasets` the datasets that a list of them holds, with all their properties.
    `writers` are the tokens with which datasets may be written.
    `latency` is in seconds before each answer, `page` the longest list in one answer, `clock` how many seconds the
    server's clock is ahead, `asked` every request but those for /api/agent-harnesses.
    """

    orgs: dict[str, list[dict]] = field(default_factory=dict)
    children: dict[str, dict[str, int]] = field(default_factory=dict)
    renames: dict[str, str] = field(default_factory=dict)
    followers: dict[str, int] = field(default_factory=dict)
    datasets: dict[str, dict[str, dict[str, bytes]]] = field(default_factory=dict)
    commits: dict[str, list[Commit]] = field(default_factory=dict)
    listed_datasets: list[Any] = field(default_factory=list)
    writers: tuple[str, ...] = ()
    faults: list[Fault] = field(default_factory=list)
    latency: float = 0
    quota: int = 500
    file_quota: int = 3000
    window: float = 300
    page: int = 1000
    clock: float = 0
    asked: list[Asked] = field(default_factory=list)

    @property
    def app(self) -> ASGIApp:
        """The service to serve; its quota starts anew with each."""
        routes = [
            Route("/api/models", self.models),
            Route("/api/models/{path:path}", self.model),
            Route("/api/organizations/{org}/overview", self.overview),
            Route("/api/datasets", self.list_of_datasets),
            *Datasets(self).routes(),
            *Uploads(self).routes(),
            Route("/{org}/{name}/resolve/{revision}/{path:path}", self.model_files),
            Route("/{path:path}", lambda request: refused(404, NO_PAGE)),
        ]
        faulty = Faulty(Starlette(routes=routes), self, lambda status, message: {"error": message})
        return Watched(Rationed(faulty, self), self)

    def commit(
        self, dataset: str, day: str, files: dict[str, bytes], title: str = "Upload with huggingface_hub"
    ) -> str:
        """Add a commit with all the files of that state to a dataset, at noon of a day; its id."""
        moment = f"{day}T12:00:00.000Z"
        made = oid(repr((dataset, moment, title, sorted((path, oid(data)) for path, data in files.items()))).encode())
        self.datasets.setdefault(dataset, {})[made] = files
        self.commits.setdefault(dataset, []).insert(0, Commit(made, moment, title))
        return made

    def all_models(self) -> Iterator[Any]:
        """The models of all orgs, and those of which only the children are known."""
        ids = set()
        for models in self.orgs.values():
            ids |= {model.get("id") for model in models if isinstance(model, dict)}
            yield from models
        yield from ({"_id": oid(id_.encode())[:24], "id": id_} for id_ in self.children if id_ not in ids)

    async def models(self, request: Request) -> Response:
        """A page of a list of models."""
        asked = request.query_params
        listed = self.orgs.get(asked["author"], []) if "author" in asked else list(self.all_models())
        unasked = wire.UNASKED_OF_LIST + (wire.ADDED_BY_FULL if asked.get("full") == "true" else ())
        return self.page_of(request, listed, wire.ASKABLE_OF_LIST, unasked)

    async def list_of_datasets(self, request: Request) -> Response:
        """A page of a list of datasets."""
        unasked = ("_id", "id", *(name for name in wire.ASKABLE_OF_DATASETS if name not in wire.ONLY_IF_ASKED))
        return self.page_of(request, self.listed_datasets, wire.ASKABLE_OF_DATASETS, unasked)

    def page_of(
        self, request: Request, listed: list[Any], askable: tuple[str, ...], unasked: tuple[str, ...]
    ) -> Response:
        """A page of what is listed: filtered, sorted, from the cursor on, and with the link to the page after it."""
        asked = request.query_params
        expand = asked.getlist("expand") + asked.getlist("expand[]")
        wrong = [place for place, name in enumerate(expand) if name not in askable]
        if wrong:
            return JSONResponse({"error": wire.refusal(askable, wrong[0])}, 400)
        order = asked.get("sort", "trendingScore")
        limit = asked.get("limit", "1000")
        if order not in wire.SORTS or not limit.isdecimal() or int(limit) == 0:
            return JSONResponse({"error": f"✖ Invalid input at {'limit' if order in wire.SORTS else 'sort'}"}, 400)
        found = wire.in_order([model for model in listed if wire.listed(model, asked)], order)
        if "cursor" in asked:
            try:
                found = wire.behind(found, asked["cursor"])
            except (ValueError, KeyError, TypeError):
                return JSONResponse({"error": "✖ Invalid cursor"}, 400)
        size, headers = min(int(limit), self.page), {}
        if len(found) > size:
            following = [pair for pair in asked.multi_items() if pair[0] != "cursor"]
            following.append(("cursor", wire.cursor_after(found[size - 1], order)))
            headers["Link"] = f'<{request.url.replace(query=urlencode(following))}>; rel="next"'
        keys = ("_id", "id", *expand) if expand else unasked
        return JSONResponse([wire.shown(model, keys) for model in found[:size]], headers=headers)

    async def model(self, request: Request) -> Response:
        """One model, or the way to its new name."""
        words = request.path_params["path"].split("/")
        rest = next((place for place, word in enumerate(words) if word in ("revision", "commits")), len(words))
        id_, rest = "/".join(words[:rest]), words[rest:]
        model = self.found(id_)
        if model is None:
            return missing_repository(request)
        if model["id"] != id_:
            there = "/".join(["/api/models", model["id"], *rest])
            return Response(status_code=307, headers={"Location": f"{there}?{request.url.query}".rstrip("?")})
        if rest[:1] == ["commits"]:
            return _files_refused(model, request) or JSONResponse([], headers={"X-Total-Count": "0"})
        if rest[1:] not in ([], ["main"]):
            return refused(404, f"Invalid rev id: {rest[1]}", "RevisionNotFound")
        expand = request.query_params.getlist("expand") + request.query_params.getlist("expand[]")
        wrong = [place for place, name in enumerate(expand) if name not in wire.ASKABLE_OF_MODEL]
        if wrong:
            return JSONResponse({"error": wire.refusal(wire.ASKABLE_OF_MODEL, wrong[0])}, 400)
        counts = self.children.get(model["id"], dict.fromkeys(RELATIONS, 0))
        model = {"childrenModelCount": counts, "modelId": model["id"], **model}
        return JSONResponse(wire.shown(model, ("_id", "id", *expand)) if expand else wire.unasked(model))

    async def model_files(self, request: Request) -> Response:
        """A file of a model: there is none, and some may not even be asked for."""
        model = self.found(f"{request.path_params['org']}/{request.path_params['name']}")
        if model is None:
            return missing_repository(request)
        return _files_refused(model, request) or refused(404, "Entry not found", "EntryNotFound")

    async def overview(self, request: Request) -> Response:
        """What an org says of itself."""
        asked = request.path_params["org"].lower()
        name = next((org for org in self.orgs if org.lower() == asked), None)
        if name is None:
            return refused(404, NO_PAGE)
        return JSONResponse(
            {
                "_id": oid(name.encode())[:24],
                **dict.fromkeys(("avatarUrl", "details"), ""),
                **dict.fromkeys(("fullname", "name"), name),
                **dict.fromkeys(("isVerified", "isFollowing"), False),
                **dict.fromkeys(("numUsers", "numSpaces", "numDatasets", "numKernels", "numBuckets", "numPapers"), 0),
                "numModels": len(self.orgs[name]),
                "numFollowers": self.followers.get(name, 7),
            }
        )

    def found(self, id_: str) -> dict | None:
        """The model of this id, of its new one, or of the same in other case; private ones are not found."""
        wanted = self.renames.get(id_, id_).lower()
        models = (model for model in self.all_models() if isinstance(model, dict) and not model.get("private"))
        return next((model for model in models if str(model.get("id")).lower() == wanted), None)


def _files_refused(model: dict, request: Request) -> Response | None:
    if model.get("disabled"):
        return refused(403, "Access to this resource is disabled.")
    if model.get("gated"):
        words = f"Access to model {model['id']} is restricted. You must have access to it and be authenticated to "
        words += "access it. Please log in."
        return refused(403 if "authorization" in request.headers else 401, words, "GatedRepo")
    return None


def models_of(org: str, count: int, *, start: str = "2024-01-01", family: str = "Model") -> list[dict]:
    """So many plausible models of an org, a week apart from `start`; the same ones each time.

    Downloads fall from one to the next. Every fifth is a GGUF repository without safetensors, every seventh states no
    pipeline_tag, every ninth is gated.
    """
    return [_model(org, place, date.fromisoformat(start) + timedelta(weeks=place), family) for place in range(count)]


def _model(org: str, place: int, day: date, family: str) -> dict:
    id_, size = f"{org}/{family}-{place + 1}-{2 ** (place % 7)}B", 2 ** (place % 7) * 1_000_000_000
    moment = datetime.combine(day, time(8, 30), UTC)
    digest = hashlib.sha1(id_.encode()).hexdigest()
    downloads = 3_000_000 // (place + 1) - place
    gguf = place % 5 == 4
    library = "gguf" if gguf else "transformers"
    model = {
        "_id": f"{int(moment.timestamp()):08x}{digest[:16]}",
        "id": id_,
        "author": org,
        "sha": digest,
        **dict.fromkeys(("private", "disabled", "gated"), False),
        "downloads": downloads,
        "downloadsAllTime": downloads * 9,
        "likes": downloads // 500,
        "trendingScore": downloads // 10_000,
        "createdAt": f"{moment:%Y-%m-%dT%H:%M:%S}.000Z",
        "lastModified": f"{moment + timedelta(days=3):%Y-%m-%dT%H:%M:%S}.000Z",
        "library_name": library,
        "tags": [library, *(() if gguf else ("safetensors",)), "text-generation", "license:apache-2.0", "region:us"],
        "pipeline_tag": "text-generation",
    }
    if place % 9 == 8:
        model["gated"] = "manual"
    if place % 7 == 6:
        del model["pipeline_tag"]
    if gguf:
        return model | {"gguf": {"total": size, "architecture": "llama", "context_length": 32768}}
    return model | {"safetensors": {"parameters": {"BF16": size}, "total": size}}


def robots_of(org: str, count: int, *tags: str, most: int = 1000, **others: Any) -> list[dict]:
    """So many models or datasets of an org with these tags, whose downloads fall by one from `most`.

    `others` are properties beside these: a model has `pipeline_tag` and `library_name`, a dataset has neither.
    """
    return [
        {
            "_id": oid(f"{org}{tags}{place}".encode())[:24],
            "id": f"{org}/robot-{'-'.join(tags).replace(':', '-').lower()}-{place + 1}",
            **dict.fromkeys(("private", "disabled", "gated"), False),
            "downloads": most - place,
            "likes": place,
            "createdAt": "2026-03-01T08:30:00.000Z",
            "tags": [*tags, "region:us"],
            **others,
        }
        for place in range(count)
    ]
