"""Whose models carry the tokens that OpenRouter routes: weekly by group, and the open-weight lines by day."""

from dataclasses import dataclass

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.metrics import usage
from lib.metrics.open_lines import MOST
from lib.registry.tables import REMAINDER
from lib.views.events import EventOptions, chosen, makers_of
from lib.views.options import many, one, span, switch
from lib.views.rankings import open_lines, weekly_tokens
from lib.views.rankings.weekly_tokens import COLUMNS, LEVELS, NAMED, TOKENS, WEIGHTS, name_of
from lib.views.timed import with_events_of
from lib.views.view import KeyFigure, NothingToShowError, View


def weeks(data: Data) -> tuple[str, ...]:
    """The weeks of the weekly table by their Monday, as 2026-05-25."""
    return tuple(data.table("openrouter_weekly")["week"].dt.strftime("%Y-%m-%d").drop_duplicates().sort_values())


@dataclass(frozen=True)
class Options(EventOptions):
    """What a reader may choose on this page."""

    by: str = one(
        "By",
        tuple(LEVELS),
        "Maker",
        help="Who is counted together: all models of a maker or of a country's makers, each model by itself, or all "
        "models with open and with closed weights.",
    )
    show: str = one(
        "Show",
        tuple(COLUMNS),
        TOKENS,
        help="Tokens in each week; their share of all tokens, with what is not broken down as a band of its own; or "
        "their share of the tokens of named models only, which is higher for everyone.",
    )
    weeks: tuple[str, str] = span(
        "Weeks", weeks, help="First and last week of the weekly chart, by its Monday.", more=True
    )
    lines: tuple[str, ...] = many(
        "Open-weight lines",
        open_lines.names,
        start=open_lines.names,
        more=True,
        help="Which lines the daily chart draws, as its source forms them.",
    )
    window: tuple[str, str] = span(
        "Months of the daily chart",
        open_lines.months,
        more=True,
        help=f"First and last month of the daily chart. Over more than {MOST} days it shows weekly means.",
    )
    spikes: bool = switch(
        "False spike",
        True,
        help="Days on which a model without open weights counts as an open-weight line. Off leaves them out.",
        more=True,
    )


def view(data: Data, options: Options) -> View:
    """The tokens of each week, and below them the daily open-weight lines, another table.

    Raises `NothingToShowError` if no named model lies in the weeks chosen.
    """
    rows = weekly_tokens.rows(data, LEVELS[options.by], options.weeks)
    if not weekly_tokens.named(rows):
        raise NothingToShowError("No named model lies in these weeks; choose a longer span of weeks.")
    cards = [weekly_tokens.timed(data, rows, options.by, options.show)]
    if options.lines:
        cards.append(open_lines.timed(data, options.lines, options.window, options.spikes))
    marks = chosen(data, options, ("openrouter",), _makers(data, rows, options))
    marked, told = with_events_of(data, options, marks, cards)
    return View(_headline(data, rows, options), marked, _figures(data, rows, options), (*NOTES, *told))


def _makers(data: Data, rows: pd.DataFrame, options: Options) -> set[str]:
    """The makers of what both charts draw; of all that are named where models are counted by their weights."""
    families, level = data.registry.families, LEVELS[options.by]
    of_lines = set(families.loc[families["openrouter_line"].isin(options.lines), "maker"])
    if level == "weights":
        return of_lines | set(data.registry.makers["maker"])
    drawn = usage.largest(rows, weekly_tokens.named(rows), weekly_tokens.DRAWN)
    if level == "model":
        return of_lines | {data.registry.maker("openrouter", model) for model in drawn}
    return of_lines | makers_of(data, level, drawn)


NOTES = (
    "The weekly tokens and the daily lines are two tables: other periods, other models, other groups; never one line.",
)


def _headline(data: Data, rows: pd.DataFrame, options: Options) -> str:
    """Who carries most in the last week in view, and since when in a row; by weights, how the tokens divide."""
    last = rows["week"].max()
    column = COLUMNS[NAMED] if options.show == NAMED else "share_of_all"
    of = "the tokens of named models" if options.show == NAMED else "all tokens"
    end = rows[rows["week"] == last].set_index("entity")
    key, since = usage.leader(rows, weekly_tokens.named(rows))
    if options.by == WEIGHTS:
        return f"{_by_weights(key, end[column])} of {of} on OpenRouter in the week of {numbers.day(last)}."
    name, tokens, share = name_of(data, LEVELS[options.by], key), end["tokens"][key], end[column][key]
    who = f"Makers in {numbers.spoken(name)} carry" if options.by == "Country" else f"{name} carries"
    lead = "every week in view" if since == rows["week"].min() else f"every week since {numbers.day(since)}"
    streak = f", as in {lead}" if since < last else ""
    return (
        f"{who} the most tokens on OpenRouter: {numbers.count(tokens)} in the week of {numbers.day(last)}, "
        f"{numbers.share(share)} of {of}{streak}."
    )


def _by_weights(first: str, shares: pd.Series) -> str:
    """How tokens divide by weights, those of the larger part `first`; `shares` by open, closed, unknown."""
    other = {"open": "closed", "closed": "open"}[first]
    rest = [f"those with {other} weights {numbers.share(shares[other])}"] if other in shares else []
    rest += [f"those whose weights are not known {numbers.share(shares['unknown'])}"] if "unknown" in shares else []
    return f"Models with {numbers.listed([f'{first} weights carry {numbers.share(shares[first])}', *rest])}"


def _figures(data: Data, rows: pd.DataFrame, options: Options) -> tuple[KeyFigure, ...]:
    """All tokens of the last week, and the three largest groups; by weights, the three answers."""
    every = rows.groupby("week", as_index=False).agg(tokens=("tokens", "sum"))
    end = rows[rows["week"] == rows["week"].max()]
    level, first = LEVELS[options.by], rows["week"].min()
    among = end.loc[end["entity"] != REMAINDER, "entity"] if options.by == WEIGHTS else weekly_tokens.named(end)
    top = usage.largest(end, list(among), 3)
    return (
        _figure(every, "All tokens", TOKENS, "All tokens that OpenRouter routed in the week", first),
        *(
            _figure(
                rows[rows["entity"] == key],
                name_of(data, level, key),
                options.show,
                f"{options.show} of {name_of(data, level, key)} on OpenRouter in the week",
                first,
            )
            for key in top
        ),
    )


def _figure(rows: pd.DataFrame, label: str, show: str, what: str, first: pd.Timestamp) -> KeyFigure:
    """The last value, its change on the week `first` if there is a value in it, and the way there."""
    known = rows.sort_values("week").set_index("week")[COLUMNS[show]].astype("float64")
    last, now, before = known.index[-1], known.iloc[-1], known.get(first, float("nan"))
    change = numbers.change(now / before - 1) if show == TOKENS else numbers.points(now - before)
    compared = first < last and not pd.isna(before)
    return KeyFigure(
        label=label,
        value=numbers.count(now) if show == TOKENS else numbers.share(now),
        date=f"week of {numbers.day(last)}",
        help=what + (f"; the change is on the week of {numbers.day(first)}." if compared else "."),
        change=change if compared else "",
        trend=tuple(known) if len(known) > 1 else (),
    )
