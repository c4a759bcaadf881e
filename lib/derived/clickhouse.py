"""The steps of a day run by an existing ClickHouse, which is handed the facts and hands back what they come to."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import clickhouse_connect
import ibis
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
from clickhouse_connect.driver.exceptions import Error

from lib.derived import steps
from lib.derived.facts import Files
from lib.derived.failures import EngineError
from lib.derived.written import write

SETTINGS = {"join_use_nulls": 1, "session_timezone": "UTC"}
"""What a join does not find is missing and not zero; times are what the files say, in no zone of a server."""


class ClickHouse:
    """An existing ClickHouse, over HTTP or in this process (`chdb://memory`); the address names a database of its own,
    in which the tables of a derivation are made and dropped.
    """

    failures: tuple[type[Exception], ...] = (Error,)
    failure: type[Exception] = EngineError

    def __init__(self, address: str, files: Files | None, folder: Path) -> None:
        safe = address.startswith("clickhouses:")
        self._client = clickhouse_connect.get_client(dsn=address, secure=safe, settings=SETTINGS)
        self._ibis = ibis.clickhouse.from_connection(self._client)
        self._files = files
        self._known: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for table in self._known:
            self._client.command(f"DROP TABLE IF EXISTS {table}")
        self._client.close()

    def days(self, file: str) -> list[datetime]:
        """The days that a file of facts states, in order."""
        days = pc.unique(self._read(file).to_table(columns=["day"])["day"])
        return sorted(days.to_pylist())

    def facts(self, table: str, files: Sequence[str], day: datetime) -> None:
        """Call `table` what files of facts, the oldest first, state of a day, where the newest wins."""
        several = len(files) > 1
        columns = steps.GIVEN["stated"] if several else steps.FACTS
        name = "stated" if several else table
        self._make(name, columns)
        for number, file in enumerate(files):
            rows = self._read(file).scanner(columns=list(steps.FACTS), filter=pc.field("day") == day)
            for batch in rows.to_batches():
                stated = pa.Table.from_batches([batch])
                self._insert(
                    name, stated.append_column("vintage", pa.array([number] * len(stated))) if several else stated
                )
        if several:
            self.keep(table, "own")

    def take(self, table: str, file: str) -> None:
        """Call `table` what was written to a file."""
        self._make(table, steps.GIVEN[table])
        for batch in ds.dataset(file).to_batches():
            self._insert(table, pa.Table.from_batches([batch]))

    def keep(self, table: str, step: str) -> None:
        """Call `table` what a step makes."""
        self._ibis.create_table(table, steps.expression(step), overwrite=True)
        self._known.add(table)

    def row(self, step: str) -> dict[str, Any]:
        """The one row that a step makes, by column."""
        return self._client.query(self._sql(step)).first_item

    def write(self, step: str, file: str, size: int) -> None:
        """Write what a step makes to one file, in its order, so many rows in a group."""
        with self._client.query_arrow_stream(self._sql(step)) as batches:
            write(step, batches, file, size)

    def _make(self, table: str, columns: dict[str, str]) -> None:
        self._ibis.create_table(table, schema=ibis.schema(columns), overwrite=True)
        self._known.add(table)

    def _insert(self, table: str, rows: pa.Table) -> None:
        if len(rows):
            self._client.insert_arrow(table, rows)

    def _sql(self, step: str) -> str:
        return self._ibis.compile(steps.expression(step))

    def _read(self, file: str) -> ds.Dataset:
        return ds.dataset(file, format="parquet", filesystem=self._files)
