"""A published claim as the registry states it, and what a test of it gives back."""

from dataclasses import dataclass

import pandas as pd

from lib.data import Data
from lib.metrics import claims
from lib.views.view import Link


@dataclass(frozen=True)
class Claim:
    """One row of claims.csv with what its figure states.

    `first` and `last` are the days of what it is about, `about` the last of these as people write it stated; `said` is
    the day on which it was published, None if not known. `test` names how it is tested, and `level`, `entity`,
    `other`, `top` and `over_b` what of; it is empty where `reason` says why it cannot be. `rests_on` is the published
    set of levels that the claim was read off, with which it is not tested. `bound` says that ours is a lower or an
    upper bound of what is claimed.
    """

    key: str
    topic: str
    speaker: str
    statement: str
    stated: str
    said: pd.Timestamp | None
    about: pd.Timestamp
    precision: str
    months: int
    scope: str
    test: str
    level: str
    entity: str
    other: str
    rests_on: str
    top: int
    over_b: float
    tolerance: float | None
    bound: str
    differs: str
    reason: str
    note: str
    source: str
    url: str
    tier: str

    @property
    def first(self) -> pd.Timestamp:
        """The first day of what it is about."""
        return claims.period(self.about, self.precision, self.months)[0]

    @property
    def last(self) -> pd.Timestamp:
        """The last day of what it is about."""
        return claims.period(self.about, self.precision, self.months)[1]


@dataclass(frozen=True)
class Ours:
    """Our figure under a claim's scope: a number, or for a date the first and last month in which ours lies.

    `since` and `until` are the days that it covers, `scope` says what it counts, `link` leads to the view that shows
    it; `tables` are those of the store behind it.
    """

    value: float
    since: pd.Timestamp
    until: pd.Timestamp
    scope: str
    link: Link
    tables: tuple[str, ...]


class CannotBeTestedError(LookupError):
    """The data at hand holds nothing to test the claim with; the message says why, as a sentence."""


def every(data: Data) -> tuple[Claim, ...]:
    """All claims of the registry, in its order; a claim that names a published figure has source and date from it."""
    figures = data.registry.published_figures.set_index("figure").to_dict("index")
    return tuple(_claim(row, figures.get(row["figure"])) for row in data.registry.claims.to_dict("records"))


def _claim(row: dict, figure: dict | None) -> Claim:
    source = row if figure is None else {**figure, "about": figure["date"], "said": figure["source_date"]}
    title = source["source_title"]
    return Claim(
        key=row["claim"],
        said=pd.Timestamp(source["said"]) if source["said"] else None,
        about=pd.Timestamp(source["about"]),
        precision=source["precision"],
        months=int(row["months"] or 0),
        top=int(row["top"] or 0),
        over_b=float(row["over_b"] or 0),
        tolerance=float(row["tolerance"]) if row["tolerance"] else None,
        source=title if figure is None else f"{figure['publisher']}: {title}",
        url=source["url"],
        tier=source["tier"],
        **{
            column: row[column]
            for column in ("topic", "speaker", "statement", "stated", "scope", "test", "level", "entity", "other")
        },
        **{column: row[column] for column in ("rests_on", "bound", "differs", "reason", "note")},
    )
