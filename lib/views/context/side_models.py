"""What the models of either side are like, as we measure it: ratings, open weights, sizes."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.metrics import capability, ecosystems, sizes
from lib.views import tracked
from lib.views.context.sides import SIDES, Measured, of_parts
from lib.views.rankings import arena, notable
from lib.views.view import Link

LARGE_B = 70
"""Models above so many billion parameters are large, as the reports of Hugging Face draw the line."""


def best_open_rating(data: Data) -> Measured | None:
    """The rating of the best open model of each side on the newest board and day that hold both."""
    found = arena.best_open(data.derived(arena.rated))
    gaps = capability.gaps(found, "region", *SIDES)
    if gaps.empty:
        return None
    last = gaps.sort_values(["day", "gap_low"], na_position="first").iloc[-1]
    here = (found[list(capability.SAME_SCALE)] == last[list(capability.SAME_SCALE)]).all(axis=1)
    best = found[here].set_index("region").to_dict("index")
    return Measured(
        values={side: float(best[side]["rating"]) for side in SIDES},
        written={side: numbers.whole(best[side]["rating"]) for side in SIDES},
        unit="points",
        when=numbers.day(last["day"]),
        link=Link("Best open models on the text arena", "rankings/capability"),
        indicator="arena_rating",
        covers=f"{arena.BOARDS[str(last['board'])]}. {_apart(last)}",
        details={side: str(best[side]["model"]) for side in SIDES},
        ranges={} if pd.isna(last["gap_low"]) else {side: _interval(best[side]) for side in SIDES},
    )


def notable_open_models(data: Data) -> Measured | None:
    """Notable models with open weights in the newest whole year."""
    rows = notable.with_incomplete(data.table("notable_models"), data.registry.flaws_of("notable_models"))
    rows = rows[(rows["open_weights"] == notable.OPEN) & ~rows["incomplete"]]
    if rows.empty:
        return None
    year = rows["year"].max()
    now = rows[rows["year"] == year].assign(side=rows["country_group"].map(notable.REGIONS))
    values = now[now["side"].isin(SIDES)].groupby("side")["notable_models"].sum().astype("float64").to_dict()
    return Measured(
        values={str(side): value for side, value in values.items()},
        written={str(side): numbers.whole(value) for side, value in values.items()},
        unit="models",
        when=str(year),
        link=Link("Notable models with open weights by year", "rankings/capability"),
        indicator="notable_models",
    )


def share_above_70b(data: Data) -> Measured | None:
    """The part of the 30-day downloads of each side's tracked models that goes to large ones, among known sizes."""
    days = tracked.offered(data)
    if not days:
        return None
    rows = tracked.of(data, tracked.orgs(data, "region", SIDES), days[-1:])
    known = sizes.sizes(rows["model"], data.registry.models).set_index("model")["params_b"]
    side = data.registry.group("hub", set(rows["org"]), "region")
    large = ecosystems.above(rows["model"].map(known), LARGE_B)
    found = ecosystems.part_of_known(
        rows.assign(side=rows["org"].map(side), counts=large), "downloads_30d", list(SIDES)
    )
    link = Link(
        "Tracked models of the classes from 50B up, as none begins at 70B",
        "rankings/hub",
        {"size": ("50-100B", "100-250B", "250B+")},
    )
    return of_parts(data, found, numbers.day(days[-1]), link, "downloads_30d", "downloads")


def _interval(row: Mapping[Hashable, Any]) -> tuple[float, float]:
    return float(row["rating_low"]), float(row["rating_high"])


def _apart(gap: pd.Series) -> str:
    """Whether the two ratings differ by more than their intervals allow."""
    if pd.isna(gap["gap_low"]):
        return "This board states no intervals."
    return f"Their intervals {'overlap' if gap['gap_low'] <= 0 <= gap['gap_high'] else 'do not overlap'}."
