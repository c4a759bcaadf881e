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
TIE = "neither"


@dataclass(frozen=True)
class _Measure:
    """One measure of both sides: what it is, a stock or a flow, the two values, when, its table and indicator."""

    measure: str
    kind: str
    a: float
    b: float
    when: str
    unit: str
    table: str
    indicator: str
    estimate: bool = False


def card(data: Data, level: pairs.Level, pair: tuple[str, str]) -> Card:
    """A row for each measure that holds both sides, split by the two sides' shares of their sum."""
    a, b = (data.registry.name(level.key, key) for key in pair)
    rows = pd.DataFrame([vars(measure) for measure in _measures(data, level, pair)])
    rows = rows.assign(share_a=rows["a"] / (rows["a"] + rows["b"]), share_b=rows["b"] / (rows["a"] + rows["b"]))
    ahead = [
        a if left > right else b if right > left else TIE for left, right in zip(rows["a"], rows["b"], strict=True)
    ]
    table = rows.assign(ahead=ahead).rename(columns={"a": pair[0], "b": pair[1], "share_a": f"share_of_{pair[0]}"})
    told = [
        f"{row['measure']} ({row['when']}): {a} {numbers.share(row['share_a'])}." for row in rows.to_dict("records")
    ]
    columns = ["measure", "kind", "when", pair[0], pair[1], f"share_of_{pair[0]}", "ahead", "unit", "estimate"]

    def draw(theme: Theme) -> go.Figure:
        colours = [data.registry.colour(level.key, key, theme.mode) for key in pair]
        return balance(rows, theme=theme, names=(a, b), colours=(colours[0], colours[1]))

    return Card(
        name="balance" if level.key == "family" else f"balance-{level.key}",
        title=f"{a} and {b} under each measure",
        subtitle=(
            f"How the sum of {a} and {b} divides, by measure; a stock is all that was ever counted, a flow is what "
            "came in a period. Only these two are compared: the rest of each universe is not in the bars. "
            "Hatched: estimates."
        ),
        draw=draw,
        alt=f"Bars that divide {a} and {b}. {' '.join(told)}",
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
        indicators=tuple(dict.fromkeys(rows["indicator"])),
        tables=tuple(dict.fromkeys(rows["table"])),
        sources=("published",) if "downloads_anchored" in set(rows["indicator"]) else (),
    )


def _measures(data: Data, level: pairs.Level, pair: tuple[str, str]) -> Iterator[_Measure]:
    rows = pairs.monthly(data, level.key)
    flow = readings.flows(rows, pair)
    month = flow.dropna().index[-1]
    guessed = rows[rows["entity"].isin(pair)].groupby("month")["estimate"].any()
    a, b = flow.loc[month]
    yield _Measure(
        "Hub downloads in the month",
        FLOW,
        a,
        b,
        numbers.month(month),
        "downloads",
        "hub_monthly",
        "downloads_month",
        bool(guessed[month]),
    )
    summed = readings.last_stretch(readings.running(rows, pair))
    first, last = summed.index[[0, -1]]
    a, b = summed.loc[last]
    yield _Measure(
        "Hub downloads, running sum",
        FLOW,
        a,
        b,
        numbers.months(first, last),
        "downloads",
        "hub_monthly",
        "downloads_running",
        bool(guessed[(guessed.index >= first.replace(day=1)) & (guessed.index <= last)].any()),
    )
    for anchor in pairs.anchors(data, level.key, pair)[-1:]:
        levels = levels_from(anchor, anchor.dates()[1], flow).dropna()
        a, b = levels.iloc[-1]
        yield _Measure(
            "Hub downloads, all-time (anchored)",
            STOCK,
            a,
            b,
            f"{numbers.month(levels.index[-1])}, from {anchor.name}",
            "downloads",
            "hub_monthly",
            "downloads_anchored",
            True,
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
    rest = ("pulls", "ollama_prefixes")
    when = numbers.day(max(a["last_day"], b["last_day"]))
    yield _Measure(
        "Ollama pulls, all-time", STOCK, a["pulls_all_time"], b["pulls_all_time"], when, *rest, "pulls_all_time"
    )
    since = f"since {numbers.day(max(a['first_day'], b['first_day']))}"
    yield _Measure("Ollama pulls gained", FLOW, a["gained"], b["gained"], since, *rest, "pulls_gained")


def _tokens(data: Data, level: str, pair: tuple[str, str]) -> Iterator[_Measure]:
    table = data.table("openrouter_weekly")
    as_of = pd.Timestamp(data.provenance("openrouter_weekly").as_of)
    weekly = usage.weekly(table, data.registry.group("openrouter", set(table["model"]), level))
    weekly = usage.with_incomplete(weekly, as_of).query("not incomplete")
    newest = weekly[weekly["week"] == weekly["week"].max()].set_index("entity")["tokens"]
    if set(pair) <= set(newest.index):
        when = f"week of {numbers.day(weekly['week'].max())}"
        a, b = (float(newest[key]) for key in pair)
        yield _Measure("OpenRouter tokens, any weights", FLOW, a, b, when, "tokens", "openrouter_weekly", "tokens_week")
