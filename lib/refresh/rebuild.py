"""The shipped tables, written anew from the figure files that they were carried over from."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from lib import contracts, registry, snapshots
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
        credit = known.words["sources"][origin.source]
        for column, service in contracts.TABLES[name].names.items():
            known.check_names(service, frame[column].dropna().unique())
        written = snapshots.write(
            name,
            frame,
            folder,
            {
                "as_of": origin.as_of,
                "source": origin.source,
                "url": credit["url"],
                "licence": credit["licence"],
                "citation": credit["citation"],
                "how": origin.how,
                "complete": True,
                "universe": origin.universe,
                "caveats": tuple(dict.fromkeys(known.flaws_of(name)["note"])),
            },
        )
        report.append(f"{name}: {written.rows} rows as of {written.as_of}")
    vintages.keep(folder, max(date.fromisoformat(figures.FIGURES[name].as_of) for name in tables))
    return report
