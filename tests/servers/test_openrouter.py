"""The test OpenRouter, as a bare request meets it."""

from collections.abc import Iterator

import pytest
import requests

from tests.servers.faults import Fault
from tests.servers.openrouter import OpenRouterService
from tests.servers.serving import serving


@pytest.fixture
def router() -> OpenRouterService:
    """Three days of two models, the last of them today."""
    days = {day: {"a/one": 5, "b/two:free": 7, "other": 9} for day in ("2026-11-18", "2026-11-19", "2026-11-20")}
    return OpenRouterService(models=[{"id": "a/one"}, {"id": "b/two:free"}, {"id": "c/three"}], days=days)


@pytest.fixture
def base(router: OpenRouterService) -> Iterator[str]:
    with serving(router.app) as url:
        yield f"{url}/api/v1"


def ranked(base: str, key: str | None = "sk-or-key", **asked: str) -> requests.Response:
    """The answer to a question for daily rankings."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return requests.get(f"{base}/datasets/rankings-daily", asked, headers=headers)


def test_the_catalogue_needs_no_key(base: str) -> None:
    body = requests.get(f"{base}/models").json()
    assert ([model["id"] for model in body["data"]], body["total_count"]) == (["a/one", "b/two:free", "c/three"], 3)
    assert body["links"] == {"next": None}


def test_the_catalogue_comes_in_pages_to_one_who_asks(base: str) -> None:
    body = requests.get(f"{base}/models?limit=2").json()
    assert requests.get(body["links"]["next"]).json()["data"] == [{"id": "c/three"}]


def test_rankings_need_a_good_key(base: str) -> None:
    assert ranked(base, None).json() == {"error": {"code": 401, "message": "Missing Authentication header"}}
    assert ranked(base, "sk-or-old").status_code == 401


def test_a_day_falls_in_tokens_as_text_with_the_others_last(base: str) -> None:
    body = ranked(base, start_date="2026-11-18", end_date="2026-11-18").json()
    assert [tuple(row.values()) for row in body["data"]] == [
        ("2026-11-18", "b/two:free", "7"),
        ("2026-11-18", "a/one", "5"),
        ("2026-11-18", "other", "9"),
    ]
    assert body["meta"] == {
        "as_of": "2026-11-20T02:00:00Z",
        "version": "v1",
        "start_date": "2026-11-18",
        "end_date": "2026-11-18",
    }


def test_beyond_the_fifty_largest_all_are_others(router: OpenRouterService, base: str) -> None:
    router.days["2026-11-19"] = {f"a/{number}": number for number in range(1, 54)} | {"other": 10}
    rows = ranked(base, start_date="2026-11-19").json()["data"]
    assert len(rows) == 51
    assert rows[-1] == {"date": "2026-11-19", "model_permaslug": "other", "total_tokens": "16"}


def test_unasked_it_tells_thirty_days_to_yesterday_and_ignores_what_it_does_not_know(base: str) -> None:
    body = ranked(base, date="2026-11-18").json()
    assert (body["meta"]["start_date"], body["meta"]["end_date"]) == ("2026-10-21", "2026-11-19")
    assert {row["date"] for row in body["data"]} == {"2026-11-18", "2026-11-19"}


def test_today_is_told_to_one_who_asks_for_it(base: str) -> None:
    rows = ranked(base, start_date="2026-11-20", end_date="2026-11-20").json()["data"]
    assert {row["date"] for row in rows} == {"2026-11-20"}


def test_an_early_start_is_moved_to_the_first_day(base: str) -> None:
    meta = ranked(base, start_date="2024-07-01", end_date="2025-02-01").json()["meta"]
    assert meta["start_date"] == "2025-01-01"


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-02-30", "2026-03-01"),
        ("20260301", "2026-03-02"),
        ("2024-07-01", "2024-12-31"),
        ("2026-03-02", "2026-03-01"),
        ("2025-01-01", "2026-01-02"),
    ],
)
def test_days_that_cannot_be_are_refused(base: str, start: str, end: str) -> None:
    reply = ranked(base, start_date=start, end_date=end)
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, 400)


def test_366_days_are_not_too_long(base: str) -> None:
    assert ranked(base, start_date="2025-01-01", end_date="2026-01-01").status_code == 200


def test_the_31st_question_in_a_minute_is_refused(base: str) -> None:
    *good, bad = (ranked(base) for _ in range(31))
    assert {reply.status_code for reply in good} == {200}
    assert (bad.status_code, bad.headers["x-ratelimit-remaining"]) == (429, "0")
    assert int(bad.headers["x-ratelimit-reset"]) > 1e12


def test_its_faults_speak_its_words(router: OpenRouterService, base: str) -> None:
    router.faults = [Fault("rankings", "status", status=502, message="Bad gateway")]
    assert ranked(base).json() == {"error": {"code": 502, "message": "Bad gateway"}}
    assert requests.get(f"{base}/models").status_code == 200
