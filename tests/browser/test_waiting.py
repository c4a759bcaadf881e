"""A page that waits for data is in no menu, and its address says what it waits for; once its data is there it is."""

from pathlib import Path

import pytest

from bench.serve import serving
from lib.views.pages import page_of
from tests.browser.seen import Seen
from tests.launched import twelve

LAUNCHES = page_of("adoption/launches")


def in_menu(seen: Seen) -> list[str]:
    """What stands below the heading of the section in the navigation."""
    seen.page.get_by_test_id("stTopNavSection").filter(has_text=LAUNCHES.section.capitalize()).click()
    menu = seen.page.get_by_test_id("stTopNavPopover").or_(seen.page.get_by_role("menu")).first
    return menu.inner_text().split("\n")


def test_with_the_shipped_store_launches_are_in_no_menu_and_say_what_they_wait_for(server: str, seen: Seen) -> None:
    seen.open(f"{server}/{LAUNCHES.path}")
    assert "at least 3 readings of one model's lifetime counter" in seen.words()
    told = in_menu(seen)
    assert "Downloads" in told
    assert LAUNCHES.title not in told


@pytest.mark.slow
def test_with_the_history_of_models_launches_are_in_the_menu(tmp_path: Path, seen: Seen) -> None:
    with serving("app.py", CROSSOVER_DATA=str(twelve(tmp_path / "data"))) as address:
        seen.open(f"{address}/{LAUNCHES.path}")
        assert len(seen.charts()) == 4
        assert LAUNCHES.title in in_menu(seen)
