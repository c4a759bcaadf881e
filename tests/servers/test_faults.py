"""Every fault as a client feels it, and which requests it takes."""

import http.client
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import pytest
import requests

from tests.servers.faults import Fault
from tests.servers.hub import HubService, models_of
from tests.servers.serving import serving

LIST = "/api/models$"


@pytest.fixture
def hub() -> HubService:
    """A Hub with three models of one org, one to a page."""
    return HubService(orgs={"Qwen": models_of("Qwen", 3)}, page=1)


@pytest.fixture
def models(hub: HubService) -> Iterator[str]:
    """The address of the list."""
    with serving(hub.app) as url:
        yield f"{url}/api/models"


def test_a_fault_lets_some_pass_acts_some_times_and_is_over(hub: HubService, models: str) -> None:
    hub.faults = [Fault(LIST, "status", status=520, after=1, times=2), Fault(LIST, "status", status=404, times=1)]
    assert [requests.get(models).status_code for _ in range(5)] == [404, 520, 520, 200, 200]


def test_a_fault_takes_the_paths_or_the_queries_that_it_names(hub: HubService, models: str) -> None:
    hub.faults = [Fault("author=Qwen", "status"), Fault("/overview$", "status", status=500)]
    assert requests.get(f"{models}?author=Qwen").status_code == 503
    assert requests.get(models).status_code == 200
    assert requests.get(models.replace("models", "organizations/Qwen/overview")).status_code == 500


def test_a_fault_may_be_taken_away_while_the_service_runs(hub: HubService, models: str) -> None:
    hub.faults.append(Fault(LIST, "status"))
    assert requests.get(models).json()["error"].startswith("Internal Error")
    hub.faults.clear()
    assert requests.get(models).status_code == 200


def test_a_fault_of_an_unknown_kind_is_no_fault() -> None:
    with pytest.raises(ValueError, match="slow"):
        Fault(LIST, "slow")


def test_a_used_up_quota_is_told_in_four_ways(hub: HubService, models: str) -> None:
    hub.faults = [
        Fault(LIST, "quota", reset=7, times=1),
        Fault(LIST, "quota", retry_after=3, times=1),
        Fault(LIST, "quota", retry_date=60, times=1),
        Fault(LIST, "quota", html=True, times=1),
    ]
    reset, seconds, moment, nothing = (requests.get(models) for _ in range(4))
    assert {reply.status_code for reply in (reset, seconds, moment, nothing)} == {429}
    assert reset.headers["ratelimit"] == '"api";r=0;t=7'
    assert "We had to rate limit your IP" in reset.json()["error"]
    assert seconds.headers["retry-after"] == "3"
    assert 50 < parsedate_to_datetime(moment.headers["retry-after"]).timestamp() - time.time() < 61
    assert not {"ratelimit", "retry-after"} & set(nothing.headers)
    assert nothing.headers["content-type"].startswith("text/html")


def test_good_answers_may_hold_no_list(hub: HubService, models: str) -> None:
    hub.faults = [Fault(LIST, "html", times=1), Fault(LIST, "error", message="busy", times=1), Fault(LIST, "invalid")]
    page, error, invalid = (requests.get(models) for _ in range(3))
    assert {reply.status_code for reply in (page, error, invalid)} == {200}
    assert page.text.startswith("<!DOCTYPE html>")
    assert error.json() == {"error": "busy"}
    assert invalid.headers["content-type"] == "application/json"
    with pytest.raises(requests.exceptions.JSONDecodeError):
        invalid.json()


def test_an_error_may_be_a_web_page(hub: HubService, models: str) -> None:
    hub.faults = [Fault(LIST, "status", status=522, html=True)]
    assert requests.get(models).headers["content-type"].startswith("text/html")


def test_a_body_may_be_cut_off(hub: HubService, models: str) -> None:
    hub.faults = [Fault(LIST, "cut")]
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        requests.get(models, timeout=5)


def test_a_server_may_hang_and_can_still_be_stopped(hub: HubService) -> None:
    hub.faults = [Fault(LIST, "hang")]
    with serving(hub.app) as url:
        with pytest.raises(requests.exceptions.ReadTimeout):
            requests.get(f"{url}/api/models", timeout=0.2)
        left = http.client.HTTPConnection(urlsplit(url).netloc)
        left.request("GET", "/api/models")
        start = time.monotonic()
    assert time.monotonic() - start < 2
    left.close()


def test_a_dripping_answer_never_times_out_by_itself(hub: HubService, models: str) -> None:
    hub.faults = [Fault(LIST, "drip", every=0.02)]
    with requests.get(models, stream=True, timeout=0.5) as reply:
        assert reply.raw.read(10) == b"[" + b" " * 9


def next_of(url: str) -> str:
    """The next link of an answer as it stands."""
    return requests.get(url).links["next"]["url"]


def test_a_next_link_may_lead_to_itself(hub: HubService, models: str) -> None:
    hub.faults = [Fault(LIST, "loop")]
    assert next_of(f"{models}?limit=1") == f"{models}?limit=1"


def test_a_next_link_may_lead_back_to_a_page_already_given(hub: HubService, models: str) -> None:
    hub.faults = [Fault(LIST, "repeat", after=1)]
    second = next_of(models)
    third = next_of(second)
    assert len({models, second, third}) == 3
    assert next_of(third) == second


def test_a_next_link_may_have_no_host(hub: HubService, models: str) -> None:
    hub.faults = [Fault(LIST, "relative", times=1)]
    bare = next_of(models)
    assert bare.startswith("/api/models?cursor=")
    assert next_of(models).endswith(bare)


def test_a_next_link_may_lead_to_another_host(hub: HubService, models: str) -> None:
    hub.faults = [Fault(LIST, "foreign", host="http://localhost:1")]
    assert next_of(models).startswith("http://localhost:1/api/models?cursor=")


def test_a_property_may_be_withdrawn_and_is_named_by_its_place(hub: HubService, models: str) -> None:
    hub.faults = [Fault(LIST, "withdrawn", property="downloadsAllTime")]
    reply = requests.get(models, {"expand": ["likes", "downloadsAllTime"]})
    assert reply.status_code == 400
    assert reply.json()["error"].endswith(" at expand[1]")
    assert '"downloads"' in reply.json()["error"]
    assert '"downloadsAllTime"' not in reply.json()["error"]
    assert requests.get(models, {"expand": ["likes"]}).status_code == 200


def test_a_token_may_be_bad_and_a_stranger_is_still_served(hub: HubService, models: str) -> None:
    hub.faults = [Fault("", "badtoken")]
    reply = requests.get(models, headers={"Authorization": "Bearer hf_expired"})
    assert reply.status_code == 401
    assert reply.headers["x-error-message"] == "Invalid credentials in Authorization header"
    assert requests.get(models).status_code == 200


def test_faulty_answers_count_and_carry_the_quota(hub: HubService, models: str) -> None:
    hub.faults = [Fault(LIST, "status")]
    assert requests.get(models).headers["ratelimit"].startswith('"api";r=499')
    assert len(hub.asked) == 1
