"""The months in which another maker or country became the most downloaded one of the Hub."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.metrics import downloads
from lib.metrics.flaws import flagged, month_ends
from lib.metrics.leads import lead_changes
from lib.registry.load import GROUPS
from lib.views.adoption.downloads import Options
from lib.views.changes.event import Event
from lib.views.race import pairs

LEVELS = {"maker": "Maker", "country": "Country"}
"""The levels whose lead is told, and how readers of the page call them."""
PLACES = ("country", "region")
"""The levels of which each is a place."""
TABLES = ("hub_monthly", "hub_totals")
"""The tables of the page that shows a lead."""


def complete(data: Data, level: str) -> pd.DataFrame:
    """month, entity, downloads, estimate of every entity in the months that were over when the table was known."""
    as_of = pd.Timestamp(data.provenance("hub_monthly").as_of)
    rows = downloads.with_incomplete(pairs.monthly(data, level), as_of)
    return rows[~rows["incomplete"]].drop(columns="incomplete")


def events(data: Data) -> list[Event]:
    """Every change of lead in a month, by maker and by country; groups that are in no country lead nothing."""
    found = []
    for level in LEVELS:
        rows = complete(data, level)
        named = [key for key in rows["entity"].unique() if key not in (*GROUPS, "unknown")]
        changed = lead_changes(rows, named)
        flaws = data.registry.flaws_of("hub_monthly")
        for column in ("month", "after"):
            changed[f"spike_{column}"] = flagged(changed[column], month_ends(changed[column]), flaws, ("spike",))
        found += [_event(data, level, row, f"{rows['month'].min():%Y-%m}") for row in changed.to_dict("records")]
    return found


def _event(data: Data, level: str, row: Mapping[Hashable, Any], first: str) -> Event:
    a, b = (called(data, level, row[side]) for side in ("leader", "before"))
    month = f"{row['month']:%Y-%m}"
    told = [
        f"In {numbers.month(row['month'])} {a} had {numbers.count(row['downloads'])} downloads of language models on "
        f"the Hugging Face Hub, {b} {numbers.count(row['downloads_before'])}, counted over the "
        f"{data.table('hub_monthly')['org'].nunique()} publishers that the record tells apart."
    ]
    title = f"{a} took the lead in monthly Hub downloads from {b} {_when(row)}"
    return Event(
        kind="lead",
        facts=(level, row["leader"], row["before"], month),
        subject=(level, row["leader"], row["before"]),
        day=(row["month"] + pd.offsets.MonthEnd(0)).date(),
        title=f"{title[0].upper()}{title[1:]}",
        text=" ".join([*told, *_doubts(row, a)]),
        page="adoption/downloads",
        options=Options(by=LEVELS[level], window=(first, month)),
        tables=TABLES,
    )


def called(data: Data, level: str, key: str) -> str:
    """A family or a maker, or a place, which speaks for its makers, as it stands in a sentence."""
    name = numbers.spoken(data.registry.name(level, key))
    return f"makers in {name}" if level in PLACES else name


def _when(row: Mapping[Hashable, Any]) -> str:
    """The month; where months before it say nothing, the change lies in one of them or in it."""
    first = row["after"] + pd.DateOffset(months=1)
    return numbers.between(first, row["month"])


def _doubts(row: Mapping[Hashable, Any], leader: str) -> list[str]:
    told = []
    jumps = "a month in which the whole source jumps for no known reason"
    if row["spike_month"]:
        told.append(f"{numbers.month(row['month'])} is {jumps}, so the change may be no more than that.")
    elif row["spike_after"]:
        told.append(f"It ends a lead last seen in {numbers.month(row['after'])}, {jumps}.")
    if row["estimate"]:
        told.append("The month is an estimate, or partly one.")
    if not row["seen_after"]:
        when = numbers.month(row["after"])
        told.append(f"The record of {when} does not hold {leader}, so the lead may have changed before.")
    return told
