"""Every page on a desk and a phone, light and dark: nothing sticks out or is cut off, axe-core finds nothing."""

import pytest
from playwright.sync_api import Browser

from lib.charts.theme import THEMES
from lib.views.pages import PAGES, Page
from tests.browser.seen import Seen

pytestmark = pytest.mark.slow

WIDTHS = {"desk": 1440, "phone": 390}
CUT = """() => [...document.querySelectorAll('.js-plotly-plot')].flatMap(plot => {
    const frame = plot.querySelector('.main-svg').getBoundingClientRect();
    return [...plot.querySelectorAll('.annotation-text, .ytick text, .legendtext')].filter(text => {
        const box = text.getBoundingClientRect();
        return box.width > 0 && (box.left < frame.left - 2 || box.right > frame.right + 2);
    }).map(text => text.textContent);
})"""
GROUNDS = "() => [...document.querySelectorAll('.js-plotly-plot')].map(plot => plot._fullLayout.paper_bgcolor)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("of", PAGES, ids=lambda of: of.name)
def test_a_page_fits_and_can_be_used_by_all(of: Page, width: str, scheme: str, server: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": WIDTHS[width], "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    seen = Seen(context.new_page())
    seen.open(f"{server}/{of.path}")
    wide, shown = seen.page.evaluate(
        "() => (main => [main.scrollWidth, main.clientWidth])(document.querySelector('[data-testid=stMain]'))"
    )
    cut = seen.page.evaluate(CUT)
    grounds = seen.page.evaluate(GROUNDS)
    found = seen.faults() if width == "desk" else []  # on a phone Streamlit's folded menu is a list of no items
    context.close()
    assert wide <= shown
    assert cut == []
    assert set(grounds) <= {THEMES[scheme].ground}  # type: ignore[index]
    assert found == []
    assert not seen.problems


def test_charts_are_drawn_anew_when_the_system_turns_dark(server: str, seen: Seen) -> None:
    seen.open(f"{server}/downloads?by=Country")
    seen.page.emulate_media(color_scheme="dark")
    on = "ground => document.querySelector('.js-plotly-plot')?._fullLayout?.paper_bgcolor === ground"
    seen.page.wait_for_function(on, arg=THEMES["dark"].ground)  # it bears that the page is loaded anew meanwhile
    assert "by=Country" in seen.page.url
