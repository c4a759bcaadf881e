"""Daily records of the Hub by cfahlgren1: every model with its counters, as it was on a day since July 2024."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from lib.sources import hub_files, hub_rows
from lib.sources.failures import MissingError
from lib.sources.hub import Hub
from lib.sources.hub_rows import RELATIONS, Skipped
from lib.sources.hub_way import Visit

SOURCE = "hub_stats"
DATASET = "cfahlgren1/hub-stats"
FILE = "models.parquet"
COLUMNS = (
    "id",
    "downloads",
    "downloadsAllTime",
    "likes",
    "createdAt",
    "lastModified",
    "pipeline_tag",
    "gated",
    "tags",
    "baseModels",
    "safetensors.total",
    "gguf.total",
)
WHOLE = 0.9
"""A record with a smaller part than this of the rows of the one before it was cut off on its way."""


@dataclass(frozen=True)
class Revision:
    """A state of the dataset: its commit, and when (UTC) it was made."""

    id: str
    at: datetime


def revisions(hub: Hub, since: date, until: date, *, visit: Visit) -> list[Revision]:
    """The last whole record of each month that has one from `since` to `until`, the oldest first; raises `SourceError`.

    By the time of the commit (UTC). How many rows a record has is read from the end of its file.
    """
    every = [Revision(*commit) for commit in hub_files.commits(hub, DATASET, FILE)]

    def rows(revision: Revision) -> int | None:
        try:
            return hub_files.row_count(visit, DATASET, FILE, revision=revision.id)
        except MissingError as error:
            if error.whole:
                raise
            return None

    return choose(every, since, until, rows)


def choose(
    every: Sequence[Revision], since: date, until: date, rows: Callable[[Revision], int | None]
) -> list[Revision]:
    """Of all revisions, the newest first, the last whole one of each month; `rows` counts those of one, None if it has
    no file. One is whole that has at least nine tenths of the rows of the one before it.
    """
    counted: dict[str, int | None] = {}

    def count(revision: Revision) -> int | None:
        if revision.id not in counted:
            counted[revision.id] = rows(revision)
        return counted[revision.id]

    chosen: dict[tuple[int, int], Revision] = {}
    for place, revision in enumerate(every):
        month = (revision.at.year, revision.at.month)
        if month in chosen or not since <= revision.at.date() <= until:
            continue
        before = next((number for other in every[place + 1 :] if (number := count(other)) is not None), 0)
        if (number := count(revision)) is not None and number >= WHOLE * before:
            chosen[month] = revision
    return list(reversed(chosen.values()))


def rows(revision: Revision, orgs: Sequence[str], *, visit: Visit) -> tuple[pd.DataFrame, list[Skipped]]:
    """Rows of `hub_models` without `tracked` of these orgs on the day of a revision, and what could not be understood.

    Raises `SourceError`.
    """
    parts = hub_files.tables(visit, DATASET, FILE, COLUMNS, needed=("id",), revision=revision.id)
    items = [item for part in parts for item in owned(part, orgs).to_pylist()]
    return parse(items, revision.at, orgs)


def owned(part: pa.Table, orgs: Sequence[str]) -> pa.Table:
    """The models of these orgs, in any spelling of case."""
    owners = pc.utf8_lower(pc.replace_substring_regex(part["id"].cast(pa.string()), "/.*", ""))
    return part.filter(pc.is_in(owners, pa.array([org.lower() for org in orgs], pa.string())))


def parse(items: Sequence[Mapping[str, Any]], at: datetime, orgs: Sequence[str]) -> tuple[pd.DataFrame, list[Skipped]]:
    """Rows of `hub_models` without `tracked` from the rows of a record that was made `at` (UTC).

    An org is spelled as in `orgs`. An item that cannot be understood is skipped and told, and takes no other with it.
    """
    found: list[dict[str, Any]] = []
    skipped: list[Skipped] = []
    at = at.astimezone(UTC)
    for org in orgs:
        theirs = [(_as_listed(item), at) for item in items if _owner(item) == org.lower()]
        good, strange = hub_rows.models(theirs, org, at.date())
        found += good
        skipped += strange
    return hub_rows.models_frame(found), skipped


def _owner(item: Mapping[str, Any]) -> str:
    return str(item["id"]).split("/")[0].lower()


def _as_listed(item: Mapping[str, Any]) -> dict[str, Any]:
    """The item as the Hub itself lists a model."""
    times = {name: _iso(item.get(name)) for name in ("createdAt", "lastModified")}
    counts = {name: _whole(item.get(name)) for name in ("downloads", "downloadsAllTime", "likes")}
    return {**item, **times, **counts, "tags": [*_bases(item.get("baseModels")), *(item.get("tags") or [])]}


def _iso(value: Any) -> str | None:
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, str) else None


def _whole(value: Any) -> Any:
    """A count, also where the file holds it as a decimal number; None where that is none."""
    if isinstance(value, float):
        return None if value != value else int(value) if value.is_integer() else value
    return value


def _bases(stated: Any) -> list[str]:
    """What a model was made from, as the tags that the Hub gives it."""
    models = stated.get("models") if isinstance(stated, dict) else None
    ids = [base["id"] for base in models or [] if isinstance(base, dict) and isinstance(base.get("id"), str)]
    relation = f"{stated['relation']}:" if ids and stated.get("relation") in RELATIONS else ""
    return [f"base_model:{relation}{base}" for base in ids]
