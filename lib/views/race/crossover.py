"""When one passed the other: curves by every definition, the crossing as a range, and what the answer depends on."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.lines import lines
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics import readings
from lib.metrics.crossover import Crossover, growth_against_flows
from lib.views import events, noise
from lib.views.events import Chosen
from lib.views.periods import months
from lib.views.race import pairs, sensitivity, single_models, ways
from lib.views.race.choices import (
    ABSOLUTE,
    ANCHORED,
    COUNTER,
    INDEX,
    MONTHLY,
    RUNNING,
    SCALED,
    SHARE,
    Options,
)
from lib.views.race.curves import Curves, curves, tidy
from lib.views.sentences import alt
from lib.views.timed import Timed, with_events_of
from lib.views.view import Card, KeyFigure, NothingToShowError, View

__all__ = ["Options", "view"]

INDICATORS = {
    MONTHLY: "downloads_month",
    RUNNING: "downloads_running",
    ANCHORED: "downloads_anchored",
    SCALED: "downloads_scaled",
    COUNTER: "downloads_all_time",
}


def view(data: Data, options: Options) -> View:
    """The curves as chosen, and below them every way of counting for the first two; raises `NothingToShowError`."""
    level = pairs.level_of(options.compare)
    chosen = pairs.entities(data, level.key)
    keys = [chosen[name] for name in getattr(options, level.option)]
    if len(keys) < 2:
        raise NothingToShowError(f"Choose at least two {level.option}: a crossover needs two sides.")
    drawn = curves(data, options, level.key, keys)
    found = drawn.crossover()
    table = ways.table(data, level.key, (keys[0], keys[1]))
    name = partial(data.registry.name, level.key)
    cards: list[Card | Timed] = [_read(_curves(data, options, drawn), options, drawn)]
    if len(ways.changes(table)):
        strip = ways.card(data, level, (keys[0], keys[1]), table, "What the answer depends on")
        asked = options.kinds or options.own or options.event != events.NONE
        cards.append(ways.timed(strip) if asked else strip)
    notes = _notes(data, options, drawn, table)
    if options.sensitivity:
        pair = single_models.Pair(data, level, (keys[0], keys[1]))
        read = single_models.readings(pair)
        cards += [card for card in (sensitivity.dates(pair, read), single_models.lead(pair, read)) if card]
        notes += single_models.notes(pair, read)
    marked, told = with_events_of(data, options, _events(data, options, drawn), cards)
    figures = tuple(_key_figure(drawn, key, name(key), options.count) for key in keys[:4])
    return View(_headline(options, table, found, name, drawn.start), marked, figures, (*notes, *told))


def _events(data: Data, options: Options, drawn: Curves) -> Chosen:
    """The events of the kinds chosen, or where none is those that may matter to the lines; none if switched off."""
    asked = options if options.events else replace(options, kinds=())
    base = ways.events(data, drawn.level, drawn.keys) if options.events and not options.kinds else None
    return events.chosen(data, asked, ("hub",), events.makers_of(data, drawn.level, drawn.keys), base)


def _read(card: Card, options: Options, drawn: Curves) -> Timed:
    """The curves as they are read around an event: flows, shares and indices by their mean, levels by what they gain.

    Of a running sum that restarts only the last stretch counts: the step between two is no gain.
    """
    own = card.table[card.table["published_by"] == ""].rename(columns={"entity": "series"})
    own = own[own["when"] >= drawn.start] if options.count == RUNNING else own
    every = "day" if options.count == COUNTER else "month"
    form = {ABSOLUTE: "count", SHARE: "share", INDEX: "number"}[options.show]
    level = options.show == ABSOLUTE and options.count != MONTHLY
    return Timed(card, own["when"], rows=own, every=every, form=form, cumulative=level)


def _headline(
    options: Options, table: pd.DataFrame, found: Crossover, name: Callable[[str], str], start: pd.Timestamp
) -> str:
    """The finding by the count in view; an anchored one is the range over every published pair and both its datings."""
    if found.leader is None or found.other is None:
        return "Neither leads: the last month in view is a tie."
    winner, loser = numbers.spoken(name(found.leader)), numbers.spoken(name(found.other))
    by = {
        MONTHLY: "by downloads in the month",
        RUNNING: f"by the running sum since {numbers.month(start)}",
        ANCHORED: "by the anchored count",
        SCALED: "by the count scaled between two published levels",
        COUNTER: "by the Hub's all-time counter",
    }[options.count]
    if options.count == ANCHORED and found.by is not None:
        same = table[(table["count"] == ANCHORED) & (table["leader"] == found.leader)].dropna(subset=["by"])
        if len(same):
            months_ = numbers.between(same["by"].min(), same["by"].max())
            why = "the month depends on the published levels taken and on their date"
            return f"{winner} passed {loser} {months_}, {by}: {why}."
    if found.by is None or found.after is None:
        return f"{winner} led {loser} in every month in view, {by}."
    if options.count == MONTHLY:
        return f"{winner} passed {loser} for good {_flow_months(found.after, found.by)}, {by}."
    return f"{winner} passed {loser} for good between {numbers.days(found.after, found.by)}, {by}."


def _flow_months(after: pd.Timestamp, by: pd.Timestamp) -> str:
    """A flow names its month; where months before it were not observed, the change lies in one of them or in it."""
    return f"in {numbers.month(by)}" if by <= after + pd.DateOffset(months=1) else numbers.between(after, by)


def _notes(data: Data, options: Options, drawn: Curves, table: pd.DataFrame) -> tuple[str, ...]:
    notes = []
    name = partial(data.registry.name, drawn.level)
    if options.count == ANCHORED:
        same = table[table["count"] == ANCHORED].dropna(subset=["by"]).sort_values("by")
        if len(same):
            ends = [f"{numbers.month(row.by)} by {row.way}" for row in (same.iloc[0], same.iloc[-1])]
            notes.append(f"Earliest: {ends[0]}. Latest: {ends[1]}.")
        notes.append(_why_a_range(data, drawn))
    if options.count == RUNNING and drawn.after_spike:
        notes.append(f"The running sum restarts after the spike months, in {numbers.month(drawn.start)}.")
    elif options.count == RUNNING and numbers.month(drawn.start) != numbers.month(pd.Timestamp(months(data)[0])):
        notes.append(f"The running sum starts in {numbers.month(drawn.start)}: since then all of these are observed.")
    if options.count != COUNTER and not options.interpolated:
        notes.append("Months in which the source had days filled in are left out; a level goes on after them.")
    if drawn.level == "family":
        lines_ = [
            f"{name(key)} stands in for {org}, which publishes little else"
            for org, key in pairs.orgs_of(data, "family").items()
            if key in drawn.keys
        ]
        notes.append(f"{numbers.listed(lines_)}; families whose publisher has other lines are not offered.")
    return tuple(note for note in notes if note)


def _why_a_range(data: Data, drawn: Curves) -> str:
    known = pairs.anchors(data, drawn.level, drawn.keys)
    if len(known) < 2:
        return (
            "One pair of published levels covers these; it is dated to the month, so it may stand at either end of it."
        )
    grown = growth_against_flows(known[0], known[-1], readings.flows(pairs.monthly(data, drawn.level), drawn.keys))
    told = [
        f"{grown[key]:.2f} times ({data.registry.name(drawn.level, key)})" for key in drawn.keys if pd.notna(grown[key])
    ]
    return (
        "It is a range because published levels are dated to the month and count a trimmed list of models, while the "
        f"monthly downloads count all of a publisher's language models: from {known[0].name} to {known[-1].name} the "
        f"published levels grow only {numbers.listed(told)} as much as the monthly downloads."
    )


def _key_figure(drawn: Curves, key: str, name: str, count: str) -> KeyFigure:
    known = drawn.values[key].dropna()
    if known.empty:
        return KeyFigure(name, numbers.MISSING, "no month in view", f"{count} of {name}.")
    when = known.index[-1]
    before = known.get(
        when - pd.DateOffset(years=1) + pd.offsets.MonthEnd(0) if count != MONTHLY else when - pd.DateOffset(years=1)
    )
    carried = "about " if count in (ANCHORED, SCALED) else ""
    return KeyFigure(
        label=name,
        value=f"{carried}{numbers.count(known.iloc[-1])}",
        date=numbers.month(when),
        help=f"{count}, {name}; the change is on a year before."
        + (" A published level carried on with monthly downloads, so an estimate." if carried else ""),
        change="" if before is None or pd.isna(before) else numbers.change(known.iloc[-1] / before - 1),
        trend=tuple(known),
    )


def _curves(data: Data, options: Options, drawn: Curves) -> Card:
    rows = tidy(drawn, options.show)
    form = {ABSOLUTE: "count", SHARE: "share", INDEX: "index"}[options.show]
    names = {key: data.registry.name(drawn.level, key) for key in drawn.keys}
    unit = {ABSOLUTE: "downloads", SHARE: "share among those drawn", INDEX: "first month in view = 100"}[options.show]
    title = f"{options.count}: {numbers.listed(list(names.values()))}"
    marks = _published(data, options, drawn) if options.show == ABSOLUTE else None

    def draw(theme: Theme) -> go.Figure:
        return lines(
            noise.hovering(rows, drawn.spread, "when"),
            theme=theme,
            x="when",
            y="value",
            series="entity",
            order=drawn.keys,
            names=names,
            colours={key: data.registry.colour(drawn.level, key, theme.mode) for key in drawn.keys},
            form=form,
            log=options.log,
            points=marks,
            band=None if drawn.spread is None else drawn.spread.rename(columns={"band_estimate": "estimate"}),
        )

    card = Card(
        name="curves",
        title=title,
        subtitle=_subtitle(data, options, drawn, unit),
        draw=draw,
        alt=alt(
            "Line chart",
            title,
            rows,
            x="when",
            y="value",
            series="entity",
            order=drawn.keys,
            names=names,
            write={ABSOLUTE: numbers.count, SHARE: numbers.share, INDEX: numbers.count}[options.show],
        ),
        table=_table(rows, marks, names),
        forms={
            "when": "month" if options.count == MONTHLY else "day",
            "entity": "text",
            "downloads": "whole",
            "value": {"count": "whole", "share": "share", "index": "number"}[form],  # type: ignore[dict-item]
            "estimate": "flag",
            "incomplete": "flag",
            "published_by": "text",
            "url": "link",
        },
        indicators=(INDICATORS[options.count], "crossover"),
        tables=("hub_models",) if options.count == COUNTER else ("hub_monthly", "hub_totals"),
        caveats=tuple(dict.fromkeys(data.registry.flaws_of("hub_monthly")["note"])),
        sources=("published",) if options.count in (ANCHORED, SCALED) or (marks is not None and len(marks)) else (),
    )
    if drawn.spread is None:
        return card
    return noise.on(card, data, drawn.spread, "when", names, summed=options.count != MONTHLY)


def _subtitle(data: Data, options: Options, drawn: Curves, unit: str) -> str:
    level = "of each month" if options.count == MONTHLY else "at month ends"
    start = {
        RUNNING: f", summed since {numbers.month(drawn.start)}; not an all-time total",
        ANCHORED: f", from {drawn.anchor} ({options.dated.lower()})",
        SCALED: f", scaled to meet {drawn.anchor}",
    }.get(options.count, "")
    return (
        f"Own language models on the Hugging Face Hub, {unit} {level}{start}. "
        f"{ways.coverage(data, drawn.level, drawn.keys)} "
        "Dotted: estimates. Hollow rings: levels as published, each on its own scope."
    )


def _published(data: Data, options: Options, drawn: Curves) -> pd.DataFrame | None:
    """Hollow markers: published levels for a level count, published monthly figures for the monthly one."""
    if options.count == RUNNING:
        return None
    metric = "downloads_monthly" if options.count == MONTHLY else "downloads_cumulative"
    rows = pairs.published_levels(data, drawn.level, drawn.keys, metric)
    first, last = drawn.values.index[0], drawn.values.index[-1] + pd.offsets.MonthEnd(0)
    rows = rows[rows["date"].between(first, last)]
    when = rows["date"].dt.to_period("M").dt.to_timestamp() if options.count == MONTHLY else rows["date"]
    said = "published by " + rows["publisher"] + rows["note"].map(lambda note: f"\n{note}" if note else "")
    return rows.assign(when=when, hover=said)


def _table(rows: pd.DataFrame, marks: pd.DataFrame | None, names: dict[str, str]) -> pd.DataFrame:
    """The rows of the curves, and below them the published levels with who states them and where."""
    own = rows.assign(published_by="", url="")
    if marks is not None and len(marks):
        stated = marks.assign(
            downloads=marks["value"], estimate=False, incomplete=False, published_by=marks["publisher"]
        )
        own = pd.concat([own, stated[list(own.columns)].sort_values(["when", "entity"])], ignore_index=True)
    return own.assign(entity=own["entity"].map(names))
