"""What a refresh does for other stores: its vintages are committed, or put where running apps take them from."""

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

from lib import contracts, published
from lib.refresh.check import check

PUBLISH = "CROSSOVER_PUBLISH"
"""The setting that says where: `git`, or an address as of `lib.sources.places.Place`; nowhere if it is not set."""
GIT = "git"
USER = re.compile(r"//[^/@\s]+@")
"""Who asks, and with which key, in the address of a repository; git may repeat it when it fails."""


def place() -> str:
    """Where vintages are published; empty if nowhere."""
    return os.environ.get(PUBLISH, "")


def begin(folder: Path) -> None:
    """Bring what others published into the store first, so that the refresh goes on from it; raises `SourceError`."""
    if place() not in ("", GIT):
        _say(f"taken from {place()}", published.take(folder, place()))


def end(folder: Path, today: date) -> list[str]:
    """Check the store and publish what is new of it; what is wrong, a line each: then nothing is published."""
    if not place():
        return []
    _, wrong = check(tuple(contracts.TABLES), folder)
    if wrong:
        return [*wrong, "nothing is published while this is wrong"]
    try:
        if place() == GIT:
            _commit(folder, today)
        else:
            _say(f"published at {place()}", published.publish(folder, place()))
    except (OSError, RuntimeError) as error:
        return [str(error)]
    return []


def _say(what: str, names: list[str]) -> None:
    print(f"{what}: {len(names)} files", file=sys.stderr)


def _commit(folder: Path, today: date) -> None:
    """Commit the snapshots, with the notes of attempts, and push them; raises `RuntimeError`."""
    _git(folder, "add", "--force", "snapshots")
    if _git(folder, "status", "--porcelain", "snapshots"):
        _git(folder, "commit", "--quiet", "--message", f"Data of {today}", "--", "snapshots")
    _git(folder, "pull", "--quiet", "--rebase")
    _git(folder, "push", "--quiet")


def _git(folder: Path, *words: str) -> str:
    command = ["git", "-C", str(folder), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = USER.sub("//", " ".join(done.stderr.split()))
        raise RuntimeError(f"the data is not published, git {words[0]} failed: {said}")
    return done.stdout
