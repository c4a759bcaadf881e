"""What a reader passes on arrives as it was on their screen: links, the image, the embedded chart, the files."""

import importlib
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

import pandas as pd
import pytest
from playwright.sync_api import Browser, Error
from playwright.sync_api import Page as Tab

from bench.serve import serving
from lib.data import Data
from lib.ui.card import SHARE
from lib.views.options import controls, resolve
from lib.views.pages import Page
from tests.browser.seen import Seen
from tests.browser.test_every_control import another
from tests.offered import CHARTED as CARDS

OWN_EVENT = {"own": "2025-07-15 Mine"}
"""What is typed where not just any word is an event."""

CHOSEN = {
    "rankings/hub": {"maker": "Alibaba"},
    "context/claims": {"topic": "Hub downloads", "speaker": "Hugging Face", "search": "moonshot"},
}
"""What is chosen where just any other value would leave nothing to show beside the choices before it."""


@pytest.fixture
def browser_context_args(browser_context_args: dict) -> dict:
    """A reader who lets the page write to the clipboard."""
    return {**browser_context_args, "permissions": ["clipboard-read", "clipboard-write"]}


def menu(seen: Seen, tab: str, card: int = 0) -> None:
    """Open the share menu of a card at a tab."""
    opener = seen.page.get_by_role("radio", name=SHARE).or_(seen.page.get_by_role("button", name=SHARE)).nth(card)
    if not seen.page.get_by_role("tab", name=tab).count():
        opener.click()
        seen.settle()
    seen.page.get_by_role("tab", name=tab).click()


def copied(seen: Seen, label: str) -> str:
    """What lies in the clipboard after a click on a copying link."""
    seen.page.get_by_role("link", name=label).click()
    seen.page.get_by_role("status").get_by_text("Copied").first.wait_for()
    return seen.page.evaluate("navigator.clipboard.readText()")


def at(server: str, link: str) -> str:
    """A link on a server that was started anew, so at another port."""
    return urlunsplit((*urlsplit(server)[:2], *urlsplit(link)[2:]))


def changed_by_hand(seen: Seen, of: Page, data: Data) -> None:
    """Give every control of a page, as far as it is offered, another value than its default."""
    kind = importlib.import_module(f"lib.views.{of.name.replace('/', '.')}").Options
    for name, control in controls(kind).items():
        if seen.page.locator(f".st-key-{name}").count() or control.more:
            given = parse_qs(urlsplit(seen.page.url).query)
            now = getattr(resolve(kind, data, {})[0], name)
            if control.more and not offered(seen, name):
                continue
            chosen = OWN_EVENT | CHOSEN.get(of.name, {})
            seen.change(name, control, chosen.get(name) or another(control, now, data))
            assert seen.becomes(lambda name=name: f"{name}=" in seen.page.url), (name, given)


def offered(seen: Seen, name: str) -> bool:
    """Whether a control stands behind "More options" with the choices made so far."""
    if not seen.page.get_by_role("button", name="More options").count():
        return False
    seen.page.get_by_role("button", name="More options").click()
    seen.page.wait_for_timeout(300)
    found = seen.page.locator(f".st-key-{name}").count() > 0
    seen.page.keyboard.press("Escape")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("of", CARDS, ids=lambda of: of.name)
def test_links_taken_from_a_page_show_the_same_in_a_fresh_browser_on_another_server(
    of: Page, server: str, other_server: str, seen: Seen, browser: Browser, browser_context_args: dict, data: Data
) -> None:
    seen.open(f"{server}/{of.path}")
    changed_by_hand(seen, of, data)
    menu(seen, "Links and image")
    live, frozen = copied(seen, "Copy live link"), copied(seen, "Copy frozen link")
    seen.settle()  # what the links speak of: after many changes in a row the last drawing may still be under way
    sent = seen.charts()
    headline = seen.page.locator("h2").first.inner_text()
    for link in (live, frozen):
        other = Seen(browser.new_context(**browser_context_args).new_page())
        other.open(at(other_server, link))
        assert other.becomes(lambda other=other: other.charts() == sent), link
        assert other.page.locator("h2").first.inner_text() == headline
        assert "was ignored" not in other.words()
        assert not other.problems
        other.page.context.close()


def test_a_copied_link_holds_every_choice_and_a_frozen_one_the_data(server: str, seen: Seen, data: Data) -> None:
    seen.open(f"{server}/downloads?by=Country")
    menu(seen, "Links and image")
    live = parse_qs(urlsplit(copied(seen, "Copy live link")).query)
    frozen = parse_qs(urlsplit(copied(seen, "Copy frozen link")).query)
    assert live == {
        "by": ["Country"],
        "show": ["Downloads"],
        "spikes": ["true"],
        "spread": ["false"],
        "window": ["oldest", "newest"],
        "event": ["No event"],
        "v": ["1"],
    }
    assert (frozen["as_of"], frozen["window"]) == ([data.newest_day.isoformat()], ["2024-07", "2026-09"])
    assert frozen["vintage"] == [data.mark(["hub_monthly", "hub_totals"])]


@pytest.mark.slow
def test_the_copied_image_is_a_picture_of_twice_the_width(server: str, seen: Seen) -> None:
    seen.open(f"{server}/downloads")
    menu(seen, "Links and image")
    seen.page.get_by_role("link", name="Copy image").click()
    seen.page.get_by_role("status").get_by_text("Copied").wait_for(timeout=30_000)
    size = seen.page.evaluate(
        """async () => {
            const [item] = await navigator.clipboard.read();
            const picture = await createImageBitmap(await item.getType("image/png"));
            return [picture.width, picture.height];
        }"""
    )
    assert size[0] == 2400
    assert size[1] > 800


def test_every_file_of_the_menu_arrives_with_the_numbers_of_the_page(server: str, seen: Seen) -> None:
    seen.open(f"{server}/downloads?by=Country&window=2026-01&window=newest")
    menu(seen, "Download")
    files: dict[str, bytes] = {}
    for form in ("PNG", "SVG", "PDF", "HTML", "CSV", "XLSX", "PARQUET", "JSON", "ZIP"):
        with seen.page.expect_download(timeout=60_000) as download:
            seen.page.get_by_role("button", name=form, exact=True).click()
        assert download.value.suggested_filename.endswith(f".{form.lower()}")
        files[form] = Path(download.value.path()).read_bytes()
    assert files["PNG"].startswith(b"\x89PNG")
    assert files["PDF"].startswith(b"%PDF")
    rows = pd.read_csv(io.BytesIO(files["CSV"]))
    drawn = {trace["name"]: [float(value) for value in trace["y"]] for trace in seen.charts()[0]["traces"]}
    for name in ("China", "United States"):
        assert rows.loc[rows["entity"] == name, "downloads"].tolist() == drawn[name]
    assert (
        len(pd.read_excel(io.BytesIO(files["XLSX"]))) == len(pd.read_parquet(io.BytesIO(files["PARQUET"]))) == len(rows)
    )


@pytest.mark.slow
def test_back_and_forward_show_the_view_that_the_address_says(server: str, seen: Seen) -> None:
    seen.open(f"{server}/crossover?count=Monthly+downloads&compare=Region&log=true&window=2025-01&window=newest&v=1")
    first = (seen.page.url, seen.page.locator("h2").first.inner_text())
    walk(seen, "Adoption", "Downloads")
    seen.change("by", controls_of("adoption/downloads")["by"], "Country")
    assert seen.becomes(lambda: "by=Country" in seen.page.url)
    second = (seen.page.url, seen.page.locator("h2").first.inner_text())
    walk(seen, "Rankings", "Usage")
    third = (seen.page.url, seen.page.locator("h2").first.inner_text())
    for go, view in (("back", second), ("back", first), ("forward", second), ("forward", third)):
        getattr(seen.page, f"go_{go}")()
        assert seen.becomes(lambda view=view: view[1] in headings(seen)), (go, view)
        assert seen.page.url == view[0]
        seen.settle()


@pytest.mark.slow
def test_a_link_to_another_view_of_the_same_page_shows_that_view_and_back_the_one_before(
    server: str, seen: Seen
) -> None:
    seen.open(f"{server}/crossover?log=true&count=Monthly+downloads")
    before = seen.page.locator("h2").first.inner_text()
    assert seen.page.evaluate("history.length") == 2  # with the empty page on which a browser starts
    seen.page.get_by_role("link", name="Running sum").first.click()
    assert seen.becomes(lambda: [words for words in headings(seen) if "by the running sum" in words] != [])
    seen.settle()
    assert "log" not in seen.page.url
    assert seen.charts()[0]["axis"] == "linear"
    seen.page.go_back()
    assert seen.becomes(lambda: before in headings(seen))
    seen.settle()
    assert "log=true" in seen.page.url
    assert seen.charts()[0]["axis"] == "log"


def headings(seen: Seen) -> list[str]:
    """The headings in view; none while the page is loaded anew."""
    try:
        return seen.page.locator("h2").all_inner_texts()
    except Error:
        return []


def controls_of(name: str) -> dict[str, Any]:
    return controls(importlib.import_module(f"lib.views.{name.replace('/', '.')}").Options)


def walk(seen: Seen, section: str, title: str) -> None:
    """Go to another page by the navigation."""
    seen.page.get_by_test_id("stTopNavSection").filter(has_text=section).click()
    seen.page.get_by_test_id("stTopNavPopover").or_(seen.page.get_by_role("menu")).get_by_text(
        title, exact=True
    ).click()
    seen.page.get_by_role("heading", level=1, name=title).wait_for()
    seen.settle()
    assert seen.becomes(lambda: seen.page.locator("h2").count() > 0)


@contextmanager
def elsewhere(folder: Path, body: str) -> Iterator[str]:
    """A page of another origin."""
    (folder / "index.html").write_text(f"<!doctype html><title>A report</title><p>As one sees:</p>{body}", "utf-8")
    handler = partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as other:
        Thread(target=other.serve_forever, daemon=True).start()
        yield f"http://localhost:{other.server_port}/index.html"
        other.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    """Says nothing on the terminal."""

    def log_message(self, *words: Any) -> None:
        """Nothing."""


@pytest.mark.parametrize("frozen", [False, True])
def test_the_code_to_embed_shows_the_chart_on_a_page_of_another_origin(
    server: str, seen: Seen, tmp_path: Path, frozen: bool
) -> None:
    seen.open(f"{server}/crossover?count=Monthly+downloads")
    headline = seen.page.locator("h2").first.inner_text()
    menu(seen, "Embed")
    code = seen.page.locator('[data-testid="stCode"] code').nth(int(frozen)).inner_text()
    address = unescape(re.search(r'src="([^"]+)"', code)[1])  # type: ignore[index]
    assert ("vintage=" in address) == frozen
    with elsewhere(tmp_path, code) as report:
        other: Tab = seen.page.context.new_page()
        watched = Seen(other)
        other.goto(report)
        frame = other.frame_locator("iframe")
        frame.get_by_role("heading", name=headline).wait_for()
        drawn = frame.locator("img").first
        assert watched.becomes(lambda: drawn.evaluate("image => image.naturalWidth") > 300)
        assert drawn.get_attribute("alt")
        assert frame.get_by_text("Data as of 31 October 2026").count()
        inside = other.frames[1].evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert inside[0] <= inside[1]
        assert not watched.problems
        other.close()


def test_the_app_itself_cannot_be_framed_by_another_origin(server: str, seen: Seen, tmp_path: Path) -> None:
    with elsewhere(tmp_path, f'<iframe src="{server}/crossover"></iframe>') as report:
        seen.page.goto(report)
        seen.page.wait_for_timeout(1500)
        assert seen.page.frames[1].url.startswith("chrome-error:")
    assert all("frame-ancestors" in problem or "Framing" in problem for problem in seen.problems)
    seen.problems.clear()


@pytest.mark.slow
def test_below_a_path_of_its_host_every_address_is_below_it(seen: Seen, tmp_path: Path) -> None:
    with serving("app.py", STREAMLIT_SERVER_BASE_URL_PATH="below") as server:
        seen.open(f"{server}/below/downloads?by=Country")
        menu(seen, "Links and image")
        assert copied(seen, "Copy live link").startswith(f"{server}/below/downloads?by=Country&")
        image = seen.page.get_by_role("link", name="Copy image").get_attribute("href") or ""
        assert image.startswith(f"{server}/below/chart/adoption/downloads/downloads.png?")
        menu(seen, "Embed")
        code = seen.page.locator('[data-testid="stCode"] code').first.inner_text()
        with elsewhere(tmp_path, code) as report:
            other = seen.page.context.new_page()
            other.goto(report)
            frame = other.frame_locator("iframe")
            frame.get_by_text("Open in Crossover").wait_for()
            watched = Seen(other)
            assert watched.becomes(lambda: frame.locator("img").first.evaluate("image => image.naturalWidth") > 300)
            app = frame.get_by_role("link", name="Open in Crossover").get_attribute("href") or ""
            assert app.startswith(f"{server}/below/downloads?")
            other.close()
        for path, kind in (("feed.json", "feed+json"), ("api/v1/", "json"), ("badge/qwen.svg", "svg")):
            assert kind in seen.page.request.get(f"{server}/below/{path}").headers["content-type"]
        seen.page.goto("about:blank")


@pytest.mark.slow
@pytest.mark.parametrize("without", ["navigator.clipboard", "ClipboardItem"])
def test_what_cannot_be_copied_is_said_and_opens_instead(server: str, seen: Seen, without: str) -> None:
    seen.page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', {value: undefined})"
        if without == "navigator.clipboard"
        else "delete window.ClipboardItem"
    )
    seen.open(f"{server}/downloads")
    menu(seen, "Links and image")
    with seen.page.expect_popup() as opened:
        seen.page.get_by_role("link", name="Copy image").click()
    seen.page.get_by_role("status").get_by_text("Not copied").wait_for()
    assert "/chart/adoption/downloads/downloads.png" in opened.value.url
    opened.value.close()


@pytest.mark.slow
def test_without_a_clipboard_a_link_is_copied_all_the_same_and_the_focus_stays(server: str, seen: Seen) -> None:
    seen.page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    seen.open(f"{server}/downloads")
    menu(seen, "Links and image")
    link = seen.page.get_by_role("link", name="Copy live link")
    link.focus()
    seen.page.keyboard.press("Enter")
    seen.page.get_by_role("status").get_by_text("Copied").wait_for()
    assert link.evaluate("link => link === document.activeElement")


@pytest.mark.slow
def test_a_click_that_opens_a_tab_opens_one(server: str, seen: Seen) -> None:
    seen.open(f"{server}/downloads")
    menu(seen, "Links and image")
    with seen.page.context.expect_page() as opened:
        seen.page.get_by_role("link", name="Copy live link").click(modifiers=["Control"])
    opened.value.wait_for_url(lambda url: "/downloads?by=Maker" in url)
    opened.value.close()


@pytest.mark.slow
def test_on_a_phone_nothing_of_the_menu_is_cut_off(server: str, seen: Seen) -> None:
    seen.page.set_viewport_size({"width": 390, "height": 900})
    seen.open(f"{server}/downloads")
    for tab in ("Links and image", "Embed", "Cite", "Download"):
        menu(seen, tab)
        width = seen.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert width[0] <= width[1]


@pytest.mark.slow
def test_where_only_the_pages_are_served_the_menu_says_what_is_off_and_the_rest_works(seen: Seen) -> None:
    with serving("pages/frame.py") as server:
        seen.open(f"{server}/downloads")
        menu(seen, "Embed")
        assert "This server answers only the pages themselves" in seen.words()
        menu(seen, "Links and image")
        assert not seen.page.get_by_role("link", name="Copy image").count()
        assert copied(seen, "Copy live link").startswith(f"{server}/downloads?by=Maker&")
        menu(seen, "Download")
        with seen.page.expect_download() as download:
            seen.page.get_by_role("button", name="CSV", exact=True).click()
        assert download.value.suggested_filename.startswith("crossover-downloads-")
        seen.page.goto("about:blank")
