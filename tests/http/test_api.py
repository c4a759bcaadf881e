"""The interface for programs: the same rows as on the pages, with licence, citation and date, and nothing else's."""

import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from lib import contracts, formats, snapshots
from lib.cite import Credit
from lib.data import Data
from lib.http import credited
from lib.http.catalogue import FORMS
from lib.snapshots import PROJECT
from lib.ui import shared
from lib.views.options import controls, resolve
from tests.offered import TOPICS
from tests.stores import FACTS

MONTHLY = "/api/v1/tables/hub_monthly"
CURVES = "/api/v1/metrics/crossover/curves"
LICENCE = '<https://www.apache.org/licenses/LICENSE-2.0>; rel="license"'


def link(headers, relation: str) -> str:
    """The address of a relation in the header Link."""
    return re.findall(rf'<([^>]*)>; rel="{relation}"', headers["link"])[0]


def test_the_index_names_every_table_and_every_metric(client: TestClient, data: Data) -> None:
    said = client.get("/api/v1/").json()
    assert [each["table"] for each in said["tables"]] == list(contracts.TABLES)
    assert [each["topic"] for each in said["topics"]] == list(TOPICS)
    assert said["as_of"] == data.newest_day.isoformat()
    assert client.get("/api/v1").json() == said


def test_the_index_says_of_a_table_all_that_one_must_know(client: TestClient) -> None:
    known = {each["table"]: each for each in client.get("/api/v1/").json()["tables"]}
    monthly = known["hub_monthly"]
    assert monthly["key"] == ["month", "org"]
    assert [column["name"] for column in monthly["columns"]] == ["month", "org", "downloads", "exact"]
    assert [column["type"] for column in monthly["columns"]] == ["date", "text", "integer", "flag"]
    assert monthly["as_of"] == "2026-10-31"
    assert monthly["sources"][0]["licence"] == "Apache-2.0"
    assert monthly["sources"][0]["citation"].startswith("Model Pulse")
    assert known["hub_orgs"]["problem"] == "There is no vintage of this table yet."


def test_every_address_in_the_index_answers(client: TestClient) -> None:
    said = client.get("/api/v1/").json()
    tables = [address for table in said["tables"] for address in table.get("addresses", {}).values()]
    frozen = [address for table in said["tables"] for address in (table.get("frozen") or {}).values()]
    metrics = [
        address for topic in said["topics"] for metric in topic["metrics"] for address in metric["addresses"].values()
    ]
    assert len(tables) == 3 * 9
    assert len(metrics) == 3 * sum(len(topic["metrics"]) for topic in said["topics"])
    assert {topic["topic"] for topic in said["topics"]} == set(TOPICS)
    for address in (*tables, *frozen, *metrics, said["description"]):
        assert client.get(address).status_code == 200, address


def test_the_queries_of_the_index_freeze_and_follow(client: TestClient) -> None:
    for topic in client.get("/api/v1/").json()["topics"]:
        address = topic["metrics"][0]["addresses"]["csv"]
        plain = client.get(address)
        for query in (topic["live"], topic["frozen"]):
            assert client.get(f"{address}?{query}").content == plain.content


def test_a_table_is_whole_in_every_form(client: TestClient, data: Data) -> None:
    rows = data.table("hub_monthly")
    assert client.get(f"{MONTHLY}.csv").content == formats.csv(rows)
    said = client.get(f"{MONTHLY}.json").json()
    assert said["about"]["sources"][0]["licence"] == "Apache-2.0"
    assert (
        pd.DataFrame(said["rows"])
        .assign(month=lambda read: read["month"].astype("datetime64[us]"))
        .equals(rows.astype({"org": object}).assign(org=rows["org"]))
    )
    packed = client.get(f"{MONTHLY}.parquet").content
    pd.testing.assert_frame_equal(pd.read_parquet(io.BytesIO(packed)), rows)
    assert b"Model Pulse" in pq.read_schema(io.BytesIO(packed)).metadata[b"sources"]


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        (f"{MONTHLY}.csv", "text/csv; charset=utf-8"),
        (f"{MONTHLY}.json", "application/json"),
        (f"{MONTHLY}.parquet", "application/vnd.apache.parquet"),
        (f"{CURVES}.csv", "text/csv; charset=utf-8"),
        (f"{CURVES}.json", "application/json"),
        (f"{CURVES}.parquet", "application/vnd.apache.parquet"),
        ("/api/v1/", "application/json"),
        ("/api/v1/openapi.json", "application/json"),
    ],
)
def test_an_answer_says_what_it_is_and_is_not_sent_twice(client: TestClient, path: str, media_type: str) -> None:
    first = client.get(path)
    assert (first.status_code, first.headers["content-type"]) == (200, media_type)
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = client.head(path)
    assert (head.status_code, head.headers["etag"], head.content) == (200, first.headers["etag"], b"")
    assert link(first.headers, "service-desc") == "http://testserver/api/v1/openapi.json"


@pytest.mark.parametrize("topic", TOPICS)
def test_the_rows_of_a_metric_are_those_of_the_card(client: TestClient, data: Data, topic: str) -> None:
    module = shared.topic_of(TOPICS[topic])
    view = module.view(data, resolve(module.Options, data, {})[0])
    for card in view.cards:
        address = f"/api/v1/metrics/{topic}/{card.name}"
        assert client.get(f"{address}.csv").content == formats.csv(card.table)
        assert len(client.get(f"{address}.json").json()["rows"]) == len(card.table)
        packed = pd.read_parquet(io.BytesIO(client.get(f"{address}.parquet").content))
        pd.testing.assert_frame_equal(packed, card.table.reset_index(drop=True))


def test_a_metric_takes_the_parameters_of_its_page(client: TestClient) -> None:
    address = "/api/v1/metrics/downloads/downloads.json"
    chosen = {"by": "Region", "show": "Share", "window": ["2026-01", "2026-02"]}
    rows = client.get(address, params=chosen).json()["rows"]
    assert {row["month"] for row in rows} == {"2026-01-01", "2026-02-01"}
    assert {"China", "United States"} <= {row["entity"] for row in rows}


def test_a_metric_that_only_some_choices_have_is_offered_with_them(client: TestClient) -> None:
    without = client.get("/api/v1/metrics/hub/history.csv")
    assert (without.status_code, without.json()["offered"]) == (404, ["ranking", "places"])
    assert client.get("/api/v1/metrics/hub/history.csv?model=Qwen/Qwen3-8B").status_code == 200


def test_licence_and_citation_go_with_the_rows(client: TestClient, data: Data) -> None:
    for path, name in ((MONTHLY, "hub_monthly"), (CURVES, "curves")):
        headers = client.get(f"{path}.csv").headers
        assert LICENCE in headers["link"]
        assert "Apache-2.0" in headers["x-licence"]
        assert data.provenance("hub_monthly").citation in unquote(headers["x-citation"])
        assert headers["content-disposition"] == f'attachment; filename="crossover-{name}-2026-10-31.csv"'


def test_the_address_to_cite_shows_the_same_rows_for_ever(client: TestClient) -> None:
    table = client.get(f"{MONTHLY}.csv")
    frozen = client.get(link(table.headers, "cite-as"))
    assert frozen.content == table.content
    assert "immutable" in frozen.headers["cache-control"]
    assert "immutable" not in table.headers["cache-control"]
    cited = urlsplit(link(client.get(f"{CURVES}.csv").headers, "cite-as"))
    assert (cited.path, cited.fragment) == ("/crossover", "curves")
    assert client.get(f"{CURVES}.csv?{cited.query}").content == client.get(f"{CURVES}.csv").content


@pytest.mark.parametrize("path", [f"{MONTHLY}.csv", f"{CURVES}.csv", "/api/v1/"])
def test_other_data_is_never_shown_for_a_frozen_address(client: TestClient, path: str) -> None:
    answer = client.get(path, params={"as_of": "2026-10-31", "vintage": "00000000"})
    assert answer.status_code == 404
    assert "is not held here" in answer.json()["error"]


def test_an_earlier_day_has_the_rows_that_were_known_then(client: TestClient) -> None:
    assert client.get("/api/v1/tables/notable_models.csv?as_of=2026-06-01").status_code == 200
    later = client.get(f"{MONTHLY}.csv?as_of=2026-06-01")
    assert (later.status_code, later.json()["error"]) == (404, "There is no vintage of hub_monthly here.")
    assert "notable_models" in later.json()["offered"]
    assert "hub_monthly" not in later.json()["offered"]


@pytest.mark.parametrize(
    ("path", "offered"),
    [
        ("/api/v1/tables/secrets.csv", list(contracts.TABLES)),
        (f"{MONTHLY}.xml", list(FORMS)),
        (MONTHLY, list(FORMS)),
        (f"{MONTHLY}.", list(FORMS)),
        ("/api/v1/tables/.csv", list(contracts.TABLES)),
        ("/api/v1/metrics/methods/x.csv", list(TOPICS)),
        (f"{CURVES}.xlsx", list(FORMS)),
        ("/api/v1/metrics/crossover/pulls.csv", ["curves", "ways"]),
    ],
)
def test_a_name_that_means_nothing_is_answered_with_those_that_do(
    client: TestClient, path: str, offered: list[str]
) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json()["offered"]) == (404, offered)


@pytest.mark.parametrize("path", [f"{MONTHLY}.csv", f"{CURVES}.csv", "/api/v1/", "/api/v1/openapi.json"])
def test_a_parameter_that_means_nothing_is_answered_with_those_that_do(client: TestClient, path: str) -> None:
    answer = client.get(path, params={"colour": "<b>red</b>"})
    assert answer.status_code == 400
    assert answer.json()["problems"] == ["there is no option called 'colour'"]
    assert {"v", "as_of", "vintage"} <= set(answer.json()["allowed"])


@pytest.mark.parametrize(
    ("day", "status"),
    [("yesterday", 400), ("../../2026-10-31", 400), ("\x00", 400), ("2999-01-01", 404), ("2020-01-01", 404)],
)
def test_a_day_that_means_nothing_or_of_which_nothing_is_known_is_told(
    client: TestClient, day: str, status: int
) -> None:
    answer = client.get(f"{MONTHLY}.csv", params={"as_of": day})
    assert answer.status_code == status
    assert answer.json()["error"].endswith(".")


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/tables/..%2f..%2fregistry%2fmakers.csv",
        "/api/v1/tables/..%2fregistry.json",
        "/api/v1/tables/%2fetc%2fpasswd.csv",
        "/api/v1/tables//etc/passwd.csv",
        "/api/v1/tables/hub_monthly%00.csv",
        "/api/v1/tables/%00.csv",
        "/api/v1/tables/..%5c..%5cmakers.csv",
        "/api/v1/tables/hub_monthly%2f2026-10-31.parquet",
        "/api/v1/tables/registry.csv",
        "/api/v1/metrics/..%2f..%2fsnapshots/curves.csv",
        "/api/v1/metrics/..%2f..%2flib/..%2fdata.csv",
        "/api/v1/metrics/about%2fdata/table.csv",
        "/api/v1/metrics/os/path.csv",
        "/api/%2e%2e/data/README.md",
        "/api/v1/nothing",
        "/api",
    ],
)
def test_nothing_outside_the_tables_and_metrics_can_be_reached(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/json")
    assert answer.json()["offered"]


def test_only_reading_is_allowed(client: TestClient) -> None:
    assert {client.request(method, f"{MONTHLY}.csv").status_code for method in ("POST", "PUT", "DELETE")} == {405}


@pytest.mark.parametrize("path", ["/api/v1/", "/api/v1/openapi.json", f"{MONTHLY}.csv", f"{CURVES}.json"])
def test_a_page_of_another_site_may_ask_whether_what_it_has_is_still_so(client: TestClient, path: str) -> None:
    asked = {"Origin": "https://else.example", "Access-Control-Request-Headers": "if-none-match"}
    answer = client.options(path, headers={**asked, "Access-Control-Request-Method": "GET"})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (204, "*")


def test_a_long_name_is_not_given_back_whole(client: TestClient) -> None:
    answer = client.get(f"/api/v1/tables/{'a' * 5000}.csv")
    assert answer.status_code == 404
    assert len(answer.json()["error"]) < 120


def test_addresses_are_those_under_which_readers_know_the_app(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CROSSOVER_ADDRESS", "https://crossover.example/app")
    headers = client.get(f"{MONTHLY}.csv").headers
    assert link(headers, "cite-as").startswith("https://crossover.example/app/api/v1/tables/hub_monthly.csv?v=1&as_of=")
    assert link(headers, "service-desc") == "https://crossover.example/app/api/v1/openapi.json"
    tables = client.get("/api/v1/").json()["tables"]
    assert tables[0]["addresses"]["csv"] == "https://crossover.example/app/api/v1/tables/hub_models.csv"


HOSTILE = (
    'A"><script>alert(1)</script>\r\nSet-Cookie: x=1\x00; rel="next", <https://evil.example>; 100 % 阿里 \u202egnp'
)


@pytest.mark.parametrize("form", FORMS)
def test_no_name_gets_out_of_its_header(form: str) -> None:
    said = credited.headers([Credit(HOSTILE, HOSTILE, HOSTILE, HOSTILE)], HOSTILE, HOSTILE, HOSTILE, form)
    for value in said.values():
        assert value.isascii()
        assert value.isprintable()
    assert unquote(said["X-Citation"]) == HOSTILE
    assert unquote(said["X-Licence"]) == HOSTILE
    assert len(re.findall("[<>]", said["Link"])) == 2 * 3
    assert re.fullmatch(r'(inline|attachment); filename="[A-Za-z0-9._-]+"', said["Content-Disposition"])


def test_headers_stay_short_enough_for_a_proxy() -> None:
    said = credited.headers([Credit("", "阿" * 9999, "https://a/" + "b" * 9999, "c" * 9999)], "", "", "d" * 9999, "csv")
    assert sum(len(name) + len(value) for name, value in said.items()) < 4500
    assert unquote(said["X-Licence"]) == "阿" * 222
    assert "Link" not in said


def test_what_is_not_stated_is_no_header() -> None:
    said = credited.headers([Credit("x", "", "", "")], "", "", "x", "csv")
    assert said == {"Content-Disposition": 'attachment; filename="x.csv"'}


def test_equal_licences_and_lines_are_said_once() -> None:
    said = credited.headers(
        [Credit("A", "MIT", "https://mit", "A."), Credit("B", "MIT", "https://mit", "B.")], "", "", "", "csv"
    )
    assert (said["X-Licence"], said["X-Citation"]) == ("MIT", "A. B.")
    assert said["Link"] == '<https://mit>; rel="license"'


def test_hostile_names_in_the_rows_stay_names(folder: Path, served: Callable[[Path], TestClient]) -> None:
    names = ["<script>alert(1)</script>", "=cmd()", "\u202egnp", "a\r\nb", "x" * 10_000, "阿里"]
    frame = pd.DataFrame({"day": pd.Timestamp("2026-08-21"), "model": names, "pulls_all_time": 1})
    frame = frame.astype({"day": "datetime64[us]", "model": "str"})
    snapshots.write("ollama_pulls", frame, folder, {**FACTS, "as_of": "2026-08-21", "citation": HOSTILE})
    asks = served(folder)
    read = asks.get("/api/v1/tables/ollama_pulls.json")
    assert {row["model"] for row in read.json()["rows"]} == set(names)
    assert unquote(read.headers["x-citation"]) == HOSTILE
    written = pd.read_csv(io.BytesIO(asks.get("/api/v1/tables/ollama_pulls.csv").content))
    assert "'=cmd()" in set(written["model"])
    assert "=cmd()" not in set(written["model"])


def test_a_damaged_table_is_told_and_takes_no_other_with_it(folder: Path, served: Callable[[Path], TestClient]) -> None:
    shutil.copytree(PROJECT / "data" / "snapshots" / "hub_monthly", folder / "snapshots" / "hub_monthly")
    (folder / "snapshots" / "hub_monthly" / "2026-10-31.json").write_text("{}")
    asks = served(folder)
    assert asks.get("/api/v1/tables/hub_totals.csv").status_code == 200
    damaged = asks.get(f"{MONTHLY}.csv")
    assert damaged.status_code == 503
    assert "hub_monthly/2026-10-31.json is damaged" in damaged.json()["error"]
    assert str(folder) not in damaged.text
    assert asks.get("/api/v1/metrics/downloads/downloads.csv").status_code == 503
    said = {each["table"]: each for each in asks.get("/api/v1/").json()["tables"]}
    assert "is damaged" in said["hub_monthly"]["problem"]
    assert said["hub_totals"]["as_of"] == "2026-10-31"
    assert asks.get("/api/v1/openapi.json").status_code == 200


def test_a_store_without_data_says_so(tmp_path: Path, served: Callable[[Path], TestClient]) -> None:
    shutil.copytree(PROJECT / "data" / "registry", tmp_path / "registry")
    asks = served(tmp_path)
    assert asks.get("/api/v1/").status_code == 404
    assert asks.get("/api/v1/").json()["error"] == "the store holds no snapshot; restore data/snapshots"
    assert asks.get(f"{MONTHLY}.csv").status_code == 404
    assert served(tmp_path / "nowhere").get("/api/v1/").status_code == 503


def parameters(topic: str) -> st.SearchStrategy[list[tuple[str, str]]]:
    """Parameters of a page with values that it offers and values that it does not, and others."""
    opened = shared.data_of(None)
    declared = controls(shared.topic_of(TOPICS[topic]).Options)
    offered = [(name, list(control.allowed(opened))[:30]) for name, control in declared.items()]
    said = [
        st.tuples(st.just(name), st.sampled_from([*values, "true", "false", "oldest", "newest", ""]) | st.text())
        for name, values in offered
    ]
    reserved = [
        st.tuples(st.just("v"), st.sampled_from(["1", "2", "x"])),
        st.tuples(st.just("as_of"), st.dates().map(str) | st.text()),
        st.tuples(st.just("vintage"), st.text("0123456789abcdef", min_size=8, max_size=8) | st.text()),
        st.tuples(st.text(), st.text()),
    ]
    likely = st.lists(st.one_of(said), max_size=4) if said else st.just([])
    return likely | st.lists(st.one_of([*said, *reserved]), max_size=6)


@pytest.mark.slow
@pytest.mark.parametrize("topic", TOPICS)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=st.data())
def test_no_query_breaks_a_metric(client: TestClient, topic: str, drawn: st.DataObject) -> None:
    query = drawn.draw(parameters(topic))
    metric = drawn.draw(st.sampled_from(["ranking", "history", "curves", "ways", "downloads", "pulls", "open-lines"]))
    form = drawn.draw(st.sampled_from([*FORMS, "xml"]))
    answer = client.get(f"/api/v1/metrics/{topic}/{metric}.{form}", params=query)
    assert answer.status_code in (200, 400, 404)
    if answer.status_code == 200:
        assert answer.headers["content-type"].startswith(FORMS[form])
        assert parse_qs(urlsplit(link(answer.headers, "cite-as")).query)["v"] == ["1"]
    else:
        assert answer.headers["content-type"] == "application/json"
        assert json.loads(answer.content)["error"]


PARTS = ["..", "%2f", "%00", "hub_monthly", ".csv", "/", "\\", "tables", "é", "%"]


@pytest.mark.slow
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(path=st.lists(st.sampled_from(PARTS) | st.text()))
def test_no_path_breaks_the_interface(client: TestClient, path: list[str]) -> None:
    answer = client.get("/api/v1/" + quote("".join(path), safe="/%"))
    assert answer.status_code in (200, 404)
    assert "html" not in answer.headers["content-type"]
