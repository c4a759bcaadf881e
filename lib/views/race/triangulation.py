"""The same makers on several services side by side: where these agree on who leads, and where not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lib import numbers
from lib.data import Data
from lib.metrics import triangulation
from lib.views.options import one, span, switch
from lib.views.race import agreement, side_by_side, tallies
from lib.views.race.side_by_side import Comparison
from lib.views.race.tallies import Service
from lib.views.view import KeyFigure, NothingToShowError, View

LEVELS = {"Maker": "maker", "Country": "country", "Region": "region"}
TOLD = 3
"""So many of the largest disagreements are told in words."""
NEEDS: dict[Callable[[Data], Service], str] = {
    tallies.hub: "hub_monthly",
    tallies.lines: "openrouter_lines",
    tallies.pulls: "ollama_prefixes",
    tallies.tokens: "openrouter_weekly",
    tallies.stock: "ollama_prefixes",
    tallies.modelscope: "modelscope_models",
}
"""The table that each service needs."""
MAIN, WEEKS = (tallies.hub, tallies.lines, tallies.pulls), (tallies.hub, tallies.tokens, tallies.pulls)
"""The flows that are compared: over the longest time, and with the makers that only OpenRouter's weekly table names."""


def months(data: Data) -> tuple[str, ...]:
    """The months that the flows of the main comparison have in common, as 2025-08."""
    flows = [service.flow for service in _held(data, MAIN) if service.flow is not None]
    return tuple(f"{month:%Y-%m}" for month in triangulation.common_months(flows))


def _window(data: Data) -> tuple[str, str]:
    every = months(data)
    return (every[0], every[-1]) if every else ("", "")


@dataclass(frozen=True)
class Options:
    """What a reader may choose on this page."""

    by: str = one(
        "By",
        tuple(LEVELS),
        "Maker",
        help="The same makers one by one, or taken together by the country or region of their base.",
    )
    stocks: bool = switch(
        "All-time pulls",
        True,
        help="Also what the Ollama library counted in all by then: a stock, which is another thing than what came in "
        "the months. It takes no part in what is said of agreement.",
    )
    window: tuple[str, str] = span(
        "Months", months, start=_window, more=True, help="First and last month, of those that all services hold."
    )


def view(data: Data, options: Options) -> View:
    """The page for these options; the headline says who leads on which service.

    Raises `NothingToShowError` where fewer than two services have a month in common.
    """
    more = (tallies.stock,) if options.stocks else ()
    main = side_by_side.compare("shares", _held(data, (*MAIN, *more)), options.window)
    if main is None:
        raise NothingToShowError(
            "No two services hold the same months of the same makers; the page Data says which tables are not there."
        )
    weeks = None
    if tallies.tokens in {*_there(data, WEEKS)}:
        weeks = side_by_side.compare("shares-weeks", _held(data, (*WEEKS, *more)), options.window)
    level = LEVELS[options.by]
    compared = [each for each in (main, weeks) if each]
    cards = [side_by_side.card(data, each, level) for each in compared]
    scope = _modelscope(data, options)
    if scope:
        cards.append(side_by_side.card(data, scope, "maker"))
    ranked = agreement.card(compared)
    cards += [ranked] if ranked else []
    flows = [service for service in _held(data, (*MAIN, tallies.tokens)) if service.flow is not None]
    notes = (
        _disagreements(data, main),
        *agreement.told(main),
        agreement.lead_lag(flows),
        *_waits(data, weeks, scope, options),
    )
    return View(_headline(data, main, level), tuple(cards), _figures(data, main, level), tuple(notes))


def _there(data: Data, wanted: tuple[Callable[[Data], Service], ...]) -> list[Callable[[Data], Service]]:
    return [make for make in wanted if data.has(NEEDS[make])]


def _held(data: Data, wanted: tuple[Callable[[Data], Service], ...]) -> list[Service]:
    """Those of the services whose table the store holds."""
    return [data.derived(make) for make in _there(data, wanted)]


def _modelscope(data: Data, options: Options) -> Comparison | None:
    """The services of the main comparison and ModelScope, among the makers that it knows too; None without it."""
    if not data.has(NEEDS[tallies.modelscope]):
        return None
    return side_by_side.compare("shares-modelscope", _held(data, (*MAIN, tallies.modelscope)), options.window)


def _leaders(data: Data, comparison: Comparison, level: str) -> list[tuple[str, list[tuple[str, float]]]]:
    """Who has the largest share, and on which flows with how much; who leads most of them comes first."""
    rows = side_by_side.at(data, comparison, level)
    found: dict[str, list[tuple[str, float]]] = {}
    for service in comparison.flows:
        first = rows[rows["service"] == service].nlargest(1, "share").iloc[0]
        found.setdefault(str(first["entity"]), []).append((service, float(first["share"])))
    return sorted(found.items(), key=lambda pair: -len(pair[1]))


def _headline(data: Data, comparison: Comparison, level: str) -> str:
    leaders = _leaders(data, comparison, level)
    told = []
    for key, where in leaders:
        name = data.registry.name(level, key)
        who = f"{name} leads" if level == "maker" else f"makers in {numbers.spoken(name)} lead"
        told.append(f"{who} in {numbers.listed([f'{service} ({numbers.share(share)})' for service, share in where])}")
    verdict = "do not agree" if len(leaders) > 1 else "agree"
    on = side_by_side.told_on([service for service in comparison.services if service.kind == tallies.FLOW])
    return (
        f"{on[0].upper()}{on[1:]} {verdict} who leads among the {len(comparison.makers)} makers that all of them "
        f"count: {'; '.join(told)}; {comparison.when}."
    )


def _figures(data: Data, comparison: Comparison, level: str) -> tuple[KeyFigure, ...]:
    """The leader of each service, with its share."""
    rows = side_by_side.at(data, comparison, level)
    found = []
    for service in comparison.services:
        first = rows[rows["service"] == service.name].nlargest(1, "share").iloc[0]
        start, end = service.ends(comparison.months)
        name = data.registry.name(level, first["entity"])
        found.append(
            KeyFigure(
                label=f"{service.name}: {name}",
                value=numbers.share(first["share"]),
                date=numbers.day(end) if start == end else comparison.when,
                help=f"The largest share on this service among the {len(comparison.makers)} makers that all services "
                f"count; a {service.kind}.",
            )
        )
    return tuple(found)


def _disagreements(data: Data, comparison: Comparison) -> str:
    """The makers whose shares of two flows are furthest apart."""
    flows = comparison.rows[comparison.rows["service"].isin(comparison.flows)]
    told = [
        f"{data.registry.name('maker', row['entity'])} ({numbers.share(row['share_high'])} in {row['high']}, "
        f"{numbers.share(row['share_low'])} in {row['low']})"
        for row in triangulation.disagreements(flows).head(TOLD).to_dict("records")
    ]
    return f"Furthest apart are {numbers.listed(told)}."


def parts_waiting(data: Data) -> tuple[str, ...]:
    """What is not shown, what it waits for, and how to get it."""
    if data.has(NEEDS[tallies.modelscope]):
        return ()
    return (
        "ModelScope is not shown: it waits for the table modelscope_models, which “make refresh” fetches. Its "
        "count is another one than the Hub's, and its window is not stated.",
    )


def _waits(data: Data, weeks: Comparison | None, scope: Comparison | None, options: Options) -> Iterator[str]:
    """What is not shown and why: what waits for data, and what these choices leave out."""
    yield from parts_waiting(data)
    if scope is None and data.has(NEEDS[tallies.modelscope]):
        yield "ModelScope is not shown: it and the other services do not count two makers in common."
    if weeks is None and data.has(NEEDS[tallies.tokens]):
        yield "OpenRouter's weekly tokens are not shown: no month of those chosen is held by all services with them."
    if options.stocks:
        yield "A stock and a flow are not one measure: a level keeps what was counted years ago."
