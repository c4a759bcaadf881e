"""A table with too many rows to be read whole: its file is sent as it is stored, and all else says where that is."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.testclient import TestClient

from app import PACKED
from lib import snapshots
from lib.http import asked, catalogue
from lib.http.health import healthz
from tests import stores

TABLE = "/api/v1/tables/hub_totals"
TOO_MANY = (
    "hub_totals has 27 rows, too many for one answer: http://testserver/api/v1/tables/hub_totals.parquet is the "
    "Parquet file of its newest vintage, and with as_of=<day> that of the newest one at that day."
)


@pytest.fixture
def asks(folder: Path, served: Callable[[Path], TestClient], monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """What asks about a store whose only table is large."""
    monkeypatch.setattr(snapshots, "WHOLE", 20)
    return served(folder)


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_large_table_is_not_to_be_had_as_rows(asks: TestClient, form: str) -> None:
    answer = asks.get(f"{TABLE}.{form}")
    assert (answer.status_code, answer.json()) == (413, {"error": TOO_MANY})
    assert answer.headers["cache-control"] == "no-store"


def test_its_parquet_file_is_the_stored_one_with_licence_and_citation(asks: TestClient, folder: Path) -> None:
    stored = snapshots.file("hub_totals", folder, date(2026, 10, 31))
    answer = asks.get(f"{TABLE}.parquet")
    assert (answer.status_code, answer.content) == (200, stored.read_bytes())
    assert answer.headers["content-type"] == "application/vnd.apache.parquet"
    assert answer.headers["x-licence"] == "Apache-2.0"
    assert "crossover-hub_totals-2026-10-31.parquet" in answer.headers["content-disposition"]
    known = snapshots.provenance("hub_totals", folder)
    assert answer.headers["etag"] == f'W/"{known.sha256[:32]}"'
    again = asks.get(f"{TABLE}.parquet", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert asks.get(f"{TABLE}.parquet", headers={"Range": "bytes=0-3"}).content == b"PAR1"


def test_it_is_not_packed_again_on_its_way(asks: TestClient) -> None:
    packing = TestClient(GZipMiddleware(asks.app, minimum_size=10, exclude_content_types=PACKED))
    assert "content-encoding" not in packing.get(f"{TABLE}.parquet").headers
    assert packing.get("/api/v1/").headers["content-encoding"] == "gzip"


def test_the_file_of_an_earlier_vintage_is_asked_for_by_its_day(asks: TestClient, folder: Path) -> None:
    rows = snapshots.read_vintage("hub_totals", folder, date(2026, 10, 31))
    facts = {**stores.FACTS, "source": "model_pulse", "as_of": "2026-11-20"}
    snapshots.write("hub_totals", rows.assign(downloads_all_models=1), folder, facts)
    newest, earlier = (snapshots.file("hub_totals", folder, day) for day in (date(2026, 11, 20), date(2026, 10, 31)))
    assert asks.get(f"{TABLE}.parquet").content == newest.read_bytes()
    assert asks.get(f"{TABLE}.parquet", params={"as_of": "2026-11-10"}).content == earlier.read_bytes()


def test_the_index_offers_the_file_alone_and_names_its_vintages(asks: TestClient) -> None:
    said = {each["table"]: each for each in asks.get("/api/v1/").json()["tables"]}["hub_totals"]
    assert said["addresses"] == {"parquet": f"http://testserver{TABLE}.parquet"}
    assert said["vintages"] == ["2026-10-31"]


def test_a_metric_that_would_read_it_whole_says_the_same(asks: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def view(request: Request, page: object) -> None:
        asked.data(request).table("hub_totals")

    monkeypatch.setattr(asked, "view", view)
    answer = asks.get("/api/v1/metrics/local/pulls.csv")
    assert (answer.status_code, answer.json()["error"]) == (413, TOO_MANY)


def test_the_description_says_so(asks: TestClient) -> None:
    said = asks.get("/api/v1/openapi.json").json()
    table = said["paths"]["/api/v1/tables/{table}.{format}"]["get"]
    assert table["responses"]["413"] == {"$ref": "#/components/responses/413"}
    assert "Parquet file" in said["components"]["responses"]["413"]["description"]
    assert "a vintage at a time" in table["description"]


def test_health_looks_at_its_ends_alone(asks: TestClient, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def healthy() -> tuple[int, dict]:
        answer = healthz(Request({"type": "http", "method": "GET", "path": "/healthz", "headers": []}))
        return answer.status_code, json.loads(answer.body)

    def refuse(*_: object) -> None:
        raise AssertionError("read whole")

    monkeypatch.setattr(snapshots, "read", refuse)
    assert healthy() == (200, {"status": "ok", "newest": {"hub_totals": "2026-10-31"}})


def test_health_tells_of_a_large_file_that_cannot_be_read(asks: TestClient, folder: Path) -> None:
    snapshots.file("hub_totals", folder, date(2026, 10, 31)).write_bytes(b"half a file")
    answer = healthz(Request({"type": "http", "method": "GET", "path": "/healthz", "headers": []}))
    assert answer.status_code == 503
    assert "hub_totals/2026-10-31.parquet is not a Parquet file" in json.loads(answer.body)["why"]


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_long_table_is_to_be_had_as_parquet_alone(
    folder: Path, served: Callable[[Path], TestClient], monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(catalogue, "MOST_ROWS", 20)
    asks = served(folder)
    answer = asks.get(f"{TABLE}.{form}")
    assert answer.status_code == 413
    assert answer.json()["error"] == (
        "hub_totals has 27 rows, too many to be written as text: http://testserver/api/v1/tables/hub_totals.parquet "
        "has them."
    )
    whole = asks.get(f"{TABLE}.parquet")
    assert whole.status_code == 200
    assert whole.content != snapshots.file("hub_totals", folder, date(2026, 10, 31)).read_bytes()
    (described,) = [one for one in asks.get("/api/v1/").json()["tables"] if one["table"] == "hub_totals"]
    assert list(described["addresses"]) == ["parquet"]
