"""Each page against a bare Streamlit page with one equal chart, in one run: `make bench`.

Navigation is from the request to the first chart drawn in a fresh browser context; control is from a click to the new
chart; script is the page's own run in the server, without the browser; bytes are what the websocket sent for the first
view. Ratios are page over bare, medians of alternating runs. Wall times depend on the machine, ratios much less.
"""

import argparse
import importlib
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import plotly
import streamlit
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Page as Tab
from streamlit.testing.v1 import AppTest

from bench.serve import FLAGS, chromium, serving
from lib.charts.theme import THEMES
from lib.data import open_data
from lib.snapshots import PROJECT
from lib.views import waiting
from lib.views.options import controls, resolve
from lib.views.pages import Page

DRAWN = ".js-plotly-plot .main-svg"
REPORT = PROJECT / "bench" / "results" / "pages.md"


@dataclass(frozen=True)
class Change:
    """A control of a page, by its option, and the value to which it is changed."""

    option: str
    value: str


def figures(page: Page) -> tuple[list[str], Change | None]:
    """The first chart of a page as opened and after its first control was changed, as JSON, and that change."""
    topic = importlib.import_module(f"lib.views.{page.name.replace('/', '.')}")
    data = open_data()
    options, _ = resolve(topic.Options, data, {})
    drawn = [_first(topic, data, options)]
    for name, control in controls(topic.Options).items():
        if control.kind == "one" and not control.more and control.when(options):
            other = next(value for value in control.allowed(data) if value != getattr(options, name))
            changed, _ = resolve(topic.Options, data, {name: other})
            return [*drawn, _first(topic, data, changed)], Change(name, other)
    return [drawn[0], drawn[0]], None


def _first(topic: object, data: object, options: object) -> str:
    card = topic.view(data, options).cards[0]  # type: ignore[attr-defined]
    return card.draw(THEMES["light"]).to_json()


def navigation(browser: Browser, address: str) -> tuple[float, int]:
    """Seconds from the request to the first chart in a fresh context, and the bytes of the websocket by then."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    tab = context.new_page()
    received = [0]
    tab.on("websocket", lambda socket: socket.on("framereceived", lambda data: _count(received, data)))
    began = time.perf_counter()
    tab.goto(address, wait_until="commit")
    tab.wait_for_selector(DRAWN)
    took = time.perf_counter() - began
    _settle(tab)
    context.close()
    return took, received[0]


def _count(received: list[int], data: str | bytes) -> None:
    received[0] += len(data)


def _settle(tab: Tab) -> None:
    tab.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    tab.wait_for_timeout(300)


WATCH = """words => new Promise((done, failed) => {
    const offered = [...document.querySelectorAll(words.offered)];
    const drawn = () => document.querySelector('.js-plotly-plot .main-svg')?.innerHTML;
    const before = drawn();
    const began = performance.now();
    const look = () => {
        const now = drawn();
        if (now && now !== before) done(performance.now() - began);
        else if (performance.now() - began > 20000) failed('no new chart within 20 seconds');
        else requestAnimationFrame(look);
    };
    offered.find(item => item.innerText.trim() === words.value).click();
    look();
})"""
"""From the click to the first frame in which the first chart is another one."""


def changes(browser: Browser, address: str, option: str, values: tuple[str, str], times: int) -> list[float]:
    """Seconds from a click on a control to the new chart, `times` over, between the two values."""
    tab = browser.new_page(viewport={"width": 1440, "height": 900})
    tab.goto(address)
    tab.wait_for_selector(DRAWN)
    _settle(tab)
    box = tab.locator(f".st-key-{option}").get_by_role("combobox")
    took = []
    for turn in range(times + 2):
        if box.count():
            box.click()
            tab.wait_for_selector('[role="option"]')
        offered = '[role="option"]' if box.count() else f".st-key-{option} button"
        took.append(tab.evaluate(WATCH, {"offered": offered, "value": values[(turn + 1) % 2]}) / 1000)
        _settle(tab)
    tab.close()
    return took[2:]


def scripts(page: Page, times: int) -> list[float]:
    """Seconds of the page's own script, warm: run by run in the process, without a browser."""
    app = AppTest.from_file(str(PROJECT / "pages" / "frame.py"), default_timeout=60).run()
    if not page.default:
        app.switch_page(page.file).run()
    took = []
    for _ in range(times):
        began = time.perf_counter()
        app.run()
        took.append(time.perf_counter() - began)
    assert not app.exception, app.exception
    return took


def measure(page: Page, browser: Browser, app: str, times: int) -> str:
    """One row of the report."""
    took = scripts(page, 40)
    script = f"{_ms(statistics.median(took))} / {_ms(statistics.quantiles(took, n=20)[-1])}"
    if page.section == "about":
        return f"| {page.name} | no chart | | {script} | |"
    drawn, change = figures(page)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "figures.jsonl"
        file.write_text("\n".join(drawn), encoding="utf-8")
        with serving("bench/bare.py", BARE_FIGURES=str(file)) as bare:
            ours, theirs = _in_turn(
                lambda: navigation(browser, f"{app}/{page.path}"), lambda: navigation(browser, bare), times
            )
            control = "no control"
            if change:
                topic = importlib.import_module(f"lib.views.{page.name.replace('/', '.')}")
                start = getattr(resolve(topic.Options, open_data(), {})[0], change.option)
                a = changes(browser, f"{app}/{page.path}", change.option, (start, change.value), times)
                b = changes(browser, bare, "bare", ("first", "second"), times)
                control = _ratio(a, b)
    sent = f"{ours[0][1] // 1000} kB / {theirs[0][1] // 1000} kB"
    return f"| {page.name} | {_ratio([t for t, _ in ours], [t for t, _ in theirs])} | {control} | {script} | {sent} |"


def _in_turn(a: Callable, b: Callable, times: int) -> tuple[list, list]:
    """Results of `a` and `b`, run in turn after one run each that does not count."""
    a(), b()
    pairs = [(a(), b()) for _ in range(times)]
    return [one for one, _ in pairs], [other for _, other in pairs]


def _ratio(a: list[float], b: list[float]) -> str:
    return (
        f"{statistics.median(a) / statistics.median(b):.2f} ({_ms(statistics.median(a))} / {_ms(statistics.median(b))})"
    )


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def main() -> None:
    """Measure every page, print the report and keep it in bench/results."""
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("--times", type=int, default=7, help="counted runs of each measurement")
    times = parser.parse_args().times
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    lines = [
        "# Pages against a bare page with one equal chart",
        "",
        f"{os.cpu_count()} cores, {memory} GiB; Streamlit {streamlit.__version__}, Plotly {plotly.__version__}, "
        f"Playwright {version('playwright')}; {times} runs in turn, medians; page / bare.",
        "",
        "| page | navigation to first chart | control to new chart | script p50 / p95 | bytes of the first view |",
        "| --- | --- | --- | --- | --- |",
    ]
    print("\n".join(lines), flush=True)
    with sync_playwright() as driver, serving("app.py") as app:
        browser = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        for page in waiting.offered(open_data()):
            lines.append(measure(page, browser, app, times))
            print(lines[-1], flush=True)
        browser.close()
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    assert shutil.which("chromium") or chromium(), "the bench needs Chromium"
    main()
