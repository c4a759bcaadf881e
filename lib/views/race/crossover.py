"""When one passed the other: curves by every definition, the crossing as a range, and what the answer depends on."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.lines import lines
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics import downloads, readings
from lib.metrics.crossover import Crossover, crossover, growth_against_flows, levels_between, levels_from
from lib.metrics.readings import BEFORE, END
from lib.views.options import many, one, span, switch
from lib.views.race import pairs, ways
from lib.views.sentences import alt
from lib.views.view import Card, KeyFigure, NothingToShowError, View

MONTHLY, RUNNING, ANCHORED, SCALED, COUNTER = (
    "Monthly downloads",
    "Running sum",
    "Anchored",
    "Scaled",
    "All-time counter",
)
INDICATORS = {
    MONTHLY: "downloads_month",
    RUNNING: "downloads_running",
    ANCHORED: "downloads_anchored",
    SCALED: "downloads_scaled",
    COUNTER: "downloads_all_time",
}
ABSOLUTE, SHARE, INDEX = "Absolute", "Share", "Index"
WALKED = (ANCHORED, SCALED)
"""Counts that start from published levels."""


def counts(data: Data) -> tuple[str, ...]:
    """The ways to count; the all-time counter only where snapshots hold it."""
    held = data.has("hub_models") and data.table("hub_models")["downloads_all_time"].notna().any()
    return (MONTHLY, RUNNING, ANCHORED, SCALED, *((COUNTER,) if held else ()))


def months(data: Data) -> tuple[str, ...]:
    """The months of the monthly table, as 2025-04."""
    return tuple(data.table("hub_monthly")["month"].dt.strftime("%Y-%m").drop_duplicates().sort_values())


def anchor_names(data: Data) -> tuple[str, ...]:
    """Every published pair of levels, by name, as they stand in the registry."""
    return tuple(data.registry.anchors["name"].drop_duplicates())


def _names(level: str) -> Any:
    return lambda data: tuple(pairs.entities(data, level))


def _when(level: str) -> Any:
    return lambda options: options.compare == level


def _entities(title: str, *default: str) -> Any:
    level = pairs.level_of(title)
    label = level.option.capitalize()
    return many(
        label,
        _names(level.key),
        start=lambda data: tuple(data.registry.name(level.key, key) for key in default),
        when=_when(title),
        help=f"Which {level.option} to draw; the first two make the headline.",
    )


@dataclass(frozen=True)
class Options:
    """What a reader may choose on this page."""

    count: str = one(
        "Count",
        counts,
        ANCHORED,
        help="Downloads in each month; their running sum since July 2024; published all-time levels carried on by the "
        "monthly downloads; the same, scaled to meet two published levels.",
    )
    compare: str = one(
        "Compare",
        tuple(level.title for level in pairs.LEVELS),
        "Family",
        help="What is compared. A family is offered only where one publisher's line is the family.",
    )
    families: tuple[str, ...] = _entities("Family", "qwen", "llama")
    publishers: tuple[str, ...] = _entities("Publisher", "Qwen", "meta-llama")
    makers: tuple[str, ...] = _entities("Maker", "alibaba", "meta")
    countries: tuple[str, ...] = _entities("Country", "CHN", "USA")
    regions: tuple[str, ...] = _entities("Region", "china", "us")
    anchor: str = one(
        "Published level",
        anchor_names,
        start=lambda data: anchor_names(data)[0],
        when=lambda options: options.count == ANCHORED,
        more=True,
        wide=True,
        help="The published pair of levels from which the curves are walked both ways. Where it does not cover what is "
        "drawn, the first that does is taken.",
    )
    dated: str = one(
        "Placed at",
        (END, BEFORE),
        END,
        when=lambda options: options.count == ANCHORED,
        more=True,
        help="A published level is dated to the month only: it may stand at either end of it.",
    )
    show: str = one(
        "Show",
        (ABSOLUTE, SHARE, INDEX),
        ABSOLUTE,
        more=True,
        help="Counts; shares among those drawn; or each indexed to 100 in its first month in view.",
    )
    log: bool = switch(
        "Log scale", help="Equal steps are equal factors; only values above zero can be drawn.", more=True
    )
    spikes: bool = switch(
        "Spike months",
        True,
        help="October and November 2024 jump across the whole source for no known reason. Off leaves them out for everyone; a running sum then restarts.",
        more=True,
    )
    events: bool = switch(
        "Events", True, help="Model releases, export rules and changes in counting, as thin lines.", more=True
    )
    window: tuple[str, str] = span("Months", months, help="First and last month in view.", more=True)


@dataclass(frozen=True)
class _Drawn:
    """What the options come to: the level, the keys in order, and a frame of levels or flows with a column a key."""

    level: str
    keys: list[str]
    values: pd.DataFrame
    estimate: pd.DataFrame
    anchor: str


def view(data: Data, options: Options) -> View:
    """The curves as chosen, and below them every way of counting for the first two; raises `NothingToShowError`."""
    level = pairs.level_of(options.compare)
    chosen = pairs.entities(data, level.key)
    keys = [chosen[name] for name in getattr(options, level.option)]
    if len(keys) < 2:
        raise NothingToShowError(f"Choose at least two {level.option}: a crossover needs two sides.")
    drawn = _drawn(data, options, level.key, keys)
    table = ways.table(data, level.key, (keys[0], keys[1]))
    found = _crossover(drawn, options)
    name = partial(data.registry.name, level.key)
    cards = (
        _curves(data, options, drawn),
        ways.card(data, level, (keys[0], keys[1]), table, "What the answer depends on"),
    )
    figures = tuple(_key_figure(drawn, key, name(key), options.count) for key in keys[:4])
    return View(
        _headline(options, table, found, name, _restart(drawn)), cards, figures, _notes(data, options, drawn, table)
    )


def _drawn(data: Data, options: Options, level: str, keys: list[str]) -> _Drawn:
    rows = pairs.monthly(data, level)
    flaws = data.registry.flaws_of("hub_monthly")
    counted = rows if options.spikes else downloads.without(rows, flaws)
    flow = readings.flows(counted, keys)
    estimate = rows.pivot(index="month", columns="entity", values="estimate").reindex(columns=keys)
    anchor = ""
    if options.count == MONTHLY:
        values = flow
    elif options.count == RUNNING:
        values = readings.running(counted, keys)
    elif options.count == COUNTER:
        values = downloads.counter(data.table("hub_models"), pairs.orgs_of(data, level), keys)
    elif options.count == SCALED:
        first, *_, last = pairs.need_anchors(data, level, keys, at_least=2)
        values = levels_between(first, last, (first.dates()[1], last.dates()[1]), flow)
        anchor = f"{first.name} and {last.name}"
    else:
        known = pairs.need_anchors(data, level, keys)
        used = next((one for one in known if one.name == options.anchor), known[0])
        values = levels_from(used, used.dates()[options.dated == END], flow)
        anchor = used.name
    if options.count != MONTHLY:
        estimate = estimate.set_axis(estimate.index + pd.offsets.MonthEnd(0))
    estimate = estimate.reindex(values.index).astype("boolean").fillna(False).astype(bool)
    if anchor:
        # Levels walked back from an anchor are estimates, however exact the months are that were taken away.
        stated = [one.dates()[1] for one in pairs.anchors(data, level, keys) if one.name in anchor]
        estimate = estimate.mask(values.index.to_series() < min(stated), True)
    first_month, last_month = (pd.Timestamp(month) for month in options.window)
    inside = (values.index >= first_month) & (values.index <= last_month + pd.offsets.MonthEnd(0))
    if not inside.any():
        raise NothingToShowError("No month of this count lies in the chosen window; widen the window of months.")
    return _Drawn(level, keys, values[inside], estimate[inside], anchor)


def _crossover(drawn: _Drawn, options: Options) -> Crossover:
    stretch = readings.last_stretch(drawn.values) if options.count == RUNNING else drawn.values
    return crossover(stretch[drawn.keys[0]], stretch[drawn.keys[1]])


def _headline(options: Options, table: pd.DataFrame, found: Crossover, name: Any, start: pd.Timestamp) -> str:
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
    if options.count == ANCHORED:
        same = table[(table["count"] == ANCHORED) & (table["leader"] == found.leader)].dropna(subset=["by"])
        if len(same):
            months_ = numbers.between(same["by"].min(), same["by"].max())
            return f"{winner} passed {loser} {months_}, {by}: the month depends on which published level is trusted."
    if found.by is None or found.after is None:
        return f"{winner} led {loser} in every month in view, {by}."
    if options.count == MONTHLY:
        return f"{winner} passed {loser} for good in {numbers.month(found.by)}, {by}."
    return f"{winner} passed {loser} for good between {numbers.days(found.after, found.by)}, {by}."


def _notes(data: Data, options: Options, drawn: _Drawn, table: pd.DataFrame) -> tuple[str, ...]:
    notes = []
    name = partial(data.registry.name, drawn.level)
    if options.count == ANCHORED:
        same = table[table["count"] == ANCHORED].dropna(subset=["by"]).sort_values("by")
        if len(same):
            ends = [f"{numbers.month(row.by)} by {row.way}" for row in (same.iloc[0], same.iloc[-1])]
            notes.append(f"Earliest: {ends[0]}. Latest: {ends[1]}.")
        notes.append(_why_a_range(data, drawn))
    if not options.spikes and options.count == RUNNING:
        notes.append(f"The running sum restarts after the spike months, in {numbers.month(_restart(drawn))}.")
    if drawn.level == "family":
        lines_ = [
            f"{name(key)} is all that {org} publishes"
            for org, key in pairs.orgs_of(data, "family").items()
            if key in drawn.keys
        ]
        notes.append(f"{numbers.listed(lines_)}; families whose publisher has other lines are not offered.")
    return tuple(note for note in notes if note)


def _why_a_range(data: Data, drawn: _Drawn) -> str:
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


def _restart(drawn: _Drawn) -> pd.Timestamp:
    """The month with which the last running sum begins."""
    return readings.last_stretch(drawn.values).index[0]


def _key_figure(drawn: _Drawn, key: str, name: str, count: str) -> KeyFigure:
    known = drawn.values[key].dropna()
    if known.empty:
        return KeyFigure(name, numbers.MISSING, "no month in view", f"{count} of {name}.")
    when = known.index[-1]
    before = known.get(
        when - pd.DateOffset(years=1) + pd.offsets.MonthEnd(0) if count != MONTHLY else when - pd.DateOffset(years=1)
    )
    return KeyFigure(
        label=name,
        value=numbers.count(known.iloc[-1]),
        date=numbers.month(when),
        help=f"{count} of {name}; the change is on a year before.",
        change="" if before is None else numbers.change(known.iloc[-1] / before - 1),
        trend=tuple(known),
    )


def _tidy(drawn: _Drawn, show: str) -> pd.DataFrame:
    """when, entity, downloads, value (as shown), estimate: the rows of the chart and of its table."""
    values = drawn.values
    if show == SHARE:
        shown = values.div(values.sum(axis=1, min_count=len(drawn.keys)), axis=0)
    elif show == INDEX:
        shown = values.div(values.where(values > 0).bfill().iloc[0]) * 100
    else:
        shown = values
    parts = {"downloads": values, "value": shown, "estimate": drawn.estimate}
    long = [
        frame.rename_axis(index="when", columns="entity").stack(future_stack=True).rename(what)
        for what, frame in parts.items()
    ]
    return pd.concat(long, axis=1).reset_index()


def _curves(data: Data, options: Options, drawn: _Drawn) -> Card:
    rows = _tidy(drawn, options.show)
    form = {ABSOLUTE: "count", SHARE: "share", INDEX: "index"}[options.show]
    names = {key: data.registry.name(drawn.level, key) for key in drawn.keys}
    unit = {ABSOLUTE: "downloads", SHARE: "share among those drawn", INDEX: "first month in view = 100"}[options.show]
    title = f"{options.count}: {numbers.listed(list(names.values()))}"
    marks = _published(data, options, drawn) if options.show == ABSOLUTE else None

    def draw(theme: Theme) -> go.Figure:
        return lines(
            rows,
            theme=theme,
            x="when",
            y="value",
            series="entity",
            order=drawn.keys,
            names=names,
            colours={key: data.registry.colour(drawn.level, key, theme.mode) for key in drawn.keys},
            form=form,
            log=options.log,
            events=ways.events(data, drawn.level, drawn.keys) if options.events else None,
            points=marks,
        )

    return Card(
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
        table=rows.assign(entity=rows["entity"].map(names)),
        forms={
            "when": "month" if options.count == MONTHLY else "day",
            "entity": "text",
            "downloads": "whole",
            "value": {"count": "whole", "share": "share", "index": "number"}[form],  # type: ignore[dict-item]
            "estimate": "flag",
        },
        indicators=(INDICATORS[options.count], "crossover"),
        tables=("hub_models",) if options.count == COUNTER else ("hub_monthly",),
        caveats=tuple(dict.fromkeys(data.registry.flaws_of("hub_monthly")["note"])),
    )


def _subtitle(data: Data, options: Options, drawn: _Drawn, unit: str) -> str:
    level = "of each month" if options.count == MONTHLY else "at month ends"
    start = {
        RUNNING: f", summed since {numbers.month(_restart(drawn))}; not an all-time total",
        ANCHORED: f", from {drawn.anchor} ({options.dated.lower()})",
        SCALED: f", scaled to meet {drawn.anchor}",
    }.get(options.count, "")
    return (
        f"Own language models on the Hugging Face Hub, {unit} {level}{start}. {ways.coverage(data, drawn.level, drawn.keys)} "
        "Dotted: estimates. Hollow rings: levels as published, each on its own scope."
    )


def _published(data: Data, options: Options, drawn: _Drawn) -> pd.DataFrame | None:
    """Hollow markers: published levels for a level count, published monthly figures for the monthly one."""
    if options.count == RUNNING:
        return None
    metric = "downloads_monthly" if options.count == MONTHLY else "downloads_cumulative"
    rows = pairs.published_levels(data, drawn.level, drawn.keys, metric)
    first, last = drawn.values.index[0], drawn.values.index[-1] + pd.offsets.MonthEnd(0)
    rows = rows[rows["date"].between(first, last)]
    when = rows["date"].dt.to_period("M").dt.to_timestamp() if options.count == MONTHLY else rows["date"]
    said = "published by " + rows["publisher"] + rows["note"].map(lambda note: f"<br>{note}" if note else "")
    return rows.assign(when=when, hover=said)
