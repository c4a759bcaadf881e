"""Whether the lead between two sides hangs on single models: the days at hand, with and without the largest."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.marks import marks
from lib.charts.ranks import shortened
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics import outliers
from lib.views import tracked
from lib.views.race import pairs
from lib.views.view import Card

LAST = 12
"""So many months of readings are drawn, one a month: the newest day of each on which enough models were read."""
LONGEST = 60
"""So many letters of a model's name are told."""
KINDS = {"times": "All", "times_without_largest": "Largest out", "times_without_ten": "Ten largest out"}


@dataclass(frozen=True)
class Pair:
    """Who is compared: the level, the two keys, and how each is called in a sentence."""

    data: Data
    level: pairs.Level
    keys: tuple[str, str]

    def name(self, key: str) -> str:
        """How an entity is called in a sentence."""
        return numbers.spoken(self.data.registry.name(self.level.key, key))

    def other(self, key: str) -> str:
        """The other side, as it is called in a sentence."""
        return self.name(self.keys[self.keys[0] == key])

    def colours(self, theme: Theme) -> dict[str, str]:
        """The colour of each side."""
        return {key: self.data.registry.colour(self.level.key, key, theme.mode) for key in self.keys}


def readings(pair: Pair) -> pd.DataFrame:
    """The lead on each day with enough tracked models, in the last months with any, as from `outliers.without_largest`;
    empty without such days.
    """
    if not pair.data.has("hub_models"):
        return pd.DataFrame(columns=outliers.COLUMNS)
    days = pd.Series(tracked.offered(pair.data), dtype="datetime64[us]")
    months = days.dt.to_period("M")
    days = days[months.isin(months.drop_duplicates().tail(LAST))]
    models = tracked.of(pair.data, tracked.orgs(pair.data, pair.level.key, pair.keys), list(days))
    return outliers.without_largest(
        models.assign(side=tracked.sides(pair.data, pair.level.key, models)), (pair.keys[0], pair.keys[1])
    )


def lead(pair: Pair, read: pd.DataFrame) -> Card | None:
    """The lead on the newest reading of each month, with and without the leader's largest models; None without one."""
    if read.empty:
        return None
    newest = read.groupby(read["day"].dt.to_period("M")).tail(1).tail(LAST)
    newest = newest.sort_values("day", ascending=False).reset_index(drop=True)
    keys = newest["day"].dt.strftime("%Y-%m-%d")
    drawn = newest.assign(key=keys).melt(
        ["key", "leader", "largest", "share"], list(KINDS), var_name="kind", value_name="value"
    )
    drawn["hover"] = [_hover(pair, row) for row in drawn.to_dict("records")]
    names = {
        key: f"{numbers.day(row['day'])}: {row['needed']} of {row['models']} models"
        for key, row in zip(keys, newest.to_dict("records"), strict=True)
    }

    def draw(theme: Theme) -> go.Figure:
        inks = pair.colours(theme)
        top = float(newest["times"].max()) * 1.06
        return marks(
            drawn,
            theme=theme,
            order=list(keys),
            names=names,
            kinds=KINDS,
            colours={key: inks[leader] for key, leader in zip(keys, newest["leader"], strict=True)},
            form="number",
            span=(-0.01 * top, top),
        )

    a, b = (pair.name(key) for key in pair.keys)
    return Card(
        name="outliers",
        title=f"Whether the lead between {a} and {b} hangs on single models",
        subtitle=(
            "How many times as much as the other side the leader has by the 30-day counters of tracked open language "
            "models, on the newest day of each month on which enough were read; beside the day, how many of the "
            "leader's largest models must be left out before it no longer leads. Only the leader's models are left "
            "out. Days hold different models, so their leads are not one line. "
            f"{_covered(pair, newest)}"
        ),
        draw=draw,
        alt=f"Marks for each day. {'. '.join(told(pair, row) for row in newest.to_dict('records'))}.",
        table=newest.assign(leader=newest["leader"].map(pair.name)),
        forms={
            "day": "day",
            "leader": "text",
            "times": "number",
            "largest": "text",
            "share": "share",
            "times_without_largest": "number",
            "times_without_ten": "number",
            "needed": "whole",
            "models": "whole",
        },
        indicators=("lead", "downloads_30d"),
        tables=("hub_models",),
        caveats=tuple(dict.fromkeys(pair.data.registry.flaws_of("hub_models")["note"])),
    )


def _covered(pair: Pair, newest: pd.DataFrame) -> str:
    day = newest["day"].max()
    models = tracked.of(pair.data, tracked.orgs(pair.data, pair.level.key, pair.keys), [day])
    own = int(tracked.sides(pair.data, pair.level.key, models).isin(pair.keys).sum())
    return f"On {numbers.day(day)}: {own} of {tracked.read(pair.data)[day]} models read are of the two."


def _hover(pair: Pair, row: Mapping) -> str:
    ahead = pair.name(row["leader"]) if row["value"] > 1 else pair.other(row["leader"])
    times = row["value"] if row["value"] > 1 else 1 / row["value"] if row["value"] else float("inf")
    largest = (
        f"\nLargest: {_cut(row['largest'])}, {numbers.share(row['share'])} of {pair.name(row['leader'])}'s downloads"
    )
    return f"{KINDS[row['kind']]}: {ahead} {times:.1f} times ahead{largest}"


def _cut(model: str) -> str:
    return shortened([model], LONGEST)[0]


def told(pair: Pair, row: Mapping) -> str:
    """A day in words: the lead with all models and without the largest, and how many the lead can do without."""
    return (
        f"{numbers.day(row['day'])}: {pair.name(row['leader'])} {row['times']:.1f} times {pair.other(row['leader'])}, "
        f"{row['times_without_largest']:.1f} times without {_cut(row['largest'])}"
    )


def notes(pair: Pair, read: pd.DataFrame) -> tuple[str, ...]:
    """Whether a single model decides who leads on the days at hand, and how many do on the newest."""
    if read.empty:
        return ()
    one = read[read["needed"] == 1]
    last = read.iloc[-1].to_dict()
    said = (
        f"On none of the {len(read)} days with enough models does the lead hang on a single one"
        if one.empty
        else f"On {len(one)} of the {len(read)} days with enough models the lead hangs on a single one"
    )
    return (
        f"{said}; on {numbers.day(last['day'])} the {last['needed']} largest of the {last['models']} models of "
        f"{pair.name(last['leader'])} would have to be left out before it no longer leads.",
    )
