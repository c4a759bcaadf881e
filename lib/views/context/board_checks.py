"""Claims about single models and boards, tested with readings of a day: Hub counters, the arena, Epoch AI."""

from collections.abc import Sequence

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.metrics import capability, claims
from lib.metrics.sizes import sizes
from lib.views import tracked
from lib.views.context.claim import CannotBeTestedError, Claim, Ours
from lib.views.rankings import arena
from lib.views.view import Link

CAPABILITY = "rankings/capability"
"""The page that shows the boards of the arena and the notable models."""


def share_of_size_class(data: Data, claim: Claim) -> Ours:
    """A maker's share of the 30-day downloads of tracked models above a size."""
    rows, day = _sized(data, claim)
    makers = rows["org"].map(data.registry.group("hub", rows["org"].unique(), claim.level))
    value = float(rows.loc[makers == claim.entity, "downloads_30d"].sum() / rows["downloads_30d"].sum())
    said = (
        f"share of the 30-day downloads of the {len(rows)} above {claim.over_b:g}B parameters among the "
        f"{tracked.told(data, day)}"
    )
    return _of_hub(claim, value, day, said)


def top_models(data: Data, claim: Claim) -> Ours:
    """How many of the most downloaded tracked models above a size are of a region."""
    rows, day = _sized(data, claim)
    top = rows.nlargest(claim.top, "downloads_30d")
    regions = top["org"].map(data.registry.group("hub", top["org"].unique(), claim.level))
    said = f"of the {claim.top} most downloaded tracked models above {claim.over_b:g}B parameters, by 30-day downloads"
    return _of_hub(claim, float((regions == claim.entity).sum()), day, said)


def _sized(data: Data, claim: Claim) -> tuple[pd.DataFrame, pd.Timestamp]:
    """The tracked models above the claim's size, the most downloaded, on the nearest day with enough, and that day."""
    day = _nearest(tracked.offered(data), claim)
    rows = tracked.on(data, day)
    known = sizes(rows["model"], data.registry.models).set_index("model")["params_b"]
    large = rows[rows["model"].map(known) > claim.over_b]
    if large.empty:
        raise CannotBeTestedError(f"Of no model read on {numbers.day(day)} is such a size known.")
    return large, day


def _of_hub(claim: Claim, value: float, day: pd.Timestamp, scope: str) -> Ours:
    link = Link(claim.statement, "rankings/hub", {"day": f"{day:%Y-%m-%d}"})
    return Ours(value, day, day, scope, link, ("hub_models",))


def arena_gap(data: Data, claim: Claim) -> Ours:
    """The best rating of one side less that of the other, with open weights or not, on the board nearest in time."""
    rows = data.derived(arena.rated)
    found = capability.best(rows[rows["region"].isin([claim.entity, claim.other])], "region")
    gaps = capability.gaps(found, "region", claim.entity, claim.other)
    day = _nearest(list(gaps["day"]), claim)
    gap = _first_board(gaps[gaps["day"] == day]).iloc[0]
    scope = f"rating points between {gap['model_a']} and {gap['model_b']}, the best of each side on the board"
    return _of_board(claim, float(gap["gap"]), day, scope, str(gap["board"]))


def arena_top_open(data: Data, claim: Claim) -> Ours:
    """How many of the best models whose weights are known to be open are of a region, on the nearest whole board."""
    there = _whole_board(data, claim)
    best = there[there["weights"] == capability.OPEN].nlargest(claim.top, "rating")
    value, board = float((best["region"] == claim.entity).sum()), str(there["board"].iloc[0])
    return _of_board(
        claim, value, there["day"].iloc[0], f"of the {claim.top} best models with open weights on the board", board
    )


def arena_top(data: Data, claim: Claim) -> Ours:
    """How many of the best models, open or not, are of a region, on a whole board of within a month of the claim.

    The first ten change too fast for a board from farther away to say anything.
    """
    there = _whole_board(data, claim)
    day = there["day"].iloc[0]
    if abs(claims.apart(day, day, claim.first, claim.last)) > claims.FAR_DAYS:
        raise CannotBeTestedError(
            "No whole board at hand is within a month of what the claim is about; the nearest is of "
            f"{numbers.day(day)}."
        )
    best = there.nlargest(claim.top, "rating")
    value, board = float((best["region"] == claim.entity).sum()), str(there["board"].iloc[0])
    return _of_board(claim, value, day, f"of the {claim.top} best models on the board", board)


def _whole_board(data: Data, claim: Claim) -> pd.DataFrame:
    """The rows of the board nearest in time that holds more than the best model of each lab, and names the labs."""
    rows = data.derived(arena.rated)
    whole = rows[~rows["board"].isin(capability.best_of_labs(rows)) & rows["lab"].notna()]
    day = _nearest(list(whole["day"]), claim)
    return _first_board(whole[whole["day"] == day])


def _first_board(rows: pd.DataFrame) -> pd.DataFrame:
    """Of rows of one day those of a single board: of several the one that stands first in the list of boards."""
    return rows[rows["board"] == min(rows["board"], key=list(arena.BOARDS).index)]


def _of_board(claim: Claim, value: float, day: pd.Timestamp, scope: str, board: str) -> Ours:
    name = arena.BOARDS[board]
    link = Link(claim.statement, CAPABILITY, {"boards": (name,)})
    return Ours(value, day, day, f"{scope} “{name}”", link, ("arena",))


def notable_models(data: Data, claim: Claim) -> Ours:
    """How many models of the claim's year Epoch AI calls notable, of one country alone."""
    rows = data.table("notable_models")
    group = rows["country_group"].isin([claim.entity.upper(), claim.entity.capitalize()])
    chosen = rows[group & (rows["year"] == claim.about.year)]
    if chosen.empty:
        raise CannotBeTestedError(f"The table holds no notable models of {claim.about.year}.")
    year = pd.Timestamp(claim.about.year, 12, 31)
    value = float(chosen["notable_models"].sum())
    return Ours(value, year, year, "notable models of the year", Link(claim.statement, CAPABILITY), ("notable_models",))


def derivatives(data: Data, claim: Claim) -> Ours:
    """How many repositories name a base model of a publisher as theirs, over all relations."""
    rows = data.table("hub_derivatives")
    of = rows["model"].str.split("/").str[0] == claim.entity
    day = _nearest(list(rows.loc[of, "day"].unique()), claim)
    counts = rows.loc[of & (rows["day"] == day), ["finetune", "quantized", "adapter", "merge"]]
    said = f"repositories that name one of {len(counts)} base models of the publisher"
    link = Link(claim.statement, "adoption/derivatives")
    return Ours(float(counts.sum().sum()), day, day, said, link, ("hub_derivatives",))


def _nearest(days: Sequence[pd.Timestamp], claim: Claim) -> pd.Timestamp:
    near = claims.nearest(days, claim.first, claim.last)
    if not near:
        first = f", the first of {numbers.day(min(days))}" if days else ""
        raise CannotBeTestedError(f"No reading is within half a year of what the claim is about{first}.")
    return near[-1]
