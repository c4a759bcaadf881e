"""What a request asks for is read as the page's own address is; what cannot be had is said in one sentence."""

import json
from collections.abc import Callable
from urllib.parse import quote

import pytest
from starlette.requests import Request
from starlette.responses import Response

from lib.contracts import ContractError
from lib.http import asked
from lib.registry import RegistryError, UnknownNameError
from lib.snapshots import SnapshotDamagedError, SnapshotNotFoundError
from lib.views.adoption import downloads
from lib.views.links import NoSuchDataError
from lib.views.options import controls
from lib.views.pages import page_of
from lib.views.view import NothingToShowError

DOWNLOADS = page_of("adoption/downloads")


def request(query: str = "", host: str = "example.org") -> Request:
    return Request(
        {
            "type": "http",
            "method": "GET",
            "scheme": "https",
            "server": (host, 443),
            "path": "/api/v1/",
            "query_string": query.encode(),
            "headers": [],
        }
    )


def refused(query: str) -> asked.BadRequestError:
    with pytest.raises(asked.BadRequestError) as caught:
        asked.view(request(query), DOWNLOADS)
    return caught.value


def test_a_request_without_parameters_asks_for_the_defaults() -> None:
    found = asked.view(request(), DOWNLOADS)
    assert (found.options.by, found.options.show, found.frozen) == ("Maker", "Downloads", False)
    assert found.exhibit(found.view.cards[0]).live.startswith("https://example.org/downloads?by=Maker&show=Downloads")


def test_a_request_says_choices_as_the_address_of_the_page_does() -> None:
    found = asked.view(request("by=Region&show=Share&spikes=false&window=2025-01&window=newest"), DOWNLOADS)
    assert (found.options.by, found.options.show, found.options.spikes) == ("Region", "Share", False)
    assert found.options.window == ("2025-01", "2026-09")


def test_what_others_hang_onto_links_is_left_alone() -> None:
    assert asked.view(request("utm_source=x&by=Region"), DOWNLOADS).options.by == "Region"


def test_parameters_of_the_route_itself_are_not_the_pages() -> None:
    assert asked.view(request("mode=dark"), DOWNLOADS, own=("mode",)).options.by == "Maker"
    assert refused("mode=dark").problems == ["there is no option called 'mode'"]


def test_every_part_that_means_nothing_has_a_sentence_and_every_parameter_its_values() -> None:
    error = refused("by=Planet&spikes=perhaps&colour=red")
    assert error.problems == [
        "By: 'Planet' is not offered",
        "Spike months: 'perhaps' is neither on nor off",
        "there is no option called 'colour'",
    ]
    assert error.allowed["by"] == {
        "kind": "one",
        "values": ["Publisher", "Maker", "Country", "Region"],
        "default": "Maker",
    }
    assert error.allowed["spikes"]["values"] == [True, False]
    assert set(error.allowed) == {*controls(downloads.Options), "v", "as_of", "vintage"}


@pytest.mark.parametrize("version", ["2", "0", "x", "", "1.0", "9" * 5000])
def test_a_version_of_the_words_that_is_not_known_is_refused(version: str) -> None:
    assert "of links is not known here" in refused(f"v={version}").problems[0]


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("9999-12-31", "has not come yet"),
        ("2020-01-01", "Nothing is known as of 1 January 2020"),
    ],
)
def test_a_day_without_data_is_told(day: str, why: str) -> None:
    with pytest.raises(NoSuchDataError, match=why):
        asked.view(request(f"as_of={day}"), DOWNLOADS)


@pytest.mark.parametrize("day", ["2026-13-01", "20261031", "2026-W44-6", "yesterday", "", "٢026-10-31", "2026-10-31\n"])
def test_what_is_no_day_is_a_parameter_that_means_nothing(day: str) -> None:
    error = refused(f"as_of={quote(day)}")
    assert [problem.partition("” ")[2] for problem in error.problems] == ["is no day such as 2026-10-31."]
    assert error.allowed == {"as_of": {"kind": "day", "values": "a day such as 2026-10-31", "default": None}}


def test_of_many_parts_that_mean_nothing_a_few_are_told_and_the_others_counted() -> None:
    error = refused("&".join(f"p{number:04}=1" for number in range(2000)))
    assert len(error.problems) == asked.MOST_PROBLEMS + 1
    assert error.problems[0] == "there is no option called 'p0000'"
    assert error.problems[-1] == f"{2000 - asked.MOST_PROBLEMS} more parts of the address mean nothing here"


def test_the_day_alone_may_still_gain_data_so_only_the_mark_freezes() -> None:
    day = asked.view(request("as_of=2026-10-31"), DOWNLOADS)
    assert not day.frozen
    mark = day.data.mark(day.view.cards[0].tables)
    assert asked.view(request(f"as_of=2026-10-31&vintage={mark}"), DOWNLOADS).frozen
    with pytest.raises(NoSuchDataError, match="This link froze data of 31 October 2026 that is not held here"):
        asked.view(request("as_of=2026-10-31&vintage=00000000"), DOWNLOADS)


def test_a_whole_table_takes_the_day_and_its_mark_and_no_choices() -> None:
    known = asked.unchosen(request(), ["hub_monthly"])
    frozen = f"as_of={known.since(['hub_monthly'])}&vintage={known.mark(['hub_monthly'])}"
    assert asked.unchosen(request(f"v=1&{frozen}"), ["hub_monthly"]).has("hub_monthly")
    with pytest.raises(NoSuchDataError):
        asked.unchosen(request(frozen), ["hub_totals"])
    with pytest.raises(asked.BadRequestError) as caught:
        asked.unchosen(request("by=Maker"), ["hub_monthly"])
    assert set(caught.value.allowed) == {"v", "as_of", "vintage"}


def test_the_address_of_the_app_is_the_one_that_is_set_or_the_one_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked.place(request()) == "https://example.org"
    monkeypatch.setenv("CROSSOVER_ADDRESS", "https://crossover.example/app/")
    assert asked.place(request()) == "https://crossover.example/app"


def told(error: Exception) -> tuple[int, dict]:
    """Status and words of a route that fails so."""

    def route(request: Request) -> Response:
        raise error

    answer = asked.told(route)(request())
    assert answer.headers["cache-control"] == "no-store"
    assert answer.media_type == "application/json"
    return answer.status_code, json.loads(answer.body)


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (asked.BadRequestError(["no"], {"by": 1}), 400, {"error": "no", "problems": ["no"], "allowed": {"by": 1}}),
        (asked.NotOfferedError("no", iter(["a", "b"])), 404, {"error": "no", "offered": ["a", "b"]}),
        (NoSuchDataError("no day"), 404, {"error": "no day"}),
        (NothingToShowError("nothing"), 404, {"error": "nothing"}),
        (SnapshotNotFoundError("none"), 404, {"error": "none"}),
        (SnapshotDamagedError("a.json\nmore"), 503, {"error": "The data cannot be read: a.json"}),
        (ContractError("wrong"), 503, {"error": "The data cannot be read: wrong"}),
        (RegistryError("wrong"), 503, {"error": "The data cannot be read: wrong"}),
        (UnknownNameError("who"), 503, {"error": "The data cannot be read: who"}),
        (PermissionError("/a/secret/place"), 503, {"error": "The data cannot be read: its folder does not let us."}),
    ],
)
def test_what_cannot_be_had_has_one_sentence_and_its_status(error: Exception, status: int, words: dict) -> None:
    assert told(error) == (status, words)


def test_a_fault_of_our_own_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        told(ZeroDivisionError())


def test_a_route_answers_what_a_browser_asks_beforehand_and_nothing_else_is_done() -> None:
    def route(request: Request) -> Response:
        raise ZeroDivisionError

    (path,) = [asked.route("/x", asked.told(route))]
    assert path.methods == {"GET", "HEAD", "OPTIONS"}
    beforehand = path.endpoint(Request({**request().scope, "method": "OPTIONS"}))
    assert (beforehand.status_code, beforehand.headers["access-control-allow-methods"]) == (204, "GET, HEAD")


def test_a_route_keeps_its_name() -> None:
    def route(request: Request) -> Response:
        return Response()

    kept: Callable = asked.told(route)
    assert kept.__name__ == "route"
