"""What a lifetime counter gained from day to day, and where it fell, jumped back or stood still."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

import pandas as pd

REVISED, STALE = "revised", "stale"
"""The counter fell or jumped back; the counter was not updated. In both cases the day's gain is not known."""
REGAINED = (0.5, 2)
"""A step of this share of what a fall took is the counter jumping back; a smaller or larger one is downloads."""

COLUMNS = ("day", "entity", "downloads_all_time", "gain", "days", "over_gap", "mark")


def gains(rows: pd.DataFrame) -> pd.DataFrame:
    """Downloads gained a day by the lifetime counter, a row for each observation, by entity and day.

    `rows` has day, entity, downloads_all_time, and may have downloads_30d and fetched_at; a row without a total is no
    observation. `gain` is what came since the last reading that counts, per elapsed day, by `fetched_at` where both
    readings have it, else by day; `days` is how many days that were. `over_gap` says that there is a day in between of
    which nothing is known, so that the gain is a mean over all of them. `mark` is empty, or

    * `revised`: the total fell, or came back afterwards in a step of half to twice of what the fall took;
    * `stale`: the same total came again while the 30-day counter is above zero. The next gain is counted from the
      first reading of that total.

    The gain of a marked row is missing, never zero, and so is that of an entity's first.
    """
    parts = [pd.DataFrame(_of_one(entity, of), columns=list(COLUMNS)) for entity, of in _observed(rows)]
    every = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS))
    return every.astype(
        {"downloads_all_time": "Int64", "gain": "float64", "days": "float64", "over_gap": "bool", "mark": "str"}
    )


def _observed(rows: pd.DataFrame) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    known = rows[rows["downloads_all_time"].notna()].sort_values(["entity", "day"])
    for entity, of in groupby(known.to_dict("records"), key=itemgetter("entity")):
        yield entity, list(of)  # type: ignore[arg-type]


def _of_one(entity: Any, readings: list[dict[str, Any]]) -> Iterator[tuple]:
    """The rows of one entity. `base` is the last reading that counts, `lost` what a fall took and nothing brought back.

    `peak` is the total before that fall.
    """
    base, total = readings[0], int(readings[0]["downloads_all_time"])
    lost, peak = 0, total
    yield base["day"], entity, total, float("nan"), float("nan"), False, ""
    for reading in readings[1:]:
        before, total = total, int(reading["downloads_all_time"])
        mark = _mark(reading, total - before, lost)
        days, apart = _elapsed(base, reading)
        gain = float("nan") if mark else (total - before) / days
        yield reading["day"], entity, total, gain, days, apart > 1, mark
        if total < before:
            peak = peak if lost else before
            lost = peak - total
        elif total >= peak or mark == REVISED:
            lost, peak = 0, total
        if mark != STALE:
            base = reading


def _mark(reading: dict[str, Any], step: int, lost: int) -> str:
    if step < 0 or (lost and REGAINED[0] * lost <= step <= REGAINED[1] * lost):
        return REVISED
    recent = reading.get("downloads_30d")
    return STALE if step == 0 and pd.notna(recent) and recent > 0 else ""


def _elapsed(base: dict[str, Any], reading: dict[str, Any]) -> tuple[float, int]:
    """Days between two readings, by the moments at which they were read if known; and by their days alone."""
    apart = (reading["day"] - base["day"]).days
    moments = base.get("fetched_at"), reading.get("fetched_at")
    if any(pd.isna(moment) for moment in moments):
        return float(apart), apart
    exact = (moments[1] - moments[0]) / pd.Timedelta(days=1)  # type: ignore[operator]
    return (exact if exact > 0 else float(apart)), apart
