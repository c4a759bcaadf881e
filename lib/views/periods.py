"""The periods that pages offer, as they stand in the address."""

from lib.data import Data


def months(data: Data) -> tuple[str, ...]:
    """The months of the monthly table, as 2025-04, the oldest first."""
    return tuple(data.table("hub_monthly")["month"].dt.strftime("%Y-%m").drop_duplicates().sort_values())
