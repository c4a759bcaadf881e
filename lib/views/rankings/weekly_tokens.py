"""The card of weekly tokens on OpenRouter: bands by maker, country, model or weights, with what is not broken down."""

from collections.abc import Collection

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.bars import stacked
from lib.charts.theme import Theme
from lib.charts.tints import tints
from lib.data import Data
from lib.metrics import usage
from lib.registry.load import GROUPS, UNREVIEWED
from lib.registry.tables import REMAINDER
from lib.views.sentences import alt
from lib.views.timed import Timed
from lib.views.view import Card

WEIGHTS = "Weights"
LEVELS = {"Maker": "maker", "Country": "country", "Model": "model", WEIGHTS: "weights"}
TOKENS, SHARE, NAMED = "Tokens", "Share of all", "Share of named"
COLUMNS = {TOKENS: "tokens", SHARE: "share_of_all", NAMED: "share_of_named"}
INDICATORS = {TOKENS: "tokens_week", SHARE: "tokens_share", NAMED: "tokens_share_named"}
TITLES = {
    TOKENS: "Tokens a week on OpenRouter",
    SHARE: "Share of all tokens of the week on OpenRouter",
    NAMED: "Share of the tokens of named models on OpenRouter",
}
WEIGHT_NAMES = {"open": "Open weights", "closed": "Closed weights", "unknown": "Weights not known"}
DRAWN = 8
"""So many entities have a band of their own; the smaller ones share one."""
LEADING = 3
"""So many of the largest in the last week always have a band, as they have a key figure."""
HEIGHT, NAME_PX = 400, 16
"""Height of the chart without its names, and what each name adds: on a phone they stand one below the other."""
SMALLER, UNKNOWN = "smaller", "unknown"
"""The band of named entities that are too small for one of their own; the group of what is not known."""
SMALLER_NAMES = {"maker": "Smaller, named", "country": "Other countries", "model": "Smaller, named"}


def rows(data: Data, level: str, weeks: tuple[str, str]) -> pd.DataFrame:
    """week, entity, tokens, counted_short, share_of_all, share_of_named, incomplete of the weeks in view."""
    table = data.table("openrouter_weekly")
    first, last = (pd.Timestamp(week) for week in weeks)
    weekly = usage.as_shares(usage.weekly(table, groups(data, level, set(table["model"]))))
    weekly = usage.with_incomplete(weekly, pd.Timestamp(data.provenance("openrouter_weekly").as_of))
    return weekly[weekly["week"].between(first, last)].reset_index(drop=True)


def groups(data: Data, level: str, models: Collection[str]) -> dict[str, str]:
    """For each model by `level` its maker, the maker's country or region, itself (`model`), or what is known of its
    `weights`; `remainder` for the source's own `other`.
    """
    if level not in ("model", "weights"):
        return data.registry.group("openrouter", models, level)
    makers = data.registry.group("openrouter", models, "maker")
    weights = data.registry.weights.set_index("model")["weights"]
    own = dict(zip(models, models, strict=True)) if level == "model" else weights.to_dict()
    return {model: REMAINDER if makers[model] == REMAINDER else own.get(model, UNKNOWN) for model in models}


def named(rows: pd.DataFrame) -> list[str]:
    """The entities of `rows` that stand for somebody: neither the remainder nor what is not known or not yet placed."""
    return [key for key in rows["entity"].unique() if key not in (REMAINDER, UNKNOWN, UNREVIEWED)]


def name_of(data: Data, level: str, key: str) -> str:
    """How people read an entity; a model is its own name."""
    if key in (REMAINDER, UNREVIEWED):
        return GROUPS[key]
    if level == "weights":
        return WEIGHT_NAMES[key]
    return key if level == "model" else data.registry.name(level, key)


def card(data: Data, rows: pd.DataFrame, by: str, show: str) -> Card:
    """Stacked bars, a bar a week, from `rows`; the table holds every entity, also those that are drawn together."""
    level, column = LEVELS[by], COLUMNS[show]
    order, drawn = _bands(data, rows, level, show)
    names = {key: name_of(data, level, key).split("/")[-1] for key in order if key != SMALLER}
    names |= {SMALLER: SMALLER_NAMES[level]} if SMALLER in order else {}
    drawn = drawn.assign(hover=[_hover(row, level, show) for row in drawn.to_dict("records")])
    title = f"{TITLES[show]}, by {by.lower()}"

    def draw(theme: Theme) -> go.Figure:
        return stacked(
            drawn,
            theme=theme,
            x="week",
            y=column,
            series="entity",
            order=order,
            names=names,
            colours=_colours(data, level, order, theme),
            form="count" if show == TOKENS else "share",
            weekly=True,
            height=HEIGHT + NAME_PX * len(order),
        )

    return Card(
        name="weekly-tokens",
        title=title,
        subtitle=_subtitle(rows, by, show),
        draw=draw,
        alt=alt(
            "Stacked bars",
            title[0].lower() + title[1:],
            drawn,
            x="week",
            y=column,
            series="entity",
            order=order,
            names=names,
            write=numbers.count if show == TOKENS else numbers.share,
            when=lambda week: f"the week of {numbers.day(week)}",
        ),
        table=_table(data, rows, level),
        forms={
            "week": "day",
            level: "text",
            "tokens": "count",
            "share_of_all": "share",
            "share_of_named": "share",
            "counted_short": "flag",
            "incomplete": "flag",
            **({"weights": "text", "evidence": "text"} if level == "model" else {}),
        },
        indicators=(INDICATORS[show],),
        tables=("openrouter_weekly",),
        caveats=tuple(dict.fromkeys(data.registry.flaws_of("openrouter_weekly")["note"])),
    )


def timed(data: Data, rows: pd.DataFrame, by: str, show: str) -> Timed:
    """The same card with its bands as they are read around an event: those of the chart, not all of the table."""
    order, drawn = _bands(data, rows, LEVELS[by], show)
    names = {key: name_of(data, LEVELS[by], key).split("/")[-1] for key in order if key != SMALLER}
    names |= {SMALLER: SMALLER_NAMES.get(LEVELS[by], "")}
    read = drawn[drawn["entity"].isin(order)].rename(columns={"week": "when", COLUMNS[show]: "value"})
    read = read.assign(series=read["entity"].map(names)).sort_values("when")
    form = "count" if show == TOKENS else "share"
    return Timed(card(data, rows, by, show), rows["week"], "week", read, "week", form)


def _bands(data: Data, rows: pd.DataFrame, level: str, show: str) -> tuple[list[str], pd.DataFrame]:
    """The bands from the bottom up, and `rows` summed to them; what is not known and what is not named come last.

    Models of one maker stand together, since they share its colour.
    """
    if level == "weights":
        order = [key for key in (*WEIGHT_NAMES, REMAINDER) if key in set(rows["entity"])]
        return [key for key in order if show != NAMED or key != REMAINDER], rows
    last = rows[rows["week"] == rows["week"].max()]
    leading = usage.largest(last, named(last), LEADING)
    chosen = list(dict.fromkeys([*leading, *usage.largest(rows, named(rows), DRAWN)]))[:DRAWN]
    bands = usage.largest(rows, chosen, DRAWN)
    if level == "model":
        makers = [data.registry.maker("openrouter", key) for key in bands]
        bands = [key for _, key in sorted(zip(makers, bands, strict=True), key=lambda pair: makers.index(pair[0]))]
    groups = [key for key in (UNREVIEWED, UNKNOWN, REMAINDER) if key in set(rows["entity"])]
    drawn = usage.fold(rows, [*bands, *groups], SMALLER)
    order = [*bands, *([SMALLER] if SMALLER in set(drawn["entity"]) else []), *groups]
    return [key for key in order if show != NAMED or key != REMAINDER], drawn


def _colours(data: Data, level: str, order: list[str], theme: Theme) -> dict[str, str]:
    """The registry's colours; models have their maker's, paler for each further one; greys for what is nobody's own."""
    greys = {UNREVIEWED: theme.muted, **dict(zip((SMALLER, UNKNOWN, REMAINDER), theme.rest, strict=True))}
    if level == "weights":
        return {**greys, "open": theme.ink, "closed": theme.rest[0], UNKNOWN: theme.rest[1]}
    bands = [key for key in order if key not in greys]
    if level != "model":
        return greys | {key: data.registry.colour(level, key, theme.mode) for key in bands}
    makers = [data.registry.colour("maker", data.registry.maker("openrouter", key), theme.mode) for key in bands]
    return greys | dict(zip(bands, tints(makers, theme.ground), strict=True))


def _hover(row: dict, level: str, show: str) -> str:
    """What stands beside the value: the same as a share, or in tokens; of a model, whether it is counted short."""
    beside = (
        f"{numbers.share(row['share_of_all'])} of all" if show == TOKENS else f"{numbers.count(row['tokens'])} tokens"
    )
    return f"({beside}, top 50 on some days only)" if level == "model" and row["counted_short"] else f"({beside})"


def _table(data: Data, rows: pd.DataFrame, level: str) -> pd.DataFrame:
    """`rows` with names for people; a model also with what is known of its weights, and by what evidence."""
    columns = ["week", "entity", "tokens", "share_of_all", "share_of_named", "counted_short", "incomplete"]
    written = rows[columns].rename(columns={"entity": level})
    if level == "model":
        written = written.merge(data.registry.weights, on="model", how="left")
    written[level] = written[level].map(lambda key: name_of(data, level, key))
    return written.sort_values(["week", "tokens"], ascending=[True, False]).reset_index(drop=True)


def _subtitle(rows: pd.DataFrame, by: str, show: str) -> str:
    """Unit, universe and coverage; the coverage is that of the last week in view and its range over the weeks."""
    covered = usage.coverage(rows)
    last = covered.index[-1]
    reach = f"{numbers.share(covered.iloc[-1])} of all tokens in the week of {numbers.day(last)}"
    low, high = numbers.share(covered.min()), numbers.share(covered.max())
    span = f" ({low} to {high} over the weeks in view)" if low != high else ""
    rest = "is left out above and below the line" if show == NAMED else "is the band that is not broken down"
    weights = "" if by == WEIGHTS else " Open and closed weights alike."
    return (
        f"Prompt and completion tokens a week, Monday to Sunday, UTC.{weights} Named models carry {reach}{span}; the "
        f"rest, which the source calls other, {rest}. A model outside a day's top 50 is inside it that day. Tokens of "
        "different makers are not one unit."
    )
