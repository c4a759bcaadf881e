"""The routes of charts and of what leads to them, with the headers around them, as a client asks them."""

from functools import cache
from html.parser import HTMLParser

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from lib.http import badge, charts, oembed, search_engines
from lib.http.security import SecurityHeaders

PLACE = "https://crossover.example"
ROUTES = [*charts.ROUTES, *badge.ROUTES, *oembed.ROUTES, *search_engines.ROUTES]


@cache
def client() -> TestClient:
    """What asks, at an address of the app's own."""
    return TestClient(Starlette(routes=ROUTES, middleware=[Middleware(SecurityHeaders)]), base_url=PLACE)


class Read(HTMLParser):
    """A page as a program reads it: its tags in order, the content of its metas by name, its links, its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words += data

    def every(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.tags if name == tag]

    @property
    def metas(self) -> dict[str, str]:
        return {attrs.get("name") or attrs["property"]: attrs["content"] for attrs in self.every("meta")[1:]}

    @property
    def links(self) -> dict[str, str]:
        return {attrs["rel"]: attrs["href"] for attrs in self.every("link")}
