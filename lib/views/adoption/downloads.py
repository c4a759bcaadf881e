"""Who is downloaded from the Hub, month by month: by publisher, maker, country or region; counts, shares, running sums."""

from dataclasses import dataclass
from functools import partial

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.bars import stacked
from lib.charts.lines import lines
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics import downloads
from lib.registry.load import REPACKAGERS
from lib.registry.tables import REMAINDER
from lib.views.options import one, span, switch
from lib.views.sentences import alt
from lib.views.view import Card, KeyFigure, View

LEVELS = {"Publisher": "org", "Maker": "maker", "Country": "country", "Region": "region"}
SHOWN = ("Downloads", "Share", "Running sum")
DRAWN = 8
"""So many entities have a band or line of their own; the smaller ones share one."""
SMALLER = "smaller"
"""The band of named publishers that are too small for one of their own."""


def months(data: Data) -> tuple[str, ...]:
    """The months of the monthly table, as 2025-04."""
    return tuple(data.table("hub_monthly")["month"].dt.strftime("%Y-%m").drop_duplicates().sort_values())


@dataclass(frozen=True)
class Options:
    """What a reader may choose on this page."""

    by: str = one(
        "By",
        tuple(LEVELS),
        "Maker",
        help="Who is counted together: each publisher of the Hub, or all of a maker, country or region.",
    )
    show: str = one(
        "Show",
        SHOWN,
        "Downloads",
        help="Downloads in each month, their share of all language-model downloads, or their running sum.",
    )
    spikes: bool = switch(
        "Spike months",
        True,
        help="October and November 2024 jump across the whole source for no known reason. Off leaves them out for everyone.",
        more=True,
    )
    window: tuple[str, str] = span("Months", months, help="First and last month in view.", more=True)


def view(data: Data, options: Options) -> View:
    """The page for these options: one card, its headline the most downloaded entity of the last month in view."""
    level = LEVELS[options.by]
    rows = _rows(data, options, level)
    named = [key for key in rows["entity"].unique() if key not in (REMAINDER, REPACKAGERS, "unknown")]
    end = rows[rows["month"] == rows["month"].max()].dropna(subset=["downloads"]).set_index("entity")
    leader = str(end.loc[end.index.isin(named), "downloads"].idxmax())
    name = partial(data.registry.name, level)
    figures = tuple(
        _key_figure(rows[rows["entity"] == key], name(key), options.show)
        for key in downloads.largest(end.reset_index(), named, 4)
    )
    headline = _headline(name(leader), end.loc[leader], options, rows["month"].min(), rows["month"].max())
    return View(headline, (_card(data, rows, options, level, named),), figures)


def _rows(data: Data, options: Options, level: str) -> pd.DataFrame:
    """month, entity, downloads, estimate, share: what is on the screen and in the file."""
    monthly, totals = data.table("hub_monthly"), data.table("hub_totals")
    flaws = data.registry.flaws_of("hub_monthly")
    orgs = monthly["org"].unique()
    groups = {org: org for org in orgs} if level == "org" else data.registry.group("hub", orgs, level)
    rows = downloads.with_remainder(downloads.by(groups, monthly, flaws), totals)
    rows = downloads.with_incomplete(rows, pd.Timestamp(data.provenance("hub_monthly").as_of))
    rows = rows if options.spikes else downloads.without(rows, flaws)
    first, last = (pd.Timestamp(month) for month in options.window)
    rows = downloads.as_share(rows[rows["month"].between(first, last)], totals)
    return downloads.running(rows).drop(columns="share") if options.show == "Running sum" else rows


def _headline(leader: str, end: pd.Series, options: Options, first: pd.Timestamp, last: pd.Timestamp) -> str:
    if options.show == "Running sum":
        return f"{leader} leads the running sum: {numbers.count(end['downloads'])} downloads, {numbers.months(first, last)}."
    return (
        f"{leader} was downloaded most in {numbers.month(last)}: {numbers.count(end['downloads'])}, "
        f"{numbers.share(end['share'])} of all language-model downloads."
    )


def _key_figure(rows: pd.DataFrame, name: str, show: str) -> KeyFigure:
    """The last value of an entity, its change on a year before, and the way there."""
    known = rows.sort_values("month").set_index("month")
    column, write = ("share", numbers.share) if show == "Share" else ("downloads", numbers.count)
    month = known.index[-1]
    before = known[column].get(month - pd.DateOffset(years=1), float("nan"))
    now = known[column].iloc[-1]
    change = numbers.points(now - before) if show == "Share" else numbers.change(now / before - 1)
    return KeyFigure(
        label=name,
        value=write(now),
        date=numbers.month(month),
        help=f"{show} of {name} on the Hugging Face Hub; the change is on {numbers.month(month - pd.DateOffset(years=1))}.",
        change="" if pd.isna(before) else change,
        trend=tuple(known[column].dropna()),
    )


def _card(data: Data, rows: pd.DataFrame, options: Options, level: str, named: list[str]) -> Card:
    column = "share" if options.show == "Share" else "downloads"
    bands = downloads.largest(rows, named, DRAWN)
    groups = [key for key in (REPACKAGERS, "unknown", REMAINDER) if key in set(rows["entity"])]
    drawn = downloads.fold(rows, [*bands, *groups], SMALLER)
    order = [*bands, *([SMALLER] if SMALLER in set(drawn["entity"]) else []), *groups]
    names = {key: data.registry.name(level, key) for key in bands} | _group_names(data)
    what = {
        "Downloads": "Downloads a month of language models",
        "Share": "Share of all language-model downloads",
        "Running sum": "Running sum of language-model downloads",
    }[options.show]
    title = f"{what}, by {options.by.lower()}"

    def draw(theme: Theme) -> go.Figure:
        colours = {key: data.registry.colour(level, key, theme.mode) for key in bands} | dict(
            zip((SMALLER, REPACKAGERS, REMAINDER), theme.rest, strict=True)
        )
        colours.setdefault("unknown", data.registry.colour("region", "unknown", theme.mode))
        style = {"theme": theme, "x": "month", "y": column, "series": "entity", "names": names, "colours": colours}
        if options.show == "Running sum":
            return lines(drawn, order=[key for key in order if key != REMAINDER], **style)
        return stacked(drawn, order=order, form="share" if column == "share" else "count", **style)

    return Card(
        name="downloads",
        title=title,
        subtitle=_subtitle(data, rows, options),
        draw=draw,
        alt=alt(
            "Line chart" if options.show == "Running sum" else "Stacked bars",
            title.lower(),
            drawn,
            x="month",
            y=column,
            series="entity",
            order=order,
            names=names,
            write=numbers.share if column == "share" else numbers.count,
        ),
        table=rows.assign(entity=rows["entity"].map(lambda key: data.registry.name(level, key))).reset_index(drop=True),
        forms={"month": "month", "entity": "text", "downloads": "whole", "estimate": "flag", "incomplete": "flag", "share": "share"},
        indicators={
            "Downloads": ("downloads_month",),
            "Share": ("downloads_share",),
            "Running sum": ("downloads_running",),
        }[options.show],
        tables=("hub_monthly", "hub_totals"),
        caveats=tuple(dict.fromkeys(data.registry.flaws_of("hub_monthly")["note"])),
    )


def _group_names(data: Data) -> dict[str, str]:
    return {
        SMALLER: "Smaller named publishers",
        REPACKAGERS: data.registry.name("region", REPACKAGERS),
        "unknown": data.registry.name("region", "unknown"),
        REMAINDER: data.registry.name("region", REMAINDER),
    }


def _subtitle(data: Data, rows: pd.DataFrame, options: Options) -> str:
    """Unit, universe and coverage; the coverage is that of the last month in view."""
    publishers = data.table("hub_monthly")["org"].nunique()
    last = rows["month"].max()
    if options.show == "Running sum":
        return (
            f"Downloads since {numbers.month(rows['month'].min())} of {publishers} publishers' own language models; "
            "not an all-time total. Dotted: estimated or partly interpolated months."
        )
    rest = rows.loc[(rows["month"] == last) & (rows["entity"] == REMAINDER), "share"].sum(min_count=1)
    return (
        f"Own text-generation and image-text-to-text models of {publishers} publishers, "
        f"{numbers.share(1 - rest)} of language-model downloads in {numbers.month(last)}. "
        "Hatched: estimated or partly interpolated months."
    )
