"""Which vintage of each table was last good, what it holds, and what is wrong with a newer one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from lib import contracts, numbers, snapshots
from lib.data import Data
from lib.views.view import Form

UNREADABLE = (LookupError, RuntimeError, ValueError)
"""What reading a table may raise: none there, damaged, not as its contract says, a name that the registry lacks."""
FORMS: Mapping[str, Form] = {
    "table": "text",
    "last_good": "day",
    "source": "text",
    "dates_covered": "text",
    "rows": "whole",
    "licence": "text",
    "state": "text",
}


@dataclass(frozen=True)
class State:
    """A table as it was last good: `good` is the data as of its newest vintage that can be read whole, None if there is
    no such vintage; `problem` says in a sentence what is wrong with the newest one, and is empty if nothing is.
    """

    table: str
    good: Data | None
    problem: str = ""


def states(data: Data) -> tuple[State, ...]:
    """The state of every table; one that cannot be read takes no other with it."""
    return tuple(_state(data, table) for table in contracts.TABLES)


def _state(data: Data, table: str) -> State:
    problem = _problem(data, table)
    if not problem:
        return State(table, data)
    for day in reversed(snapshots.vintages(table, data.folder)):
        earlier = Data(data.folder, data.registry, day)
        if (data.as_of is None or day <= data.as_of) and not _problem(earlier, table):
            return State(table, earlier, problem)
    return State(table, None, problem)


def _problem(data: Data, table: str) -> str:
    try:
        data.table(table)
    except UNREADABLE as error:
        return str(error).splitlines()[0]
    return ""


def headline(known: tuple[State, ...]) -> str:
    """How many tables are good, and of when the newest and the oldest of them are."""
    days = {each.table: as_of(each.table, each.good) for each in known if each.good}
    if not days:
        return "No table can be read."
    good = sum(not each.problem for each in known)
    newest, oldest = max(days.values()), min(days.values())
    late = numbers.listed([table for table, day in days.items() if day == oldest])
    told = f"All {len(known)} tables are good" if good == len(known) else f"{good} of {len(known)} tables are good"
    return f"{told}; the newest data is as of {numbers.day(newest)}, the oldest ({late}) as of {numbers.day(oldest)}."


def row(each: State) -> dict[str, Any]:
    """A row on one table, with the columns of `FORMS`; what is not known because nothing can be read is left out."""
    if each.good is None:
        return {"table": each.table, "state": "cannot be read"}
    known = each.good.provenance(each.table)
    return {
        "table": each.table,
        "last_good": pd.Timestamp(known.as_of),
        "source": each.good.registry.words["sources"][known.source]["name"],
        "dates_covered": covered(each.table, each.good),
        "rows": len(each.good.table(each.table)),
        "licence": known.licence,
        "state": "newest cannot be read" if each.problem else "good",
    }


def as_of(table: str, good: Data) -> date:
    """The day of the vintage that is read."""
    return date.fromisoformat(good.provenance(table).as_of)


def vintages(table: str, good: Data) -> int:
    """How many vintages there are up to the one that is read."""
    return sum(day <= as_of(table, good) for day in snapshots.vintages(table, good.folder))


def covered(table: str, good: Data) -> str:
    """The first and the last period of a table in words: years, months, weeks or days, as its time column is called."""
    period = good.table(table)[contracts.TABLES[table].period]
    first, last = period.min(), period.max()
    if period.name == "year":
        return f"{first} to {last}"
    if period.name == "month":
        return numbers.months(first, last)
    days = f"{numbers.day(first)} to {numbers.day(last)}"
    return f"weeks of {days}" if period.name == "week" else days
