"""Two sides under every measure at hand, stock and flow side by side: who is ahead depends on what is counted."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.balance import balance
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics import local, readings, usage
from lib.metrics.crossover import levels_from
from lib.views.race import pairs
from lib.views.view import Card

STOCK, FLOW = "stock", "flow"


@dataclass(frozen=True)
class _Measure:
    """One measure of both sides: what it is, whether a stock or a flow, the two values, when, and the table it is from."""

    measure: str
    kind: str
    a: float
    b: float
    when: str
    unit: str
    table: str
    estimate: bool = False


def card(data: Data, level: pairs.Level, pair: tuple[str, str]) -> Card:
    """A row for each measure that holds both sides, split by the two sides' shares of their sum."""
    a, b = (data.registry.name(level.key, key) for key in pair)
    rows = pd.DataFrame([vars(measure) for measure in _measures(data, level, pair)])
    rows = rows.assign(share_a=rows["a"] / (rows["a"] + rows["b"]), share_b=rows["b"] / (rows["a"] + rows["b"]))
    ahead = rows["a"].gt(rows["b"]).map({True: a, False: b})
    table = rows.assign(ahead=ahead).rename(columns={"a": pair[0], "b": pair[1], "share_a": f"share_of_{pair[0]}"})
    columns = ["measure", "kind", "when", pair[0], pair[1], f"share_of_{pair[0]}", "ahead", "unit", "estimate"]

    def draw(theme: Theme) -> go.Figure:
        colours = [data.registry.colour(level.key, key, theme.mode) for key in pair]
        return balance(rows, theme=theme, names=(a, b), colours=(colours[0], colours[1]))

    return Card(
        name="balance" if level.key == "family" else f"balance-{level.key}",
        title=f"{a} and {b} under each measure",
        subtitle=(
            f"How the sum of {a} and {b} divides, by measure; a stock is all that was ever counted, a flow is what came in "
            "a period. Only these two are compared: the rest of each universe is not in the bars. Hatched: estimates."
        ),
        draw=draw,
        alt=f"Bars that divide {a} and {b}. "
        + " ".join(f"{row.measure} ({row.when}): {a} {numbers.share(row.share_a)}." for row in rows.itertuples()),
        table=table[columns],
        forms={
            "measure": "text",
            "kind": "text",
            "when": "text",
            pair[0]: "count",
            pair[1]: "count",
            f"share_of_{pair[0]}": "share",
            "ahead": "text",
            "unit": "text",
            "estimate": "flag",
        },
        indicators=tuple(
            key
            for key, table_ in (
                ("downloads_month", "hub_monthly"),
                ("downloads_running", "hub_monthly"),
                ("downloads_anchored", "hub_monthly"),
                ("pulls_all_time", "ollama_prefixes"),
                ("pulls_gained", "ollama_prefixes"),
                ("tokens_week", "openrouter_weekly"),
            )
            if table_ in set(rows["table"])
        ),
        tables=tuple(dict.fromkeys(rows["table"])),
    )


def _measures(data: Data, level: pairs.Level, pair: tuple[str, str]) -> Iterator[_Measure]:
    rows = pairs.monthly(data, level.key)
    flow = readings.flows(rows, pair)
    month = flow.dropna().index[-1]
    a, b = flow.loc[month]
    yield _Measure("Hub downloads in the month", FLOW, a, b, numbers.month(month), "downloads", "hub_monthly")
    summed = readings.running(rows, pair).iloc[-1]
    since = f"{numbers.month(flow.index[0])} to {numbers.month(month)}"
    yield _Measure("Hub downloads, running sum", FLOW, *summed, since, "downloads", "hub_monthly")
    known = pairs.anchors(data, level.key, pair)
    if known:
        latest = levels_from(known[-1], known[-1].dates()[1], flow).iloc[-1]
        yield _Measure(
            "Hub downloads, all-time (anchored)", STOCK, *latest, numbers.month(month), "downloads", "hub_monthly", True
        )
    if level.key == "family" and data.has("ollama_prefixes"):
        yield from _pulls(data, pair)
    if level.key in ("maker", "country", "region") and data.has("openrouter_weekly"):
        yield from _tokens(data, level.key, pair)


def _pulls(data: Data, pair: tuple[str, str]) -> Iterator[_Measure]:
    prefixes = data.registry.families.set_index("family")["ollama_prefix"]
    gained = local.gained(data.table("ollama_prefixes")).set_index("prefix")
    names = [prefixes.get(key, "") for key in pair]
    if not set(names) <= set(gained.index):
        return
    a, b = (gained.loc[name] for name in names)
    stock, flow = (a["pulls_all_time"], b["pulls_all_time"]), (a["gained"], b["gained"])
    last, first = max(a["last_day"], b["last_day"]), max(a["first_day"], b["first_day"])
    yield _Measure("Ollama pulls, all-time", STOCK, *stock, numbers.day(last), "pulls", "ollama_prefixes")
    yield _Measure("Ollama pulls gained", FLOW, *flow, f"since {numbers.day(first)}", "pulls", "ollama_prefixes")


def _tokens(data: Data, level: str, pair: tuple[str, str]) -> Iterator[_Measure]:
    table = data.table("openrouter_weekly")
    groups = data.registry.group("openrouter", table["model"].unique(), level)
    weekly = usage.weekly(table, groups)
    newest = weekly[weekly["week"] == weekly["week"].max()].set_index("entity")["tokens"]
    if set(pair) <= set(newest.index):
        when = f"week of {numbers.day(weekly['week'].max())}"
        yield _Measure(
            "OpenRouter tokens, any weights",
            FLOW,
            newest[pair[0]],
            newest[pair[1]],
            when,
            "tokens",
            "openrouter_weekly",
        )
