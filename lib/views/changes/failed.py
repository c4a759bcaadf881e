"""The newest attempts to fetch tables, as news where they failed: until one succeeds what was there before is shown."""

from datetime import date

import pandas as pd

from lib import contracts, numbers
from lib.data import Data
from lib.views import attempts
from lib.views.about.data import Options
from lib.views.changes.event import Entry, Event


def entries(data: Data) -> list[Entry]:
    """An entry for all tables that one attempt could not fetch for one reason."""
    same: dict[tuple[str, str, date], list[str]] = {}
    for table in contracts.TABLES:
        day, why = attempts.day(data, table), attempts.why(data, table)
        if why and not pd.isna(day):
            same.setdefault((attempts.named(data, table), why, day.date()), []).append(table)
    return [_entry(data, attempt, why, day, tables) for (attempt, why, day), tables in same.items()]


def _entry(data: Data, attempt: str, why: str, day: date, tables: list[str]) -> Entry:
    """What fails day after day since the same vintages is one piece of news, whose day is the newest."""
    good = [data.provenance(table).as_of for table in tables if data.has(table)]
    event = Event(
        kind="refresh",
        facts=(*tables, *good),
        subject=tuple(tables),
        day=day,
        title=f"Not refreshed: {numbers.listed(tables)}",
        text=f"The {attempt} failed: {why} What was there before is shown on.",
        page="about/data",
        options=Options(table=tables[0]),
        tables=(),
    )
    return Entry(event, day, day)
