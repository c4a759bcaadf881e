"""The way over plain HTTP: what goes out, what comes back, and what is said when nothing does."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from lib.sources.asking import AgainError, Send
from lib.sources.plain import sender, told
from lib.sources.replies import Reply
from tests.servers.faults import Fault
from tests.servers.modelscope import ModelScopeService
from tests.servers.serving import resetting, serving, silent

KEY = {"Authorization": "Bearer key"}


def mirror(to: str = "") -> Starlette:
    """A server that tells what it was sent; under /away it leads to `to`."""
    return Starlette(
        routes=[
            Route("/away", lambda request: RedirectResponse(to or "/here", 307)),
            Route("/round", lambda request: RedirectResponse("/round", 307)),
            Route("/here", lambda request: JSONResponse(dict(request.headers))),
            Route("/asked", lambda request: Response(str(request.url.query))),
        ]
    )


def got(send: Send, url: str, params: tuple = (), read: float = 9, left: float = 9) -> Reply:
    return send(url, params, read, lambda: left)


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with serving(mirror()) as url:
        yield url


class Shouting(BaseHTTPRequestHandler):
    """Answers with a header in capitals, as most services do and Starlette does not."""

    def do_GET(self) -> None:
        self.send_response(204)
        self.send_header("Retry-After", "Value")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing on the terminal."""


def test_headers_are_known_by_their_names_in_lower_case() -> None:
    with HTTPServer(("127.0.0.1", 0), Shouting) as server:
        Thread(target=server.handle_request, daemon=True).start()
        reply = got(sender("It", {}), f"http://127.0.0.1:{server.server_port}/")
    assert (reply.status, reply.headers["retry-after"]) == (204, "Value")


def test_an_answer_has_its_status_its_body_and_its_address(base: str) -> None:
    reply = got(sender("It", KEY), f"{base}/here")
    assert (reply.status, reply.url) == (200, f"{base}/here")
    assert told(reply)["authorization"] == "Bearer key"
    assert not reply.missing


def test_parameters_may_repeat_and_keep_their_order(base: str) -> None:
    assert got(sender("It", {}), f"{base}/asked", (("b", "1"), ("a", "2"), ("b", "3"))).content == b"b=1&a=2&b=3"


def test_a_redirect_on_the_same_host_keeps_the_key(base: str) -> None:
    reply = got(sender("It", KEY), f"{base}/away")
    assert reply.url == f"{base}/here"
    assert told(reply)["authorization"] == "Bearer key"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_redirect_to_another_host_or_port_does_not_get_the_key(base: str, host: str) -> None:
    with serving(mirror(f"{base.replace('127.0.0.1', host)}/here")) as first:
        reply = got(sender("It", KEY), f"{first}/away")
    assert told(reply)["host"] == f"{host}:{base.rpartition(':')[2]}"
    assert "authorization" not in told(reply)


def test_a_netrc_file_does_not_replace_the_key(base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password secret")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    assert told(got(sender("It", KEY), f"{base}/here"))["authorization"] == "Bearer key"
    assert "authorization" not in told(got(sender("It", {}), f"{base}/here"))


def test_offline_mode_of_the_hub_says_nothing_about_other_services(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert got(sender("It", {}), f"{base}/here").status == 200


def said(url: str, **seconds: float) -> str:
    """What is said of an answer that does not come."""
    with pytest.raises(AgainError) as error:
        got(sender("It", KEY), url, **seconds)
    assert not error.value.whole
    return str(error.value)


def test_what_does_not_come_is_told_in_one_sentence() -> None:
    advice = "; look to the network and run the command again"
    with silent() as url:
        assert said(url, read=0.3) == f"It cannot be reached (ReadTimeout){advice}"
    with resetting() as url:
        assert said(url) == f"It cannot be reached (ConnectionError){advice}"
    assert said(url) == f"It cannot be reached (ConnectionError){advice}"
    assert said("nowhere") == f"It cannot be reached (MissingSchema){advice}"


def test_a_redirect_in_a_circle_ends(base: str) -> None:
    assert said(f"{base}/round").startswith("It cannot be reached (TooManyRedirects)")


def test_a_body_that_is_cut_off_has_not_come() -> None:
    service = ModelScopeService(faults=[Fault("models", "cut")])
    with serving(service.app) as url:
        assert said(f"{url}/openapi/v1/models").startswith("It cannot be reached (ProtocolError)")


def test_nothing_is_repeated_on_the_way() -> None:
    service = ModelScopeService(faults=[Fault("models", "status")])
    with serving(service.app) as url:
        assert got(sender("It", {}), f"{url}/openapi/v1/models").status == 503
    assert len(service.asked) == 1


def test_a_slow_drip_ends_when_the_time_for_the_answer_is_over() -> None:
    service = ModelScopeService(faults=[Fault("models", "drip", every=0.01)])
    with serving(service.app) as url:
        assert said(f"{url}/openapi/v1/models", left=-1) == "It takes too long to answer; try again later"


@pytest.mark.parametrize("content", [b"", b"[1]", b"no", b"\xff", b"[" * 9000, b'{"a": "' + b"b" * 20_000 + b'"}'])
def test_an_answer_without_a_short_object_tells_nothing(content: bytes) -> None:
    assert told(Reply(200, {}, content, "")) == {}
