"""Where what is derived is kept, beside the snapshots: a folder for each vintage, with the days that it states."""

import hashlib
import json
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, datetime
from errno import EROFS
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from filelock import FileLock

from lib import snapshots
from lib.derived import daily, facts
from lib.derived.daily import Day, Engine, make
from lib.derived.embedded import SQL, Embedded
from lib.derived.engines import Opened
from lib.derived.facts import TABLE, Facts

NOTE = "made.json"
"""The file in the folder of a vintage that says what it was made from, written last."""
FORM = hashlib.sha256("".join([Path(daily.__file__).read_text(encoding="utf-8"), *SQL.values()]).encode()).hexdigest()
"""The steps that say what is derived of a day and their order: what they make when they are others is made anew."""

Said = Callable[[date], None]
"""Told each vintage before it is derived."""


def update(
    folder: Path, said: Said = lambda _: None, opened: Opened = Embedded, elsewhere: Facts | None = None
) -> None:
    """Derive every vintage of the table that is not derived yet, or was from other facts, in the order of their days.

    What a new vintage costs does not depend on how many there are, if its days are newer than those of all others;
    else the days from its first on are derived again from all that state them. Waits while another process does it.
    `opened` says by which engine, `elsewhere` where the facts lie if not in the store.
    """
    where = elsewhere or facts.of(folder)
    place = folder / "derived"
    place.mkdir(parents=True, exist_ok=True)
    with FileLock(place / "update.lock"), ExitStack() as held:
        known: dict[datetime, Day] = {}
        engine = None
        for vintage, mark in _marks(where.notes, None):
            if _mark_of(place / TABLE / str(vintage)) != mark:
                said(vintage)
                engine = engine or held.enter_context(opened(where.files, place))
                _derive(engine, where, place / TABLE, vintage, mark, known)
            known |= _days_of(place / TABLE / str(vintage), where)


def remake(
    folder: Path, said: Said = lambda _: None, opened: Opened = Embedded, elsewhere: Facts | None = None
) -> None:
    """Forget all that is derived and derive it anew."""
    shutil.rmtree(folder / "derived" / TABLE, ignore_errors=True)
    update(folder, said, opened, elsewhere)


def landed(folder: Path, as_of: date | None) -> dict[date, dict[datetime, Day]]:
    """By vintage up to `as_of` the days that it states, as it left them; derived first where they are not.

    Where the data folder cannot be written to, all is derived aside, once in the life of the process. Raises
    `SnapshotDamagedError` where what must be derived is damaged.
    """
    marks = _marks(folder, as_of)
    place = folder / "derived" / TABLE
    if any(_mark_of(place / str(vintage)) != mark for vintage, mark in marks):
        try:
            update(folder)
        except OSError as error:
            if not (isinstance(error, PermissionError) or error.errno == EROFS):
                raise
            place = _aside(folder, marks[-1][1]) / "derived" / TABLE
    return {vintage: _days_of(place / str(vintage), facts.of(folder)) for vintage, _ in marks}


@cache
def _aside(folder: Path, mark: str) -> Path:
    """A folder of its own with the same snapshots, all derived; `mark` says of which."""
    aside = Path(mkdtemp(prefix=f"crossover-{mark[:8]}-"))
    (aside / "snapshots").symlink_to((folder / "snapshots").resolve())
    update(aside)
    return aside


def _marks(folder: Path, as_of: date | None) -> list[tuple[date, str]]:
    """Each vintage up to `as_of` with a mark over its facts and those of all before it."""
    found, mark = [], FORM
    for vintage in snapshots.vintages(TABLE, folder):
        if as_of is None or vintage <= as_of:
            stated = snapshots.provenance(TABLE, folder, vintage).sha256
            mark = hashlib.sha256(f"{mark} {stated}".encode()).hexdigest()
            found.append((vintage, mark))
    return found


def _mark_of(place: Path) -> str:
    """The mark of the facts that a folder was made from; empty where there is none."""
    try:
        return str(json.loads((place / NOTE).read_text(encoding="utf-8"))["mark"])
    except (OSError, ValueError, KeyError):
        return ""


def _days_of(place: Path, where: Facts) -> dict[datetime, Day]:
    """The days in the folder of a vintage."""
    stated = json.loads((place / NOTE).read_text(encoding="utf-8"))["days"]
    found = {}
    for said, of in stated.items():
        day = datetime.fromisoformat(said)
        found[day] = Day(day, place, tuple(where.file(name) for name in of["facts"]), of["counts"])
    return found


def _derive(engine: Engine, where: Facts, every: Path, vintage: date, mark: str, known: dict[datetime, Day]) -> None:
    """Write the folder of a vintage aside and rename it; `known` are the days as the vintages before it left them."""
    place = every / str(vintage)
    aside = place.with_name(f"{vintage}.part")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    newest = where.intact(vintage)
    made: dict[datetime, Day] = {}
    try:
        own = engine.days(newest)
        for day in sorted({*own, *(day for day in known if own and day > own[0])}):
            earlier = max((other for other in known | made if other < day), default=None)
            before = None if earlier is None else made.get(earlier) or known[earlier]
            stating = (*known[day].facts, *([newest] if day in own else [])) if day in known else (newest,)
            made[day] = make(engine, day, stating, before, aside)
    except engine.failures as error:
        said = str(error).splitlines()[0]
        raise engine.failure(f"the models as of {vintage} cannot be derived from: {said}") from None
    stated = {
        day.isoformat(): {"facts": [Path(file).name for file in each.facts], "counts": each.counts}
        for day, each in made.items()
    }
    note = {"mark": mark, "days": stated}
    (aside / NOTE).write_text(json.dumps(note), encoding="utf-8")
    shutil.rmtree(place, ignore_errors=True)
    aside.rename(place)
