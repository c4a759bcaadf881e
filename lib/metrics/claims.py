"""What a published claim states and how far its words reach, and what our own figure says of it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from math import inf

import pandas as pd

from lib.metrics.usage import DAYS

REPRODUCED, NOT_CONTRADICTED, DIFFERS = "reproduced", "not contradicted", "differs"
UNTESTED = "cannot be tested"
"""The four verdicts on a claim; what is not contradicted may be so, but ours is too wide or too far off to say it."""

FARTHEST_DAYS = 183
"""An observation farther from what a claim is about than half a year says nothing of it."""
FAR_DAYS = 31
"""A figure of more days away from what a claim is about reproduces nothing, and says how far away it is."""

MORE, LESS = ("at least", "more than", "over"), ("at most", "below", "less than")
LOOSE = ("about", "almost", "nearly", "roughly")
UNITS = {unit: Decimal(10) ** power for unit, power in {"": 0, "%": -2, "K": 3, "M": 6, "B": 9, "T": 12}.items()}
AMOUNT = re.compile(
    rf"(?:(?P<how>{'|'.join((*MORE, *LESS, *LOOSE))}) )?"
    r"(?:(?P<half>half)|(?P<digits>\d[\d,]*(?:\.\d+)?) ?(?P<unit>[%KMBT])?)"
    r"(?: [a-z][a-z ]*)?"
)
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11)}
WHEN = re.compile(rf"(?P<word>{'|'.join((*MONTHS, *SEASONS))}) (?P<year>\d{{4}})")


@dataclass(frozen=True)
class Amount:
    """A number as stated, and the span in which one that reads the same may lie, both ends included but for a bound.

    A share is of 1. "More than" and "less than" leave one side open: what keeps the bound is what was said. `form` is
    how the number is written: `share`, `count` or `number`.
    """

    value: float
    low: float
    high: float
    form: str

    def holds(self, figure: float) -> bool:
        """Whether a figure reads as this number does."""
        if self.high == inf:
            return figure > self.value
        return figure < self.value if self.low == -inf else self.low <= figure <= self.high


@dataclass(frozen=True)
class Months:
    """Months in which something is said to have happened, by the first day of the first and of the last of them."""

    first: pd.Timestamp
    last: pd.Timestamp


@dataclass(frozen=True)
class Verdict:
    """What our figure says of a claim.

    `difference` is our figure over the one claimed, less one, or None where that means nothing; `months` is by how many
    months our date is later (negative: earlier) than the one claimed, of dates alone.
    """

    word: str
    difference: float | None = None
    months: int | None = None


def stated(words: str) -> Amount | Months:
    """What a claim's own words state: "942.1M", "about 300M", "more than half", "4.7 times", "summer 2025".

    The rounding is half a unit of the last digit written. Of a number said to be about right the zeros at its end are
    none: "about 300M" is 250M to 350M, where "300M" is 299.5M to 300.5M. "Half" is one digit of a whole, 45 % to 55 %.
    Raises `ValueError` for other words.
    """
    if when := WHEN.fullmatch(words):
        word, year = when["word"], int(when["year"])
        first, last = SEASONS.get(word) or (MONTHS.index(word) + 1,) * 2
        return Months(pd.Timestamp(year, first, 1), pd.Timestamp(year, last, 1))
    found = AMOUNT.fullmatch(words)
    if not found:
        raise ValueError(f"{words!r} states neither a number nor a month; write it as 942.1M, 17.1 % or March 2026")
    how, unit = found["how"] or "", UNITS[found["unit"] or ""]
    digits = "0.5" if found["half"] else found["digits"].replace(",", "")
    place = _last_place(digits, loose=how in LOOSE)
    value, half = Decimal(digits) * unit, Decimal(10) ** place * unit / 2
    low = -inf if how in LESS else float(value if how in MORE else value - half)
    high = inf if how in MORE else float(value if how in LESS else value + half)
    share = bool(found["half"]) or found["unit"] == "%"
    return Amount(float(value), low, high, "share" if share else "count" if value >= 1000 else "number")


def _last_place(digits: str, *, loose: bool) -> int:
    """The power of ten of the last digit that counts as written."""
    if "." in digits:
        return -len(digits.split(".")[1])
    return len(digits) - len(digits.rstrip("0")) if loose else 0


def judge(claimed: Amount, figure: float, tolerance: float | None = None, bound: str = "") -> Verdict:
    """The verdict on a number; `tolerance` is how far off, as a share of the number claimed, still counts as the same.

    It stands in place of the rounding, and of a bound it takes away nothing. Where the figure is itself only a `bound`
    (`lower` or `upper`) of what is claimed, a claim on its open side cannot be tested.
    """
    off = figure / claimed.value - 1 if claimed.value else None
    same = claimed.holds(figure) or (tolerance is not None and off is not None and abs(off) <= tolerance)
    allowed = figure < claimed.value if bound == "lower" else bound == "upper" and figure > claimed.value
    if allowed and not same:
        return Verdict(UNTESTED)
    return Verdict(REPRODUCED if same else DIFFERS, off)


def judge_months(claimed: Months, first: pd.Timestamp, last: pd.Timestamp, tolerance: float | None = None) -> Verdict:
    """The verdict on a date, where ours lies in a month from `first` to `last`.

    It is reproduced where all of our months are among those claimed, with `tolerance` months more at either end, and
    not contradicted where some are.
    """
    late, early = _months(first) - _months(claimed.last), _months(last) - _months(claimed.first)
    apart = late if late > 0 else min(early, 0)
    allowed = tolerance or 0
    if abs(apart) > allowed:
        return Verdict(DIFFERS, months=apart)
    inside = _months(last) - _months(claimed.last) <= allowed and _months(claimed.first) - _months(first) <= allowed
    return Verdict(REPRODUCED if inside else NOT_CONTRADICTED, months=apart)


def as_far_off(verdict: Verdict, days: int) -> Verdict:
    """The verdict by a figure of so many days away: farther than `FAR_DAYS` the same figure reproduces nothing."""
    if verdict.word == REPRODUCED and abs(days) > FAR_DAYS:
        return replace(verdict, word=NOT_CONTRADICTED)
    return verdict


def _months(when: pd.Timestamp) -> int:
    return when.year * 12 + when.month


def period(about: pd.Timestamp, precision: str, months: int = 0) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The first and the last day of what a claim is about.

    That is its day, or its month; or so many whole `months`, of which the last is its month, or the last that was over
    by its day.
    """
    end = about + pd.offsets.MonthEnd(0)
    if not months:
        return (about.replace(day=1), end) if precision == "month" else (about, about)
    if precision == "day" and end > about:
        end = about.replace(day=1) - pd.Timedelta(days=1)
    return (end + pd.Timedelta(days=1)) - pd.DateOffset(months=months), end


def apart(start: pd.Timestamp, end: pd.Timestamp, first: pd.Timestamp, last: pd.Timestamp) -> int:
    """Days between a period from `start` to `end` and another from `first` to `last`; negative if it is the earlier."""
    if start > last:
        return (start - last).days
    return (end - first).days if end < first else 0


def nearest(
    starts: Iterable[pd.Timestamp], first: pd.Timestamp, last: pd.Timestamp, days: int = 1
) -> list[pd.Timestamp]:
    """Which observations, each of so many `days` from its start, stand for the period from `first` to `last`.

    Those that lie in it; else the nearest one, the earlier of two. Empty if none is as near as `FARTHEST_DAYS`.
    """
    length = pd.Timedelta(days=days - 1)
    known = sorted(set(starts))
    inside = [start for start in known if first <= start and start + length <= last]
    if inside:
        return inside
    far = {start: abs(apart(start, start + length, first, last)) for start in known}
    best = min(far, key=lambda start: far[start], default=None)
    return [best] if best is not None and far[best] <= FARTHEST_DAYS else []


def weekly_sum(rows: pd.DataFrame) -> pd.Series:
    """By the Monday of each full week: the shares of all lines in `rows` (day, line, share) summed by day, in the mean.

    What is missing on a day adds nothing to it, so the sum is on the low side; a week without any share is missing.
    """
    by_day = rows.groupby("day", as_index=False)["share"].sum(min_count=1)
    monday = by_day["day"] - pd.to_timedelta(by_day["day"].dt.day_of_week, unit="D")
    weeks = by_day["share"].groupby(monday.rename("week")).agg(["mean", "size"])
    return weeks.loc[weeks["size"] == DAYS, "mean"]
