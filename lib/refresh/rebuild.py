"""The shipped tables, written anew from the figure files that they were carried over from."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from lib import contracts, registry
from lib.refresh import landing
from lib.refresh.landing import Fetched
from lib.registry import vintages
from lib.sources import figures


def rebuild(tables: Sequence[str], source: Path, folder: Path) -> list[str]:
    """Write a vintage of each table from the figure files in `source`; a line a table on what was written.

    The registry in use is kept as a vintage of the newest of these days. Raises `FigureError`, `ContractError`,
    `UnknownNameError`, `SnapshotDamagedError`, or `FileExistsError` where the store holds other rows under a date.
    """
    known = registry.load(folder)
    report = []
    for name in tables:
        origin = figures.FIGURES[name]
        frame = figures.read(name, source)
        for column, service in contracts.TABLES[name].names.items():
            known.check_names(service, frame[column].dropna().unique())
        day = date.fromisoformat(origin.as_of)
        fetched = Fetched(name, frame, origin.source, day, origin.how, origin.universe)
        written = landing.write(fetched, frame, (), folder, known)
        report.append(f"{name}: {written.rows} rows as of {written.as_of}")
    vintages.keep(folder, max(date.fromisoformat(figures.FIGURES[name].as_of) for name in tables))
    return report
