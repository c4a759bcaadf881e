"""What is made from other models: how much is downloaded through it, whose models it is made from, and by whom."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.metrics import derivatives as metrics
from lib.views.adoption import children, packagers, parents, through
from lib.views.adoption.through import DOWNLOADS, SHARE
from lib.views.events import EventOptions, chosen
from lib.views.options import many, one, span, switch
from lib.views.timed import Timed, with_events_of
from lib.views.view import Card, KeyFigure, View

RELATIONS = {
    "Quantized copies": "quantized",
    "Finetunes": "finetune",
    "Adapters": "adapter",
    "Merges": "merge",
    "Not stated": metrics.NOT_STATED,
}


@dataclass(frozen=True)
class Options(EventOptions):
    """What a reader may choose on this page."""

    show: str = one(
        "Show",
        (SHARE, DOWNLOADS),
        SHARE,
        help="Downloads through derivatives as a share of all downloads of the Hub, or as downloads.",
    )
    by: str = one(
        "Made from models of a",
        tuple(parents.LEVELS),
        "Family",
        help="Whose models others are made from: a family, a maker, or the makers of a region; for the cards that tell "
        "them apart, and for the published figures.",
    )
    relations: tuple[str, ...] = many(
        "Relations",
        tuple(RELATIONS),
        tuple(RELATIONS),
        more=True,
        help="How a model was made from another, by its own tag. Only quantized copies and finetunes are told apart in "
        "the monthly totals; some models name a base and not the relation.",
    )
    spikes: bool = switch(
        "Spike months",
        True,
        help="Months in which the whole source jumps for no known reason. Off leaves them out.",
        more=True,
    )
    window: tuple[str, str] = span("Months", through.months, help="First and last month in view.", more=True)


def view(data: Data, options: Options) -> View:
    """The page for these options: the monthly totals, and each of the other cards for which the store holds the rows.

    Raises `NothingToShowError` where no month in view is known.
    """
    level = parents.LEVELS[options.by]
    relations = [RELATIONS[name] for name in options.relations]
    found = through.rows(data, relations, options.window, spikes=options.spikes)
    cards: list[Card | Timed] = [through.timed(data, found, options.show)]
    notes = [*_published(data, level), *parts_waiting(data)]
    made = _made(data, level, relations) if data.derived(parents.known) else None
    if made and len(made.created):
        new = parents.new_card(data, made, level, options.window)
        cards += [new] if new else []
        cards.append(packagers.card(data, made.published, level))
        told = parents.leader(data, made, level, options.window)
        notes = [told, *notes] if told else notes
    counted = [relation for relation in metrics.RELATIONS if relation in relations]
    if data.has("hub_derivatives") and counted:
        cards.append(children.card(data, level, counted))
    marked, told_of_events = with_events_of(data, options, chosen(data, options, ("hub",)), cards)
    notes += told_of_events
    waited_for = ("hub_models", "hub_derivatives")
    return View(_headline(found), marked, _figures(found, options.show), tuple(notes), looked_at=waited_for)


def _made(data: Data, level: str, relations: Collection[str]) -> parents.Made:
    """What is made from other models by one of these relations."""
    return parents.Made(
        *(
            rows[rows["relation"].isin(relations)]
            for rows in (data.derived(parents.created, level), data.derived(parents.published, level))
        )
    )


def _headline(found: pd.DataFrame) -> str:
    """The share of downloads in the last month, its parts, and where it stood in the first."""
    wide = found.pivot_table(index="month", columns="series", values="share").dropna(subset=["all"])
    first, last = wide.iloc[0], wide.iloc[-1]
    words = {"quantized": "to quantized copies", "finetune": "to finetunes"}
    parts = [f"{numbers.share(last[key])} {said}" for key, said in words.items() if key in last]
    told = f" ({numbers.listed(parts)})" if parts else ""
    before = f", against {numbers.share(first['all'])} in {numbers.month(wide.index[0])}" if len(wide) > 1 else ""
    return (
        f"{numbers.share(last['all'])} of the Hub's downloads in {numbers.month(wide.index[-1])} went to models made "
        f"from other models{told}{before}."
    )


def _figures(found: pd.DataFrame, show: str) -> tuple[KeyFigure, ...]:
    """The last value of each series, its change on a year before, and the way there."""
    column, write = ("share", numbers.share) if show == SHARE else ("downloads", numbers.count)
    figures = []
    for key, name in through.NAMES.items():
        known = found[found["series"] == key].set_index("month")[column].dropna().sort_index()
        if known.empty:
            continue
        month, now = known.index[-1], known.iloc[-1]
        before = known.get(month - pd.DateOffset(years=1), float("nan"))
        change = numbers.points(now - before) if show == SHARE else numbers.change(now / before - 1)
        whole = "text-generation models" if key == metrics.OTHER_WHOLE else "all models"
        part = f"as a share of the downloads of {whole}" if show == SHARE else "downloads in the month"
        figures.append(
            KeyFigure(
                label=name,
                value=write(now),
                date=numbers.month(month),
                help=f"{name}: {part} on the Hugging Face Hub; the change is on a year before.",
                change="" if pd.isna(before) else change,
                trend=tuple(known),
            )
        )
    return tuple(figures)


def _published(data: Data, level: str) -> Iterator[str]:
    """What others have stated of derivatives at this level: shares of new ones first and last, counts the newest."""
    figures = data.registry.published_figures
    rows = figures.assign(day=pd.to_datetime(figures["date"]), number=figures["value"].astype("float64"))
    rows = rows[[_is_of(data, level, entity) for entity in rows["entity"]]].sort_values("day", kind="stable")
    shares = rows[rows["metric"] == "derivative_share_new"]
    if len(shares):
        told = [
            f"{entity} {numbers.listed([_stated(row, numbers.share(row['number'] / 100)) for row in _ends(of)])}"
            for entity, of in shares.groupby("entity", sort=False)
        ]
        yield (
            "As others have published, in another scope (everybody's new repositories on the Hub that name a base, "
            f"some only with more than {metrics.MORE_THAN} downloads), so not drawn with ours: {'; '.join(told)}."
        )
    counts = rows[rows["metric"] == "derivative_models"]
    if len(counts):
        told = [
            f"{entity} {_stated(_ends(of)[-1], numbers.whole(_ends(of)[-1]['number']))}"
            for entity, of in counts.groupby("entity", sort=False)
        ]
        yield (
            "Published counts of derivatives, each in its source's own scope (everything that names any model of the "
            f"family, or what its maker says of itself): {'; '.join(told)}."
        )


def _is_of(data: Data, level: str, entity: str) -> bool:
    """Whether a published figure speaks of something at this level: families and makers by name, regions otherwise."""
    files = {"family": data.registry.families, "maker": data.registry.makers}
    if level in files:
        return entity in set(files[level]["name"])
    return entity.endswith(" models")


def _ends(of: pd.DataFrame) -> list[dict]:
    """The first and the last figure of an entity; one if there is one."""
    return [of.iloc[place].to_dict() for place in dict.fromkeys((0, len(of) - 1))]


def _stated(row: dict, value: str) -> str:
    when = f"in {numbers.month(row['day'])}" if row["precision"] == "month" else f"on {numbers.day(row['day'])}"
    return f"{value} {when} ({row['publisher']})"


def parts_waiting(data: Data) -> tuple[str, ...]:
    """What is not shown, what it waits for, and how to get it."""
    told = []
    if not data.derived(parents.known):
        told.append(
            "Whose models new derivatives are made from, and who packages whose models, are not shown: they wait for "
            "the tags in which models name their base. No row of hub_models states one; “make refresh” reads them "
            "from the Hub (that table alone: “python -m lib.refresh hub_models”)."
        )
    if not data.has("hub_derivatives"):
        told.append(
            "How many derivatives each family has is not shown: it waits for the table hub_derivatives, which "
            "“make refresh” fetches; what is new follows from the second fetch on."
        )
    return tuple(told)
