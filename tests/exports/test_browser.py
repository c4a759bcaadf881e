import asyncio
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image

from lib.exports import browser
from lib.exports.browser import BusyError, NoBrowserError

FIGURE = {"data": [{"type": "scatter", "x": [1, 2], "y": [1, 3]}], "layout": {"title": {"text": "One to three"}}}


def drawn(form: str = "png", figure: dict[str, Any] = FIGURE) -> bytes:
    return browser.draw(figure, form, width=300, height=200, scale=2)


def warm() -> Any:
    """The browser that runs; one is started if there is none."""
    drawn()
    return browser._warm


def is_a_picture(png: bytes) -> bool:
    return Image.open(BytesIO(png)).size == (600, 400)


def test_a_figure_comes_as_png_svg_and_pdf() -> None:
    assert is_a_picture(drawn("png"))
    assert "One to three" in "".join(ElementTree.fromstring(drawn("svg")).itertext())
    assert drawn("pdf").startswith(b"%PDF-")


def test_one_browser_draws_for_all_who_ask_at_once() -> None:
    process = warm().process.pid
    with ThreadPoolExecutor(6) as askers:
        pictures = list(askers.map(lambda _: drawn(), range(6)))
    assert all(map(is_a_picture, pictures))
    assert warm().process.pid == process


@pytest.fixture
def site() -> Iterator[tuple[str, list[str]]]:
    """The address of a site on this machine, and what was asked of it."""
    asked: list[str] = []

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Site) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


def test_a_picture_asks_nothing_of_a_network(site: tuple[str, list[str]]) -> None:
    address, asked = site
    image = {"source": f"{address}/logo.png", "xref": "paper", "yref": "paper", "sizex": 1, "sizey": 1}
    assert is_a_picture(drawn("png", {**FIGURE, "layout": {"images": [image]}}))
    assert not asked


def test_no_script_of_the_page_that_draws_comes_from_a_network() -> None:
    page = warm()._browser._index
    with open(page.removeprefix("file://"), encoding="utf-8") as file:
        sources = [part.split('"')[0] for part in file.read().split('src="')[1:]]
    assert sources
    assert all(source.startswith("file:///") for source in sources)
    assert not any("mathjax" in source.lower() for source in sources)


def test_after_the_browser_was_killed_the_next_picture_is_drawn_by_another() -> None:
    running = warm()
    leader = running.process.pid
    chromium = Path(f"/proc/{leader}/task/{leader}/children").read_text(encoding="ascii").split()[0]
    os.kill(int(chromium), signal.SIGKILL)
    assert is_a_picture(drawn())
    assert warm() is not running


@pytest.mark.slow
def test_a_picture_during_which_the_browser_is_killed_is_drawn_by_another() -> None:
    stopped = warm().process.pid
    os.killpg(stopped, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as asker:
        picture = asker.submit(drawn)
        until = monotonic() + 5
        while not browser._TURN.locked() and monotonic() < until:
            sleep(0.01)
        sleep(0.1)
        assert not picture.done()
        os.killpg(stopped, signal.SIGKILL)
        assert is_a_picture(picture.result(timeout=30))


@pytest.mark.slow
def test_after_its_page_crashed_the_next_picture_is_drawn_by_another_browser() -> None:
    running = warm()
    tab = next(iter(running._browser.tabs.values()))
    asyncio.run_coroutine_threadsafe(tab.send_command("Page.crash"), running._loop)
    assert is_a_picture(drawn())
    assert warm() is not running


@pytest.mark.slow
def test_a_picture_that_never_comes_is_given_up_and_the_next_one_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    os.killpg(warm().process.pid, signal.SIGSTOP)
    with monkeypatch.context() as hasty:
        hasty.setattr(browser, "PICTURE_SECONDS", 0.3)
        with pytest.raises(BusyError, match="took too long"):
            drawn()
    assert is_a_picture(drawn())


def test_who_waits_too_long_for_a_turn_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "LINE_SECONDS", 0.05)
    with browser._TURN, pytest.raises(BusyError, match="try again"):
        drawn()
    assert is_a_picture(drawn())


def test_all_pictures_of_a_report_may_be_asked_for_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "_drawn", lambda *_: sleep(0.005) or b"a picture")
    with ThreadPoolExecutor(60) as askers:
        assert list(askers.map(lambda _: drawn(), range(60))) == [b"a picture"] * 60


def test_nobody_joins_a_line_that_is_too_long() -> None:
    for _ in range(browser.LONGEST_LINE):
        assert browser._LINE.acquire(blocking=False)
    try:
        with pytest.raises(BusyError, match="waited for already"):
            drawn()
    finally:
        browser._LINE.release(browser.LONGEST_LINE)
    assert is_a_picture(drawn())


def test_without_a_browser_the_error_says_what_to_install_and_what_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    assert browser.available()
    monkeypatch.setattr(browser.Chromium, "find_browser", lambda **_: None)
    assert not browser.available()
    with pytest.raises(NoBrowserError, match=r"install chromium.*tables can be had without"):
        drawn()


def test_the_setting_names_the_browser_and_may_name_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER_PATH", browser._found())
    assert browser.available()
    monkeypatch.setenv("BROWSER_PATH", "nowhere/chromium")
    assert not browser.available()
    with pytest.raises(NoBrowserError, match="BROWSER_PATH names no program: nowhere/chromium"):
        drawn()


def test_a_program_that_is_no_browser_is_told_apart_from_none(monkeypatch: pytest.MonkeyPatch) -> None:
    browser.close()
    monkeypatch.setenv("BROWSER_PATH", "true")
    assert browser.available()
    with pytest.raises(BusyError, match="does not start"):
        drawn()
