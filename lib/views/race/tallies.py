"""What each service counts of makers of open models, as one kind of thing: by month, with its universe and its unit."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from lib.data import Data
from lib.metrics import downloads, open_lines, triangulation, usage
from lib.registry.load import GROUPS

STOCK, FLOW, NOT_STATED = "stock", "flow", "window not stated"
WAY = pd.Timedelta(days=3)
"""From a week's Monday to its Thursday, which says in which month it lies."""
Months = Sequence[pd.Timestamp]


@dataclass(frozen=True)
class Service:
    """One way of counting. `counts` gives for some months what is counted of each maker (entity, value, partial), which
    for a stock is its level at their end; `whole` all that the service counts in them, `ends` the first and the last
    day that stand behind it. `flow` holds the months one by one (month, entity, value, partial), None if it is none.
    """

    name: str
    kind: str
    unit: str
    universe: str
    tables: tuple[str, ...]
    indicator: str
    counts: Callable[[Months], pd.DataFrame]
    whole: Callable[[Months], float]
    ends: Callable[[Months], tuple[pd.Timestamp, pd.Timestamp]]
    flow: pd.DataFrame | None = None


def hub(data: Data) -> Service:
    """Downloads from the Hub in the months."""
    table, totals = data.table("hub_monthly"), data.table("hub_totals").set_index("month")["downloads_language_models"]
    makers = data.registry.group("hub", table["org"].unique(), "maker")
    rows = downloads.by(makers, table, data.registry.flaws_of("hub_monthly"))
    flow = rows[~rows["entity"].isin(GROUPS)].rename(columns={"downloads": "value", "estimate": "partial"})
    return Service(
        "Hub downloads",
        FLOW,
        "downloads",
        "the makers' own language models",
        ("hub_monthly", "hub_totals"),
        "downloads_month",
        counts=lambda months: triangulation.over(flow, months),
        whole=lambda months: float(totals.reindex(list(months)).sum(skipna=False)),
        ends=_calendar,
        flow=flow.reset_index(drop=True),
    )


def lines(data: Data) -> Service:
    """Daily shares of OpenRouter's open-weight lines, each day alike; days of false spikes are left out."""
    flaws, families = data.registry.flaws_of("openrouter_lines"), data.registry.families
    days = open_lines.without_spikes(open_lines.daily(data.table("openrouter_lines"), flaws))
    makers = {line: maker for line, maker in zip(families["openrouter_line"], families["maker"], strict=True) if line}
    flow = triangulation.lines_by_month(days, makers)
    read = days.dropna(subset=["share"])["day"].drop_duplicates()
    return Service(
        "OpenRouter open lines",
        FLOW,
        "daily shares",
        "the lines that their source holds to be open, each day weighing the same",
        ("openrouter_lines",),
        "open_line_share",
        counts=lambda months: triangulation.over(flow, months),
        whole=lambda months: float(read.dt.to_period("M").dt.start_time.isin(list(months)).sum()),
        ends=_calendar,
        flow=flow,
    )


def tokens(data: Data) -> Service:
    """Tokens a week on OpenRouter of models known to have open weights."""
    table, weights = data.table("openrouter_weekly"), data.registry.weights.set_index("model")["weights"]
    open_ = table[table["model"].map(weights) == "open"]
    makers = _placed(data, "openrouter", open_["model"].unique())
    flow = triangulation.weeks_by_month(usage.weekly(open_[open_["model"].isin(makers)], makers))

    def weeks(months: Months) -> pd.DataFrame:
        return table[(table["week"] + WAY).dt.to_period("M").dt.start_time.isin(list(months))]

    def ends(months: Months) -> tuple[pd.Timestamp, pd.Timestamp]:
        return weeks(months)["week"].min(), weeks(months)["week"].max() + 2 * WAY

    return Service(
        "OpenRouter tokens",
        FLOW,
        "tokens",
        "models known to have open weights",
        ("openrouter_weekly",),
        "tokens_week",
        counts=lambda months: triangulation.over(flow, months),
        whole=lambda months: float(weeks(months)["tokens"].sum()),
        ends=ends,
        flow=flow,
    )


def pulls(data: Data) -> Service:
    """Pulls gained in the Ollama library."""
    table = data.table("ollama_prefixes")
    every = dict.fromkeys(table["prefix"].unique(), "")
    flow = triangulation.gains_by_month(table, _placed(data, "ollama", every))
    gained = triangulation.gains_by_month(table, every)
    return Service(
        "Ollama pulls gained",
        FLOW,
        "pulls",
        "models by the beginning of their names",
        ("ollama_prefixes",),
        "pulls_gained",
        counts=lambda months: triangulation.over(flow, months),
        whole=lambda months: float(triangulation.over(gained, months)["value"].sum()),
        ends=lambda months: triangulation.read_around(table["day"], months),
        flow=flow,
    )


def stock(data: Data) -> Service:
    """All pulls from the Ollama library up to the end of the months."""
    table = data.table("ollama_prefixes")
    makers = _placed(data, "ollama", table["prefix"].unique())

    def level(months: Months) -> pd.DataFrame:
        return table[table["day"] == triangulation.read_around(table["day"], months)[1]]

    def counts(months: Months) -> pd.DataFrame:
        rows = level(months).assign(entity=level(months)["prefix"].map(makers)).dropna(subset=["entity"])
        return rows.groupby("entity", as_index=False).agg(value=("pulls_all_time", "sum")).assign(partial=False)

    return Service(
        "Ollama all-time pulls",
        STOCK,
        "pulls",
        "as for the pulls gained",
        ("ollama_prefixes",),
        "pulls_all_time",
        counts=counts,
        whole=lambda months: float(level(months)["pulls_all_time"].sum()),
        ends=lambda months: (level(months)["day"].max(),) * 2,
    )


def modelscope(data: Data) -> Service:
    """Downloads from ModelScope as it stated them on the newest day, whatever the months are: its window is its own."""
    table = data.table("modelscope_models")
    newest = table[table["day"] == table["day"].max()].dropna(subset=["downloads"])
    makers = _placed(data, "modelscope", newest["org"].unique())
    rows = newest.assign(entity=newest["org"].map(makers)).dropna(subset=["entity"])
    level = rows.groupby("entity", as_index=False).agg(value=("downloads", "sum")).assign(partial=False)
    return Service(
        "ModelScope downloads",
        NOT_STATED,
        "downloads",
        "makers' own accounts there",
        ("modelscope_models",),
        "modelscope_downloads",
        counts=lambda months: level,
        whole=lambda months: float(newest["downloads"].sum()),
        ends=lambda months: (table["day"].max(),) * 2,
    )


def _placed(data: Data, service: str, names: Iterable[str]) -> dict[str, str]:
    """The maker of each name that has one; a source's own remainder, repackagers and the unplaced have none."""
    groups = data.registry.group(service, names, "maker")
    return {name: maker for name, maker in groups.items() if maker not in GROUPS}


def _calendar(months: Months) -> tuple[pd.Timestamp, pd.Timestamp]:
    return months[0], months[-1] + pd.offsets.MonthEnd(0)
