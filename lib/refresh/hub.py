"""What a refresh fetches from the Hugging Face Hub: models of every org, orgs, and what was made from models."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import chain, islice
from typing import TypeVar

import pandas as pd

from lib.refresh import staging
from lib.refresh.bases import bases
from lib.refresh.landing import Fetched
from lib.refresh.staging import Staging
from lib.refresh.step import Came, Run, each
from lib.sources import hub, hub_rows, hub_stats
from lib.sources.failures import SourceError
from lib.sources.hub import Hub
from lib.sources.hub_rows import Skipped

T = TypeVar("T")

TABLES = ("hub_models", "hub_orgs", "hub_derivatives")
HISTORY = "hub-stats"
"""With what the name of a part begins that was read from a record of an earlier day."""
SPARE, FEW = 20, 100
"""So many calls of the window are left for whoever else asks from here; with fewer than so many to spend, the next
window is waited for."""


def fetch(run: Run) -> Iterator[Fetched]:
    """The wanted tables of the Hub; raises `SourceError` if the source as a whole failed, with the parts kept."""
    watch = run.watch(hub.NAME)
    service = hub.open_hub(watch=watch, **run.asking)
    orgs = run.registry.orgs("hub")
    watch.expected(len(orgs) * len({"hub_models", "hub_orgs"} & set(run.tables)))
    models = None
    if "hub_models" in run.tables:
        fetched = _models(run, service, orgs)
        models = fetched.frame
        yield fetched
    if "hub_orgs" in run.tables:
        yield _orgs(run, service, orgs, models)
    if "hub_derivatives" in run.tables:
        yield _derivatives(run, service, bases(run, models))


def _models(run: Run, service: Hub, orgs: list[str]) -> Fetched:
    kept = Staging(run.folder, "hub_models", run.today, dry=run.dry)
    skipped: list[str] = []

    def read(org: str) -> tuple[list[dict], list[Skipped]]:
        items = service.models(org)
        first = list(islice(items, 1))  # the first answer tells the day
        return hub_rows.models(chain(first, items), org, service.asker.day)

    def keep(org: str, came: tuple[list[dict], list[Skipped]]) -> None:
        rows, strange = came
        skipped.extend(f"{one.item}: {one.why}" for one in strange)
        kept.add(org, rows)

    came = _each(orgs, read, keep, kept)
    earlier = _earlier(run, service, orgs, kept) if run.since else ()
    left = staging.earlier(run.folder, "hub_models", run.today)
    rows = [row for part in [*kept.parts.values(), *(part for _, _, part in left)] for row in part]
    frame = _with_tracked(hub_rows.models_frame(rows), run)
    days = frame["day"].dt.date
    whole = tuple(org for org in orgs if org in kept.parts)
    return Fetched(
        table="hub_models",
        frame=frame,
        source="hub",
        as_of=max(days, default=service.asker.day),
        how=f"Read from the Hub's list of models, of {len(whole)} of {len(orgs)} registered orgs.",
        universe="All public models of the registered orgs; tracked are the language models of makers among them",
        also=("hub_stats",) if any(part.startswith(HISTORY) for part in kept.parts) else (),
        asked=whole,
        missing=(*_told(came), *earlier),
        skipped=tuple(skipped),
        notes=(*dict.fromkeys(service.told), *_gone(came)),
    )


def _earlier(run: Run, service: Hub, orgs: list[str], kept: Staging) -> tuple[str, ...]:
    """Keep the models of earlier months too, from hub-stats, a day a month; why some could not be had."""
    watch = service.asker.watch
    try:
        found = hub_stats.revisions(service, run.since or run.today, run.today - timedelta(days=1))
        watch.expected(len(found))
        for revision in found:
            part = f"{HISTORY} {revision.id}"
            if part not in kept.parts:
                frame, _ = hub_stats.rows(revision, orgs)
                kept.add(part, json.loads(frame.to_json(orient="records", date_format="iso")))
            watch.asked(None)
    except SourceError as error:
        return (f"earlier months: {error}",)
    return ()


def _with_tracked(frame: pd.DataFrame, run: Run) -> pd.DataFrame:
    """The rows, each once, with the registry's word on which are language models of their makers."""
    frame = frame.drop_duplicates(["day", "model"]).reset_index(drop=True)
    tracked = [run.registry.tracked(*pair) for pair in zip(frame["model"], frame["pipeline_tag"], strict=True)]
    frame.insert(list(frame.columns).index("day_is_estimate"), "tracked", pd.Series(tracked, dtype="bool"))
    return frame


def _orgs(run: Run, service: Hub, orgs: list[str], models: pd.DataFrame | None) -> Fetched:
    read = {} if models is None else models["org"].value_counts().to_dict()
    kept = Staging(run.folder, "hub_orgs", run.today, dry=run.dry)

    def keep(org: str, body: dict) -> None:
        kept.add(org, [hub_rows.overview(body, org, read.get(org, None if models is None else 0), service.asker.day)])

    came = _each(orgs, service.overview, keep, kept)
    frame = hub_rows.overviews_frame([row for part in kept.parts.values() for row in part])
    return Fetched(
        table="hub_orgs",
        frame=frame,
        source="hub",
        as_of=service.asker.day,
        how=f"Read from the Hub's overview of {len(frame)} of {len(orgs)} registered orgs.",
        universe="The registered orgs, with the number of models that the Hub states and the number that we read",
        missing=_told(came),
        notes=_gone(came),
    )


def _derivatives(run: Run, service: Hub, wanted: list[str]) -> Fetched:
    left = (service.asker.left or 0) - SPARE
    wanted = wanted[:left] if left >= FEW else wanted
    service.asker.watch.expected(len(wanted))
    kept = Staging(run.folder, "hub_derivatives", run.today, dry=run.dry)
    renamed: list[str] = []

    def keep(model: str, body: dict) -> None:
        row = hub_rows.derivatives(body, model, service.asker.day)
        if row["model"] != model:
            renamed.append(f"{model} is called {row['model']} now")
        kept.add(model, [row])

    came = _each(wanted, service.derivatives, keep, kept)
    frame = hub_rows.derivatives_frame([row for part in kept.parts.values() for row in part])
    return Fetched(
        table="hub_derivatives",
        frame=frame.drop_duplicates(["day", "model"]).reset_index(drop=True),
        source="hub",
        as_of=service.asker.day,
        how=f"Read from the Hub's own count of children, of the {len(frame)} most downloaded tracked models.",
        universe="Models that name one of these as their base, by relation",
        missing=_told(came),
        notes=(*sorted(renamed), *_gone(came)),
    )


def _each(wanted: list[str], fetch: Callable[[str], T], keep: Callable[[str, T], None], kept: Staging) -> Came:
    """Fetch what is not kept yet; says how much is, if the source fails as a whole."""
    try:
        return each([name for name in wanted if name not in kept.parts], fetch, keep)
    except SourceError as error:
        done = f"{len(kept.parts)} of {len(wanted)} are fetched and kept for the next run of today"
        raise SourceError(f"{error} ({done})" if kept.parts else str(error), whole=True) from None


def _told(came: Came) -> tuple[str, ...]:
    return tuple(f"{name}: {why}" for name, why in sorted(came.failed.items()))


def _gone(came: Came) -> tuple[str, ...]:
    return (f"the Hub does not have {', '.join(came.gone)}",) if came.gone else ()
