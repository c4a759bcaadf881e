"""Who leads in the Ollama library by each definition: all pulls, or those gained over a window, by name prefix."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.metrics import local, verdict
from lib.views.adoption import prefixes
from lib.views.adoption.pulls import FLOW, STOCK
from lib.views.race.counted import MONTHS, Counted, Race
from lib.views.race.definitions import LUMPED_OUT, NEWEST, PULLS, SPIKES_OUT, Definition
from lib.views.view import Link


@dataclass(frozen=True)
class Rows:
    """The rows of the Ollama library for a race, read once for all definitions."""

    data: Data
    race: Race

    @cached_property
    def prefixes(self) -> dict[str, list[str]]:
        """For each side its name prefixes; empty where the store holds none."""
        return _prefixes_of(self.data, self.race) if self.data.has("ollama_prefixes") else {}

    @cached_property
    def stock(self) -> pd.DataFrame:
        """All pulls of both sides by day; a day on which a side has no prefix is missing for it."""
        return self._by_day(self.data.table("ollama_prefixes"))

    @cached_property
    def own_stock(self) -> pd.DataFrame:
        """The same without the models that were judged to be lumped in by name."""
        return self._by_day(self.data.derived(_without_lumped))

    @cached_property
    def flaws(self) -> pd.DataFrame:
        """What is known to be wrong with the counts of prefixes."""
        return self.data.registry.flaws_of("ollama_prefixes")

    def _by_day(self, table: pd.DataFrame) -> pd.DataFrame:
        sides = {
            side: table[table["prefix"].isin(own)].groupby("day")["pulls_all_time"].sum().astype("float64")
            for side, own in self.prefixes.items()
        }
        return pd.DataFrame(sides)


def counted(rows: Rows, chosen: Definition) -> Counted | None:
    """What a definition in the Ollama library rests on; None where the store does not hold it."""
    needed = "ollama_pulls" if chosen.lumped == LUMPED_OUT else "ollama_prefixes"
    if chosen.window == NEWEST or not (rows.prefixes and all(rows.prefixes.values()) and rows.data.has(needed)):
        return None
    stock = rows.own_stock if chosen.lumped == LUMPED_OUT else rows.stock
    named = [prefix for own in rows.prefixes.values() for prefix in own]
    last = stock.index[-1]
    if chosen.measure == PULLS:
        link = _link(rows.data, chosen, named, last, last)
        return Counted(stock, last, numbers.day(last), needed, "pulls_all_time", "pulls", link=link)
    months = MONTHS[chosen.window]
    first = stock.index[0] if months is None else verdict.starts(stock, months).index[-1]
    if pd.isna(first):
        return None
    out = chosen.spikes == SPIKES_OUT
    flaws = rows.flaws[rows.flaws["entity"].isin(["all", *named])]
    spikes = flaws[flaws["kind"] == "spike"]
    doubtful = flaws[flaws["kind"].isin(local.DOUBTFUL) & ~(out & (flaws["kind"] == "spike"))]
    return Counted(
        series=verdict.gained(verdict.without_steps(stock, spikes) if out else stock, months),
        first=first + pd.Timedelta(days=1),
        when=f"since {numbers.day(first)}, to {numbers.day(last)}",
        table=needed,
        indicator="pulls_gained",
        unit="pulls",
        estimate=bool(((doubtful["from"] <= last) & (doubtful["to"] > first)).any()),
        spikes=spikes,
        whole=first == stock.index[0],
        length=pd.DateOffset(months=months) if months else None,
        link=_link(rows.data, chosen, named, first, last),
    )


def _prefixes_of(data: Data, race: Race) -> dict[str, list[str]]:
    """For each side its name prefixes: that of the family, or those of all makers of the region."""
    every = sorted(data.table("ollama_prefixes")["prefix"].unique())
    if race.level.key == "family":
        side = {prefix: prefixes.family_of(data.registry, prefix) for prefix in every}
    else:
        side = dict(data.registry.group("ollama", every, race.level.key))
    return {key: [prefix for prefix in every if side[prefix] == key] for key in race.pair}


def _without_lumped(data: Data) -> pd.DataFrame:
    """day, prefix, models, pulls_all_time at month ends, of the models that were not judged to be lumped in by name."""
    every, pulls = data.table("ollama_prefixes")["prefix"].unique(), data.table("ollama_pulls")
    models = local.members(pulls.drop_duplicates("model"), every, prefixes.rest(data), data.registry.lumped)
    known = models.drop(columns="pulls_all_time").drop_duplicates("model").set_index("model")
    rows = pulls.join(known[["prefix", "lumped_in"]], on="model")
    own = rows[~rows["lumped_in"]].groupby(["day", "prefix"], as_index=False)
    return own.agg(models=("model", "size"), pulls_all_time=("pulls_all_time", "sum"))


def _link(
    data: Data, chosen: Definition, named: Collection[str], first: pd.Timestamp, last: pd.Timestamp
) -> Link | None:
    """The page of local use with the prefixes of both sides; it draws none without what is lumped in, or spikes."""
    if chosen.lumped == LUMPED_OUT or chosen.spikes == SPIKES_OUT:
        return None
    names = tuple(name for name, prefix in prefixes.by_name(data).items() if prefix in named)
    options: dict[str, str | tuple[str, ...]] = {
        "show": STOCK if chosen.measure == PULLS else FLOW,
        "prefixes": names,
    }
    if chosen.measure != PULLS:
        options["window"] = (f"{first:%Y-%m-%d}", f"{last:%Y-%m-%d}")
    return Link(chosen.words, "adoption/local", options)
