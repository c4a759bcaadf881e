"""Parts of a Parquet file: some of its columns, some of its rows, never more of it in memory than is being read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

ROWS = 1 << 14
"""The most rows in one part."""
READ = 1 << 21
"""The most bytes that are read at a time of each column."""


@dataclass(frozen=True)
class Keep:
    """The rows that are wanted: those whose `column` lies in one of `ranges`, from a first text to before a last."""

    column: str
    ranges: tuple[tuple[str, str], ...]

    def possible(self, group: pq.RowGroupMetaData) -> list[tuple[str, str]]:
        """The ranges that a row group may have rows of, by what it states of its least and greatest; all if nothing."""
        for place in range(group.num_columns):
            column = group.column(place)
            stated = column.statistics if column.path_in_schema == self.column else None
            if stated is not None and stated.has_min_max:
                return [(low, high) for low, high in self.ranges if low <= str(stated.max) and str(stated.min) < high]
        return list(self.ranges)

    def rows(self, table: pa.Table, ranges: Iterable[tuple[str, str]]) -> pa.Table:
        """The rows of a part that lie in these ranges."""
        texts = table[self.column].cast(pa.string())
        wanted = pa.chunked_array([pa.array([False] * len(texts))])
        for low, high in ranges:
            wanted = pc.or_(wanted, pc.and_(pc.greater_equal(texts, low), pc.less(texts, high)))
        return table.filter(wanted)


def of_owners(column: str, owners: Iterable[str]) -> Keep:
    """The rows whose `column` is a name below one of `owners`: owner/name."""
    after = chr(ord("/") + 1)
    return Keep(column, tuple((f"{owner}/", f"{owner}{after}") for owner in owners))


def of_names(column: str, names: Iterable[str]) -> Keep:
    """The rows whose `column` is one of `names`."""
    return Keep(column, tuple((name, f"{name}\0") for name in names))


def opened(source: object) -> pq.ParquetFile:
    """A Parquet file of which little is held; raises what pyarrow raises if it is none."""
    return pq.ParquetFile(source, buffer_size=READ, pre_buffer=False)


def has(file: pq.ParquetFile, column: str) -> bool:
    """Whether a file has a column, or that part of one: `safetensors.total`."""
    paths = (file.metadata.schema.column(place).path for place in range(file.metadata.num_columns))
    return any(path == column or path.startswith(f"{column}.") for path in paths)


def parts(file: pq.ParquetFile, columns: Sequence[str], keep: Keep | None) -> Iterator[pa.Table]:
    """The columns, in this order, row group by row group; a part of a struct stands under the struct's name.

    A column that the file lacks is all nulls. A part without a row of `keep` is left out.
    """
    names = list(dict.fromkeys(column.split(".")[0] for column in columns))
    fetched = [column for column in {*columns, *([keep.column] if keep else [])} if has(file, column)]
    if not any(has(file, column) for column in columns):
        raise ValueError(f"it has none of the columns {', '.join(columns)}")
    for number in range(file.num_row_groups):
        ranges = keep.possible(file.metadata.row_group(number)) if keep else []
        if keep and not ranges:
            continue
        for batch in file.iter_batches(ROWS, [number], columns=fetched, use_threads=False):
            table = pa.Table.from_batches([batch])
            table = keep.rows(table, ranges) if keep else table
            if table.num_rows:
                yield _with(table, names)


def _with(table: pa.Table, names: Sequence[str]) -> pa.Table:
    nothing = pa.nulls(table.num_rows)
    return pa.table({name: table[name] if name in table.column_names else nothing for name in names})


def joined(tables: Iterable[pa.Table], schema: pa.Schema, select: pc.Expression | None) -> pa.Table:
    """The selected rows of all parts with these columns and types, one below the other, or an empty table.

    Raises `ValueError` where a value cannot have its type.
    """
    every = [schema.empty_table()]
    for table in tables:
        try:
            part = table.select(schema.names).cast(schema)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise ValueError(f"a column is of another type ({str(error).splitlines()[0][:100]})") from None
        every.append(part if select is None else part.filter(select))
    return pa.concat_tables(every)
