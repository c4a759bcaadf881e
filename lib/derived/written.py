"""What an engine elsewhere made, as the file that DuckDB would have written: kinds, order, row groups."""

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.parquet as pq

from lib.derived import steps


def write(step: str, batches: Iterable[pa.RecordBatch], file: str, size: int) -> None:
    """Write batches in their order, each in the kinds of the step, so many rows in a row group."""
    columns = steps.expression(step).schema().to_pyarrow()
    schema = pa.schema([pa.field(column.name, column.type) for column in columns])
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        held: list[pa.RecordBatch] = []
        for batch in batches:
            held.append(batch)
            if sum(each.num_rows for each in held) >= size:
                rows = pa.Table.from_batches(held)
                whole = rows.num_rows - rows.num_rows % size
                writer.write_table(rows.slice(0, whole).cast(schema), row_group_size=size)
                held = rows.slice(whole).to_batches()
        if held:
            writer.write_table(pa.Table.from_batches(held).cast(schema), row_group_size=size)
