"""The vintages of a store at an address that others take them from, with an index of their checksums."""

import hashlib
import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory

from lib import contracts, snapshots
from lib.snapshots import ATTEMPT
from lib.sources.failures import MissingError, SourceError
from lib.sources.places import Place

INDEX = "published.json"
"""The file at the address that names every other one with its sha256; it is written last, so it names whole ones."""
REGISTRY = "registry/"
"""How the names of a registry's files begin."""
NAME = re.compile(
    rf"(?:{'|'.join(contracts.TABLES)})/(?:\d{{4}}-\d\d-\d\d\.(?:parquet|json)|attempt\.json)"
    rf"|{REGISTRY}\d{{4}}-\d\d-\d\d/[a-z_]+\.(?:csv|toml)"
)
"""What a store publishes, below its folder of snapshots; an index that names anything else is not believed."""
DIGEST = re.compile(r"[0-9a-f]{64}")
MOST = 64_000_000
"""So many bytes of an index, or of any other small file, are read."""


def publish(folder: Path, address: str) -> list[str]:
    """Put every vintage of a store, and how each table was last tried, to an address; the names of what is new there.

    Raises `SourceError` if that fails, or if a vintage stands there already with other rows: it is never changed.
    """
    place = Place(address)
    known, own = _index(place), _own(folder)
    new = [name for name in sorted(own, key=_last) if known.get(name) != own[name]]
    for name in new:
        if name in known and not name.endswith(ATTEMPT):
            raise SourceError(
                f"{name} is at {place.address} already and is another; a vintage is never changed, so one of them is "
                "to be taken away"
            )
    for name in new:
        place.put(folder / "snapshots" / name, name)
    if new:
        with TemporaryDirectory() as aside:
            index = Path(aside) / INDEX
            index.write_text(json.dumps(known | own, indent=0, sort_keys=True), encoding="utf-8")
            place.put(index, INDEX)
    return new


def take(folder: Path, address: str) -> list[str]:
    """Bring every vintage from an address into a store that lacks it, and newer attempts; the names of what came.

    What does not have its checksum is not taken. Raises `SourceError` if something does not come; what came before that
    stays. Whoever calls holds the lock of the store.
    """
    snapshots.tidy(folder)
    place = Place(address)
    index = _index(place)
    came = [name for name in sorted(index, key=_last) if not _there(folder, name, index[name])]
    for name in came:
        _take(place, name, index[name], _file(folder, name))
    for part in (folder / "snapshots" / "registry").glob("*.part"):
        part.rename(part.with_suffix(""))
    return came


def _last(name: str) -> tuple[int, str]:
    """The order in which files are copied: the JSON that makes rows a vintage after them, notes of attempts at last."""
    return (2 if name.endswith(ATTEMPT) else 1 if name.endswith(".json") else 0), name


def _index(place: Place) -> dict[str, str]:
    """The sha256 of every file at a place, by its name; none if nothing is published there yet."""
    try:
        index = json.loads(place.read(INDEX, MOST))
    except MissingError:
        return {}
    except ValueError:
        index = None
    if not isinstance(index, dict) or not all(
        NAME.fullmatch(name) and isinstance(said, str) and DIGEST.fullmatch(said) for name, said in index.items()
    ):
        raise SourceError(f"{INDEX} at {place.address} is no index of vintages; look at what lies there")
    return index


def _own(folder: Path) -> dict[str, str]:
    """The sha256 of every file that a store publishes; that of rows as their provenance states it."""
    place = folder / "snapshots"
    own: dict[str, str] = {}
    for table in contracts.TABLES:
        for day in snapshots.vintages(table, folder):
            own[f"{table}/{day}.parquet"] = snapshots.provenance(table, folder, day).sha256
    small = (*place.glob("*/*.json"), *place.glob("registry/*/*"))
    names = {file.relative_to(place).as_posix(): file for file in small}
    return own | {name: _digest(file) for name, file in names.items() if NAME.fullmatch(name)}


def _there(folder: Path, name: str, digest: str) -> bool:
    """Whether a store has a file. Vintages never change, so whatever it has of one stays; notes of attempts do."""
    file = folder / "snapshots" / name
    if name.startswith(REGISTRY):
        return file.parent.exists()
    return file.exists() and (not name.endswith(ATTEMPT) or _digest(file) == digest)


def _file(folder: Path, name: str) -> Path:
    """Where a file is put; those of a registry aside, since it is one only as a whole."""
    file = folder / "snapshots" / name
    return file.parent.with_name(f"{file.parent.name}.part") / file.name if name.startswith(REGISTRY) else file


def _take(place: Place, name: str, digest: str, file: Path) -> None:
    """Write a file of a place, if it is what the index says, so that nobody reads half of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(f"{file.name}.part")
    try:
        place.get(name, aside)
        if _digest(aside) != digest:
            raise SourceError(f"{name} at {place.address} is not what its index says; publish it again")
        aside.replace(file)
    finally:
        aside.unlink(missing_ok=True)


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
