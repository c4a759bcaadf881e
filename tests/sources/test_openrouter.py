"""OpenRouter: all history in two calls, today left out, the key kept to itself, a catalogue that needs none."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from starlette.responses import JSONResponse

from lib import contracts
from lib.sources import openrouter
from lib.sources.asking import Watch
from lib.sources.failures import SourceError
from lib.sources.openrouter import OpenRouter, open_openrouter
from tests.servers.faults import Fault
from tests.servers.openrouter import OpenRouterService
from tests.servers.serving import serving
from tests.sources.clocks import START, Clock, opened

KEY = "sk-or-key"


@pytest.fixture
def service() -> OpenRouterService:
    """Four days of a model, the last of them today by our clock; a catalogue of three models."""
    days = ("2026-01-01", "2026-01-02", "2026-11-19", "2026-11-20")
    ids = ("a/one", "b/two:free", "c/three")
    return OpenRouterService(
        models=[{"id": id_, "canonical_slug": f"{id_}-20260101"} for id_ in ids],
        days={day: {"a/one-20260101": 5, "other": 9} for day in days},
        clock=(START - datetime.now(UTC)).total_seconds(),
    )


@pytest.fixture
def base(service: OpenRouterService) -> Iterator[str]:
    with serving(service.app) as url:
        yield f"{url}/api/v1"


def router(base: str, key: str = KEY, clock: Clock | None = None, **others: Any) -> OpenRouter:
    return opened(open_openrouter, base, clock, key=key, **others)


def refusal(router: OpenRouter, **asked: Any) -> SourceError:
    """Why no daily rankings come."""
    with pytest.raises(SourceError) as error:
        router.daily(**asked)
    assert KEY not in str(error.value)
    return error.value


def test_all_history_comes_in_two_calls_and_without_today(service: OpenRouterService, base: str) -> None:
    daily = router(base).daily()
    contracts.check("openrouter_daily", daily.frame)
    assert [dict(asked.query) for asked in service.asked] == [
        {"start_date": "2025-01-01", "end_date": "2026-01-01"},
        {"start_date": "2026-01-02", "end_date": "2026-11-19"},
    ]
    assert [tuple(row) for row in daily.frame.astype({"day": "str"}).itertuples(index=False)] == [
        (day, model, tokens)
        for day in ("2026-01-01", "2026-01-02", "2026-11-19")
        for model, tokens in (("a/one-20260101", 5), ("other", 9))
    ]
    assert daily.skipped == ()


def test_the_figures_are_as_of_the_time_that_the_service_states(service: OpenRouterService, base: str) -> None:
    service.as_of = "2026-11-20T11:30:00+02:00"
    daily = router(base).daily()
    assert daily.as_of == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    assert daily.citation == "Source: OpenRouter (openrouter.ai/rankings), as of 2026-11-20."


def test_a_day_that_was_not_over_when_the_figures_were_known_is_left_out(service: OpenRouterService, base: str) -> None:
    service.as_of = "2026-11-19T23:59:59Z"
    assert router(base).daily(date(2026, 11, 1)).frame.empty


def test_a_day_that_is_not_over_by_the_service_s_clock_is_left_out(service: OpenRouterService, base: str) -> None:
    service.clock -= 86_400
    assert router(base).daily(date(2026, 11, 1)).frame.empty


def test_the_service_s_clock_decides_once_it_has_answered(service: OpenRouterService, base: str) -> None:
    service.clock -= 86_400
    asked = router(base)
    asked.catalogue()
    asked.daily(date(2026, 11, 1))
    assert dict(service.asked[-1].query)["end_date"] == "2026-11-18"


def test_days_may_be_asked_from_one_on(service: OpenRouterService, base: str) -> None:
    assert set(router(base).daily(date(2026, 11, 1)).frame["day"]) == {pd.Timestamp("2026-11-19")}
    assert dict(service.asked[0].query)["start_date"] == "2026-11-01"


def test_days_before_the_first_are_not_asked_for(service: OpenRouterService, base: str) -> None:
    router(base).daily(date(2023, 1, 1))
    assert dict(service.asked[0].query)["start_date"] == "2025-01-01"


def test_a_day_that_is_not_over_yet_is_not_asked_for(service: OpenRouterService, base: str) -> None:
    said = str(refusal(router(base), since=date(2026, 11, 20)))
    assert said == "OpenRouter has no day from 2026-11-20 on that is over; name an earlier one"
    assert service.asked == []


@pytest.mark.parametrize("key", ["", "  "])
def test_without_a_key_nothing_is_asked_and_it_is_said_how_to_get_one(
    service: OpenRouterService, base: str, key: str
) -> None:
    error = refusal(router(base, key))
    assert error.whole
    assert str(error) == (
        "OpenRouter's daily rankings need a key: set OPENROUTER_API_KEY (openrouter.ai/keys) and run the command again"
    )
    assert service.asked == []


@pytest.mark.parametrize("key", ["sk-or-old", "sk-or-ключ", "sk or\tkey"])
def test_a_key_that_is_refused_is_told_without_the_key(base: str, key: str) -> None:
    error = refusal(router(base, key))
    assert error.whole
    assert "OpenRouter refuses the key in OPENROUTER_API_KEY" in str(error)
    assert key not in str(error)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"status": 401, "message": f"{KEY} is no key"}, "refuses the key in OPENROUTER_API_KEY; make a new one"),
        ({"status": 402, "message": "Insufficient credits"}, "in credit; see openrouter.ai/credits (402: Insufficient"),
        ({"status": 403, "message": "Not allowed"}, "or calls from this network, see its daily rankings"),
        ({"status": 403, "html": True}, "(403: no reason given)"),
    ],
)
def test_what_concerns_the_key_says_what_to_do_and_ends_the_source(
    service: OpenRouterService, base: str, fault: dict, said: str
) -> None:
    service.faults = [Fault("rankings", "status", **fault)]
    error = refusal(router(base))
    assert error.whole
    assert said in str(error)
    assert len(service.asked) == 1


def test_another_refusal_does_not_blame_the_key(service: OpenRouterService, base: str) -> None:
    service.faults = [Fault("rankings", "status", status=400, message="bad dates")]
    error = refusal(router(base))
    assert (str(error), error.whole) == ("OpenRouter refuses (400: bad dates); try again later", False)


def test_a_question_that_is_not_understood_gets_other_days_and_they_are_not_kept(
    service: OpenRouterService, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openrouter, "FIRST", date(2024, 1, 1))  # before the service's first day, to which it moves
    assert str(refusal(router(base), since=date(2024, 12, 1))) == (
        "OpenRouter was asked for 2024-12-01 to 2025-12-01 and sends 2025-01-01 to 2025-12-01; nothing of it is kept"
    )


def test_the_key_goes_to_the_rankings_alone(service: OpenRouterService, base: str) -> None:
    asked = router(base)
    asked.catalogue()
    asked.daily(date(2026, 11, 1))
    assert [one.headers.get("authorization") for one in service.asked] == [None, f"Bearer {KEY}"]


def test_the_key_is_in_no_picture_of_the_service(base: str) -> None:
    assert KEY not in repr(router(base))


def test_key_and_base_come_from_the_environment(
    service: OpenRouterService, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENROUTER_BASE_URL", f"{base}/")
    monkeypatch.setenv("OPENROUTER_API_KEY", f"{KEY}\n")
    assert not opened(open_openrouter, None).daily(date(2026, 11, 1)).frame.empty
    monkeypatch.delenv("OPENROUTER_BASE_URL")
    monkeypatch.delenv("OPENROUTER_API_KEY")
    unset = opened(open_openrouter, None)
    assert (unset.base_url, unset.key) == ("https://openrouter.ai/api/v1", "")


def test_the_31st_question_in_a_minute_waits_until_the_minute_is_over(service: OpenRouterService, base: str) -> None:
    service.clock, service.rankings_asked = 0, [time.time()] * 30

    class Minute(Clock):
        def sleep(self, seconds: float) -> None:
            super().sleep(seconds)
            service.rankings_asked.clear()

    clock, told = Minute(), []
    assert len(router(base, clock=clock, watch=Watch(told=told.append)).daily(date(2026, 11, 1)).frame) == 2
    assert len(clock.slept) == 1
    assert 55 < clock.slept[0] <= 61
    assert told[0].startswith("OpenRouter: the quota is used up; waiting ")


@pytest.mark.parametrize(
    "fault",
    [
        *({"kind": kind} for kind in ("html", "error", "invalid", "cut", "quota")),
        *({"kind": "status", "status": status, "html": True} for status in (502, 503, 524)),
    ],
)
@pytest.mark.parametrize("path", ["rankings", "/models$"])
def test_what_passes_is_asked_again(service: OpenRouterService, base: str, fault: dict, path: str) -> None:
    service.faults = [Fault(path, times=1, **fault)]
    asked = router(base)
    assert len(asked.catalogue()[0]) == 3
    assert len(asked.daily(date(2026, 11, 1)).frame) == 2


def test_the_catalogue_comes_without_a_key(service: OpenRouterService, base: str) -> None:
    frame, skipped = router(base, "").catalogue()
    contracts.check("openrouter_models", frame)
    assert frame["model"].tolist() == ["a/one", "b/two:free", "c/three"]
    assert skipped == []
    assert service.asked[0].query == [("output_modalities", "text")]


def test_a_bad_key_does_not_keep_the_catalogue_away(base: str) -> None:
    assert len(router(base, "sk-or-old").catalogue()[0]) == 3


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """Bodies that a service gives one after the other, whatever it is asked."""
    bodies: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        body = bodies.pop(0) if len(bodies) > 1 else bodies[0]
        await JSONResponse(body)(scope, receive, send)

    with serving(app) as url:
        monkeypatch.setenv("OPENROUTER_BASE_URL", url)
        yield bodies


def catalogued(*slugs: str, **others: Any) -> dict[str, Any]:
    return {"data": [{"id": slug, "canonical_slug": slug} for slug in slugs], **others}


def test_an_older_catalogue_has_only_its_data(answers: list[Any]) -> None:
    answers.append(catalogued("a/b"))
    assert opened(open_openrouter, None, key="").catalogue()[0]["model"].tolist() == ["a/b"]


@pytest.mark.parametrize("link", ["/models?offset=1", "?offset=1"])
def test_a_catalogue_in_pages_is_read_to_its_end(answers: list[Any], link: str) -> None:
    answers += [catalogued("a/b", links={"next": link}), catalogued("a/c", links={"next": None})]
    assert opened(open_openrouter, None, key="").catalogue()[0]["model"].tolist() == ["a/b", "a/c"]


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("https://elsewhere.org/models?offset=1", "OpenRouter sends the next page from another host"),
        ("?offset=1", "OpenRouter sends the same page again or never ends"),
    ],
)
def test_a_catalogue_that_leads_astray_is_not_followed(answers: list[Any], link: str, said: str) -> None:
    answers.append(catalogued("a/b", links={"next": link}))
    with pytest.raises(SourceError, match=f"^{said}"):
        opened(open_openrouter, None, key="").catalogue()


@pytest.mark.parametrize("links", [None, [], {"next": 5}, {"next": ""}, {}])
def test_links_that_lead_nowhere_end_the_catalogue(answers: list[Any], links: Any) -> None:
    answers.append(catalogued("a/b", links=links))
    assert len(opened(open_openrouter, None, key="").catalogue()[0]) == 1


@pytest.mark.parametrize("body", [{}, {"data": None}, {"data": {"id": "a/b"}}])
def test_a_body_without_a_list_of_data_is_an_error(answers: list[Any], body: Any) -> None:
    answers.append(body)
    with pytest.raises(SourceError, match=r"^OpenRouter sends no list of data; try again later$"):
        opened(open_openrouter, None, key="").catalogue()


def test_an_error_with_a_good_status_counts_by_its_code(answers: list[Any]) -> None:
    answers.append({"error": {"code": 401, "message": f"no {KEY}"}, "user_id": "me"})
    assert "refuses the key in OPENROUTER_API_KEY" in str(refusal(opened(open_openrouter, None, key=KEY)))


@pytest.mark.parametrize("error", ["busy", {"message": "busy"}, {"code": 7}, {"code": "429"}])
def test_an_error_with_a_good_status_and_no_code_is_asked_again(answers: list[Any], error: Any) -> None:
    answers += [{"error": error, "user_id": "me"}, catalogued("a/b")]
    assert len(opened(open_openrouter, None, key="").catalogue()[0]) == 1


META = {"start_date": "2026-11-19", "end_date": "2026-11-19", "as_of": "2026-11-20T02:00:00Z"}


@pytest.mark.parametrize(
    ("meta", "said"),
    [
        (
            META | {"start_date": "2026-10-21"},
            "OpenRouter was asked for 2026-11-19 to 2026-11-19 and sends 2026-10-21 to",
        ),
        (META | {"end_date": None}, "OpenRouter was asked for 2026-11-19 to 2026-11-19 and sends 2026-11-19 to None;"),
        (
            META | {"end_date": "\x1b[2J"},
            "OpenRouter was asked for 2026-11-19 to 2026-11-19 and sends 2026-11-19 to \ufffd[2J;",
        ),
        (None, "OpenRouter was asked for 2026-11-19 to 2026-11-19 and sends None to None; nothing of it is kept"),
        (META | {"as_of": "soon"}, "OpenRouter does not say as of when its figures are; try again later"),
        (META | {"as_of": None}, "OpenRouter does not say as of when its figures are; try again later"),
        (
            META | {"as_of": "0001-01-01T00:00:00+14:00"},
            "OpenRouter does not say as of when its figures are; try again",
        ),
    ],
)
def test_days_that_were_not_asked_for_or_have_no_time_are_not_kept(answers: list[Any], meta: Any, said: str) -> None:
    answers.append({"data": [], "meta": meta})
    asked = opened(open_openrouter, None, key=KEY)
    assert str(refusal(asked, since=date(2026, 11, 19))).startswith(said)


def test_what_was_skipped_is_told_with_the_days(answers: list[Any]) -> None:
    good = {"date": "2026-11-19", "model_permaslug": "a/b", "total_tokens": "7"}
    answers.append({"data": [good, good | {"total_tokens": "many"}], "meta": META})
    daily = opened(open_openrouter, None, key=KEY).daily(date(2026, 11, 19))
    assert daily.frame["tokens"].tolist() == [7]
    assert [one.item for one in daily.skipped] == ["a/b"]


def test_spans_are_as_long_as_one_call_can_tell_and_leave_no_day_out() -> None:
    start, end = date(2025, 1, 1), date(2027, 6, 30)
    spans = list(openrouter.windows(start, end))
    assert [(last - first).days + 1 for first, last in spans] == [366, 366, 179]
    days = [first + timedelta(days=place) for first, last in spans for place in range((last - first).days + 1)]
    assert days == [start + timedelta(days=place) for place in range((end - start).days + 1)]


def daily(days: dict[str, dict[str, int]]) -> pd.DataFrame:
    rows = [
        {"day": pd.Timestamp(day), "model": model, "tokens": tokens}
        for day, of in days.items()
        for model, tokens in of.items()
    ]
    kinds = {"day": "datetime64[us]", "model": "str", "tokens": "int64"}
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


WEEK = [f"2026-11-{day:02}" for day in range(9, 16)]


def test_a_week_is_the_sum_of_its_seven_days_and_knows_on_how_many_a_model_was_seen() -> None:
    days = {day: {"a/b": 1, "other": 10} for day in WEEK}
    days[WEEK[3]] = {"c/d:free": 5, "other": 10}
    weekly = contracts.check("openrouter_weekly", openrouter.weeks(daily(days)))
    assert [tuple(row) for row in weekly.astype({"week": "str"}).itertuples(index=False)] == [
        ("2026-11-09", "a/b", 6, 6),
        ("2026-11-09", "c/d:free", 5, 1),
        ("2026-11-09", "other", 70, 7),
    ]


@pytest.mark.parametrize("missing", WEEK)
def test_a_week_that_lacks_a_day_is_no_week(missing: str) -> None:
    assert openrouter.weeks(daily({day: {"a/b": 1} for day in WEEK if day != missing})).empty


def test_seven_days_of_two_weeks_are_no_week() -> None:
    days = [f"2026-11-{day:02}" for day in range(11, 18)]
    weekly = contracts.check("openrouter_weekly", openrouter.weeks(daily({day: {"a/b": 1} for day in days})))
    assert weekly.empty


def test_no_day_makes_no_week_and_the_days_are_left_as_they_were() -> None:
    assert contracts.check("openrouter_weekly", openrouter.weeks(daily({}))).empty
    given = daily({day: {"a/b": 1} for day in WEEK})
    before = given.copy()
    openrouter.weeks(given)
    pd.testing.assert_frame_equal(given, before)


@pytest.mark.parametrize(
    ("slug", "plain"),
    [
        ("deepseek/deepseek-v4-flash-20260423", "deepseek/deepseek-v4-flash"),
        ("nvidia/nemotron-3-super-120b-a12b-20230311:free", "nvidia/nemotron-3-super-120b-a12b"),
        ("openai/gpt-oss-120b:free", "openai/gpt-oss-120b"),
        ("openai/gpt-5-2025-08-07", "openai/gpt-5-2025-08-07"),
        ("a/b-20261301", "a/b-20261301"),
        ("a/b-20260423-preview", "a/b-20260423-preview"),
        ("other", "other"),
    ],
)
def test_a_slug_is_joined_without_its_date_and_its_variant(slug: str, plain: str) -> None:
    assert openrouter.base(slug) == plain
