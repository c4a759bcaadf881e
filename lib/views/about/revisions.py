"""How a table was revised from vintage to vintage, and the values that were restated."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from numbers import Real
from pathlib import Path
from typing import Any

import pandas as pd

from lib import contracts, formats, numbers, snapshots
from lib.data import Data
from lib.metrics import revisions as metrics
from lib.metrics.revisions import Changes
from lib.views.about.states import UNREADABLE
from lib.views.view import Form

COMPARED = 8
"""So many of the newest vintages are compared with the one before; each must be read whole."""
SHOWN = 300
"""So many restated values are shown, the largest first; the file holds all."""
FORMS: Mapping[str, Form] = {
    "vintage": "day",
    "source": "text",
    "rows": "whole",
    "new": "whole",
    "changed": "whole",
    "gone": "whole",
    "largest_change": "text",
}
"""The columns of the table of vintages; of `rows` a vintage has as many as the table had in all, as it was known."""


@dataclass(frozen=True)
class Step:
    """A vintage: how many rows the table had with it, and against the one before what changed and what was restated."""

    day: date
    rows: int
    counted: Changes | None = None
    values: pd.DataFrame | None = None


@dataclass(frozen=True)
class Revisions:
    """`told` in a sentence; `vintages` with the columns of `FORMS`, the newest first, None where there is only one.

    `restated` holds the largest restated values (vintage, the table's key, column, before, after, change) as they are
    shown, `shown` says how many those are of how many, `csv` makes the file with all.
    """

    told: str
    vintages: pd.DataFrame | None = None
    restated: pd.DataFrame | None = None
    shown: str = ""
    every: pd.DataFrame | None = None

    def csv(self) -> bytes:
        """All restated values as a file."""
        return formats.csv(self.every) if self.every is not None else b""


def of(data: Data, table: str) -> Revisions:
    """The revisions of a table up to the vintage that `data` reads; a vintage that cannot be read is left out."""
    try:
        sources, large = dict(data.sources(table)), data.large(table)
    except UNREADABLE as error:
        return Revisions(f"The vintages cannot be compared: {str(error).splitlines()[0]}.")
    days = list(sources)
    first = numbers.day(days[0])
    if len(days) == 1:
        return Revisions(f"There is one vintage, as of {first}, so nothing has been revised yet.")
    if large:
        return Revisions(
            f"There are {len(days)} vintages, the first as of {first}, with too many rows to be compared here."
        )
    steps = _steps(data.folder, table, tuple(days[-COMPARED - 1 :]))
    if len(steps) < 2:
        return Revisions(f"There are {len(days)} vintages, of which only one can be read.")
    rows = [_row(data, table, step, sources[step.day]) for step in steps]
    every = _every(table, steps)
    return Revisions(
        told=_told(rows, len(days), first),
        vintages=pd.DataFrame(rows[::-1], columns=list(FORMS)),
        restated=_written(every.head(SHOWN), contracts.TABLES[table].key),
        shown=_count(len(every)),
        every=every,
    )


def _told(rows: list[dict[str, Any]], vintages: int, first: str) -> str:
    """How many vintages there are, whether they changed what was stated, and how to see the pages as of one."""
    told = [f"There are {vintages} vintages, the first as of {first}."]
    if len(rows) < vintages:
        told.append(f"The newest {len(rows)} that can be read are compared, each with the one before.")
    changed = [row for row in rows if row.get("changed") or row.get("gone")]
    before = rows[-2]
    if changed:
        before = rows[rows.index(changed[-1]) - 1]
        latest = numbers.day(changed[-1]["vintage"])
        told.append(f"{len(changed)} of them changed or took back what was stated before, last that of {latest}.")
    else:
        told.append("Each only added rows: no value that was stated before was changed or taken back.")
    day = f"{before['vintage']:%Y-%m-%d}"
    told.append(f"The address of any page takes a day: with ?as_of={day} it shows what was known then.")
    return " ".join(told)


def _row(data: Data, table: str, step: Step, source: str) -> dict[str, Any]:
    return {
        "vintage": pd.Timestamp(step.day),
        "source": data.registry.words["sources"][source]["name"],
        "rows": step.rows,
        **(asdict(step.counted) if step.counted else {}),
        "largest_change": _largest(table, step.values),
    }


def _largest(table: str, values: pd.DataFrame | None) -> str | None:
    """The largest change in words: what of whom, from how much to how much."""
    if values is None or values.empty or pd.isna(values["change"].iloc[0]):
        return None
    row = values.iloc[0]
    whose = ", ".join(_name(row[column]) for column in contracts.TABLES[table].key)
    return f"{row['column']} of {whose}: {_cell(row['before'])} to {_cell(row['after'])}"


@lru_cache(maxsize=32)
def _steps(folder: Path, table: str, days: tuple[date, ...]) -> tuple[Step, ...]:
    """Each vintage that can be read against the one before; computed once, as vintages never change."""
    key = contracts.TABLES[table].key
    steps: list[Step] = []
    state: pd.DataFrame | None = None
    for day in days:
        before = state
        try:
            if before is None or contracts.TABLES[table].combine == "replaced":
                now = state = snapshots.read(table, folder, day)
            else:
                before, now, state = _added(folder, table, day, before)
        except UNREADABLE:
            continue
        if before is None:
            steps.append(Step(day, len(now)))
        else:
            steps.append(Step(day, len(state), metrics.changes(before, now, key), metrics.revised(before, now, key)))
    return tuple(steps)


def _added(
    folder: Path, table: str, day: date, before: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Of an appended table: what was known of what a vintage speaks of, what it says of that, and the table with it.

    The vintage is read alone: to read the table as of each day anew would take as many times all of it.
    """
    contract = contracts.TABLES[table]
    own = snapshots.read_vintage(table, folder, day)
    touched = before[contract.period].isin(own[contract.period])
    near = before[touched].merge(
        own[list(contract.unit)].drop_duplicates(), on=list(contract.unit), how="left", indicator="spoken"
    )
    spoken = near["spoken"] == "both"
    near = near.drop(columns="spoken")
    return near[spoken], own, pd.concat([before[~touched], near[~spoken], own], ignore_index=True)


def _every(table: str, steps: tuple[Step, ...]) -> pd.DataFrame:
    """All restated values of the vintages compared, the largest first."""
    known = [step.values.assign(vintage=pd.Timestamp(step.day)) for step in steps if step.values is not None]
    every = pd.concat(known, ignore_index=True)
    order = every["change"].abs().sort_values(ascending=False, kind="stable", na_position="last").index
    columns = ["vintage", *contracts.TABLES[table].key, "column", "before", "after", "change"]
    return every.loc[order, columns].reset_index(drop=True)


def _written(rows: pd.DataFrame, key: tuple[str, ...]) -> pd.DataFrame:
    """Restated values as people read them: one column may hold counts, shares and words."""
    named = {column: rows[column].map(_name).astype("str") for column in ("vintage", *key)}
    values = {column: rows[column].map(_cell).astype("str") for column in ("before", "after", "change")}
    return rows.assign(**named, **values)


def _name(value: Any) -> str:
    """A part of a key: a day in ISO form, a year as it is."""
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)


def _cell(value: Any) -> str:
    """A value: counts with thousands apart, other numbers with six digits; nothing for a missing one."""
    if pd.isna(value):
        return ""
    if isinstance(value, bool) or not isinstance(value, Real):
        return _name(value)
    return numbers.whole(float(value)) if float(value).is_integer() else f"{float(value):,.6g}"


def _count(restated: int) -> str:
    if restated > SHOWN:
        return f"The largest {SHOWN} of {numbers.whole(restated)} restated values"
    return f"{numbers.whole(restated)} restated {'value' if restated == 1 else 'values'}" if restated else ""
