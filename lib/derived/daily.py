"""What is derived of one day of `hub_models`: its counts, and a file for each kind of table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

NARROW = 20_480
"""So many rows make a row group of the layout by model: what is read to find one of them."""
WIDE = 131_072
"""So many rows make a row group of what is read whole."""
KINDS = ("by_model", "top", "orgs", "marks", "young", "gone", "made")
"""The files of a day: the facts sorted by model; the first of the ranking; sums by publisher; the lifetime counters
that fell, jumped back or stood still; the readings near a release; models known before and not read; what is made from
other models, each as it was last read."""


@dataclass(frozen=True)
class Day:
    """A day as it is derived: `folder` holds its files, `facts` are those that it was made from, the oldest first.

    `counts` is what can be said of it in numbers: read (rows), models (ranked: tracked, with a 30-day counter),
    downloads (theirs), new (ranked for the first time), estimate (whether the day is one), totals (rows with a lifetime
    counter), new_again (models with one for the second time), new_counted (tracked models with one for the first time),
    new_undated (those of them without a day of creation).
    """

    day: datetime
    folder: Path
    facts: tuple[str, ...]
    counts: dict[str, Any]

    def file(self, kind: str) -> str:
        """The file of one of `KINDS`."""
        return str(self.folder / f"{self.day:%Y-%m-%d}.{kind}.parquet")


class Engine(Protocol):
    """What runs the steps of `lib.derived.steps` over tables that it knows by name.

    What goes wrong with it is one of its `failures`, and told as `failure`.
    """

    failures: tuple[type[Exception], ...]
    failure: type[Exception]

    def days(self, file: str) -> list[datetime]:
        """The days that a file of facts states, in order."""

    def facts(self, table: str, files: Sequence[str], day: datetime) -> None:
        """Call `table` what files of facts, the oldest first, state of a day, where the newest wins."""

    def take(self, table: str, file: str) -> None:
        """Call `table` what was written to a file."""

    def keep(self, table: str, step: str) -> None:
        """Call `table` what a step makes."""

    def row(self, step: str) -> dict[str, Any]:
        """The one row that a step makes, by column."""

    def write(self, step: str, file: str, size: int) -> None:
        """Write what a step makes to one file, in its order, so many rows in a group."""


def make(engine: Engine, day: datetime, facts: Sequence[str], before: Day | None, folder: Path) -> Day:
    """Derive a day from the files of facts that state it, the newest wins, and from what the day `before` it left.

    Its files are written to `folder`. What one day costs does not depend on how many there were.
    """
    engine.facts("own", facts, day)
    if before is None:
        engine.facts("own_before", facts, day)
        engine.keep("by_model_before", "no_by_model")
        engine.keep("gone_before", "no_gone")
    else:
        engine.facts("own_before", before.facts, before.day)
        engine.take("by_model_before", before.file("by_model"))
        engine.take("gone_before", before.file("gone"))
    for step in ("joined", "unread", "named", "bases", "chain"):
        engine.keep(step, step)
    while engine.row("unfinished")["chains"]:
        engine.keep("chain", "followed")
    counts = {name: int(number) for name, number in engine.row("counts").items()}
    made = Day(day, folder, tuple(facts), counts | {"estimate": counts["estimate"] > 0})
    for kind in KINDS:
        engine.write(kind, made.file(kind), NARROW if kind == "by_model" else WIDE)
    return made
