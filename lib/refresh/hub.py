"""What a refresh fetches from the Hugging Face Hub: models of every org, orgs, robots, and what was made of models."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from lib import snapshots
from lib.refresh import models, robotics
from lib.refresh.bases import bases
from lib.refresh.landing import Fetched
from lib.refresh.staging import Rows
from lib.refresh.step import Run, each
from lib.snapshots import SnapshotDamagedError
from lib.sources import hub, hub_rows
from lib.sources.hub import Hub

TABLES = ("hub_models", "hub_orgs", "hub_robotics", "hub_derivatives")
SPARE, FEW = 20, 100
"""So many calls of the window are left for whoever else asks from here; with fewer than so many to spend, the next
window is waited for."""


def fetch(run: Run) -> Mapping[str, Callable[[], Fetched]]:
    """How each table of the Hub is fetched, in this order."""
    watch = run.watch(hub.NAME)
    service = hub.open_hub(watch=watch, **run.asking)
    orgs = run.registry.orgs("hub")
    watch.expected(len(orgs) * len({"hub_models", "hub_orgs"} & set(run.tables)))
    return {
        "hub_models": partial(models.fetch, run, service, orgs),
        "hub_orgs": partial(_orgs, run, service, orgs),
        "hub_robotics": partial(robotics.fetch, run, service),
        "hub_derivatives": partial(_derivatives, run, service),
    }


def _orgs(run: Run, service: Hub, orgs: list[str]) -> Fetched:
    kept, read = run.staging("hub_orgs"), _read(run)

    def rows(org: str, body: dict) -> Rows:
        return [hub_rows.overview(body, org, read.get((service.asker.day, org)), service.asker.day)]

    came = each(orgs, kept, service.overview, rows)
    frame = hub_rows.overviews_frame(kept.rows)
    return Fetched(
        table="hub_orgs",
        frame=frame.drop_duplicates(["day", "org"]).reset_index(drop=True),
        source="hub",
        as_of=max(frame["day"].dt.date, default=service.asker.day),
        how=f"Read from the Hub's overview of {len(kept.parts)} of {len(orgs)} registered orgs.",
        universe="The registered orgs, with the number of models that the Hub states and the number that we read",
        missing=came.told,
        notes=_gone(came.gone),
    )


def _read(run: Run) -> dict[tuple[date, str], int]:
    """How many models of each org our own reading has, by day, in the newest vintage: today's landed just before.

    Nothing is known of a damaged one, which its own refresh tells.
    """
    days = snapshots.vintages("hub_models", run.folder)
    if not days:
        return {}
    try:
        rows = snapshots.read_vintage("hub_models", run.folder, days[-1])
    except SnapshotDamagedError:
        return {}
    own = rows.dropna(subset=["hub_id"])
    return own.groupby([own["day"].dt.date, "org"]).size().to_dict()  # type: ignore[return-value]


def _derivatives(run: Run, service: Hub) -> Fetched:
    every = bases(run)
    left = (service.asker.left or 0) - SPARE
    wanted = every[:left] if left >= FEW else every
    service.asker.watch.expected(len(wanted))
    kept = run.staging("hub_derivatives")
    notes = [f"{len(wanted)} of {len(every)} models were asked for, as many as the quota allowed"] * (wanted != every)

    def rows(model: str, body: dict) -> Rows:
        row = hub_rows.derivatives(body, model, service.asker.day)
        if row["model"] != model:
            notes.append(f"{model} is called {row['model']} now")
        return [row]

    came = each(wanted, kept, service.derivatives, rows)
    frame = hub_rows.derivatives_frame(kept.rows).drop_duplicates(["day", "model"]).reset_index(drop=True)
    return Fetched(
        table="hub_derivatives",
        frame=frame,
        source="hub",
        as_of=max(frame["day"].dt.date, default=service.asker.day),
        how=f"Read from the Hub's own count of children, of the {len(kept.parts)} most downloaded tracked models.",
        universe="Models that name one of these as their base, by relation",
        missing=came.told,
        notes=(*sorted(notes), *_gone(came.gone)),
    )


def _gone(names: tuple[str, ...]) -> tuple[str, ...]:
    return (f"the Hub does not have {', '.join(names)}",) if names else ()
