"""Robots and the models for them: published counts as stated, robotics models by country, what is not known."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.metrics import embodied as metrics
from lib.views.context import robot_cards
from lib.views.view import KeyFigure, NothingToShowError, View

HUMANOIDS = ("humanoid_shipments", "humanoid_installations")
WORLD = "World"


@dataclass(frozen=True)
class Options:
    """There is nothing to choose on this page."""


def models(data: Data) -> pd.DataFrame:
    """The robotics models of the store, as from `embodied.robotics`."""
    return metrics.robotics(data.table("hub_models")) if data.has("hub_models") else pd.DataFrame()


def humanoids(data: Data) -> pd.DataFrame:
    """Published counts of humanoid robots, as from `embodied.stated`."""
    return metrics.stated(data.registry.published_figures, *HUMANOIDS)


def waits(data: Data) -> str:
    """What the page waits for: a registry that was kept before the counts were added holds none."""
    if len(data.derived(humanoids)):
        return ""
    return (
        "Embodied AI waits for published counts of humanoid robots; the registry of this day holds none, a newer one "
        "does."
    )


def parts_waiting(data: Data) -> tuple[str, ...]:
    """What is not shown, what it waits for, and how to get it."""
    if len(data.derived(models)):
        return ()
    known = data.has("hub_models") and data.table("hub_models")["pipeline_tag"].notna().any()
    lacking = "says that its model is for robotics" if known else "states the task of its model"
    return (
        "Robotics models by country are not shown: they wait for the tasks that the Hub states of models. No row of "
        f"hub_models {lacking}; “make refresh” reads them from the Hub (that table alone: “python -m lib.refresh "
        "hub_models”).",
    )


def view(data: Data, options: Options) -> View:
    """The page: published counts, and the robotics models once the store holds them.

    Raises `NothingToShowError` where no count of humanoids is published in the registry of this day.
    """
    del options
    counts = data.derived(humanoids)
    if counts.empty:
        raise NothingToShowError(waits(data))
    cards = [robot_cards.humanoids(data, counts), robot_cards.industrial(data), robot_cards.datasets(data)]
    found = data.derived(models)
    if len(found):
        cards.append(robot_cards.models(data, found))
    unknown = data.registry.words["indicators"]["embodied_unmeasured"]
    notes = [
        *_makers(data),
        *parts_waiting(data),
        f"{unknown['title']}:",
        *(f"• {one}" for one in unknown["caveats"]),
    ]
    return View(_headline(counts), tuple(cards), tuple(_figures(counts)), tuple(notes), looked_at=("hub_models",))


def _makers(data: Data) -> list[str]:
    """What is published of how many makers and products there are, each with its reservations."""
    rows = metrics.stated(data.registry.published_figures, "humanoid_makers", "humanoid_products")
    told = [
        f"{numbers.whole(row['value'])} {row['unit']} in {numbers.month(row['day'])} "
        f"({row['publisher']}: {row['note']})"
        for row in rows.to_dict("records")
    ]
    return [f"Of humanoids in China are published also: {'; '.join(told)}."] if told else []


def _headline(counts: pd.DataFrame) -> str:
    """The lowest and the highest published count of the world, and the maker with the highest one."""
    world = counts[counts["entity"] == WORLD].sort_values("value", kind="stable").to_dict("records")
    makers = counts[(counts["metric"] == HUMANOIDS[0]) & (counts["entity"] != WORLD)].to_dict("records")
    told = []
    if world:
        low, high = world[0], world[-1]
        told.append(
            f"Published counts of the world's humanoid robots in {high['day'].year} run from "
            f"{numbers.whole(low['value'])} {_verb(low)} ({low['counted_by']}) to {numbers.whole(high['value'])} "
            f"{_verb(high)} ({high['counted_by']})"
        )
    if makers:
        most = max(makers, key=lambda row: row["value"])
        told.append(
            f"the largest count of one maker is {numbers.whole(most['value'])} for {most['entity']} "
            f"({most['region']}), by {most['counted_by']}"
        )
    sentence = "; ".join(told)
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _verb(row: Mapping[Hashable, Any]) -> str:
    return "shipped" if row["metric"] == HUMANOIDS[0] else "installed"


def _figures(counts: pd.DataFrame) -> list[KeyFigure]:
    """Every published count of the world: the sources disagree and all stand."""
    world = counts[counts["entity"] == WORLD].sort_values("value", kind="stable")
    return [
        KeyFigure(
            label=f"Humanoids {_verb(row)}, {row['counted_by']}",
            value=numbers.whole(row["value"]),
            date=str(row["day"].year),
            help=f"In the world, {row['note']}, as {row['publisher']} puts it.",
        )
        for row in world.to_dict("records")
    ]
