"""The test ModelScope, as a bare request meets it."""

from collections.abc import Iterator

import pytest
import requests

from tests.servers.faults import Fault
from tests.servers.modelscope import ModelScopeService
from tests.servers.serving import serving


@pytest.fixture
def scope() -> ModelScopeService:
    """Sixty models of one owner, the last of them the most loaded."""
    return ModelScopeService(owners={"Qwen": [{"id": f"Qwen/{place}", "downloads": place} for place in range(60)]})


@pytest.fixture
def models(scope: ModelScopeService) -> Iterator[str]:
    with serving(scope.app) as url:
        yield f"{url}/openapi/v1/models"


def test_an_owner_s_models_come_in_pages(models: str) -> None:
    asked = {"owner": "Qwen", "sort": "downloads", "page_size": "50", "page_number": "2"}
    body = requests.get(models, asked).json()
    assert body["success"]
    assert [model["downloads"] for model in body["data"]["models"]] == list(range(9, -1, -1))
    assert {key: body["data"][key] for key in ("total_count", "page_number", "page_size")} == {
        "total_count": 60,
        "page_number": 2,
        "page_size": 50,
    }


def test_an_unknown_owner_has_none(models: str) -> None:
    assert requests.get(models, {"owner": "nobody"}).json()["data"]["total_count"] == 0


@pytest.mark.parametrize("asked", [{"page_size": 51}, {"page_size": 50, "page_number": 61}, {"page_number": "x"}])
def test_pages_too_large_or_too_deep_are_refused(models: str, asked: dict) -> None:
    reply = requests.get(models, asked)
    assert (reply.status_code, reply.json()["success"]) == (400, False)


def test_the_deepest_page_is_not_too_deep(models: str) -> None:
    assert requests.get(models, {"page_size": 50, "page_number": 60}).json()["data"]["models"] == []


def test_a_used_up_quota_has_its_own_code(scope: ModelScopeService, models: str) -> None:
    scope.faults = [Fault("/models$", "quota")]
    reply = requests.get(models)
    assert (reply.status_code, reply.json()["code"]) == (429, "RateLimitExceed")
