"""What is derived from the large table of models, so that no page reads it whole: made at ingest, read by day.

The facts stay as they are in `snapshots`. Of each day that a vintage states `daily` writes small tables (counts, sums
by publisher, the first of the ranking, what fell, what is young) and the facts once more in a layout sorted by model.
`store` keeps them beside the snapshots and adds a new vintage without rereading the past; `models` answers from them.
"""

from lib.derived.models import Models
from lib.derived.store import remake, update

__all__ = ["Models", "remake", "update"]
