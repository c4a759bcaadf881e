"""What goes wrong while viewers look: a refresh finds no network, the browser for pictures is killed, a file damaged.

Between them vintages land. All of it happens to a store of its own, as it would to a real one.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from bench.taken import NOTICED, TABLE
from lib import snapshots
from lib.snapshots import PROJECT, Attempt

NOWHERE = "http://127.0.0.1:9"
"""Where nobody listens."""
GROWS = 1000
"""Of every so many downloads one more is in each vintage that lands."""
BROWSER = "chrom"
"""How the names of the processes begin that draw pictures."""


@contextmanager
def store() -> Iterator[Path]:
    """A copy of the shipped data folder; what is derived of it is made anew."""
    with TemporaryDirectory() as folder:
        place = Path(folder) / "data"
        shutil.copytree(PROJECT / "data", place, ignore=shutil.ignore_patterns("derived", "staging", "aside"))
        yield place


@dataclass
class Troubles:
    """What is done to a store and to the server that reads it; `done` says what and how often."""

    folder: Path
    server: psutil.Process
    done: dict[str, int] = field(default_factory=dict)
    refreshes: list[subprocess.Popen] = field(default_factory=list)
    kept: bytes = b""

    def each(self) -> tuple[Callable[[], None], ...]:
        """All of them, in the order in which they follow on each other."""
        return (self.land, self.refresh_without_network, self.kill_browser, self.damage, self.mend)

    def land(self) -> None:
        """Write a vintage of the table a day after the newest, in which everybody has a little more."""
        known, stated = snapshots.read(TABLE, self.folder), snapshots.provenance(TABLE, self.folder)
        facts = {name: getattr(stated, name) for name in ("source", "url", "licence", "citation", "how", "universe")}
        day = date.fromisoformat(stated.as_of) + timedelta(days=1)
        rows = known.assign(downloads=known["downloads"] + known["downloads"] // GROWS)
        facts |= {"as_of": day.isoformat(), "complete": True, "caveats": ()}
        snapshots.write(TABLE, rows, self.folder, facts)
        self._count("vintages that landed")

    def kill_browser(self) -> None:
        """Kill whatever draws pictures at the moment."""
        for child in self.server.children(recursive=True):
            with suppress(psutil.Error):
                if child.name().startswith(BROWSER):
                    child.send_signal(signal.SIGKILL)
                    self._count("processes of the browser killed")

    def refresh_without_network(self) -> None:
        """Begin a refresh that finds nobody; how it went is recorded in the store."""
        environment = {**os.environ, "CROSSOVER_DATA": str(self.folder), "HF_ENDPOINT": NOWHERE}
        command = [sys.executable, "-m", "lib.refresh", "hub_orgs", "hub_derivatives"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.refreshes.append(subprocess.Popen(command, cwd=PROJECT, env=environment, **quiet))
        self._count("refreshes without a network")

    def damage(self) -> None:
        """Cut the newest file of the table short, and have the app look at its store anew."""
        file = self._newest()
        self.kept = file.read_bytes()
        file.write_bytes(self.kept[: len(self.kept) // 2])
        self._touch("a file was cut short")
        self._count("files damaged")

    def mend(self) -> None:
        """Put back what was damaged."""
        if self.kept:
            self._newest().write_bytes(self.kept)
            self.kept = b""
            self._touch("")

    def end(self) -> None:
        """Wait until no refresh is under way."""
        for refresh in self.refreshes:
            refresh.wait(timeout=180)

    def _newest(self) -> Path:
        return snapshots.file(TABLE, self.folder, snapshots.vintages(TABLE, self.folder)[-1])

    def _touch(self, why: str) -> None:
        """A note of an attempt is a change of the store; a refresh leaves one after every table."""
        snapshots.record("arena", self.folder, Attempt(datetime.now(UTC).isoformat(timespec="seconds"), "LMArena", why))

    def _count(self, what: str) -> None:
        self.done[what] = self.done.get(what, 0) + 1


def follow(troubles: Troubles, end: float, pause: float, landed: Callable[[], None]) -> None:
    """One after the other until `end`, so many seconds apart; `landed` is called after each vintage.

    What is damaged stays so until the app must have noticed. It ends with a store that is whole, and that the app had a
    minute to look at.
    """
    acts = troubles.each()
    turn = 0
    while time.monotonic() + NOTICED < end - NOTICED:
        act = acts[turn % len(acts)]
        act()
        if act == troubles.land:
            landed()
        turn += 1
        time.sleep(NOTICED if act == troubles.damage else pause)
    troubles.mend()
    time.sleep(max(0.0, end - time.monotonic()))
