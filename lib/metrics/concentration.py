"""How concentrated downloads or tokens are, as bounds where a part is not told apart; and attention against traffic."""

from collections.abc import Collection
from typing import NamedTuple

import numpy as np
import pandas as pd

LARGEST = (1, 3, 5)
"""The sizes of the leading groups whose share is stated."""


class Bounds(NamedTuple):
    """What a measure is at least and at most; equal where nothing is left open."""

    low: float
    high: float


Numbers = np.ndarray
"""Amounts or shares of those told apart, without their names."""


def hhi(shares: Numbers) -> float:
    """The Herfindahl-Hirschman index: the sum of squared shares (0-1), 1 for a single one."""
    return float((shares**2).sum())


def gini(amounts: Numbers) -> float:
    """The Gini coefficient: 0 if all are equal, (n - 1) / n if one has everything; missing if there is nothing.

    As in Economies of Open Intelligence (arXiv 2512.03073): sum of (2i - n - 1) x_i over n times the sum of x, with x
    in ascending order and i from 1.
    """
    n, total = len(amounts), amounts.sum()
    if not total:
        return float("nan")
    return float(((2 * np.arange(1, n + 1) - n - 1) * np.sort(amounts)).sum() / (n * total))


def top(shares: Numbers, count: int) -> float:
    """The share (0-1) of the `count` largest together."""
    return float(np.sort(shares)[-count:].sum())


def extremes(amounts: Numbers, rest: float, outsiders: bool) -> tuple[Numbers, Numbers]:
    """Shares of the whole at the two ends of what the `rest` may be: told apart least and most concentrated.

    At the one end the rest is so many tiny ones that none of them counts. At the other it belongs to a single one: one
    more beside those told apart if it can only be of others (`outsiders`), else the largest of them.
    """
    shares, left = amounts / (amounts.sum() + rest), rest / (amounts.sum() + rest)
    if outsiders:
        return shares, np.append(shares, left)
    most = np.arange(len(shares)) == shares.argmax()
    return shares, np.where(most, shares + left, shares)


def over_time(rows: pd.DataFrame, period: str, amount: str, unnamed: Collection[str], outsiders: bool) -> pd.DataFrame:
    """A row a period from tidy rows with `period`, entity, `amount`, estimate: how concentrated the amounts are.

    Entities of `unnamed` are the rest, whose makers are not told apart; without one of them in `rows` the whole is what
    is told apart. Columns: `period`, entities (how many are told apart), told_apart (their share of the whole),
    largest (the first of them), estimate; then hhi, effective (1 / hhi, the number of equals that would give it) and
    top_1, top_3, top_5, each with _low and _high as from `extremes`; and gini, among those told apart only. A period in
    which an amount is missing has none of these: what is not known may be the largest.
    """
    columns = [period, "entities", "told_apart", "largest", "estimate", *measures()]
    made = [{period: when, **_measured(of, amount, unnamed, outsiders)} for when, of in rows.groupby(period)]
    return pd.DataFrame(made, columns=columns)


def _measured(of: pd.DataFrame, amount: str, unnamed: Collection[str], outsiders: bool) -> dict[str, object]:
    apart = ~of["entity"].isin(list(unnamed)).to_numpy()
    every = of[amount].to_numpy("float64", na_value=np.nan)
    amounts, whole = every[apart], every.sum()
    told: dict[str, object] = {"entities": len(amounts), "estimate": bool(of["estimate"].any())}
    if np.isnan(whole) or not amounts.sum():
        return {**told, "told_apart": np.nan, "largest": None, **dict.fromkeys(measures(), np.nan)}
    ends = extremes(amounts, whole - amounts.sum(), outsiders)
    found: dict[str, Bounds] = {"hhi": Bounds(*(hhi(shares) for shares in ends))}
    found["effective"] = Bounds(1 / found["hhi"].high, 1 / found["hhi"].low)
    found |= {f"top_{count}": Bounds(*(top(shares, count) for shares in ends)) for count in LARGEST}
    return {
        **told,
        "told_apart": float(amounts.sum() / whole),
        "largest": str(of["entity"].to_numpy()[apart][amounts.argmax()]),
        **{f"{name}_{end}": value for name, both in found.items() for end, value in both._asdict().items()},
        "gini": gini(amounts),
    }


def measures() -> list[str]:
    """The columns of `over_time` that hold a measure, in order."""
    names = ("hhi", "effective", *(f"top_{count}" for count in LARGEST))
    return [*(f"{name}_{end}" for name in names for end in Bounds._fields), "gini"]


def attention(ranked: pd.DataFrame) -> pd.DataFrame:
    """Models of a day (rows as from `hub.ranked`) with their places by downloads and by likes: rank, rank_likes.

    `rank` is among all models of the day, `rank_likes` among those whose likes are known; it is missing for the others.
    """
    places = ranked["likes"].rank(method="min", ascending=False).astype("Int64")
    return ranked.assign(rank_likes=places).sort_values(["rank", "model"]).reset_index(drop=True)


def rank_correlation(found: pd.DataFrame) -> float:
    """Spearman's rank correlation (-1 to 1) of downloads and likes, among the models for which both are known."""
    both = found.dropna(subset=["likes"])
    return float(both["downloads_30d"].rank().corr(both["likes"].astype("float64").rank()))


def in_both(found: pd.DataFrame, count: int) -> list[str]:
    """The models that are among the first `count` by downloads and by likes alike, the most downloaded first."""
    return [str(model) for model in found.loc[(found["rank"] <= count) & (found["rank_likes"] <= count), "model"]]
