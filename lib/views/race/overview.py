"""The answer in one screen: who leads, since when by which way of counting, in stock and in flow."""

from dataclasses import dataclass

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.metrics import downloads, readings
from lib.views.race import balance, pairs, ways
from lib.views.view import KeyFigure, View

FAMILIES, REGIONS = ("qwen", "llama"), ("china", "us")
"""The two races that the dashboard opens with; any other is a choice on the crossover page."""


@dataclass(frozen=True)
class Options:
    """This page offers no choices: it is where the others begin."""


def view(data: Data, options: Options) -> View:
    """Both races: the strip of dates of each, then each under every measure."""
    del options
    races = [(pairs.level_of("Family"), FAMILIES), (pairs.level_of("Region"), REGIONS)]
    tables = [ways.table(data, level.key, pair) for level, pair in races]
    strips = tuple(
        ways.card(data, level, pair, table, _title(data, level, pair))
        for (level, pair), table in zip(races, tables, strict=True)
    )
    balances = tuple(balance.card(data, level, pair) for level, pair in races)
    figures = tuple(_key_figure(data, level, key) for level, pair in races for key in pair)
    told = [_finding(data, level, pair, table) for (level, pair), table in zip(races, tables, strict=True)]
    newest = data.table("hub_monthly")["month"].max()
    note = f"The newest complete month of Hub downloads is {numbers.month(newest)}; each card names the date of its own data."
    return View(
        f"{told[0]}; {told[1][0].lower() + told[1][1:] if told[1].startswith('The ') else told[1]}.",
        (strips[0], strips[1], *balances),
        figures,
        (note,),
    )


def _title(data: Data, level: pairs.Level, pair: tuple[str, str]) -> str:
    a, b = (data.registry.name(level.key, key) for key in pair)
    return f"Why the dates differ: when {a} passed {b}, by each way of counting"


def _finding(data: Data, level: pairs.Level, pair: tuple[str, str], table: pd.DataFrame) -> str:
    """Who leads now and since when, as the span of all ways of counting that are not set aside."""
    dated = table[~table["set_aside"]].dropna(subset=["by"])
    leaders = dated["leader"].unique()
    a, b = (data.registry.name(level.key, key) for key in pair)
    if len(leaders) != 1:
        return f"Whether {a} or {b} leads depends on how one counts"
    winner = data.registry.name(level.key, leaders[0])
    loser = b if winner == a else a
    return (
        f"{winner} leads {loser} by every count of Hub downloads, since "
        f"{_between(dated['by'].min(), dated['by'].max())} depending on the count"
    )


def _between(first: pd.Timestamp, last: pd.Timestamp) -> str:
    same = (first.year, first.month) == (last.year, last.month)
    return numbers.month(first) if same else f"some month from {numbers.months(first, last)}"


def _key_figure(data: Data, level: pairs.Level, key: str) -> KeyFigure:
    """Downloads in the newest month, the change on a year before, and the share of all language-model downloads."""
    rows = downloads.as_share(pairs.monthly(data, level.key), data.table("hub_totals"))
    flow = readings.flows(rows, [key])[key].dropna()
    month = flow.index[-1]
    share = rows.loc[(rows["month"] == month) & (rows["entity"] == key), "share"].iloc[0]
    before = flow.get(month - pd.DateOffset(years=1))
    name = data.registry.name(level.key, key)
    return KeyFigure(
        label=f"{name}, downloads in the month",
        value=numbers.count(flow.iloc[-1]),
        date=numbers.month(month),
        help=f"Downloads of {name}'s own language models on the Hugging Face Hub in that month, "
        f"{numbers.share(share)} of all language-model downloads; the change is on a year before.",
        change="" if before is None else numbers.change(flow.iloc[-1] / before - 1),
        trend=tuple(flow),
    )
