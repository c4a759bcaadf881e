"""What is told and counted of a request, and what is not."""

import json
import logging

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from lib import tally
from lib.http.watched import JSON, Plain, Watched


def fine(request: Request) -> PlainTextResponse:
    return PlainTextResponse("fine")


def broken(request: Request) -> PlainTextResponse:
    raise RuntimeError("a fault of ours")


@pytest.fixture
def client() -> TestClient:
    routes = [Route("/fine/{name}", fine), Route("/broken", broken)]
    paths = {route.endpoint: route.path for route in routes}
    app = Starlette(routes=routes, middleware=[Middleware(Watched, routes=paths, log="json")])
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def lines(client: TestClient) -> list[logging.LogRecord]:
    client.get("/fine/warm")  # the middleware is built with the first request
    found: list[logging.LogRecord] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record)

    logging.getLogger("crossover.requests").handlers = [Kept()]
    return found


def counted(route: str, status: str) -> float:
    return tally.REQUESTS.labels(route, status)._value.get()


def test_an_answer_names_the_request_and_so_does_the_log(client: TestClient, lines: list[logging.LogRecord]) -> None:
    answer = client.get("/fine/one?secret=mine", headers={"user-agent": "somebody"})
    said = json.loads(JSON.format(lines[0]))
    assert said["id"] == answer.headers["x-request-id"]
    assert {name: said[name] for name in ("what", "method", "path", "status")} == {
        "what": "answered",
        "method": "GET",
        "path": "/fine/one",
        "status": 200,
    }
    assert "mine" not in str(said)
    assert "somebody" not in str(said)
    assert "testclient" not in str(said)


@pytest.mark.parametrize(("given", "kept"), [("abcdef-0123456789", True), ("short", False), ("x" * 65, False)])
def test_the_id_of_a_proxy_is_kept_if_it_is_one(client: TestClient, given: str, kept: bool) -> None:
    assert (client.get("/fine/one", headers={"x-request-id": given}).headers["x-request-id"] == given) is kept


def test_requests_are_counted_by_route_and_not_by_address(client: TestClient) -> None:
    before = counted("/fine/{name}", "200")
    client.get("/fine/one")
    client.get("/fine/two")
    assert counted("/fine/{name}", "200") == before + 2


def test_a_fault_is_told_with_its_trace_and_counted(client: TestClient, lines: list[logging.LogRecord]) -> None:
    before = counted("/broken", "500")
    assert client.get("/broken").status_code == 500
    assert counted("/broken", "500") == before + 1
    failed = json.loads(JSON.format(lines[0]))
    assert "a fault of ours" in failed["trace"]
    assert failed["id"] == json.loads(JSON.format(lines[1]))["id"]


def test_a_path_cannot_start_a_line_of_its_own(client: TestClient, lines: list[logging.LogRecord]) -> None:
    client.get("/fine/a%0Ab%1b[31m")
    assert "path=/fine/a?b?[31m" in Plain().format(lines[0])
    for formatter in (Plain(), JSON):
        assert not set(formatter.format(lines[0])) & {"\n", "\x1b"}


def test_failures_alone_are_told_unless_more_is_asked_for() -> None:
    app = Starlette(middleware=[Middleware(Watched, routes={}, log="failures")])
    TestClient(app).get("/")
    assert logging.getLogger("crossover.requests").getEffectiveLevel() == logging.ERROR
