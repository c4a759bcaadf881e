"""Whether every vintage on disk is what its provenance says, and holds rows and names that we understand."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from lib import contracts, registry, snapshots
from lib.registry import Registry
from lib.sources.figures import FIGURES

TOLD = 5
"""So many names that the registry does not place are told; the rest is counted."""


def check(tables: Sequence[str], folder: Path) -> tuple[list[str], list[str]]:
    """Read every vintage of each table through checksum and contract; what is good and what is wrong, a line each.

    Each is read once and alone, since all of a large table together is more than memory holds. A file that belongs to
    no vintage is wrong too: it may be one whose provenance was lost. A name that the registry does not place yet is
    told, since live data brings new ones.
    """
    good, wrong = [], []
    known = registry.load(folder)
    for name in tables:
        wrong += [
            f"{name}: {left} belongs to no vintage, as after an interrupted write; refresh, rebuild or take it away"
            for left in snapshots.leftovers(name, folder)
        ]
        try:
            days = snapshots.vintages(name, folder)
            new = _unplaced(name, days, folder, known)
            rows = snapshots.rows(name, folder) if days else 0
        except (LookupError, RuntimeError, ValueError) as error:
            wrong.append(f"{name}: {error}")
        else:
            vintages = f"{len(days)} {'vintage' if len(days) == 1 else 'vintages'}"
            more = f" and {len(new) - TOLD} more" if len(new) > TOLD else ""
            unplaced = f"; not yet placed by the registry: {', '.join(new[:TOLD])}{more}" if new else ""
            if days:
                good.append(f"{name}: {rows} rows, {vintages}{unplaced}")
            elif name in FIGURES:
                wrong.append(f"{name}: no snapshot, though it is shipped with the project; restore data/snapshots")
            else:
                good.append(f"{name}: not fetched yet")
    return good, wrong


def _unplaced(table: str, days: Sequence[date], folder: Path, known: Registry) -> list[str]:
    """Read each vintage; the names in those that make the table which the registry does not place."""
    contract = contracts.TABLES[table]
    names: dict[str, set[str]] = {}
    for day in days:
        rows = snapshots.read_vintage(table, folder, day)
        if contract.combine == "replaced":
            names = {}
        for column, service in contract.names.items():
            names.setdefault(service, set()).update(rows[column].dropna().unique())
    return [name for service, found in names.items() for name in known.unreviewed(service, found)]
