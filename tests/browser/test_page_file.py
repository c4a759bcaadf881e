"""A card's HTML file in a real browser with the network off: drawn, readable on a phone, and no name in it runs."""

from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from lib.charts.theme import THEMES
from lib.data import Data
from lib.exports.exhibit import Exhibit, exhibit
from lib.exports.page import page
from lib.views.options import resolve
from lib.views.pages import page_of
from tests.exports.names import SHOWN

TODAY = date(2026, 11, 24)
WIDE, NARROW = 1440, 390
HARMLESS = "Invalid color specifier"
"""What Plotly says of a list of colours, which it then draws as given."""


def first(data: Data, name: str) -> Exhibit:
    """The main chart of a page with its defaults."""
    topic = import_module(f"lib.views.{name.replace('/', '.')}")
    options = resolve(topic.Options, data, {})[0]
    view = topic.view(data, options)
    return exhibit(data, page_of(name), options, view, view.cards[0], "https://example.org", True)


@pytest.mark.slow
@pytest.mark.parametrize("mode", THEMES)
@pytest.mark.parametrize("of", SHOWN)
def test_a_file_of_a_card_is_drawn_without_a_network(
    of: str, mode, data: Data, browser: Browser, tmp_path: Path
) -> None:
    card = first(data, of)
    file = tmp_path / "chart.html"
    file.write_bytes(page(card, card.card.draw(THEMES[mode]), TODAY, mode=mode))
    context = browser.new_context(viewport={"width": WIDE, "height": 900}, offline=True)
    tab = context.new_page()
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda request: said.append(request.url) if request.url.startswith("http") else None)
    tab.goto(file.as_uri())
    tab.wait_for_selector("#chart .main-svg")
    traces = tab.evaluate("document.getElementById('chart').data.length")
    assert traces == len(card.card.draw(THEMES[mode]).data)
    for width in (WIDE, NARROW):
        tab.set_viewport_size({"width": width, "height": 900})
        tab.reload()
        tab.wait_for_selector("#chart .main-svg")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
    with tab.expect_download() as saved:
        tab.get_by_role("button", name="Save the chart as SVG").click()
    assert saved.value.suggested_filename == f"{card.name}.svg"
    assert "<svg" in saved.value.path().read_text(encoding="utf-8")
    assert [line for line in said if HARMLESS not in line] == []
    context.close()


@pytest.mark.slow
@pytest.mark.parametrize("mode", THEMES)
def test_axe_finds_nothing_in_a_file_of_a_card(mode, data: Data, browser: Browser, tmp_path: Path) -> None:
    card = first(data, "race/crossover")
    file = tmp_path / "chart.html"
    file.write_bytes(page(card, card.card.draw(THEMES[mode]), TODAY, mode=mode))
    context = browser.new_context(bypass_csp=True)
    tab = context.new_page()
    tab.goto(file.as_uri())
    tab.wait_for_selector("#chart .main-svg")
    found = Axe().run(tab)
    assert found.violations_count == 0, found.generate_report()
    context.close()
