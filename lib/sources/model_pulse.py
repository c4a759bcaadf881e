"""Model Pulse: the Hub's counters day by day since July 2024, by org and by family, and which days may be trusted."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from lib.sources import hub_files
from lib.sources.failures import SourceError
from lib.sources.hub_way import Visit
from lib.sources.parquet_parts import Keep, joined, of_names
from lib.sources.replies import in_one_line

SOURCE = "model_pulse"
DATASET = "modelpulse/model-pulse-data"
ALL_TIME_SINCE = date(2025, 2, 27)
"""The day on which the Hub began to state all-time counters; before it they are null or 0 here."""

AUTHORS = pa.schema(
    {"author": pa.string(), "day": pa.date32(), **dict.fromkeys(("dl30", "dl_all", "likes", "models"), pa.int64())}
)
FAMILIES = pa.schema(
    {"id": pa.string(), "day": pa.date32(), **dict.fromkeys(("dl30", "dl_all", "members"), pa.int64())}
)


@dataclass(frozen=True)
class Flags:
    """What the dataset says of its days: which it has, which say nothing of their day, which are too low, and the share
    of counters that stood still (0-1, recent days only).
    """

    days: tuple[date, ...]
    left_out: frozenset[date]
    low: frozenset[date]
    frozen: Mapping[date, float]

    @property
    def months(self) -> list[date]:
        """The months that the dataset has days of, by their first days."""
        return sorted({day.replace(day=1) for day in self.days})

    @property
    def usable(self) -> list[date]:
        """The days that one may measure from."""
        return [day for day in self.days if day not in self.left_out]


@dataclass(frozen=True)
class State:
    """One state of the dataset: all that is read of it is of this revision, and fits its flags."""

    revision: str
    flags: Flags
    visit: Visit

    def read(
        self, path: str, schema: pa.Schema, *, keep: Keep | None = None, select: pc.Expression | None = None
    ) -> pa.Table:
        """Columns and rows of one file; raises `SourceError`."""
        names = schema.names
        parts = hub_files.tables(self.visit, DATASET, path, names, needed=names, revision=self.revision, keep=keep)
        try:
            return joined(parts, schema, select)
        except ValueError as error:
            raise SourceError(
                f"Model Pulse: {path} has changed its form: {in_one_line(str(error))}; tell the project"
            ) from None


def open_state(*, visit: Visit) -> State:
    """The newest state of the dataset; raises `SourceError`."""
    revision = hub_files.newest(visit, DATASET)
    return State(revision, parse_flags(hub_files.content(visit, DATASET, "meta.json", revision=revision)), visit)


def parse_flags(content: bytes) -> Flags:
    """The flags in meta.json: a field that is missing is empty, one of another type is a `SourceError`."""
    try:
        meta = json.loads(content)
        if not isinstance(meta, dict):
            raise ValueError("it is no object")
        out = {*_days(meta, "skip_days"), *_days(meta, "partial")}
        return Flags(
            tuple(sorted({*_days(meta, "days")})), frozenset(out), frozenset(_days(meta, "low_days")), _frozen(meta)
        )
    except (UnicodeDecodeError, ValueError) as error:
        why = in_one_line(str(error))
        raise SourceError(f"Model Pulse: meta.json has changed its form: {why}; tell the project") from None


def _days(meta: Mapping[str, Any], name: str) -> Iterator[date]:
    days = meta.get(name, [])
    if not isinstance(days, list) or not all(isinstance(day, str) for day in days):
        raise ValueError(f"{name} is no list of days")
    return map(date.fromisoformat, days)


def _frozen(meta: Mapping[str, Any]) -> dict[date, float]:
    frozen = meta.get("frozen", {})
    if not isinstance(frozen, dict):
        raise ValueError("frozen is no object")
    for day, share in frozen.items():
        if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
            raise ValueError(f"frozen is {str(share)[:20]!r} on {day}, which is no share")
    return {date.fromisoformat(day): float(share) for day, share in frozen.items()}


def org_history(state: State, orgs: Sequence[str], months: Collection[date]) -> pd.DataFrame:
    """Rows of `hub_org_history` of these orgs, of these months (first days) as far as the dataset has them."""
    wanted = pc.utf8_lower(pc.field("author")).isin([org.lower() for org in orgs])
    paths = [f"author_series/{month:%Y-%m}.parquet" for month in state.flags.months if month in months]
    tables = [state.read(path, AUTHORS, select=wanted) for path in paths]
    return parse_org_history(pa.concat_tables([AUTHORS.empty_table(), *tables]), state.flags, orgs)


def parse_org_history(rows: pa.Table, flags: Flags, orgs: Iterable[str]) -> pd.DataFrame:
    """Rows of `hub_org_history` from rows of author_series; an org is spelled as in `orgs`, other authors are left out.

    A day that the flags leave out is a gap. Where two authors differ by case only, the one that is spelled so counts.
    """
    spelled = {org.lower(): org for org in orgs}
    frame = framed(rows)
    frame["org"] = frame["author"].str.lower().map(spelled).astype("str")
    frame["otherwise"] = frame["author"] != frame["org"]
    frame = frame.sort_values("otherwise", kind="stable")
    return _history(frame, "org", ["dl30", "dl_all", "likes", "models"], flags)


def family_history(state: State, bases: Sequence[str], months: Collection[date]) -> pd.DataFrame:
    """Rows of `hub_family_history` of these base models, of these months as far as the dataset has them."""
    paths = [f"family_series/{month:%Y-%m}.parquet" for month in state.flags.months if month in months]
    tables = [state.read(path, FAMILIES, keep=of_names("id", bases)) for path in paths]
    return parse_family_history(pa.concat_tables([FAMILIES.empty_table(), *tables]), state.flags)


def parse_family_history(rows: pa.Table, flags: Flags) -> pd.DataFrame:
    """Rows of `hub_family_history` from rows of family_series; a day that the flags leave out is a gap."""
    frame = framed(rows).rename(columns={"id": "model", "members": "models"})
    return _history(frame, "model", ["dl30", "dl_all", "models"], flags)


def framed(rows: pa.Table) -> pd.DataFrame:
    """Rows as a frame with the store's types; a missing count stays unknown."""
    frame = rows.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get, date_as_object=False)
    kinds = {pa.string(): "str", pa.date32(): "datetime64[us]"}
    return frame.astype({field.name: kinds[field.type] for field in rows.schema if field.type in kinds})


def _history(frame: pd.DataFrame, name: str, counts: list[str], flags: Flags) -> pd.DataFrame:
    """The rows of the days that count, each name once a day; an all-time counter that was not stated is unknown."""
    frame = frame.dropna(subset=[name, "day", "models"]).drop_duplicates([name, "day"])
    frame = frame[~frame["day"].isin(_times(flags.left_out))]
    unstated = (frame["day"] < pd.Timestamp(ALL_TIME_SINCE)) & (frame["dl_all"].fillna(0) == 0)
    flagged = frame.assign(
        dl_all=frame["dl_all"].mask(unstated),
        models=frame["models"].astype("int64"),
        low=frame["day"].isin(_times(flags.low)),
        frozen_share=frame["day"]
        .map({pd.Timestamp(day): share for day, share in flags.frozen.items()})
        .astype("float64"),
    )
    named = {"dl30": "downloads_30d", "dl_all": "downloads_all_time"}
    rows = flagged[["day", name, *counts, "low", "frozen_share"]].rename(columns=named)
    return rows.sort_values(["day", name]).reset_index(drop=True)


def _times(days: Iterable[date]) -> list[pd.Timestamp]:
    return [pd.Timestamp(day) for day in days]
