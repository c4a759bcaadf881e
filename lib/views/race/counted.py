"""What a definition of who leads rests on: the series of both sides, what lies in its window, and the view of it."""

from dataclasses import dataclass

import pandas as pd

from lib import numbers
from lib.views.race.definitions import QUARTER, WHOLE, YEAR, Definition
from lib.views.race.pairs import Level
from lib.views.view import Link

MONTHS = {QUARTER: 3, YEAR: 12, WHOLE: None}
"""How many months each window but the newest period holds; the whole record as many as there are."""


@dataclass(frozen=True)
class Race:
    """Who is compared: the level, the keys of the two sides, and their names."""

    level: Level
    pair: tuple[str, str]
    names: tuple[str, str]

    @property
    def families(self) -> bool:
        """Whether the sides are families, and not regions or countries."""
        return self.level.key == "family"


@dataclass(frozen=True)
class Counted:
    """The series of a definition and what stands behind it.

    `series` has a column a side and a row for each period, by its last day: what the definition says as of that day.
    `first` is the first day of the newest window, with nothing left out of it; `when` names in words what is counted.
    `spikes` and `interpolated` are flaws (from, to) that touch both sides. `dated` is false where days do not compare,
    so that there is no crossover. `whole` says that the window reaches back to the first period of the record. `length`
    is how long a window is that moves; None for one that only grows, and for levels.
    """

    series: pd.DataFrame
    first: pd.Timestamp
    when: str
    table: str
    indicator: str
    unit: str
    estimate: bool = False
    spikes: pd.DataFrame | None = None
    interpolated: pd.DataFrame | None = None
    dated: bool = True
    whole: bool = False
    length: pd.DateOffset | None = None
    link: Link | None = None

    def holds(self, flaws: pd.DataFrame | None) -> bool:
        """Whether one of these flaws lies in the newest window."""
        last = self.series.index[-1]
        return flaws is not None and bool(((flaws["from"] <= last) & (flaws["to"] >= self.first)).any())

    def settled(self, by: pd.Timestamp) -> bool:
        """Whether a whole window has passed since a day, so that the newest one holds nothing from before."""
        return self.length is None or bool(by + self.length <= self.series.index[-1])

    def on_spike(self, day: pd.Timestamp | None) -> bool:
        """Whether a period that ends on a day lies in a month, or on a day, of a spike."""
        if day is None or self.spikes is None:
            return False
        return bool(((self.spikes["from"] <= day) & (self.spikes["to"] >= day)).any())


def crossover_link(race: Race, chosen: Definition, **options: str) -> Link:
    """The crossover page with both sides of a race and these options."""
    sides: dict[str, str | tuple[str, ...]] = {"compare": race.level.title, race.level.option: race.names}
    return Link(chosen.words, "race/crossover", sides | options)


def days(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """A window of days in words."""
    return numbers.day(last) if first == last else f"{numbers.day(first)} to {numbers.day(last)}"
