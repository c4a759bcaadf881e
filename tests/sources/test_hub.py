"""The Hub's client as a way: whatever the status, a whole answer in its time, and what is missing known as missing."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from lib.sources.asking import Limits, Watch
from lib.sources.failures import MissingError, RefusedError, SourceError
from lib.sources.hub import Hub, open_hub
from tests.servers.serving import serving
from tests.sources.clocks import Clock
from tests.sources.datasets import at_ease


@pytest.fixture(autouse=True)
def ease(monkeypatch: pytest.MonkeyPatch) -> None:
    at_ease(monkeypatch)


@contextmanager
def answering(say: Callable[[], Response], clock: Clock | None = None, **limits: float) -> Iterator[Hub]:
    """A Hub that says always the same."""

    def answer(request: Request) -> Response:
        return say()

    clock = clock or Clock()
    with serving(Starlette(routes=[Route("/{rest:path}", answer)])) as url:
        yield open_hub(
            clock=clock,
            sleep=clock.sleep,
            now=clock.now,
            watch=Watch(),
            endpoint=url,
            token=False,
            limits=Limits(**limits),
        )


async def drip() -> AsyncIterator[bytes]:
    while True:
        yield b"x"
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("status", [200, 400, 404, 429, 503])
def test_an_answer_that_drips_ends_with_its_time_whatever_its_status(status: int) -> None:
    with (
        answering(lambda: StreamingResponse(drip(), status), Clock(creep=0.2), answer=1, attempts=2) as hub,
        pytest.raises(SourceError, match=r"^Hugging Face Hub takes too long to answer; try again later$"),
    ):
        hub.overview("Qwen")


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (404, {"X-Error-Code": "RepoNotFound"}),
        (404, {"X-Error-Code": "EntryNotFound"}),
        (404, {}),
    ],
)
def test_what_the_client_takes_for_missing_is_missing(status: int, headers: dict[str, str]) -> None:
    with answering(lambda: JSONResponse({"error": "no"}, status, headers)) as hub, pytest.raises(MissingError):
        hub.derivatives("Qwen/gone")


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (403, {"X-Error-Code": "GatedRepo"}, {"error": "closed"}),
        (400, {}, {"error": "closed"}),
        (400, {}, ["closed"]),
        (403, {"X-Error-Message": "closed"}, {}),
    ],
)
def test_a_refusal_is_told_in_the_hub_s_own_words(status: int, headers: dict[str, str], body: object) -> None:
    with answering(lambda: JSONResponse(body, status, headers)) as hub, pytest.raises(RefusedError) as error:
        hub.derivatives("Qwen/closed")
    assert error.value.status == status
    assert "closed" in error.value.said
