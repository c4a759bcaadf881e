"""The card that sets what each series of a chart was before an event beside what it was after; after is not because."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.around import before_after
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics import events as metrics
from lib.metrics.events import Window
from lib.views.events import when
from lib.views.view import Card, Form

WEEK = 7
WARNING = (
    "After is not because: whatever else happened in this time is in these numbers too, and much of it is not known"
)
COUNTED = " This event is a change in how is counted: what changed with it is the count, not what is counted."
WRITTEN: dict[str, Callable[[float], str]] = {
    "count": numbers.count,
    "share": numbers.share,
    "ratio": numbers.ratio,
    "number": lambda value: numbers.MISSING if pd.isna(value) else f"{value:,.1f}",
}
FORMS: dict[str, Form] = {"count": "whole", "share": "share", "ratio": "ratio", "number": "number"}
FEW = 4
"""So many flaws are named below the title."""
NO_ROWS = pd.DataFrame(columns=["series", "when", "value"])


@dataclass(frozen=True)
class Timed:
    """A card over time, and how its series are to be read around an event; without `rows` they are not.

    `days` are the days that it draws; where each stands for a bar of a month or week, `bars` says so. `rows` has
    series (as the chart names it), when, value; `every` is the period that a row stands for (month, week, day), `form`
    how a value is written (count, share, ratio, number). A `cumulative` value is a level at the end of its period.
    `what` says which value it is where the title of the card does not.
    """

    card: Card
    days: pd.Series
    bars: str = ""
    rows: pd.DataFrame = field(default_factory=NO_ROWS.copy)
    every: str = "month"
    form: str = "count"
    cumulative: bool = False
    what: str = ""


def card(data: Data, periods: int, event: dict[str, Any], timed: Timed) -> Card | None:
    """What each series of the card was before and after the event; None where none is known on either side.

    Only whole periods count, `periods` of them on each side, or that many weeks where a row is a day.
    """
    length = periods * WEEK if timed.every == "day" else periods
    within = metrics.window(event["day"], event["until"], timed.every, length)
    rows = timed.rows
    over = ~rows["incomplete"].astype("boolean").fillna(False).astype(bool) if "incomplete" in rows else slice(None)
    found = metrics.around(rows[over], within, cumulative=timed.cumulative)
    found = found[found["before"].notna() | found["after"].notna()]
    found = found.sort_values(["after", "before"], ascending=False, kind="stable", ignore_index=True)
    if found.empty:
        return None
    of = timed.card
    said = [_said(row, timed.form) + _short_of(row, timed, length) for row in found.to_dict("records")]
    hover = [_hover(row, timed) for row in found.to_dict("records")]

    def draw(theme: Theme) -> go.Figure:
        rows = found.assign(said=said, hover=hover)
        return before_after(rows, theme=theme, drawn=of.draw(theme), form=timed.form)

    counted = COUNTED if event["kind"] == "counting" else ""
    told = [f"{series} {words}" for series, words in zip(found["series"], said, strict=True)]
    return Card(
        name=f"around-{of.name}",
        title=f"Before and after {event['label']}: {of.title}",
        subtitle=f"{_subtitle(event, within, timed)} {WARNING}.{counted}{_doubts(data, of, within)}",
        draw=draw,
        alt=f"Pairs of marks, before and after {event['label']}. {'; '.join(told)}.",
        table=_table(found, timed),
        forms=_forms(timed),
        indicators=(*of.indicators, "before_after"),
        tables=of.tables,
        caveats=_caveats(data, of, within),
        sources=of.sources,
    )


def _subtitle(event: dict[str, Any], within: Window, timed: Timed) -> str:
    """What is compared, over which time, and what is left out."""
    a = timed.every
    what = f"What was gained a {a}" if timed.cumulative else f"Mean{timed.what} of the {a}s known"
    length = f"{within.length} {a}s" if within.length > 1 else f"the one {a}"
    return (
        f"{event['label']}, {when(event)} ({event['source']}). {what} in {length} before "
        f"({_span(within.before, timed)}) and after ({_span(within.after, timed)}), without "
        f"{_span(within.event, timed)}, in which it falls. A {a} that is not known, or not over yet, is left out and "
        "not zero."
    )


def _span(days: tuple[pd.Timestamp, pd.Timestamp], timed: Timed) -> str:
    if timed.every == "month":
        return numbers.months(*days)
    return numbers.day(days[0]) if days[0] == days[1] else f"{numbers.day(days[0])} to {numbers.day(days[1])}"


def _said(row: dict[Any, Any], form: str) -> str:
    """Both values and the change between them in words."""
    write = WRITTEN[form]
    values = f"{write(row['before'])} → {write(row['after'])}"
    if pd.isna(row["change"]):
        return values
    if form == "share":
        return f"{values}, {numbers.points(row['change'])}"
    if form == "count" and pd.notna(row["relative"]):
        return f"{values}, {numbers.change(row['relative'])}"
    return f"{values}, {row['change']:+,.2f}" if form == "ratio" else f"{values}, {row['change']:+,.1f}"


def _short_of(row: dict[Any, Any], timed: Timed, length: int) -> str:
    """How many months or weeks of each window are known, where not all are; days are seldom read each."""
    if timed.every == "day" or min(row["known_before"], row["known_after"]) == length:
        return ""
    return f" ({row['known_before']} and {row['known_after']} of {length} {timed.every}s)"


def _hover(row: dict[Any, Any], timed: Timed) -> str:
    known = f"{row['known_before']} {timed.every}s known before, {row['known_after']} after"
    return f"{row['series']}\n{_said(row, timed.form)}\n{known}"


def _table(found: pd.DataFrame, timed: Timed) -> pd.DataFrame:
    """The rows of the chart; a change between shares is in points, of which a share of 1 has a hundred."""
    known = {"known_before": f"{timed.every}s_before", "known_after": f"{timed.every}s_after"}
    table = found.rename(columns=known)
    if timed.form == "share":
        table = table.assign(change=table["change"] * 100).rename(columns={"change": "change_points"})
    return table if timed.form == "count" else table.drop(columns="relative")


def _forms(timed: Timed) -> dict[str, Form]:
    value = FORMS[timed.form]
    change: dict[str, Form] = {"change_points": "number"} if timed.form == "share" else {"change": value}
    relative: dict[str, Form] = {"relative": "share"} if timed.form == "count" else {}
    known: dict[str, Form] = {f"{timed.every}s_before": "whole", f"{timed.every}s_after": "whole"}
    return {"series": "text", "before": value, "after": value, **change, **relative, **known}


def _flaws(data: Data, of: Card, within: Window) -> Iterator[tuple[str, str]]:
    """Each flaw in the periods compared: of what, when and of which kind; and the note on it."""
    for table in of.tables:
        for row in metrics.touching(data.registry.flaws_of(table), within).to_dict("records"):
            whose = "" if row["entity"] == "all" else f"{row['entity']}, "
            first, last = numbers.day(row["from"]), numbers.day(row["to"])
            yield f"{whose}{first if first == last else f'{first} to {last}'} ({row['kind']})", row["note"]


def _doubts(data: Data, of: Card, within: Window) -> str:
    """The first of the flaws by their dates; the notes on all of them stand among the caveats."""
    found = list(dict.fromkeys(name for name, _ in _flaws(data, of, within)))
    more = len(found) - FEW
    told = [*found[:FEW], f"{more} more"] if more > 0 else found
    return f" In this time lie known flaws: {numbers.listed(told)}." if told else ""


def _caveats(data: Data, of: Card, within: Window) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"In the time compared, {name}: {note}" for name, note in _flaws(data, of, within)))
