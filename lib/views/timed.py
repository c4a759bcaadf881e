"""Cards over time: the events marked on them, and below each what its series were before and after a chosen one."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.events import with_events
from lib.charts.theme import Theme
from lib.data import Data
from lib.views import around, events
from lib.views.around import Timed
from lib.views.events import Chosen, MarkOptions
from lib.views.view import Card

__all__ = ["Timed", "with_events_of"]

MOST_TOLD = 6
"""So many events are named in the words that stand for the chart."""
FOOT = " Thin verticals: events; a band where only the month is known."


def with_events_of(
    data: Data, options: MarkOptions, chosen: Chosen, cards: Sequence[Card | Timed]
) -> tuple[tuple[Card, ...], tuple[str, ...]]:
    """The cards in their order with the events marked on those over time, each followed by its reading around the
    chosen event; and sentences on what could not be marked or read.
    """
    found: list[Card] = []
    readings = 0
    for each in cards:
        if isinstance(each, Card):
            found.append(each)
            continue
        found.append(_marked(each, chosen.marks))
        reading = around.card(data, int(getattr(options, "periods", 0)), chosen.event, each) if chosen.event else None
        if reading:
            found.append(reading)
            readings += 1
    return tuple(found), (
        *chosen.notes,
        *_outside(chosen.marks, [each for each in cards if isinstance(each, Timed)]),
        *_unread(chosen, readings, getattr(options, "periods", "")),
    )


def _marked(timed: Timed, marks: pd.DataFrame) -> Card:
    """The card with those of the marks that fall within its days; the card itself if none does."""
    card, days = timed.card, timed.days.dropna()
    inside = _inside(timed, marks)
    if inside.empty:
        return card

    def draw(theme: Theme) -> go.Figure:
        return with_events(card.draw(theme), inside, theme, days, timed.bars)

    return replace(card, draw=draw, subtitle=card.subtitle + FOOT, alt=f"{card.alt} {_told(inside)}")


def _inside(timed: Timed, marks: pd.DataFrame) -> pd.DataFrame:
    """Those of the marks that fall within the days of a card; none if it has no days."""
    days = timed.days.dropna()
    if days.empty:
        return marks.iloc[:0]
    last = days.max() + {"month": pd.offsets.MonthEnd(0), "week": pd.Timedelta(days=6)}.get(timed.bars, pd.Timedelta(0))
    return marks[(marks["until"] >= days.min()) & (marks["day"] <= last)]


def _outside(marks: pd.DataFrame, cards: Sequence[Timed]) -> Iterator[str]:
    """That an event of the reader's own falls within no chart, unless it is the chosen one, of which more is said."""
    drawn = {row for each in cards for row in _inside(each, marks).index}
    for row in marks[marks["own"] & ~marks["chosen"] & ~marks.index.isin(drawn)].to_dict("records"):
        yield f"Your own event {row['label']}, {events.when(row)}, lies outside the days of every chart of this page."


def _told(inside: pd.DataFrame) -> str:
    """The events in words, the first of them by name and date."""
    rows = inside.sort_values(["chosen", "day"], ascending=[False, True]).head(MOST_TOLD).to_dict("records")
    said = [f"{row['label']} ({events.when(row)})" for row in rows]
    more = len(inside) - len(rows)
    return f"Events marked: {numbers.listed([*said, f'{more} more'] if more else said)}."


def _unread(chosen: Chosen, readings: int, periods: str) -> Iterator[str]:
    """That nothing could be read around the chosen event."""
    if chosen.event and not readings:
        within = "1 period" if periods == "1" else f"{periods} periods"
        yield (
            f"{chosen.event['label']}, {events.when(chosen.event)}: in no chart of this page is a series known within "
            f"{within} of it, so there is no before and after; choose another event or more periods."
        )
