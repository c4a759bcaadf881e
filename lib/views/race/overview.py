"""The answer in one screen: who leads, since when by which way of counting, in stock and in flow."""

from dataclasses import dataclass

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.metrics import downloads, readings
from lib.views.events import MarkOptions, chosen, makers_of
from lib.views.race import balance, pairs, ways
from lib.views.timed import with_events_of
from lib.views.view import Card, KeyFigure, View

FAMILIES, REGIONS = ("qwen", "llama"), ("china", "us")
"""The two races that the dashboard opens with; any other is a choice on the crossover page."""


@dataclass(frozen=True)
class Options(MarkOptions):
    """No choices but what to mark: it is where the others begin."""


def view(data: Data, options: Options) -> View:
    """Both races: the strip of dates of each, then each under every measure."""
    races = [(pairs.level_of("Family"), FAMILIES), (pairs.level_of("Region"), REGIONS)]
    tables = [ways.table(data, level.key, pair) for level, pair in races]
    strips: list[Card] = []
    said: list[str] = []
    for (level, pair), table in zip(races, tables, strict=True):
        if len(ways.changes(table)):
            marks = chosen(data, options, ("hub",), makers_of(data, level.key, pair))
            strip = ways.timed(ways.card(data, level, pair, table, _title(data, level, pair)))
            marked, ignored = with_events_of(data, options, marks, [strip])
            strips += marked
            said += ignored
    balances = tuple(balance.card(data, level, pair) for level, pair in races)
    figures = tuple(_key_figure(data, level, key) for level, pair in races for key in pair)
    told = [_finding(data, level, pair, table) for (level, pair), table in zip(races, tables, strict=True)]
    newest = numbers.month(_newest(data))
    note = f"The newest complete month of Hub downloads is {newest}; each card names the date of its own data."
    headline = "; ".join(told)
    return View(f"{headline[0].upper()}{headline[1:]}.", (*strips, *balances), figures, (note, *dict.fromkeys(said)))


def _newest(data: Data) -> pd.Timestamp:
    """The newest month that was over when the monthly table was known."""
    months = data.table("hub_monthly")[["month"]]
    known = downloads.with_incomplete(months, pd.Timestamp(data.provenance("hub_monthly").as_of))
    return known.loc[~known["incomplete"], "month"].max()


def _title(data: Data, level: pairs.Level, pair: tuple[str, str]) -> str:
    a, b = (numbers.spoken(data.registry.name(level.key, key)) for key in pair)
    return f"Why the dates differ: when {a} passed {b}, by each way of counting"


def _finding(data: Data, level: pairs.Level, pair: tuple[str, str], table: pd.DataFrame) -> str:
    """Who leads now by all ways of counting, and since when by those that are not set aside."""
    names = {key: numbers.spoken(data.registry.name(level.key, key)) for key in pair}
    a, b = pair
    leaders = set(table["leader"])
    if leaders not in ({a}, {b}):
        return f"whether {names[a]} or {names[b]} leads depends on how one counts"
    winner, loser = (a, b) if leaders == {a} else (b, a)
    said = f"{names[winner]} leads {names[loser]} by every count of Hub downloads"
    dated = ways.changes(table)
    if dated.empty:
        return f"{said}, throughout the record"
    first, last = dated["by"].min(), dated["by"].max()
    depending = "" if numbers.month(first) == numbers.month(last) else ", depending on the count"
    aside = table[table["set_aside"]]
    but = [f"{numbers.month(day)} by one that turns on a spike month" for day in aside["by"]]
    told = f" ({numbers.listed(but)})" if but else ""
    return f"{said}, since {numbers.months(first, last)}{depending}{told}"


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
        help=f"Downloads of the language models of {numbers.spoken(name)} on the Hugging Face Hub in that month, "
        f"{numbers.share(share)} of all language-model downloads; the change is on a year before.",
        change="" if before is None else numbers.change(flow.iloc[-1] / before - 1),
        trend=tuple(flow),
    )
