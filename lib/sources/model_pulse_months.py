"""Whole months from Model Pulse: downloads by org between the month's boundaries, and those of the whole Hub."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from lib.sources.model_pulse import ALL_TIME_SINCE, Flags, State, framed
from lib.sources.parquet_parts import of_owners

LANGUAGE = ("text-generation", "image-text-to-text")
"""The tasks of language models, as the published monthly figures count them."""
NEAR = 3
"""A counter that is read more than so many days from the boundary makes the month an estimate."""
REPOS = pa.schema({"id": pa.string(), "author": pa.string(), "pipeline_tag": pa.string(), "created_at": pa.date32()})
COUNTERS = pa.schema({"id": pa.string(), "day": pa.date32(), "dl_all": pa.int64()})
TASKS = pa.schema({"day": pa.date32(), "pipeline_tag": pa.string(), "dl": pa.float64()})
UNKNOWN_COUNTS = ("models_with_a_download",)
UNKNOWN_SHARES = (
    "share_derivatives",
    "share_quantized",
    "share_finetune",
    "share_gguf",
    "share_derivatives_within_textgen",
)


@dataclass(frozen=True)
class Boundary:
    """The first moment of a month, `at`, and the usable snapshots that are nearest to it on either side."""

    at: date
    before: date
    behind: date

    @property
    def away(self) -> int:
        """Days to the farther of the two."""
        return max((self.at - self.before).days, (self.behind - self.at).days)

    @property
    def weight(self) -> float:
        """How much of the way from `before` to `behind` lies before the boundary."""
        days = (self.behind - self.before).days
        return (self.at - self.before).days / days if days else 0.0


@dataclass(frozen=True)
class Month:
    """A month between two boundaries that can be read."""

    start: Boundary
    end: Boundary


def measurable(flags: Flags, after: date, until: date) -> list[Month]:
    """The months after `after` (a first day) that were over by `until` and have usable snapshots around both ends."""
    usable = [day for day in flags.usable if ALL_TIME_SINCE <= day <= until]
    found = []
    start = following(after)
    while following(start) <= until:
        ends = [_boundary(day, usable) for day in (start, following(start))]
        if ends[0] and ends[1]:
            found.append(Month(ends[0], ends[1]))
        start = following(start)
    return found


def following(month: date) -> date:
    """The first day of the next month."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def _boundary(at: date, usable: Iterable[date]) -> Boundary | None:
    before = max((day for day in usable if day <= at), default=None)
    behind = min((day for day in usable if day >= at), default=None)
    return Boundary(at, before, behind) if before and behind else None


def monthly(state: State, orgs: Sequence[str], after: date, until: date) -> pd.DataFrame:
    """New rows of `hub_monthly` of these orgs: the months after `after` that were over and measurable by `until`."""
    months = measurable(state.flags, after, until)
    repos = _repos(state, orgs) if months else REPOS.empty_table()
    days = sorted({day for month in months for end in (month.start, month.end) for day in (end.before, end.behind)})
    wanted = pc.field("id").isin(repos["id"]) & pc.field("day").isin(pa.array(days, pa.date32()))
    keep = of_owners("id", pc.unique(repos["author"]).to_pylist())
    files = sorted({f"series/{day:%Y-%m}.parquet" for day in days}) if repos.num_rows else []
    counters = [state.read(path, COUNTERS, keep=keep, select=wanted) for path in files]
    return parse_monthly(repos, pa.concat_tables([COUNTERS.empty_table(), *counters]), months, orgs)


def _repos(state: State, orgs: Sequence[str]) -> pa.Table:
    ours = pc.utf8_lower(pc.field("author")).isin([org.lower() for org in orgs])
    return state.read("models.parquet", REPOS, select=ours)


def parse_monthly(repos: pa.Table, counters: pa.Table, months: Iterable[Month], orgs: Iterable[str]) -> pd.DataFrame:
    """Rows of `hub_monthly`: what the all-time counters of an org's language models gained between the boundaries.

    A repo that was created within the month starts from zero; an older one without a counter at the start is left out,
    and so is one whose counter fell, by which the org's month is no longer exact. Nor is a month exact with a boundary
    that had to be read from more than three days away. An org none of whose repos can be measured has no row.
    """
    spelled = {org.lower(): org for org in orgs}
    known = framed(repos).drop_duplicates("id").set_index("id")
    known = known[known["pipeline_tag"].isin(LANGUAGE) & known["author"].str.lower().isin(list(spelled))]
    read = framed(counters).dropna().astype({"dl_all": "float64"})
    wide = read.pivot_table("dl_all", "id", "day", aggfunc="first").reindex(known.index)
    owners = known["author"].str.lower().map(spelled)
    parts = [_month(month, wide, known["created_at"], owners) for month in months]
    kinds = {"month": "datetime64[us]", "org": "str", "downloads": "int64", "exact": "bool"}
    rows = pd.concat([pd.DataFrame(columns=list(kinds)).astype(kinds), *parts], ignore_index=True)
    return rows.astype(kinds)


def _month(month: Month, wide: pd.DataFrame, created: pd.Series, owners: pd.Series) -> pd.DataFrame:
    """Downloads of one month by org."""
    new = created >= pd.Timestamp(month.start.at)
    start = _at(month.start, wide, created)
    start = start.mask(start.isna() & new, 0.0)
    gained = _at(month.end, wide, created) - start
    by_org = gained.where(gained >= 0).groupby(owners).sum(min_count=1).dropna().round().astype("int64")
    fell = (gained < 0).groupby(owners).any().reindex(by_org.index)
    near = max(month.start.away, month.end.away) <= NEAR
    return pd.DataFrame(
        {
            "month": pd.Timestamp(month.start.at),
            "org": by_org.index,
            "downloads": by_org.to_numpy(),
            "exact": ~fell.to_numpy(dtype=bool) & near,
        }
    )


def _at(boundary: Boundary, wide: pd.DataFrame, created: pd.Series) -> pd.Series:
    """The counter of each repo at a boundary, on the straight line between the snapshots on either side.

    One created between the first and the boundary comes from zero; one that is gone keeps its last counter.
    """
    low, high = (
        wide.get(pd.Timestamp(day), pd.Series(np.nan, wide.index)) for day in (boundary.before, boundary.behind)
    )
    between = (created >= pd.Timestamp(boundary.before)) & (created < pd.Timestamp(boundary.at))
    start = low.mask(low.isna() & between, 0.0)
    return (start + boundary.weight * (high - start)).fillna(low)


def totals(state: State, after: date, until: date) -> pd.DataFrame:
    """New rows of `hub_totals`: the months after `after` (a first day) that were over and fully told by `until`."""
    return parse_totals(state.read("hub_series.parquet", TASKS), state.flags, after, until)


def parse_totals(rows: pa.Table, flags: Flags, after: date, until: date) -> pd.DataFrame:
    """Rows of `hub_totals` from the downloads of each day by task; what else the table has stays unknown.

    A month is exact if each of its days is there and none is low. One whose last day has not come yet, or that tells of
    no language model, is left out.
    """
    days = framed(rows).dropna(subset=["day", "dl"])
    newest = days["day"].max()
    found = []
    month = following(after)
    while following(month) <= until and pd.Timestamp(following(month) - timedelta(days=1)) <= newest:
        inside = days[days["day"].dt.to_period("M") == pd.Period(month, "M")]
        if inside["pipeline_tag"].isin(LANGUAGE).any():
            found.append(_total(month, inside, flags))
        month = following(month)
    counts = dict.fromkeys(("downloads_all_models", "downloads_language_models"), "int64")
    unknown = {**dict.fromkeys(UNKNOWN_COUNTS, "Int64"), **dict.fromkeys(UNKNOWN_SHARES, "float64")}
    kinds = {"month": "datetime64[us]", **counts, **unknown, "exact": "bool"}
    return pd.DataFrame(found, columns=list(kinds)).astype(kinds)


def _total(month: date, inside: pd.DataFrame, flags: Flags) -> Mapping[str, object]:
    told = {day.date() for day in inside["day"]}
    language = inside["pipeline_tag"].isin(LANGUAGE)
    return {
        "month": pd.Timestamp(month),
        "downloads_all_models": round(inside["dl"].sum()),
        "downloads_language_models": round(inside.loc[language, "dl"].sum()),
        "exact": len(told) == (following(month) - month).days and not told & flags.low,
    }
