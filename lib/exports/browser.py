"""The machine's Chromium as it draws pictures: one for the process, kept warm, started anew when it dies."""

import asyncio
import atexit
import os
import shutil
import signal
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from subprocess import Popen
from threading import BoundedSemaphore, Lock, Thread
from typing import Any

import plotly
from choreographer.browsers import Chromium
from kaleido import Kaleido
from kaleido.errors import JavascriptError, KaleidoError

from lib.exports.pdf import printed

LINE_SECONDS, START_SECONDS, PICTURE_SECONDS, CLOSE_SECONDS = 40.0, 30.0, 15.0, 5.0
"""So long an asker waits for the askers before, for the browser to start, for a picture, for the browser to close."""
LONGEST_LINE = 64
"""So many may wait or be drawn for at a time, each in a thread: half a second for each is less than they may wait."""
FLAGS = ("--disable-background-networking", "--disable-quic", "--host-resolver-rules=MAP * ~NOTFOUND")
"""No host has an address, so nothing that a figure names, and nothing of the browser's own, reaches a network."""
PLOTLY_JS = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"

_LINE, _TURN = BoundedSemaphore(LONGEST_LINE), Lock()
_warm: "_Warm | None" = None


class NoBrowserError(RuntimeError):
    """There is no Chromium on this machine; the message says what to install and what works without."""


class BusyError(RuntimeError):
    """The picture cannot be had now: too many are asked for, or it took too long; the message says what to do."""


def available() -> bool:
    """Whether there is a browser to draw with: the one that `BROWSER_PATH` names, else any that is installed."""
    return bool(_found())


def draw(figure: Mapping[str, Any], form: str, *, width: int, height: int, scale: float) -> bytes:
    """A figure of ours (never one from outside) as "png", "svg" or "pdf"; a PNG has `scale` times the pixels.

    It waits for its turn and for the picture, so it is called from a thread that may wait. A browser that has died,
    before or meanwhile, is started anew once. Raises `NoBrowserError` and `BusyError`.
    """
    path = _found()
    if not path:
        named = os.environ.get("BROWSER_PATH")
        missing = f"BROWSER_PATH names no program: {named}" if named else "no Chromium is installed on this machine"
        raise NoBrowserError(
            f"There is no browser to draw with: {missing}. PNG, SVG and PDF need one (on Debian: apt-get install "
            "chromium); pages and tables can be had without."
        )
    if not _LINE.acquire(blocking=False):
        raise BusyError(f"{LONGEST_LINE} pictures are being drawn or waited for already; try again in a minute.")
    try:
        if not _TURN.acquire(timeout=LINE_SECONDS):
            raise BusyError(f"The pictures asked for before took over {LINE_SECONDS:.0f} seconds; try again.")
        try:
            return _drawn(path, figure, {"format": form, "width": width, "height": height, "scale": scale})
        finally:
            _TURN.release()
    finally:
        _LINE.release()


def close() -> None:
    """End the browser if there is one; the next picture starts another."""
    mine = _TURN.acquire(timeout=CLOSE_SECONDS)
    try:
        _end()
    finally:
        if mine:
            _TURN.release()


def _found() -> str:
    """The path of the browser, empty if there is none."""
    named = os.environ.get("BROWSER_PATH") or Chromium.find_browser(skip_local=False)
    return shutil.which(named or "") or ""


def _drawn(path: str, figure: Mapping[str, Any], options: dict[str, Any], *, again: bool = True) -> bytes:
    """The picture by the warm browser, or by a new one if that one is dead or dies; a fault of the figure is raised."""
    try:
        return _started(path).picture(figure, options)
    except (KaleidoError, JavascriptError):
        raise
    except TimeoutError as late:
        _end(patience=0)
        raise BusyError("The picture took too long to draw and was given up; try again.") from late
    except Exception as died:
        _end()
        if not again:
            raise BusyError("The browser does not start, or died twice at this picture; try again.") from died
    return _drawn(path, figure, options, again=False)


def _started(path: str) -> "_Warm":
    global _warm
    if _warm and not _warm.alive:
        _end()
    if not _warm:
        _warm = _Warm(path)
    _warm.wait()
    return _warm


def _end(*, patience: float = CLOSE_SECONDS) -> None:
    global _warm
    if _warm:
        _warm.end(patience=patience)
    _warm = None


class _Quiet(Chromium):
    """Chromium with our own flags beside Kaleido's."""

    def get_cli(self) -> list[str]:
        return [*super().get_cli(), *FLAGS]


class _Warm:
    """A browser that runs, in a thread of its own with its own loop, since Kaleido speaks asyncio alone."""

    def __init__(self, path: str) -> None:
        self._browser = Kaleido(path=path, browser_cls=_Quiet, plotlyjs=PLOTLY_JS.as_uri(), mathjax=False, timeout=None)
        self._loop = asyncio.new_event_loop()
        self._ending = asyncio.Event()
        self._ready: Future[None] = Future()
        self._thread = Thread(target=self._run, name="pictures", daemon=True)
        self._thread.start()

    @property
    def process(self) -> Popen[bytes] | None:
        """Its process, which leads a group of its own; none before it has started."""
        return getattr(self._browser, "subprocess", None)

    @property
    def alive(self) -> bool:
        """Whether it was running when last looked at."""
        return self._thread.is_alive() and not (self.process and self.process.returncode is not None)

    def wait(self) -> None:
        """Until it has started; raises what kept it from that, or `TimeoutError`."""
        self._ready.result(timeout=START_SECONDS)

    def picture(self, figure: Mapping[str, Any], options: dict[str, Any]) -> bytes:
        """Draw; raises what went wrong, or `TimeoutError`, after which only `end` is sound."""
        drawing = asyncio.run_coroutine_threadsafe(self._draw(figure, options), self._loop)
        return drawing.result(timeout=PICTURE_SECONDS)

    async def _draw(self, figure: Mapping[str, Any], options: dict[str, Any]) -> bytes:
        if options["format"] != "pdf":
            return await self._browser.calc_fig(figure, options)
        svg = await self._browser.calc_fig(figure, {**options, "format": "svg", "scale": 1})
        ground = figure["layout"].get("paper_bgcolor", "white")
        return await printed(self._browser, svg, width=options["width"], height=options["height"], ground=ground)

    def end(self, *, patience: float) -> None:
        """Close it, or kill it if that takes longer than `patience` seconds: it has nothing to save."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join(timeout=patience)
        if self._thread.is_alive():
            self._kill()
            self._thread.join(timeout=CLOSE_SECONDS)

    def _kill(self) -> None:
        if self.process and self.process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._live())

    async def _live(self) -> None:
        try:
            async with self._browser:
                for tab in self._browser.tabs.values():
                    tab.subscribe("Inspector.targetCrashed", self._crashed)
                    await tab.send_command("Inspector.enable")
                self._ready.set_result(None)
                await self._ending.wait()
        except Exception as failure:
            if not self._ready.done():
                self._ready.set_exception(failure)
        finally:
            self._ready.cancel()

    async def _crashed(self, _: object) -> None:
        """A page that ran out of memory answers no more, so its browser has to go."""
        self._kill()


atexit.register(close)
