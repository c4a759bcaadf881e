"""Who is downloaded from the Hub, month by month, by publisher, maker, country or region: counts, shares and sums."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.bars import stacked
from lib.charts.lines import lines
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics import downloads, readings
from lib.registry.load import GROUPS, REPACKAGERS, UNREVIEWED
from lib.registry.tables import REMAINDER
from lib.views import noise
from lib.views.adoption.spread import of as spread_of
from lib.views.events import EventOptions, chosen, makers_of
from lib.views.options import one, span, switch
from lib.views.periods import months
from lib.views.sentences import alt
from lib.views.timed import Timed, with_events_of
from lib.views.view import Card, Form, KeyFigure, NothingToShowError, View

LEVELS = {"Publisher": "org", "Maker": "maker", "Country": "country", "Region": "region"}
SHOWN = FLOW, SHARE, RUNNING = "Downloads", "Share", "Running sum"
DRAWN = 8
"""So many entities have a band or line of their own; the smaller ones share one."""
SMALLER = "smaller"
"""The band of named publishers that are too small for one of their own."""


FORMS: dict[str, Form] = {
    "month": "month",
    "entity": "text",
    "downloads": "whole",
    "share": "share",
    "estimate": "flag",
    "incomplete": "flag",
}
INDICATORS = {FLOW: "downloads_month", SHARE: "downloads_share", RUNNING: "downloads_running"}


@dataclass(frozen=True)
class Options(EventOptions):
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
        FLOW,
        help="Downloads in each month, their share of all language-model downloads, or their running sum.",
    )
    spikes: bool = switch(
        "Spike months",
        True,
        help="Months in which the whole source jumps for no known reason. Off leaves them out for everyone; a running "
        "sum then restarts.",
        more=True,
    )
    spread: bool = switch(
        "Spread between counts",
        when=lambda options: options.show != SHARE,
        help=noise.HELP,
        more=True,
    )
    window: tuple[str, str] = span("Months", months, help="First and last month in view.", more=True)


def view(data: Data, options: Options) -> View:
    """The page for these options: one card, its headline the most downloaded entity of the last month known in view.

    Raises `NothingToShowError` where no month in view is known.
    """
    level = LEVELS[options.by]
    flows = _flows(data, options, level)
    named = [key for key in flows["entity"].unique() if key not in (*GROUPS, "unknown")]
    months_known = flows.loc[flows["entity"].isin(named) & flows["downloads"].notna(), "month"]
    if months_known.empty:
        raise NothingToShowError("Only spike months lie in the chosen window, and they are left out; widen the window.")
    rows = _shown(flows, options.show)
    end = rows[rows["month"] == months_known.max()].set_index("entity")
    leader = str(end.loc[end.index.isin(named), "downloads"].idxmax())
    name = partial(data.registry.name, level)
    start = rows["month"].min()
    if options.show == RUNNING:
        start = readings.last_stretch(readings.flows(flows, named)).index[0]
    figures = tuple(
        _key_figure(rows[(rows["entity"] == key) & rows["month"].ge(start)], name(key), options.show)
        for key in downloads.largest(end.reset_index(), named, 4)
    )
    headline = _headline(name(leader), end.loc[leader], options, start, months_known.max())
    marks = chosen(data, options, ("hub",), makers_of(data, level, downloads.largest(flows, named, DRAWN)))
    cards, notes = with_events_of(data, options, marks, [_card(data, flows, options, level, named, start)])
    return View(headline, cards, figures, notes)


def _flows(data: Data, options: Options, level: str) -> pd.DataFrame:
    """month, entity, downloads, estimate, incomplete, share of every entity and the remainder in the chosen months."""
    monthly, totals = data.table("hub_monthly"), data.table("hub_totals")
    flaws = data.registry.flaws_of("hub_monthly")
    rows = downloads.with_remainder(downloads.by(_groups(data, set(monthly["org"]), level), monthly, flaws), totals)
    rows = downloads.with_incomplete(rows, pd.Timestamp(data.provenance("hub_monthly").as_of))
    rows = rows if options.spikes else downloads.without(rows, flaws)
    first, last = (pd.Timestamp(month) for month in options.window)
    return downloads.as_share(rows[rows["month"].between(first, last)], totals)


def _groups(data: Data, orgs: Collection[str], level: str) -> dict[str, str]:
    """By org: who it is counted for. Repackagers are one group at every level, also beside publishers."""
    if level != "org":
        return data.registry.group("hub", orgs, level)
    makers = data.registry.group("hub", orgs, "maker")
    return {org: REPACKAGERS if maker == REPACKAGERS else org for org, maker in makers.items()}


def _shown(flows: pd.DataFrame, show: str) -> pd.DataFrame:
    """`flows` as chosen; a running sum has no share, and none of what is not broken down."""
    if show != RUNNING:
        return flows
    return downloads.running(flows[flows["entity"] != REMAINDER].drop(columns="share"))


def _headline(leader: str, end: pd.Series, options: Options, first: pd.Timestamp, last: pd.Timestamp) -> str:
    """Who is ahead in the last month, or in what was downloaded since the first one; places speak for their makers."""
    place = options.by in ("Country", "Region")
    who = f"Makers in {numbers.spoken(leader)}" if place else leader
    if options.show == RUNNING:
        reached, over = numbers.count(end["downloads"]), numbers.months(first, last)
        return f"{who} {'lead' if place else 'leads'} the running sum: {reached} downloads, {over}."
    downloaded = f"{who} {'were' if place else 'was'} downloaded most in {numbers.month(last)}"
    return (
        f"{downloaded}: {numbers.count(end['downloads'])}, "
        f"{numbers.share(end['share'])} of all language-model downloads."
    )


def _key_figure(rows: pd.DataFrame, name: str, show: str) -> KeyFigure:
    """The last value of an entity in `rows`, its change on a year before, and the way there."""
    column, write = ("share", numbers.share) if show == SHARE else ("downloads", numbers.count)
    known = rows.sort_values("month").set_index("month")[column].dropna()
    month, now = known.index[-1], known.iloc[-1]
    before = known.get(month - pd.DateOffset(years=1), float("nan"))
    change = numbers.points(now - before) if show == SHARE else numbers.change(now / before - 1)
    return KeyFigure(
        label=name,
        value=write(now),
        date=numbers.month(month),
        help=f"{show} of {name} on the Hugging Face Hub; the change is on a year before.",
        change="" if pd.isna(before) else change,
        trend=tuple(known),
    )


def _card(
    data: Data, flows: pd.DataFrame, options: Options, level: str, named: list[str], start: pd.Timestamp
) -> Timed:
    running = options.show == RUNNING
    column, form = ("share", "share") if options.show == SHARE else ("downloads", "count")
    bands = downloads.largest(flows, named, DRAWN)
    groups = [key for key in (REPACKAGERS, UNREVIEWED, "unknown", REMAINDER) if key in set(flows["entity"])]
    folded = downloads.fold(flows, [*bands, *groups], SMALLER)
    drawn = _shown(folded, options.show)
    order = [key for key in (*bands, SMALLER, *groups) if key in set(drawn["entity"])]
    names = {key: data.registry.name(level, key) for key in bands} | _group_names(data)
    what = {
        FLOW: "Downloads a month of language models",
        SHARE: "Share of all language-model downloads",
        RUNNING: "Running sum of language-model downloads",
    }[options.show]
    title = f"{what}, by {options.by.lower()}"
    spread = None
    if options.spread and options.show != SHARE:
        orgs = _groups(data, set(data.table("hub_monthly")["org"]), level)
        spread = spread_of(data, orgs, flows, drawn[drawn["entity"].isin(bands)], summed=running)

    def draw(theme: Theme) -> go.Figure:
        style: dict[str, Any] = {"theme": theme, "x": "month", "y": column, "series": "entity", "order": order}
        style |= {"names": names, "colours": _colours(data, level, bands, theme)}
        style["band"] = None if spread is None else spread.rename(columns={"band_estimate": "estimate"})
        said = noise.hovering(drawn, spread, "month")
        return lines(said, **style) if running else stacked(said, form=form, **style)

    card = Card(
        name="downloads",
        title=title,
        subtitle=_subtitle(data, flows, options, start),
        draw=draw,
        alt=alt(
            "Line chart" if running else "Stacked bars",
            title.lower(),
            drawn,
            x="month",
            y=column,
            series="entity",
            order=order,
            names=names,
            write=numbers.share if column == "share" else numbers.count,
        ),
        table=drawn.assign(entity=drawn["entity"].map(names)),
        forms={column: form for column, form in FORMS.items() if column in drawn},
        indicators=(INDICATORS[options.show],),
        tables=("hub_monthly", "hub_totals"),
        caveats=tuple(dict.fromkeys(data.registry.flaws_of("hub_monthly")["note"])),
    )
    if spread is not None:
        card = noise.on(card, data, spread, "month", names, what="Band" if running else "Whisker", summed=running)
    # A running sum restarts after a gap, so it is read by the downloads that it adds up.
    read = folded[folded["entity"].isin(order)].rename(columns={"month": "when", "entity": "series", column: "value"})
    read = read.assign(series=read["series"].map(names))
    return Timed(card, drawn["month"], "" if running else "month", read, form=form)


def _colours(data: Data, level: str, bands: list[str], theme: Theme) -> dict[str, str]:
    """The colour of each band: its own in the registry, a grey where it stands for what has none."""
    greys = {UNREVIEWED: theme.muted, **dict(zip((SMALLER, REPACKAGERS, REMAINDER), theme.rest, strict=True))}
    own = {key: data.registry.colour(level, key, theme.mode) for key in bands}
    return {"unknown": data.registry.colour("region", "unknown", theme.mode), **greys, **own}


def _group_names(data: Data) -> dict[str, str]:
    return {
        SMALLER: "Smaller, named",
        "unknown": data.registry.name("region", "unknown"),
        **GROUPS,
    }


def _subtitle(data: Data, flows: pd.DataFrame, options: Options, start: pd.Timestamp) -> str:
    """Unit, universe and coverage; the coverage is that of the last month known in view."""
    publishers = data.table("hub_monthly")["org"].nunique()
    rest = flows[flows["entity"] == REMAINDER].set_index("month")["share"].dropna()
    told = f"Own text-generation and image-text-to-text models of {publishers} publishers"
    if len(rest):
        told += f", {numbers.share(1 - rest.iloc[-1])} of language-model downloads in {numbers.month(rest.index[-1])}"
    if options.show == RUNNING:
        return (
            f"{told}. Downloads since {numbers.month(start)}, or since the first month in which one is observed; "
            "not an all-time total. Dotted: estimated or partly interpolated months."
        )
    return f"{told}. Hatched: estimated or partly interpolated months."
