"""Servers that come and go, and those that answer nothing."""

import time

import pytest
import requests
from starlette.responses import PlainTextResponse

from tests.servers.serving import resetting, serving, silent


def test_an_app_is_served_and_gone_at_the_end() -> None:
    with serving(PlainTextResponse("here")) as url:
        assert requests.get(url).text == "here"
    with pytest.raises(requests.exceptions.ConnectionError):
        requests.get(url)


def test_two_apps_are_served_side_by_side() -> None:
    with serving(PlainTextResponse("one")) as one, serving(PlainTextResponse("two")) as two:
        assert (requests.get(one).text, requests.get(two).text) == ("one", "two")


def test_a_silent_server_is_connected_to_and_says_nothing() -> None:
    start = time.monotonic()
    with silent() as url, pytest.raises(requests.exceptions.ReadTimeout):
        requests.get(url, timeout=0.2)
    assert time.monotonic() - start < 2


def test_a_resetting_server_resets() -> None:
    with resetting() as url:
        for _ in range(2):
            with pytest.raises(requests.exceptions.ConnectionError, match="Connection reset"):
                requests.get(url, timeout=5)
