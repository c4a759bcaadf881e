"""The one command that writes snapshots: rebuild the shipped tables from figure files, or check the store."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from lib import contracts, registry, snapshots
from lib.data import Data
from lib.sources import figures


def rebuild(tables: Sequence[str], source: Path, folder: Path) -> list[str]:
    """Write a vintage of each table from the figure files in `source`; a line a table on what was written.

    Raises `FigureError`, `ContractError`, `UnknownNameError`, `SnapshotDamagedError`, or `FileExistsError` where the
    store holds other rows under the same date.
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
    return report


def check(tables: Sequence[str], folder: Path) -> tuple[list[str], list[str]]:
    """Read every vintage of each table through checksum, contract and registry; what is good and what is wrong.

    A file that belongs to no vintage is wrong too: it may be one whose provenance was lost.
    """
    good, wrong = [], []
    known = registry.load(folder)
    for name in tables:
        wrong += [
            f"{name}: {left} belongs to no vintage, as after an interrupted write; rebuild or take the file away"
            for left in snapshots.leftovers(name, folder)
        ]
        try:
            days = snapshots.vintages(name, folder)
            for day in days or [date.max]:
                rows = len(Data(folder, known, day).table(name))
            good.append(f"{name}: {rows} rows, {len(days)} {'vintage' if len(days) == 1 else 'vintages'}")
        except (LookupError, RuntimeError, ValueError) as error:
            wrong.append(f"{name}: {error}")
    return good, wrong


def main(words: Sequence[str] | None = None) -> int:
    """Run the command; 0 if all is good, 1 if something is wrong with the data, 2 for bad usage."""
    parser = argparse.ArgumentParser(prog="python -m lib.refresh", description=__doc__)
    parser.add_argument("tables", nargs="*", metavar="TABLE", help=f"one of {', '.join(figures.FIGURES)}; all if none")
    act = parser.add_mutually_exclusive_group(required=True)
    act.add_argument("--check", action="store_true", help="check the snapshots on disk and write nothing")
    act.add_argument(
        "--figures", type=Path, metavar="FOLDER", help="rebuild the tables from the figure files in FOLDER"
    )
    given = parser.parse_args(words)
    unknown = sorted(set(given.tables) - set(figures.FIGURES))
    if unknown:
        parser.error(f"no table is called {unknown[0]!r}; the tables are {', '.join(figures.FIGURES)}")
    tables = given.tables or list(figures.FIGURES)
    folder = snapshots.data_folder()
    try:
        good, wrong = check(tables, folder) if given.check else (rebuild(tables, given.figures, folder), [])
    except (OSError, RuntimeError, ValueError, LookupError) as error:
        good, wrong = [], [str(error)]
    for line in good:
        print(line)
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
