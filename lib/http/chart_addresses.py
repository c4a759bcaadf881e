"""Where charts stand outside their pages: /chart/<section>/<page>.<form>, and a card below it by its name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from lib.http.asked import Asked, NotOfferedError, quoted
from lib.http.catalogue import ROOT, TOPICS, offered
from lib.ui import shared
from lib.views.pages import Page
from lib.views.view import Card

BELOW = "/chart/"
FORMS = ("svg", "png", "html", "json")
OWN = ("theme", "width", "scale")
"""Parameters of charts beside those of their page."""
PAGES: Mapping[str, Page] = {page.name: page for page in TOPICS.values()}
"""The pages that have charts, by section/page."""


@dataclass(frozen=True)
class Wanted:
    """What an address names: a page, a card of it (empty for its main one), and the form."""

    page: Page
    card: str
    form: str


def read(path: str) -> Wanted:
    """What stands at a path below /chart/; raises `NotOfferedError` with what there is."""
    name, _, form = path.rpartition(".")
    if form not in FORMS:
        raise NotOfferedError("The address of a chart ends in its form.", [f".{each}" for each in FORMS])
    section, _, rest = name.partition("/")
    topic, _, card = rest.partition("/")
    page = PAGES.get(f"{section}/{topic}")
    if page is None or name.endswith("/"):
        there = [each.name for each in offered(shared.data_of(None)).values()]
        raise NotOfferedError(f"No page with charts is called {quoted(f'{section}/{topic}')}.", there)
    return Wanted(page, card, form)


def card_of(found: Asked, name: str) -> Card:
    """The card of a view by its name, the main one for none; raises `NotOfferedError` with those there are."""
    cards = {card.name: card for card in found.view.cards}
    if name and name not in cards:
        raise NotOfferedError(f"With these parameters the page has no chart called {quoted(name)}.", cards)
    return cards[name] if name else found.view.cards[0]


def address(place: str, wanted: Wanted, form: str, query: Mapping[str, str | Sequence[str]]) -> str:
    """The address of a chart in a form."""
    return f"{place}{BELOW}{wanted.page.name}{f'/{wanted.card}' if wanted.card else ''}.{form}{_queried(query)}"


def beside(wanted: Wanted, form: str, query: Mapping[str, str | Sequence[str]]) -> str:
    """The same, as it is said from the chart in another form."""
    return f"{(wanted.card or wanted.page.name).rpartition('/')[2]}.{form}{_queried(query)}"


def rows(place: str, page: Page, card: Card, form: str, query: Mapping[str, str | Sequence[str]]) -> str:
    """The address of a chart's numbers."""
    return f"{place}{ROOT}/metrics/{page.name.partition('/')[2]}/{card.name}.{form}{_queried(query)}"


def _queried(query: Mapping[str, str | Sequence[str]]) -> str:
    return f"?{urlencode(query, doseq=True)}" if query else ""
