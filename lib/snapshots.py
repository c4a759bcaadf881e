"""Snapshots on disk: one Parquet file a vintage of a table, its provenance in a JSON file beside it."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
from filelock import FileLock

from lib import contracts

PROJECT = Path(__file__).resolve().parent.parent
ATTEMPT = "attempt.json"
"""The file beside the vintages of a table that says how the newest try to fetch it went."""

WHOLE = 5_000_000
"""A table with more rows than this, in all vintages that are read together, is never read whole: 18 columns of so many
rows take about 2 GB in memory. `lib/parts.py` reads parts of it."""
ROWS = 131_072
"""So many rows stand in a row group of a Parquet file, which is what can be read or passed over at a time."""


class SnapshotNotFoundError(LookupError):
    """There is no vintage of the table, or none as old as was asked for."""


class SnapshotDamagedError(RuntimeError):
    """A snapshot on disk is not what its provenance says: cut short, changed, or without its JSON."""


class TooManyRowsError(RuntimeError):
    """A table has too many rows to be read whole; `table` and `rows` say which and how many."""

    def __init__(self, table: str, rows: int) -> None:
        super().__init__(
            f"{table} has {rows:,} rows, and a table of more than {WHOLE:,} is not read whole; "
            f"read its Parquet files in snapshots/{table} by parts"
        )
        self.table = table
        self.rows = rows


@dataclass(frozen=True)
class Provenance:
    """Where a vintage came from.

    `source` is a key of sources.toml, `as_of` the day at which the table was known so, `how` the way it was got in one
    sentence, `sha256` of the Parquet file, `universe` what the table counts.
    """

    table: str
    as_of: str
    source: str
    url: str
    licence: str
    citation: str
    how: str
    rows: int
    sha256: str
    complete: bool
    universe: str
    caveats: tuple[str, ...]


@dataclass(frozen=True)
class Attempt:
    """The newest try to fetch a table: when (UTC, ISO 8601), from which service, and in one sentence why it failed.

    `why` is empty if it did not.
    """

    at: str
    service: str
    why: str


def data_folder() -> Path:
    """The data folder: `CROSSOVER_DATA` if set, else `data` in the project."""
    return Path(os.environ.get("CROSSOVER_DATA") or PROJECT / "data")


def vintages(table: str, folder: Path) -> list[date]:
    """The vintages of `table` below `folder`/snapshots, oldest first; empty if there are none.

    A Parquet file without its JSON is not a vintage: the JSON is written last, so it may be an interrupted write.
    """
    days = []
    for path in (folder / "snapshots" / table).glob("????-??-??.json"):
        with suppress(ValueError):
            days.append(date.fromisoformat(path.stem))
    return sorted(days)


def leftovers(table: str, folder: Path) -> list[str]:
    """The files of `table` that belong to no vintage, such as an interrupted write leaves behind, by their names."""
    known = {f"{day}.{kind}" for day in vintages(table, folder) for kind in ("json", "parquet")} | {ATTEMPT}
    return sorted(path.name for path in (folder / "snapshots" / table).glob("*") if path.name not in known)


def tidy(folder: Path) -> None:
    """Take away what interrupted writes left aside; nothing that is read."""
    for path in (folder / "snapshots").glob("*/*.part"):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def lock(folder: Path) -> FileLock:
    """The lock of a store, which whoever writes vintages into it holds."""
    folder.mkdir(parents=True, exist_ok=True)
    return FileLock(folder / "refresh.lock")


def attempt(table: str, folder: Path) -> Attempt | None:
    """The newest try to fetch `table`; None if none is recorded, or its record cannot be read."""
    try:
        tried = Attempt(**json.loads((folder / "snapshots" / table / ATTEMPT).read_text(encoding="utf-8")))
    except (OSError, TypeError, ValueError):
        return None
    return tried if all(isinstance(said, str) for said in (tried.at, tried.service, tried.why)) else None


def record(table: str, folder: Path, tried: Attempt) -> None:
    """Keep the newest try to fetch `table` beside its vintages, so that pages can say why they are old."""
    place = folder / "snapshots" / table / ATTEMPT
    place.parent.mkdir(parents=True, exist_ok=True)
    _put(place, (json.dumps(asdict(tried), ensure_ascii=False) + "\n").encode())


def provenance(table: str, folder: Path, as_of: date | None = None) -> Provenance:
    """The provenance of the newest vintage of `table` not after `as_of` (the newest of all if None)."""
    return _provenance(table, folder, _known(table, folder, as_of)[-1])


def together(table: str, folder: Path, as_of: date | None = None) -> list[date]:
    """The vintages that make `table` as it was known at `as_of` (newest if None), the oldest first.

    Of an appended table these are all, of a replaced one the newest. Raises `SnapshotNotFoundError` if there is none.
    """
    known = _known(table, folder, as_of)
    return known[-1:] if contracts.TABLES[table].combine == "replaced" else known


def rows(table: str, folder: Path, as_of: date | None = None) -> int:
    """How many rows the vintages have that make `table`, by their provenances; one that two state counts twice."""
    return sum(_provenance(table, folder, vintage).rows for vintage in together(table, folder, as_of))


def read(table: str, folder: Path, as_of: date | None = None) -> pd.DataFrame:
    """`table` as it was known at `as_of` (newest if None), checked against its checksum and its contract.

    A "replaced" table is its newest vintage; an "appended" one is all vintages, where the newest wins on the contract's
    unit: the key, or fewer columns where a source states these anew as a whole.
    Raises `SnapshotNotFoundError`, `SnapshotDamagedError`, `contracts.ContractError`, or `TooManyRowsError` if there
    are more than `WHOLE` rows.
    """
    known = together(table, folder, as_of)
    many = rows(table, folder, as_of)
    if many > WHOLE:
        raise TooManyRowsError(table, many)
    return combined(table, [read_vintage(table, folder, vintage) for vintage in known])


def combined(table: str, frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Rows of vintages of one table, the oldest vintage first, where the newest wins on the contract's unit."""
    if len(frames) == 1:
        return frames[0]
    contract = contracts.TABLES[table]
    every = pd.concat(frames, keys=range(len(frames)), names=["vintage", "row"]).reset_index("vintage")
    newest = every.groupby(list(contract.unit))["vintage"].transform("max")
    kept = every[every["vintage"] == newest].drop(columns="vintage")
    return kept.sort_values(list(contract.key)).reset_index(drop=True)


def write(table: str, frame: pd.DataFrame, folder: Path, facts: Mapping[str, object]) -> Provenance:
    """Write a vintage of `table` and its provenance; give the provenance back.

    `facts` are the fields of `Provenance` but `table`, `rows` and `sha256`, which follow from the frame and the file.
    Each file is written aside and renamed, the JSON last, so that a reader never sees half a vintage. A vintage is
    immutable: writing other rows under the same `as_of` raises `FileExistsError`.
    """
    frame = contracts.check(table, contracts.ordered(table, frame)).reset_index(drop=True)
    as_of = date.fromisoformat(str(facts["as_of"]))
    if as_of in vintages(table, folder):
        if read_vintage(table, folder, as_of).equals(frame):
            return _provenance(table, folder, as_of)
        raise FileExistsError(f"{table}: the vintage {as_of} exists with other rows; a vintage is never changed")
    target = file(table, folder, as_of)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _aside(target) as aside:
        frame.to_parquet(aside, index=False, compression="zstd", row_group_size=ROWS)
        rest = {"table": table, "as_of": as_of.isoformat(), "rows": len(frame), "sha256": _digest(aside)}
        written = Provenance(**{**facts, **rest})  # type: ignore[arg-type]
    note = json.dumps(asdict(written), indent=2, ensure_ascii=False) + "\n"
    _put(target.with_suffix(".json"), note.encode())
    return written


def file(table: str, folder: Path, vintage: date) -> Path:
    """The Parquet file of a vintage, which holds its rows by the contract's key."""
    return folder / "snapshots" / table / f"{vintage}.parquet"


def metadata(table: str, folder: Path, vintage: date) -> pq.FileMetaData:
    """What the Parquet file of a vintage says of its rows, row groups and columns; its content is not looked at.

    Raises `SnapshotDamagedError` if it is not there, is no Parquet file, or has other rows than its provenance says.
    """
    path, known = file(table, folder, vintage), _provenance(table, folder, vintage)
    place = f"{folder.name}/snapshots/{table}/{path.name}"
    try:
        found = pq.read_metadata(path)
    except FileNotFoundError:
        raise SnapshotDamagedError(f"{place} is missing though its JSON is there; restore the file") from None
    except (OSError, ValueError):
        raise SnapshotDamagedError(f"{place} is not a Parquet file; restore the file") from None
    if found.num_rows != known.rows:
        raise SnapshotDamagedError(
            f"{place} has {found.num_rows} rows, its provenance says {known.rows}; restore the file"
        )
    return found


def intact(table: str, folder: Path, vintage: date) -> Path:
    """The Parquet file of a vintage, which is what was written; raises `SnapshotDamagedError` if it is not."""
    path, known = file(table, folder, vintage), _provenance(table, folder, vintage)
    place = f"{folder.name}/snapshots/{table}/{path.name}"
    if not path.exists():
        raise SnapshotDamagedError(f"{place} is missing though its JSON is there; restore the file")
    if _digest(path) != known.sha256:
        raise SnapshotDamagedError(f"{place} is not the file that was written (sha256 differs); restore the file")
    return path


def _digest(path: Path) -> str:
    """The sha256 of a file, of which a block at a time is in memory."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _put(place: Path, content: bytes) -> None:
    """Write a small file so that nobody ever reads half of it."""
    with _aside(place) as aside:
        aside.write_bytes(content)


@contextmanager
def _aside(place: Path) -> Iterator[Path]:
    """Where a file is written before it is renamed, so that nobody reads half of it; what a failure left is removed."""
    aside = place.with_name(f"{place.name}.part")
    try:
        yield aside
        aside.replace(place)
    except OSError:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
        raise


def _known(table: str, folder: Path, as_of: date | None) -> list[date]:
    if table not in contracts.TABLES:
        raise SnapshotNotFoundError(f"no table is called {table!r}; the tables are {', '.join(contracts.TABLES)}")
    every = vintages(table, folder)
    known = [vintage for vintage in every if as_of is None or vintage <= as_of]
    if known:
        return known
    if every:
        raise SnapshotNotFoundError(
            f"no snapshot of {table!r} is as old as {as_of}; the oldest is of {every[0]}: ask for that day or later"
        )
    raise SnapshotNotFoundError(
        f"no snapshot of {table!r} in {folder.name}/snapshots/{table}; "
        "set CROSSOVER_DATA to a folder that has one or restore data/snapshots"
    )


def read_vintage(table: str, folder: Path, vintage: date) -> pd.DataFrame:
    """The rows of one vintage of `table` alone, checked against its checksum and its contract.

    Raises `SnapshotDamagedError` or `contracts.ContractError`.
    """
    path = intact(table, folder, vintage)
    known = _provenance(table, folder, vintage)
    place = f"{folder.name}/snapshots/{table}/{path.name}"
    try:
        frame = pd.read_parquet(path, partitioning=None)
    except (OSError, ValueError):
        raise SnapshotDamagedError(f"{place} is not a Parquet file; restore the file") from None
    contracts.check(table, frame)
    if len(frame) != known.rows:
        raise SnapshotDamagedError(f"{place} has {len(frame)} rows, its provenance says {known.rows}; restore the file")
    return frame


def _provenance(table: str, folder: Path, vintage: date) -> Provenance:
    path = folder / "snapshots" / table / f"{vintage}.json"
    try:
        stated = json.loads(path.read_text(encoding="utf-8"))
        names = {field.name for field in fields(Provenance)}
        if set(stated) != names:
            raise ValueError(f"fields differ: {', '.join(sorted(set(stated) ^ names))}")
        if (stated["table"], stated["as_of"]) != (table, vintage.isoformat()):
            raise ValueError(f"it speaks of {stated['table']} as of {stated['as_of']}")
        return Provenance(**{**stated, "caveats": tuple(stated["caveats"])})
    except (TypeError, ValueError) as error:
        raise SnapshotDamagedError(
            f"{folder.name}/snapshots/{table}/{path.name} is damaged ({error}); restore the file"
        ) from None
