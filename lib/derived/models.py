"""What pages ask of the table of models, answered from what is derived of it: small tables in the table's own words."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from lib.derived import store
from lib.derived.daily import Day
from lib.snapshots import SnapshotDamagedError, SnapshotNotFoundError

_TOP = """
SELECT *, rank() OVER (PARTITION BY day ORDER BY downloads_30d DESC) AS rank
FROM read_parquet($files) ORDER BY day, model
"""
_ORGS = "SELECT * FROM read_parquet($files) ORDER BY day, org"
_NAMES = "SELECT DISTINCT org FROM read_parquet($files) ORDER BY org"
_OF_MODELS = """
SELECT {columns} FROM read_parquet($files) WHERE model IN (SELECT unnest($models)) ORDER BY day, model
"""
_OF_ORGS = """
SELECT {columns} FROM read_parquet($files) WHERE org IN (SELECT unnest($orgs)) ORDER BY day, model
"""
_MARKS = "SELECT * FROM read_parquet($files) ORDER BY day DESC, abs(step) DESC, model"
_YOUNG = "SELECT * FROM read_parquet($files) ORDER BY day, model"
_BASES = """
SELECT DISTINCT base FROM read_parquet($files) UNION SELECT DISTINCT origin FROM read_parquet($files) ORDER BY ALL
"""
_MADE = """
WITH keys AS (SELECT unnest($models::VARCHAR[]) AS {of}, unnest($keys::VARCHAR[]) AS entity)
SELECT {by}, entity, count(*) AS repositories, coalesce(sum(downloads_30d), 0)::BIGINT AS downloads
FROM read_parquet($files) AS made LEFT JOIN keys USING ({of}) GROUP BY ALL ORDER BY ALL
"""
_PLACED = "CASE WHEN lower(org) IN (SELECT lower(unnest($orgs::VARCHAR[]))) THEN org END AS org"
READINGS = (
    "model",
    "day",
    "org",
    "downloads_30d",
    "downloads_all_time",
    "created_at",
    "params_b",
    "tracked",
    "day_is_estimate",
    "fetched_at",
    "base_model",
)
"""What is known of a reading."""
KINDS = {"downloads_30d": "Int64", "downloads_all_time": "Int64", "likes": "Int64"}
"""The columns that may be missing, whatever a file holds of them."""


class Models:
    """The table of models as the vintages up to `as_of` state it (all if None), without reading it whole.

    What is given has columns of the table of models, in their types, by day and model. Tables over all days are read
    once and shared, so that they must not be changed; what single models or publishers had is read when asked for.
    """

    def __init__(self, folder: Path, as_of: date | None) -> None:
        self._folder = folder
        self._as_of = as_of
        self._held: dict[str, pd.DataFrame] = {}
        self._lock = Lock()

    def days(self) -> pd.DataFrame:
        """What can be said of each day in numbers: day, and the counts of `lib.derived.daily.Day`."""
        return self._once("days", lambda: _counted(self._days))

    def top(self) -> pd.DataFrame:
        """The 1,000 most downloaded models of each day, among the tracked ones whose counter is known: day, model, org,
        downloads_30d, likes, day_is_estimate, rank (1 the most; equals tie).

        Likes of zero are missing: until August 2026 the source wrote 0 where it had not read them, also for models with
        100 million downloads.
        """
        return self._once("top", lambda: self._asked(_TOP, "top", self._days).astype({"downloads_30d": "int64"}))

    def names(self) -> list[str]:
        """Every publisher with a ranked model on any day, in order."""
        return list(self._once("names", lambda: self._asked(_NAMES, "orgs", self._days))["org"])

    def orgs(self, day: pd.Timestamp) -> pd.DataFrame:
        """What the ranked models of each publisher sum up to on a day: day, org, models, downloads_30d."""
        return self._asked(_ORGS, "orgs", self._among([day])).astype({"downloads_30d": "int64"})

    def of_models(self, models: Collection[str], columns: Sequence[str] = READINGS) -> pd.DataFrame:
        """Every reading of single models; of it the columns, any of `READINGS`."""
        question = _OF_MODELS.format(columns=", ".join(columns))
        return self._asked(question, "by_model", self._days, models=sorted(models))

    def of_orgs(
        self, orgs: Collection[str], days: Collection[pd.Timestamp] | None = None, columns: Sequence[str] = READINGS
    ) -> pd.DataFrame:
        """Every reading of the models of publishers, on `days`, else on all; of it the columns, any of `READINGS`."""
        question = _OF_ORGS.format(columns=", ".join(columns))
        return self._asked(question, "by_model", self._among(days), orgs=sorted(orgs))

    def marks(self) -> pd.DataFrame:
        """Every reading of a lifetime counter that fell, jumped back or stood still: day, model, org,
        downloads_all_time, step (against the reading before), mark (as of `lib.metrics.counters.gains`); the latest and
        then the largest step first.
        """
        return self._once("marks", lambda: self._asked(_MARKS, "marks", self._days))

    def young(self) -> pd.DataFrame:
        """The readings of tracked models with a lifetime counter that are near to their release or to a checkpoint
        after it, by the day of creation that they state; and whether the counter was below an earlier one (`fell`).
        """
        return self._asked(_YOUNG, "young", self._days)

    def bases(self, day: pd.Timestamp | None = None) -> list[str]:
        """Every model that another names as its base, or that stands at the start of the chain of one, in order."""
        return list(self._asked(_BASES, "made", self._up_to(day))["base"])

    def made(
        self,
        of: str,
        keys: Mapping[str, str],
        by: Sequence[str],
        orgs: Collection[str] = (),
        day: pd.Timestamp | None = None,
    ) -> pd.DataFrame:
        """What the models that name a base sum up to, each as it was last read up to `day` (None for the newest), a
        renamed one once, under its last name: `by`, entity, repositories, downloads (of the last 30 days, then).

        `of` is what they are counted for: `base`, or `origin`, the first of their chain of bases; `keys` gives its
        entity. `by` is any of org (missing if it is none of `orgs`, in whatever case), relation, month (in which it was
        created), downloaded (more than five times in all, as far as known), counted (read on that very day, with
        downloads).
        """
        columns = ", ".join(_PLACED if name == "org" else name for name in by)
        given = {"models": list(keys), "keys": list(keys.values())} | ({"orgs": sorted(orgs)} if "org" in by else {})
        return self._asked(_MADE.format(of=of, by=columns), "made", self._up_to(day), **given)

    def landed(self, vintage: date) -> pd.DataFrame:
        """`top` of the days alone that a vintage states, as it left them."""
        return self._asked(_TOP, "top", self._landed[vintage]).astype({"downloads_30d": "int64"})

    @cached_property
    def _landed(self) -> dict[date, dict[datetime, Day]]:
        return store.landed(self._folder, self._as_of)

    @cached_property
    def _days(self) -> dict[datetime, Day]:
        """Each day as the newest vintage that states it left it, the oldest first."""
        found: dict[datetime, Day] = {}
        for days in self._landed.values():
            found |= days
        if not found:
            raise SnapshotNotFoundError("no vintage of hub_models holds a row; refresh it")
        return dict(sorted(found.items()))

    @cached_property
    def _engine(self) -> duckdb.DuckDBPyConnection:
        engine = duckdb.connect()
        engine.execute("SET GLOBAL parquet_metadata_cache = true")
        return engine

    def _up_to(self, day: pd.Timestamp | None) -> dict[datetime, Day]:
        """The last day up to `day`, if there is one."""
        return dict([(when, each) for when, each in self._days.items() if day is None or when <= day][-1:])

    def _among(self, days: Collection[pd.Timestamp] | None) -> dict[datetime, Day]:
        return self._days if days is None else {day: self._days[day] for day in sorted(days)}

    def _once(self, name: str, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        with self._lock:
            if name not in self._held:
                self._held[name] = make()
            return self._held[name]

    def _asked(self, question: str, kind: str, days: dict[datetime, Day], **given: object) -> pd.DataFrame:
        """The answer to a question about the files of one kind; of no day it is that of any, without its rows."""
        files = [day.file(kind) for day in days.values()] or [next(iter(self._days.values())).file(kind)]
        found = self._frame(question, {"files": files, **given})
        return found if days else found.iloc[:0]

    def _frame(self, question: str, given: dict[str, Any]) -> pd.DataFrame:
        """The answer to a question as a table, in the types of the table of models."""
        try:
            with self._engine.cursor() as asking:
                answer = asking.sql(question, params=given).to_arrow_table()
        except (duckdb.IOException, duckdb.InvalidInputException) as error:
            raise SnapshotDamagedError(
                f"what is derived of hub_models cannot be read ({str(error).splitlines()[0]}); run “make derive”"
            ) from None
        frame = answer.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
        whole = [name for name, kind in frame.dtypes.items() if kind == "Int64" and name not in KINDS]
        return frame.astype(dict.fromkeys(whole, "int64"))


def _counted(days: dict[datetime, Day]) -> pd.DataFrame:
    rows = pd.DataFrame([{"day": day, **each.counts} for day, each in days.items()])
    return rows.astype({"day": "datetime64[us]"})
