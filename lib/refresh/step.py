"""What every step of a refresh is given: the store, the clock, whom to tell, and what was asked for."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from lib.registry import Registry
from lib.sources.asking import Limits, Watch
from lib.sources.failures import MissingError, SourceError

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

    @property
    def asking(self) -> dict[str, Any]:
        """What every service is opened with, beside its own watch."""
        return {"clock": self.clock, "sleep": self.sleep, "now": self.now, "limits": self.limits}


@dataclass(frozen=True)
class Came:
    """What came of asking for many things: those that are `gone`, and why others `failed`, by name."""

    gone: tuple[str, ...]
    failed: dict[str, str]


def each(wanted: Iterable[str], fetch: Callable[[str], T], keep: Callable[[str, T], None]) -> Came:
    """Fetch each of `wanted`, several at a time, and keep it as it comes; `keep` raises `ValueError` at what is none.

    Raises `SourceError` if nothing else will come from the source either; the rest is not asked then.
    """
    gone: list[str] = []
    failed: dict[str, str] = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        asked: dict[Future[T], str] = {pool.submit(fetch, name): name for name in wanted}
        try:
            for future in as_completed(asked):
                name = asked[future]
                try:
                    keep(name, future.result())
                except MissingError:
                    gone.append(name)
                except ValueError as error:
                    failed[name] = str(error)
                except SourceError as error:
                    if error.whole:
                        raise
                    failed[name] = str(error)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
    return Came(tuple(sorted(gone)), failed)
