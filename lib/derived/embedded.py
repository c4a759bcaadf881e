"""The steps of a day run by DuckDB in this process: the SQL that Ibis compiled from them, kept in the tree."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import duckdb

from lib.derived.facts import Files
from lib.snapshots import SnapshotDamagedError

KEPT = Path(__file__).parent / "duckdb"
"""A file of SQL for each step, as `lib.derived.sql` writes it."""
SQL = {place.stem: place.read_text(encoding="utf-8") for place in sorted(KEPT.glob("*.sql"))}

UNCHANGED = datetime(2020, 1, 1, tzinfo=UTC)
"""When a file of facts was changed, which it never is; DuckDB asks, and not every kind of place can say."""

_OF_ONE = "SELECT * FROM read_parquet($files) WHERE day = $day"
_OF_SEVERAL = """
SELECT *, list_position($files, filename) AS vintage FROM read_parquet($files, filename = true) WHERE day = $day
"""
_ALL = "SELECT * FROM read_parquet($file)"


class Embedded:
    """DuckDB, over a connection of its own in memory; to open one costs more than a small day."""

    failures: tuple[type[Exception], ...] = (duckdb.Error,)
    failure: type[Exception] = SnapshotDamagedError

    def __init__(self, files: Files | None = None, folder: Path | None = None) -> None:
        self._engine = duckdb.connect()
        if files is not None:
            files.modified = lambda _: UNCHANGED
            self._engine.register_filesystem(files)
        self._engine.execute("SET enable_progress_bar = false")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.close()

    def days(self, file: str) -> list[datetime]:
        """The days that a file of facts states, in order."""
        rows = self._engine.execute("SELECT DISTINCT day FROM read_parquet($file) ORDER BY day", {"file": file})
        return [day for (day,) in rows.fetchall()]

    def facts(self, table: str, files: Sequence[str], day: datetime) -> None:
        """Call `table` what files of facts, the oldest first, state of a day."""
        several = len(files) > 1
        rows = self._engine.sql(_OF_SEVERAL if several else _OF_ONE, params={"files": list(files), "day": day})
        rows.create_view("stated" if several else table, replace=True)
        if several:
            self.keep(table, "own")

    def take(self, table: str, file: str) -> None:
        """Call `table` what was written to a file."""
        self._engine.sql(_ALL, params={"file": file}).create_view(table, replace=True)

    def keep(self, table: str, step: str) -> None:
        """Call `table` what a step makes."""
        self._engine.execute(f"CREATE OR REPLACE TEMP TABLE kept_{table} AS {SQL[step]}")
        self._engine.table(f"kept_{table}").create_view(table, replace=True)

    def row(self, step: str) -> dict[str, Any]:
        """The one row that a step makes, by column."""
        found = self._engine.execute(SQL[step])
        names = [column[0] for column in found.description]
        return dict(zip(names, found.fetchall()[0], strict=True))

    def write(self, step: str, file: str, size: int) -> None:
        """Write what a step makes to a file, so many rows in a group."""
        self._engine.sql(SQL[step]).write_parquet(file, compression="zstd", row_group_size=size)
