"""Which vintage of each table was last good, what it holds, and what is wrong with a newer one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from lib import contracts, numbers, snapshots
from lib.data import Data
from lib.views import attempts
from lib.views.view import Form

UNREADABLE = (LookupError, RuntimeError, ValueError)
"""What reading a table may raise: none there, damaged, not as its contract says."""
FORMS: Mapping[str, Form] = {
    "table": "text",
    "last_good": "day",
    "state": "text",
    "newest_attempt": "day",
    "why_it_failed": "text",
    "source": "text",
    "dates_covered": "text",
    "rows": "whole",
    "names_to_place": "whole",
    "licence": "text",
}
TOLD = 8
"""So many names that the registry does not place are told; the rest is counted."""


@dataclass(frozen=True)
class State:
    """A table as it was last good: `good` is the data as of its newest vintage that can be read whole, None if there is
    no such vintage; `problem` says in a sentence what is wrong with the newest one, and is empty if nothing is;
    `absent` says that there is no vintage at all, which is no fault; `later` that there is one of a later day.
    """

    table: str
    good: Data | None
    problem: str = ""
    absent: str = ""
    later: bool = False


def states(data: Data) -> tuple[State, ...]:
    """The state of every table; one that cannot be read takes no other with it."""
    return tuple(_state(data, table) for table in contracts.TABLES)


def _state(data: Data, table: str) -> State:
    if not data.has(table):
        return _absent(data, table)
    problem = _problem(data, table)
    if not problem:
        return State(table, data)
    for day in reversed(snapshots.vintages(table, data.folder)):
        earlier = Data(data.folder, data.registry, day)
        if (data.as_of is None or day <= data.as_of) and not _problem(earlier, table):
            return State(table, earlier, problem)
    return State(table, None, problem)


def _absent(data: Data, table: str) -> State:
    """A table that is not there, and why: nobody fetched it, or not by the day as of which the data is shown."""
    later = snapshots.vintages(table, data.folder)
    if data.as_of and later:
        told = f"not known yet on {numbers.day(data.as_of)}, but from {numbers.day(later[0])} on"
        return State(table, None, absent=told, later=True)
    return State(table, None, absent="not fetched yet; “make refresh” fetches it")


def _problem(data: Data, table: str) -> str:
    """What is wrong with a table; of one that is too large to be read whole only the ends are looked at."""
    try:
        if data.large(table):
            data.glimpse(table)
        else:
            data.table(table)
    except UNREADABLE as error:
        return str(error).splitlines()[0]
    return ""


def headline(known: tuple[State, ...]) -> str:
    """How many tables are good, how many are not there yet, and of when the newest and the oldest of them are."""
    days = {each.table: as_of(each.table, each.good) for each in known if each.good}
    there = [each for each in known if not each.absent]
    if not there:
        return "No table was known yet." if any(each.later for each in known) else "No table has been fetched yet."
    if not days:
        return "No table can be read."
    good = sum(not each.problem for each in there)
    newest, oldest = max(days.values()), min(days.values())
    late = numbers.listed([table for table, day in days.items() if day == oldest])
    told = f"{good} of {len(there)} tables are good"
    if good == len(there):
        told = f"All {good} tables are good" if good > 1 else "The one table there is, is good"
    if later := sum(each.later for each in known):
        told += f"; {later} more {'was' if later == 1 else 'were'} not known yet"
    if more := len(known) - len(there) - later:
        told += f"; {more} more {'has' if more == 1 else 'have'} not been fetched yet"
    return f"{told}. The newest data is as of {numbers.day(newest)}, the oldest ({late}) as of {numbers.day(oldest)}."


def failures(data: Data, known: tuple[State, ...]) -> tuple[str, ...]:
    """A sentence for each reason for which the newest attempt to fetch tables failed, with all that it kept from us."""
    same: dict[tuple[str, str], list[str]] = {}
    for each in known:
        if why := attempts.why(data, each.table):
            same.setdefault((attempts.named(data, each.table), why), []).append(each.table)
    return tuple(f"The {attempt} for {numbers.listed(kept)} failed: {why}" for (attempt, why), kept in same.items())


def unplaced(known: tuple[State, ...]) -> tuple[str, ...]:
    """A sentence for each table with names that the registry does not place yet, and what to do about them."""
    told = []
    for each in known:
        names = _to_place(each.table, each.good) if each.good else []
        if names:
            more = [f"{len(names) - TOLD} more"] if len(names) > TOLD else []
            file = "families" if "line" in contracts.TABLES[each.table].names.values() else "aliases"
            told.append(
                f"The registry does not place {numbers.listed([*names[:TOLD], *more])} of {each.table} yet; "
                f"add a row for each to data/registry/{file}.csv."
            )
    return tuple(told)


def _to_place(table: str, good: Data) -> list[str]:
    """The names in a table that the registry does not place; not looked for where it is too large to be read whole.

    To find the 87,000 publishers among 120 million rows takes a second, and nobody places so many here.
    """
    return [] if good.large(table) else good.unreviewed(table)


def row(data: Data, each: State) -> dict[str, Any]:
    """A row on one table, with the columns of `FORMS`; what is not known because nothing can be read is left out."""
    tried = {"newest_attempt": attempts.day(data, each.table), "why_it_failed": attempts.why(data, each.table) or None}
    if each.good is None:
        absent = each.absent if each.later else "not fetched yet"  # what to do about it stands with the table itself
        return {"table": each.table, "state": absent if each.absent else "cannot be read", **tried}
    known, every = each.good.provenance(each.table), each.good.provenances(each.table)
    words = each.good.registry.words["sources"]
    return {
        "table": each.table,
        "last_good": pd.Timestamp(known.as_of),
        "state": "newest cannot be read" if each.problem else "good",
        **tried,
        "source": numbers.listed([words[one.source]["name"] for one in every]),
        "dates_covered": covered(each.table, each.good),
        "rows": rows(each.table, each.good),
        "names_to_place": len(_to_place(each.table, each.good)) or None,
        "licence": numbers.listed(list(dict.fromkeys(one.licence for one in every))),
    }


def as_of(table: str, good: Data) -> date:
    """The day of the vintage that is read."""
    return date.fromisoformat(good.provenance(table).as_of)


def vintages(table: str, good: Data) -> int:
    """How many vintages there are up to the one that is read."""
    return sum(day <= as_of(table, good) for day in snapshots.vintages(table, good.folder))


def rows(table: str, good: Data) -> int:
    """How many rows a table has; where it is too large to be read whole, one that two vintages state counts twice."""
    return good.glimpse(table).rows if good.large(table) else len(good.table(table))


def covered(table: str, good: Data) -> str:
    """The first and the last period of a table in words: years, months, weeks or days, as its time column is called."""
    period = contracts.TABLES[table].period
    if good.large(table):
        first, last = good.glimpse(table).first, good.glimpse(table).last
    else:
        first, last = good.table(table)[period].min(), good.table(table)[period].max()
    if period == "year":
        return f"{first} to {last}"
    if period == "month":
        return numbers.months(first, last)
    days = f"{numbers.day(first)} to {numbers.day(last)}"
    return f"weeks of {days}" if period == "week" else days
