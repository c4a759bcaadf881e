"""What becomes of the store when a refresh is killed, when two run at once, and when there is no more room."""

import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from lib import registry, snapshots
from lib.data import open_data
from lib.snapshots import PROJECT
from tests.refresh.commands import ended, kill, started
from tests.servers.faults import Fault
from tests.servers.hub import HubService, models_of
from tests.servers.serving import serving

TABLES = ("hub_models", "hub_orgs")
SHIPPED = 8472
"""Rows of the shipped `hub_models`."""


@pytest.fixture(scope="module")
def everybody() -> Iterator[tuple[HubService, str]]:
    """A Hub with three models of every registered org, and its address."""
    orgs = registry.load(PROJECT / "data").orgs("hub")
    hub = HubService(orgs={org: models_of(org, 3) for org in orgs}, quota=10**9, latency=0.01)
    with serving(hub.app) as base:
        yield hub, base


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A copy of the shipped store."""
    folder = tmp_path / "store"
    shutil.copytree(PROJECT / "data", folder)
    return folder


def is_whole(folder: Path) -> None:
    """The store opens, every table can be read, and nothing of what was shipped is lost."""
    data = open_data(folder)
    for table in ("hub_models", "hub_monthly", "openrouter_weekly", "arena"):
        assert len(data.table(table)) > 0
    shipped = snapshots.read("hub_models", PROJECT / "data")
    rows = data.table("hub_models")
    assert rows[rows["fetched_at"].isna()].reset_index(drop=True).equals(shipped)


@pytest.mark.slow
@pytest.mark.parametrize("quarter", range(5))
def test_a_refresh_killed_at_any_moment_loses_nothing_and_the_next_one_completes(
    everybody: tuple[HubService, str], tmp_path: Path, quarter: int
) -> None:
    hub, base = everybody
    chance = random.Random(quarter)
    for turn in range(10):
        folder = tmp_path / str(turn)
        shutil.copytree(PROJECT / "data", folder)
        before = time.monotonic()
        process = started(folder, *TABLES, HF_ENDPOINT=base)
        # A run takes about a second to start and another for the Hub and the disk: kill it anywhere in there.
        time.sleep(chance.uniform(0.6, 2.4))
        kill(process)
        assert time.monotonic() - before < 20
        is_whole(folder)
        status, out, err = ended(started(folder, *TABLES, HF_ENDPOINT=base))
        assert status == 0, (out, err)
        is_whole(folder)
        assert len(snapshots.read("hub_models", folder)) == SHIPPED + 3 * len(hub.orgs)
        assert len(snapshots.read("hub_orgs", folder)) == len(hub.orgs)
        assert not [*folder.rglob("*.part"), *folder.glob("staging/*/*")]
        shutil.rmtree(folder)


def test_of_two_refreshes_at_once_one_waits_and_says_so(everybody: tuple[HubService, str], store: Path) -> None:
    hub, base = everybody
    lock = FileLock(store / "refresh.lock")
    with lock:
        process = started(store, "hub_orgs", HF_ENDPOINT=base)
        assert process.stderr is not None
        assert process.stderr.readline() == "another refresh of this store is running; waiting for it to end\n"
        asked = len(hub.asked)
        assert not snapshots.vintages("hub_orgs", store)
    status, out, _ = ended(process)
    assert status == 0
    assert "written" in out
    assert len(hub.asked) - asked == len(hub.orgs)


def test_two_refreshes_at_once_write_one_vintage(everybody: tuple[HubService, str], store: Path) -> None:
    hub, base = everybody
    asked = len(hub.asked)
    both = [started(store, "hub_orgs", HF_ENDPOINT=base) for _ in range(2)]
    said = [ended(process) for process in both]
    assert [status for status, _, _ in said] == [0, 0]
    assert sorted("fetched today already" in out for _, out, _ in said) == [False, True]
    assert len(hub.asked) - asked == len(hub.orgs)


def test_a_disk_that_takes_no_more_is_told_and_the_old_snapshot_is_intact(
    everybody: tuple[HubService, str], store: Path
) -> None:
    _, base = everybody
    before = {path: path.read_bytes() for path in (store / "snapshots").rglob("*") if path.is_file()}
    # No file of this process may grow beyond 9,000 bytes: every org's part fits, the table of all models does not.
    limited = (
        "import resource, signal, sys; from lib.refresh.command import main; "
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000)); sys.exit(main(['hub_models', 'hub_orgs']))"
    )
    run = subprocess.run(
        [sys.executable, "-c", limited],
        cwd=PROJECT,
        env={"PATH": "", "CROSSOVER_DATA": str(store), "HF_ENDPOINT": base, "HF_HUB_DISABLE_TELEMETRY": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 1
    assert "the disk is full: make room and run the command again; what was there is as it was" in run.stdout
    assert "Traceback" not in run.stdout + run.stderr
    assert {path: path.read_bytes() for path in before} == before
    is_whole(store)


def test_ctrl_c_during_a_wait_ends_the_command_at_once(everybody: tuple[HubService, str], store: Path) -> None:
    hub, base = everybody
    hub.faults.append(Fault("/api/models", "quota", reset=200))
    try:
        process = started(store, "hub_models", HF_ENDPOINT=base)
        assert process.stderr is not None
        while "waiting" not in process.stderr.readline():
            pass
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        status, out, err = ended(process)
    finally:
        hub.faults.clear()
    assert (status, time.monotonic() - begun < 30) == (1, True)
    assert "stopped; run the command again, it goes on where it stopped" in err
    assert "Traceback" not in out + err


@pytest.mark.parametrize("day", ["0001-01-01", "2999-01-01", "soon"])
def test_a_day_that_no_record_reaches_is_bad_usage(store: Path, day: str) -> None:
    status, _, err = ended(started(store, "--since", day))
    assert status == 2
    assert "Traceback" not in err


def test_a_dry_run_of_the_command_writes_nothing(everybody: tuple[HubService, str], store: Path) -> None:
    _, base = everybody
    before = {path: path.read_bytes() for path in store.rglob("*") if path.is_file()}
    status, out, _ = ended(started(store, *TABLES, "--dry-run", HF_ENDPOINT=base))
    assert status == 0
    assert "would be written" in out
    assert {path: path.read_bytes() for path in store.rglob("*") if path.is_file()} == before


def test_a_whole_refresh_of_the_hub_stays_within_the_quota_of_an_anonymous_reader(
    everybody: tuple[HubService, str], store: Path
) -> None:
    hub = HubService(orgs=everybody[0].orgs, quota=500)
    with serving(hub.app) as base:
        status, out, err = ended(started(store, *TABLES, "hub_derivatives", HF_ENDPOINT=base))
    assert status == 0, out
    assert 300 < len(hub.asked) <= 500
    assert "waiting" not in err


def test_offline_mode_is_told_and_nothing_is_asked(everybody: tuple[HubService, str], store: Path) -> None:
    hub, base = everybody
    asked = len(hub.asked)
    status, out, err = ended(started(store, *TABLES, HF_ENDPOINT=base, HF_HUB_OFFLINE="1"))
    assert status == 1
    assert "HF_HUB_OFFLINE is set; unset it to fetch" in out
    assert "Traceback" not in out + err
    assert len(hub.asked) == asked
    is_whole(store)
