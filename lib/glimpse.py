"""What can be said of a table without reading it: how many rows, which periods, its first and last rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from lib import contracts, snapshots
from lib.snapshots import SnapshotDamagedError

ENDS = 5
"""So many rows from each end of a table are looked at."""


@dataclass(frozen=True)
class Glimpse:
    """A table by its ends.

    `rows` are those of all vintages that make it, where one that two state counts twice; `first` and `last` are the
    ends of its column of time (a timestamp, or a year), missing if it has no row; `head` and `tail` its first and last
    `ENDS` rows.
    """

    rows: int
    first: Any
    last: Any
    head: pd.DataFrame
    tail: pd.DataFrame


def glimpse(table: str, folder: Path, as_of: date | None = None) -> Glimpse:
    """The ends of `table` as it was known at `as_of` (newest if None), by what its Parquet files say of themselves.

    Checksums and contract are not checked. Raises `SnapshotNotFoundError` or `SnapshotDamagedError`.
    """
    days = snapshots.together(table, folder, as_of)
    every = {day: snapshots.metadata(table, folder, day) for day in days}
    spans = {day: span for day, known in every.items() if (span := _span(known, contracts.TABLES[table].period))}
    oldest = min(spans, key=lambda day: spans[day][0], default=days[0])
    newest = max(spans, key=lambda day: spans[day][1], default=days[-1])
    first, last = (spans[oldest][0], spans[newest][1]) if spans else (pd.NaT, pd.NaT)
    head, tail = _group(table, folder, oldest, 0), _group(table, folder, newest, every[newest].num_row_groups - 1)
    return Glimpse(
        sum(known.num_rows for known in every.values()),
        first,
        last,
        head.head(ENDS),
        tail.tail(ENDS).reset_index(drop=True),
    )


def _span(known: pq.FileMetaData, period: str) -> tuple[Any, Any] | None:
    """The first and the last period of a file by the statistics of its row groups; None if it has no row."""
    found = [one for one in _statistics(known, period) if one.has_min_max]
    if not found:
        return None
    ends = min(one.min for one in found), max(one.max for one in found)
    return ends if isinstance(ends[0], int) else (pd.Timestamp(ends[0]), pd.Timestamp(ends[1]))


def _statistics(known: pq.FileMetaData, period: str) -> Iterator[pq.Statistics]:
    at = known.schema.names.index(period)
    for number in range(known.num_row_groups):
        stated = known.row_group(number).column(at).statistics
        if stated is not None:
            yield stated


def _group(table: str, folder: Path, vintage: date, number: int) -> pd.DataFrame:
    """The rows of one row group of a vintage."""
    path = snapshots.file(table, folder, vintage)
    try:
        with pq.ParquetFile(path) as opened:
            return opened.read_row_group(number).to_pandas()
    except (OSError, ValueError):
        place = f"{folder.name}/snapshots/{table}/{path.name}"
        raise SnapshotDamagedError(f"{place} is not the file that was written; restore the file") from None
