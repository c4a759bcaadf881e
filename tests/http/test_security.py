"""The security headers stand on every answer, and the policy lets the start page of the installed Streamlit run."""

import asyncio
import base64
import hashlib
import re
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path

import pytest
import streamlit
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from lib.http.security import SecurityHeaders, content_policy

START_PAGE = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")


class Scripts(HTMLParser):
    """The inline scripts of a page, as a browser finds them."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = False
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script" and "src" not in dict(attrs):
            self.inside = True
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "script"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.found[-1] += data


def policy() -> dict[str, list[str]]:
    """The content policy by directive."""
    return {words[0]: words[1:] for words in (part.split() for part in content_policy().split("; "))}


def answered(app, scope: Scope) -> list[Message]:
    """What the app with the headers around it sends back."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    with ThreadPoolExecutor(1) as pool:  # a thread without a loop: where browser tests run, this one has their loop
        pool.submit(asyncio.run, SecurityHeaders(app)(scope, receive, send)).result()
    return sent


def headers(app) -> dict[str, str]:
    start = answered(app, {"type": "http", "method": "GET", "path": "/", "headers": []})[0]
    return {name.decode(): value.decode() for name, value in start["headers"]}


def test_every_inline_script_of_the_start_page_may_run_and_no_other() -> None:
    page = Scripts()
    page.feed(START_PAGE)
    assert page.found
    hashes = {
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in page.found
    }
    allowed = policy()["script-src"]
    assert {word for word in allowed if word.startswith("'sha256-")} == hashes
    assert set(allowed) - hashes == {"'self'", "'wasm-unsafe-eval'"}


def test_nothing_is_loaded_from_another_place() -> None:
    words = [word for words in policy().values() for word in words]
    assert not [word for word in words if re.match(r"https?:|\*", word)]
    assert policy()["default-src"] == ["'self'"]
    assert policy()["object-src"] == ["'none'"]
    assert policy()["base-uri"] == policy()["frame-ancestors"] == ["'self'"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "SAMEORIGIN"),
        ("referrer-policy", "strict-origin-when-cross-origin"),
        ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
    ],
)
def test_an_answer_carries_the_headers_beside_its_own(name: str, value: str) -> None:
    carried = headers(PlainTextResponse("hello", headers={"X-Own": "kept"}))
    assert carried[name] == value
    assert carried["content-security-policy"] == content_policy()
    assert carried["x-own"] == "kept"


def test_a_weaker_header_of_the_answer_gives_way() -> None:
    carried = headers(PlainTextResponse("hello", headers={"X-Frame-Options": "ALLOWALL"}))
    assert carried["x-frame-options"] == "SAMEORIGIN"


def test_what_is_no_http_passes_untouched() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})

    assert answered(app, {"type": "websocket", "path": "/_stcore/stream"}) == [{"type": "websocket.accept"}]
