"""The two ecosystems point by point: each point a measure of ours, a published figure, or a cited statement."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.sides import sides
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics.ecosystems import overlap
from lib.views.context import decided, ecosystem_points, side_history
from lib.views.context.ecosystem_points import CITED, FIGURE, OURS, Point, joined
from lib.views.context.sides import SIDES, Measured, spoken
from lib.views.view import Card, Form, Link, View

CARDS = {
    "focus": ("Focus and strategic goal", ("Focus", "Strategic goal")),
    "advantage": ("Advantage and hardware access", ("Advantage", "Hardware access")),
    "models": ("Model types", ("Model types",)),
    "reach": ("Reach", ("Reach",)),
    "concerns": ("Concerns, and the firms' own reasons", ("Security", "Political bias", "Firms' reasons")),
}
"""The cards by name: title, and the topics on each."""
TIMELINE = {"advantage": Link("The export-control steps, dated", "context/timeline", {"kinds": ("Export controls",)})}
"""Views that show what a card speaks of, beside those of our measures."""
FORMS: dict[str, Form] = {
    "topic": "text",
    "point": "text",
    "side": "text",
    "statement": "text",
    "value": "number",
    "unit": "text",
    "rests_on": "text",
    "speaker": "text",
    "said": "day",
    "source": "text",
    "tier": "text",
    "url": "link",
    "note": "text",
}
UNTOLD = "untold"
"""Neither side: that one has the larger value is not certain."""
NOTES = (
    "A side is the makers based there, and no more: who uses a model, and where, is not known. More is not better, "
    "and no sum of the points is a score.",
    "No point stands without a measure of ours or a source. What could not be found in one was left out. What a "
    "speaker says is theirs to answer for; an authority of one side that speaks of the other is named as such.",
)


@dataclass(frozen=True)
class Options:
    """No choices: every point stands under its topic."""


def view(data: Data, options: Options) -> View:
    """Our measures over time, then a card for each group of topics with its points."""
    del options
    points = data.derived(ecosystem_points.every)
    groups = {
        name: (title, tuple(point for point in points if point.topic in topics))
        for name, (title, topics) in CARDS.items()
    }
    cards = [_card(data, name, title, shown) for name, (title, shown) in groups.items() if shown]
    history = side_history.card(data)
    notes = (*_which(data, points), *NOTES, *decided.later(data, "ecosystems", "points of comparison"))
    return View(_headline(data, points), tuple([history, *cards] if history else cards), notes=notes)


def _headline(data: Data, points: tuple[Point, ...]) -> str:
    """Which side has the larger value in how many of our measures, and on what the other points rest."""
    rest = [point.basis for point in points if point.basis != OURS]
    more = f"{rest.count(FIGURE)} points rest on published figures and {rest.count(CITED)} on cited statements"
    known = [point for point in points if point.ours]
    if not known:
        return f"This data holds none of our measures of both sides; {more}."
    has = _won(points)
    told = [f"with {spoken(data, side)} in {len(has[side])}" for side in has if side in SIDES]
    told += [f"the same for both in {len(has[''])}"] if "" in has else []
    told += [f"not certain in {len(has[UNTOLD])}"] if UNTOLD in has else []
    many = f"{len(known)} measure{'' if len(known) == 1 else 's'}"
    return f"Of {many} of ours the larger value is {numbers.listed(told)}; {more}."


def _won(points: tuple[Point, ...]) -> dict[str, list[str]]:
    """The names of our measures by what `larger` says of them, the side with more of them first."""
    has: dict[str, list[str]] = {}
    for point in points:
        if point.ours:
            has.setdefault(larger(point.ours), []).append(f"{point.name[0].lower()}{point.name[1:]}")
    return dict(sorted(has.items(), key=lambda item: (item[0] not in SIDES, -len(item[1]))))


def _which(data: Data, points: tuple[Point, ...]) -> Iterator[str]:
    """In which of our measures each side has the larger value, in a sentence; none if there are no measures."""
    words = {"": "the same for both", UNTOLD: "not certain, since what is not known is more than the difference,"}
    told = [
        f"{words.get(side) or f'with {spoken(data, side)}'} in {numbers.listed(names)}"
        for side, names in _won(points).items()
    ]
    if told:
        yield f"The larger value is {'; '.join(told)}."


def larger(ours: Measured) -> str:
    """The side with the larger value; `UNTOLD` where their ranges overlap, empty where both read the same."""
    if overlap(ours.ranges):
        return UNTOLD
    if len(set(ours.written.values())) < len(SIDES):
        return ""
    return max(SIDES, key=lambda side: ours.values[side])


def _card(data: Data, name: str, title: str, shown: tuple[Point, ...]) -> Card:
    rows = pd.DataFrame([_row(point, side) for point in shown for side in SIDES])
    order = list(SIDES)
    names = {side: data.registry.name("region", side) for side in SIDES}
    ours = [point.ours for point in shown if point.ours]
    tables = tuple(dict.fromkeys(table for point in shown for table in point.tables)) or ("hub_monthly",)
    indicators = tuple(dict.fromkeys(["ecosystem_point", *(one.indicator for one in ours)]))
    links = tuple({one.link.label: one.link for one in ours}.values())

    def draw(theme: Theme) -> go.Figure:
        colours = {side: data.registry.colour("region", side, theme.mode) for side in SIDES}
        return sides(rows, theme=theme, order=order, names=names, colours=colours)

    return Card(
        name=name,
        title=f"{title}: the United States and China",
        subtitle=_subtitle(shown),
        draw=draw,
        alt=f"Points of comparison. {' '.join(_told(point, names) for point in shown)}",
        table=ecosystem_points.table(data, shown),
        forms=FORMS,
        indicators=indicators,
        tables=tables,
        caveats=tuple(dict.fromkeys(one.note for point in shown for one in point.sides.values() if one.note)),
        links=(*links, *((TIMELINE[name],) if name in TIMELINE else ())),
        links_title="Open the views behind our numbers",
        sources=("published",) if any(point.basis != OURS for point in shown) else (),
    )


def _row(point: Point, side: str) -> dict[str, object]:
    one = point.sides[side]
    source = f"{one.basis}{f', tier {one.tier}' if one.tier else ''}{f': {one.source}' if one.source else ''}"
    return {
        "topic": point.topic,
        "point": point.key,
        "name": point.name,
        "side": side,
        "words": joined(one),
        "length": point.lengths.get(side, float("nan")),
        "stated": one.basis != OURS,
        "hover": "\n".join(part for part in (point.name, one.words, source, one.said) if part),
    }


def _subtitle(shown: tuple[Point, ...]) -> str:
    """How many points there are, on what they rest, and what the bars are."""
    bases = [point.basis for point in shown]
    counts = {
        "on measures of ours": bases.count(OURS),
        "on published figures": bases.count(FIGURE),
        "on cited statements": bases.count(CITED),
    }
    told = [f"{count} {words}" for words, count in counts.items() if count]
    drawn = [point.basis == OURS for point in shown if point.lengths]
    kinds = [*(["solid: our measure"] if any(drawn) else []), *(["hollow: as published"] if not all(drawn) else [])]
    bars = f"Bars of one point compare with each other and with no others; {', '.join(kinds)}. " if drawn else ""
    return (
        f"{len(shown)} points: {numbers.listed(told)}. {bars}Who says so stands in brackets; the table has "
        "each source with its address."
    )


def _told(point: Point, names: dict[str, str]) -> str:
    return f"{point.name}. " + " ".join(f"{names[side]}: {joined(one)}" for side, one in point.sides.items())
