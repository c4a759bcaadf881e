"""What a refresh fetches from ModelScope: downloads of every model of the makers' owners there, by its own count."""

from collections.abc import Callable, Mapping

from lib.refresh.landing import Fetched
from lib.refresh.staging import Rows
from lib.refresh.step import Run, each
from lib.sources import modelscope
from lib.sources.hub_rows import Skipped

TABLES = ("modelscope_models",)


def fetch(run: Run) -> Mapping[str, Callable[[], Fetched]]:
    """How the table of ModelScope is fetched."""
    return {"modelscope_models": lambda: _models(run)}


def _models(run: Run) -> Fetched:
    watch = run.watch(modelscope.NAME)
    service = modelscope.open_modelscope(watch=watch, **run.asking)
    owners = run.registry.orgs("modelscope")
    watch.expected(len(owners))
    kept = run.staging("modelscope_models")
    skipped: list[Skipped] = []

    def rows(owner: str, came: tuple[list, str]) -> Rows:
        items, why = came
        if why:
            raise ValueError(why)
        found, strange = modelscope.parse(items, owner, service.asker.day)
        skipped.extend(strange)
        return found

    came = each(owners, kept, service.fetch, rows)
    frame = modelscope.frame(kept.rows)
    return Fetched(
        table="modelscope_models",
        frame=frame.drop_duplicates(["day", "model"]).reset_index(drop=True),
        source="modelscope",
        as_of=max(frame["day"].dt.date, default=service.asker.day),
        how=f"Read from ModelScope's list of models, of {len(kept.parts)} of {len(owners)} owners.",
        universe="Models of makers' own accounts on ModelScope, by a count of its own whose window it does not state; "
        "not comparable with the Hub's",
        asked={owner: len(rows) for owner, rows in kept.parts.items()},
        missing=(*came.told, *(f"{owner}: ModelScope does not know it" for owner in came.gone)),
        skipped=tuple(f"{one.item}: {one.why}" for one in skipped),
    )
