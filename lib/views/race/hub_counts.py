"""Who leads on the Hugging Face Hub by each definition: downloads, shares, levels and the counters themselves."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.metrics import downloads, readings, verdict
from lib.metrics.crossover import Anchor, growth_against_flows, levels_between, levels_from
from lib.metrics.flaws import flagged, month_ends
from lib.metrics.readings import END
from lib.registry.load import GROUPS
from lib.views.adoption.downloads import LEVELS, RUNNING
from lib.views.adoption.downloads import SHARE as SHARES
from lib.views.race import choices, counter_counts, pairs
from lib.views.race.counted import MONTHS, Counted, Race, crossover_link
from lib.views.race.definitions import (
    ANCHORED,
    DOWNLOADS,
    INTERPOLATED_OUT,
    LIFETIME,
    NEWEST,
    OF_ALL,
    OF_NAMED,
    OF_PLACED,
    SCALED,
    SHARE,
    SPIKES_OUT,
    TRACKED,
    WHOLE,
    Definition,
)
from lib.views.view import Link

ORG_LEVEL = "Publisher"
"""How the page of downloads calls the level at which a family is drawn, by the publisher that it stands in for."""


@dataclass(frozen=True)
class Rows:
    """The rows of the Hub's tables for a race, read once for all definitions."""

    data: Data
    race: Race

    @cached_property
    def monthly(self) -> pd.DataFrame:
        """month, entity, downloads, estimate of all months that were over when the table was known."""
        return self._complete(self.race.level.key)

    @cached_property
    def totals(self) -> dict[str, pd.DataFrame]:
        """What stands below the line, as month, downloads_language_models: those of all models, of the publishers in
        the table, and of those of them whose maker has a known base.
        """
        every = self._complete("region")
        named = {OF_NAMED: every, OF_PLACED: every[~every["entity"].isin([*GROUPS, "unknown"])]}
        sums = {key: of.groupby("month")["downloads"].sum() for key, of in named.items()}
        below = {key: of.rename("downloads_language_models").reset_index() for key, of in sums.items()}
        return {OF_ALL: self.data.table("hub_totals"), **below}

    @cached_property
    def shares(self) -> dict[str, pd.DataFrame]:
        """The monthly shares of both sides by what stands below the line."""
        found = {}
        for denominator, below in self.totals.items():
            rows = downloads.as_share(self.monthly, below)
            found[denominator] = readings.flows(rows.assign(downloads=rows["share"]), self.race.pair)
        return found

    @cached_property
    def own(self) -> pd.DataFrame:
        """The rows of `monthly` of both sides."""
        return self.monthly[self.monthly["entity"].isin(self.race.pair)]

    @cached_property
    def flaws(self) -> pd.DataFrame:
        """What is known to be wrong with the monthly table."""
        return self.data.registry.flaws_of("hub_monthly")

    @cached_property
    def spikes(self) -> pd.DataFrame:
        """The spikes that concern every publisher."""
        return self._of_kind("spike")

    @cached_property
    def interpolated(self) -> pd.DataFrame:
        """The interpolated days that concern every publisher."""
        return self._of_kind("interpolated")

    @cached_property
    def anchors(self) -> list[Anchor]:
        """The published levels of both sides."""
        return pairs.anchors(self.data, self.race.level.key, self.race.pair)

    @cached_property
    def flow(self) -> pd.DataFrame:
        """The monthly downloads of both sides."""
        return readings.flows(self.monthly, self.race.pair)

    def lacks(self, chosen: Definition) -> bool:
        """Whether a definition leaves out what no month of its window holds, so that it need not be computed."""
        last = self.monthly["month"].max() + pd.offsets.MonthEnd(0)
        months = 1 if chosen.window == NEWEST else MONTHS[chosen.window]
        first = self.own["month"].min() if months is None else last - pd.offsets.MonthBegin(months)
        out = {"spikes": chosen.spikes == SPIKES_OUT, "interpolated": chosen.interpolated == INTERPOLATED_OUT}
        flaws = {"spikes": self.spikes, "interpolated": self.interpolated}
        return any(
            gone and not ((flaws[kind]["from"] <= last) & (flaws[kind]["to"] >= first)).any()
            for kind, gone in out.items()
        )

    def _of_kind(self, kind: str) -> pd.DataFrame:
        return self.flaws[(self.flaws["kind"] == kind) & (self.flaws["entity"] == "all")]

    def _complete(self, level: str) -> pd.DataFrame:
        known = pd.Timestamp(self.data.provenance("hub_monthly").as_of)
        rows = downloads.with_incomplete(pairs.monthly(self.data, level), known)
        return rows[~rows["incomplete"]].drop(columns="incomplete")


def counted(rows: Rows, chosen: Definition) -> Counted | None:
    """What a definition on the Hub rests on; None where the store or the published levels do not hold it."""
    makers = {
        DOWNLOADS: _downloads,
        SHARE: _shares,
        ANCHORED: _anchored,
        SCALED: _scaled,
    }
    counters = {LIFETIME: counter_counts.lifetime, TRACKED: counter_counts.trailing}
    needed = {LIFETIME: ["hub_models"], TRACKED: ["hub_models"], SHARE: ["hub_monthly", "hub_totals"]}
    held = all(rows.data.has(table) for table in needed.get(chosen.measure, ["hub_monthly"]))
    if not held:
        return None
    if chosen.measure in counters:
        return counters[chosen.measure](rows.data, rows.race, chosen)
    if chosen.window and rows.lacks(chosen):
        return None
    return makers[chosen.measure](rows, chosen)


def _ends(flows: pd.DataFrame) -> pd.DataFrame:
    return flows.set_axis(flows.index + pd.offsets.MonthEnd(0))


def _downloads(rows: Rows, chosen: Definition) -> Counted | None:
    """Sums of monthly downloads; with the spike months out the whole record begins after them."""
    out = chosen.spikes == SPIKES_OUT
    kept = downloads.without(rows.monthly, rows.flaws) if out else rows.monthly
    months = 1 if chosen.window == NEWEST else MONTHS[chosen.window]
    if months is None:
        series = readings.last_stretch(readings.running(kept, rows.race.pair))
    else:
        series = verdict.summed(_ends(readings.flows(kept, rows.race.pair)), months)
    return _monthly(rows, chosen, series, months, "downloads_month" if months else "downloads_running")


def _shares(rows: Rows, chosen: Definition) -> Counted | None:
    """Means of monthly shares, of all language models or of the makers that are named and placed alone."""
    wide = rows.shares[chosen.denominator]
    starts = wide.index.to_series()
    out = {"spike": chosen.spikes == SPIKES_OUT, "interpolated": chosen.interpolated == INTERPOLATED_OUT}
    kept = ~flagged(starts, month_ends(starts), rows.flaws, [kind for kind, gone in out.items() if gone])
    months = 1 if chosen.window == NEWEST else MONTHS[chosen.window]
    return _monthly(rows, chosen, _ends(verdict.mean(wide, kept, months)), months, "downloads_share")


def _monthly(
    rows: Rows, chosen: Definition, series: pd.DataFrame, months: int | None, indicator: str
) -> Counted | None:
    """The series by month ends, with what its newest window of so many months holds; None if it ends before the rows.

    A sum that breaks off in a month in which a side is missing says nothing of the newest one.
    """
    if series.empty or series.index[-1] < rows.monthly["month"].max():
        return None
    own = rows.own
    begin = own["month"].min()
    last = series.index[-1]
    first = series.index[-min(months or len(series), len(series))].replace(day=1)
    return Counted(
        series=series,
        first=begin if chosen.window == WHOLE else first,
        when=numbers.months(first, last),
        table="hub_monthly",
        indicator=indicator,
        unit="share" if chosen.measure == SHARE else "downloads",
        estimate=bool(own.loc[own["month"].between(first, last), "estimate"].any()),
        spikes=rows.spikes,
        interpolated=rows.interpolated,
        whole=first <= begin,
        length=pd.DateOffset(months=months) if months else None,
        link=_monthly_link(rows.race, chosen, (f"{first:%Y-%m}", f"{last:%Y-%m}")),
    )


def _monthly_link(race: Race, chosen: Definition, window: tuple[str, str]) -> Link | None:
    """The crossover page has a single month and the whole sum, the page of downloads sums and shares of a window."""
    spikes = {"spikes": "false"} if chosen.spikes == SPIKES_OUT else {}
    if chosen.denominator in (OF_NAMED, OF_PLACED):
        return None
    if chosen.measure == DOWNLOADS and chosen.window in (NEWEST, WHOLE):
        count = choices.MONTHLY if chosen.window == NEWEST else choices.RUNNING
        return crossover_link(race, chosen, count=count, **spikes)
    by = race.level.title if race.level.title in LEVELS else ORG_LEVEL
    show = SHARES if chosen.denominator == OF_ALL else RUNNING
    options: dict[str, str | tuple[str, ...]] = {"by": by, "show": show, "window": window}
    return Link(chosen.words, "adoption/downloads", options | spikes)


def _levels(series: pd.DataFrame, indicator: str, link: Link) -> Counted:
    """A level of published figures carried on by our flows: an estimate, of no window."""
    last = series.index[-1]
    return Counted(series, last, numbers.day(last), "hub_monthly", indicator, "downloads", estimate=True, link=link)


def _anchored(rows: Rows, chosen: Definition) -> Counted | None:
    anchor = next((one for one in rows.anchors if one.name == chosen.level), None)
    if anchor is None:
        return None
    series = levels_from(anchor, anchor.dates()[chosen.dated == END], rows.flow)
    link = crossover_link(rows.race, chosen, count=choices.ANCHORED, anchor=chosen.level, dated=chosen.dated)
    return _levels(series, "downloads_anchored", link)


def _scaled(rows: Rows, chosen: Definition) -> Counted | None:
    if len(rows.anchors) < 2:
        return None
    first, last = rows.anchors[0], rows.anchors[-1]
    if growth_against_flows(first, last, rows.flow).isna().any():
        return None
    series = levels_between(first, last, (first.dates()[1], last.dates()[1]), rows.flow)
    return _levels(series, "downloads_scaled", crossover_link(rows.race, chosen, count=choices.SCALED))
