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
from starlette.responses import PlainTextResponse, Response
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


def policy(said: str = "") -> dict[str, list[str]]:
    """A content policy by directive, that of the app's pages unless another is given."""
    return {words[0]: words[1:] for words in (part.split() for part in (said or content_policy()).split("; "))}


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


def headers(app, path: str = "/", root_path: str = "") -> dict[str, str]:
    start = answered(app, {"type": "http", "method": "GET", "path": path, "root_path": root_path, "headers": []})[0]
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


def test_a_chart_below_a_path_of_the_host_may_be_framed_and_a_page_there_may_not() -> None:
    async def sent(path: str) -> dict[str, str]:
        said: list[Message] = []

        async def send(message: Message) -> None:
            said.append(message)

        async def receive() -> Message:
            return {"type": "http.request"}

        app = SecurityHeaders(Response("<svg/>", media_type="image/svg+xml"), base="/below")
        await app({"type": "http", "method": "GET", "path": path, "headers": []}, receive, send)
        return {name.decode(): value.decode() for name, value in said[0]["headers"]}

    with ThreadPoolExecutor(1) as pool:
        chart, page = (pool.submit(asyncio.run, sent(path)).result() for path in ("/below/chart/x.svg", "/below/x"))
    assert "x-frame-options" not in chart
    assert page["x-frame-options"] == "SAMEORIGIN"


def test_a_script_of_our_own_may_run_beside_those_of_the_start_page() -> None:
    own = "copy('“a link”')"
    named = f"'sha256-{base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()}'"
    allowed = policy(content_policy([own]))["script-src"]
    assert set(allowed) == {*policy()["script-src"], named}
    assert named not in policy()["script-src"]


@pytest.mark.parametrize("path", ["/chart/race/crossover.svg", "/badge/qwen.svg"])
def test_a_picture_may_be_framed_by_anybody_and_opened_alone_can_run_nothing(path: str) -> None:
    carried = headers(Response("<svg/>", media_type="image/svg+xml", headers={"X-Frame-Options": "DENY"}), path)
    assert policy(carried["content-security-policy"]) == {
        "default-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "sandbox": [],
    }
    assert "x-frame-options" not in carried
    assert carried["cross-origin-resource-policy"] == "cross-origin"
    assert carried["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("kind", ["application/json", "image/png", "text/plain", ""])
def test_any_other_answer_of_a_chart_can_do_nothing_at_all(kind: str) -> None:
    carried = headers(Response("{}", headers={"Content-Type": kind}), "/chart/race/crossover.json")
    assert set(policy(carried["content-security-policy"])) == {
        "default-src",
        "base-uri",
        "form-action",
    }


@pytest.mark.parametrize("path", ["/", "/charts", "/chart", "/badges/", "/crossover", "/a/chart/race", "/%2fchart/x"])
def test_nothing_else_may_be_framed_by_another_site(path: str) -> None:
    carried = headers(PlainTextResponse("hello"), path)
    assert carried["content-security-policy"] == content_policy()
    assert carried["x-frame-options"] == "SAMEORIGIN"
    assert "cross-origin-resource-policy" not in carried


def test_a_chart_is_known_below_the_path_that_the_app_is_served_under() -> None:
    assert "x-frame-options" not in headers(PlainTextResponse("hello"), "/app/chart/x.svg", "/app")
    assert headers(PlainTextResponse("hello"), "/app/crossover", "/app")["x-frame-options"] == "SAMEORIGIN"


def test_the_origins_that_are_named_may_frame_the_pages_and_nobody_else():
    app = SecurityHeaders(PlainTextResponse("a page"), framed_by=("https://huggingface.co",))
    said = policy(app.page["Content-Security-Policy"])
    assert said["frame-ancestors"] == ["'self'", "https://huggingface.co"]
    assert "X-Frame-Options" not in app.page
    assert policy()["frame-ancestors"] == ["'self'"]
    assert SecurityHeaders(PlainTextResponse("a page")).page["X-Frame-Options"] == "SAMEORIGIN"
