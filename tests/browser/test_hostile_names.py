"""Names that would be markup, links or code, on every page and in its share menu: they come out as words."""

from collections.abc import Iterator

import pytest

from bench.serve import serving
from lib.ui.card import PANES
from lib.views.pages import PAGES, Page
from tests.browser.seen import Seen
from tests.stores import hostile

pytestmark = pytest.mark.slow
CHOICES = {"rankings/hub": "?search=e", "race/crossover": "?count=Monthly+downloads"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on a store with hostile names."""
    folder = hostile(tmp_path_factory.mktemp("hostile") / "data")
    with serving("app.py", CROSSOVER_DATA=str(folder)) as address:
        yield address


@pytest.mark.parametrize("of", PAGES, ids=lambda of: of.name)
def test_a_page_of_hostile_names_shows_words_and_asks_nobody_else(of: Page, served: str, seen: Seen) -> None:
    elsewhere: list[str] = []
    said: list[str] = []
    seen.page.on("request", lambda asked: elsewhere.append(asked.url) if not ours(asked.url, served) else None)
    seen.page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    seen.open(f"{served}/{of.path}{CHOICES.get(of.name, '')}")
    cards = seen.page.locator('[class*="st-key-card-"]').count()
    for card in range(min(cards, 2)):
        for pane in PANES:
            seen.page.get_by_role("radio", name=pane).or_(seen.page.get_by_role("button", name=pane)).nth(card).click()
            seen.settle()
    assert not elsewhere
    assert not said
    assert "Traceback" not in seen.words()
    assert seen.page.locator('img[src="x"]').count() == 0
    assert seen.page.locator('[data-testid="stMain"] a[href^="javascript:"]').count() == 0
    width = seen.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1]


def test_a_hostile_model_stands_in_the_ranking_as_it_is_called(served: str, seen: Seen) -> None:
    seen.open(f"{served}/hub")
    drawn = seen.page.evaluate("[...document.querySelectorAll('.js-plotly-plot text')].map(text => text.textContent)")
    assert any("<img src=x onerror=alert(1)>" in words for words in drawn)
    assert not [words for words in [*drawn, seen.words()] if "\u202e" in words]


def ours(address: str, server: str) -> bool:
    return address.startswith((server, server.replace("http", "ws"), "data:", "blob:"))
