"""Clocks for tests: nothing waits, and what was slept can be looked at."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Barrier, Lock
from typing import Any

from lib.sources.asking import Limits, Watch

START = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Clock:
    """A clock that stands still but for what is slept, and for `creep` seconds at each look."""

    def __init__(self, creep: float = 0) -> None:
        self.seconds = 0.0
        self.creep = creep
        self.slept: list[float] = []

    def __call__(self) -> float:
        self.seconds += self.creep
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)


class CrowdClock(Clock):
    """A clock for a crowd of threads that all sleep at a time: it moves when the last of them has lain down."""

    def __init__(self, crowd: int, creep: float) -> None:
        super().__init__(creep)
        self.lock, self.all_down = Lock(), Barrier(crowd, timeout=10)

    def __call__(self) -> float:
        with self.lock:
            return super().__call__()

    def sleep(self, seconds: float) -> None:
        until = self.seconds + seconds
        self.all_down.wait()
        with self.lock:
            self.slept.append(seconds)
            self.seconds = max(self.seconds, until)


def opened(open_: Callable[..., Any], base_url: str, clock: Clock | None = None, **others: Any) -> Any:
    """A service opened at a base URL, on a clock that nobody waits for."""
    clock = clock or Clock()
    given = {"limits": Limits(), "watch": Watch(), **others}
    return open_(clock=clock, sleep=clock.sleep, now=clock.now, base_url=base_url, **given)
