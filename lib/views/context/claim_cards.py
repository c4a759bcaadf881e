"""The cards of the claims: verdicts by topic with all claims as a table, differences of numbers, and dates."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.claims import ratios
from lib.charts.named_bars import named_bars
from lib.charts.strip import strip
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics.claims import DIFFERS, NOT_CONTRADICTED, REPRODUCED, UNTESTED, Amount, Months
from lib.views.context.checks import Checked
from lib.views.context.claim import Ours
from lib.views.context.claim_table import FORMS, asked, change, figure, in_order, said, table, tables, when
from lib.views.view import Card

INDICATORS = ("claim_check",)
COUNTED = {
    UNTESTED: "untestable",
    DIFFERS: "differ",
    NOT_CONTRADICTED: "not contradicted",
    REPRODUCED: "reproduced",
}
"""The verdicts as they follow a number, in the order of the bars."""


def verdicts(data: Data, shown: Sequence[Checked]) -> Card:
    """How many claims of each topic have which verdict; the table holds every claim in view."""
    topics = sorted({each.claim.topic for each in shown})
    rows = pd.DataFrame(
        [(topic, word, _count(shown, topic, word)) for topic in topics for word in COUNTED],
        columns=["key", "measure", "value"],
    )
    rows = rows.assign(
        hatched=rows["measure"] == UNTESTED,
        dotted=rows["measure"] == NOT_CONTRADICTED,
        hover=[f"{key}\n{value} {COUNTED[word]}" for key, word, value in rows.itertuples(index=False)],
    )

    def draw(theme: Theme) -> go.Figure:
        return named_bars(
            rows,
            theme=theme,
            order=topics,
            names={topic: topic for topic in topics},
            measures=COUNTED,
            colours=dict.fromkeys(topics, theme.ink),
            two_lines=True,
        )

    told = [f"{topic}: {numbers.listed(_counts(shown, topic))}" for topic in topics]
    return Card(
        name="claims",
        title="Published claims and what becomes of them",
        subtitle=(
            f"{numbers.whole(len(shown))} claims as they stand in print, by topic and verdict; the table lists each "
            "with our figure, its scope, the reason and the view that shows it. Hatched: cannot be tested with open "
            "data; pale: differs; dotted: not contradicted, where ours is the same but of more than a month away, or a "
            "range of months wider than the claim's; solid: reproduced, which means within the claim's own rounding or "
            "months. A claim that differs is not thereby wrong, as ours often counts other models."
        ),
        draw=draw,
        alt=f"Bars of claims by topic and verdict. {'; '.join(told)}.",
        table=table(data, shown),
        forms=FORMS,
        indicators=INDICATORS,
        tables=asked(data),
        sources=("published",),
        links=tuple(each.ours.link for each in in_order(shown) if each.ours),
        links_title="Open the view behind our figure, or click on its mark below",
    )


def differences(data: Data, shown: Sequence[Checked]) -> Card | None:
    """Our number over that claimed; None where no claim in view is a number above zero that was tested."""
    tested = sorted(_numbers(shown), key=_ratio, reverse=True)
    if not tested:
        return None
    rows = pd.DataFrame([_ratio_row(*each) for each in tested])
    ends = [tested[0][0], tested[-1][0]] if len(tested) > 1 else [tested[0][0]]
    told = [f"{each.claim.speaker}: {each.claim.statement} Ours: {figure(each)}" for each in ends]
    own = [each for each, _, _ in tested]
    return Card(
        name="differences",
        title="How far our figures are from those claimed",
        subtitle=(
            f"Our figure over that claimed, where a claim is a number and could be tested ({len(tested)} in view), on "
            "a log scale. Filled circle: reproduced; open circle: the same, but of more than a month away; open "
            "diamond: differs, by so many per cent; pale bar: what reads as the claim does. Scopes and dates are "
            "seldom the same: the reasons stand in the table."
        ),
        draw=lambda theme: ratios(rows, theme=theme),
        alt=(
            f"Marks on a log scale at our figure over that claimed, a row for each claim ({len(tested)} in view). "
            f"The farthest above and below: {'; '.join(told)}."
        ),
        table=table(data, own),
        forms=FORMS,
        indicators=INDICATORS,
        tables=tables(own),
        sources=("published",),
        opens={each.claim.key: ours.link for each, _, ours in tested},
    )


def dates(data: Data, shown: Sequence[Checked]) -> Card | None:
    """The months claimed beside those in which ours lies; None where no claim in view is a date that was tested."""
    every = [(each, each.claimed, each.ours) for each in shown if each.ours and isinstance(each.claimed, Months)]
    tested = sorted(every, key=_by_range)
    if not tested:
        return None
    rows = pd.DataFrame([row for each in tested for row in _date_rows(data, *each)])
    rows = rows.drop_duplicates(["leader", "way"])
    own = [each for each, _, _ in tested]
    levels = {each.claim.entity: each.claim.level for each in own}

    def draw(theme: Theme) -> go.Figure:
        colours = {key: data.registry.colour(level, key, theme.mode) for key, level in levels.items()}
        return strip(rows, theme=theme, colours=colours)

    told = [f"{each.claim.speaker}: {each.claim.stated}, ours {figure(each)}, {said(each)}" for each in own]
    return Card(
        name="dates",
        title="Changes of lead: the months claimed and ours",
        subtitle=(
            "Hollow: as claimed, known to the month. Solid: our months for the same change of lead, over every "
            "published level but those that the claim rests on, and both ends of its month. A claim is reproduced "
            "where all of our months are among its own, and not contradicted where only some are: ours is wide because "
            "the answer depends on the level taken."
        ),
        draw=draw,
        alt=f"Strip of months claimed for changes of lead, each beside ours. {'; '.join(told)}.",
        table=table(data, own),
        forms=FORMS,
        indicators=(*INDICATORS, "crossover"),
        tables=tables(own),
        sources=("published",),
        links=tuple({str(ours.link.options): ours.link for _, _, ours in reversed(tested)}.values()),
        links_title="Open what stands behind ours",
    )


def _by_range(tested: tuple[Checked, Months, Ours]) -> tuple[str, pd.Timestamp, pd.Timestamp, pd.Timestamp]:
    """The order of dates: of one entity the claims that are set against the same months of ours stand together."""
    each, claimed, ours = tested
    return each.claim.entity, ours.since, ours.until, claimed.first


def _numbers(shown: Sequence[Checked]) -> list[tuple[Checked, Amount, Ours]]:
    """The claims that are numbers and were tested; a log scale holds what is above zero."""
    judged = [each for each in shown if each.verdict.word != UNTESTED]
    tested = [(each, each.claimed, each.ours) for each in judged if each.ours and isinstance(each.claimed, Amount)]
    return [(each, claimed, ours) for each, claimed, ours in tested if claimed.value > 0 and ours.value > 0]


def _ratio(tested: tuple[Checked, Amount, Ours]) -> float:
    _, claimed, ours = tested
    return ours.value / claimed.value


def _ratio_row(each: Checked, claimed: Amount, ours: Ours) -> dict[str, object]:
    ratio = ours.value / claimed.value
    told = f"{each.claim.speaker}: {each.claim.stated}\nours {figure(each)}, {when(ours)}: {said(each)}"
    return {
        "key": each.claim.key,
        "claim": each.claim.statement,
        "ratio": ratio,
        "low": claimed.low / claimed.value,
        "high": claimed.high / claimed.value,
        "verdict": each.verdict.word,
        "said": change(ratio - 1),
        "hover": f"{told}\n{ours.scope}",
    }


def _date_rows(data: Data, each: Checked, claimed: Months, ours: Ours) -> list[dict[str, object]]:
    """Ours, which is one row for all claims of the same change of lead, and below it what is claimed."""
    until = claimed.last + pd.offsets.MonthEnd(0)
    told = f"{each.claim.statement}\n{said(each)}"
    sides = " over ".join(data.registry.name(each.claim.level, key) for key in (each.claim.entity, each.claim.other))
    both = [
        (f"Ours: {sides}, {figure(each)}", ours.since, ours.until, False, ours.scope),
        (f"{each.claim.speaker}: {each.claim.stated}", claimed.first, until, True, told),
    ]
    rows = [dict(zip(("way", "after", "by", "published", "hover"), row, strict=True)) for row in both]
    return [{**row, "leader": each.claim.entity} for row in rows]


def _count(shown: Sequence[Checked], topic: str, word: str) -> int:
    return sum(each.claim.topic == topic and each.verdict.word == word for each in shown)


def _counts(shown: Sequence[Checked], topic: str) -> list[str]:
    return [f"{number} {words}" for word, words in COUNTED.items() if (number := _count(shown, topic, word))]
