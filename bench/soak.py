"""Viewers for an hour, while things go wrong, on the app and on a bare page side by side: `python -m bench.soak`.

Each viewer changes a control every ten seconds, and every third time takes rows or a picture away. Every viewer leaves
after ten minutes, some without a word, and a new one comes, in turns: sessions that are over must not stay in memory.
Meanwhile vintages land, the browser for pictures is killed, a refresh finds no network and a file is damaged. What is
held after ten minutes, when caches are warm and sessions that were left are kept for a while, is compared with what is
held at the end.
"""

import argparse
import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import uvloop

from bench import report, troubles
from bench.report import Figure
from bench.taken import NOTICED, TABLE, Taken, is_sentence
from bench.troubles import Troubles
from bench.viewer import FAILURES, ToldError, Viewer
from bench.viewers import BARE, EVERY, Server, Watched, both
from lib import snapshots

STAY = 600.0
"""Seconds that a viewer stays."""
SETTLED = 10.0
"""Minutes after which memory should no longer grow."""
TAKES = 3
"""After every so many changes a viewer takes something away."""
PAUSE = 60.0
"""Seconds from one trouble to the next, in a soak of an hour."""


@dataclass
class Soaked:
    """What was seen of a server: by its viewers, and of its memory in megabytes at the end of each minute."""

    watched: Watched = field(default_factory=Watched)
    held: list[float] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


@dataclass
class Audience:
    """So many viewers of a server until `end`; `taken` is what they take away, None where there is nothing."""

    server: Server
    viewers: int
    end: float
    stay: float
    soaked: Soaked
    taken: Taken | None = None

    async def seat(self, place: int) -> None:
        """One seat: viewers come and go on it until the end, the first of them after a part of a stay."""
        await asyncio.sleep(EVERY * place / self.viewers)
        leaves = time.monotonic() + self.stay * (place + 1) / self.viewers
        while time.monotonic() < self.end:
            viewer = Viewer(self.server.page)
            try:
                await viewer.open()
                while time.monotonic() < min(leaves, self.end):
                    await asyncio.sleep(EVERY)
                    self.soaked.watched.took.append(await viewer.change())
                    if self.taken and viewer.drawn % TAKES == 1:
                        await asyncio.to_thread(self.taken.take, place + viewer.drawn // TAKES)
            except ToldError as told:
                self._hear(str(told))
                await asyncio.sleep(EVERY)
            except FAILURES as error:
                self.soaked.watched.errors.append(f"{type(error).__name__}: {error}")
                await asyncio.sleep(EVERY)
            finally:
                await self._leave(viewer, place)
            leaves = max(leaves, time.monotonic()) + self.stay if time.monotonic() >= leaves else leaves

    def _hear(self, said: str) -> None:
        if is_sentence(said):
            self.soaked.told.append(said)
        else:
            self.soaked.watched.errors.append(f"no clear sentence: {said[:200]}")

    @staticmethod
    async def _leave(viewer: Viewer, place: int) -> None:
        if place % 2:
            viewer.vanish()
        else:
            await viewer.close()


async def look(audiences: Sequence[Audience], minutes: int) -> None:
    """Take down and print what each server holds, every minute."""
    begun = time.monotonic()
    for minute in range(1, minutes + 1):
        await asyncio.sleep(begun + minute * 60 - time.monotonic())
        for each in audiences:
            each.soaked.held.append(each.server.held())
        app, bare = (each.soaked for each in audiences)
        taken = audiences[0].taken or Taken("")
        print(
            f"minute {minute}: {app.held[-1]:.0f} MB against {bare.held[-1]:.0f} MB, {len(app.watched.took)} changes, "
            f"{len(app.watched.errors)} and {len(bare.watched.errors)} errors, {taken.rows} rows and {taken.pictures} "
            f"pictures taken, {len(taken.wrong)} wrong, {len(app.told) + len(taken.told)} refused in a sentence",
            flush=True,
        )


async def _soaked(minutes: int, viewers: int) -> tuple[Soaked, Soaked, Taken, Troubles]:
    with troubles.store() as folder, both(CROSSOVER_DATA=str(folder)) as servers:
        taken = Taken(servers[0].page.address)
        wrongs = Troubles(folder, servers[0].process)
        soaked = Soaked(), Soaked()
        taken.land(snapshots.read(TABLE, folder))
        spent, begun = [server.spent() for server in servers], time.monotonic()
        end = begun + minutes * 60 + EVERY  # memory is last looked at while all are still there
        audiences = [
            Audience(server, viewers, end, min(STAY, minutes * 20), one, what)
            for server, one, what in zip(servers, soaked, (taken, None), strict=True)
        ]
        landed = lambda: taken.land(snapshots.read(TABLE, folder))  # noqa: E731
        pause = min(PAUSE, minutes * 4)
        await asyncio.gather(
            look(audiences, minutes),
            asyncio.to_thread(troubles.follow, wrongs, end, pause, landed),
            *(each.seat(place) for each in audiences for place in range(viewers)),
        )
        wrongs.end()
        await asyncio.to_thread(taken.take, 0)
        for server, before, one in zip(servers, spent, soaked, strict=True):
            one.watched.spent, one.watched.seconds = server.spent() - before, time.monotonic() - begun
        return *soaked, taken, wrongs


def figures(app: Soaked, bare: Soaked, minutes: int, viewers: int) -> list[Figure]:
    """The figures of what viewers saw in a soak of so many minutes."""
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
            name=f"{of}: processor time a change, with what is taken away and computed anew",
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


def trouble(told: int, taken: Taken, done: dict[str, int]) -> list[Figure]:
    """The figures of what went wrong and what came of it; `told` is how often a page said so in place of a chart."""
    slowest = max(taken.lags.values(), default=float("nan"))
    counted = ", ".join(f"{count} {what}" for what, count in done.items())
    refused = len(taken.told) + told
    made = Figure("soak", "", 0.0, "errors", goal=0, of="value")
    return [
        replace(
            made,
            name=f"with {counted}: wrong answers among {taken.rows:,} tables and {taken.pictures:,} pictures, "
            f"while {refused:,} times a sentence said that something cannot be had now",
            value=len(taken.wrong),
            limit="; ".join(sorted(set(taken.wrong))[:3]),
        ),
        replace(
            made,
            name=f"longest until one of {len(taken.landed) - 1} vintages was given out",
            value=slowest,
            unit="s",
            goal=NOTICED,
        ),
    ]


def measured(minutes: int = 60, viewers: int = 50) -> list[Figure]:
    """The figures of this section."""
    app, bare, taken, wrongs = uvloop.run(_soaked(minutes, viewers))
    return [*figures(app, bare, minutes, viewers), *trouble(len(app.told), taken, wrongs.done)]


def main() -> None:
    """Measure, write the report of the day and print it."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--viewers", type=int, default=50)
    given = parser.parse_args()
    report.keep(measured(given.minutes, given.viewers))


if __name__ == "__main__":
    main()
