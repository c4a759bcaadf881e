"""What the verdict says in words: the headline, the key figures, when who passed whom, and how to read the counts."""

from itertools import product

import pandas as pd

from lib import numbers
from lib.charts.specification import DATED, RECENT
from lib.metrics import verdict as metrics
from lib.views.race.counted import Race
from lib.views.view import KeyFigure

NOT_A_PROBABILITY = (
    "The shares of definitions are a count of choices and not a probability: definitions that differ little count as "
    "often as those that differ much, and more ways of counting are known for some places than for others."
)
PASSED = {DATED: "for good", RECENT: "less than a window ago, too recently to be for good"}
"""How a side passed the other, by what is known of the change."""


def headline(race: Race, table: pd.DataFrame, by_place: pd.DataFrame) -> str:
    """Who leads under how many definitions, and how many of each place; never a probability."""
    names = [numbers.spoken(name) for name in race.names]
    wins = [int((table["leader"] == key).sum()) for key in race.pair]
    if wins[0] == wins[1]:
        start = f"{names[0]} and {names[1]} lead under {wins[0]} of {len(table)} definitions each"
        side, whose = "a", f", those of {names[0]}"
    else:
        first = int(wins[1] > wins[0])
        many = f"all {len(table)}" if wins[first] == len(table) else f"{wins[first]} of {len(table)}"
        start = f"{names[first]} leads {names[1 - first]} under {many} definitions"
        side, whose = "ab"[first], ""
    told = [f"{row['counted_at']} {row[side]} of {row['definitions']}" for row in by_place.to_dict("records")]
    said = f"{start}{whose}: {numbers.listed(told)}."
    return f"{said[0].upper()}{said[1:]}"


def figures(race: Race, table: pd.DataFrame) -> tuple[KeyFigure, ...]:
    """How many definitions each side wins, and the lead in the middle of all of them."""
    newest = f"newest periods, to {numbers.day(table['day'].max())}"
    won = [
        KeyFigure(
            label=f"Definitions won by {numbers.spoken(name)}",
            value=f"{int((table['leader'] == key).sum())} of {len(table)}",
            date=newest,
            help=f"{numbers.share((table['leader'] == key).mean())} of the definitions. {NOT_A_PROBABILITY}",
        )
        for name, key in zip(race.names, race.pair, strict=True)
    ]
    middle = metrics.middle(table["ratio"])
    ahead = race.names[int(middle < 1)]
    return (
        *won,
        KeyFigure(
            label=f"Lead of {numbers.spoken(ahead)}, middle definition",
            value=f"{max(middle, 1 / middle):.1f} times",
            date=newest,
            help="As many definitions give a larger lead as a smaller one, or one of the other side.",
        ),
    )


def dates(race: Race, table: pd.DataFrame) -> tuple[str, ...]:
    """For each side which definitions say first and last that it passed the other, and between which days.

    Those are told apart by which it leads for less time than their window is long: nothing is for good there yet.
    """
    told = []
    names = [numbers.spoken(name) for name in race.names]
    for nth, (change, how) in product(range(2), PASSED.items()):
        own = table[(table["leader"] == race.pair[nth]) & (table["change"] == change)]
        own = own.sort_values(["by", "after"], kind="stable")
        if own.empty:
            continue
        passed = f"{names[nth]} passed {names[1 - nth]} {how}"
        ends = [
            f"between {numbers.days(row['after'], row['by'])} ({row['definition']})"
            for row in own.iloc[[0, -1]].to_dict("records")
        ]
        if len(own) == 1:
            told.append(f"By one definition {passed}: {ends[0]}.")
        else:
            told.append(f"By {len(own)} definitions {passed}: at the earliest {ends[0]}, at the latest {ends[1]}.")
    return tuple(told)


def most_of(by_place: pd.DataFrame) -> str:
    """How many of the definitions are of the place that has most of them; empty if there is one place."""
    if len(by_place) == 1:
        return ""
    most = max(by_place.to_dict("records"), key=lambda row: row["definitions"])
    return f" {most['definitions']} of the {by_place['definitions'].sum()} are of the {most['counted_at']}."
