"""How new models are taken up: downloads since release, against models of the same size, and how fast it wears off."""

from dataclasses import dataclass

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.metrics import half_life as wearing
from lib.metrics import launches as metrics
from lib.metrics.sizes import CLASSES, UNKNOWN
from lib.views.adoption import launch_cards
from lib.views.adoption.launch_cards import VERSIONS, Launches
from lib.views.options import many, one, switch
from lib.views.view import KeyFigure, NothingToShowError, View

AGES = {f"{days} days": days for days in metrics.CHECKPOINTS}
"""When models are compared, as a reader chooses it."""
DRAWN = 6
"""So many models are drawn unless a reader chooses others."""


def read(data: Data) -> pd.DataFrame:
    """The readings of every model by age, as from `launches.curves`, those near its release or an age compared.

    Of models whose day of release the registry corrects they are all that there are.
    """
    stated = data.registry.models
    young = data.models.young()
    whole = set(stated.loc[stated["release_date"] != "", "model"])
    near = young[~young["model"].isin(whole)]
    return metrics.curves(pd.concat([near, data.models.of_models(whole)]), stated)


def launched(data: Data) -> tuple[str, ...]:
    """The models whose launch can be shown, by name: of those that are listed in the ranking of any day, if any is."""
    listed = set(data.models.top()["model"])
    return tuple(model for model in metrics.launched(data.derived(read)) if not listed or model in listed)


def compared(data: Data) -> pd.DataFrame:
    """Every model's standing in its class at each checkpoint, as from `launches.standing`."""
    return metrics.standing(metrics.at_checkpoints(data.derived(read)))


def classes(data: Data) -> tuple[str, ...]:
    """The classes of size of the models whose launch can be shown, the smallest first."""
    rows = data.derived(read)
    found = set(rows.loc[rows["model"].isin(data.derived(launched)), "size"])
    return tuple(name for name in (*(name for name, _ in CLASSES), UNKNOWN) if name in found)


def _first_class(data: Data) -> str:
    """The class with the most models compared; the smallest of equals, empty where no launch can be shown."""
    here = data.derived(classes)
    at = data.derived(compared)
    sizes = at[at["model"].isin(data.derived(launched))].groupby("size")["model"].nunique()
    return max(here, key=lambda name: (sizes.get(name, 0), -here.index(name)), default="")


@dataclass(frozen=True)
class Options:
    """What a reader may choose on this page."""

    size: str = one(
        "Size class",
        classes,
        start=_first_class,
        help="Total parameters, in the classes of the ATOM Project: 7-9B holds everything from 5 to below 10 billion.",
    )
    after: str = one(
        "Compared after",
        tuple(AGES),
        "30 days",
        help="Days after release at which the models of a class are compared.",
    )
    metric: str = one(
        "Relative Adoption Metric",
        tuple(VERSIONS),
        "v2",
        help="v1 divides a model's downloads by the median of the ten most downloaded of its class at the same age, v2 "
        "by those of the tenth, which never fall with age.",
    )
    models: tuple[str, ...] = many(
        "Models",
        launched,
        (),
        more=True,
        help=f"Models to draw, of any class; none chosen draws the {DRAWN} of the class most downloaded by that age.",
    )
    log: bool = switch("Log scale", help="Downloads on a log scale.", more=True)


def waits(data: Data) -> str:
    """What the page waits for: the history of single models around a release."""
    if data.derived(launched):
        return ""
    days = int((data.models.days()["totals"] > 0).sum())
    lacking = (
        f"So far hub_models holds such counters of {'one day' if days == 1 else f'{days} days'}, and of no model "
        "enough of them."
        if days
        else "No row of hub_models states a lifetime counter yet."
    )
    return (
        f"Launches wait for the history of single models: at least {metrics.LEAST} readings of one model's lifetime "
        f"counter within {metrics.EARLY} days of its release, each on another day. {lacking} “make refresh” reads one "
        "a day; “python -m lib.refresh hub_models --since 2025-03-01” also reads one a month from the record of "
        "earlier days."
    )


def parts_waiting(data: Data) -> tuple[str, ...]:
    """What of the page is not shown: standings in classes of which too few models were read at the same age."""
    at = data.derived(compared)
    told = []
    for measure, fewest, what in (
        ("percentile", metrics.FEWEST, "Percentiles within a class"),
        ("ram_v2", metrics.TOP, "The Relative Adoption Metric"),
    ):
        if not at[measure].notna().any():
            told.append(
                f"{what} {'wait' if measure == 'percentile' else 'waits'} for {fewest} models of one class of size "
                "that were read at the same age; “make refresh” reads each model once a day."
            )
    return tuple(told)


def view(data: Data, options: Options) -> View:
    """The page for these options; raises `NothingToShowError` where no model chosen has a launch to show."""
    rows, at = data.derived(read), data.derived(compared)
    after = AGES[options.after]
    chosen = options.models or _most(rows, at, data.derived(launched), options.size, after)
    if not chosen:
        raise NothingToShowError("No model of this class has a launch history; choose another class or models.")
    own = metrics.curves(data.models.of_models(chosen), data.registry.models)
    shown = Launches(
        data=data,
        size=options.size,
        after=after,
        version=options.metric,
        models=tuple(chosen),
        rows=own,
        at=at,
        half_lives=wearing.half_lives(own, list(chosen)),
    )
    cards = launch_cards.cards(shown, log=options.log)
    return View(_headline(shown), cards, tuple(_figures(shown)), (*_left_out(data), *parts_waiting(data)))


def _most(rows: pd.DataFrame, at: pd.DataFrame, among: tuple[str, ...], size: str, after: int) -> tuple[str, ...]:
    """The models of a class with the most downloads at the checkpoint, then those with the most at all."""
    of = rows[(rows["size"] == size) & rows["model"].isin(among)]
    then = at[at["checkpoint"] == after].set_index("model")["downloads"]
    ends = of.groupby("model")["downloads"].max().rename("ever").reset_index()
    ends["then"] = ends["model"].map(then)
    ends = ends.sort_values(["then", "ever", "model"], ascending=[False, False, True], na_position="last")
    return tuple(ends["model"].head(DRAWN))


def _headline(shown: Launches) -> str:
    """The most downloaded of the models in view at the checkpoint, and where it stood in its class."""
    then = shown.then.dropna(subset=["downloads"]).sort_values("downloads", ascending=False)
    if then.empty:
        many = len(shown.models)
        told = "the model in view was" if many == 1 else f"any of the {many} models in view was"
        return f"It is not known how often {told} downloaded in the first {shown.after} days after release."
    first = then.iloc[0]
    told = f"{first['model']} had {numbers.count(first['downloads'])} downloads {shown.after} days after its release"
    others = f"the {numbers.whole(first['of'] - 1)} others of its size ({first['size']}) that were read at that age"
    if first["percentile"] == 1:
        told += f", more than any of {others}"
    elif pd.notna(first["percentile"]):
        told += f", more than {numbers.share(first['percentile'])} of {others}"
    if pd.notna(first[shown.column]):
        told += f"; its Relative Adoption Metric ({shown.version}) is {first[shown.column]:.2f}"
    return f"{told}."


def _figures(shown: Launches) -> list[KeyFigure]:
    """The downloads of the first models in view at the checkpoint."""
    found = []
    for row in shown.then.dropna(subset=["downloads"]).head(3).to_dict("records"):
        told = "" if pd.isna(row[shown.column]) else f"; RAM {shown.version} {row[shown.column]:.2f}"
        found.append(
            KeyFigure(
                label=shown.names[row["model"]],
                value=numbers.count(row["downloads"]),
                date=f"day {row['age']} after release{told}",
                help=f"Lifetime downloads of {row['model']} as read nearest to {shown.after} days after its release.",
            )
        )
    return found


def _left_out(data: Data) -> list[str]:
    """How many models are not compared, and why."""
    counts = data.models.days()[["new_counted", "new_undated"]].sum()
    undated = int(counts["new_undated"]) - data.derived(_corrected)
    rows = data.derived(read)
    unsized = rows.loc[rows["size"] == UNKNOWN, "model"].nunique()
    fallen = rows.loc[rows["fell"], "model"].nunique()
    told = []
    if unsized:
        told.append(f"{_many(unsized, 'is', 'are')} of unknown size and in no class")
    if undated:
        told.append(f"{_many(undated, 'is', 'are')} left out, since the day of release is not known")
    if fallen:
        told.append(f"{_many(fallen, 'has', 'have')} readings below an earlier one, which are left blank")
    whole = numbers.whole(counts["new_counted"])
    return [f"Of {whole} tracked models with a lifetime counter, {numbers.listed(told)}."] if told else []


def _corrected(data: Data) -> int:
    """How many tracked models with a lifetime counter do not state when they were created, but the registry does."""
    stated = data.registry.models
    readings = data.models.of_models(stated.loc[stated["release_date"] != "", "model"])
    counted = readings[readings["tracked"] & readings["downloads_all_time"].notna()]
    return int(counted.drop_duplicates("model")["created_at"].isna().sum())


def _many(models: int, one_does: str, many_do: str) -> str:
    return f"{numbers.whole(models)} {one_does if models == 1 else many_do}"
