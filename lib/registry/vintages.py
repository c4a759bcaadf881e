"""The registry as it was decided at a date: each refresh keeps a copy of its files if they have changed."""

import filecmp
import hashlib
import os
import shutil
from contextlib import suppress
from datetime import date
from pathlib import Path

KINDS = (".csv", ".toml")
"""The endings of the files of a registry."""


def vintages(folder: Path) -> list[date]:
    """The days of which a registry is kept below `folder`/snapshots/registry, oldest first."""
    days = []
    for path in (folder / "snapshots" / "registry").glob("????-??-??"):
        with suppress(ValueError):
            days.append(date.fromisoformat(path.name))
    return sorted(days)


def at(folder: Path, as_of: date | None = None) -> Path:
    """The folder of the registry as it was at `as_of`: the newest vintage not after it, the oldest for an earlier day.

    The registry in use if `as_of` is None or no vintage is kept.
    """
    kept = vintages(folder) if as_of else []
    if not kept:
        return folder / "registry"
    return folder / "snapshots" / "registry" / str(max((day for day in kept if day <= as_of), default=kept[0]))  # type: ignore[operator]


def keep(folder: Path, day: date) -> bool:
    """Keep the registry in use as the vintage of `day`; whether that was needed.

    Nothing is written if the newest vintage holds the same files, or if `day` has one already: it is never changed.
    The copy is made aside and renamed.
    """
    kept = vintages(folder)
    now = folder / "registry"
    names = sorted(path.name for path in now.iterdir() if path.suffix in KINDS)
    if kept and (kept[-1] >= day or _same(now, at(folder, kept[-1]), names)):
        return False
    target = folder / "snapshots" / "registry" / str(day)
    aside = target.with_name(f"{day}.part")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        for name in names:
            shutil.copyfile(now / name, aside / name)
        os.replace(aside, target)
    except OSError:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    return True


def checksum(place: Path) -> str:
    """A checksum of the files of a registry."""
    files = sorted(path for path in place.iterdir() if path.suffix in KINDS)
    return hashlib.sha256(b"".join(f"{path.name}\n".encode() + path.read_bytes() for path in files)).hexdigest()


def _same(now: Path, then: Path, names: list[str]) -> bool:
    return sorted(path.name for path in then.iterdir()) == names and not any(
        filecmp.cmpfiles(now, then, names, shallow=False)[1:]
    )
