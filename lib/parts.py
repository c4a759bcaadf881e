"""Parts of tables that are too large to be read whole: what DuckDB finds in a few columns, and the rows that matter."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq
from duckdb import ColumnExpression, ConstantExpression, DuckDBPyRelation, FunctionExpression

from lib import contracts, snapshots
from lib.snapshots import SnapshotDamagedError


def read_last(
    table: str, folder: Path, by: str, among: Collection[str], columns: Sequence[str] | None = None
) -> pd.DataFrame:
    """The rows of the last day of each group `by` that is one of `among`, in any spelling; in the order of the key.

    Where vintages state the same, the newest wins. `columns` are those beside the key, all if None. Checksums are not
    checked, as a write and `--check` do. Raises `SnapshotNotFoundError` or `SnapshotDamagedError`.
    """
    known = _last_days(table, folder, by, among)
    key = contracts.TABLES[table].key
    wanted = None if columns is None else list(dict.fromkeys([*key, by, *columns]))
    frames = []
    for vintage in snapshots.together(table, folder):
        path = snapshots.file(table, folder, vintage)
        days = known.loc[known["filename"] == str(path)].set_index(by)["day"]
        if days.empty:
            continue
        rows = pd.read_parquet(path, columns=wanted, filters=[(by, "in", list(days.index))], partitioning=None)
        frames.append(rows[rows["day"] == rows[by].map(days)].reset_index(drop=True))
    if not frames:
        schema = pq.read_schema(snapshots.file(table, folder, snapshots.together(table, folder)[-1]))
        nothing = schema.empty_table().to_pandas()
        return nothing if wanted is None else nothing[wanted]
    return snapshots.combined(table, frames)


def _last_days(table: str, folder: Path, by: str, among: Collection[str]) -> pd.DataFrame:
    """The last day of each group in each file that has rows of it: `filename`, the group, `day`."""
    names = [ConstantExpression(name.lower()) for name in among]

    def question(rows: DuckDBPyRelation) -> DuckDBPyRelation:
        named = rows.filter(FunctionExpression("lower", ColumnExpression(by)).isin(*names))
        last = FunctionExpression("max", ColumnExpression("day")).alias("day")
        return named.aggregate([ColumnExpression("filename"), ColumnExpression(by), last])

    found = _asked(table, folder, question) if names else pd.DataFrame({"filename": [], by: [], "day": []})
    return found[found["day"] == found.groupby(by)["day"].transform("max")]


def days_with(table: str, folder: Path, column: str) -> set[date]:
    """The days of which some row has a value in a column; raises as `read_last` does."""
    known = _asked(
        table,
        folder,
        lambda rows: rows.filter(ColumnExpression(column).isnotnull()).select(ColumnExpression("day")).distinct(),
    )
    return set(known["day"].dt.date)


def _asked(table: str, folder: Path, question: Callable[[DuckDBPyRelation], DuckDBPyRelation]) -> pd.DataFrame:
    """The answer to a question about all rows of all vintages that make a table, each with the name of its file.

    The connection lives as long as the question: a refresh may write a vintage before the next one.
    """
    days = snapshots.together(table, folder)
    for day in days:
        snapshots.metadata(table, folder, day)
    with duckdb.connect() as connection:
        try:
            paths = [str(snapshots.file(table, folder, day)) for day in days]
            return question(connection.read_parquet(paths, filename=True)).df()
        except duckdb.Error:
            raise SnapshotDamagedError(f"the Parquet files of {table} cannot be read; check the store") from None
