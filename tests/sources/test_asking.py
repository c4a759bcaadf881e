"""A service is asked politely: waited for when it says so, asked again when it stumbles, given up in time."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier
from typing import Any

import pytest

from lib.sources.asking import PASSING, AgainError, Asker, Limits, Params, Send, Watch
from lib.sources.failures import MissingError, RefusedError, SourceError
from lib.sources.plain import sender
from lib.sources.replies import Reply
from tests.servers.faults import Fault
from tests.servers.hub import HubService, models_of
from tests.servers.serving import resetting, serving, silent
from tests.sources.clocks import Clock, CrowdClock

NOON = "Fri, 20 Nov 2026 12:00:00 GMT"
URL = "https://here.org/list"


def reply(body: Any = (), status: int = 200, url: str = URL, **headers: str) -> Reply:
    """An answer with a body of JSON, or of bytes as they are."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Reply(status, {name.replace("_", "-"): value for name, value in headers.items()}, content, url)


class Script:
    """A way to a service whose answers are written down; the last is given again and again."""

    def __init__(self, *answers: Reply | Exception) -> None:
        self.answers, self.asked = list(answers), []

    def __call__(self, url: str, params: Params, read: float, left: Callable[[], float]) -> Reply:
        self.asked.append(url)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


class Seen:
    """Who watches, and what there was to see."""

    def __init__(self) -> None:
        self.left: list[int | None] = []
        self.told: list[str] = []
        self.watch = Watch(asked=self.left.append, told=self.told.append)


def asker(send: Send, clock: Clock | None = None, seen: Seen | None = None, **others: Any) -> Asker:
    clock = clock or Clock()
    return Asker("It", send, clock, clock.sleep, clock.now, watch=(seen or Seen()).watch, **others)


def failure(send: Send, clock: Clock | None = None, **others: Any) -> SourceError:
    """Why asking for a list fails."""
    with pytest.raises(SourceError) as error:
        asker(send, clock, **others).ask(URL)
    assert "\n" not in str(error.value)
    return error.value


# A quota that is used up.


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"ratelimit": '"api";r=0;t=7'}, 8),
        ({"ratelimit": '"api";r=0;t=0'}, 1),
        ({"retry_after": "3"}, 3),
        ({"retry_after": "0"}, 1),
        ({"retry_after": "Fri, 20 Nov 2026 12:00:40 GMT", "date": NOON}, 40),
        ({"retry_after": "Fri, 20 Nov 2026 12:00:40", "date": NOON}, 40),
        ({"retry_after": "Fri, 20 Nov 2026 11:00:00 GMT", "date": NOON}, 1),
        ({"retry_after": "Fri, 20 Nov 2026 12:00:40 GMT"}, 60),
        ({"retry_after": "²"}, 60),
        ({"retry_after": "Fri, 20 Nov 99999999999999999999 12:00:00 GMT", "date": NOON}, 60),
        ({"x_ratelimit_reset": "1795176015000", "date": NOON}, 15),
        ({"x_ratelimit_reset": "9" * 30, "date": NOON}, 60),
        ({}, 60),
    ],
)
@pytest.mark.parametrize("body", [{"error": "We had to rate limit your IP"}, b"<html><h1>429</h1></html>"])
def test_a_used_up_quota_is_waited_for_as_long_as_the_service_asks(
    headers: dict[str, str], seconds: float, body: Any
) -> None:
    clock, seen = Clock(), Seen()
    script = Script(reply(body, 429, **headers), reply([1]))
    assert asker(script, clock, seen).ask(URL).body == [1]
    assert clock.slept == [seconds]
    assert seen.told == [f"It: the quota is used up; waiting {seconds} seconds as it asks"]


def test_one_pause_is_never_longer_than_its_cap() -> None:
    clock = Clock()
    asker(Script(reply((), 429, retry_after="7200"), reply()), clock).ask(URL)
    assert clock.slept == [301]


def test_the_pauses_together_are_never_longer_than_the_patience() -> None:
    clock = Clock()
    error = failure(Script(reply((), 429, retry_after="290")), clock, limits=Limits(patience=660))
    assert clock.slept == [290, 290]
    assert error.whole
    assert str(error) == (
        "the quota of It is used up and it wants 290 seconds more; run the command again later, it goes on where it "
        "stopped"
    )


def test_eight_who_wait_at_a_time_use_the_patience_once_and_it_is_told_once() -> None:
    together, seen, clock = Barrier(8, timeout=10), Seen(), CrowdClock(8, creep=0.001)
    sent = []

    def send(url: str, params: Params, read: float, left: Callable[[], float]) -> Reply:
        if url in sent:
            return reply([1])
        sent.append(url)
        together.wait()
        return reply((), 429, ratelimit='"api";r=0;t=60')

    service = asker(send, clock, seen, limits=Limits(patience=65))
    with ThreadPoolExecutor(8) as pool:
        bodies = [answer.body for answer in pool.map(service.ask, [f"{URL}/{number}" for number in range(8)])]
    assert bodies == [[1]] * 8
    assert 61 <= clock.seconds < 65
    assert seen.told == ["It: the quota is used up; waiting 61 seconds as it asks"]


def test_the_last_call_of_a_window_is_a_good_answer_and_holds_the_next_one_back() -> None:
    clock, seen = Clock(), Seen()
    service = asker(Script(reply(ratelimit='"api";r=0;t=9'), reply(ratelimit='"api";r=499;t=300')), clock, seen)
    service.ask(URL)
    assert (clock.slept, service.left) == ([], 0)
    service.ask(URL)
    assert (clock.slept, service.left) == ([10], 499)
    assert seen.left == [0, 499]


def test_holding_back_costs_no_patience() -> None:
    clock = Clock()
    script = Script(reply(ratelimit='"api";r=0;t=9'), reply((), 429, retry_after="5"), reply())
    service = asker(script, clock, limits=Limits(patience=5))
    service.ask(URL)
    service.ask(URL)
    assert clock.slept == [10, 5]


def test_a_page_from_a_cache_tells_nothing_of_our_quota() -> None:
    clock, seen = Clock(), Seen()
    service = asker(Script(reply(ratelimit='"api";r=0;t=200', age="14")), clock, seen)
    service.ask(URL)
    service.ask(URL)
    assert clock.slept == []
    assert seen.left == [None, None]


# What passes.


@pytest.mark.parametrize("status", sorted(PASSING))
@pytest.mark.parametrize("body", [{"error": "busy"}, b"<html>busy</html>"])
def test_a_service_that_is_busy_for_a_moment_is_asked_again(status: int, body: Any) -> None:
    clock = Clock()
    assert asker(Script(reply(body, status), reply([1])), clock).ask(URL).body == [1]
    assert len(clock.slept) == 1


def test_the_passing_answers_are_those_of_services_and_of_the_proxies_before_them() -> None:
    assert sorted(PASSING) == [408, 500, 502, 503, 504, 520, 521, 522, 523, 524]


def test_pauses_double_and_are_never_quite_the_same() -> None:
    first, second = Clock(), Clock()
    failure(Script(reply((), 503)), first, limits=Limits(attempts=8))
    failure(Script(reply((), 503)), second, limits=Limits(attempts=8))
    for slept, least in zip(first.slept, [0.5, 1, 2, 4, 8, 16, 20], strict=True):
        assert least <= slept <= 1.5 * least
    assert first.slept != second.slept


def test_after_so_many_attempts_it_is_given_up_in_one_sentence() -> None:
    script = Script(reply((), 503))
    error = failure(script, limits=Limits(attempts=3))
    assert (str(error), error.whole) == ("It answers 503; try again later", False)
    assert len(script.asked) == 3


PORTAL = b"<!DOCTYPE html><html><body>Please sign in</body></html>"
ELSEWHERE = ", as behind a sign-in page or a proxy; try again later or from another network"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (PORTAL, f"It sends a web page instead of data{ELSEWHERE}"),
        (b'[{"_id": "669', f"It sends something that is no JSON instead of data{ELSEWHERE}"),
        (b"", f"It sends something that is no JSON instead of data{ELSEWHERE}"),
        (b"\xff\xfe", f"It sends something that is no JSON instead of data{ELSEWHERE}"),
        (b"[" * 200_000, f"It sends something that is no JSON instead of data{ELSEWHERE}"),
        ({"error": "busy"}, "It sends something else than was asked for (busy); try again later"),
        (None, "It sends something else than was asked for (); try again later"),
    ],
)
def test_a_good_status_with_something_else_than_a_list_is_no_answer(body: Any, said: str) -> None:
    assert str(failure(Script(reply(body)))) == said
    assert asker(Script(reply(body), reply([1]))).ask(URL).body == [1]


def test_an_object_that_is_only_an_error_is_no_answer_either() -> None:
    service = asker(Script(reply({"error": "busy"}), reply({"id": "a/b"})))
    assert service.ask(URL, kind=dict).body == {"id": "a/b"}


# What does not pass.


def test_a_refusal_is_told_with_the_service_s_own_words_and_not_repeated() -> None:
    script = Script(reply({"error": "bad expand"}, 400))
    error = failure(script)
    assert isinstance(error, RefusedError)
    assert (error.status, error.said, error.whole) == (400, "bad expand", False)
    assert str(error) == "It refuses (400: bad expand); try again later"
    assert len(script.asked) == 1


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (reply({"error": {"code": 403, "message": "not\n you"}}, 403), "not you"),
        (reply({"code": "Forbidden", "message": "not you"}, 403), "not you"),
        (reply("not you", 403), "not you"),
        (reply(b"<html>", 403, x_error_message="not you"), "not you"),
        (reply(b"<html>", 403), "no reason given"),
        (reply(b"[" * 200_000, 403), "no reason given"),
    ],
)
def test_the_words_of_a_refusal_are_found_wherever_they_stand(answer: Reply, said: str) -> None:
    error = failure(Script(answer))
    assert isinstance(error, RefusedError)
    assert error.said == said


HOSTILE = "a\ud800 \x1b[2J\x07b\u202e\n\x00c"
HARMLESS = "a\ufffd \ufffd[2J\ufffdb\ufffd \ufffdc"


def test_the_words_of_a_refusal_can_be_printed_anywhere() -> None:
    error = failure(Script(reply({"error": HOSTILE}, 400)))
    assert isinstance(error, RefusedError)
    assert error.said == HARMLESS
    assert str(error) == f"It refuses (400: {HARMLESS}); try again later"
    assert str(error).encode()


@pytest.mark.parametrize("kind", [list, dict])
def test_the_words_of_an_error_with_a_good_status_can_be_printed_anywhere(kind: type) -> None:
    service = asker(Script(reply({"error": HOSTILE})))
    with pytest.raises(SourceError) as error:
        service.ask(URL, kind=kind)
    assert f"({HARMLESS})" in str(error.value)
    assert str(error.value).isprintable()


def test_a_long_refusal_is_told_in_short_and_known_in_full() -> None:
    error = failure(Script(reply({"error": "expected one of " + "a " * 500 + "at expand[1]"}, 400)))
    assert isinstance(error, RefusedError)
    assert error.said.endswith("at expand[1]")
    assert len(str(error)) < 300


def test_a_refusal_that_concerns_us_says_what_to_do_and_ends_the_source() -> None:
    error = failure(Script(reply({"error": "who?"}, 401)), advice={401: "set the key"})
    assert (str(error), error.whole) == ("It refuses (401: who?); set the key", True)


@pytest.mark.parametrize("answer", [reply((), 404), reply((), 410), Reply(401, {}, b"", URL, missing=True)])
def test_what_is_not_there_is_missing(answer: Reply) -> None:
    error = failure(Script(answer))
    assert isinstance(error, MissingError)
    assert (str(error), error.whole) == ("It does not have /list, or not for us", False)


def test_a_service_that_never_answers_ends_the_whole_source() -> None:
    assert failure(Script(AgainError("It cannot be reached"))).whole


def test_a_service_that_answered_once_and_not_again_does_not() -> None:
    service = asker(Script(reply(), AgainError("It cannot be reached")))
    service.ask(URL)
    with pytest.raises(SourceError, match=r"^It cannot be reached$") as error:
        service.ask(URL)
    assert not error.value.whole


def test_the_deadline_ends_the_whole_source_before_a_pause_that_would_pass_it() -> None:
    clock = Clock()
    error = failure(Script(reply((), 429, retry_after="200")), clock, limits=Limits(deadline=300))
    assert (clock.slept, error.whole) == ([200], True)
    assert str(error) == "It was given up after 5 minutes; run the command again, it goes on where it stopped"


def test_nothing_is_asked_after_the_deadline() -> None:
    clock, script = Clock(), Script(reply())
    service = asker(script, clock, limits=Limits(deadline=300))
    clock.seconds = 301
    with pytest.raises(SourceError, match="was given up"):
        service.ask(URL)
    assert script.asked == []


def test_an_answer_is_given_the_time_of_one_answer_or_what_the_deadline_leaves() -> None:
    clock, given = Clock(), []

    def send(url: str, params: Params, read: float, left: Callable[[], float]) -> Reply:
        given.append((read, left()))
        clock.seconds += 250
        return reply()

    service = asker(send, clock, limits=Limits(read=20, answer=120, deadline=300))
    service.ask(URL)
    service.ask(URL)
    assert given == [(20, 120), (20, 50)]


def test_the_deadline_can_be_started_anew_after_time_that_was_not_the_service_s() -> None:
    clock = Clock()
    service = asker(Script(reply([1])), clock, limits=Limits(deadline=300))
    clock.seconds = 301
    service.restart()
    assert service.ask(URL).body == [1]
    clock.seconds += 301
    with pytest.raises(SourceError, match="was given up"):
        service.ask(URL)


# The day, and pages.


def test_the_day_is_that_of_the_first_answer_by_the_service_s_clock() -> None:
    service = asker(Script(reply(date="Sat, 21 Nov 2026 00:30:00 +0100"), reply(date="Sun, 22 Nov 2026 00:00:00 GMT")))
    assert service.day == date(2026, 11, 20)
    first, _ = service.ask(URL), service.ask(URL)
    assert first.at == datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    assert service.day == date(2026, 11, 20)


@pytest.mark.parametrize("said", ["", "yesterday", "Fri, 20 Nov 99999999999999999999 12:00:00 GMT"])
def test_a_service_that_does_not_tell_the_time_is_dated_by_our_own_clock(said: str) -> None:
    service = asker(Script(reply(date=said)))
    assert service.ask(URL).at is None
    assert service.day == date(2026, 11, 20)


def test_midnight_does_not_split_what_is_dated_by_our_own_clock() -> None:
    clock = Clock()
    service = asker(Script(reply()), clock)
    service.ask(URL)
    clock.seconds += 13 * 3600
    assert (clock.now().date(), service.day) == (date(2026, 11, 21), date(2026, 11, 20))


def test_a_date_without_a_zone_is_in_utc_wherever_we_are() -> None:
    service = asker(Script(reply(date="Fri, 20 Nov 2026 12:00:00 -0000")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        assert service.ask(URL).at == datetime(2026, 11, 20, 12, tzinfo=UTC)
    time.tzset()


def pages(*links: str, **others: Any) -> tuple[Script, list[Any]]:
    """What is asked, and the bodies that come, of pages that bear these links."""
    answers = [reply([number], link=f'<{link}>; rel="next"') for number, link in enumerate(links)]
    script = Script(*answers, reply(["last"]))
    return script, [answer.body for answer in asker(script, **others).pages(URL, [("limit", "1")])]


def test_pages_are_followed_to_the_one_without_a_link() -> None:
    script, bodies = pages(f"{URL}?c=1", "/list?c=2", "?c=3")
    assert script.asked == [f"{URL}?limit=1", f"{URL}?c=1", f"{URL}?c=2", f"{URL}?c=3"]
    assert bodies == [[0], [1], [2], ["last"]]


@pytest.mark.parametrize("links", [[f"{URL}?limit=1"], [f"{URL}?c=1", f"{URL}?c=2", f"{URL}?c=1"]])
def test_a_page_that_was_read_already_is_not_read_again(links: list[str]) -> None:
    with pytest.raises(SourceError, match=r"^It sends the same page again or never ends; try again later$"):
        pages(*links)


def test_pages_that_never_end_are_ended() -> None:
    with pytest.raises(SourceError, match="never ends"):
        pages(*(f"{URL}?c={number}" for number in range(9)), limits=Limits(pages=5))


@pytest.mark.parametrize(
    "link", ["https://elsewhere.org/list", "http://here.org/list", "//elsewhere.org/list", "https://here.org:8443/list"]
)
def test_a_link_to_another_host_is_refused(link: str) -> None:
    with pytest.raises(SourceError, match=r"^It sends the next page from another host, which is not followed$"):
        pages(link)


def test_a_link_that_is_no_address_is_refused() -> None:
    with pytest.raises(SourceError, match=r"^the link to the page after /list is no address; try again later$"):
        pages("http://[here/list")


def test_links_of_other_kinds_are_not_followed() -> None:
    script = Script(reply([1], link=f'<{URL}?c=1>; rel="ai-catalog", <{URL}?c=0>; rel="prev", nonsense'))
    assert [answer.body for answer in asker(script).pages(URL)] == [[1]]


def test_a_link_may_be_looked_for_elsewhere_than_in_the_header() -> None:
    script = Script(reply({"next": "/list?c=1"}), reply({"next": ""}))
    found = list(asker(script).pages(URL, kind=dict, link=lambda answer: answer.body["next"]))
    assert len(found) == 2
    assert script.asked == [URL, f"{URL}?c=1"]


# Over a real socket.

HUB = "/api/models$"


@pytest.fixture
def hub() -> HubService:
    """A Hub with three models, one to a page."""
    return HubService(orgs={"Qwen": models_of("Qwen", 3)}, page=1)


@pytest.fixture
def base(hub: HubService) -> Iterator[str]:
    with serving(hub.app) as url:
        yield f"{url}/api/models"


def listed(url: str, clock: Clock | None = None, seen: Seen | None = None, **limits: float) -> int:
    """How many models come over real HTTP, in pages."""
    send = sender("It", {"Authorization": "Bearer key"})
    service = asker(send, clock, seen, limits=Limits(**limits))
    return sum(len(answer.body) for answer in service.pages(url, [("author", "Qwen")]))


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "quota", "reset": 299},
        {"kind": "quota", "retry_after": 120},
        {"kind": "quota", "retry_date": 30},
        {"kind": "quota", "html": True},
        {"kind": "quota"},
        *({"kind": "status", "status": status} for status in sorted(PASSING)),
        {"kind": "status", "status": 522, "html": True},
        *({"kind": kind} for kind in ("html", "error", "invalid", "cut", "hang", "relative")),
    ],
)
def test_a_list_comes_whole_though_something_goes_wrong_once(hub: HubService, base: str, fault: dict) -> None:
    hub.faults = [Fault(HUB, times=1, after=1, **fault)]
    assert listed(base, read=0.3 if fault["kind"] == "hang" else 9) == 3


def test_a_quota_that_lasts_is_waited_for_and_then_given_up(hub: HubService, base: str) -> None:
    hub.faults = [Fault(HUB, "quota", reset=299)]
    clock, seen = Clock(), Seen()
    with pytest.raises(SourceError, match="quota of It is used up") as error:
        listed(base, clock, seen, patience=660)
    assert error.value.whole
    assert clock.slept == [300, 300]
    assert len(seen.told) == 2


def test_the_last_call_of_a_real_window_holds_the_next_one_back(hub: HubService, base: str) -> None:
    hub.quota, hub.window = 1, 0.05  # the real window is over at once, what it says is what counts
    clock, seen = Clock(), Seen()
    assert listed(base, clock, seen) == 3
    assert seen.left[0] == 0
    assert clock.slept


@pytest.mark.parametrize("kind", ["loop", "repeat"])
def test_a_circle_of_pages_is_left(hub: HubService, base: str, kind: str) -> None:
    hub.faults = [Fault(HUB, kind)]
    with pytest.raises(SourceError, match="same page again"):
        listed(base)
    assert len(hub.asked) <= 3


def test_a_foreign_host_is_not_even_asked(hub: HubService, base: str) -> None:
    foreign = HubService()
    with serving(foreign.app) as url:
        hub.faults = [Fault(HUB, "foreign", host=url)]
        with pytest.raises(SourceError, match="from another host"):
            listed(base)
    assert foreign.asked == []


def test_a_drip_ends_with_the_time_for_the_answer(hub: HubService, base: str) -> None:
    hub.faults = [Fault(HUB, "drip", every=0.01)]
    with pytest.raises(SourceError, match=r"^It takes too long to answer; try again later$"):
        listed(base, Clock(creep=0.2), answer=1)


def test_nobody_there_is_told_at_once_and_ends_the_source() -> None:
    with silent() as quiet, resetting() as rude:
        for url in (quiet, rude, "http://127.0.0.1:9"):
            with pytest.raises(SourceError, match=r"^It cannot be reached") as error:
                listed(url, read=0.3, attempts=2)
            assert error.value.whole


def test_a_server_that_falls_silent_after_a_page_does_not_end_the_source(hub: HubService, base: str) -> None:
    hub.faults = [Fault(HUB, "hang", after=1)]
    with pytest.raises(SourceError, match="ReadTimeout") as error:
        listed(base, read=0.5, attempts=2)
    assert not error.value.whole
