"""A store with the history of single models around their release, read day by day in the wire format of the Hub."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from lib import registry
from lib.snapshots import PROJECT
from lib.sources import hub_rows
from tests import fetched

RELEASE = date(2026, 8, 1)
TWELVE = "ABCDEFGHIJKL"


def item(model: str, all_time: int | None, release: date = RELEASE, params: float | None = 8e9) -> dict[str, Any]:
    """A model as the Hub lists it; without `params` it states no size."""
    digest = f"{sum(map(ord, model)):024x}"[-24:]
    sized = {} if params is None else {"safetensors": {"parameters": {"BF16": params}, "total": params}}
    counts = {"downloads": (all_time or 0) // 10, "downloadsAllTime": all_time, "likes": 1}
    return {
        "_id": digest,
        "id": model,
        "createdAt": f"{release.isoformat()}T08:00:00.000Z",
        "pipeline_tag": "text-generation",
        "tags": ["text-generation"],
        **counts,
        **sized,
    }


def reading(age: int, items: list[dict[str, Any]], release: date = RELEASE) -> pd.DataFrame:
    """The rows of `hub_models` that a refresh makes of these items, so many days after the release."""
    day = release + timedelta(days=age)
    at = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
    rows = []
    for one in items:
        found, strange = hub_rows.models([(one, at)], one["id"].split("/")[0], day)
        assert not strange
        rows += found
    frame = hub_rows.models_frame(rows)
    known = registry.load(PROJECT / "data")
    tracked = [known.tracked(*pair) for pair in zip(frame["model"], frame["pipeline_tag"], strict=True)]
    frame.insert(list(frame.columns).index("day_is_estimate"), "tracked", pd.Series(tracked, dtype="bool"))
    return frame


def totals(per_day: Mapping[int, Mapping[str, int | None]]) -> list[pd.DataFrame]:
    """A reading for each age: the totals of `Qwen/Nova-<letter>` by letter; None stands for a total not stated."""
    return [
        reading(age, [item(f"Qwen/Nova-{letter}", total) for letter, total in of.items()])
        for age, of in per_day.items()
    ]


def twelve(folder: Path) -> Path:
    """Twelve models of 8 billion parameters read 7, 14, 30, 60 and 90 days after their release, and one of no size.

    The nth has n times 100 downloads after a week. A and B are not read after 14 days; C falls after 30; the uptake of
    L halves; K states no total after 60 days.
    """
    per_day = {
        age: {letter: (n + 1) * total for n, letter in enumerate(TWELVE)}
        for age, total in ((7, 100), (14, 200), (30, 300), (60, 400), (90, 500))
    }
    per_day[14] = {letter: total for letter, total in per_day[14].items() if letter not in "AB"}
    per_day[30]["C"] = 500
    frames = totals({age: {**of, **({"K": None} if age == 60 else {})} for age, of in per_day.items()})
    frames.append(reading(7, [item("Qwen/Nameless", 50, params=None)]).assign(day=frames[0]["day"].iloc[0]))
    frames[0] = pd.concat([frames[0], frames.pop()], ignore_index=True)
    return fetched.store(folder, hub_models=frames)
