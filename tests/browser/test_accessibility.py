"""axe-core finds nothing on any page, in light and in dark, beyond what Streamlit itself is known to do."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from lib.ui.card import SHARE
from lib.views.pages import PAGES, Page
from tests.browser.seen import Seen

STREAMLITS = {"svg-img-alt"}
"""The sparkline of st.metric has no text; the number, its change and its date stand beside it as text."""


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("of", PAGES, ids=lambda of: of.name)
def test_axe_finds_nothing(of: Page, scheme: str, server: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    tab = context.new_page()
    seen = Seen(tab)
    seen.open(f"{server}/{of.path}")
    found = Axe().run(tab).response["violations"]
    context.close()
    ours = [
        f"{rule['id']}: {rule['help']}: {rule['nodes'][0]['html'][:200]}"
        for rule in found
        if rule["id"] not in STREAMLITS
    ]
    assert not ours


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_share_menu(scheme: str, server: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    seen = Seen(context.new_page())
    seen.open(f"{server}/downloads")
    seen.page.get_by_role("radio", name=SHARE).or_(seen.page.get_by_role("button", name=SHARE)).first.click()
    seen.settle()
    for tab in ("Links and image", "Embed", "Cite", "Download"):
        seen.page.get_by_role("tab", name=tab).click()
        seen.page.wait_for_timeout(300)
        found = Axe().run(seen.page).response["violations"]
        assert not [(tab, rule["id"], rule["nodes"][0]["html"]) for rule in found if rule["id"] not in STREAMLITS]
    context.close()
