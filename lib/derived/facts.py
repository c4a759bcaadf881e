"""Where the facts lie that are derived from: in the store itself, or elsewhere, read from there without a copy."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from io import BufferedReader
from pathlib import Path
from typing import Protocol

from lib import snapshots
from lib.snapshots import SnapshotDamagedError

TABLE = "hub_models"


class Files(Protocol):
    """What reads files that lie elsewhere: a file system of fsspec."""

    modified: Callable[[str], datetime]

    def open(self, path: str, mode: str) -> BufferedReader:
        """A file, to be read in parts."""

    def get_file(self, path: str, copy: str) -> None:
        """Write a file to one of this machine."""


@dataclass(frozen=True)
class Facts:
    """The vintages of the table of models whose provenances stand in the data folder `notes`.

    Their Parquet files lie at `place`, a folder or an address, and are read through `files`; None is this machine's.
    """

    notes: Path
    place: str
    files: Files | None = None

    def file(self, name: str) -> str:
        """Where a file of that name lies."""
        return f"{self.place}/{name}"

    def intact(self, vintage: date) -> str:
        """The file of a vintage, which is what was written; raises `SnapshotDamagedError` if it is not."""
        if self.files is None:
            return str(snapshots.intact(TABLE, self.notes, vintage))
        file = self.file(f"{vintage}.parquet")
        try:
            with self.files.open(file, "rb") as content:
                digest = hashlib.file_digest(content, "sha256").hexdigest()
        except FileNotFoundError:
            raise SnapshotDamagedError(f"{file} is missing though its JSON is there; publish it again") from None
        if digest != snapshots.provenance(TABLE, self.notes, vintage).sha256:
            raise SnapshotDamagedError(f"{file} is not the file that was written (sha256 differs); publish it again")
        return file


def of(folder: Path) -> Facts:
    """The facts in a store."""
    return Facts(folder, str(folder / "snapshots" / TABLE))
