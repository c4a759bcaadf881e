"""What is told of the newest try to fetch a table: when it was, and why it failed."""

from collections.abc import Collection
from typing import Any

import pandas as pd

from lib import numbers
from lib.data import Data

LONGEST = 300
"""So many letters of what a service is called, or says, are told."""


def day(data: Data, table: str) -> pd.Timestamp:
    """The day (UTC) of the newest attempt to fetch a table; missing if none is recorded, or none was made by then."""
    tried = data.attempt(table)
    at: Any = pd.to_datetime(tried.at, errors="coerce", utc=True) if tried else pd.NaT
    known: Any = pd.NaT if pd.isna(at) else at.tz_localize(None).normalize()
    if data.as_of is not None and not known <= pd.Timestamp(data.as_of):
        known = pd.NaT
    return known


def why(data: Data, table: str) -> str:
    """Why the newest attempt failed, in a sentence; empty if it did not, if none is recorded, or none was made by then.

    An attempt whose day cannot be read is told all the same, unless the data is of an earlier day.
    """
    tried = data.attempt(table)
    if not tried or not tried.why or (data.as_of is not None and pd.isna(day(data, table))):
        return ""
    told = _line(tried.why)
    return told if not told or told.endswith((".", "!", "?", "…")) else f"{told}."


def named(data: Data, table: str) -> str:
    """The newest attempt, by its day if that is known and by whom it asked; empty if none is recorded."""
    tried, at = data.attempt(table), day(data, table)
    when = "newest attempt" if pd.isna(at) else f"attempt of {numbers.day(at)}"
    return f"{when} to ask {_line(tried.service)}" if tried else ""


def _line(text: str) -> str:
    """A text as one line, cut with an ellipsis if it is long, so that it does not get out of its sentence."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"


def failed(data: Data, tables: Collection[str]) -> tuple[str, ...]:
    """A sentence for each source of `tables` whose newest attempt failed: last good when, and why it failed."""
    told: dict[str, None] = {}
    for table in tables:
        if reason := why(data, table):
            known = data.provenance(table)
            source, good = data.registry.words["sources"][known.source]["name"], pd.Timestamp(known.as_of)
            told[f"{source} was last good on {numbers.day(good)}; the {named(data, table)} failed: {reason}"] = None
    return tuple(told)
