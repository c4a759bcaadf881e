"""Many viewers over real websockets, on this app and on a bare page with one equal chart: `python -m bench.viewers`.

Each viewer opens a page by a deep link, changes a control, and leaves. A change is from the control to the message with
the new chart. Thinking viewers change something every ten seconds, staggered, on both servers at the same time; back to
back they change again as soon as the page is drawn, on one server after the other. Both servers are processes of their
own with the same settings; the viewers share the machine with them.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import psutil
import uvloop

from bench import report
from bench.report import Figure
from bench.serve import process
from bench.viewer import FAILURES, Seen, Viewer
from lib.charts.theme import THEMES
from lib.data import open_data
from lib.views.adoption import downloads
from lib.views.options import controls, resolve

LEVELS = (1, 10, 50, 100)
EVERY = 10.0
"""Seconds that a viewer thinks between two changes."""
CHOICES = {"show": "Share"}
CONTROL, VALUES = "by", ("Country", "Publisher")
"""The control that is changed, and between what."""
BARE = "a bare Streamlit page with an equal chart"


@dataclass
class Server:
    """A page to look at, and the process that serves it."""

    page: Seen
    process: psutil.Process

    def spent(self) -> float:
        """Seconds of processor time so far."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def held(self) -> float:
        """Megabytes of memory at present."""
        return float(self.process.memory_info().rss) / 1e6


@dataclass
class Watched:
    """What viewers of a server saw: seconds of each change, what failed, and the processor time they cost it."""

    took: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    spent: float = 0.0
    seconds: float = 0.0

    def milliseconds(self, percent: float) -> float:
        """The time below which so many per cent of the changes took."""
        return float(np.percentile(self.took, percent)) * 1000 if self.took else float("nan")

    @property
    def cost(self) -> float:
        """Milliseconds of processor time a change."""
        return self.spent / max(len(self.took), 1) * 1000


@contextmanager
def both(**environment: str) -> Iterator[tuple[Server, Server]]:
    """The app, with settings, and the bare page, each in a process of its own, with one equal chart."""
    data = open_data()
    drawn = []
    for value in VALUES:
        options, _ = resolve(downloads.Options, data, {**CHOICES, CONTROL: value})
        drawn.append(downloads.view(data, options).cards[0].draw(THEMES["light"]).to_json())
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "figures.jsonl"
        file.write_text("\n".join(drawn), encoding="utf-8")
        with (
            process("app.py", **environment) as (app, served),
            process("bench/bare.py", BARE_FIGURES=str(file)) as (bare, plain),
        ):
            page = Seen(app, "downloads", {**CHOICES, CONTROL: VALUES[0]}, CONTROL, VALUES)
            yield (
                Server(page, psutil.Process(served.pid)),
                Server(Seen(bare, "", {}, "bare", ("first", "second")), psutil.Process(plain.pid)),
            )


Doing = Callable[[Viewer, int, Watched], Awaitable[None]]


def thinking(seconds: float, viewers: int) -> Doing:
    """Change something every ten seconds; the viewers begin at even distances within the first ten."""

    async def go(viewer: Viewer, place: int, watched: Watched) -> None:
        begun = time.monotonic() + EVERY * place / viewers
        for turn in range(round(seconds / EVERY)):
            await asyncio.sleep(begun + turn * EVERY - time.monotonic())
            watched.took.append(await viewer.change())

    return go


def back_to_back(seconds: float) -> Doing:
    """Change something as soon as the page is drawn."""

    async def go(viewer: Viewer, place: int, watched: Watched) -> None:
        del place
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            watched.took.append(await viewer.change())

    return go


async def watch(server: Server, viewers: Sequence[Viewer], doing: Doing) -> Watched:
    """Let all viewers, who have opened the page, do the same at once; one that fails stops."""
    watched = Watched()

    async def one(viewer: Viewer, place: int) -> None:
        try:
            await doing(viewer, place, watched)
        except FAILURES as error:
            watched.errors.append(f"{type(error).__name__}: {error}")

    spent, begun = server.spent(), time.monotonic()
    await asyncio.gather(*(one(viewer, place) for place, viewer in enumerate(viewers)))
    watched.spent, watched.seconds = server.spent() - spent, time.monotonic() - begun
    return watched


async def opened(server: Server, number: int) -> list[Viewer]:
    """So many viewers, each with the page open and both values of the control seen once. Raises one of `FAILURES`."""
    viewers = [Viewer(server.page) for _ in range(number)]
    for viewer in viewers:
        await viewer.open()
        await viewer.change()
        await viewer.change()
    return viewers


async def leave(viewers: Sequence[Viewer]) -> None:
    """All of them leave."""
    await asyncio.gather(*(viewer.close() for viewer in viewers))


async def sessions(servers: Sequence[Server], number: int) -> list[float]:
    """Megabytes a session in each of the servers: what `number` of them add once the caches are warm."""
    each = []
    for server in servers:
        await leave(await opened(server, 5))
        before = server.held()
        viewers = await opened(server, number)
        each.append((server.held() - before) / number)
        await leave(viewers)
    return each


async def level(servers: Sequence[Server], number: int, think: float, rush: float) -> dict[str, list[Watched]]:
    """What `number` viewers saw of each server, thinking and back to back."""
    everyone = [await opened(server, number) for server in servers]
    thought = await asyncio.gather(
        *(watch(server, viewers, thinking(think, number)) for server, viewers in zip(servers, everyone, strict=True))
    )
    rushed = [
        await watch(server, viewers, back_to_back(rush)) for server, viewers in zip(servers, everyone, strict=True)
    ]
    for viewers in everyone:
        await leave(viewers)
    return {"thinking": list(thought), "back to back": rushed}


def figures(number: int, way: str, app: Watched, bare: Watched) -> list[Figure]:
    """The figures of one level and way."""
    of = f"{number} {'viewer' if number == 1 else 'viewers'} {way}"
    made = Figure("viewers", "", 0.0, "ms", BARE)
    found = [
        replace(
            made,
            name=f"{of}: control to new chart, p{percent}",
            value=app.milliseconds(percent),
            baseline=bare.milliseconds(percent),
            goal=1.5 if percent == 95 else None,
            limit=limit(app, bare) if percent == 95 else "",
        )
        for percent in (50, 95, 99)
    ]
    return [
        *found,
        replace(made, name=f"{of}: processor time a change", value=app.cost, baseline=bare.cost),
        replace(
            made,
            name=f"{of}: changes a second",
            value=len(app.took) / app.seconds,
            unit="a second",
            baseline=len(bare.took) / bare.seconds,
        ),
        replace(
            made,
            name=f"{of}: errors",
            value=len(app.errors),
            unit="errors",
            baseline=len(bare.errors),
            goal=0,
            of="value",
        ),
    ]


def limit(app: Watched, bare: Watched) -> str:
    """What a change waits for, as measured."""
    busy = app.spent / app.seconds
    return (
        f"a change costs {app.cost:.1f} ms of processor time against {bare.cost:.1f} ms, and one process runs on "
        f"one core, which was {min(busy, 1):.0%} busy"
    )


async def _measured(levels: Sequence[int], think: float, rush: float) -> list[Figure]:
    with both() as servers:
        app, bare = await sessions(servers, max(levels))
        limit = f"a session holds {len(controls(downloads.Options))} controls, one of the bare page a single one."
        memory = Figure("viewers", f"memory a session, of {max(levels)}", app, "MB", BARE, bare, 1.3, limit=limit)
        print(f"{memory.name}: {app:.2f} MB against {bare:.2f} MB", flush=True)
        found = [memory]
        for number in levels:
            for way, (ours, theirs) in (await level(servers, number, think, rush)).items():
                made = figures(number, way, ours, theirs)
                print(*(f"{f.name}: {f.value:.1f} against {f.baseline:.1f} {f.unit}" for f in made), sep="\n")
                print(*sorted({*ours.errors, *theirs.errors}), sep="\n", flush=True)
                found += made
    return found


def measured(levels: Sequence[int] = LEVELS, think: float = 60, rush: float = 15) -> list[Figure]:
    """Every figure of this section: so many viewers at a time, thinking and back to back for so many seconds."""
    return uvloop.run(_measured(levels, think, rush))


def main() -> None:
    """Measure, write the report of the day and print it."""
    parser = argparse.ArgumentParser(prog="python -m bench.viewers", description=__doc__)
    parser.add_argument("--levels", type=int, nargs="+", default=LEVELS, help="viewers at a time")
    parser.add_argument("--think", type=float, default=60, help="seconds of thinking viewers at each level")
    parser.add_argument("--rush", type=float, default=15, help="seconds back to back at each level")
    given = parser.parse_args()
    report.keep(measured(given.levels, given.think, given.rush))


if __name__ == "__main__":
    main()
