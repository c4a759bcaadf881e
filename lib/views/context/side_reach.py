"""How far either side reaches, as we measure it: downloads, tokens and pulls."""

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.metrics import downloads, ecosystems, local, usage
from lib.views.adoption.pulls import FLOW
from lib.views.context.sides import SIDES, Measured, of_parts, of_shares
from lib.views.race import pairs
from lib.views.view import Link


def share_of_downloads(data: Data) -> Measured | None:
    """The share of all language-model downloads in the newest month that is over and holds both sides."""
    rows = downloads.as_share(pairs.monthly(data, "region"), data.table("hub_totals"))
    rows = downloads.with_incomplete(rows, pd.Timestamp(data.provenance("hub_monthly").as_of))
    known = rows[~rows["incomplete"] & rows["share"].notna() & rows["entity"].isin(SIDES)]
    both = known.groupby("month")["entity"].nunique()
    months = both.index[both == len(SIDES)]
    if months.empty:
        return None
    month = months[-1]
    now = known[known["month"] == month].set_index("entity")
    link = Link("Downloads from the Hub by region", "adoption/downloads", {"by": "Region", "show": "Share"})
    estimate = bool(now["estimate"].any())
    return of_shares(dict(now["share"]), numbers.month(month), link, "downloads_share", estimate=estimate)


def share_of_tokens(data: Data) -> Measured | None:
    """The share of all tokens of the newest whole week; what is outside the top 50 is in neither side."""
    rows = _newest_week(data)
    side = data.registry.group("openrouter", set(rows["model"]), "region")
    found = ecosystems.shares(rows.assign(side=rows["model"].map(side)), "tokens", SIDES)
    link = Link("Tokens on OpenRouter by country", "rankings/usage", {"by": "Country", "show": "Share of all"})
    return of_shares(found, _week(rows), link, "tokens_share")


def open_share_of_tokens(data: Data) -> Measured | None:
    """The part of each side's own tokens that goes to open weights, among models whose weights are known."""
    rows = _newest_week(data)
    side = data.registry.group("openrouter", set(rows["model"]), "region")
    weights = rows["model"].map(data.registry.weights.set_index("model")["weights"])
    counts = weights.map({"open": True, "closed": False}).astype("boolean")
    found = ecosystems.part_of_known(rows.assign(side=rows["model"].map(side), counts=counts), "tokens", SIDES)
    link = Link("Tokens on OpenRouter by weights", "rankings/usage", {"by": "Weights", "show": "Share of all"})
    return of_parts(data, found, _week(rows), link, "tokens_week", "tokens")


def share_of_pulls_gained(data: Data) -> Measured | None:
    """The share of all pulls gained in the Ollama library over the record, by name prefix."""
    table = data.table("ollama_prefixes")
    rows = local.gained(table)
    side = data.registry.group("ollama", rows["prefix"], "region")
    found = ecosystems.shares(rows.assign(side=rows["prefix"].map(side)), "gained", SIDES)
    when = f"{numbers.day(table['day'].min())} to {numbers.day(table['day'].max())}"
    link = Link("Pulls gained in the Ollama library", "adoption/local", {"show": FLOW})
    doubtful = local.doubtful(table, data.registry.flaws_of("ollama_prefixes"))
    guessed = any(side[prefix] in SIDES for prefix in doubtful)
    return of_shares(found, when, link, "pulls_gained", estimate=guessed)


def _newest_week(data: Data) -> pd.DataFrame:
    """The rows of the newest week that was over when the table was known."""
    table = data.table("openrouter_weekly")
    whole = usage.with_incomplete(table, pd.Timestamp(data.provenance("openrouter_weekly").as_of)).query("~incomplete")
    return whole[whole["week"] == whole["week"].max()]


def _week(rows: pd.DataFrame) -> str:
    return f"week of {numbers.day(rows['week'].max())}"
