"""The card of our measures of both sides over time, a panel each."""

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.panels import panels
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics import downloads, ecosystems, local, timeline, usage
from lib.metrics.ecosystems import GUESSED
from lib.views.context.sides import SIDES
from lib.views.race import pairs
from lib.views.view import Card

COLUMNS = ["day", "side", "value", "estimate"]
PERIODS: dict[str, Callable[[pd.Timestamp], str]] = {
    "month": numbers.month,
    "week": lambda day: f"week of {numbers.day(day)}",
    "day": numbers.day,
}
"""How the period of a value is written, which is drawn at a day: of a month in its middle, of a week at its first."""


def card(data: Data) -> Card | None:
    """Small multiples over one axis of time; None where the store holds none of them for both sides."""
    found: dict[str, pd.DataFrame] = {}
    held: dict[str, None] = {}
    for title, (make, tables, _, period) in MEASURES.items():
        if all(data.has(table) for table in tables):
            held |= dict.fromkeys(tables)
            rows = make(data)
            if set(rows.dropna(subset=["value"])["side"]) == set(SIDES):
                found[title] = rows.assign(panel=title, period=rows["day"].map(PERIODS[period]))
    if not found:
        return None
    rows = pd.concat(found.values(), ignore_index=True)
    drawn = ecosystems.with_estimates_apart(rows)
    names = {side: data.registry.name("region", side) for side in SIDES}
    all_names = {**names, **{f"{side}{GUESSED}": f"{names[side]}, estimated" for side in SIDES}}
    series = [key for key in all_names if (drawn["series"] == key).any()]
    hover = [
        f"{all_names[row['series']]}\n{row['panel']}\n{row['period']}: {row['value']:.1f}"
        for row in drawn.to_dict("records")
    ]
    drawn = drawn.assign(stretch=0, low=float("nan"), high=float("nan"), hover=hover)

    def draw(theme: Theme) -> go.Figure:
        own = {side: data.registry.colour("region", side, theme.mode) for side in SIDES}
        return panels(
            drawn,
            theme=theme,
            order=list(found),
            series=series,
            names=all_names,
            colours={key: own[key.removesuffix(GUESSED)] for key in series},
            quiet=[key for key in series if key.endswith(GUESSED)],
            zero=True,
        )

    return Card(
        name="over-time",
        title="What we measure of both sides, over time",
        subtitle=(
            "Makers based in the United States and in China. Each panel has its own scale and its own record, some of "
            "which are short; nothing before a record begins is zero. Dotted: estimated or partly interpolated."
        ),
        draw=draw,
        alt=f"Line charts, one a measure. {' '.join(_end(title, of, names) for title, of in found.items())}",
        table=_table(rows, names),
        forms={"measure": "text", "side": "text", "period": "text", "value": "number", "estimate": "flag"},
        indicators=tuple(dict.fromkeys(MEASURES[title][2] for title in found)),
        tables=tuple(held),
    )


def _table(rows: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    table = rows.assign(measure=rows["panel"], side=rows["side"].map(names)).dropna(subset=["value"])
    return table[["measure", "side", "period", "value", "estimate"]].reset_index(drop=True)


def _end(title: str, of: pd.DataFrame, names: dict[str, str]) -> str:
    """The newest values of a panel in words."""
    known = of.dropna(subset=["value"])
    now = known[known["day"] == known["day"].max()].set_index("side")
    told = [f"{names[side]} {now['value'][side]:.1f}" for side in SIDES if side in now.index]
    return f"{title}, {now['period'].iloc[0]}: {numbers.listed(told)}."


def _downloads(data: Data) -> pd.DataFrame:
    """Per cent of all language-model downloads, by the middle of the month."""
    rows = downloads.as_share(pairs.monthly(data, "region"), data.table("hub_totals"))
    rows = downloads.with_incomplete(rows, pd.Timestamp(data.provenance("hub_monthly").as_of)).query("~incomplete")
    rows = rows[rows["entity"].isin(SIDES)]
    return rows.assign(day=timeline.middle(rows["month"]), side=rows["entity"], value=rows["share"] * 100)[COLUMNS]


def _tokens(data: Data) -> pd.DataFrame:
    """Per cent of all tokens of the week, by its first day."""
    table = _weeks(data)
    rows = usage.as_shares(usage.weekly(table, data.registry.group("openrouter", set(table["model"]), "region")))
    rows = rows[rows["entity"].isin(SIDES)]
    value = rows["share_of_all"] * 100
    return rows.assign(day=rows["week"], side=rows["entity"], value=value, estimate=False)[COLUMNS]


def _open_tokens(data: Data) -> pd.DataFrame:
    """Per cent of each side's tokens of the week that go to open weights, among models whose weights are known."""
    table = _weeks(data)
    side = table["model"].map(data.registry.group("openrouter", set(table["model"]), "region"))
    weights = table["model"].map(data.registry.weights.set_index("model")["weights"])
    rows = table.assign(side=side, counts=weights.map({"open": True, "closed": False}).astype("boolean"))
    found = [
        (week, key, part * 100, False)
        for week, of in rows.groupby("week")
        for key, (part, _) in ecosystems.part_of_known(of, "tokens", SIDES).items()
    ]
    return pd.DataFrame(found, columns=COLUMNS)


def _pulls(data: Data) -> pd.DataFrame:
    """Millions of pulls gained since the record began, at each month's last observation; a gap is missing."""
    rows = local.over_time(data.table("ollama_prefixes"), data.registry.flaws_of("ollama_prefixes"))
    rows = rows.assign(side=rows["prefix"].map(data.registry.group("ollama", rows["prefix"].unique(), "region")))
    days = rows[rows["side"].isin(SIDES)].groupby(["day", "side"], as_index=False)
    sums = days.agg(value=("gained", lambda of: of.sum(min_count=1) / 1e6), estimate=("estimate", "any"))
    newest = sums.groupby([sums["day"].dt.to_period("M"), "side"])["day"].transform("max")
    return sums[(sums["day"] == newest) | sums["value"].isna()][COLUMNS]


def _weeks(data: Data) -> pd.DataFrame:
    """The rows of the weeks that were over when the table was known."""
    table = data.table("openrouter_weekly")
    return usage.with_incomplete(table, pd.Timestamp(data.provenance("openrouter_weekly").as_of)).query("~incomplete")


MEASURES: dict[str, tuple[Callable[[Data], pd.DataFrame], tuple[str, ...], str, str]] = {
    "Downloads from the Hub, % of all language models": (
        _downloads,
        ("hub_monthly", "hub_totals"),
        "downloads_share",
        "month",
    ),
    "Tokens on OpenRouter, % of all": (_tokens, ("openrouter_weekly",), "tokens_share", "week"),
    "Open weights, % of own tokens of known weights": (_open_tokens, ("openrouter_weekly",), "tokens_week", "week"),
    "Pulls gained in the Ollama library, millions": (_pulls, ("ollama_prefixes",), "pulls_gained", "day"),
}
"""By the title of the panel: what makes its rows, the tables that it wants, the indicator, and its period."""
