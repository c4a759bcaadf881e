"""Which tracked open language models are downloaded most on a date, who moved, and how one model got there."""

from dataclasses import dataclass

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.metrics import hub
from lib.metrics.sizes import CLASSES, UNKNOWN, sizes
from lib.views import tracked
from lib.views.events import EventOptions, chosen
from lib.views.options import many, one, text
from lib.views.rankings import board, counter_marks, history, universe
from lib.views.rankings.board import Ranking, short
from lib.views.timed import Timed, with_events_of
from lib.views.view import Card, KeyFigure, NothingToShowError, View

PREVIOUS = "Previous date"
"""The choice that compares with the newest offered date before the one shown."""
NO_MODEL = "No model"
CLIMBERS = 50
"""The largest climb is looked for among so many at the top: at the bottom a few downloads are a hundred places."""
REGIONS = ("china", "us")
"""The two sides whose shares of the downloads seen are stated."""


def days(data: Data) -> tuple[str, ...]:
    """The offered dates, the newest first; raises `NothingToShowError` if there is none."""
    offered = tracked.offered(data)
    if not offered:
        raise NothingToShowError(f"On no date were {hub.FEWEST} tracked models read, too few for a ranking.")
    return tuple(f"{day:%Y-%m-%d}" for day in reversed(offered))


def _named(data: Data, level: str) -> dict[str, str]:
    """The key of each maker or country of a model listed, by the name that readers choose, in alphabetical order."""
    keys = set(data.registry.group("hub", data.models.top()["org"].unique(), level).values())
    return dict(sorted((data.registry.name(level, key), key) for key in keys))


def models(data: Data) -> tuple[str, ...]:
    """Every model that is listed on any date, in alphabetical order, after the choice of none."""
    return (NO_MODEL, *sorted(data.models.top()["model"].unique(), key=str.casefold))


@dataclass(frozen=True)
class Options(EventOptions):
    """What a reader may choose on this page."""

    day: str = one(
        "Date",
        days,
        start=lambda data: days(data)[0],
        newest=True,
        wide=True,
        help="The day on which the counters were read. Days on which too few tracked models were read are not offered.",
    )
    model: str = one(
        "History of",
        models,
        NO_MODEL,
        wide=True,
        help="A model whose own counter to draw over all dates; it need not pass the filter.",
    )
    search: str = text("Search", help="Models whose name, publisher included, holds all of these words.")
    country: tuple[str, ...] = many(
        "Country",
        lambda data: tuple(_named(data, "country")),
        help="Primary base of the maker; all if none is chosen.",
        more=True,
    )
    maker: tuple[str, ...] = many(
        "Maker",
        lambda data: tuple(_named(data, "maker")),
        help="Who made the model; all if none is chosen.",
        more=True,
    )
    size: tuple[str, ...] = many(
        "Size",
        (*(name for name, _ in CLASSES), UNKNOWN),
        help="Total parameters, from the reviewed list, else from the number in the model's name, else unknown; "
        "all if none is chosen. The class 7-9B holds everything from 5 to below 10 billion.",
        more=True,
    )
    against: str = one(
        "Compared with",
        lambda data: (PREVIOUS, *days(data)),
        PREVIOUS,
        wide=True,
        help="The earlier date from which movement is counted.",
        more=True,
    )


def view(data: Data, options: Options) -> View:
    """The ranking of a day, the places of its first 15 over all dates, and the history of a chosen model.

    Raises `NothingToShowError` if no model of the day passes the filter.
    """
    ranked = _ranking(data, options)
    moved = board.places(data, ranked, options.model)
    cards: list[Card | Timed] = [board.bars(data, ranked), board.timed(moved)]
    if options.model != NO_MODEL:
        cards = [*history.timed(data, ranked, options.model), *cards]
    counters = counter_marks.card(data)
    cards += [counters] if counters else []
    shares = _shares(data, ranked)
    marks = chosen(data, options, ("hub",), set(ranked.table["maker"].head(board.LINES)))
    marked, told = with_events_of(data, options, marks, cards)
    notes = (*_notes(ranked, options), *parts_waiting(data), *told)
    return View(_headline(data, ranked, shares), marked, _key_figures(ranked, shares), notes)


def parts_waiting(data: Data) -> tuple[str, ...]:
    """What is not shown, what it waits for, and how to get it."""
    return () if counter_marks.read_twice(data) else (counter_marks.WAITS,)


def _ranking(data: Data, options: Options) -> Ranking:
    rows, read = data.models.top(), tracked.read(data)
    offered = hub.days(read)
    day = pd.Timestamp(options.day)
    earlier = [one for one in offered if one < day]
    wanted = None if options.against == PREVIOUS else pd.Timestamp(options.against)
    before = wanted if wanted in earlier else earlier[-1] if earlier else None
    whole = tracked.whole(data, day, *([before] if before is not None else []))
    moved = hub.movement(rows, day, before, whole=whole)
    facts = _facts(data, rows)
    passing = facts[_passes(data, facts, options)]
    chosen = hub.placed(rows, passing["model"])
    table = moved.merge(chosen.loc[chosen["day"] == day, ["model", "place"]], on="model").merge(passing, on="model")
    if table.empty:
        raise NothingToShowError(
            f"No tracked model read on {numbers.day(day)} passes this filter; clear the search, or choose other "
            "countries, makers or sizes."
        )
    return Ranking(
        rows=rows,
        read=read,
        whole=whole,
        chosen=chosen,
        offered=offered,
        day=day,
        before=before,
        table=table,
        seen=int(read[day]),
        listed=len(moved),
        both=int((moved["seen"] == hub.BOTH).sum()),
        tracked=int(data.models.days()["new"].sum()),
        flaws=data.registry.flaws_of("hub_models"),
        events=universe.events(data),
    )


def _facts(data: Data, rows: pd.DataFrame) -> pd.DataFrame:
    """For each model: model, maker and country (keys), params_b, size, size_source."""
    known = rows[["model", "org"]].drop_duplicates("model")
    by = {level: data.registry.group("hub", known["org"].unique(), level) for level in ("maker", "country")}
    known = known.assign(**{level: known["org"].map(keys) for level, keys in by.items()}).drop(columns="org")
    return known.merge(sizes(known["model"], data.registry.models), on="model")


def _passes(data: Data, facts: pd.DataFrame, options: Options) -> pd.Series:
    passes = pd.Series(True, index=facts.index)
    for level in ("country", "maker"):
        names = getattr(options, level)
        if names:
            passes &= facts[level].isin([_named(data, level)[name] for name in names])
    if options.size:
        passes &= facts["size"].isin(options.size)
    for word in options.search.split():
        passes &= facts["model"].str.contains(word, case=False, regex=False)
    return passes


def _headline(data: Data, ranked: Ranking, shares: dict[str, float]) -> str:
    first = ranked.table.iloc[0]
    whose = board.whose(data, first["maker"], first["country"])
    counted = f"{numbers.count(first['downloads_30d'])} downloads in the 30 days to {numbers.day(ranked.day)}"
    if ranked.filtered:
        return (
            f"{short(first['model'])} ({whose}) leads the {numbers.whole(len(ranked.table))} models that match, "
            f"with {counted}; among all {numbers.whole(ranked.seen)} tracked models read that day it ranks "
            f"{first['rank']}."
        )
    told = [f"makers in {numbers.spoken(name)} have {numbers.share(share)}" for name, share in shares.items()]
    return (
        f"{short(first['model'])} ({whose}) leads the tracked open language models, with {counted}. "
        f"Among the {numbers.whole(ranked.seen)} models read that day, {numbers.listed(told)} of the downloads."
    )


def _shares(data: Data, ranked: Ranking) -> dict[str, float]:
    """For each side its name and the share of its makers' models in the downloads of all models seen on the day."""
    sums = data.models.orgs(ranked.day).set_index("org")["downloads_30d"]
    return {
        data.registry.name("region", key): float(sums[sums.index.isin(tracked.orgs(data, "region", [key]))].sum())
        / float(sums.sum())
        for key in REGIONS
    }


def _key_figures(ranked: Ranking, shares: dict[str, float]) -> tuple[KeyFigure, ...]:
    when = numbers.day(ranked.day)
    first = ranked.table.iloc[0]
    figures = [
        KeyFigure(
            label=f"First: {short(first['model'])}",
            value=numbers.count(first["downloads_30d"]),
            date=when,
            help="Downloads in 30 days of the first of the models shown, and its movement.",
            change=""
            if pd.isna(first["rank_change"]) or not first["rank_change"]
            else f"{first['rank_change']:+d} places",
        ),
    ]
    top = ranked.table[ranked.table["rank"] <= CLIMBERS].dropna(subset=["rank_change"])
    if len(top) and ranked.before is not None and top["rank_change"].max() > 0:
        climber = top.sort_values("rank_change", ascending=False).iloc[0]
        figures.append(
            KeyFigure(
                label=f"Largest climb: {short(climber['model'])}",
                value=f"+{climber['rank_change']} places",
                date=f"to rank {climber['rank']}, since {numbers.day(ranked.before)}",
                help=f"The largest rise of one of the first {CLIMBERS}, in places among the models read on both dates.",
            )
        )
    for name, share in shares.items():
        figures.append(
            KeyFigure(
                label=f"Makers in {numbers.spoken(name)}, all {numbers.whole(ranked.seen)} models",
                value=numbers.share(share),
                date=when,
                help=f"Their share of the downloads of all {numbers.whole(ranked.seen)} tracked models seen that day, "
                "not of the Hub. Other dates have other models, so shares of two dates do not compare.",
            )
        )
    return tuple(figures)


def _notes(ranked: Ranking, options: Options) -> tuple[str, ...]:
    """What is known to be wrong with the dates in use, and a choice that could not be taken."""
    notes = []
    if options.against != PREVIOUS and pd.Timestamp(options.against) != ranked.before:
        notes.append(f"{options.against} is not earlier than {options.day}: compared with the previous date instead.")
    if ranked.before is None:
        notes.append("This is the first date on which enough models were read, so there is no movement yet.")
    flaws = ranked.flaws
    flaws = flaws[flaws["entity"].isin({"all", *ranked.table["model"].head(board.BARS), options.model})]
    used = [day for day in (ranked.day, ranked.before) if day is not None]
    touched = [any(row["from"] <= day <= row["to"] for day in used) for row in flaws.to_dict("records")]
    return (*notes, *ranked.events["told"], *board.told_flaws(flaws[touched]))
