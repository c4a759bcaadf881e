"""What a reader has in front of them, and what they can do with it."""

from collections.abc import Callable
from time import monotonic
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

from lib.views.options import Control

SETTLED = '[data-testid="stApp"][data-test-script-state="notRunning"]'

DRAWN = """() => [...document.querySelectorAll('[data-testid="stPlotlyChart"]')]
    .every(chart => chart.querySelector('.js-plotly-plot .main-svg'))"""
"""Whether every chart is drawn; asked of the page as a whole, since a chart may be replaced while one waits for it."""


STREAMLITS = {"svg-img-alt"}
"""The sparkline of st.metric has no text; the number, its change and its date stand beside it as text."""


class Seen:
    """What a reader has in front of them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.problems: list[str] = []
        page.on("pageerror", lambda error: self.problems.append(f"page error: {error}"))
        page.on("console", lambda said: self.problems.append(said.text) if _ours(said.type, said.text) else None)

    def open(self, address: str) -> None:
        """Go there and wait until everything is drawn."""
        self.page.goto(address)
        self.page.get_by_text("Every figure on these pages has a source").wait_for(timeout=60_000)
        self.settle()

    def settle(self) -> None:
        """Wait until the script has run and every chart that it sent is drawn."""
        self.page.wait_for_timeout(150)
        self.page.wait_for_selector(SETTLED, timeout=30_000)
        self.page.wait_for_selector('[data-testid="stSkeleton"]', state="detached", timeout=30_000)
        assert self.becomes(lambda: self.page.evaluate(DRAWN)), "a chart is not drawn"

    def charts(self) -> list[dict]:
        """Every chart on the page as a reader sees it: its traces with points and words, its axis, its marks."""
        return self.page.evaluate(
            """() => [...document.querySelectorAll('.js-plotly-plot')].map(plot => ({
                traces: plot._fullData.map(trace => ({
                    name: trace.name,
                    x: Array.from(trace.x || trace.node?.label || []).map(String),
                    y: Array.from(trace.y || trace.link?.value || []).map(String),
                    colour: JSON.stringify(trace.marker?.color ?? trace.line?.color),
                    words: JSON.stringify([trace.text, trace.customdata])})),
                axis: plot._fullLayout.yaxis.type,
                marks: plot._fullLayout.shapes.length + plot._fullLayout.annotations.length}))"""
        )

    def change(self, name: str, control: Control, value: Any) -> None:
        """Choose `value` with the control of the option `name`, as a hand does."""
        if control.more:
            self.page.get_by_role("button", name="More options").click()
        widget = self.page.locator(f".st-key-{name}")
        widget.locator("input, button:not([aria-label^=Help])").first.wait_for(state="attached")
        if control.kind == "switch":
            widget.locator("label").first.click()
        elif control.kind == "text":
            widget.locator("input").fill(value)
            widget.locator("input").press("Enter")
        elif control.kind == "span":
            widget.get_by_role("slider").last.focus()
            self.page.keyboard.press("ArrowLeft")
        elif (remove := widget.locator(f'button[aria-label="Remove {value}"]')).count():
            remove.click()
        elif widget.get_by_role("combobox").count():
            widget.get_by_role("combobox").click()
            self.page.keyboard.type(value)
            self.page.get_by_role("option", name=value, exact=True).click()
            self.page.keyboard.press("Escape")
        else:
            self._press(widget.get_by_role("radio", name=value, exact=True).first)
        if control.more:
            self.page.keyboard.press("Escape")
        self.settle()

    def _press(self, choice: Locator) -> None:
        """Choose one of a row of buttons; a press while the page still moves may miss it, and is made once more."""
        choice.click()
        if not self.becomes(lambda: choice.get_attribute("aria-checked") == "true", seconds=3):
            choice.click()

    def faults(self) -> list[str]:
        """What axe-core finds on the page, beyond what Streamlit itself is known to do."""
        return [
            f"{rule['id']}: {rule['help']}: {rule['nodes'][0]['html'][:200]}"
            for rule in Axe().run(self.page).response["violations"]
            if rule["id"] not in STREAMLITS
        ]

    def becomes(self, holds: Callable[[], bool], seconds: float = 30) -> bool:
        """Whether it holds before so many seconds are over: a chart is redrawn some time after the script has ended."""
        end = monotonic() + seconds
        while not holds() and monotonic() < end:
            self.page.wait_for_timeout(100)
        return holds()

    def words(self) -> str:
        """All text on the page."""
        return self.page.inner_text('[data-testid="stMain"]')


def _ours(kind: str, text: str) -> bool:
    """Whether a console message is our fault: Streamlit looks for its health route below a deep link and falls back."""
    return kind == "error" and "404" not in text
