"""Whether every vintage on disk is what its provenance says, and holds rows and names that we understand."""

from collections.abc import Sequence
from pathlib import Path

from lib import registry, snapshots
from lib.data import Data
from lib.sources.figures import FIGURES


def check(tables: Sequence[str], folder: Path) -> tuple[list[str], list[str]]:
    """Read every vintage of each table through checksum and contract; what is good and what is wrong, a line each.

    A file that belongs to no vintage is wrong too: it may be one whose provenance was lost. A name that the registry
    does not place yet is told, since live data brings new ones.
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
            rows, new = 0, []
            for day in days:
                data = Data(folder, known, day)
                rows, new = len(data.table(name)), data.unreviewed(name)
        except (LookupError, RuntimeError, ValueError) as error:
            wrong.append(f"{name}: {error}")
        else:
            vintages = f"{len(days)} {'vintage' if len(days) == 1 else 'vintages'}"
            unplaced = f"; not yet placed by the registry: {', '.join(new)}" if new else ""
            if days:
                good.append(f"{name}: {rows} rows, {vintages}{unplaced}")
            elif name in FIGURES:
                wrong.append(f"{name}: no snapshot, though it is shipped with the project; restore data/snapshots")
            else:
                good.append(f"{name}: not fetched yet")
    return good, wrong
