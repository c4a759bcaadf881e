"""A run of the refresh: each step in turn, what came of each table, and a note of the try beside it."""

import errno
from collections.abc import Iterator
from dataclasses import replace

from lib import snapshots
from lib.refresh import landing, staging
from lib.refresh.landing import Fetched, Outcome
from lib.refresh.step import Run
from lib.refresh.steps import STEPS, Step
from lib.snapshots import Attempt

FAILURES = (OSError, LookupError, RuntimeError, ValueError)
"""What a source, the store or the disk may raise, each with a sentence; anything else is a fault of ours."""


def run_all(run: Run) -> Iterator[Outcome]:
    """What came of each wanted table, as it comes; a step that fails takes no other with it."""
    for step in STEPS:
        wanted = tuple(table for table in step.tables if table in run.tables)
        fresh = tuple(table for table in wanted if run.since is None and _fetched_today(table, run))
        for table in fresh:
            yield Outcome(table, "fetched today already")
        if rest := tuple(table for table in wanted if table not in fresh):
            yield from _run(step, replace(run, tables=rest))


def _fetched_today(table: str, run: Run) -> bool:
    tried = snapshots.attempt(table, run.folder)
    good = tried is not None and not tried.why and tried.at[:10] == run.today.isoformat()
    return good or run.today in snapshots.vintages(table, run.folder)


def _run(step: Step, run: Run) -> Iterator[Outcome]:
    """The outcomes of one step; what was not reached when it failed has failed for the same reason."""
    open_ = dict.fromkeys(run.tables)
    try:
        for fetched in step.fetch(run):
            del open_[fetched.table]
            yield _noted(_landed(fetched, run), step, run)
    except FAILURES as error:
        why = _why(error)
    else:
        why = f"{step.name} gave nothing for it"
    for table in open_:
        yield _noted(Outcome(table, "failed", failures=(why,)), step, run)


def _landed(fetched: Fetched, run: Run) -> Outcome:
    """What came of one table; what was kept for it is forgotten once it is judged."""
    try:
        outcome = landing.land(fetched, run.folder, run.registry, dry=run.dry)
    except FAILURES as error:
        return Outcome(fetched.table, "failed", failures=(_why(error),))
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
    except OSError as error:
        return replace(outcome, failures=tuple(dict.fromkeys((*outcome.failures, _why(error)))))
    return outcome


def _why(error: Exception) -> str:
    if not isinstance(error, OSError):
        return str(error).splitlines()[0]
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "the disk is full: make room and run the command again; what was there is as it was"
    return f"the data folder cannot be written ({error.strerror or error}); what was there is as it was"
