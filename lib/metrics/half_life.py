"""How fast the uptake of a model wears off: the days until it gains at most half of what it gained at its peak."""

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import pandas as pd

SHORTEST, LONGEST = 7, 31
"""A step between two readings spans at least a week, since downloads follow the days of the week, and at most a month:
a longer one is a gap."""
FALLEN, STANDING, UNKNOWN = "fallen to half", "not fallen to half yet", "not known"


def steps(of: pd.DataFrame) -> pd.DataFrame:
    """The steps of one model between readings at least a week apart: age (days, at the end), days, gain (a day).

    `of` has age, downloads and fell, as from `launches.curves`; before its first step stands its release, with no
    downloads. The gain of a step over a month long, or across a reading at which the counter fell, is missing.
    """
    return pd.DataFrame(_steps(of.sort_values("age").to_dict("records")), columns=["age", "days", "gain"])


def _steps(readings: list[dict[Hashable, Any]]) -> Iterator[tuple[int, int, float]]:
    age, total, fell = 0, 0.0, False
    for reading in readings:
        fell = fell or bool(reading["fell"])
        apart = reading["age"] - age
        if pd.isna(reading["downloads"]) or apart < SHORTEST:
            continue
        gain = float("nan") if fell or apart > LONGEST else (reading["downloads"] - total) / apart
        yield reading["age"], apart, gain
        age, total, fell = reading["age"], reading["downloads"], False


def half_life(of: pd.DataFrame) -> Mapping[str, Any]:
    """The half-life of one model's uptake: state, peak_age, peak_gain, at_least, at_most (days after the peak's end).

    It lies between the last known step above half of the peak and the first at half or below: nothing is interpolated.
    Of equal peaks the first counts. Where it has not fallen so far `at_most` is missing. It is not known where fewer
    than two steps are, or where a step up to the peak is missing, since the peak may lie in it.
    """
    every = list(_steps(of.sort_values("age").to_dict("records")))
    known = [(age, gain) for age, _, gain in every if pd.notna(gain)]
    best = max((gain for _, gain in known), default=0.0)
    peak = next((age for age, gain in known if gain == best), 0)
    if len(known) < 2 or best <= 0 or any(pd.isna(gain) for age, _, gain in every if age <= peak):
        return {"state": UNKNOWN, "peak_age": None, "peak_gain": None, "at_least": None, "at_most": None}
    later = [(age, gain) for age, gain in known if age > peak]
    until = next((age for age, gain in later if gain <= best / 2), None)
    above = [age for age, _ in later if until is None or age < until]
    return {
        "state": STANDING if until is None else FALLEN,
        "peak_age": peak,
        "peak_gain": best,
        "at_least": (above[-1] if above else peak) - peak,
        "at_most": None if until is None else until - peak,
    }


def half_lives(rows: pd.DataFrame, models: list[str]) -> pd.DataFrame:
    """A row for each of `models` with the fields of `half_life`; `rows` are as from `launches.curves`."""
    found = [{"model": model, **half_life(rows[rows["model"] == model])} for model in models]
    columns = ["model", "state", "peak_age", "peak_gain", "at_least", "at_most"]
    whole = dict.fromkeys(("peak_age", "at_least", "at_most"), "Int64")
    return pd.DataFrame(found, columns=columns).astype({**whole, "peak_gain": "float64"})
