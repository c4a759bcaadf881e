"""One journey for each page: open it by its address, read the finding, change something, take the numbers home."""

import csv
import importlib
import io

import pytest
import requests

from lib.data import Data
from lib.views.options import controls, resolve
from lib.views.pages import Page
from tests.browser.seen import Seen
from tests.offered import CHARTED, OFFERED


def first_control(page: Page, data: Data) -> tuple[str, object, object] | None:
    """The first control in plain sight that has another value to offer, and that value."""
    topic = importlib.import_module(f"lib.views.{page.name.replace('/', '.')}")
    options, _ = resolve(topic.Options, data, {})
    for name, control in controls(topic.Options).items():
        if control.kind == "one" and not control.more and control.when(options):
            return name, control, next(v for v in control.allowed(data) if v != getattr(options, name))
    return None


@pytest.mark.parametrize("of", CHARTED, ids=lambda of: of.name)
def test_a_reader_opens_a_page_changes_it_and_takes_the_numbers_home(
    of: Page, server: str, seen: Seen, data: Data
) -> None:
    seen.open(f"{server}/{of.path}")
    finding = seen.page.locator("h2").first.inner_text()
    assert len(finding) > 20
    before = seen.charts()
    assert before
    assert all(any(trace["y"] for trace in chart["traces"]) for chart in before)

    if chosen := first_control(of, data):
        name, control, value = chosen
        seen.change(name, control, value)
        assert seen.becomes(lambda: seen.charts() != before)
        assert seen.becomes(lambda: f"{name}=" in seen.page.url)

    take = seen.page.get_by_role("button", name="Download these rows as CSV")
    if not take.count():  # a page whose table is what it is about opens with it
        seen.page.get_by_role("radiogroup").or_(seen.page.locator('[data-testid="stButtonGroup"]')).filter(
            has_text="Definition and caveats"
        ).first.get_by_text("Table", exact=True).click()
        seen.settle()
    with seen.page.expect_download() as taken:
        take.click()
    rows = list(csv.DictReader(io.StringIO(taken.value.path().read_text(encoding="utf-8"))))
    assert rows
    assert taken.value.suggested_filename.startswith("crossover-")

    seen.page.get_by_text("Share and export").first.click()
    seen.settle()
    link = seen.page.get_by_role("link", name="Copy live link").get_attribute("href") or ""
    assert link.startswith(f"{server}/{of.path}?")


@pytest.mark.parametrize("of", [page for page in OFFERED if page.section == "about"], ids=lambda of: of.name)
def test_a_reader_opens_a_page_of_words(of: Page, server: str, seen: Seen) -> None:
    seen.open(f"{server}/{of.path}")
    assert seen.page.get_by_role("heading", level=1).inner_text() == of.title
    assert len(seen.words()) > 2000


def test_the_navigation_leads_to_every_page(server: str, seen: Seen) -> None:
    seen.open(f"{server}/{OFFERED[-1].path}")
    for of in OFFERED:
        seen.page.get_by_test_id("stTopNavSection").filter(has_text=of.section.capitalize()).click()
        seen.page.get_by_test_id("stTopNavPopover").or_(seen.page.get_by_role("menu")).get_by_text(
            of.title, exact=True
        ).first.click()
        seen.page.wait_for_url(f"{server}/{of.path}")
        seen.settle()
        assert seen.page.get_by_role("heading", level=1).is_visible()


def test_the_strip_of_dates_leads_to_the_view_behind_a_date(server: str, seen: Seen) -> None:
    seen.open(server)
    seen.page.get_by_role("link", name="Running sum, spike months out", exact=False).first.click()
    seen.settle()
    assert "/crossover" in seen.page.url
    assert "count=Running" in seen.page.url
    assert "spikes=false" in seen.page.url
    assert "passed Llama" in seen.page.locator("h2").first.inner_text()


def test_the_name_of_the_default_page_leads_to_it(server: str) -> None:
    answer = requests.get(f"{server}/overview?embed=true", timeout=10)
    assert answer.ok
    assert answer.url == f"{server}/?embed=true"


def test_every_answer_carries_the_security_headers(server: str) -> None:
    for path in ("/", "/healthz", "/crossover"):
        headers = requests.get(f"{server}{path}", timeout=10).headers
        assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_large_files_are_compressed(server: str, seen: Seen) -> None:
    sizes: list[str] = []
    seen.page.on(
        "response",
        lambda answer: sizes.append(answer.headers.get("content-encoding", "")) if ".js" in answer.url else None,
    )
    seen.open(server)
    assert "gzip" in sizes


def test_the_server_says_that_it_is_well_and_how_new_its_data_is(server: str) -> None:
    said = requests.get(f"{server}/healthz", timeout=10).json()
    assert said["status"] == "ok"
    assert said["newest"]["hub_monthly"] >= "2026-10-31"
