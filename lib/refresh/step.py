"""What every step of a refresh is given: the store, the clock, whom to tell, and what was asked for."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from lib.refresh.staging import Rows, Staging
from lib.registry import Registry
from lib.sources.asking import Limits, Watch
from lib.sources.failures import MissingError, SourceError
from lib.sources.hub_way import Visit

T = TypeVar("T")

AT_ONCE = 8
"""So many requests are under way at a time."""


@dataclass(frozen=True)
class Run:
    """One run of the command: `tables` that are wanted, `since` which day, whether it is `dry`, and the clocks."""

    folder: Path
    registry: Registry
    tables: tuple[str, ...]
    since: date | None
    dry: bool
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    now: Callable[[], datetime]
    watch: Callable[[str], Watch]
    limits: Limits = field(default_factory=Limits)

    @property
    def today(self) -> date:
        """The day by our own clock, in UTC."""
        return self.now().date()

    def staging(self, table: str) -> Staging:
        """What was kept of a table today, and on earlier days that were interrupted."""
        return Staging(self.folder, table, self.today, dry=self.dry)

    def visit(self, watch: Watch) -> Visit:
        """How files of the Hub's data sets are read."""
        return Visit(self.clock, self.sleep, watch=watch, limits=self.limits)

    @property
    def asking(self) -> dict[str, Any]:
        """What every service is opened with, beside its own watch."""
        return {"clock": self.clock, "sleep": self.sleep, "now": self.now, "limits": self.limits}


@dataclass(frozen=True)
class Came:
    """What came of asking for many things: those that are `gone`, and why others `failed`, by name."""

    gone: tuple[str, ...]
    failed: dict[str, str]

    @property
    def told(self) -> tuple[str, ...]:
        """Why some failed, a sentence each."""
        return tuple(f"{name}: {why}" for name, why in sorted(self.failed.items()))


def each(wanted: Sequence[str], kept: Staging, fetch: Callable[[str], T], rows: Callable[[str, T], Rows]) -> Came:
    """Fetch what is not kept yet, several at a time, and keep its rows as it comes.

    `rows` raises `ValueError` at what cannot be understood. Raises `SourceError` if nothing else will come from the
    source either, and says how much is kept; the rest is not asked then.
    """
    gone: list[str] = []
    failed: dict[str, str] = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        asked: dict[Future[T], str] = {pool.submit(fetch, name): name for name in wanted if name not in kept.parts}
        try:
            for future in as_completed(asked):
                name = asked[future]
                try:
                    kept.add(name, rows(name, future.result()))
                except MissingError as error:
                    gone.append(name)
                    last = str(error)
                except ValueError as error:
                    failed[name] = str(error)
                except SourceError as error:
                    if error.whole:
                        done = f" ({len(kept.parts)} of {len(wanted)} are fetched and kept for the next run of today)"
                        raise SourceError(f"{error}{done if kept.parts else ''}", whole=True) from None
                    failed[name] = str(error)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
    if gone and len(gone) == len(wanted):
        raise SourceError(f"nothing of what was asked for is there ({last}); look to the service's address", whole=True)
    return Came(tuple(sorted(gone)), failed)
