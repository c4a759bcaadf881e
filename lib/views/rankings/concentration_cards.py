"""The cards that show how concentrated downloads from the Hub and tokens on OpenRouter are, over time."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.bounds import bounds
from lib.charts.theme import Theme
from lib.data import Data
from lib.views.rankings.concentrated import ALL, GINI, LEVELS, MEASURES, Level, Measure, openrouter_level, weekly
from lib.views.timed import Timed
from lib.views.view import Card, Form

SPREAD, ONE = "Rest spread", "Rest as one"
WRITTEN: dict[str, Callable[[float], str]] = {
    "number": lambda value: f"{value:.1f}",
    "ratio": numbers.ratio,
    "share": numbers.share,
}
FORMS: dict[str, Form] = {
    "month": "month",
    "week": "day",
    "entities": "whole",
    "told_apart": "share",
    "largest": "text",
    "hhi": "ratio",
    "effective": "number",
    "top_1": "share",
    "top_3": "share",
    "top_5": "share",
    "gini": "ratio",
    "estimate": "flag",
    "incomplete": "flag",
}


def hub_card(data: Data, rows: pd.DataFrame, options: Any) -> Card:
    """Downloads from the Hub, month by month."""
    level = LEVELS[options.by]
    known = rows.dropna(subset=["told_apart"])
    end = known.iloc[-1]
    apart = f"{end['entities']} {level.plural} are told apart in {numbers.month(end['month'])}"
    covered = f", {numbers.share(end['told_apart'])} of language-model downloads" if options.of == ALL else ""
    rest = (
        "The rest belongs to other publishers"
        if level.key == "org"
        else "The rest, repackagers' downloads among it, may belong to those told apart too"
    )
    return _card(
        data,
        rows,
        options,
        level,
        name="concentration-hub",
        what="downloads from the Hub",
        said=f"{apart}{covered}.",
        rest=rest,
        dotted=" Dotted: estimated or partly interpolated months.",
        period="month",
        tables=("hub_monthly", "hub_totals"),
    )


def openrouter_card(data: Data, options: Any) -> Card:
    """Tokens on OpenRouter, week by week."""
    level = openrouter_level(options.by)
    rows = weekly(data, options)
    end = rows.iloc[-1]
    apart = f"{end['entities']} {level.plural} are told apart in the week of {numbers.day(end['week'])}"
    covered = f", {numbers.share(end['told_apart'])} of all tokens" if options.of == ALL else ""
    return _card(
        data,
        rows,
        options,
        level,
        name="concentration-openrouter",
        what="tokens on OpenRouter",
        said=f"{apart}{covered}. Open and closed models alike; tokens of different makers are not one unit.",
        rest="The rest, which the source calls other, may belong to those told apart too",
        dotted="",
        period="week",
        tables=("openrouter_weekly",),
    )


def timed(card: Card, options: Any) -> Timed:
    """A card with the edges of its band, or its one line, as they are read around an event."""
    measure = MEASURES[options.show]
    every = "week" if "week" in card.table else "month"
    # What stands at the end of each line, as `_card` has it.
    edges = dict(zip(_edges(measure), (SPREAD, ONE) if measure.rises else (ONE, SPREAD), strict=True))
    columns = (
        edges if set(edges) <= set(card.table) else {measure.column: measure.title.format(plural="those told apart")}
    )
    read = [
        card.table[[every, column]].set_axis(["when", "value"], axis=1).assign(series=name)
        for column, name in columns.items()
    ]
    form = measure.form
    return Timed(card, card.table[every], rows=pd.concat(read, ignore_index=True), every=every, form=form)


def _card(
    data: Data,
    rows: pd.DataFrame,
    options: Any,
    level: Level,
    *,
    name: str,
    what: str,
    said: str,
    rest: str,
    dotted: str,
    period: str,
    tables: tuple[str, ...],
) -> Card:
    measure = MEASURES[options.show]
    title = f"{measure.title.format(plural=level.plural)}: {what}"
    low, high = (measure.column, measure.column) if options.show == GINI else _edges(measure)
    write = WRITTEN[measure.form]
    drawn = rows.assign(hover=_hover(data, rows, level))

    def draw(theme: Theme) -> go.Figure:
        edges = (SPREAD, ONE) if measure.rises else (ONE, SPREAD)
        return bounds(
            drawn,
            theme=theme,
            x=period,
            low=low,
            high=high,
            names={low: edges[0], high: edges[1], period: level.plural.capitalize()},
            form=measure.form,
            weekly=period == "week",
        )

    banded = options.of == ALL and options.show != GINI
    between = f" {rest}: the band runs from all of it spread over countless tiny ones to all of it in one hand."
    return Card(
        name=name,
        title=title,
        subtitle=f"{_definition(data, measure)} {said}{between if banded else ''}{dotted}",
        draw=draw,
        alt=_alt(rows, title, low, high, period, write),
        table=_table(data, rows, level, collapsed=options.of != ALL),
        forms=_forms(rows, collapsed=options.of != ALL),
        indicators=(measure.indicator,),
        tables=tables,
        caveats=tuple(dict.fromkeys(data.registry.flaws_of(tables[0])["note"])),
    )


def _edges(measure: Measure) -> tuple[str, str]:
    return f"{measure.column}_low", f"{measure.column}_high"


def _definition(data: Data, measure: Measure) -> str:
    return str(data.registry.words["indicators"][measure.indicator]["definition"])


def _hover(data: Data, rows: pd.DataFrame, level: Level) -> list[str]:
    return [
        f"({row['entities']} told apart, largest {data.registry.name(level.key, row['largest'])})"
        if row["largest"] is not None and pd.notna(row["largest"])
        else ""
        for row in rows.to_dict("records")
    ]


def _alt(rows: pd.DataFrame, title: str, low: str, high: str, period: str, write: Callable[[float], str]) -> str:
    """The chart in a sentence: what it is, and its first and last values."""
    known = rows.dropna(subset=[low])
    kind = "Line chart" if known[low].equals(known[high]) else "Band"
    told = []
    for row in (known.iloc[0], known.iloc[-1]):
        when = numbers.month(row[period]) if period == "month" else f"the week of {numbers.day(row[period])}"
        ends = dict.fromkeys((write(row[low]), write(row[high])))
        told.append(f"{' to '.join(ends)} in {when}")
    return f"{kind} of {title[0].lower()}{title[1:]}. {told[0][0].upper()}{told[0][1:]}, {told[1]}."


def _table(data: Data, rows: pd.DataFrame, level: Level, *, collapsed: bool) -> pd.DataFrame:
    """`rows` with names for people; where nothing is left open a measure has one column instead of two, and
    there is no share of the whole.
    """
    named = [data.registry.name(level.key, key) if key is not None and pd.notna(key) else "" for key in rows["largest"]]
    table = rows.assign(largest=named)
    if not collapsed:
        return table
    lows = [column for column in table if str(column).endswith("_low")]
    highs = [str(column).replace("_low", "_high") for column in lows]
    return table.drop(columns=["told_apart", *highs]).rename(
        columns={column: str(column).removesuffix("_low") for column in lows}
    )


def _forms(rows: pd.DataFrame, *, collapsed: bool) -> dict[str, Form]:
    """How each column of the table is written."""
    forms: dict[str, Form] = {}
    for column in map(str, rows.columns):
        base = column.removesuffix("_low").removesuffix("_high")
        if not collapsed or base != "told_apart":
            forms[base if collapsed else column] = FORMS[base]
    return forms
