"""Keep the tables up to date from the services themselves; or check the store, or rebuild what was carried over."""

import argparse
import json
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event

from filelock import Timeout
from rich.console import Console
from rich.table import Table

from lib import contracts, derived, registry, snapshots
from lib.derived import engines
from lib.derived.failures import EngineError
from lib.refresh import elsewhere, publishing, running
from lib.refresh.check import check
from lib.refresh.history import FIRST
from lib.refresh.landing import Outcome
from lib.refresh.progress import Bars
from lib.refresh.rebuild import rebuild
from lib.refresh.step import Run
from lib.refresh.steps import LIVE
from lib.registry import vintages
from lib.snapshots import SnapshotDamagedError
from lib.sources.failures import SourceError
from lib.sources.figures import FIGURES

FEW = 5
"""So many failures and skipped items of a table are told one by one."""
PATIENCE = 3600
"""So many seconds another refresh is waited for."""
NOT_BEGUN = "what was published before cannot be had; the log of the refresh says why"
"""What pages say then: the address is nobody's business there."""


def main(words: Sequence[str] | None = None) -> int:
    """Run the command; 0 if all is good, 1 if something failed and the rest landed, 2 for bad usage."""
    given = _given(words)
    folder = snapshots.data_folder()
    try:
        if given.check:
            return _told(*check(given.tables, folder))
        with ExitStack() as held:
            if not given.dry_run:
                _lock(held, folder)
            if given.keep_registry:
                return _told([_kept(folder)], [])
            if given.derive:
                with elsewhere.facts() as facts:
                    act = derived.update if facts else derived.remake
                    act(folder, _deriving, engines.chosen(), facts)
                return _told(["what pages read of hub_models is derived anew"], [])
            if given.figures:
                return _told(rebuild(given.tables, given.figures, folder), [])
            if given.dry_run:
                return _refresh(given, given.tables, folder)
            _begin(given.tables, folder)
            refreshed = _refresh(given, given.tables, folder)
            return max(refreshed, _told([], publishing.end(folder, datetime.now(UTC).date())))
    except (OSError, RuntimeError, ValueError, LookupError) as error:
        return _told([], [str(error)])
    except KeyboardInterrupt:
        return _told([], ["stopped; run the command again, it goes on where it stopped"])


def _given(words: Sequence[str] | None) -> argparse.Namespace:
    """What the words of the command ask for, with every table named; bad usage ends the program with 2."""
    parser = _parser()
    given = parser.parse_args(words)
    offered = tuple(contracts.TABLES) if given.check else tuple(FIGURES) if given.figures else LIVE
    for table in given.tables:
        if table not in contracts.TABLES:
            parser.error(f"no table is called {table!r}; the tables are {', '.join(contracts.TABLES)}")
        if table not in offered:
            parser.error(f"{table} cannot be had this way; these can: {', '.join(offered)}")
    apart = given.check or given.figures or given.keep_registry or given.derive
    if apart and (given.since or given.dry_run or given.json):
        parser.error(
            "--since, --dry-run and --json belong to a refresh, not to --check, --figures, --keep-registry or --derive"
        )
    given.tables = tuple(given.tables) or offered
    return given


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m lib.refresh", description=__doc__)
    parser.add_argument("tables", nargs="*", metavar="TABLE", help=f"one of {', '.join(LIVE)}; all if none is named")
    parser.add_argument("--since", type=_day, metavar="DAY", help="fetch history from this day on too, as 2025-01-01")
    parser.add_argument("--dry-run", action="store_true", help="fetch and say what would be written, but write nothing")
    parser.add_argument("--json", action="store_true", help="give the summary as JSON on standard output")
    act = parser.add_mutually_exclusive_group()
    act.add_argument("--check", action="store_true", help="check the snapshots on disk and write nothing")
    act.add_argument("--keep-registry", action="store_true", help="keep the registry as today's vintage, if it changed")
    act.add_argument("--derive", action="store_true", help="derive anew what pages read of the table of models")
    act.add_argument("--figures", type=Path, metavar="FOLDER", help="rebuild tables from the figure files in FOLDER")
    return parser


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2025-01-31") from None
    if not FIRST <= day < datetime.now(UTC).date():
        raise argparse.ArgumentTypeError(f"{text} is not between {FIRST}, before which nothing is recorded, and today")
    return day


def _kept(folder: Path) -> str:
    """Keep the registry in use, so that frozen links can be made of it; what was done in a sentence."""
    registry.load(folder)
    today = datetime.now(UTC).date()
    if vintages.keep(folder, today):
        return f"the registry is kept as it is on {today}"
    if registry.load(folder, today).version == registry.load(folder).version:
        return "the registry is kept already as it is"
    raise RuntimeError(f"a registry of {today} is kept already, and a vintage is never changed; keep it tomorrow")


def _lock(held: ExitStack, folder: Path) -> None:
    """Hold the store's lock; wait for another refresh and say so. Raises `RuntimeError` if it takes too long."""
    lock = snapshots.lock(folder)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        print("another refresh of this store is running; waiting for it to end", file=sys.stderr)
        try:
            lock.acquire(timeout=PATIENCE)
        except Timeout:
            raise RuntimeError("another refresh of this store does not end; look for it and stop it") from None
    held.callback(lock.release)


def _begin(tables: tuple[str, ...], folder: Path) -> None:
    """Go on from what others published; where that cannot be had, pages are to say that the refresh failed."""
    try:
        publishing.begin(folder)
    except SourceError:
        running.not_begun(tables, folder, datetime.now(UTC), NOT_BEGUN)
        raise


def _refresh(given: argparse.Namespace, tables: tuple[str, ...], folder: Path) -> int:
    if not given.dry_run:
        snapshots.tidy(folder)
    stopped = _stoppable()

    def beat() -> float:
        if stopped.is_set():
            raise SourceError("stopped", whole=True)
        return time.monotonic()

    def rest(seconds: float) -> None:
        stopped.wait(seconds)

    with Bars() as bars:
        run = Run(
            folder=folder,
            registry=registry.load(folder),
            tables=tables,
            since=given.since,
            dry=given.dry_run,
            clock=beat,
            sleep=rest,
            now=lambda: datetime.now(UTC),
            watch=bars.source,
        )
        outcomes = list(running.run_all(run))
    wrong = [] if given.dry_run else _derive(folder)
    good = all(outcome.good for outcome in outcomes) and not wrong
    if given.json:
        print(json.dumps({"good": good, "tables": [asdict(outcome) for outcome in outcomes]}, indent=2))
    else:
        _summary(outcomes)
    for line in wrong:
        print(line, file=sys.stderr)
    return 0 if good else 1


def _derive(folder: Path) -> list[str]:
    """Derive what pages read of the models that landed; what went wrong, a line each."""
    try:
        derived.update(folder, _deriving, engines.chosen())
    except (OSError, SnapshotDamagedError, EngineError) as error:
        return [f"what pages read of hub_models could not be derived: {error}"]
    return []


def _deriving(vintage: date) -> None:
    print(f"deriving what pages read of hub_models as of {vintage}", file=sys.stderr)


def _stoppable() -> Event:
    """What is set when somebody presses Ctrl-C, so that no thread waits or asks on."""
    stopped = Event()

    def stop(*_: object) -> None:
        stopped.set()
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, stop)
    return stopped


def _summary(outcomes: list[Outcome]) -> None:
    """A line a table, and below it what was left out and why."""
    table = Table(box=None, pad_edge=False)
    table.add_column("table")
    table.add_column("state")
    for column in ("rows", "new", "changed", "gone"):
        table.add_column(column, justify="right")
    table.add_column("skipped", justify="right")
    for one in outcomes:
        numbers = (str(count) if one.rows else "" for count in (one.rows, one.new, one.changed, one.gone))
        table.add_row(one.table, one.state, *numbers, str(len(one.skipped)) if one.rows else "")
    console = Console(width=None if sys.stdout.isatty() else 160)
    console.print(table)
    for one in outcomes:
        for line in (*_few(one.failures), *_few(tuple(f"skipped {what}" for what in one.skipped)), *one.notes):
            console.print(f"{one.table}: {line}", markup=False, highlight=False)


def _few(lines: tuple[str, ...]) -> list[str]:
    return [*lines[:FEW], *([f"and {len(lines) - FEW} more like this; --json has them all"] if lines[FEW:] else [])]


def _told(good: list[str], wrong: list[str]) -> int:
    for line in good:
        print(line)
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0
