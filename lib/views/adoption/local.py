"""Whose models are pulled from the Ollama library: the stock of all pulls and what was gained, side by side."""

from dataclasses import dataclass

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.metrics.crossover import crossover
from lib.views.adoption import members, prefixes, pulls
from lib.views.adoption.pulls import COLUMNS, FLOW, STOCK, InView
from lib.views.events import EventOptions, chosen
from lib.views.options import many, one, span, switch
from lib.views.timed import Timed, with_events_of
from lib.views.view import KeyFigure, NothingToShowError, View

AT_FIRST = 6
"""So many prefixes are drawn before anybody chose."""


def days(data: Data) -> tuple[str, ...]:
    """The days on which the library was read, as 2025-07-20."""
    return tuple(data.table("ollama_prefixes")["day"].drop_duplicates().sort_values().dt.strftime("%Y-%m-%d"))


def names(data: Data) -> tuple[str, ...]:
    """Every prefix by name, the most pulled first."""
    return tuple(prefixes.by_name(data))


def _largest(data: Data) -> tuple[str, ...]:
    of = prefixes.by_name(data).items()
    return tuple(name for name, prefix in of if not prefixes.is_rest(data.registry, prefix))[:AT_FIRST]


@dataclass(frozen=True)
class Options(EventOptions):
    """What a reader may choose on this page."""

    show: str = one(
        "Show",
        (STOCK, FLOW),
        STOCK,
        help="All pulls since a model stands in the library, or only those gained since the first day in view.",
    )
    prefixes: tuple[str, ...] = many(
        "Prefixes", names, start=_largest, help="Models are counted together by the beginning of their names."
    )
    models: str = one(
        "Models under",
        names,
        start=lambda data: _largest(data)[0],
        wide=True,
        help="The prefix whose models are listed at the end of the page, with those that it lumps in.",
    )
    log: bool = switch(
        "Log scale", help="Equal steps are equal factors; only values above zero can be drawn.", more=True
    )
    window: tuple[str, str] = span(
        "Days", days, help="First and last day in view; gains count from the first.", more=True
    )


def view(data: Data, options: Options) -> View:
    """The page for these options; the headline says who leads in stock and who in flow."""
    seen = _in_view(data, options)
    named = [key for key in seen.chosen if not prefixes.is_rest(data.registry, key)] or seen.chosen
    ranked = seen.ends.loc[named].sort_values(COLUMNS[options.show], ascending=False)
    rows = pulls.over_time(data, seen)
    cards = (
        _curves(data, seen, rows, log=options.log),
        pulls.stock_and_flow(data, seen),
        members.card(data, prefixes.by_name(data)[options.models], seen.last),
    )
    marks = chosen(data, options, ("ollama",), prefixes.makers(data, named))
    marked, told = with_events_of(data, options, marks, [card for card in cards if card])
    return View(
        _headline(seen, named),
        marked,
        tuple(_key_figure(seen, rows, str(key)) for key in ranked.index[:4]),
        (*_passed(seen, rows, named), *told),
    )


def _curves(data: Data, seen: InView, rows: pd.DataFrame, *, log: bool) -> Timed:
    """The curves, read around an event by the days of the record; both stock and gain are levels."""
    card = pulls.curves(data, seen, rows, log=log)
    read = card.table.rename(columns={"day": "when", "prefix": "series", COLUMNS[seen.show]: "value"})
    return Timed(card, rows["day"], rows=read, every="day", cumulative=True)


def _in_view(data: Data, options: Options) -> InView:
    if not options.prefixes:
        raise NothingToShowError("No prefix is chosen; choose at least one.")
    first, last = (pd.Timestamp(day) for day in options.window)
    if options.show == FLOW and first == last:
        raise NothingToShowError("Nothing can be gained in a single day of the record; choose a longer span of days.")
    by_name = prefixes.by_name(data)
    seen = pulls.in_view(data, [by_name[name] for name in options.prefixes], first, last, options.show)
    if not seen.chosen:
        raise NothingToShowError(
            f"None of these prefixes stood in the library between {numbers.days(first, last)}; "
            "choose others or a longer span of days."
        )
    return seen


def _headline(seen: InView, named: list[str]) -> str:
    """Who leads in stock and who in flow among the named prefixes; ties go to the one that was chosen first."""
    ends = seen.ends.loc[named]
    stock, flow = str(ends["pulls_all_time"].idxmax()), str(ends["gained"].idxmax())
    on, since = numbers.day(seen.last), numbers.day(seen.first)

    def levels(column: str, leader: str, other: str) -> str:
        mine, theirs = (numbers.count(seen.end(key, column)) for key in (leader, other))
        return mine if leader == other else f"{mine} against {seen.names[other]}'s {theirs}"

    if len(ends) == 1 or seen.first == seen.last:
        gained = f", {numbers.count(seen.end(stock, 'gained'))} of them gained since {since}"
        return (
            f"{seen.names[stock]} stands at {numbers.count(seen.end(stock, 'pulls_all_time'))} all-time pulls on {on}"
            f"{'' if seen.first == seen.last else gained}."
        )
    if stock == flow:
        return (
            f"By name prefix, {seen.names[stock]} leads the Ollama library both in all-time pulls "
            f"({levels('pulls_all_time', stock, stock)} on {on}) and in pulls gained since {since} "
            f"({levels('gained', stock, stock)})."
        )
    return (
        f"By name prefix, {seen.names[stock]} leads the Ollama library in all-time pulls "
        f"({levels('pulls_all_time', stock, flow)} on {on}), {seen.names[flow]} in pulls gained since {since} "
        f"({levels('gained', flow, stock)})."
    )


def _passed(seen: InView, rows: pd.DataFrame, named: list[str]) -> tuple[str, ...]:
    """When the largest gain passed the second largest for good; nothing where there are not two to compare."""
    largest = seen.ends.loc[named, "gained"].sort_values(ascending=False).index[:2]
    if len(largest) < 2:
        return ()
    since_start = rows[rows["day"] > seen.first].set_index("day")
    a, b = (since_start.loc[since_start["prefix"] == key, "gained"].rename(key) for key in largest)
    if a.dropna().index.intersection(b.dropna().index).empty:
        return ()
    found = crossover(a, b)
    if found.leader is None or found.other is None:
        return ()
    who, whom = seen.names[found.leader], seen.names[found.other]
    since = numbers.day(seen.first)
    if found.after is None or found.by is None:
        return (f"Counted from {since}, {who} has gained more than {whom} on every later day in view.",)
    return (
        f"Counted from {since}, what {who} gained passed what {whom} gained "
        f"between {numbers.days(found.after, found.by)}.",
    )


def _key_figure(seen: InView, rows: pd.DataFrame, key: str) -> KeyFigure:
    """The last value of a prefix: a stock with what it gained, a gain with its size against the stock at the start.

    The way there is the longest stretch without a gap: a small line cannot show one.
    """
    since, gained = numbers.day(seen.first), seen.end(key, "gained")
    before = seen.end(key, "pulls_all_time") - gained
    if seen.show == STOCK:
        change = f"{'-' if gained < 0 else '+'}{numbers.count(abs(gained))}"
        about = f"the change is what it gained since {since}"
    else:
        change = numbers.change(gained / before) if before else ""
        about = f"the change is the gain over the all-time pulls on {since}"
    values = rows[rows["prefix"] == key].sort_values("day")[COLUMNS[seen.show]]
    stretches = values.dropna().groupby(values.isna().cumsum())
    longest = max((stretch for _, stretch in stretches), key=len, default=values.dropna())
    return KeyFigure(
        label=seen.names[key],
        value=numbers.count(seen.end(key, COLUMNS[seen.show])),
        date=numbers.day(seen.ends["last_day"][key]),
        help=f"{pulls.what(seen)} of the models whose names begin with {key}; {about}.",
        change="" if seen.first == seen.last else change,
        trend=tuple(longest),
    )
