"""Pulls between two days as cards: the curves of the chosen prefixes, and stock and flow side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.lines import lines
from lib.charts.named_bars import named_bars
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics import local
from lib.views.adoption import prefixes
from lib.views.sentences import alt
from lib.views.view import Card, Form

STOCK, FLOW = "All-time pulls", "Pulls gained"
COLUMNS = {STOCK: "pulls_all_time", FLOW: "gained"}
OTHERS = "other prefixes"
"""The row for all prefixes that are not chosen, but for the source's own line of everything else."""
FORMS: dict[str, Form] = {
    "day": "day",
    "prefix": "text",
    "models": "whole",
    "pulls_all_time": "whole",
    "gained": "whole",
    "share": "share",
    "first_day": "day",
    "last_day": "day",
    "estimate": "flag",
}


@dataclass(frozen=True)
class InView:
    """All prefixes between two days: the rows, the keys of those chosen, what each holds and gained at the end (as from
    `local.gained`, by prefix), the names of all, and whether stock or flow is shown.
    """

    table: pd.DataFrame
    chosen: list[str]
    ends: pd.DataFrame
    names: dict[str, str]
    show: str

    @property
    def first(self) -> pd.Timestamp:
        """The first day in view, from which gains count."""
        return self.table["day"].min()

    @property
    def last(self) -> pd.Timestamp:
        """The last day in view."""
        return self.table["day"].max()

    def end(self, key: str, column: str) -> float:
        """What a prefix holds or gained at the end."""
        return float(self.ends[column][key])


def in_view(data: Data, wanted: Sequence[str], first: pd.Timestamp, last: pd.Timestamp, show: str) -> InView:
    """What there is between two days; of the wanted prefixes only those seen between them are chosen."""
    table = data.table("ollama_prefixes")
    table = table[table["day"].between(first, last)]
    ends = local.gained(table).set_index("prefix")
    names = {prefix: name for name, prefix in prefixes.by_name(data).items()}
    return InView(table, [key for key in wanted if key in ends.index], ends, names, show)


def over_time(data: Data, seen: InView) -> pd.DataFrame:
    """day, prefix, models, pulls_all_time, gained, share (of all prefixes), estimate, hover of the chosen prefixes."""
    column = COLUMNS[seen.show]
    every = local.over_time(seen.table, data.registry.flaws_of("ollama_prefixes"))
    total = every.groupby("day")[column].transform("sum")
    rows = every.assign(share=(every[column] / total).where(total > 0))
    rows = rows[rows["prefix"].isin(seen.chosen)].reset_index(drop=True)
    of = "of all pulls" if seen.show == STOCK else "of all pulls gained"
    return rows.assign(hover=["" if pd.isna(one) else f"({numbers.share(one)} {of})" for one in rows["share"]])


def what(seen: InView) -> str:
    """What is shown, in words."""
    return STOCK if seen.show == STOCK else f"Pulls gained since {numbers.day(seen.first)}"


def curves(data: Data, seen: InView, rows: pd.DataFrame, *, log: bool) -> Card:
    """The stock or the gain of each chosen prefix over time."""
    column = COLUMNS[seen.show]
    order = list(seen.ends.loc[seen.chosen].sort_values(column, ascending=False).index)
    title = f"{what(seen)}, by name prefix"
    share = rows.loc[rows["day"] == seen.last, "share"].sum()
    table = rows.dropna(subset=["pulls_all_time"]).drop(columns="hover")
    table = table.assign(
        prefix=table["prefix"].map(seen.names),
        **{count: table[count].astype("Int64") for count in ("models", "pulls_all_time", "gained")},
    )

    def draw(theme: Theme) -> go.Figure:
        return lines(
            rows,
            theme=theme,
            x="day",
            y=column,
            series="prefix",
            order=order,
            names=seen.names,
            colours=prefixes.colours(data.registry, theme, order),
            log=log,
        )

    return Card(
        name="pulls",
        title=title,
        subtitle=(
            "Models of the Ollama library counted by how their names begin; those drawn hold "
            f"{numbers.share(share)} of all {'pulls' if seen.show == STOCK else 'that was gained'} "
            f"on {numbers.day(seen.last)}. "
            "Dotted: unexplained jumps, or models that left. Lines break where nothing was recorded."
        ),
        draw=draw,
        alt=alt(
            "Line chart",
            title[0].lower() + title[1:],
            rows,
            x="day",
            y=column,
            series="prefix",
            order=order,
            names=seen.names,
            write=numbers.count,
            when=numbers.day,
            at="on",
        ),
        table=table.reset_index(drop=True),
        forms=_forms(table),
        indicators=("pulls_all_time",) if seen.show == STOCK else ("pulls_gained",),
        tables=("ollama_prefixes",),
        caveats=_caveats(data, seen, seen.chosen),
    )


def stock_and_flow(data: Data, seen: InView) -> Card:
    """For each chosen prefix and the rest of the library: all pulls, and those gained since the first day in view."""
    table = _ends(data, seen)
    since, on = numbers.day(seen.first), numbers.day(seen.last)
    order = list(table["key"])

    def draw(theme: Theme) -> go.Figure:
        return named_bars(
            _bars(table, since),
            theme=theme,
            order=order,
            names=dict(zip(order, table["prefix"], strict=True)),
            measures={"pulls_all_time": "all-time", "gained": "gained"},
            colours=prefixes.colours(data.registry, theme, order),
        )

    return Card(
        name="stock-and-flow",
        title="Stock and flow side by side, by name prefix",
        subtitle=(
            f"Pale: all pulls up to {on}. Solid: pulls gained since {since}; hatched where the gain holds unexplained "
            f"jumps or models that left. All rows together are the whole library: {_library(seen)}."
        ),
        draw=draw,
        alt=f"Pairs of bars by name prefix, all-time pulls on {on} and pulls gained since {since}. "
        + " ".join(
            f"{name}: {numbers.count(stock)}, gained {numbers.count(flow)}."
            for name, stock, flow in zip(table["prefix"], table["pulls_all_time"], table["gained"], strict=True)
        ),
        table=table.drop(columns="key"),
        forms=_forms(table.drop(columns="key")),
        indicators=("pulls_all_time", "pulls_gained"),
        tables=("ollama_prefixes",),
        caveats=_caveats(data, seen, list(seen.ends.index)),
    )


def _ends(data: Data, seen: InView) -> pd.DataFrame:
    """A row for each chosen prefix by what is shown, then all others together, then what fits no prefix."""
    in_doubt = local.doubtful(seen.table, data.registry.flaws_of("ollama_prefixes"))
    ends = seen.ends.reset_index().assign(estimate=seen.ends.index.isin(in_doubt))
    rest = prefixes.rest(data)
    chosen = ends[ends["prefix"].isin(seen.chosen) & (ends["prefix"] != rest)]
    chosen = chosen.sort_values(COLUMNS[seen.show], ascending=False)
    others = ends[~ends["prefix"].isin([*seen.chosen, rest])]
    together = others.agg(
        {"pulls_all_time": "sum", "gained": "sum", "first_day": "min", "last_day": "max", "estimate": "any"}
    )
    added = [together.to_frame().T.assign(prefix=OTHERS)] if len(others) else []
    rows = pd.concat([chosen, *added, ends[ends["prefix"] == rest]], ignore_index=True)
    typed = rows.assign(
        key=rows["prefix"], prefix=[seen.names.get(key, f"{len(others)} {key}") for key in rows["prefix"]]
    )
    return typed.astype({column: ends[column].dtype for column in together.index})


def _bars(table: pd.DataFrame, since: str) -> pd.DataFrame:
    """One row a bar, from the rows of the table."""
    long = table.melt(["key", "prefix", "last_day", "estimate"], ["pulls_all_time", "gained"], "measure")
    stock = long["measure"] == "pulls_all_time"
    said = [
        f"{name}: {numbers.count(value)} pulls " + (f"up to {numbers.day(day)}" if whole else f"gained since {since}")
        for name, value, day, whole in zip(long["prefix"], long["value"], long["last_day"], stock, strict=True)
    ]
    return long.assign(hatched=long["estimate"] & ~stock, hover=said)


def _library(seen: InView) -> str:
    held = seen.ends.loc[seen.ends["last_day"] == seen.last, "pulls_all_time"].sum()
    return f"{numbers.count(held)} pulls, {numbers.count(seen.ends['gained'].sum())} of them gained since"


def _forms(table: pd.DataFrame) -> dict[str, Form]:
    return {column: FORMS[column] for column in table.columns}


def _caveats(data: Data, seen: InView, keys: Sequence[str]) -> tuple[str, ...]:
    """The known flaws of these prefixes between the two days, and which of them came later than the first."""
    came = [seen.names[key] for key in keys if seen.ends["first_day"][key] > seen.first]
    late = (
        f"Not in the library on {numbers.day(seen.first)}, so all their pulls count as gained: {numbers.listed(came)}."
    )
    return (*prefixes.doubts(data.registry, keys, seen.first, seen.last), *([late] if came else []))
