"""Snapshots on disk: one Parquet file a vintage of a table, its provenance in a JSON file beside it."""

import hashlib
import io
import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path

import pandas as pd

from lib import contracts

PROJECT = Path(__file__).resolve().parent.parent
ATTEMPT = "attempt.json"
"""The file beside the vintages of a table that says how the newest try to fetch it went."""


class SnapshotNotFoundError(LookupError):
    """There is no vintage of the table, or none as old as was asked for."""


class SnapshotDamagedError(RuntimeError):
    """A snapshot on disk is not what its provenance says: cut short, changed, or without its JSON."""


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


def read(table: str, folder: Path, as_of: date | None = None) -> pd.DataFrame:
    """`table` as it was known at `as_of` (newest if None), checked against its checksum and its contract.

    A "replaced" table is its newest vintage; an "appended" one is all vintages, where the newest wins on the contract's
    unit: the key, or fewer columns where a source states these anew as a whole.
    Raises `SnapshotNotFoundError`, `SnapshotDamagedError` or `contracts.ContractError`.
    """
    known = _known(table, folder, as_of)
    contract = contracts.TABLES[table]
    if contract.combine == "replaced":
        return _read_vintage(table, folder, known[-1])
    frames = [_read_vintage(table, folder, vintage) for vintage in known]
    if len(frames) == 1:
        return frames[0]
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
    contracts.check(table, frame)
    frame = frame.sort_values(list(contracts.TABLES[table].key)).reset_index(drop=True)
    as_of = date.fromisoformat(str(facts["as_of"]))
    if as_of in vintages(table, folder):
        if _read_vintage(table, folder, as_of).equals(frame):
            return _provenance(table, folder, as_of)
        raise FileExistsError(f"{table}: the vintage {as_of} exists with other rows; a vintage is never changed")
    target = folder / "snapshots" / table / f"{as_of}.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    content = io.BytesIO()
    frame.to_parquet(content, index=False, compression="zstd")
    rest = {
        "table": table,
        "as_of": as_of.isoformat(),
        "rows": len(frame),
        "sha256": hashlib.sha256(content.getvalue()).hexdigest(),
    }
    written = Provenance(**{**facts, **rest})  # type: ignore[arg-type]
    note = json.dumps(asdict(written), indent=2, ensure_ascii=False) + "\n"
    _put(target, content.getvalue())
    _put(target.with_suffix(".json"), note.encode())
    return written


def _put(place: Path, content: bytes) -> None:
    """Write a file aside and rename it, so that nobody ever reads half of it; what a failure left aside is removed."""
    aside = place.with_name(f"{place.name}.part")
    try:
        aside.write_bytes(content)
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


def _read_vintage(table: str, folder: Path, vintage: date) -> pd.DataFrame:
    known = _provenance(table, folder, vintage)
    path = folder / "snapshots" / table / f"{vintage}.parquet"
    place = f"{folder.name}/snapshots/{table}/{path.name}"
    if not path.exists():
        raise SnapshotDamagedError(f"{place} is missing though its JSON is there; restore the file")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != known.sha256:
        raise SnapshotDamagedError(f"{place} is not the file that was written (sha256 differs); restore the file")
    try:
        frame = pd.read_parquet(io.BytesIO(content))
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
