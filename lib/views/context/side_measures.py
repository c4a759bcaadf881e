"""The measures of the two ecosystems by the names that the registry uses."""

from collections.abc import Callable

from lib.data import Data
from lib.views.context import side_models, side_reach
from lib.views.context.sides import SIDES, Measured

MEASURES: dict[str, tuple[Callable[[Data], Measured | None], tuple[str, ...]]] = {
    "best open rating": (side_models.best_open_rating, ("arena",)),
    "notable open models": (side_models.notable_open_models, ("notable_models",)),
    "open share of tokens": (side_reach.open_share_of_tokens, ("openrouter_weekly",)),
    "share above 70B": (side_models.share_above_70b, ("hub_models",)),
    "share of downloads": (side_reach.share_of_downloads, ("hub_monthly", "hub_totals")),
    "share of pulls gained": (side_reach.share_of_pulls_gained, ("ollama_prefixes",)),
    "share of tokens": (side_reach.share_of_tokens, ("openrouter_weekly",)),
}
"""By the name that the registry uses: what computes a measure, and the tables that it wants."""


def read(data: Data, measure: str) -> tuple[str, ...]:
    """The tables that are read for the measure: what it wants, if the store holds all of it."""
    tables = MEASURES[measure][1]
    return tables if all(data.has(table) for table in tables) else ()


def measured(data: Data, measure: str) -> Measured | None:
    """The measure of that name; None where the store does not hold what it wants, or only one of the sides."""
    if not read(data, measure):
        return None
    found = data.derived(MEASURES[measure][0])
    return found if found and set(found.values) == set(SIDES) else None
