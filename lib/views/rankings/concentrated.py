"""How concentrated downloads from the Hub and tokens on OpenRouter are over time, by level and measure chosen."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib.data import Data
from lib.metrics import concentration, downloads
from lib.registry.load import REPACKAGERS, UNREVIEWED
from lib.registry.tables import REMAINDER
from lib.views.rankings import usage, weekly_tokens
from lib.views.view import Form

ALL, TOLD_APART = "All", "Told apart only"
GINI = "Gini"
UNNAMED = (REMAINDER, REPACKAGERS, UNREVIEWED, "unknown")
"""Whose downloads are not told apart by maker or country: repackagers offer the models of others."""


@dataclass(frozen=True)
class Level:
    """Who is counted together: the registry's level, and the words for several of them."""

    key: str
    plural: str


@dataclass(frozen=True)
class Measure:
    """A measure of concentration: its columns, title, form, indicator, and what its edges mean.

    `rises` says whether it is larger where fewer have more.
    """

    column: str
    title: str
    form: Form
    indicator: str
    rises: bool = True


LEVELS = {
    "Publisher": Level("org", "publishers"),
    "Maker": Level("maker", "makers"),
    "Country": Level("country", "countries"),
}
MEASURES = {
    "Effective number": Measure("effective", "Effective number of {plural}", "number", "effective_number", rises=False),
    "HHI": Measure("hhi", "Concentration (HHI)", "ratio", "hhi"),
    GINI: Measure("gini", "Inequality (Gini) of the {plural} told apart", "ratio", "gini"),
    "Largest": Measure("top_1", "Share of the largest of the {plural}", "share", "top_share"),
    "Largest 3": Measure("top_3", "Share of the three largest {plural}", "share", "top_share"),
    "Largest 5": Measure("top_5", "Share of the five largest {plural}", "share", "top_share"),
}


def monthly(data: Data, options: Any) -> pd.DataFrame:
    """Each month in view as `concentration.over_time` states it, of downloads from the Hub; adds incomplete."""
    level = LEVELS[options.by].key
    table, flaws = data.table("hub_monthly"), data.registry.flaws_of("hub_monthly")
    orgs = set(table["org"])
    groups = {org: org for org in orgs} if level == "org" else data.registry.group("hub", orgs, level)
    rows = downloads.with_remainder(downloads.by(groups, table, flaws), data.table("hub_totals"))
    rows = rows if options.spikes else downloads.without(rows, flaws)
    first, last = (pd.Timestamp(month) for month in options.window)
    rows = rows[rows["month"].between(first, last)]
    found = _measured(rows, "month", "downloads", options, outsiders=level == "org")
    return downloads.with_incomplete(found, pd.Timestamp(data.provenance("hub_monthly").as_of))


def weekly(data: Data, options: Any) -> pd.DataFrame:
    """Each week as `concentration.over_time` states it, of tokens on OpenRouter; adds incomplete."""
    weeks = usage.weeks(data)
    rows = weekly_tokens.rows(data, openrouter_level(options.by).key, (weeks[0], weeks[-1]))
    # What the source calls other holds the smaller models of named makers too, so it may be theirs.
    found = _measured(rows.assign(estimate=False), "week", "tokens", options, outsiders=False)
    return found.merge(rows.groupby("week", as_index=False)["incomplete"].any(), on="week")


def openrouter_level(by: str) -> Level:
    """The level at which OpenRouter can be counted: it names makers, and no publishers."""
    return LEVELS["Maker"] if by == "Publisher" else LEVELS[by]


def _measured(rows: pd.DataFrame, period: str, amount: str, options: Any, outsiders: bool) -> pd.DataFrame:
    shown = rows if options.of == ALL else rows[~rows["entity"].isin(UNNAMED)]
    return concentration.over_time(shown, period, amount, UNNAMED, outsiders)
