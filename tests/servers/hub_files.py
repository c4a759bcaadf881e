"""The Hub's datasets: what a repository is, its commits, its tree, and its files whole or in ranges."""

import hashlib
import re
from collections.abc import Awaitable, Callable, Iterator
from typing import NamedTuple, Protocol
from urllib.parse import parse_qs, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


class Commit(NamedTuple):
    """One commit of a dataset; `date` as 2026-10-04T13:49:31.000Z."""

    id: str
    date: str
    title: str


class MissingError(LookupError):
    """What was asked for is missing; says how the Hub says so."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code, self.message = code, message


def oid(content: bytes) -> str:
    """A name for some bytes in 40 hexadecimal digits, as git gives one."""
    return hashlib.sha1(content).hexdigest()


def missing_repository(request: Request) -> Response:
    """The bare 401 for a stranger, 404 for one with a token."""
    if "authorization" in request.headers:
        return refused(404, "Repository not found", "RepoNotFound")
    return refused(401, "Invalid username or password.")


def refused(status: int, message: str, code: str = "") -> Response:
    """An error in the Hub's words: in the body, in `X-Error-Message`, and in `X-Error-Code` where it has a code."""
    headers = {"X-Error-Message": message} | ({"X-Error-Code": code} if code else {})
    return JSONResponse({"error": message}, status, headers)


class Holding(Protocol):
    """What is needed of a service: by dataset and revision the files by path, by dataset the newest commit first."""

    datasets: dict[str, dict[str, dict[str, bytes]]]
    commits: dict[str, list[Commit]]


class Datasets:
    """The answers for the datasets of a service."""

    def __init__(self, service: Holding) -> None:
        self.service = service

    def routes(self) -> Iterator[Route]:
        """Where they are asked."""
        api, repository = "/api/datasets/{org}/{name}", "{org}/{name}"
        yield Route(api, self.answering(self.about))
        yield Route(api + "/revision/{revision:path}", self.answering(self.about))
        yield Route(api + "/commits/{revision}", self.answering(self.history))
        yield Route(api + "/tree/{revision}", self.answering(self.tree))
        yield Route(api + "/tree/{revision}/{path:path}", self.answering(self.tree))
        yield Route(api + "/paths-info/{revision}", self.paths, methods=["POST"])
        yield Route(f"/datasets/{repository}/resolve/{{revision}}/{{path:path}}", self.answering(self.file))

    def answering(self, answer: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
        """The answer, or the words for what is missing."""

        async def endpoint(request: Request) -> Response:
            if self.id(request) not in self.service.datasets:
                return missing_repository(request)
            try:
                return answer(request)
            except MissingError as missing:
                return refused(404, missing.message, missing.code)

        return endpoint

    def id(self, request: Request) -> str:
        """The dataset that is asked for."""
        return f"{request.path_params['org']}/{request.path_params['name']}"

    def at(self, dataset: str, revision: str) -> tuple[str, dict[str, bytes]]:
        """Commit and files of a revision: a key of the dataset, or `main` for its newest commit."""
        revisions, commits = self.service.datasets[dataset], self.service.commits.get(dataset, [])
        newest = commits[0].id if commits else oid(dataset.encode())
        if revision == "main" or revision == newest:
            return newest, revisions.get("main", revisions.get(newest, {}))
        if revision not in revisions:
            raise MissingError("RevisionNotFound", f"Invalid rev id: {revision}")
        return revision if re.fullmatch("[0-9a-f]{40}", revision) else oid(revision.encode()), revisions[revision]

    def about(self, request: Request) -> Response:
        dataset = self.id(request)
        commit, files = self.at(dataset, request.path_params.get("revision", "main"))
        changed = {commit.id: commit.date for commit in self.service.commits.get(dataset, [])}.get(commit)
        return JSONResponse(
            {
                "_id": oid(dataset.encode())[:24],
                "id": dataset,
                "author": dataset.split("/")[0],
                "sha": commit,
                "lastModified": changed,
                "tags": [],
                "siblings": [{"rfilename": path} for path in files],
            }
        )

    def history(self, request: Request) -> Response:
        dataset, revision = self.id(request), request.path_params["revision"]
        commits = self.service.commits.get(dataset, [])
        if revision != "main":
            ids = [commit.id for commit in commits]
            if revision not in ids:
                raise MissingError("RevisionNotFound", f"Invalid rev id: {revision}")
            commits = commits[ids.index(revision) :]
        asked = dict(request.query_params)
        size, page = min(int(asked.get("limit", 50)), 1000), int(asked.get("p", 0))
        headers = {"X-Total-Count": str(len(commits))}
        if (page + 1) * size < len(commits):
            following = urlencode({"p": page + 1} | {name: value for name, value in asked.items() if name != "p"})
            headers["Link"] = f'<{request.url.replace(query=following)}>; rel="next"'
        author = {"user": dataset.split("/")[0], "avatar": ""}
        return JSONResponse(
            [
                {"id": commit.id, "title": commit.title, "message": "", "authors": [author], "date": commit.date}
                for commit in commits[page * size : (page + 1) * size]
            ],
            headers=headers,
        )

    def tree(self, request: Request) -> Response:
        _, files = self.at(self.id(request), request.path_params["revision"])
        folder = request.path_params.get("path", "").strip("/")
        inside = [entry for entry in entries(files) if not folder or entry["path"].startswith(folder + "/")]
        if folder and not inside:
            raise MissingError("EntryNotFound", f"{folder} does not exist on this revision")
        if request.query_params.get("recursive", "").lower() != "true":
            depth = folder.count("/") + 1 if folder else 0
            inside = [entry for entry in inside if entry["path"].count("/") == depth]
        return JSONResponse(inside)

    async def paths(self, request: Request) -> Response:
        wanted = parse_qs((await request.body()).decode()).get("paths", [])

        def answer(request: Request) -> Response:
            _, files = self.at(self.id(request), request.path_params["revision"])
            return JSONResponse([entry for entry in entries(files) if entry["path"] in wanted])

        return await self.answering(answer)(request)

    def file(self, request: Request) -> Response:
        commit, files = self.at(self.id(request), request.path_params["revision"])
        path = request.path_params["path"]
        if path not in files:
            raise MissingError("EntryNotFound", f"{path} does not exist on this revision")
        content = files[path]
        headers = {"ETag": f'"{oid(content)}"', "X-Repo-Commit": commit, "Accept-Ranges": "bytes"}
        part = re.fullmatch(r"bytes=(\d*)-(\d*)", request.headers.get("range", ""))
        if not part:
            return Response(content, headers=headers, media_type="application/octet-stream")
        first, last = part[1], part[2]
        start = int(first) if first else max(len(content) - int(last), 0)
        stop = min(int(last) + 1, len(content)) if first and last else len(content)
        if start >= len(content):
            return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{len(content)}"})
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{len(content)}"
        return Response(content[start:stop], 206, headers, media_type="application/octet-stream")


def entries(files: dict[str, bytes]) -> list[dict]:
    """Files and the folders they lie in, as a tree lists them."""
    folders = {path[: place.start()] for path in files for place in re.finditer("/", path)}
    found = [{"type": "directory", "oid": oid(path.encode()), "size": 0, "path": path} for path in sorted(folders)]
    return found + [
        {"type": "file", "oid": oid(content), "size": len(content), "path": path} for path, content in files.items()
    ]
