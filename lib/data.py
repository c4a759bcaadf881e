"""All that a view may ask for: the tables of the store and the registry, as they were known at one date."""

import hashlib
import json
from collections.abc import Callable, Collection, Hashable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import pandas as pd

from lib import contracts, registry, snapshots
from lib.contracts import ContractError
from lib.derived import Models
from lib.glimpse import Glimpse, glimpse
from lib.registry import Registry, RegistryError, UnknownNameError
from lib.snapshots import Attempt, Provenance, SnapshotDamagedError, SnapshotNotFoundError, TooManyRowsError

T = TypeVar("T")
MOST_DERIVED = 500
"""So many things that depend on a reader's choices are kept of the data as of a day."""
UNREADABLE = (ContractError, RegistryError, SnapshotDamagedError, TooManyRowsError, UnknownNameError)
"""What may be wrong with data that is there."""


@dataclass(frozen=True)
class Data:
    """Tables by name, read once when first asked for and then shared: a reader never changes one.

    `as_of` None means the newest vintage of each table. Which one that is, is settled when first asked for, so that
    rows, provenance and `vintage` speak of the same one though a refresh writes meanwhile.
    """

    folder: Path
    registry: Registry
    as_of: date | None = None
    _read: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False)
    _large: dict[str, bool] = field(default_factory=dict, init=False, repr=False)
    _glimpsed: dict[str, Glimpse] = field(default_factory=dict, init=False, repr=False)
    _derived: dict[tuple[Callable, tuple], Any] = field(default_factory=dict, init=False, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def table(self, name: str) -> pd.DataFrame:
        """A table of the store, checked against checksum and contract.

        Raises as `snapshots.read` does, so `TooManyRowsError` for a large one.
        """
        with self._lock:
            if name not in self._read:
                self._read[name] = snapshots.read(name, self.folder, self._newest.get(name, self.as_of))
            return self._read[name]

    @cached_property
    def models(self) -> Models:
        """The table of models, which may be too large to read, by what is derived of it; raises as `table` does."""
        return Models(self.folder, date.fromisoformat(self.provenance("hub_models").as_of))

    @property
    def read(self) -> set[str]:
        """The tables that were read so far, as a whole or by what is derived of them."""
        return {*self._read, *(["hub_models"] if "models" in self.__dict__ else [])}

    def large(self, name: str) -> bool:
        """Whether the table has too many rows to be read whole; raises as `provenance` does."""
        if name not in self._large:
            self._large[name] = snapshots.rows(name, self.folder, self._newest.get(name, self.as_of)) > snapshots.WHOLE
        return self._large[name]

    def glimpse(self, name: str) -> Glimpse:
        """Rows, periods and ends of the table without reading it; raises as `glimpse.glimpse` does."""
        with self._lock:
            if name not in self._glimpsed:
                self._glimpsed[name] = glimpse(name, self.folder, self._newest.get(name, self.as_of))
            return self._glimpsed[name]

    def unreviewed(self, name: str) -> list[str]:
        """The names in a table that the registry does not place yet."""
        return self.registry.unreviewed_in(name, self.table(name))

    def attempt(self, name: str) -> Attempt | None:
        """How the newest try to fetch the table went; None if none is recorded."""
        return snapshots.attempt(name, self.folder)

    def provenances(self, name: str) -> list[Provenance]:
        """Where the rows of the table came from: the newest vintage of each source that is read, the oldest first."""
        if contracts.TABLES[name].combine == "replaced":
            return [self.provenance(name)]
        newest = {source: day for day, source in self.sources(name)}
        return [snapshots.provenance(name, self.folder, day) for day in sorted(newest.values())]

    def sources(self, name: str) -> list[tuple[date, str]]:
        """Each vintage of the table that is read with the source it came from, the oldest first."""
        return [(day, snapshots.provenance(name, self.folder, day).source) for day in self._days(name)]

    def derived(self, make: Callable[..., T], *given: Hashable) -> T:
        """What `make` computes from this data and `given`, computed once and shared, so it must not be changed.

        What depends on `given`, which readers choose, is kept for the newest `MOST_DERIVED` of them.
        """
        with suppress(KeyError):
            return self._derived[make, given]
        found = make(self, *given)
        with self._lock:
            self._derived[make, given] = found
            of_choices = [key for key in self._derived if key[1]]
            for key in of_choices[:-MOST_DERIVED]:
                del self._derived[key]
        return found

    def has(self, name: str) -> bool:
        """Whether the store holds the table at this date."""
        return name in self._newest

    def provenance(self, name: str) -> Provenance:
        """Where the table came from."""
        return snapshots.provenance(name, self.folder, self._newest.get(name, self.as_of))

    @cached_property
    def vintage(self) -> str:
        """A checksum over the mark of each table and the registry; what is computed from equal ones is equal.

        One word, since it is a part of the key of all that is shared, which is looked up in every run of a page.
        """
        marks = [[name, self._marked(name)] for name in self._newest]
        return hashlib.sha256(json.dumps([marks, self.registry.version]).encode()).hexdigest()

    @cached_property
    def tried(self) -> str:
        """A checksum over how each table was last tried, as it was when this was first asked for."""
        notes = [[name, str(self.attempt(name))] for name in contracts.TABLES]
        return hashlib.sha256(json.dumps(notes).encode()).hexdigest()[:8]

    def _marked(self, name: str) -> str:
        """The mark of a table; that a damaged one cannot be shown is said where it is read."""
        try:
            return self.mark([name])
        except SnapshotDamagedError:
            return "damaged"

    @property
    def newest_day(self) -> date:
        """The day from which on all of the data was as it is here; raises `SnapshotNotFoundError`."""
        if not self._newest:
            raise SnapshotNotFoundError("the store holds no snapshot; restore data/snapshots")
        return self.since(self._newest)

    def since(self, tables: Collection[str]) -> date:
        """The day from which on these tables and the registry were as they are here; others may land on it later.

        Of no table at all, as where only the registry is shown or a table is waited for, it is the day since which that
        is kept. Raises `SnapshotNotFoundError` if the store holds neither.
        """
        landed = [self._newest[name] for name in tables if name in self._newest]
        kept = [day for day in registry.kept(self.folder) if self.as_of is None or day <= self.as_of]
        if not landed and not kept:
            raise SnapshotNotFoundError("the store holds no snapshot; restore data/snapshots")
        return max([*landed, *kept])

    def mark(self, tables: Collection[str]) -> str:
        """Eight digits for the rows of these tables and the registry as they are read here: equal marks, equal data."""
        files = [
            [name, [snapshots.provenance(name, self.folder, day).sha256 for day in self._read_days(name)]]
            for name in sorted(set(tables))
        ]
        return hashlib.sha256(json.dumps([files, self.registry.version]).encode()).hexdigest()[:8]

    def _days(self, name: str) -> list[date]:
        return [day for day in snapshots.vintages(name, self.folder) if day <= self._newest.get(name, date.min)]

    def _read_days(self, name: str) -> list[date]:
        """The vintages whose rows are read: of an appended table all, of a replaced one the newest."""
        return self._days(name)[-1:] if contracts.TABLES[name].combine == "replaced" else self._days(name)

    @cached_property
    def _newest(self) -> dict[str, date]:
        """The newest vintage not after `as_of` of each table that has one."""
        known = {
            name: [day for day in snapshots.vintages(name, self.folder) if self.as_of is None or day <= self.as_of]
            for name in contracts.TABLES
        }
        return {name: days[-1] for name, days in known.items() if days}


def open_data(folder: Path | None = None, as_of: date | None = None) -> Data:
    """The data of `folder` (the project's own if None) as it was known at `as_of`; raises `RegistryError`."""
    folder = folder or snapshots.data_folder()
    return Data(folder, registry.load(folder, as_of), as_of)
