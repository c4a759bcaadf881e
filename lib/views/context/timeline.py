"""Rules, policies, releases and changes in counting on one axis, in lanes below the download curves."""

from dataclasses import dataclass

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.metrics import downloads, timeline
from lib.registry.load import GROUPS
from lib.views.context import timeline_card
from lib.views.context.timeline_table import SHOWN, InView, called
from lib.views.events import KINDS
from lib.views.options import many, one, span
from lib.views.race import pairs
from lib.views.view import NothingToShowError, View

LEVELS = {"Region": "region", "Country": "country", "Maker": "maker"}
DRAWN = 4
"""So many have a curve of their own: the largest over the months in view."""
AHEAD = 2
"""So many of them the headline tells."""
WARNING = "That a curve moves after an event does not mean that it moves because of it: after is not because."


def kinds(data: Data) -> tuple[str, ...]:
    """The kinds of which the registry lists an event, as readers call them."""
    listed = set(data.registry.events["kind"])
    return tuple(name for name, kind in KINDS.items() if kind in listed)


def months(data: Data) -> tuple[str, ...]:
    """Every month from the first event or download to the last one, as 2025-04."""
    events = timeline.dated(data.registry.events)
    held = data.table("hub_monthly")["month"]
    first, last = min(events["start"].min(), held.min()), max(events["end"].max(), held.max())
    return tuple(f"{month:%Y-%m}" for month in pd.period_range(first, last, freq="M"))


@dataclass(frozen=True)
class Options:
    """What a reader may choose on this page."""

    by: str = one("Curves by", tuple(LEVELS), "Region", help="Whose downloads the curves are: of makers based there.")
    show: str = one(
        "Show",
        tuple(SHOWN),
        "Share",
        help="Share of all language-model downloads from the Hub in the month, or the downloads.",
    )
    kinds: tuple[str, ...] = many("Kinds of event", kinds, start=kinds, help="Which lanes stand below the curves.")
    window: tuple[str, str] = span(
        "Months", months, help="First and last month in view; downloads are counted for the later ones only."
    )


def view(data: Data, options: Options) -> View:
    """One card: the curves of the months in view and the events of the kinds chosen.

    Raises `NothingToShowError` if neither an event nor a download lies there.
    """
    first = pd.Timestamp(options.window[0])
    last = pd.Timestamp(options.window[1]) + pd.offsets.MonthEnd(0)
    chosen = [KINDS[name] for name in options.kinds]
    events = timeline.dated(data.registry.events)
    events = timeline.between(events[events["kind"].isin(chosen)], first, last)
    level = LEVELS[options.by]
    rows = _rows(data, level, first, last)
    if events.empty and rows.empty:
        raise NothingToShowError(
            f"No event of these kinds and no counted download lies in {numbers.months(first, last)}; choose more kinds "
            "or a longer span of months."
        )
    order = downloads.largest(rows, _named(rows), DRAWN)
    seen = InView(level, options.show, first, last, rows[rows["entity"].isin(order)], tuple(order), events)
    return View(_headline(data, seen), (timeline_card.card(data, seen),), notes=(WARNING,))


def _rows(data: Data, level: str, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """month, entity, downloads, estimate, incomplete, share of the months in view."""
    rows = downloads.as_share(pairs.monthly(data, level), data.table("hub_totals"))
    rows = downloads.with_incomplete(rows, pd.Timestamp(data.provenance("hub_monthly").as_of))
    return rows[rows["month"].between(first, last)].reset_index(drop=True)


def _named(rows: pd.DataFrame) -> list[str]:
    return [str(key) for key in rows["entity"].unique() if key not in (*GROUPS, "unknown")]


def _headline(data: Data, seen: InView) -> str:
    """How many events of each kind are in view, and how the two largest curves went."""
    counts = seen.events["kind"].value_counts()
    told = [f"{counts[kind]} {called(kind, int(counts[kind]))}" for kind in KINDS.values() if kind in counts]
    what = numbers.listed(told) if told else "No event of these kinds"
    begin = f"{what}, {numbers.months(seen.first, seen.last)}."
    went = _went(data, seen)
    return f"{begin} {went}" if went else f"{begin} No download is counted for these months."


def _went(data: Data, seen: InView) -> str:
    """From where to where the two largest curves went; empty where no month of them is known."""
    column, write = SHOWN[seen.show]
    wide = seen.rows.pivot_table(index="month", columns="entity", values=column)
    known = wide.reindex(columns=list(seen.order[:AHEAD])).dropna(how="any")
    if known.empty or not len(known.columns):
        return ""
    since, until = known.index[[0, -1]]
    told = []
    for key in known.columns:
        name = numbers.spoken(data.registry.name(seen.level, key))
        who = name if seen.level == "maker" else f"makers in {name}"
        first, last = write(known[key].iloc[0]), write(known[key].iloc[-1])
        told.append(f"{who} {last}" if since == until else f"{who} went from {first} to {last}")
    of = "Of all language-model downloads in the month" if column == "share" else "Of downloads in the month"
    return f"{of}, {numbers.months(since, until)}: {numbers.listed(told)}."
