"""Two processes behind nginx against one without it: `python -m bench.proxied`.

Viewers change a control back to back and are spread evenly over the processes by the cookie that nginx sets. They are a
process of their own and share the machine with what they measure, so the processor time of each part is measured too.
"""

import argparse
import asyncio
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace

import psutil
import uvloop

from bench import report
from bench.report import Figure
from bench.serve import behind_nginx, process
from bench.viewer import FAILURES, Seen, Viewer
from bench.viewers import CHOICES, CONTROL, VALUES, leave

ONE = "one process without nginx"


@dataclass(frozen=True)
class Rush:
    """What viewers did back to back: changes, errors, seconds, and the processor time of each part by its name."""

    changes: int
    errors: int
    seconds: float
    spent: Mapping[str, float]

    @property
    def pace(self) -> float:
        """Changes a second."""
        return self.changes / self.seconds

    @property
    def work(self) -> float:
        """Changes for each second of processor time that the app had."""
        return self.changes / self.spent["app"]


def spent(processes: Sequence[psutil.Process]) -> float:
    """Seconds of processor time of these processes so far."""
    return float(sum(times.user + times.system for times in (each.cpu_times() for each in processes)))


async def rush(address: str, cookies: Sequence[str], seconds: float, parts: Mapping[str, Sequence[int]]) -> Rush:
    """A viewer for each cookie at the address, back to back; `parts` are the processes whose time is taken."""
    page = Seen(address, "downloads", {**CHOICES, CONTROL: VALUES[0]}, CONTROL, VALUES)
    viewers = [Viewer(page, cookie) for cookie in cookies]
    for viewer in viewers:
        await viewer.open()
        await viewer.change()
        await viewer.change()
    watched = {name: [psutil.Process(number) for number in numbers] for name, numbers in parts.items()}
    before, begun = {name: spent(of) for name, of in watched.items()}, time.monotonic()

    async def one(viewer: Viewer) -> tuple[int, int]:
        changes = 0
        while time.monotonic() < begun + seconds:
            try:
                await viewer.change()
            except FAILURES:
                return changes, 1
            changes += 1
        return changes, 0

    counts = await asyncio.gather(*(one(viewer) for viewer in viewers))
    took, after = time.monotonic() - begun, {name: spent(of) for name, of in watched.items()}
    await leave(viewers)
    return Rush(
        sum(changes for changes, _ in counts),
        sum(errors for _, errors in counts),
        took,
        {name: after[name] - before[name] for name in watched},
    )


async def _rushes(number: int, seconds: float) -> tuple[Rush, Rush]:
    with ExitStack() as stack:
        first, second = (stack.enter_context(process("app.py")) for _ in range(2))
        address, proxy = stack.enter_context(behind_nginx(first[0], second[0]))
        own = [psutil.Process().pid]
        workers = [proxy.pid, *(worker.pid for worker in psutil.Process(proxy.pid).children())]
        one = await rush(first[0], [""] * number, seconds, {"app": [first[1].pid], "viewers": own})
        cookies = [f"process={('first', 'second')[place % 2]}" for place in range(number)]
        app = [first[1].pid, second[1].pid]
        two = await rush(address, cookies, seconds, {"app": app, "nginx": workers, "viewers": own})
        return one, two


def limit(one: Rush, two: Rush) -> str:
    """What limits two processes on this machine, as measured: who had how much of its cores."""
    told, alone = (", ".join(f"{name} {time / of.seconds:.2f}" for name, time in of.spent.items()) for of in (two, one))
    return (
        f"of {psutil.cpu_count()} cores the parts had {told}; with one process {alone}. All share the cores, while a "
        f"change costs the app {1000 / two.work:.1f} ms of processor time with two processes and {1000 / one.work:.1f} "
        "with one"
    )


def measured(viewers: int = 40, seconds: float = 30) -> list[Figure]:
    """The figures of this section, with so many viewers back to back for so many seconds each time."""
    one, two = uvloop.run(_rushes(viewers, seconds))
    made = Figure("processes", "", 0.0, "a second", ONE)
    return [
        replace(
            made,
            name=f"{viewers} viewers back to back: changes a second of two processes",
            value=two.pace,
            baseline=one.pace,
            goal=1.8,
            least=True,
            limit=limit(one, two),
        ),
        replace(made, name="changes for each second of processor time of the app", value=two.work, baseline=one.work),
        replace(
            made,
            name="processor time of nginx a change",
            value=two.spent["nginx"] / two.changes * 1000,
            unit="ms",
            against="",
        ),
        replace(made, name="errors", value=two.errors, unit="errors", baseline=one.errors, goal=0, of="value"),
    ]


def main() -> None:
    """Measure, write the report of the day and print it."""
    parser = argparse.ArgumentParser(prog="python -m bench.proxied", description=__doc__)
    parser.add_argument("--viewers", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=30, help="seconds of each of the two")
    given = parser.parse_args()
    report.keep(measured(given.viewers, given.seconds))


if __name__ == "__main__":
    main()
