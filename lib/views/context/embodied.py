"""Robots and the models for them: published counts as stated, models and data sets by country, what is not known."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.metrics import embodied as metrics
from lib.views.context import hub_robots, robot_cards
from lib.views.view import KeyFigure, NothingToShowError, View

HUMANOIDS = ("humanoid_shipments", "humanoid_installations")
WORLD = "World"
SHORT_FORMS = {"month precision": "known to the month", "domain-level citation": "cited by its site and no page"}
"""How the notes of published figures shorten their reservations, and what these mean."""


@dataclass(frozen=True)
class Options:
    """There is nothing to choose on this page."""


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
    lacking = [hub_robots.NAMES[kind] for kind in hub_robots.NAMES if not len(data.derived(hub_robots.FOUND[kind]))]
    if not lacking:
        return ()
    told = numbers.listed(lacking)
    return (
        f"{told[:1].upper()}{told[1:]} on the Hub by country are not shown: they wait for rows of hub_robotics, which "
        "holds what the Hub lists under the tags of robots; “make refresh” reads them from the Hub (that table alone: "
        "“python -m lib.refresh hub_robotics”).",
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
    cards += [hub_robots.card(data, kind) for kind in hub_robots.NAMES if len(data.derived(hub_robots.FOUND[kind]))]
    unknown = data.registry.words["indicators"]["embodied_unmeasured"]
    notes = [
        *_makers(data),
        *parts_waiting(data),
        f"{unknown['title']}:",
        *(f"• {one}" for one in unknown["caveats"]),
    ]
    return View(_headline(counts), tuple(cards), tuple(_figures(counts)), tuple(notes), looked_at=("hub_robotics",))


def _makers(data: Data) -> list[str]:
    """What is published of how many makers and products there are, each with its reservations."""
    rows = metrics.stated(data.registry.published_figures, "humanoid_makers", "humanoid_products")
    told = [
        f"{numbers.whole(row['value'])} {row['unit']} in {numbers.month(row['day'])} "
        f"({row['publisher']}: {_in_words(row['note'])})"
        for row in rows.to_dict("records")
    ]
    return [f"Of humanoids in China are published also: {'; '.join(told)}."] if told else []


def _in_words(note: str) -> str:
    """A note of the registry without its short forms."""
    for short, words in SHORT_FORMS.items():
        note = note.replace(short, words)
    return note


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
