"""Claims about single models and boards, tested with readings of a day: Hub counters, the arena, Epoch AI."""

from collections.abc import Sequence

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.metrics import claims, hub
from lib.metrics.sizes import sizes
from lib.views.context.claim import CannotBeTestedError, Claim, Ours
from lib.views.view import Link

CLOSED = "Proprietary"
"""How the arena calls a licence that leaves the weights closed."""


def share_of_size_class(data: Data, claim: Claim) -> Ours:
    """A maker's share of the 30-day downloads of tracked models above a size."""
    rows, day = _sized(data, claim)
    makers = rows["org"].map(data.registry.group("hub", rows["org"].unique(), claim.level))
    value = float(rows.loc[makers == claim.entity, "downloads_30d"].sum() / rows["downloads_30d"].sum())
    said = f"share of the 30-day downloads of {len(rows)} tracked models above {claim.over_b:g}B parameters"
    return _of_hub(claim, value, day, said)


def top_models(data: Data, claim: Claim) -> Ours:
    """How many of the most downloaded tracked models above a size are of a region."""
    rows, day = _sized(data, claim)
    top = rows.nlargest(claim.top, "downloads_30d")
    regions = top["org"].map(data.registry.group("hub", top["org"].unique(), claim.level))
    said = f"of the {claim.top} most downloaded tracked models above {claim.over_b:g}B parameters, by 30-day downloads"
    return _of_hub(claim, float((regions == claim.entity).sum()), day, said)


def _sized(data: Data, claim: Claim) -> tuple[pd.DataFrame, pd.Timestamp]:
    """The tracked models above the claim's size on the nearest day with enough of them, and that day."""
    listed = hub.listed(data.table("hub_models"))
    day = _nearest(hub.days(listed), claim)
    rows = listed[listed["day"] == day]
    known = sizes(rows["model"], data.registry.models).set_index("model")["params_b"]
    large = rows[rows["model"].map(known) > claim.over_b]
    if large.empty:
        raise CannotBeTestedError(f"Of no model read on {numbers.day(day)} is such a size known.")
    return large, day


def _of_hub(claim: Claim, value: float, day: pd.Timestamp, scope: str) -> Ours:
    link = Link(claim.statement, "rankings/hub", {"day": f"{day:%Y-%m-%d}"})
    return Ours(value, day, day, scope, link, ("hub_models",))


def arena_gap(data: Data, claim: Claim) -> Ours:
    """The best rating of one side less that of the other, among the best models of each lab."""
    rows, day = _board(data, "best of lab", claim)
    best = rows.groupby("region")["rating"].max()
    if not {claim.entity, claim.other} <= set(best.index):
        raise CannotBeTestedError("The board of that day holds no model of one of the two.")
    value = float(best[claim.entity] - best[claim.other])
    return _of_table(claim, value, day, "rating points between the best of each lab", "arena")


def arena_top_open(data: Data, claim: Claim) -> Ours:
    """How many of the best models with a licence that leaves the weights open are of a region."""
    rows, day = _board(data, "whole board", claim)
    best = rows[rows["licence"].notna() & (rows["licence"] != CLOSED)].nlargest(claim.top, "rating")
    said = f"of the {claim.top} best models with an open licence on the whole board"
    return _of_table(claim, float((best["region"] == claim.entity).sum()), day, said, "arena")


def _board(data: Data, board: str, claim: Claim) -> tuple[pd.DataFrame, pd.Timestamp]:
    rows = data.table("arena")
    rows = rows[rows["board"] == board].dropna(subset=["lab"])
    day = _nearest(list(rows["day"].unique()), claim)
    rows = rows[rows["day"] == day]
    return rows.assign(region=rows["lab"].map(data.registry.group("arena", rows["lab"].unique(), "region"))), day


def notable_models(data: Data, claim: Claim) -> Ours:
    """How many models of the claim's year Epoch AI calls notable, of one country alone."""
    rows = data.table("notable_models")
    group = rows["country_group"].isin([claim.entity.upper(), claim.entity.capitalize()])
    chosen = rows[group & (rows["year"] == claim.about.year)]
    if chosen.empty:
        raise CannotBeTestedError(f"The table holds no notable models of {claim.about.year}.")
    year = pd.Timestamp(claim.about.year, 12, 31)
    value = float(chosen["notable_models"].sum())
    return _of_table(claim, value, year, "notable models of the year", "notable_models")


def derivatives(data: Data, claim: Claim) -> Ours:
    """How many repositories name a base model of a publisher as theirs, over all relations."""
    table = "hub_derivatives"
    rows = data.table(table)
    of = rows["model"].str.split("/").str[0] == claim.entity
    day = _nearest(list(rows.loc[of, "day"].unique()), claim)
    counts = rows.loc[of & (rows["day"] == day), ["finetune", "quantized", "adapter", "merge"]]
    said = f"repositories that name one of {len(counts)} base models of the publisher"
    return _of_table(claim, float(counts.sum().sum()), day, said, table)


def _nearest(days: Sequence[pd.Timestamp], claim: Claim) -> pd.Timestamp:
    near = claims.nearest(days, claim.first, claim.last)
    if not near:
        first = f", the first of {numbers.day(min(days))}" if days else ""
        raise CannotBeTestedError(f"No reading is within half a year of what the claim is about{first}.")
    return near[-1]


def _of_table(claim: Claim, value: float, day: pd.Timestamp, scope: str, table: str) -> Ours:
    return Ours(value, day, day, scope, Link(claim.statement, "about/data", {"table": table}), (table,))
