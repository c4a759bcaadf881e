"""What a refresh has fetched and not yet written: kept on disk, so that an interrupted one goes on where it was."""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

Rows = list[dict[str, Any]]


class Staging:
    """The fetched parts of one table on one day, a line each: the part's name and its rows.

    A line is written at once, unless the run is `dry`. The last one of an interrupted run may be cut short: that part
    is fetched again.
    """

    def __init__(self, folder: Path, table: str, day: date, *, dry: bool) -> None:
        self._file = folder / "staging" / table / f"{day}.jsonl"
        self._dry = dry
        self.parts = dict(_lines(self._file))
        before = [file for file in sorted(self._file.parent.glob("*.jsonl")) if file.stem < str(day)]
        self._earlier = [rows for file in before for _, rows in _lines(file)]

    def add(self, part: str, rows: Rows) -> None:
        """Keep a part."""
        self.parts[part] = rows
        if self._dry:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps([part, rows], default=str, ensure_ascii=False)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(f"\n{line}")

    @property
    def rows(self) -> Rows:
        """The rows of all parts, and of those that interrupted runs of earlier days left."""
        return [row for rows in (*self.parts.values(), *self._earlier) for row in rows]


def clear(folder: Path, table: str) -> None:
    """Forget what was kept of `table`: it is written."""
    shutil.rmtree(folder / "staging" / table, ignore_errors=True)


def _lines(file: Path) -> Iterator[tuple[str, Rows]]:
    if not file.exists():
        return
    for line in file.read_text(encoding="utf-8", errors="replace").split("\n"):
        try:
            part, rows = json.loads(line)
        except ValueError:
            continue
        yield part, rows
