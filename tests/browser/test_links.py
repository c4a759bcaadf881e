"""A link restores a view: every control in it, on a server that never saw it, or as the first request of one."""

import importlib
from types import ModuleType
from urllib.parse import urlencode

import pytest

from bench.serve import serving
from lib.data import Data
from lib.views.options import controls, resolve
from lib.views.pages import Page
from lib.views.view import NothingToShowError
from tests.browser.seen import Seen
from tests.offered import CHARTED

CHOOSING = [page for page in CHARTED if page.name != "race/overview"]


def everything_changed(page: Page, data: Data) -> dict[str, object]:
    """For every option of a page that matters, given the others, a value that is not its default and leaves a view."""
    topic = importlib.import_module(f"lib.views.{page.name.replace('/', '.')}")
    given: dict[str, object] = {}
    for name, control in controls(topic.Options).items():
        options, _ = resolve(topic.Options, data, given)
        if not control.when(options):
            continue
        now, allowed = getattr(options, name), control.allowed(data)
        if control.kind == "switch":
            given[name] = not now
        elif control.kind == "one":
            given[name] = next(
                (value for value in allowed if value != now and shows(topic, data, given, name, value)), now
            )
        elif control.kind == "span":
            given[name] = (allowed[1], allowed[-2])
        elif control.kind == "many":
            given[name] = tuple(value for value in allowed if value not in now) or now[:-1]
    return given


def shows(topic: ModuleType, data: Data, given: dict[str, object], name: str, value: object) -> bool:
    """Whether these choices and one more leave something to show."""
    try:
        topic.view(data, resolve(topic.Options, data, {**given, name: value})[0])
    except NothingToShowError:
        return False
    return True


def address(server: str, page: Page, given: dict[str, object]) -> str:
    said = {
        name: str(value).lower() if isinstance(value, bool) else list(value) if isinstance(value, tuple) else value
        for name, value in given.items()
    }
    return f"{server}/{page.path}?{urlencode(said, doseq=True)}"


@pytest.mark.slow
@pytest.mark.parametrize("of", CHOOSING, ids=lambda of: of.name)
def test_a_link_with_every_control_set_restores_the_view_on_another_server(
    of: Page, other_server: str, seen: Seen, data: Data
) -> None:
    topic = importlib.import_module(f"lib.views.{of.name.replace('/', '.')}")
    given = everything_changed(of, data)
    options, ignored = resolve(topic.Options, data, given)
    assert not ignored
    wanted = topic.view(data, options)
    seen.open(address(other_server, of, given))
    assert seen.page.locator("h2").first.inner_text() == wanted.headline
    titles = [heading.inner_text() for heading in seen.page.locator('[class*="st-key-card-"] h3').all()]
    assert titles == [card.title for card in wanted.cards]


@pytest.mark.slow
def test_the_first_request_after_a_start_may_be_a_deep_link(seen: Seen, data: Data) -> None:
    with serving("app.py") as server:
        seen.open(f"{server}/crossover?count=Monthly+downloads&compare=Region&log=true")
        assert (
            seen.page.locator("h2").first.inner_text().startswith("China passed the United States for good in May 2025")
        )
        assert seen.page.get_by_text("Every figure on these pages has a source").is_visible()
        seen.page.goto("about:blank")


def test_what_a_link_does_not_offer_is_ignored_and_the_page_opens(server: str, seen: Seen) -> None:
    seen.open(f"{server}/crossover?count=Nonsense&families=Nobody&window=1999-01&utm_source=x")
    assert seen.charts()
    assert "Traceback" not in seen.words()


def test_choices_of_one_page_do_not_reach_another_through_a_link(server: str, seen: Seen) -> None:
    seen.open(f"{server}/downloads?spikes=false&window=2025-06&window=2026-03")
    seen.page.get_by_test_id("stTopNavSection").filter(has_text="Race").click()
    seen.page.get_by_text("Overview", exact=True).last.click()
    seen.page.get_by_text("Who leads the open-weight model race?").wait_for()
    seen.settle()
    seen.page.get_by_role("link", name="Monthly downloads").first.click()
    seen.page.get_by_role("heading", name="Monthly downloads: Qwen and Llama").wait_for()
    seen.settle()
    assert "spikes" not in seen.page.url
    assert "window" not in seen.page.url
    points = [trace["x"] for trace in seen.charts()[0]["traces"] if trace["name"] == "Qwen"]
    assert points[0][0].startswith("2024-07")
