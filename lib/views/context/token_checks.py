"""Claims about the tokens of OpenRouter, tested with the weekly table."""

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.metrics import claims, usage
from lib.metrics.crossover import crossover
from lib.metrics.usage import DAYS
from lib.registry.tables import REMAINDER
from lib.views.context.claim import CannotBeTestedError, Claim, Ours
from lib.views.rankings.weekly_tokens import groups
from lib.views.view import Link

TABLE = "openrouter_weekly"
BY = {"maker": "Maker", "region": "Country", "weights": "Weights", "": "Maker"}
"""What the usage page calls a level; a region is there as its countries."""


def tokens(data: Data, claim: Claim) -> Ours:
    """Tokens of a week, of one group or of all: the mean of the weeks that stand for the claim."""
    rows, weeks = _rows(data, claim)
    chosen = rows if not claim.entity else rows[_of(rows, claim)]
    value = float(chosen["tokens"].sum()) / len(weeks)
    return _of_weeks(claim, weeks, value, "tokens a week", "Tokens")


def share_of_tokens(data: Data, claim: Claim) -> Ours:
    """A group's share of all tokens."""
    rows, weeks = _rows(data, claim)
    value = _share(rows, _of(rows, claim))
    return _of_weeks(claim, weeks, value, "share of all tokens", "Share of all")


def share_of_named_tokens(data: Data, claim: Claim) -> Ours:
    """A group's share of the tokens of named models."""
    rows, weeks = _rows(data, claim)
    named = rows[rows["group"] != REMAINDER]
    value = _share(named, _of(named, claim))
    return _of_weeks(claim, weeks, value, "share of the tokens of named models", "Share of named")


def share_of_top_tokens(data: Data, claim: Claim) -> Ours:
    """A group's share of the tokens of the largest models."""
    rows, weeks = _rows(data, claim)
    top = _largest(rows, claim.top)
    value = _share(top, top["group"] == claim.entity)
    return _of_weeks(claim, weeks, value, f"share of the tokens of the {claim.top} largest models", "Tokens")


def share_of_top_open_tokens(data: Data, claim: Claim) -> Ours:
    """A group's share of the tokens of the largest models whose weights are known to be open."""
    rows, weeks = _rows(data, claim)
    weights = data.registry.weights.set_index("model")["weights"]
    top = _largest(rows[rows["model"].map(weights) == "open"], claim.top)
    value = _share(top, top["group"] == claim.entity)
    said = f"share of the tokens of the {claim.top} largest models with open weights"
    return _of_weeks(claim, weeks, value, said, "Tokens")


def models_in_the_top_50(data: Data, claim: Claim) -> Ours:
    """How many models of a group stand in the top 50 of a day, in the mean over the days."""
    rows, weeks = _rows(data, claim)
    seen = rows.loc[rows["group"] == claim.entity, "days_in_top50"].sum()
    return _of_weeks(claim, weeks, float(seen) / (DAYS * len(weeks)), "models in the day's top 50, mean", "Tokens")


def token_crossing(data: Data, claim: Claim) -> Ours:
    """The month in which one passed the other in tokens of a week."""
    table = data.table(TABLE)
    rows = usage.weekly(table, groups(data, claim.level, set(table["model"])))
    wide = rows.pivot_table(index="week", columns="entity", values="tokens")
    found = crossover(wide[claim.entity], wide[claim.other])
    name = numbers.spoken(data.registry.name(claim.level, claim.entity))
    if found.leader != claim.entity:
        raise CannotBeTestedError(f"In the last week of the record {name} is not ahead.")
    if found.by is None:
        raise CannotBeTestedError(
            f"The record begins in the week of {numbers.day(wide.index[0])}, in which {name} is ahead already and "
            "stays so: the change lies before it."
        )
    month = found.by.replace(day=1)
    link = Link(claim.statement, "rankings/usage", {"by": BY[claim.level], "show": "Tokens"})
    return Ours(float("nan"), month, month + pd.offsets.MonthEnd(0), "tokens of a week", link, (TABLE,))


def _rows(data: Data, claim: Claim) -> tuple[pd.DataFrame, list[pd.Timestamp]]:
    """The rows of the weeks that stand for the claim, each with the group of its model, and these weeks."""
    table = data.table(TABLE)
    weeks = claims.nearest(table["week"], claim.first, claim.last, DAYS)
    if not weeks:
        raise CannotBeTestedError(too_far(table["week"]))
    chosen = table[table["week"].isin(weeks)]
    group = groups(data, claim.level or "maker", set(chosen["model"]))
    return chosen.assign(group=chosen["model"].map(group)), weeks


def too_far(weeks: pd.Series | pd.Index) -> str:
    """Why a record that begins with the first of these weeks says nothing of a claim."""
    return (
        f"The record begins in the week of {numbers.day(weeks.min())}, more than half a year from what the claim is "
        "about."
    )


def _of(rows: pd.DataFrame, claim: Claim) -> pd.Series:
    """Which rows are of the claim's entity; one that no row names may stand in `other`, which is not zero."""
    of = rows["group"] == claim.entity
    if not of.any():
        raise CannotBeTestedError("No model of it was in the top 50 in the nearest weeks.")
    return of


def _share(rows: pd.DataFrame, of: pd.Series) -> float:
    if not rows["tokens"].sum():
        raise CannotBeTestedError("No such model was in the top 50 in the nearest weeks.")
    return float(rows.loc[of, "tokens"].sum() / rows["tokens"].sum())


def _largest(rows: pd.DataFrame, top: int) -> pd.DataFrame:
    """The rows of the models with the most tokens, what is not named apart."""
    named = rows[rows["group"] != REMAINDER]
    return named[named["model"].isin(named.groupby("model")["tokens"].sum().nlargest(top).index)]


def _of_weeks(claim: Claim, weeks: list[pd.Timestamp], value: float, scope: str, show: str) -> Ours:
    span = tuple(f"{week:%Y-%m-%d}" for week in (weeks[0], weeks[-1]))
    link = Link(claim.statement, "rankings/usage", {"by": BY[claim.level], "show": show, "weeks": span})
    return Ours(value, weeks[0], weeks[-1] + pd.Timedelta(days=DAYS - 1), scope, link, (TABLE,))
