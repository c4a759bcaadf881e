"""An hour with fifty viewers, on the app and on a bare page side by side: `python -m bench.soak`.

Each viewer changes a control every ten seconds. Every viewer leaves after ten minutes and a new one comes, in turns, as
sessions that are over must not stay in memory. What is held after ten minutes, when caches are warm and sessions that
were left are kept for a while, is compared with what is held at the end.
"""

import argparse
import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import uvloop

from bench import report
from bench.report import Figure
from bench.viewer import FAILURES, Viewer
from bench.viewers import BARE, EVERY, Server, Watched, both

STAY = 600.0
"""Seconds that a viewer stays."""
SETTLED = 10.0
"""Minutes after which memory should no longer grow."""


@dataclass
class Soaked:
    """What was seen of a server: by its viewers, and of its memory in megabytes at the end of each minute."""

    watched: Watched = field(default_factory=Watched)
    held: list[float] = field(default_factory=list)


async def stay(server: Server, place: int, viewers: int, end: float, watched: Watched) -> None:
    """One seat in the audience: viewers come and go on it until the end, the first of them after a part of a stay."""
    await asyncio.sleep(EVERY * place / viewers)
    leaves = time.monotonic() + STAY * (place + 1) / viewers
    while time.monotonic() < end:
        viewer = Viewer(server.page)
        try:
            await viewer.open()
            while time.monotonic() < min(leaves, end):
                await asyncio.sleep(EVERY)
                watched.took.append(await viewer.change())
        except FAILURES as error:
            watched.errors.append(f"{type(error).__name__}: {error}")
            await asyncio.sleep(EVERY)
        finally:
            await viewer.close()
        leaves += STAY


async def look(servers: Sequence[Server], soaked: Sequence[Soaked], minutes: int) -> None:
    """Take down and print what each server holds, every minute."""
    begun = time.monotonic()
    for minute in range(1, minutes + 1):
        await asyncio.sleep(begun + minute * 60 - time.monotonic())
        for server, one in zip(servers, soaked, strict=True):
            one.held.append(server.held())
        app, bare = soaked
        print(
            f"minute {minute}: {app.held[-1]:.0f} MB against {bare.held[-1]:.0f} MB, {len(app.watched.took)} changes, "
            f"{len(app.watched.errors)} and {len(bare.watched.errors)} errors",
            flush=True,
        )


async def _soaked(minutes: int, viewers: int) -> tuple[Soaked, Soaked]:
    with both() as servers:
        soaked = Soaked(), Soaked()
        spent, begun = [server.spent() for server in servers], time.monotonic()
        end = begun + minutes * 60 + EVERY  # memory is last looked at while all are still there
        seats = [
            stay(server, place, viewers, end, one.watched)
            for server, one in zip(servers, soaked, strict=True)
            for place in range(viewers)
        ]
        await asyncio.gather(look(servers, soaked, minutes), *seats)
        for server, before, one in zip(servers, spent, soaked, strict=True):
            one.watched.spent, one.watched.seconds = server.spent() - before, time.monotonic() - begun
        return soaked


def figures(app: Soaked, bare: Soaked, minutes: int, viewers: int) -> list[Figure]:
    """The figures of a soak of so many minutes."""
    settled = min(SETTLED, minutes / 2)
    early = round(settled) - 1
    made = Figure("soak", "", 0.0, "MB", f"the same process after {settled:.0f} minutes")
    of = f"{viewers} viewers for {minutes} minutes"
    return [
        replace(
            made,
            name=f"{of}: memory of the app at the end",
            value=app.held[-1],
            baseline=app.held[early],
            goal=1.05,
            limit=f"it held at most {max(app.held):.0f} MB, and {app.held[-1] - app.held[early]:.1f} MB more at the "
            f"end than then; the bare page {bare.held[-1] - bare.held[early]:.1f} MB more",
        ),
        replace(made, name=f"{of}: memory of the bare page at the end", value=bare.held[-1], baseline=bare.held[early]),
        replace(
            made,
            name=f"{of}: control to new chart, p95",
            value=app.watched.milliseconds(95),
            unit="ms",
            against=BARE,
            baseline=bare.watched.milliseconds(95),
        ),
        replace(
            made,
            name=f"{of}: processor time a change",
            value=app.watched.cost,
            unit="ms",
            against=BARE,
            baseline=bare.watched.cost,
        ),
        replace(
            made,
            name=f"{of}: errors in {len(app.watched.took):,} changes",
            value=len(app.watched.errors),
            unit="errors",
            against=BARE,
            baseline=len(bare.watched.errors),
            goal=0,
            of="value",
            limit="; ".join(sorted(set(app.watched.errors))[:3]),
        ),
    ]


def measured(minutes: int = 60, viewers: int = 50) -> list[Figure]:
    """The figures of this section."""
    app, bare = uvloop.run(_soaked(minutes, viewers))
    return figures(app, bare, minutes, viewers)


def main() -> None:
    """Measure, write the report of the day and print it."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--viewers", type=int, default=50)
    given = parser.parse_args()
    report.keep(measured(given.minutes, given.viewers))


if __name__ == "__main__":
    main()
