"""Each page against a bare Streamlit page with one equal chart, in one run: `python -m bench pages`.

Navigation is from the request to the first chart drawn in a fresh browser context; control is from a click to the new
chart; script is the page's own run in the server, without the browser; bytes are what the websocket sent for the first
view. Ratios are page over bare, medians of alternating runs. Wall times depend on the machine, ratios much less.
"""

import importlib
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Page as Tab
from rich.progress import track
from streamlit.testing.v1 import AppTest

from bench.report import Figure
from bench.serve import FLAGS, chromium, serving
from lib.charts.theme import THEMES
from lib.data import open_data
from lib.snapshots import PROJECT
from lib.views import waiting
from lib.views.options import controls, resolve
from lib.views.pages import Page

DRAWN = ".js-plotly-plot .main-svg"
SECTION = "pages"
AGAINST = "a bare page with the same first chart"


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


def measure(page: Page, browser: Browser, app: str, times: int) -> Iterator[Figure]:
    """The figures of a page."""
    took = scripts(page, 40)
    yield Figure(SECTION, f"{page.title}, script, median", 1000 * statistics.median(took), "ms")
    yield Figure(SECTION, f"{page.title}, script, p95", 1000 * statistics.quantiles(took, n=20)[-1], "ms")
    if page.section == "about":
        return
    drawn, change = figures(page)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "figures.jsonl"
        file.write_text("\n".join(drawn), encoding="utf-8")
        with serving("bench/bare.py", BARE_FIGURES=str(file)) as bare:
            ours, theirs = _in_turn(
                lambda: navigation(browser, f"{app}/{page.path}"), lambda: navigation(browser, bare), times
            )
            yield _figure(f"{page.title}, to the first chart", [t for t, _ in ours], [t for t, _ in theirs])
            sent = f"{page.title}, sent for the first view"
            yield Figure(SECTION, sent, ours[0][1] / 1000, "kB", AGAINST, theirs[0][1] / 1000)
            if change:
                topic = importlib.import_module(f"lib.views.{page.name.replace('/', '.')}")
                start = getattr(resolve(topic.Options, open_data(), {})[0], change.option)
                a = changes(browser, f"{app}/{page.path}", change.option, (start, change.value), times)
                b = changes(browser, bare, "bare", ("first", "second"), times)
                yield _figure(f"{page.title}, from a control to the new chart", a, b)


def _figure(name: str, ours: list[float], theirs: list[float]) -> Figure:
    return Figure(SECTION, name, 1000 * statistics.median(ours), "ms", AGAINST, 1000 * statistics.median(theirs))


def _in_turn(a: Callable, b: Callable, times: int) -> tuple[list, list]:
    """Results of `a` and `b`, run in turn after one run each that does not count."""
    a(), b()
    pairs = [(a(), b()) for _ in range(times)]
    return [one for one, _ in pairs], [other for _, other in pairs]


def measured(times: int = 7) -> list[Figure]:
    """Every page that the shipped data offers, each `times` over in turn with its bare page, after one not counted."""
    found: list[Figure] = []
    with sync_playwright() as driver, serving("app.py") as app:
        browser = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        for page in track(waiting.offered(open_data()), description="pages", transient=True):
            found += measure(page, browser, app, times)
        browser.close()
    return found
