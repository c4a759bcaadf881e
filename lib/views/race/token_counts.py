"""Who leads on OpenRouter by each definition: tokens, their shares, and the daily open-weight lines."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from lib.data import Data
from lib.metrics import open_lines, usage, verdict
from lib.registry.load import UNREVIEWED
from lib.registry.tables import REMAINDER
from lib.views.race.counted import Counted, Race, days
from lib.views.race.definitions import (
    LINES,
    NEWEST,
    OF_ALL,
    OF_NAMED,
    OF_PLACED,
    OPEN,
    QUARTER,
    SPIKES_OUT,
    TOKENS,
    WHOLE,
    YEAR,
    Definition,
)
from lib.views.rankings import weekly_tokens
from lib.views.view import Link

NO_BASE = ("unknown", UNREVIEWED)
"""What the registry says of the region of a maker whose base nobody knows, or whom nobody has placed yet."""
WEEKS = {NEWEST: 1, QUARTER: 13, YEAR: 52, WHOLE: None}
DAYS = {NEWEST: 7, QUARTER: 91, YEAR: 364, WHOLE: None}
"""How many periods a window holds in weeks and in days; the newest period of daily shares is a week, whole weeks also
make a year."""
COUNTED = ("tokens", "share_of_all", "share_of_named", "share_of_placed")
"""What of the weekly rows is counted: tokens, and their shares of all tokens, of those of named models, and of those of
named models whose maker has a known base."""
OTHERS, UNPLACED = "others", "unplaced"
"""What stands for models of neither side, whose tokens are below the line, and for those by a maker of unknown base."""


@dataclass(frozen=True)
class Rows:
    """The rows of OpenRouter's tables for a race, read once for all definitions."""

    data: Data
    race: Race

    @cached_property
    def any_weights(self) -> dict[str, pd.DataFrame]:
        """Both sides by week (its Monday), of the complete weeks, for each column that `usage.as_shares` counts."""
        return self._weekly(only_open=False)

    @cached_property
    def open_weights(self) -> dict[str, pd.DataFrame]:
        """The same, in which a side has its models with open weights alone."""
        return self._weekly(only_open=True)

    @cached_property
    def daily(self) -> pd.DataFrame:
        """The complete days of every open-weight line, as from `open_lines.daily`."""
        rows = open_lines.daily(self.data.table("openrouter_lines"), self.data.registry.flaws_of("openrouter_lines"))
        known = pd.Timestamp(self.data.provenance("openrouter_lines").as_of)
        rows = open_lines.with_incomplete(rows, known, weeks=False)
        return rows[~rows["incomplete"]]

    @cached_property
    def lines(self) -> dict[str, list[str]]:
        """For each side its open-weight lines."""
        return _lines_of(self.data, self.race)

    @cached_property
    def by_day(self) -> pd.DataFrame:
        """The shares of both sides by day, and whether one of their lines has a false spike (`false`).

        A side of several lines has on a day what those in the day's top 50 have; one with none is missing.
        """
        drawn = [line for of in self.lines.values() for line in of]
        false = self.daily[self.daily["line"].isin(drawn)].groupby("day")["false_spike"].any()
        sides = {
            side: self.daily[self.daily["line"].isin(own)].groupby("day")["share"].sum(min_count=1)
            for side, own in self.lines.items()
        }
        return pd.DataFrame(sides).assign(false=false)

    def _weekly(self, *, only_open: bool) -> dict[str, pd.DataFrame]:
        table = self.data.table("openrouter_weekly")
        rows = usage.as_shares(usage.weekly(table, self._sides(table["model"].unique(), only_open)))
        rows = usage.with_incomplete(rows, pd.Timestamp(self.data.provenance("openrouter_weekly").as_of))
        rows = rows[~rows["incomplete"]]
        placed = rows[~rows["entity"].isin([REMAINDER, UNPLACED])].groupby("week")["tokens"].sum()
        rows = rows.assign(share_of_placed=rows["tokens"] / rows["week"].map(placed))
        if rows.empty:
            return dict.fromkeys(COUNTED, pd.DataFrame())
        every = pd.date_range(rows["week"].min(), rows["week"].max(), freq="W-MON")
        by_side, sides = rows.set_index(["week", "entity"]), list(self.race.pair)
        wide = {column: by_side[column].unstack() for column in COUNTED}  # noqa: PD010
        return {column: of.reindex(index=every, columns=sides).astype("float64") for column, of in wide.items()}

    def _sides(self, models: Iterable[str], only_open: bool) -> dict[str, str]:
        """For each model the side that it counts for, `others`, `unplaced`, or the remainder."""
        registry, level = self.data.registry, self.race.level.key
        weights = registry.weights.set_index("model")["weights"]
        found = {}
        for model, maker in registry.group("openrouter", models, "maker").items():
            key = registry.family(maker, model) if level == "family" else registry.place(maker, level)
            side = key if key in self.race.pair and not (only_open and weights.get(model) != "open") else OTHERS
            side = UNPLACED if registry.place(maker, "region") in NO_BASE else side
            found[model] = maker if maker == REMAINDER else str(side)
        return found


def counted(rows: Rows, chosen: Definition) -> Counted | None:
    """What a definition on OpenRouter rests on; None where the store does not hold it."""
    if chosen.measure == LINES:
        return _lines(rows, chosen) if rows.data.has("openrouter_lines") else None
    return _tokens(rows, chosen) if rows.data.has("openrouter_weekly") else None


def _tokens(rows: Rows, chosen: Definition) -> Counted | None:
    """Sums of tokens over weeks, or means of weekly shares; a week is dated at its Sunday."""
    column, indicator = {
        "": ("tokens", "tokens_week"),
        OF_ALL: ("share_of_all", "tokens_share"),
        OF_NAMED: ("share_of_named", "tokens_share_named"),
        OF_PLACED: ("share_of_placed", "tokens_share_named"),
    }[chosen.denominator]
    wide = (rows.open_weights if chosen.weights == OPEN else rows.any_weights)[column]
    if wide.empty:
        return None
    every = wide.index
    weeks = WEEKS[chosen.window]
    kept = pd.Series(True, index=wide.index)
    series = verdict.summed(wide, weeks) if chosen.measure == TOKENS else verdict.mean(wide, kept, weeks)
    first, last = every[-min(weeks or len(every), len(every))], every[-1]
    series = series.set_axis(series.index + pd.Timedelta(days=6))
    return Counted(
        series=series,
        first=first,
        when=days(first, series.index[-1]),
        table="openrouter_weekly",
        indicator=indicator,
        unit="tokens" if chosen.measure == TOKENS else "share",
        whole=first == every[0],
        length=pd.DateOffset(weeks=weeks) if weeks else None,
        link=_tokens_link(rows.race, chosen, (f"{first:%Y-%m-%d}", f"{last:%Y-%m-%d}")),
    )


def _tokens_link(race: Race, chosen: Definition, weeks: tuple[str, str]) -> Link | None:
    """The page of usage by country, which says nothing of open weights alone, or by model for families."""
    family = race.level.key == "family"
    if (chosen.weights == OPEN and not family) or chosen.denominator == OF_PLACED:
        return None
    show = {"": weekly_tokens.TOKENS, OF_ALL: weekly_tokens.SHARE, OF_NAMED: weekly_tokens.NAMED}[chosen.denominator]
    return Link(chosen.words, "rankings/usage", {"by": "Model" if family else "Country", "show": show, "weeks": weeks})


def _lines(rows: Rows, chosen: Definition) -> Counted | None:
    """Means of daily shares of all tokens, of the open-weight line of each family."""
    if not all(rows.lines.values()):
        return None
    drawn = [line for own in rows.lines.values() for line in own]
    sides, false = rows.by_day[list(rows.race.pair)], rows.by_day["false"]
    out = chosen.spikes == SPIKES_OUT
    length = DAYS[chosen.window]
    series = verdict.mean(sides, ~false if out else false.eq(false), length)
    first, last = series.index[-min(length or len(series), len(series))], series.index[-1]
    flaws = rows.data.registry.flaws_of("openrouter_lines")
    options: dict[str, str | tuple[str, ...]] = {
        "lines": tuple(drawn),
        "window": (f"{first:%Y-%m}", f"{last:%Y-%m}"),
        **({"spikes": "false"} if out else {}),
    }
    return Counted(
        series=series,
        first=first,
        when=days(first, last),
        table="openrouter_lines",
        indicator="open_line_share",
        unit="share",
        spikes=flaws[flaws["kind"].isin(open_lines.SPIKE) & flaws["entity"].isin(["all", *drawn])],
        whole=first == series.index[0],
        length=pd.DateOffset(days=length) if length else None,
        link=Link(chosen.words, "rankings/usage", options),
    )


def _lines_of(data: Data, race: Race) -> dict[str, list[str]]:
    """For each side, a family, its lines in the daily table; of regions they tell only some makers apart."""
    families = data.registry.families
    families = families[families["openrouter_line"].isin(data.table("openrouter_lines")["line"].unique())]
    found: dict[str, list[str]] = {side: [] for side in race.pair}
    for family, line in families[["family", "openrouter_line"]].itertuples(index=False):
        if family in found:
            found[family].append(line)
    return found
