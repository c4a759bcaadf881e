"""How few stand behind most of the downloads and tokens, as far as they are told apart, and whom attention goes to."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.views.events import EventOptions, chosen
from lib.views.options import one, span, switch
from lib.views.periods import months
from lib.views.rankings import attention, concentrated, concentration_cards, single_models
from lib.views.rankings.concentrated import ALL, GINI, LEVELS, MEASURES, TOLD_APART
from lib.views.timed import Timed, with_events_of
from lib.views.view import Card, KeyFigure, NothingToShowError, View


@dataclass(frozen=True)
class Options(EventOptions):
    """What a reader may choose on this page."""

    by: str = one(
        "By",
        tuple(LEVELS),
        "Publisher",
        help="Who is counted together: each publisher of the Hub, or all of a maker or of a country's makers. On "
        "OpenRouter, which knows no publishers, makers stand in for them.",
    )
    show: str = one(
        "Show",
        tuple(MEASURES),
        next(iter(MEASURES)),
        help="As how many equals; the sum of squared shares (HHI); how unequal those told apart are (Gini); or the "
        "share of the largest.",
    )
    of: str = one(
        "Shares of",
        (ALL, TOLD_APART),
        ALL,
        when=lambda options: options.show != GINI,
        help="Of everything, with what is not told apart as a band between the two ends of what it may be; or of what "
        "is told apart only, which says nothing of the rest.",
    )
    spikes: bool = switch(
        "Spike months",
        True,
        help="Months in which the whole source jumps for no known reason. Off leaves them out.",
        more=True,
    )
    window: tuple[str, str] = span("Months", months, help="First and last month of the Hub's chart.", more=True)
    single: str = one(
        "Single models above",
        tuple(single_models.PARTS),
        "10 %",
        help="A model that makes more than this part is listed, with what the sum is with it and without.",
        more=True,
    )
    within: str = one(
        "Part of",
        (single_models.OWN, single_models.EVERY),
        single_models.OWN,
        help="What a single model is a part of: the downloads of those it is counted together with, or of all tracked "
        "models read that day.",
        more=True,
    )
    day: str = one(
        "Single models on",
        single_models.days,
        start=lambda data: single_models.days(data)[0],
        newest=True,
        wide=True,
        help="The day on which the counters were read. Days on which too few tracked models were read are not offered.",
        more=True,
    )


def view(data: Data, options: Options) -> View:
    """The Hub month by month, OpenRouter week by week, and likes against downloads on the newest day.

    Raises `NothingToShowError` where no month in view is known.
    """
    rows = concentrated.monthly(data, options)
    if rows["told_apart"].isna().all():
        raise NothingToShowError("Only spike months lie in the chosen window, and they are left out; widen the window.")
    cards: list[Card | Timed] = [concentration_cards.timed(concentration_cards.hub_card(data, rows, options), options)]
    if data.has("openrouter_weekly"):
        cards.append(concentration_cards.timed(concentration_cards.openrouter_card(data, options), options))
    points = attention.newest(data)
    if points is not None:
        cards.append(attention.card(data, points))
    notes = list(NOTES if options.of == ALL else ())
    found = single_models.table(data, options)
    if found is not None and len(found):
        cards.append(single_models.card(data, options, found))
    elif found is not None:
        notes.append(single_models.none(options))
    marked, told = with_events_of(data, options, chosen(data, options, ("hub", "openrouter")), cards)
    return View(_headline(rows, options), marked, _figures(data, rows, options, points), (*notes, *told))


NOTES = (
    "A band is no uncertainty of measurement: its edges are what the part that is not told apart could be at the "
    "most and at the least. Nothing in the data says where between them the truth lies.",
)


def _headline(rows: pd.DataFrame, options: Options) -> str:
    """As how many equals the last month's downloads are, and whether that is surely other than a year before."""
    known = rows.dropna(subset=["told_apart"]).set_index("month")
    last = known.index[-1]
    plural = LEVELS[options.by].plural
    among = "" if options.of == ALL else f", among the {known['entities'][last]} told apart"
    said = (
        f"Language-model downloads from the Hub were as concentrated in {numbers.month(last)} as "
        f"{_range(known.loc[last])} equal {plural} would be{among}"
    )
    before = last - pd.DateOffset(years=1)
    if before not in known.index:
        return f"{said}."
    now, then = known.loc[last], known.loc[before]
    compared = f"{said}; a year before it was {_range(then)}"
    if options.of != ALL:
        return f"{compared}."
    if now["effective_high"] < then["effective_low"]:
        return f"{compared}: more concentrated now, whatever the rest holds."
    if now["effective_low"] > then["effective_high"]:
        return f"{compared}: less concentrated now, whatever the rest holds."
    return f"{compared}. The two overlap, so whether concentration has risen cannot be told."


def _range(row: pd.Series) -> str:
    """The effective number as a range, or as one number where nothing is left open."""
    low, high = (f"{row[f'effective_{end}']:.1f}" for end in ("low", "high"))
    return low if low == high else f"{low} to {high}"


def _figures(data: Data, rows: pd.DataFrame, options: Options, points: pd.DataFrame | None) -> tuple[KeyFigure, ...]:
    """HHI, the largest and the five largest of the last month; and how likes and downloads go together."""
    end = rows.dropna(subset=["told_apart"]).iloc[-1]
    when, level = numbers.month(end["month"]), LEVELS[options.by]
    whole = "all language-model downloads" if options.of == ALL else "the downloads told apart"
    largest = data.registry.name(level.key, end["largest"])
    exact = end["top_1_low"] == end["top_1_high"]
    first = f"{largest} is the largest told apart, with {numbers.share(end['top_1_low'])}."
    figures = [
        KeyFigure(
            "HHI", _ends(end, "hhi", numbers.ratio), when, f"Sum of the squared shares of {whole}; 1 is one alone."
        ),
        KeyFigure(
            f"Largest: {largest}" if exact else "Largest share",
            _ends(end, "top_1", numbers.share),
            when,
            f"Share of the largest of the {level.plural} in {whole}; the upper end is what the largest could have if "
            f"the rest were in one hand. {first}"
            if options.of == ALL
            else f"Share of the largest of the {level.plural} in {whole}.",
        ),
        KeyFigure(
            f"Five largest {level.plural}",
            _ends(end, "top_5", numbers.share),
            when,
            f"Share of the five largest {level.plural} in {whole}.",
        ),
    ]
    return (*figures, *([attention.figure(data, points)] if points is not None else []))


def _ends(row: pd.Series, measure: str, write: Callable[[float], str]) -> str:
    low, high = write(row[f"{measure}_low"]), write(row[f"{measure}_high"])
    return low if low == high else f"{low.removesuffix(' %')} to {high}"
