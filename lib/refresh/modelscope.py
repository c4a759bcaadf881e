"""What a refresh fetches from ModelScope: downloads of every model of the makers' owners there, by its own count."""

from collections.abc import Iterator

from lib.refresh.landing import Fetched
from lib.refresh.staging import Staging
from lib.refresh.step import Run, each
from lib.sources import modelscope

TABLES = ("modelscope_models",)


def fetch(run: Run) -> Iterator[Fetched]:
    """The models of every owner that the registry knows; raises `SourceError` if the source as a whole failed."""
    watch = run.watch(modelscope.NAME)
    service = modelscope.open_modelscope(watch=watch, **run.asking)
    owners = run.registry.orgs("modelscope")
    watch.expected(len(owners))
    kept = Staging(run.folder, "modelscope_models", run.today, dry=run.dry)
    skipped: list[str] = []
    short: list[str] = []

    def keep(owner: str, came: tuple[list, str]) -> None:
        items, why = came
        rows, strange = modelscope.parse(items, owner, service.asker.day)
        skipped.extend(f"{one.item}: {one.why}" for one in strange)
        short.extend([why] if why else [])
        kept.add(owner, rows)

    came = each([owner for owner in owners if owner not in kept.parts], service.fetch, keep)
    yield Fetched(
        table="modelscope_models",
        frame=modelscope.frame([row for part in kept.parts.values() for row in part]),
        source="modelscope",
        as_of=service.asker.day,
        how=f"Read from ModelScope's list of models, of {len(kept.parts)} of {len(owners)} owners.",
        universe="Models of makers' own accounts on ModelScope, by a count of its own whose window it does not state; "
        "not comparable with the Hub's",
        missing=tuple(f"{owner}: {why}" for owner, why in sorted(came.failed.items())),
        skipped=tuple(skipped),
        notes=(*short, *([f"ModelScope does not know {', '.join(came.gone)}"] if came.gone else [])),
    )
