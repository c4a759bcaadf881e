"""A link to a page says what it is about where it is shared, and the app starts from it as before."""

from html.parser import HTMLParser

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib.http import start_page
from lib.views.pages import Page
from tests.offered import OFFERED


class Head(HTMLParser):
    """The named words of a page, its links and its title."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.said: dict[str, str] = {}
        self.linked: dict[str, str] = {}
        self.title = ""
        self.within = ""
        self.scripts = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.within = tag
        self.scripts += tag == "script"
        if tag == "meta":
            self.said[known.get("property") or known.get("name") or ""] = known.get("content") or ""
        if tag == "link" and known.get("type"):
            self.linked[known["type"] or ""] = known.get("href") or ""

    def handle_data(self, data: str) -> None:
        if self.within == "title":
            self.title += data.strip()


def opened(address: str) -> Head:
    client = TestClient(Starlette(routes=start_page.ROUTES), base_url="https://crossover.example")
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"
    return Head(answer.text)


@pytest.mark.parametrize("page", OFFERED, ids=lambda page: page.name)
def test_a_page_names_itself_and_its_question(page: Page) -> None:
    head = opened(f"/{page.path}")
    assert head.title == f"{page.title} · Crossover"
    assert head.said["og:description"] == head.said["description"] == page.question
    assert head.said["og:url"] == f"https://crossover.example/{page.path}"
    assert ("og:image" in head.said) == (page.section != "about")
    assert head.linked["application/atom+xml"] == "https://crossover.example/feed.atom"


def test_the_picture_is_that_of_the_choices_in_the_link() -> None:
    head = opened("/downloads?by=Country&window=oldest&window=newest&width=9&v=1")
    assert head.said["og:image"] == (
        "https://crossover.example/chart/adoption/downloads.png?by=Country&window=oldest&window=newest&v=1&width=1200"
    )
    assert head.said["twitter:card"] == "summary_large_image"


def test_what_a_link_brings_cannot_get_out_of_its_place() -> None:
    plain = opened("/crossover")
    for query in ('count="><script>alert(1)</script>', "x='%22%3E%3Cscript%3E", "a=" + "b" * 50_000):
        assert opened(f"/crossover?{query}").scripts == plain.scripts


def test_everything_else_is_the_start_page_of_streamlit() -> None:
    assert start_page.TITLE in start_page.start_page()
    text = TestClient(Starlette(routes=start_page.ROUTES)).get("/crossover").text
    before, after = start_page.start_page().split(start_page.TITLE)
    assert text.startswith(before)
    assert text.endswith(after)
