"""An address that asks too often is told when it may ask again, and nobody else is."""

import pytest
from limits import parse
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from lib.http import limited, routes
from lib.http.limited import Limited
from lib.http.settings import Settings
from lib.views.pages import PAGES

THREE = Settings(asked=parse("3/minute"), drawn=parse("1/minute"))


def client(
    settings: Settings, address: str = "203.0.113.5", app: Starlette | None = None, base: str = ""
) -> TestClient:
    fine = Starlette(
        routes=[Route("/{rest:path}", lambda request: PlainTextResponse("fine"), methods=["GET", "OPTIONS"])],
        middleware=[Middleware(Limited, settings=settings, base=base)],
    )
    return TestClient(app or fine, client=(address, 1000))


def test_the_fourth_of_three_is_refused_with_when_to_ask_again():
    asking = client(THREE)
    answers = [asking.get("/api/v1/tables/hub_totals.csv") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    refused = answers[-1]
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.json() == {
        "error": f"Your address may ask here 3 times in 60 s; ask again in {refused.headers['retry-after']} s."
    }
    assert refused.headers["access-control-allow-origin"] == "*"
    assert refused.headers["cache-control"] == "no-store"


def test_what_must_be_drawn_and_what_is_only_read_are_counted_apart():
    asking = client(THREE)
    paths = ["/chart/race/crossover/x.png", "/badge/qwen.svg", "/chart/race/crossover/x.png"]
    assert [asking.get(path).status_code for path in paths] == [200, 200, 429]


def test_another_address_is_not_refused():
    app = client(THREE).app
    for _ in range(4):
        client(THREE, app=app).get("/feed.atom")
    assert client(THREE, app=app).get("/feed.json").status_code == 429
    assert client(THREE, "203.0.113.6", app=app).get("/feed.json").status_code == 200


@pytest.mark.parametrize("path", ["/", "/crossover", "/_stcore/health", "/static/js/index.js"])
def test_pages_and_their_files_are_not_limited(path):
    asking = client(THREE)
    assert {asking.get(path).status_code for _ in range(9)} == {200}


def test_below_a_path_of_the_host_the_same_routes_are_limited():
    asking = client(THREE, base="/lab")
    assert [asking.get("/lab/chart/x.png").status_code for _ in range(2)] == [200, 429]


def test_without_a_rate_there_is_none():
    asking = client(Settings())
    assert {asking.get("/api").status_code for _ in range(9)} == {200}


def test_every_route_but_those_that_cost_nothing_has_a_rate():
    free = {"overview", "robots", "sitemap", *(page.path for page in PAGES)}
    begins = {route.path.split("/")[1].split(".")[0] for route in routes.EVERY}
    login = {"auth", "oauth2callback"}
    assert (begins - free) | login == {path.removeprefix("/") for path in limited.BELOW}
