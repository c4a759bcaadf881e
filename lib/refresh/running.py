"""A run of the refresh: each step in turn, what came of each table, and a note of the try beside it."""

import errno
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from lib import snapshots
from lib.refresh import landing, staging
from lib.refresh.landing import Fetched, Outcome
from lib.refresh.step import Run
from lib.refresh.steps import STEPS, Step
from lib.snapshots import Attempt
from lib.sources.failures import SourceError

FAILURES = (OSError, LookupError, RuntimeError, ValueError)
"""What a source, the store or the disk may raise, each with a sentence; anything else is a fault of ours."""


def run_all(run: Run) -> Iterator[Outcome]:
    """What came of each wanted table, as it comes; a step that fails takes no other with it."""
    for step in STEPS:
        wanted = [table for table in step.tables if table in run.tables]
        done = {table: _done_today(table, run) for table in wanted}
        yield from (outcome for outcome in done.values() if outcome)
        if rest := tuple(table for table in wanted if not done[table]):
            yield from _run(step, replace(run, tables=rest))


def not_begun(tables: Collection[str], folder: Path, at: datetime, why: str) -> None:
    """Note beside each wanted table that has no vintage of the day why the refresh at that time did not even begin."""
    for step in STEPS:
        for table in step.tables:
            if table in tables and at.date() not in snapshots.vintages(table, folder):
                snapshots.record(table, folder, Attempt(at.isoformat(timespec="seconds"), step.name, why))


def _done_today(table: str, run: Run) -> Outcome | None:
    """Why a table is not fetched: it was today, and a vintage is never changed; None if it was not."""
    tried = snapshots.attempt(table, run.folder)
    tried = tried if tried and tried.at[:10] == run.today.isoformat() else None
    landed = run.today in snapshots.vintages(table, run.folder)
    if run.since and landed:
        why = "it has a vintage of today, which is never changed: fetch earlier days tomorrow, before anything else"
        return Outcome(table, "not fetched", failures=(why,))
    if landed or (tried and not tried.why and not run.since):
        return Outcome(table, "fetched today already", failures=(tried.why,) if tried and tried.why else ())
    return None


def _run(step: Step, run: Run) -> Iterator[Outcome]:
    """The outcomes of one step; what is not fetched because the whole service fails has failed for the same reason."""
    try:
        ways = step.fetch(run)
    except FAILURES as error:
        yield from (_noted(Outcome(table, "failed", failures=(_why(error),)), step, run) for table in run.tables)
        return
    whole = ""
    for table in run.tables:
        outcome = Outcome(table, "failed", failures=(whole,))
        if not whole:
            try:
                outcome = _landed(ways[table](), run)
            except FAILURES as error:
                outcome = Outcome(table, "failed", failures=(_why(error),))
                whole = _why(error) if isinstance(error, SourceError) and error.whole else ""
        yield _noted(outcome, step, run)


def _landed(fetched: Fetched, run: Run) -> Outcome:
    """What came of one table; what was kept for it is forgotten once it is judged."""
    outcome = landing.land(fetched, run.folder, run.registry, dry=run.dry)
    if not run.dry:
        staging.clear(run.folder, fetched.table)
    return outcome


def _noted(outcome: Outcome, step: Step, run: Run) -> Outcome:
    """The outcome, after a note of it stands beside the table, unless the run is dry or the disk takes none."""
    if run.dry:
        return outcome
    why = "; ".join(outcome.failures[:3]) + (f"; and {len(outcome.failures) - 3} more" if outcome.failures[3:] else "")
    try:
        snapshots.record(outcome.table, run.folder, Attempt(run.now().isoformat(timespec="seconds"), step.name, why))
    except (OSError, ValueError) as error:
        return replace(outcome, failures=tuple(dict.fromkeys((*outcome.failures, _why(error)))))
    return outcome


def _why(error: Exception) -> str:
    if not isinstance(error, OSError):
        return (str(error).splitlines() or [type(error).__name__])[0]
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "the disk is full: make room and run the command again; what was there is as it was"
    return f"the data folder cannot be written ({error.strerror or error}); what was there is as it was"
