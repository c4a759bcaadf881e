"""The shipped Dockerfile, replayed in a Debian root, makes an image that serves, read-only and without rights."""

import re
import shlex
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from lib.snapshots import PROJECT
from tests.hosting.apart import as_root, running, script
from tests.hosting.machine import DOCS
from tests.hosting.replay import BASE, Stage, replay, size

pytestmark = [pytest.mark.slow, as_root]

FETCH = "import sys, urllib.request; sys.stdout.buffer.write(urllib.request.urlopen(sys.argv[1], timeout=60).read())"
WRITABLE = ["find", "/", "-xdev", "(", "-type", "f", "-o", "-type", "d", ")", "-writable"]


@pytest.fixture(scope="module")
def image() -> Iterator[Stage]:
    """The last stage, replayed; its root is gone afterwards."""
    with TemporaryDirectory(prefix="crossover-image-") as folder:
        yield replay(PROJECT, Path(folder))


@pytest.fixture(scope="module")
def inside(image: Stage) -> Iterator[list[str]]:
    """The command of the image as `docker run --read-only --tmpfs /tmp` starts it, cut off from every network.

    Gives how a command gets into the same namespaces.
    """
    root = image.root
    start = script(
        "ip link set lo up",
        ["mount", "--bind", root, root],
        ["mount", "-o", "remount,bind,ro", root],
        ["mount", "-t", "tmpfs", "-o", "mode=1777", "tmpfs", root / "tmp"],
        ["mount", "-t", "proc", "proc", root / "proc"],
        ["mount", "--rbind", "/dev", root / "dev"],
        f"exec {shlex.join(image.within(*image.start))}",
    )
    with running(start, "--net") as first:
        yield ["nsenter", f"--target={first.pid}", "--mount", "--net", "--pid"]


def done(*command: str) -> bytes:
    """What a command says; the test fails if the command does."""
    ran = subprocess.run(command, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr.decode()[-2000:]
    return ran.stdout


@pytest.fixture(scope="module")
def healthy(image: Stage, inside: list[str]) -> list[str]:
    """The same once the health check, as it is stated, has succeeded; it is tried as often as a start may take."""
    check = [*inside, *image.within(*image.health)]
    deadline = time.monotonic() + 60
    while subprocess.run(check, capture_output=True, check=False).returncode:
        assert time.monotonic() < deadline, "the health check never succeeded"
        time.sleep(0.5)
    return [*inside, *image.within("python", "-c", FETCH)]


def test_the_image_serves_a_page_rows_and_a_chart_that_its_own_chromium_drew(healthy: list[str]) -> None:
    address = "http://127.0.0.1:8501"
    assert b"<title>Downloads \xc2\xb7 Crossover</title>" in done(*healthy, f"{address}/downloads")
    rows = done(*healthy, f"{address}/api/v1/metrics/downloads/downloads.csv").decode().splitlines()
    assert rows[0].startswith("month,entity,downloads")
    assert len(rows) > 100
    drawn = done(*healthy, f"{address}/chart/adoption/downloads.png")
    assert drawn.startswith(b"\x89PNG")
    assert len(drawn) > 20_000


def test_the_health_check_fails_where_nothing_serves(image: Stage) -> None:
    lonely = [
        "unshare",
        "--mount",
        "--net",
        "sh",
        "-c",
        f"ip link set lo up; {shlex.join(image.within(*image.health))}",
    ]
    assert b"Connection refused" in subprocess.run(lonely, capture_output=True, check=False).stderr


def test_the_user_has_no_name_to_log_in_by_and_no_rights(image: Stage, inside: list[str]) -> None:
    rights = done(*inside, *image.within("sh", "-c", "id -u; grep CapEff /proc/self/status")).decode().split()
    assert rights == ["10001", "CapEff:", "0000000000000000"]


def test_read_only_nothing_can_be_written_but_tmp(image: Stage, inside: list[str]) -> None:
    found = subprocess.run([*inside, *image.within(*WRITABLE)], capture_output=True, text=True, check=False).stdout
    assert found.split() == ["/tmp"]
    done(*inside, *image.within("sh", "-c", "touch $HOME/written"))


def test_by_its_permissions_alone_the_user_can_write_the_store_and_nothing_else(image: Stage) -> None:
    found = subprocess.run(image.within(*WRITABLE), capture_output=True, text=True, check=False).stdout.splitlines()
    ours = [path for path in found if not path.startswith(("/tmp", "/var/tmp", "/run/lock", "/var/lock"))]
    assert "/srv/crossover/data/snapshots" in ours
    assert not [path for path in ours if not path.startswith("/srv/crossover/data")]


def test_what_pages_read_is_derived_and_what_is_not_the_app_stays_out(image: Stage) -> None:
    assert list((image.root / "srv/crossover/data/derived").glob("*/*"))
    there = {path.name for path in (image.root / "srv/crossover").iterdir()}
    assert there == {".streamlit", "app.py", "data", "lib", "pages"}


def test_the_image_is_as_large_as_the_docs_say(image: Stage) -> None:
    all_of_it, packages, browser = (
        float(re.search(words, DOCS)[1])
        for words in (r"adds about ([\d.]+) GB", r"([\d.]+) GB of Python packages", r"([\d.]+) GB of Chromium")
    )
    added, ours = size(image.root) - size(image.root.parent / BASE), size(image.root / "opt/crossover")
    assert added == pytest.approx(all_of_it, abs=0.15)
    assert ours == pytest.approx(packages, abs=0.1)
    assert added - ours == pytest.approx(browser, abs=0.1)
