"""ModelScope: every model of an owner page by page, its words for a failure understood, its counts kept as they are."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import JSONResponse

from lib import contracts
from lib.sources import modelscope
from lib.sources.asking import Watch
from lib.sources.failures import MissingError, SourceError
from lib.sources.modelscope import ModelScope, open_modelscope
from tests.servers.faults import Fault
from tests.servers.modelscope import ModelScopeService
from tests.servers.serving import serving
from tests.sources.any_json import objects, quickly
from tests.sources.clocks import Clock, opened

DAY = date(2026, 11, 20)


@pytest.fixture
def service() -> ModelScopeService:
    """An owner of 120 models and one of 3,100."""
    owners = {
        "Qwen": [{"id": f"Qwen/{place}", "downloads": place} for place in range(120)],
        "many": [{"id": f"many/{place}", "downloads": place} for place in range(3100)],
    }
    return ModelScopeService(owners=owners)


@pytest.fixture
def scope(service: ModelScopeService) -> Iterator[ModelScope]:
    with serving(service.app) as url:
        yield opened(open_modelscope, f"{url}/openapi/v1")


def test_all_models_of_an_owner_come_the_most_downloaded_first(service: ModelScopeService, scope: ModelScope) -> None:
    items, missing = scope.fetch("Qwen")
    assert ([item["downloads"] for item in items], missing) == (list(range(119, -1, -1)), "")
    assert [dict(asked.query)["page_number"] for asked in service.asked] == ["1", "2", "3"]
    assert {dict(asked.query)["page_size"] for asked in service.asked} == {"50"}
    assert not any("authorization" in asked.headers for asked in service.asked)


def test_an_owner_of_whole_pages_costs_no_empty_page(service: ModelScopeService, scope: ModelScope) -> None:
    service.owners["Qwen"] = service.owners["Qwen"][:100]
    assert len(scope.fetch("Qwen")[0]) == 100
    assert len(service.asked) == 2


def test_an_owner_without_models_has_none(service: ModelScopeService, scope: ModelScope) -> None:
    assert scope.fetch("nobody") == ([], "")
    assert len(service.asked) == 1


def test_a_list_that_the_service_cuts_is_told(service: ModelScopeService, scope: ModelScope) -> None:
    items, missing = scope.fetch("many")
    assert len(items) == 3000
    assert missing == "ModelScope states 3100 models of many and gave 3000; it lists no more than 3000"
    assert len(service.asked) == 60


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[Any, int]]]:
    """Bodies with their status, given one after the other, the last again and again."""
    given: list[tuple[Any, int]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        body, status = given.pop(0) if len(given) > 1 else given[0]
        await JSONResponse(body, status)(scope, receive, send)

    with serving(app) as url:
        monkeypatch.setenv("MODELSCOPE_BASE_URL", f"{url}/")
        yield given


def page(count: int, **others: Any) -> tuple[Any, int]:
    """A page of so many models that states no total unless told to."""
    return {"success": True, "data": {"models": [{"id": f"Qwen/{place}"} for place in range(count)], **others}}, 200


def fetched(clock: Clock | None = None, told: list[str] | None = None) -> tuple[list, str]:
    watch = Watch(told=([] if told is None else told).append)
    return opened(open_modelscope, None, clock, watch=watch).fetch("Qwen")


def failure() -> SourceError:
    with pytest.raises(SourceError) as error:
        fetched()
    return error.value


@pytest.mark.parametrize("stated", [None, "many", True])
def test_without_a_total_a_page_that_is_not_full_is_the_last(answers: list, stated: Any) -> None:
    answers += [page(50, total_count=stated), page(7, total_count=stated), page(50)]
    items, missing = fetched()
    assert (len(items), missing) == (57, "")


def test_a_list_that_ends_too_early_is_told(answers: list) -> None:
    answers += [page(50, total_count=90), page(0, total_count=90)]
    items, missing = fetched()
    assert (len(items), missing) == (50, "ModelScope states 90 models of Qwen and gave 50")


def test_a_model_that_comes_twice_does_not_stand_for_one_that_never_came(answers: list) -> None:
    shifted = [{"id": f"Qwen/{place}"} for place in range(49, 99)]
    answers += [page(50, total_count=100), page(0, models=shifted, total_count=100), page(0, total_count=100)]
    items, missing = fetched()
    assert len({item["id"] for item in items}) == 99
    assert missing == "ModelScope states 100 models of Qwen and gave 99"


def test_a_model_that_a_shifted_list_pushed_back_comes_with_the_next_page(answers: list) -> None:
    shifted = [{"id": f"Qwen/{place}"} for place in range(49, 99)]
    last = [{"id": "Qwen/99"}]
    answers += [page(50, total_count=100), page(0, models=shifted, total_count=100)]
    answers += [page(0, models=last, total_count=100), page(0)]
    items, missing = fetched()
    assert len({item["id"] for item in items}) == 100
    assert missing == ""


def test_items_without_an_id_are_counted_each(answers: list) -> None:
    answers.append(page(0, models=[{}, {}, 3, {"id": ["x"]}], total_count=4))
    assert fetched() == ([{}, {}, 3, {"id": ["x"]}], "")


@pytest.mark.parametrize("status", [200, 429])
def test_a_limit_of_calls_is_waited_for_whatever_its_status(answers: list, status: int) -> None:
    answers += [({"success": False, "code": "RateLimitExceed", "message": "slow down"}, status), page(1)]
    clock, told = Clock(), []
    assert len(fetched(clock, told)[0]) == 1
    assert clock.slept == [60]
    assert told == ["ModelScope: the quota is used up; waiting 60 seconds as it asks"]


@pytest.mark.parametrize("status", [200, 403, 429])
def test_a_quota_that_is_used_up_ends_the_source(answers: list, status: int) -> None:
    answers.append(({"success": False, "code": "QuotaLimitExceed"}, status))
    error = failure()
    assert (str(error), error.whole) == ("the quota of ModelScope is used up; run the command again later", True)


@pytest.mark.parametrize("status", [200, 400, 404])
def test_an_unknown_owner_is_missing(answers: list, status: int) -> None:
    answers.append(({"success": False, "code": "ResourceNotFound"}, status))
    error = failure()
    assert isinstance(error, MissingError)
    assert str(error) == "ModelScope knows no owner Qwen; look at its name in the registry"


@pytest.mark.parametrize("body", [{"success": False, "code": "InternalError"}, {"code": "InternalError"}])
def test_an_error_of_its_own_is_asked_again(answers: list, body: dict) -> None:
    answers += [(body, 200), page(1)]
    assert len(fetched()[0]) == 1


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"success": False, "code": "InvalidParameter", "message": "bad"}, 400, "ModelScope refuses (400: bad); try"),
        ({"success": False, "code": ["?"], "message": "bad"}, 200, "ModelScope refuses (400: bad); try again later"),
        ({"success": False}, 403, "ModelScope refuses (403: {'success': False}); try again later"),
        ({"success": True, "data": None}, 200, "ModelScope sends no list of the models of Qwen; try again later"),
        ({"success": True, "data": {"models": {}}}, 200, "ModelScope sends no list of the models of Qwen; try again"),
        ({}, 200, "ModelScope sends no list of the models of Qwen; try again later"),
    ],
)
def test_another_refusal_is_told_in_one_sentence(answers: list, body: Any, status: int, said: str) -> None:
    answers.append((body, status))
    error = failure()
    assert str(error).startswith(said)
    assert not error.whole


@pytest.mark.parametrize("kind", ["html", "invalid", "cut", "quota", "status"])
def test_what_passes_is_asked_again(service: ModelScopeService, scope: ModelScope, kind: str) -> None:
    service.faults = [Fault("models", kind, after=1, times=1)]
    assert len(scope.fetch("Qwen")[0]) == 120


def test_its_base_is_its_own_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MODELSCOPE_BASE_URL", raising=False)
    assert opened(open_modelscope, None).base_url == "https://modelscope.cn/openapi/v1"


def table(rows: list[dict]) -> pd.DataFrame:
    return contracts.check("modelscope_models", modelscope.frame(rows))


def test_a_model_is_a_row_of_its_day_and_owner() -> None:
    item = {"id": "qwen/Qwen3-8B", "downloads": 123, "last_modified": "2026-01-01T08:00:00+08:00"}
    rows, skipped = modelscope.parse([item], "Qwen", DAY)
    assert skipped == []
    assert table(rows).iloc[0].to_dict() == {
        "day": pd.Timestamp("2026-11-20"),
        "model": "qwen/Qwen3-8B",
        "org": "Qwen",
        "downloads": 123,
        "last_modified": pd.Timestamp("2026-01-01"),
    }


@pytest.mark.parametrize("stated", [{}, {"downloads": None, "last_modified": None}, {"last_modified": 1767225600}])
def test_what_is_not_stated_is_unknown_and_never_zero(stated: dict) -> None:
    row = table(modelscope.parse([{"id": "Qwen/a", **stated}], "Qwen", DAY)[0]).iloc[0]
    assert row[["downloads", "last_modified"]].isna().all()


def test_a_stated_zero_is_a_zero() -> None:
    assert table(modelscope.parse([{"id": "Qwen/a", "downloads": 0}], "Qwen", DAY)[0])["downloads"].tolist() == [0]


def test_two_items_of_one_name_are_one_model() -> None:
    items = [{"id": "Qwen/a", "downloads": 2}, {"id": "Qwen/a", "downloads": 1}]
    assert table(modelscope.parse(items, "Qwen", DAY)[0])["downloads"].tolist() == [2]


@pytest.mark.parametrize(
    ("item", "called", "said"),
    [
        ({"id": "other/a"}, "other/a", "it is not of Qwen"),
        ({"id": "Qwen/a", "downloads": "12"}, "Qwen/a", "its downloads is '12', which is no count"),
        ({"id": "Qwen/a", "downloads": -1}, "Qwen/a", "its downloads is '-1', which is no count"),
        ({"id": 7}, "7", "it has no id of the form owner/name"),
        ({}, "an item without id", "it has no id of the form owner/name"),
        ("Qwen/a", "an item that is no model", "it has no id of the form owner/name"),
    ],
)
def test_an_item_that_cannot_be_understood_takes_no_other_with_it(item: Any, called: str, said: str) -> None:
    rows, skipped = modelscope.parse([item, {"id": "Qwen/good"}], "Qwen", DAY)
    assert table(rows)["model"].tolist() == ["Qwen/good"]
    assert [(one.item, one.why) for one in skipped] == [(called, said)]


ITEMS = objects(
    id=st.sampled_from(["a/b", "A/c", "b/b", "a/", "a/b\n"]),
    downloads=st.none() | st.integers(0, 2**64),
    last_modified=st.datetimes(timezones=st.just(UTC) | st.none()).map(datetime.isoformat)
    | st.sampled_from(["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]),
)


@quickly
@given(st.lists(ITEMS, max_size=5))
def test_whatever_comes_is_a_row_that_keeps_the_contract_or_is_skipped_with_a_reason(items: list) -> None:
    rows, skipped = modelscope.parse(items, "a", DAY)
    frame = table(rows)
    assert all(one.why and one.item.isprintable() for one in skipped)
    assert len(frame) + len(skipped) <= len(items)
    for row in rows:
        stated = [item.get("downloads") for item in items if isinstance(item, dict) and item.get("id") == row["model"]]
        assert row["downloads"] in stated
