"""An address that is too long, and an answer that takes too long, are refused in a sentence."""

import asyncio
import time

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from lib.http import bounded
from lib.http.bounded import Bounded

DONE: list[str] = []


def slow(request: Request) -> Response:
    time.sleep(0.4)
    DONE.append(request.query_params["name"])
    return PlainTextResponse("late")


def failing(request: Request) -> Response:
    raise RuntimeError("a fault of ours")


async def drip(request: Request) -> Response:
    async def parts():
        for part in "abc":
            yield part
            await asyncio.sleep(0.2)

    return StreamingResponse(parts())


@pytest.fixture
def asking() -> TestClient:
    DONE.clear()
    routes = [
        Route("/slow", slow),
        Route("/drip", drip),
        Route("/failing", failing),
        Route("/{rest:path}", lambda request: PlainTextResponse("fine")),
    ]
    with TestClient(Starlette(routes=routes, middleware=[Middleware(Bounded, patience=0.1)])) as client:
        yield client


def test_what_is_quick_and_short_is_passed_on(asking):
    assert asking.get("/api?x=1").text == "fine"


@pytest.mark.parametrize("address", ["/" + "a" * bounded.LONGEST, "/?x=" + "a" * bounded.LONGEST])
def test_an_address_that_is_too_long_is_refused(asking, address):
    refused = asking.get(address)
    assert refused.status_code == 414
    assert refused.json() == {"error": "The address has more than 8,192 letters; ask for less at a time."}


def test_an_answer_that_takes_too_long_is_given_up_and_its_work_goes_on(asking):
    refused = asking.get("/slow?name=first")
    assert refused.status_code == 503
    assert refused.json()["error"].startswith("This takes longer than")
    assert refused.headers["retry-after"] == "60"
    deadline = time.monotonic() + 10
    while DONE != ["first"]:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_an_answer_that_has_begun_may_take_its_time(asking):
    assert asking.get("/drip").text == "abc"


def test_a_fault_is_told_as_ever(asking):
    with pytest.raises(RuntimeError, match="a fault of ours"):
        asking.get("/failing")
