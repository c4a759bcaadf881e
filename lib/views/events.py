"""Events on every page with a time axis: the choices, once for all pages, and what they come to."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.views import own_events
from lib.views.options import many, one, text

KINDS = {
    "Export controls": "export-control",
    "Policies": "policy",
    "Releases": "release",
    "Licence changes": "licence",
    "Publications": "publication",
    "Counting changes": "counting",
}
"""The kinds of event as readers call several of them, in the order of the timeline's lanes."""
OF_A_MAKER = ("release", "licence")
"""Kinds that are told only where their maker is drawn."""
NONE = "No event"
OWN = tuple(f"Own event {number}" for number in range(1, own_events.MOST + 1))
PERIODS = ("1", "2", "3", "6", "12")
COLUMNS = ["name", "day", "until", "label", "kind", "hover", "source"]


def names(data: Data) -> tuple[str, ...]:
    """What can be read before and after: nothing, each event of the registry by its label, the newest first, one's own.

    The label of an event is its name in an address.
    """
    events = data.registry.events.sort_values("day", ascending=False, kind="stable")
    return (NONE, *dict.fromkeys(events["label"]), *OWN)


@dataclass(frozen=True)
class MarkOptions:
    """The choices about events of every page with a time axis; they stand after the page's own."""

    kinds: tuple[str, ...] = many(
        "Events",
        tuple(KINDS),
        more=True,
        help="Events to mark on the time axis, by kind. Releases and licence changes are those of the makers drawn, "
        "where a chart draws makers.",
    )
    own: str = text(
        "Own events",
        more=True,
        help="A day or month and a label each, with a semicolon between them: 2025-01-20 DeepSeek R1; 2025-03 Price "
        f"cut. At most {own_events.MOST}; they stand in the address and nowhere else.",
    )


@dataclass(frozen=True)
class EventOptions(MarkOptions):
    """The choices of a page whose series can be read before and after an event."""

    event: str = one(
        "Before and after",
        names,
        NONE,
        more=True,
        wide=True,
        help="An event to mark, with what each series was before and after it. After is not because.",
    )
    periods: str = one(
        "Periods on each side",
        PERIODS,
        "3",
        when=lambda options: options.event != NONE,
        more=True,
        help="How many months, weeks or times seven days before and after are compared, whichever the chart counts in.",
    )


@dataclass(frozen=True)
class Chosen:
    """The events to mark (`COLUMNS`, and whether it is the `chosen` one or the reader's `own`), the one to read around
    if it is known, and sentences on what was ignored.
    """

    marks: pd.DataFrame
    event: dict[Any, Any] | None
    notes: tuple[str, ...]


def chosen(
    data: Data,
    options: MarkOptions,
    services: Collection[str],
    makers: Collection[str] | None = None,
    base: pd.DataFrame | None = None,
) -> Chosen:
    """What the options come to on a page of some `services`; the events of others are left out.

    `makers` are those drawn, None where a page draws no makers. `base` are rows of the registry's events that the page
    marks whatever is chosen.
    """
    rows = data.registry.events
    told = rows["kind"].isin([KINDS[kind] for kind in options.kinds]) & rows["service"].isin(["", *services])
    if makers is not None:
        told &= ~rows["kind"].isin(OF_A_MAKER) | rows["maker"].isin(list(makers))
    own, problems = own_events.read(options.own)
    name = getattr(options, "event", NONE)
    wanted = pd.concat([rows[told], *([base] if base is not None else []), rows[rows["label"] == name]])
    marks = data.derived(_registered).loc[wanted.drop_duplicates("event").index]
    if own:
        marks = pd.concat([marks, _own(own)])
    marks = marks.assign(chosen=marks["name"] == name, own=marks["kind"] == "own").sort_values(
        "day", kind="stable", ignore_index=True
    )
    event = next((dict(row) for row in marks.to_dict("records") if row["chosen"]), None)
    if name != NONE and event is None:
        problems.append(f"There is no “{name}”: write it as one of your own events, a day and a label.")
    return Chosen(marks, event, tuple(problems))


def makers_of(data: Data, level: str, keys: Collection[str]) -> set[str]:
    """The makers that stand behind keys of a level: publishers of the Hub, families, makers, countries or regions."""
    if level == "org":
        return {data.registry.maker("hub", org) for org in keys}
    if level == "family":
        families = data.registry.families
        return set(families.loc[families["family"].isin(list(keys)), "maker"])
    makers = data.registry.makers
    return set(makers.loc[makers[level].isin(list(keys)), "maker"])


def _registered(data: Data) -> pd.DataFrame:
    """Every event of the registry as a mark, in the order of its rows."""
    rows = data.registry.events
    source = rows["source"] + ", " + rows["url"]
    return _marks(rows.assign(name=rows["label"], by=rows["source"], source=source))


def _own(events: list[own_events.OwnEvent]) -> pd.DataFrame:
    """A reader's own events as marks, by their numbers."""
    columns = ["name", "day", "precision", "label", "kind", "source", "by", "note"]
    rows = [
        (name, event.day, event.precision, event.label, "own", "your own event", "your own event", "")
        for name, event in zip(OWN, events, strict=False)
    ]
    return _marks(pd.DataFrame(rows, columns=columns))


def _marks(rows: pd.DataFrame) -> pd.DataFrame:
    """`COLUMNS`; an event of which only the month is known lasts all of it."""
    day = pd.to_datetime(rows["day"])
    until = day.where(rows["precision"] != "month", day + pd.offsets.MonthEnd(0))
    found = rows.assign(day=day, until=until)
    hover = [
        "\n".join(part for part in (row["label"], when(row), row["by"], row["note"]) if part)
        for row in found.to_dict("records")
    ]
    return found.assign(hover=pd.Series(hover, index=found.index, dtype="str"))[COLUMNS]


def when(event: dict[Any, Any]) -> str:
    """The date of an event in words: its day, or its month where no more is known."""
    return numbers.day(event["day"]) if event["until"] == event["day"] else numbers.month(event["day"])
