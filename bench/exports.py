"""A card as a picture against bare Kaleido on the same chart without words, in one run: `python -m bench exports`.

Both browsers are warm; each card of each page is drawn in turn by both, 1200 pixels wide (PNG with twice the pixels).
Seconds are from the call to the bytes; the chart itself is made before. First is the first picture of a process,
which starts the browser. Times depend on the machine, their ratio much less.
"""

import asyncio
import importlib
import statistics
import time
from collections.abc import Iterator

import plotly.graph_objects as go
from kaleido import Kaleido
from rich.progress import track

from bench.report import Figure
from lib.charts.theme import THEMES
from lib.data import open_data
from lib.exports import browser
from lib.exports.exhibit import Exhibit, exhibit
from lib.exports.pictures import FORMS, picture
from lib.views import waiting
from lib.views.options import resolve

WIDTH, SCALE = 1200, 2
SECTION = "exports"


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


def in_turn(shown: list[tuple[Exhibit, go.Figure]], form: str, bare: Bare, times: int) -> tuple[list, list]:
    """Seconds of each export of each card, and of each bare drawing, in turn."""
    ours, theirs = [], []
    for _ in range(times):
        for card, figure in shown:
            ours.append(timed(picture, card, figure, form, mode="light", width=WIDTH, scale=SCALE))
            theirs.append(timed(bare.draw, figure, form))
    return ours, theirs


def measured(times: int = 5) -> list[Figure]:
    """Every card in every form, `times` over: medians, and the time that one in twenty exceeds."""
    shown = list(cards())
    first = timed(picture, *shown[0], "png", mode="light")
    found = [Figure(SECTION, "First picture of a process, which starts the browser", first, "s")]
    bare = Bare()
    bare.draw(shown[0][1], "png")
    for form in track(FORMS, description="exports", transient=True):
        ours, theirs = in_turn(shown, form, bare, times)
        name = f"{len(shown)} cards as {form.upper()}"
        for said, of in (("median", statistics.median), ("p95", _p95)):
            figure = Figure(SECTION, f"{name}, {said}", 1000 * of(ours), "ms", "bare Kaleido", 1000 * of(theirs))
            found.append(figure)
    bare.close()
    browser.close()
    return found


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]
