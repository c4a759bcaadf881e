"""The description of the interface is valid, says all that is accepted, and what is answered is what it says."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from limits import parse
from schemathesis import BaseSchema, Case, GenerationMode
from schemathesis.openapi import from_asgi
from schemathesis.specs.openapi.checks import positive_data_acceptance
from schemathesis.specs.openapi.definitions import OPENAPI_31
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from lib import contracts
from lib.data import Data
from lib.http import api, openapi
from lib.http.limited import Limited
from lib.http.settings import Settings
from lib.ui import shared
from lib.views.options import controls
from tests.offered import TOPICS

SPREAD = 3
"""So many values of each parameter are tried."""


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict:
    return client.get("/api/v1/openapi.json").json()


@pytest.fixture
def described() -> BaseSchema:
    """What is made of the description to ask the interface with."""
    return from_asgi("/api/v1/openapi.json", Starlette(routes=api.ROUTES))


def own(document: dict, path: str, place: str = "query") -> list[dict]:
    """What can be said at one address alone: in its query, or in its path."""
    return [each for each in document["paths"][f"/api/v1{path}"]["get"]["parameters"] if each.get("in") == place]


def options(document: dict, topic: str) -> dict[str, dict]:
    """What each parameter of a page may be, by name."""
    return {each["name"]: each["schema"] for each in own(document, f"/metrics/{topic}/{{metric}}.{{format}}")}


def test_the_description_is_valid(document: dict) -> None:
    assert not list(Draft202012Validator(OPENAPI_31).iter_errors(document))


def test_its_schemas_are_valid(document: dict) -> None:
    asked = [each for path in document["paths"].values() for each in path["get"]["parameters"] if "schema" in each]
    for schema in (*document["components"]["schemas"].values(), *(each["schema"] for each in asked)):
        Draft202012Validator.check_schema(schema)


def test_every_operation_is_called_by_a_name_of_its_own(document: dict) -> None:
    names = [path["get"]["operationId"] for path in document["paths"].values()]
    assert len(names) == len(set(names)) == 3 + len(TOPICS)


def test_it_names_every_table_and_every_form(document: dict) -> None:
    table, form = document["paths"]["/api/v1/tables/{table}.{format}"]["get"]["parameters"][:2]
    assert table["schema"]["enum"] == list(contracts.TABLES)
    assert form["schema"]["enum"] == ["csv", "json", "parquet"]


@pytest.mark.parametrize("topic", TOPICS)
def test_every_option_of_a_page_is_a_parameter_and_every_page_has_those_of_all(document: dict, topic: str) -> None:
    assert set(options(document, topic)) == set(controls(shared.topic_of(TOPICS[topic]).Options))
    asked = document["paths"][f"/api/v1/metrics/{topic}/{{metric}}.{{format}}"]["get"]["parameters"]
    everywhere = [each["$ref"].rpartition("/")[2] for each in asked if "$ref" in each]
    assert everywhere == ["v", "as_of", "vintage"]


def test_a_parameter_says_what_it_may_be(document: dict) -> None:
    crossover, hub = options(document, "crossover"), options(document, "hub")
    assert crossover["compare"] == {
        "type": "string",
        "enum": ["Family", "Publisher", "Maker", "Country", "Region"],
        "default": "Family",
    }
    assert crossover["log"] == {"type": "boolean", "default": False}
    assert crossover["families"]["default"] == ["Qwen", "Llama"]
    assert crossover["window"]["minItems"] == crossover["window"]["maxItems"] == 2
    assert {"oldest", "newest"} < set(crossover["window"]["items"]["enum"])
    assert "newest" in hub["day"]["enum"]
    assert hub["search"] == {"type": "string", "maxLength": 200, "default": ""}


def test_every_operation_says_how_it_may_be_refused(document: dict) -> None:
    refused = {"400", "401", "404", "413", "429", "503"}
    for path in document["paths"].values():
        answers = path["get"]["responses"]
        assert {code for code in answers if code >= "400"} == refused
        assert {answers[code]["$ref"] for code in refused} == {f"#/components/responses/{code}" for code in refused}
    assert set(document["components"]["responses"]) == refused


def test_who_asks_too_often_is_told_when_to_ask_again_as_the_description_says(document: dict) -> None:
    once = Settings(asked=parse("1/minute"))
    client = TestClient(Starlette(routes=api.ROUTES, middleware=[Middleware(Limited, settings=once)]))
    said = [client.get("/api/v1/") for _ in range(2)][1]
    assert said.status_code == 429
    described = document["components"]["responses"]["429"]
    schema = document["components"]["schemas"]["Problem"]
    Draft202012Validator(schema).validate(said.json())
    Draft202012Validator(described["headers"]["Retry-After"]["schema"]).validate(int(said.headers["Retry-After"]))


def values(schema: dict) -> list:
    """Some of what a parameter may be."""
    if schema["type"] == "boolean":
        return ["true", "false"]
    if schema["type"] == "array":
        each = schema["items"]["enum"]
        return [[each[0], each[-1]]] if "minItems" in schema else [each[:2], each[-2:], [""]]
    every = schema.get("enum", ["qwen", ""])
    return [every[round(step * (len(every) - 1) / (SPREAD - 1))] for step in range(SPREAD)]


@pytest.mark.slow
@pytest.mark.parametrize("topic", TOPICS)
def test_every_value_that_it_names_is_accepted(client: TestClient, document: dict, topic: str) -> None:
    for name, schema in options(document, topic).items():
        for value in values(schema):
            answer = client.get(f"/api/v1/metrics/{topic}/-.csv", params={name: value})
            assert answer.status_code == 404, (name, value, answer.json()["error"])


def test_a_page_that_cannot_be_read_takes_no_other_with_it(data: Data, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = shared.view_of

    def view_of(page, options, opened):
        if page.name == "adoption/local":
            opened.provenance("no such table")
        return whole(page, options, opened)

    monkeypatch.setattr(shared, "view_of", view_of)
    paths = openapi.document(data, "https://example.org")["paths"]
    assert "/api/v1/metrics/local/{metric}.{format}" not in paths
    assert len(paths) == 3 + len(TOPICS) - 1


PATHS = ["/", "/tables/{table}.{format}", *(f"/metrics/{topic}/{{metric}}.{{format}}" for topic in TOPICS)]


@pytest.mark.slow
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["valid", "invalid"])
@pytest.mark.parametrize("path", PATHS)
def test_what_is_answered_is_what_it_says(described: BaseSchema, path: str, mode: GenerationMode) -> None:
    """The order of the two ends of a span cannot be said in a schema, so a valid span may be refused."""

    @given(case=described[f"/api/v1{path}"]["GET"].as_strategy(generation_mode=mode))
    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
    def asks(case: Case) -> None:
        case.call_and_validate(excluded_checks=[positive_data_acceptance])

    asks()


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_rows_are_what_it_says(described: BaseSchema, document: dict, path: str) -> None:
    """Nearly every day, mark and name of a metric means nothing, so these are left out, or taken from those known."""
    metrics = [each["schema"]["anyOf"][0]["enum"] for each in own(document, path, "path") if each["name"] == "metric"]
    seen = Counter()

    @given(case=described[f"/api/v1{path}"]["GET"].as_strategy(generation_mode=GenerationMode.POSITIVE))
    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
    def asks(case: Case) -> None:
        case.query = {name: value for name, value in case.query.items() if name not in ("as_of", "vintage")}
        if metrics:
            case.path_parameters["metric"] = metrics[0][seen.total() % len(metrics[0])]
        answer = case.call_and_validate(excluded_checks=[positive_data_acceptance])
        seen[answer.status_code] += 1

    asks()
    assert seen[200] > 20
