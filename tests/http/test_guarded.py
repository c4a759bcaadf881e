"""Where readers must log in, whoever has not gets nothing of the data, and nobody is led away on their way back."""

import json
import re
from typing import Any

import pytest
from itsdangerous import TimestampSigner
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.auth_util import set_cookie_with_chunks
from streamlit.runtime.secrets import secrets_singleton
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from lib.http import routes, way_back
from lib.http.guarded import SENTENCE, Guarded
from lib.views.pages import PAGES

SITE = "https://crossover.example"
SECRET = "a-secret-of-the-tests-that-nobody-else-has"
USER = "_streamlit_user"
ADA = {"name": "Ada", "origin": SITE, "is_logged_in": True, "provider": "default"}
PATHS = [f"/{page.path}" for page in PAGES] + ["/overview"]


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"auth": {"redirect_uri": f"{SITE}/oauth2callback", "cookie_secret": SECRET}}
    monkeypatch.setattr(secrets_singleton, "_secrets", said)


def client(base: str = "", **cookies: str) -> TestClient:
    """What asks an app that answers everything, as public as can be, and redirects as Streamlit's login does."""

    def answer(request: Request) -> Response:
        path = request.url.path.removeprefix(base)
        if path in ("/auth/login", "/oauth2callback"):
            return RedirectResponse("https://provider.example/" if path == "/auth/login" else f"{base}/", 302)
        kept = "no-store" if "no-store" in path else "public, max-age=86400, immutable"
        return PlainTextResponse("figures", headers={"Cache-Control": kept})

    every = Route("/{rest:path}", answer, methods=["GET", "POST", "OPTIONS"])
    app = Starlette(routes=[every], middleware=[Middleware(Guarded, base=base)])
    return TestClient(app, base_url=SITE, cookies=cookies, follow_redirects=False)


def signed(said: Any, secret: str = SECRET, name: str = USER) -> str:
    return create_signed_value(secret, name, json.dumps(said)).decode()


def test_every_route_of_ours_but_pages_and_what_monitors_ask_is_closed() -> None:
    asking = client()
    asked = {re.sub(r"\{[^}]*\}", "x", route.path) for route in routes.EVERY}
    told = {path: asking.get(path).text for path in asked}
    assert {path for path, text in told.items() if text == "figures"} == {"/healthz", "/metrics"}
    closed = [path for path in asked if asking.get(path).status_code == 401]
    assert sorted(closed) == sorted(asked - {"/healthz", "/metrics", *PATHS})
    assert {"/api/v1/tables/x", "/chart/x", "/badge/x", "/feed.atom", "/oembed", "/robots.txt"} < set(closed)


@pytest.mark.parametrize(
    "path",
    [
        "/media/0123.csv",
        "/component/x/y.js",
        "/_stcore/metrics",
        "/_stcore/script-health-check",
        "/_stcore/upload_file/a/b",
        "/_stcore/agent/openapi.json",
        "/app/static/x.csv",
        "/healthz/x",
        "/metrics/",
        "/static",
        "//healthz",
        "/nonsense",
    ],
)
def test_what_is_not_known_to_be_open_is_closed(path: str) -> None:
    assert client().get(f"{SITE}{path}").status_code == 401


@pytest.mark.parametrize("path", ["/static/js/index.js", "/_stcore/health", "/_stcore/host-config", "/favicon.png"])
def test_what_the_login_needs_is_open_and_kept_as_before(path: str) -> None:
    answer = client().get(path)
    assert answer.text == "figures"
    assert answer.headers["cache-control"].startswith("public")


def test_a_refusal_says_in_one_sentence_what_to_do() -> None:
    refused = client().get("/api/v1/")
    assert refused.json() == {"error": SENTENCE}
    assert refused.headers["cache-control"] == "no-store"
    assert refused.headers["www-authenticate"] == 'Cookie realm="Crossover"'


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_the_start_page_and_names_nothing(path: str) -> None:
    answer = client().get(f"{path}?by=Country")
    assert answer.status_code == 200
    assert "<title>Crossover</title>" in answer.text
    assert "og:" not in answer.text
    assert "Country" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert client().post(path).status_code == 401


def test_who_is_logged_in_gets_what_there_is_and_no_cache_on_the_way_keeps_it() -> None:
    asking = client(**{USER: signed(ADA)})
    for path in ("/api/v1/tables/hub_totals.csv", "/chart/race/crossover.svg", "/crossover", "/media/0123.csv"):
        answer = asking.get(path)
        assert answer.text == "figures"
        assert answer.headers["cache-control"] == "private, no-cache"
        assert answer.headers["vary"] == "Cookie"
    assert asking.get("/no-store").headers["cache-control"] == "no-store"


def test_a_cookie_that_is_too_large_for_one_comes_in_parts() -> None:
    parts: dict[str, str] = {}

    def keep(name: str, value: str) -> None:
        parts[name] = create_signed_value(SECRET, name, value).decode()

    def sign(name: str, value: str) -> bytes:
        return create_signed_value(SECRET, name, value)

    set_cookie_with_chunks(keep, sign, USER, ADA | {"groups": list(range(3000))}, cookie_attr_size=80)
    assert len(parts) > 2
    assert client(**parts).get("/api/v1/").status_code == 200
    parts.pop(f"{USER}_2")
    assert client(**parts).get("/api/v1/").status_code == 401


FORGED = {
    "empty": "",
    "unsigned": json.dumps(ADA),
    "signed with another secret": signed(ADA, secret="a-secret-of-somebody-else-of-the-same-length"),
    "signed with no secret": signed(ADA, secret=""),
    "signed for another cookie": signed(ADA, name="_streamlit_user_tokens"),
    "changed after it was signed": ".".join(
        [*signed(ADA | {"name": "M"}).rsplit(".", 2)[:1], *signed(ADA).rsplit(".", 2)[1:]]
    ),
    "of another site": signed(ADA | {"origin": "https://other.example"}),
    "of no site": signed({"is_logged_in": True}),
    "of who is not logged in": signed(ADA | {"is_logged_in": False}),
    "of who only seems to be": signed(ADA | {"is_logged_in": "no"}),
    "no object": create_signed_value(SECRET, USER, "not JSON").decode(),
    "other letters": "\u00e9\u00ff",
}


@pytest.mark.parametrize("cookie", FORGED.values(), ids=FORGED)
def test_a_cookie_that_is_not_of_a_login_here_opens_nothing(cookie: str) -> None:
    answer = client().get("/api/v1/", headers={"Cookie": f"{USER}={cookie}".encode("latin-1")})
    assert answer.status_code == 401


def test_a_login_of_last_year_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    now = TimestampSigner("x").get_timestamp()
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: now - 366 * 86_400)
    old = signed(ADA)
    monkeypatch.undo()
    monkeypatch.setattr(secrets_singleton, "_secrets", {"auth": {"redirect_uri": SITE, "cookie_secret": SECRET}})
    assert client(**{USER: old}).get("/api/v1/").status_code == 401
    assert client(**{USER: signed(ADA)}).get("/api/v1/").status_code == 200


def test_without_a_login_in_the_secrets_any_more_everything_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets_singleton, "_secrets", {})
    assert client(**{USER: signed(ADA)}).get("/api/v1/").status_code == 401


@pytest.mark.parametrize("base", ["", "/lab"])
def test_the_login_leads_back_to_the_page_that_asked_for_it_once(base: str) -> None:
    asking = client(base)
    page = f"{base}/downloads?by=Country&show=Share&note=a;b,%22c%22"
    begun = asking.get(f"{base}/auth/login?provider=x", headers={"Referer": f"{SITE}{page}"})
    assert begun.headers["location"] == "https://provider.example/"
    cookie = begun.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert f"Path={base or '/'};" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" in cookie
    assert "Max-Age=1800" in cookie
    assert asking.get(f"{base}/oauth2callback?code=x").headers["location"] == page
    assert way_back.COOKIE not in asking.cookies
    assert asking.get(f"{base}/oauth2callback?code=x").headers["location"] == f"{base}/"


def test_the_login_asked_for_last_is_led_back_from() -> None:
    asking = client()
    asking.get("/auth/login", headers={"Referer": f"{SITE}/downloads"})
    asking.get("/auth/login", headers={"Referer": f"{SITE}/hub?day=newest"})
    assert asking.get("/oauth2callback").headers["location"] == "/hub?day=newest"
    asking.get("/auth/login", headers={"Referer": f"{SITE}/downloads"})
    asking.get("/auth/login")
    assert asking.get("/oauth2callback").headers["location"] == "/"


@pytest.mark.parametrize(
    "referer",
    [
        "https://evil.example/downloads",
        "http://crossover.example/downloads",
        "https://crossover.example@evil.example/downloads",
        "https://crossover.example:444/downloads",
        "https://crossover.example//evil.example/",
        "https://crossover.example/auth/logout",
        "https://[/downloads",
        "javascript:alert(1)",
        "",
    ],
)
def test_a_page_of_another_site_is_not_kept(referer: str) -> None:
    assert "set-cookie" not in client().get("/auth/login", headers={"Referer": referer}).headers


@pytest.mark.parametrize(
    "kept",
    [
        "https://evil.example/",
        "//evil.example/downloads",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/downloads\\..\\x",
        "/downloads?x=\\",
        "/downloads?x=\r\nSet-Cookie: a=b",
        "/downloads?x=\u00e9",
        "/downloads\t",
        "/%2f%2fevil.example",
        "/downloads/../auth/logout",
        "/auth/logout",
        "/api/v1/",
        "javascript:alert(1)",
        "downloads",
        " /downloads",
        "?by=Country",
        "",
        f"/downloads?x={'y' * 2000}",
    ],
)
def test_a_way_back_that_is_no_page_of_ours_is_not_led_to(kept: str) -> None:
    assert not way_back.is_ours(kept, "")
    holder = Response()
    holder.set_cookie(way_back.COOKIE, kept.encode("latin-1").decode("latin-1"))
    cookie = holder.headers["set-cookie"].partition(";")[0]
    answer = client().get("/oauth2callback", headers={"Cookie": cookie.encode("latin-1")})
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(("asked", "ours"), [("/lab/downloads?x=1", True), ("/lab", True), ("/downloads", False)])
def test_below_a_path_of_the_host_only_pages_below_it_are_ours(asked: str, ours: bool) -> None:
    assert way_back.is_ours(asked, "/lab") == ours


def test_below_a_path_of_the_host_the_same_is_closed() -> None:
    asking = client("/lab")
    assert asking.get("/lab/api/v1/").status_code == 401
    assert asking.get("/lab/crossover").text.startswith("<!")
    assert asking.get("/lab/healthz").text == "figures"
    assert asking.get("/healthz").status_code == 401
    assert client("/lab", **{USER: signed(ADA)}).get("/lab/api/v1/").text == "figures"
