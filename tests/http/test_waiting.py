"""A page that waits for data is offered by no route, and its own addresses say what it waits for."""

import shutil
from collections.abc import Iterator

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib.http import routes
from lib.views.pages import PAGES
from tests import stores

WAITS = "Capability waits for the table arena (“make refresh” fetches it)."


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """What asks the routes of the app on a store without the table of one page."""
    folder = tmp_path_factory.mktemp("waits") / "data"
    stores.shipped(folder)
    shutil.rmtree(folder / "snapshots" / "arena")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CROSSOVER_DATA", str(folder))
        _forget()
        yield TestClient(Starlette(routes=routes.EVERY))
    _forget()


def _forget() -> None:
    streamlit.cache_resource.clear()
    streamlit.cache_data.clear()


def test_its_chart_and_its_metrics_say_what_they_wait_for(client: TestClient) -> None:
    for path in ("/chart/rankings/capability.json", "/api/v1/metrics/capability/best.csv"):
        said = client.get(path)
        assert said.status_code == 404
        assert said.json() == {"error": WAITS}


@pytest.mark.parametrize("path", ["/sitemap.xml", "/api/v1/openapi.json"])
def test_it_is_on_no_map(client: TestClient, path: str) -> None:
    said = client.get(path)
    assert said.status_code == 200
    assert "concentration" in said.text
    assert "capability" not in said.text


def test_it_is_in_no_list_of_topics(client: TestClient) -> None:
    topics = [each["topic"] for each in client.get("/api/v1/").json()["topics"]]
    assert "capability" not in topics
    assert client.get("/api/v1/metrics/nothing/x.csv").json()["offered"] == topics
    charts = client.get("/chart/race/nothing.svg").json()["offered"]
    assert [name.split("/")[1] for name in charts] == topics
    assert len(topics) < len([page for page in PAGES if page.section != "about"])


def test_where_its_address_is_shared_no_picture_is_promised(client: TestClient) -> None:
    said = client.get("/capability").text
    assert "<title>Capability · Crossover</title>" in said
    assert "og:image" not in said
    assert "og:image" in client.get("/concentration").text


def test_nothing_can_be_embedded_of_it(client: TestClient) -> None:
    said = client.get("/oembed?url=http://testserver/capability")
    assert said.status_code == 404
    assert said.json() == {"error": WAITS}


def test_a_day_that_is_none_does_not_keep_a_page_from_its_start(client: TestClient) -> None:
    assert client.get("/concentration?as_of=tomorrow").status_code == 200


def test_as_of_a_day_the_map_of_the_interface_is_that_of_the_day(client: TestClient) -> None:
    topics = [each["topic"] for each in client.get("/api/v1/?as_of=2026-09-30").json()["topics"]]
    assert topics == [
        "overview",
        "local",
        "usage",
        "ecosystems",
        "timeline",
        "embodied",
    ]  # most tables are of October 2026; the overview is always there
