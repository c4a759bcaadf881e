"""The cards of the verdict: the specification curve with its grid of choices, and how definitions divide by measure."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.balance import balance
from lib.charts.specification import DATED, RECENT, SET_ASIDE, THROUGHOUT, Choice, specification
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics import verdict as metrics
from lib.views.race import ways
from lib.views.race.counted import Race
from lib.views.race.definitions import ASPECTS, EXCLUSIONS, HUB
from lib.views.view import Card, Form, Link

FORMS: dict[str, Form] = {
    "definition": "text",
    "counted_at": "text",
    "leader": "text",
    "times": "number",
    "unit": "text",
    "when": "text",
    "change": "text",
    "after": "day",
    "by": "day",
    "estimate": "flag",
}
TIE = "neither"


def curve(
    data: Data,
    race: Race,
    table: pd.DataFrame,
    left_out: Mapping[str, int],
    links: Mapping[str, Link],
    read: tuple[str, ...],
) -> Card:
    """Every definition that counts, by its lead; a point opens the view that shows it, where there is one.

    `read` are the tables by which definitions count or are left out.
    """
    drawn = table.assign(key=table["definition"], side=_sides(race, table["leader"]))
    drawn["hover"] = [_hover(race, row, row["definition"] in links) for row in drawn.to_dict("records")]
    choices = _choices(table)

    def draw(theme: Theme) -> go.Figure:
        return specification(drawn, choices, theme=theme, names=race.names, colours=_colours(data, race, theme))

    return Card(
        name="verdict",
        title=f"Who leads under every definition: {race.names[0]} and {race.names[1]}",
        subtitle=_subtitle(data, race, table),
        draw=draw,
        alt=_alt(race, table),
        table=_table(race, table),
        forms={**FORMS, race.pair[0]: "text", race.pair[1]: "text", **dict.fromkeys(ASPECTS, "text")},
        indicators=("lead", "crossover", *dict.fromkeys(table["indicator"])),
        tables=read,
        caveats=_rules(table, left_out),
        links=tuple(links.values()),
        links_title="Open each definition as a chart",
        opens=links,
        sources=("published",) if table["level"].ne("").any() else (),
    )


def divided(data: Data, race: Race, table: pd.DataFrame, read: tuple[str, ...]) -> Card:
    """How the definitions of each measure divide between the sides."""
    counts = metrics.won(table.sort_values("nth"), race.pair, "measure")
    place = table.drop_duplicates("measure").set_index("measure")["counted_at"]
    rows = counts.assign(
        kind=counts["measure"].map(place),
        when=[f"{many} definition{'' if many == 1 else 's'}" for many in counts["definitions"]],
        estimate=False,
    )
    told = [f"{row['measure']}: {race.names[0]} {row['a']} of {row['definitions']}." for row in rows.to_dict("records")]
    written = rows.rename(
        columns={"kind": "counted_at", "a": race.pair[0], "b": race.pair[1], "share_a": f"share_of_{race.pair[0]}"}
    )
    columns = ["measure", "counted_at", "definitions", *race.pair, f"share_of_{race.pair[0]}"]

    def draw(theme: Theme) -> go.Figure:
        return balance(rows, theme=theme, names=race.names, colours=_colours(data, race, theme))

    return Card(
        name="divided",
        title=f"What share of the definitions {numbers.listed([numbers.spoken(name) for name in race.names])} win",
        subtitle=(
            f"Of the {len(table)} definitions above, by measure. A count of choices, not a probability: a measure with "
            "many choices is not surer than one with few."
        ),
        draw=draw,
        alt=f"Bars that divide the definitions of each measure. {' '.join(told)}",
        table=written[columns],
        forms={
            "measure": "text",
            "counted_at": "text",
            "definitions": "whole",
            race.pair[0]: "whole",
            race.pair[1]: "whole",
            f"share_of_{race.pair[0]}": "share",
        },
        indicators=("lead",),
        tables=read,
    )


def _sides(race: Race, leaders: pd.Series) -> list[str]:
    return [{race.pair[0]: "a", race.pair[1]: "b"}.get(leader, "") for leader in leaders]


def _colours(data: Data, race: Race, theme: Theme) -> tuple[str, str]:
    a, b = (data.registry.colour(race.level.key, key, theme.mode) for key in race.pair)
    return a, b


def _choices(table: pd.DataFrame) -> list[Choice]:
    """The rows of the grid: what is chosen at least once, of each aspect that leaves a choice."""
    found = []
    for aspect, heading in ASPECTS.items():
        for nth, label in enumerate(_chosen(table, aspect)):
            keys = frozenset(table.loc[table[aspect] == label, "definition"])
            found.append(Choice("" if nth else heading, label, keys))
    return found


def _chosen(table: pd.DataFrame, aspect: str) -> list[str]:
    """What definitions chose of an aspect, in the order in which they are made."""
    return [value for value in table.sort_values("nth")[aspect].drop_duplicates() if value]


def _hover(race: Race, row: Mapping, opens: bool) -> str:
    a, b = race.names
    who = {race.pair[0]: a, race.pair[1]: b}.get(row["leader"])
    lead = f"{who} ahead, {row['times']:.1f} times" if who else "A tie"
    dates = {
        DATED: lambda: f"Ahead for good between {numbers.days(row['after'], row['by'])}",
        RECENT: lambda: (
            f"Ahead since between {numbers.days(row['after'], row['by'])}, less than a window ago: not for good yet"
        ),
        SET_ASIDE: lambda: f"Passed between {numbers.days(row['after'], row['by'])}, on an unexplained spike",
        THROUGHOUT: lambda: f"Ahead all along since {numbers.day(row['by'])}",
    }.get(row["change"], lambda: "Only one day compares")()
    lines = [
        row["definition"],
        f"{lead}: {a} {row['a']}, {b} {row['b']} ({row['unit']})",
        f"{row['when']}{', an estimate' if row['estimate'] else ''}",
        dates,
        "Click to open this view" if opens else "No page shows this alone",
    ]
    return "\n".join(lines)


def _subtitle(data: Data, race: Race, table: pd.DataFrame) -> str:
    wins = [int((table["leader"] == key).sum()) for key in race.pair]
    won = numbers.listed(
        [f"{name} {won} ({numbers.share(won / len(table))})" for name, won in zip(race.names, wins, strict=True)]
    )
    return (
        f"Each mark is one of {len(table)} definitions; its height is how many times as much the leader has, in its "
        f"newest period, and equal steps are equal factors. Definitions won: {won}; a count of choices, not a "
        f"probability. Hollow: estimates. {_coverage(data, race, table)}"
    )


def _coverage(data: Data, race: Race, table: pd.DataFrame) -> str:
    """Where is counted, and how much of the Hub the two sides are if it is there."""
    hub = f" {ways.coverage(data, race.level.key, race.pair)}" if HUB in set(table["counted_at"]) else ""
    return f"Counted at: {numbers.listed(list(dict.fromkeys(table.sort_values('nth')['counted_at'])))}.{hub}"


def _alt(race: Race, table: pd.DataFrame) -> str:
    told = []
    for name, key in zip(race.names, race.pair, strict=True):
        own = table[table["leader"] == key]
        if len(own):
            span = f"{own['times'].min():.1f} to {own['times'].max():.1f} times"
            told.append(f"{name} leads under {len(own)}, by {span}")
    return (
        f"Specification curve of {len(table)} definitions of who leads, {race.names[0]} or {race.names[1]}, with the "
        f"choices of each in a grid below. {'; '.join(told)}."
    )


def _table(race: Race, table: pd.DataFrame) -> pd.DataFrame:
    names = dict(zip(race.pair, race.names, strict=True))
    changes = {
        DATED: "changed for good",
        RECENT: "leads since, too new to be for good",
        SET_ASIDE: "rests on a spike",
        THROUGHOUT: "led all along",
        "": "not dated",
    }
    written = table.assign(
        leader=table["leader"].map(names).fillna(TIE),
        change=table["change"].map(changes),
        by=table["by"].where(table["change"] != THROUGHOUT),
    ).rename(columns={"a": race.pair[0], "b": race.pair[1]})
    order = ["definition", "counted_at", "leader", "times", *race.pair, "unit", "when", "change", "after", "by"]
    return written[[*order, "estimate", *ASPECTS]]


def _rules(table: pd.DataFrame, left_out: Mapping[str, int]) -> tuple[str, ...]:
    """The choices that make the definitions, and the rules by which so many combinations are left out."""
    chosen = [
        f"{heading}: {numbers.listed(_chosen(table, aspect))}."
        for aspect, heading in ASPECTS.items()
        if table[aspect].ne("").any()
    ]
    rules = [
        f"{left_out[rule.why]} combination{'' if left_out[rule.why] == 1 else 's'} left out. {rule.why}"
        for rule in EXCLUSIONS
        if rule.why in left_out
    ]
    return (*chosen, *rules)
