"""How the best open model of one side stands against that of the other, as people judge answers on the text arena."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.metrics import capability
from lib.views.events import EventOptions, chosen
from lib.views.options import many
from lib.views.rankings import arena, arena_gap, best_open, notable, whole_board
from lib.views.rankings.arena import CHINA, SIDES, US
from lib.views.rankings.board import told_flaws
from lib.views.timed import Timed, with_events_of
from lib.views.view import Card, KeyFigure, NothingToShowError, View


@dataclass(frozen=True)
class Options(EventOptions):
    """What a reader may choose on this page."""

    boards: tuple[str, ...] = many(
        "Boards",
        arena.boards,
        start=arena.boards,
        help="Which records of the text arena to show; their scales differ, so each has a panel of its own.",
    )


def view(data: Data, options: Options) -> View:
    """Intervals of the newest whole board, the best open models over time, their gap, and notable open models.

    Raises `NothingToShowError` if no board is chosen.
    """
    if not options.boards:
        raise NothingToShowError("No board is chosen; choose at least one.")
    rows = arena.of_boards(data.derived(arena.rated), options.boards)
    newest = whole_board.newest(rows)
    cards: list[Card | Timed] = [whole_board.card(data, newest)] if len(newest) else []
    cards.append(best_open.timed(data, rows))
    gap = arena_gap.timed(data, rows)
    cards += [gap] if gap else []
    cards += [notable.card(data)] if data.has("notable_models") else []
    compared = _compared(rows)
    figures = _figures(data, rows, *compared) if compared else ()
    headline = _headline(data, *compared) if compared else NOT_COMPARED
    marked, told = with_events_of(data, options, chosen(data, options, ()), cards)
    return View(headline, marked, figures, (*NOTES, *_partial(data, rows), *told))


NOT_COMPARED = "On none of these boards stands an open model of both sides, so the two cannot be compared."
NOTES = (
    "A rating says which answers people prefer on one site, not what a model can do. Only differences on one board and "
    "one stretch of its scale have a meaning. A model counts for its publisher: from which other model it was made is "
    "recorded for none.",
)


def _partial(data: Data, rows: pd.DataFrame) -> tuple[str, ...]:
    """What is known to be missing from the boards in `rows`."""
    flaws = data.registry.flaws_of("arena")
    return told_flaws(flaws[(flaws["kind"] == "partial") & flaws["entity"].isin(rows["board"])])


def _compared(rows: pd.DataFrame) -> tuple[dict[Hashable, Any], pd.Series] | None:
    """The best open model of each side by region on the newest board that holds both, and their gap."""
    found = arena.best_open(rows)
    gaps = capability.gaps(found, "region", US, CHINA)
    if gaps.empty:
        return None
    last = gaps.sort_values(["day", "gap_low"], na_position="first").iloc[-1]
    here = (found[list(capability.SAME_SCALE)] == last[list(capability.SAME_SCALE)]).all(axis=1)
    return found[here].set_index("region").to_dict("index"), last


def _headline(data: Data, best: Mapping[Hashable, Any], gap: pd.Series) -> str:
    """Which side's best open model rates higher, by how much, and how sure that is; both as from `_compared`."""
    ahead, behind = (US, CHINA) if gap["gap"] > 0 else (CHINA, US)
    first, second = (numbers.spoken(data.registry.name("region", side)) for side in (ahead, behind))
    what = (
        f"On the text arena of {numbers.day(gap['day'])} the best open model of makers in {first}, "
        f"{arena.told(best[ahead])}, "
    )
    if not gap["gap"]:
        return f"{what}rates the same as that of makers in {second}, {arena.told(best[behind])}."
    said = (
        f"{what}rates {numbers.whole(abs(gap['gap']))} points above that of makers in {second}, "
        f"{arena.told(best[behind])}"
    )
    if pd.isna(gap["gap_low"]):
        return f"{said}; this board states no intervals."
    if gap["gap_low"] <= 0 <= gap["gap_high"]:
        return f"{said}; their intervals overlap, so which is better is open."
    return f"{said}; their intervals do not overlap."


def _figures(data: Data, rows: pd.DataFrame, best: Mapping[Hashable, Any], gap: pd.Series) -> tuple[KeyFigure, ...]:
    """The rating of the best open model of each side, and of the best closed one on the same board and day."""
    when = numbers.day(gap["day"])
    closed = arena.best_closed(rows)
    there = closed[(closed["board"] == gap["board"]) & (closed["day"] == gap["day"])]
    figures = [
        KeyFigure(
            label=f"Best open, {data.registry.name('region', side)}: {best[side]['model']}",
            value=numbers.whole(best[side]["rating"]),
            date=when,
            help=f"Rating of {arena.told(best[side])} on the board “{arena.BOARDS[gap['board']]}”.",
        )
        for side in SIDES
    ]
    figures += [
        KeyFigure(
            label=f"Best closed: {row['model']}",
            value=numbers.whole(row["rating"]),
            date=when,
            help="The highest rating of a model without published weights on the same board, whichever its country.",
        )
        for row in there.to_dict("records")
    ]
    return tuple(figures)
