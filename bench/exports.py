"""A card as a picture against bare Kaleido on the same chart without words, in one run: `python -m bench.exports`.

Both browsers are warm; each card of each page is drawn in turn by both, 1200 pixels wide (PNG with twice the pixels).
Seconds are from the call to the bytes; the chart itself is made before. First is the first picture of a process,
which starts the browser. Times depend on the machine, their ratio much less.
"""

import argparse
import asyncio
import importlib
import os
import statistics
import time
from collections.abc import Iterator
from importlib.metadata import version

import plotly.graph_objects as go
from kaleido import Kaleido

from lib.charts.theme import THEMES
from lib.data import open_data
from lib.exports import browser
from lib.exports.exhibit import Exhibit, exhibit
from lib.exports.pictures import FORMS, picture
from lib.snapshots import PROJECT
from lib.views import waiting
from lib.views.options import resolve

WIDTH, SCALE = 1200, 2
REPORT = PROJECT / "bench" / "results" / "exports.md"


def cards() -> Iterator[tuple[Exhibit, go.Figure]]:
    """Every card with a chart, as its page opens, and that chart."""
    data = open_data()
    for page in waiting.offered(data):
        if page.section == "about":
            continue
        topic = importlib.import_module(f"lib.views.{page.name.replace('/', '.')}")
        options, _ = resolve(topic.Options, data, {})
        view = topic.view(data, options)
        for card in view.cards:
            shown = exhibit(data, page, options, view, card, "https://crossover.example", True)
            yield shown, card.draw(THEMES["light"])


class Bare:
    """Kaleido as it comes, without its mathematics, in a loop that is ours."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.kaleido = Kaleido(mathjax=False)
        self.loop.run_until_complete(self.kaleido.open())

    def draw(self, figure: go.Figure, form: str) -> bytes:
        """The chart as it is, in its own height."""
        size = {"width": WIDTH, "height": figure.layout.height, "scale": SCALE if form == "png" else 1}
        return self.loop.run_until_complete(self.kaleido.calc_fig(figure, {"format": form, **size}))

    def close(self) -> None:
        """End its browser."""
        self.loop.run_until_complete(self.kaleido.close())
        self.loop.close()


def timed(call: object, *given: object, **more: object) -> float:
    """Seconds of one call."""
    began = time.perf_counter()
    call(*given, **more)  # type: ignore[operator]
    return time.perf_counter() - began


def measured(shown: list[tuple[Exhibit, go.Figure]], form: str, bare: Bare, times: int) -> tuple[list, list]:
    """Seconds of each export of each card, and of each bare drawing, in turn."""
    ours, theirs = [], []
    for _ in range(times):
        for card, figure in shown:
            ours.append(timed(picture, card, figure, form, mode="light", width=WIDTH, scale=SCALE))
            theirs.append(timed(bare.draw, figure, form))
    return ours, theirs


def row(form: str, ours: list[float], theirs: list[float]) -> str:
    """One row of the report."""
    ratio = statistics.median(ours) / statistics.median(theirs)
    name = f"{form.upper()} {SCALE}x" if form == "png" else form.upper()
    return f"| {name} | {_both(ours)} | {_both(theirs)} | {ratio:.2f} |"


def _both(seconds: list[float]) -> str:
    return f"{statistics.median(seconds) * 1000:.0f} / {statistics.quantiles(seconds, n=20)[-1] * 1000:.0f} ms"


def main() -> None:
    """Measure each form, print the report and keep it in bench/results."""
    parser = argparse.ArgumentParser(prog="python -m bench.exports", description=__doc__)
    parser.add_argument("--times", type=int, default=5, help="counted pictures of each card in each form")
    times = parser.parse_args().times
    shown = list(cards())
    first = timed(picture, *shown[0], "png", mode="light")
    bare = Bare()
    bare.draw(shown[0][1], "png")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    lines = [
        "# A card as a picture against bare Kaleido",
        "",
        f"{os.cpu_count()} cores, {memory} GiB; Kaleido {version('kaleido')}, "
        f"Choreographer {version('choreographer')}, Plotly {version('plotly')}; {len(shown)} cards {times} times in "
        f"turn, {WIDTH} pixels wide; first picture {first:.1f} s.",
        "",
        "| form | card p50 / p95 | bare Kaleido p50 / p95 | ratio of p50 |",
        "| --- | ---: | ---: | ---: |",
    ]
    for form in FORMS:
        lines.append(row(form, *measured(shown, form, bare, times)))
        print(lines[-1], flush=True)
    bare.close()
    browser.close()
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
