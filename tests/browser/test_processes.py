"""Two processes behind nginx, as hosting/nginx.conf sets it up: readers stay on theirs, and move when it dies."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import requests
from playwright.sync_api import Browser, Page, WebSocket

from bench.serve import behind_nginx, process
from lib.views.adoption import downloads
from lib.views.options import controls
from tests.browser.seen import Seen

pytestmark = pytest.mark.slow

Served = tuple[str, dict[str, tuple[str, subprocess.Popen]]]


@pytest.fixture
def served() -> Iterator[Served]:
    """The address of nginx, and by its name in the cookie each process behind it with an address of its own."""
    with process("app.py") as first, process("app.py") as second, behind_nginx(first[0], second[0]) as proxy:
        yield proxy[0], {"first": first, "second": second}


def sessions(address: str) -> int:
    """How many readers have a socket to a process."""
    told = requests.get(f"{address}/_stcore/metrics", timeout=10).text
    return int(float(re.search(r"^active_sessions (\S+)$", told, re.MULTILINE)[1]))


def of(page: Page) -> str:
    """The process that the cookie of a reader names."""
    return next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "process")


@dataclass
class Reader:
    """A reader with a link to downloads by country open, and the sockets that they lost since."""

    seen: Seen
    lost: list[WebSocket]


def reader(browser: Browser, address: str) -> Reader:
    """A reader who has not been here before."""
    come = Reader(Seen(browser.new_page()), [])
    come.seen.page.on("websocket", lambda socket: socket.on("close", lambda lost: come.lost.append(lost)))
    come.seen.open(f"{address}/downloads?by=Country&show=Share")
    return come


def one_on_each(browser: Browser, address: str) -> tuple[Reader, Reader]:
    """A reader on the first process and one on the second; whoever comes beside them leaves."""
    here: dict[str, Reader] = {}
    while len(here) < 2:
        come = reader(browser, address)
        if here.setdefault(of(come.seen.page), come) is not come:
            come.seen.page.context.close()
    return here["first"], here["second"]


def test_both_serve_and_whoever_comes_back_comes_to_the_same(served: Served) -> None:
    address, processes = served
    came = [requests.get(f"{address}/healthz", timeout=10).cookies["process"] for _ in range(40)]
    assert set(came) == set(processes)
    with requests.Session() as asker:
        asker.get(f"{address}/", timeout=10)
        again = [asker.get(f"{address}/healthz", timeout=10) for _ in range(20)]
    assert not [answer for answer in again if answer.cookies]


def test_what_the_app_compresses_is_not_compressed_again(served: Served) -> None:
    address, processes = served
    asked = {"headers": {"Accept-Encoding": "gzip"}, "timeout": 10}
    for path in ("/", "/api/v1/tables/hub_totals.csv"):
        through = requests.get(f"{address}{path}", **asked)
        itself = requests.get(f"{processes['first'][0]}{path}", **asked)
        assert through.headers["Content-Encoding"] == itself.headers["Content-Encoding"] == "gzip"
        assert len(through.content) > 1000


def test_a_process_that_dies_loses_only_its_readers_and_they_go_on_with_the_same_view_on_the_other(
    served: Served, browser: Browser
) -> None:
    address, processes = served
    leaving, staying = one_on_each(browser, address)
    moved, other = leaving.seen, processes["second"][0]
    before, count = (moved.words(), moved.charts(), moved.page.url), sessions(other)
    processes["first"][1].kill()
    assert moved.becomes(lambda: sessions(other) > count)
    moved.settle()
    assert (moved.words(), moved.charts(), moved.page.url) == before
    assert of(moved.page) == "second"
    by = controls(downloads.Options)["by"]
    moved.change("by", by, "Region")
    assert "by=Region" in moved.page.url
    assert moved.charts() != before[1]
    assert leaving.lost
    assert not staying.lost
    staying.seen.change("by", by, "Region")
    assert staying.seen.charts() == moved.charts()
