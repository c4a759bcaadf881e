"""Who passed whom among the first ten of the Hub ranking, between offered dates next to each other."""

from collections.abc import Iterator
from itertools import pairwise

import pandas as pd

from lib import numbers
from lib.charts.ranks import shortened
from lib.data import Data
from lib.metrics import hub
from lib.metrics.flaws import flagged
from lib.metrics.swaps import Rise, rises
from lib.views.changes.event import Event
from lib.views.changes.history import State
from lib.views.rankings.board import short
from lib.views.rankings.hub import Options

TOP = 10
RISERS, PASSED = 3, 2
"""So many models that rose are told, and of each so many that it passed; the rest is counted."""
LETTERS = 60
"""So many letters of a model's name are told."""

Dates = tuple[pd.Timestamp, pd.Timestamp]
Read = dict[pd.Timestamp, pd.DataFrame]


def states(data: Data) -> Iterator[State]:
    """What each vintage of `hub_models` states of the first ten, the oldest first.

    Each vintage is read once and alone, by the first of its days, and only dates that it touches are ranked anew.
    """
    flaws = data.registry.flaws_of("hub_models")
    read: Read = {}
    offered: set[pd.Timestamp] = set()
    told: dict[Dates, Event | None] = {}
    for vintage, _ in data.sources("hub_models"):
        landed = data.models.landed(vintage)
        own = {pd.Timestamp(of["day"].iloc[0]): of for _, of in landed.groupby("day")}
        for day, rows in own.items():
            read[day] = rows
            (offered.add if len(rows) >= hub.FEWEST else offered.discard)(day)
        told = {
            dates: told[dates] if dates in told and not set(dates) & set(own) else _event(read, dates, flaws)
            for dates in pairwise(sorted(offered))
        }
        yield vintage, [event for event in told.values() if event]


def _event(read: Read, dates: Dates, flaws: pd.DataFrame) -> Event | None:
    """Who rose between two dates; None if nobody did."""
    before, day = dates
    found = rises(read[before], read[day], TOP)
    if not found:
        return None
    first, others = found[0], len(found) - 1
    more = f" and {others} more {'rises' if others == 1 else 'rise'}" if others else ""
    title = f"{_cut(first.model)} rises to place {first.place}{more}"
    return Event(
        kind="ranks",
        facts=(
            f"{before:%Y-%m-%d}",
            f"{day:%Y-%m-%d}",
            *sorted(f"{one.model} {of}" for one in found for of in one.passed),
        ),
        subject=(f"{day:%Y-%m-%d}",),
        day=day.date(),
        title=f"Top {TOP} of tracked open models: {title}, {numbers.day(day)}",
        text=" ".join([_told(read, found, dates), *_doubts(read, found, dates, flaws)]),
        page="rankings/hub",
        options=Options(day=f"{day:%Y-%m-%d}", against=f"{before:%Y-%m-%d}"),
        tables=("hub_models",),
    )


def _cut(model: str) -> str:
    return shortened([short(model)], LETTERS)[0]


def _told(read: Read, found: tuple[Rise, ...], dates: Dates) -> str:
    before, day = dates
    both = len(set(read[before]["model"]) & set(read[day]["model"]))
    said = [f"{_cut(one.model)} from place {one.before} to {one.place}, past {_past(one)}" for one in found[:RISERS]]
    if len(found) > RISERS:
        said.append(f"{len(found) - RISERS} more")
    return (
        f"By the Hub's 30-day counter, among the {numbers.whole(both)} models read on both {numbers.days(*dates)}: "
        f"{'; '.join(said)}."
    )


def _past(one: Rise) -> str:
    more = len(one.passed) - PASSED
    return numbers.listed([*map(_cut, one.passed[:PASSED]), *([f"{more} more"] if more > 0 else [])])


def _doubts(read: Read, found: tuple[Rise, ...], dates: Dates, flaws: pd.DataFrame) -> list[str]:
    """Which of the dates is an estimate, and which of the models told has a spike between them."""
    told = []
    guessed = [numbers.day(day) for day in dates if read[day]["day_is_estimate"].any()]
    if guessed:
        told.append(f"That the counters were read on {numbers.listed(guessed)} is an estimate.")
    models = list(dict.fromkeys(model for one in found for model in (one.model, *one.passed)))
    names, (start, end) = pd.Series(models, dtype="str"), (pd.Series([day] * len(models)) for day in dates)
    jumping = names[flagged(start, end, flaws[flaws["entity"] != "all"], ("spike",), names)]
    if len(jumping):
        told.append(f"The counter of {numbers.listed([*map(_cut, jumping)])} jumps then for no known reason.")
    return told
