"""The models of every registered org, as the Hub lists them now, and of earlier months from hub-stats on request."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain, islice

import pandas as pd

from lib import parts
from lib.refresh.landing import Fetched
from lib.refresh.staging import Rows, Staging
from lib.refresh.step import Run, each
from lib.snapshots import SnapshotDamagedError, SnapshotNotFoundError
from lib.sources import hub_rows, hub_stats
from lib.sources.failures import SourceError
from lib.sources.hub import Hub
from lib.sources.hub_rows import Skipped

HISTORY = "hub-stats"
"""With what the name of a part begins that was read from a record of an earlier day."""


def fetch(run: Run, service: Hub, orgs: list[str]) -> Fetched:
    """`hub_models` of this day, with what interrupted runs of earlier days left, and with earlier months on request.

    Raises `SourceError` if the Hub fails as a whole; what came is kept then.
    """
    kept = run.staging("hub_models")
    skipped: list[Skipped] = []

    def read(org: str) -> tuple[Rows, list[Skipped]]:
        items = service.models(org)
        first = list(islice(items, 1))  # the first answer tells the day
        return hub_rows.models(chain(first, items), org, service.asker.day)

    def rows(org: str, came: tuple[Rows, list[Skipped]]) -> Rows:
        skipped.extend(came[1])
        return came[0]

    came = each(orgs, kept, read, rows)
    whole = {org: len(kept.parts[org]) for org in orgs if org in kept.parts}
    history = tuple(_earlier(run, service, orgs, kept, skipped)) if run.since else ()
    frame = _with_tracked(hub_rows.models_frame(kept.rows), run)
    return Fetched(
        table="hub_models",
        frame=frame,
        source="hub",
        as_of=max(frame["day"].dt.date, default=service.asker.day),
        how=f"Read from the Hub's list of models, of {len(whole)} of {len(orgs)} registered orgs.",
        universe="All public models of the registered orgs; tracked are the language models of makers among them",
        also=("hub_stats",) if any(part.startswith(HISTORY) for part in kept.parts) else (),
        asked=whole,
        missing=(*came.told, *(f"{org}: the Hub does not have it" for org in came.gone), *history),
        skipped=tuple(f"{one.item}: {one.why}" for one in skipped),
        notes=tuple(dict.fromkeys(service.told)),
    )


def _earlier(run: Run, service: Hub, orgs: list[str], kept: Staging, skipped: list[Skipped]) -> Iterator[str]:
    """Keep a day a month of the record of earlier days, unless the store has that day; why some could not be had."""
    watch = service.asker.watch
    visit = run.visit(watch)
    known = _days_read(run)
    try:
        found = hub_stats.revisions(service, run.since or run.today, run.today - timedelta(days=1), visit=visit)
        wanted = [one for one in found if one.at.date() not in known and f"{HISTORY} {one.id}" not in kept.parts]
        watch.expected(len(wanted))
        for revision in wanted:
            frame, strange = hub_stats.rows(revision, orgs, visit=visit)
            skipped.extend(strange)
            kept.add(f"{HISTORY} {revision.id}", json.loads(frame.to_json(orient="records", date_format="iso")))
            watch.asked(None)
    except SourceError as error:
        yield f"earlier months: {error}"
    service.asker.restart()


def _days_read(run: Run) -> set[date]:
    """The days of which the store has a reading; none if it is damaged, which landing tells."""
    try:
        return parts.days_with("hub_models", run.folder, "fetched_at")
    except (SnapshotDamagedError, SnapshotNotFoundError):
        return set()


def _with_tracked(frame: pd.DataFrame, run: Run) -> pd.DataFrame:
    """The rows, each once, with the registry's word on which are language models of their makers."""
    frame = frame.drop_duplicates(["day", "model"]).reset_index(drop=True)
    tracked = [run.registry.tracked(*pair) for pair in zip(frame["model"], frame["pipeline_tag"], strict=True)]
    frame.insert(list(frame.columns).index("day_is_estimate"), "tracked", pd.Series(tracked, dtype="bool"))
    return frame
