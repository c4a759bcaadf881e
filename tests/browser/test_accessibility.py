"""axe-core finds nothing in the share menu when it is open; test_widths_and_themes asks it about every page."""

import pytest
from playwright.sync_api import Browser

from lib.ui.card import SHARE
from tests.browser.seen import Seen


@pytest.mark.slow
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
        assert seen.faults() == [], tab
    context.close()
