"""Whoever follows docs/hosting.md on a Debian server, each command as written, has the app behind nginx."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import BrowserType
from requests.adapters import HTTPAdapter

from bench.serve import FLAGS, behind_nginx, chromium, free_port
from tests.browser.seen import Seen
from tests.browser.test_hosts import UPGRADE
from tests.hosting.apart import as_root, running
from tests.hosting.machine import STORE, Machine, blocks, made

pytestmark = [pytest.mark.slow, as_root]

NAME = "crossover.example.org"
INSTALL, SETTINGS, START, CERTIFICATE, UPDATE = blocks("Debian server")


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    """A machine on which everything up to the certificate has been done."""
    with TemporaryDirectory(prefix="crossover-debian-") as folder:
        machine = made(Path(folder))
        machine.follow(INSTALL)
        (machine.root / "etc/crossover.conf").write_text(SETTINGS, encoding="utf-8")
        machine.follow(START)
        yield machine


@contextmanager
def process(machine: Machine) -> Iterator[str]:
    """A process of the app as its unit starts it, on a free port: its address."""
    port = free_port()
    with running(machine.started("crossover@.service", str(port))) as served:
        deadline = time.monotonic() + 60
        while not _healthy(f"http://127.0.0.1:{port}"):
            assert served.is_running(), "the process ended"
            assert time.monotonic() < deadline, "the process does not answer"
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"


def _healthy(address: str) -> bool:
    try:
        return requests.get(f"{address}/healthz", timeout=5).ok
    except requests.RequestException:
        return False


@pytest.fixture(scope="module")
def processes(machine: Machine) -> Iterator[tuple[str, str]]:
    """Both processes."""
    with process(machine) as first, process(machine) as second:
        yield first, second


@pytest.fixture(scope="module")
def address(processes: tuple[str, str]) -> Iterator[str]:
    """The address of nginx before both."""
    with behind_nginx(*processes) as (address, _):
        yield address


@pytest.fixture(scope="module")
def refreshed(machine: Machine) -> str:
    """What the nightly refresh says that has no network, and so cannot fetch anything."""
    alone = ["unshare", "--mount", "--net", "sh", "-c"]
    unit = "crossover-refresh.service"
    ran = subprocess.run([*alone, machine.started(unit)], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    subprocess.run([*alone, machine.started(unit, key="ExecStopPost")], capture_output=True, check=True)
    return ran.stdout + ran.stderr


def test_what_is_to_be_started_is_there_and_the_name_is_one_throughout(machine: Machine) -> None:
    (enabled,) = [asked.split("--now ")[1] for asked in machine.asked if "enable" in asked]
    units = {path.name for path in (machine.root / "etc/systemd/system").glob("crossover*")}
    assert {f"{unit.split('@')[0]}@.service" if "@" in unit else unit for unit in enabled.split()} <= units
    named = (machine.root / "etc/nginx/conf.d/crossover.conf").read_text(encoding="utf-8")
    assert f"server_name {NAME};" in named
    assert f"certbot --nginx -d {NAME}\n" in CERTIFICATE
    assert not (machine.root / "etc/nginx/sites-enabled/default").exists()


def test_pages_rows_and_charts_come_through_nginx(address: str) -> None:
    page = requests.get(f"{address}/downloads", timeout=30)
    assert page.headers["Content-Encoding"] == "gzip"
    assert "<title>Downloads · Crossover</title>" in page.text
    assert requests.get(f"{address}/api/v1/metrics/downloads/downloads.csv", timeout=30).text.startswith("month,entity")
    drawn = requests.get(f"{address}/chart/adoption/downloads.png", timeout=60)
    assert drawn.content.startswith(b"\x89PNG")
    assert "max-age=300" in drawn.headers["Cache-Control"]


def test_links_name_the_address_that_is_set(address: str) -> None:
    feed = requests.get(f"{address}/feed.json", timeout=30).json()
    assert {urlsplit(item["url"])[:2] for item in feed["items"]} == {("https", NAME)}


def test_what_is_for_those_inside_is_closed(address: str, processes: tuple[str, str]) -> None:
    for path in ("/metrics", "/metrics/", "//metrics", "/_stcore/metrics", "/_stcore/%6detrics"):
        assert requests.get(f"{address}{path}", timeout=10).status_code == 404
    assert requests.get(f"{processes[0]}/metrics", timeout=10).ok


def test_an_answer_has_the_id_that_nginx_gave(address: str) -> None:
    asked = {"X-Request-Id": "chosen-by-a-reader"}
    assert len(requests.get(f"{address}/healthz", headers=asked, timeout=10).headers["X-Request-Id"]) == 32


def test_sockets_are_opened_under_the_name_alone(address: str) -> None:
    socket = f"{address}/_stcore/stream"
    answers = [
        requests.get(socket, headers={**UPGRADE, "Host": host, "Origin": f"http://{origin}"}, timeout=10).status_code
        for host, origin in ((NAME, NAME), ("evil.example", "evil.example"), (NAME, "evil.example"))
    ]
    assert answers == [101, 403, 403]


def test_a_reader_who_asks_too_often_is_refused_and_no_other(address: str) -> None:
    def asking(whence: str, times: int) -> list[int]:
        adapter = HTTPAdapter()
        adapter.init_poolmanager(1, 1, source_address=(whence, 0))
        with requests.Session() as reader:
            reader.mount("http://", adapter)
            chart, told = f"{address}/chart/race/verdict.json", {"X-Forwarded-For": f"198.51.100.{times}"}
            return [reader.get(chart, headers=told, timeout=60).status_code for _ in range(times)]

    assert asking("127.0.0.2", 61) == [200] * 60 + [429]
    assert asking("127.0.0.3", 2) == [200, 200]


def test_a_refresh_without_network_says_so_and_leaves_the_clone_as_it_came(machine: Machine, refreshed: str) -> None:
    told = [line for line in refreshed.splitlines() if line.startswith("hub_models: ")]
    assert told == [
        "hub_models: Hugging Face Hub cannot be reached (ConnectError); look to the network and run the command again"
    ]
    assert (machine.root / STORE / "snapshots/hub_models/attempt.json").exists()
    assert (machine.root / STORE / "derived/hub_models").exists()
    clone = ["git", "-c", "safe.directory=*", "-C", str(machine.root / "srv/crossover"), "status", "--porcelain"]
    assert subprocess.run(clone, capture_output=True, text=True, check=True).stdout == ""


def test_the_page_opens_under_the_name_and_says_what_failed(
    address: str, refreshed: str, browser_type: BrowserType
) -> None:
    port = urlsplit(address).port
    found = f"--host-resolver-rules=MAP {NAME} 127.0.0.1"
    with browser_type.launch(executable_path=chromium(), args=[*FLAGS, found]) as browser:
        seen = Seen(browser.new_page())
        seen.open(f"http://{NAME}:{port}/data")
        assert "Hugging Face Hub cannot be reached" in seen.words()


def test_an_update_takes_the_registry_over_and_restarts_one_after_the_other(machine: Machine) -> None:
    makers = machine.root / STORE / "registry/makers.csv"
    stated = makers.read_text(encoding="utf-8")
    makers.write_text(stated.splitlines()[0], encoding="utf-8")
    before = len(machine.asked)
    machine.follow(UPDATE)
    assert makers.read_text(encoding="utf-8") == stated
    assert makers.stat().st_uid == (machine.root / STORE).stat().st_uid != 0
    units, first, waited, second = machine.asked[before:]
    assert units == "systemctl daemon-reload"
    assert (first, second) == ("systemctl restart crossover@8501", "systemctl restart crossover@8502")
    assert waited.startswith("curl ")
    assert waited.endswith("/healthz")
