"""Claims about open weights on OpenRouter in 2025, tested with the daily open-weight lines."""

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.metrics import claims, open_lines
from lib.metrics.usage import DAYS
from lib.views.context.claim import CannotBeTestedError, Claim, Ours
from lib.views.context.token_checks import too_far
from lib.views.view import Link

LINES = "openrouter_lines"


def open_lines_week(data: Data, claim: Claim) -> Ours:
    """The share of a region's open-weight lines in the week nearest to the claim."""
    shares = _weeks(data, claim.entity).dropna()
    near = claims.nearest(shares.index, claim.first, claim.last, DAYS)
    if not near:
        raise CannotBeTestedError(too_far(shares.index))
    week = shares.loc[near[-1] : near[-1]]
    return _of_lines(data, claim, week, float(week.iloc[0]), "share of all tokens in the week")


def open_lines_mean_week(data: Data, claim: Claim) -> Ours:
    """The same in the mean over the weeks of the claim."""
    inside = _lines_inside(data, claim)
    return _of_lines(data, claim, inside, float(inside.mean()), "share of all tokens, mean of the weeks")


def open_lines_peak_week(data: Data, claim: Claim) -> Ours:
    """The same in the week in which it was largest."""
    inside = _lines_inside(data, claim)
    best = inside.sort_values().tail(1)
    return _of_lines(data, claim, best, float(inside.max()), "share of all tokens in the largest week")


def _weeks(data: Data, region: str) -> pd.Series:
    """By full week: the share of the lines whose maker is in the region; falsely counted days of a line are missing."""
    rows = open_lines.without_spikes(open_lines.daily(data.table(LINES), data.registry.flaws_of(LINES)))
    return claims.weekly_sum(rows[rows["line"].isin(_lines(data, region))])


def _lines(data: Data, region: str) -> list[str]:
    families = data.registry.families
    known = families[families["openrouter_line"].isin(data.table(LINES)["line"])]
    inside = [data.registry.place(maker, "region") == region for maker in known["maker"]]
    return list(known.loc[inside, "openrouter_line"])


def _lines_inside(data: Data, claim: Claim) -> pd.Series:
    shares = _weeks(data, claim.entity)
    inside = shares.loc[claim.first : claim.last - pd.Timedelta(days=DAYS - 1)].dropna()
    if inside.empty:
        raise CannotBeTestedError("The daily lines hold no week of that period.")
    return inside


def _of_lines(data: Data, claim: Claim, weeks: pd.Series, value: float, scope: str) -> Ours:
    lines = _lines(data, claim.entity)
    since, until = weeks.index[0], weeks.index[-1] + pd.Timedelta(days=DAYS - 1)
    window = tuple(f"{day:%Y-%m}" for day in (since, until))
    told = f"{scope}, lines {numbers.listed(lines)}"
    options: dict[str, str | tuple[str, ...]] = {"lines": tuple(lines), "window": window}
    return Ours(value, since, until, told, Link(claim.statement, "rankings/usage", options), (LINES,))
