"""How files are written to the Hub's datasets: what is large is stored by its checksum, then a commit names all."""

import base64
import hashlib
import json
from collections.abc import Iterator
from typing import Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.servers.hub_files import Holding, missing_repository, refused


class Committing(Holding, Protocol):
    """What is needed of a service beside its datasets: who may write, and a commit on a day."""

    writers: tuple[str, ...]

    def commit(self, dataset: str, day: str, files: dict[str, bytes], title: str) -> str: ...


class Uploads:
    """The answers to who writes to the datasets of a service; `stored` are large files by their sha256."""

    def __init__(self, service: Committing) -> None:
        self.service = service
        self.stored: dict[str, bytes] = {}

    def routes(self) -> Iterator[Route]:
        """Where they are asked."""
        api = "/api/datasets/{org}/{name}"
        yield Route(api + "/preupload/{revision}", self.modes, methods=["POST"])
        yield Route("/datasets/{org}/{name}.git/info/lfs/objects/batch", self.places, methods=["POST"])
        yield Route("/lfs/{oid}", self.store, methods=["PUT"])
        yield Route(api + "/commit/{revision}", self.commit, methods=["POST"])

    async def modes(self, request: Request) -> Response:
        """Parquet files are large files here, as .gitattributes of a dataset has it."""
        if refusal := self.refusal(request):
            return refusal
        asked = await request.json()
        return JSONResponse(
            {
                "files": [
                    {
                        "path": file["path"],
                        "uploadMode": "lfs" if file["path"].endswith(".parquet") else "regular",
                        "shouldIgnore": False,
                        "oid": None,
                    }
                    for file in asked["files"]
                ]
            }
        )

    async def places(self, request: Request) -> Response:
        """Where each large file that is not stored yet is to be put."""
        asked = await request.json()
        objects = []
        for file in asked["objects"]:
            actions = {"upload": {"href": f"{request.base_url}lfs/{file['oid']}"}}
            objects.append({**file, **({} if file["oid"] in self.stored else {"actions": actions})})
        return JSONResponse({"transfer": "basic", "objects": objects})

    async def store(self, request: Request) -> Response:
        content = await request.body()
        if hashlib.sha256(content).hexdigest() != request.path_params["oid"]:
            return refused(422, "the content is not what its checksum says")
        self.stored[request.path_params["oid"]] = content
        return Response()

    async def commit(self, request: Request) -> Response:
        """A new state of the dataset, with the files of one commit added to those there were."""
        if refusal := self.refusal(request):
            return refusal
        dataset = self.dataset(request)
        lines = [json.loads(line) for line in (await request.body()).splitlines()]
        commits = self.service.commits.get(dataset, [])
        files = dict(self.service.datasets[dataset].get(commits[0].id if commits else "main", {}))
        for line in lines:
            of = line["value"]
            if line["key"] == "file":
                files[of["path"]] = base64.b64decode(of["content"])
            elif line["key"] == "lfsFile":
                files[of["path"]] = self.stored[of["oid"]]
        made = self.service.commit(dataset, "2026-11-29", files, lines[0]["value"]["summary"])
        url = f"{request.base_url}datasets/{dataset}/commit/{made}"
        return JSONResponse({"success": True, "commitOid": made, "commitUrl": url, "hookOutput": ""})

    def refusal(self, request: Request) -> Response | None:
        """Why this request may not write, if so."""
        if self.dataset(request) not in self.service.datasets:
            return missing_repository(request)
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        return None if token in self.service.writers else refused(403, "you may not write to this repository")

    def dataset(self, request: Request) -> str:
        return f"{request.path_params['org']}/{request.path_params['name']}"
