"""What changed, as an Atom feed (RFC 4287) and as a JSON Feed (version 1.1)."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time

import streamlit as st
from feedgen.feed import FeedGenerator
from starlette.requests import Request
from starlette.responses import Response

from lib import contracts
from lib.data import Data
from lib.exports import plain
from lib.http import answers, asked
from lib.snapshots import SnapshotNotFoundError
from lib.views import links
from lib.views.changes import Change, changes
from lib.views.changes.event import urn
from lib.views.pages import page_of

NAME, TITLE = "Crossover", "Crossover: what changed"
SUBTITLE = (
    "Who took the lead in the open-weight model race, who passed whom, what was corrected in the data and what is new, "
    "computed from every vintage of the data and dated by the one since which it is known; and what was not refreshed."
)
ATOM, JSON = "application/atom+xml", "application/feed+json"
PATHS = {ATOM: "/feed.atom", JSON: "/feed.json"}
VERSION = "https://jsonfeed.org/version/1.1"
LONGEST_TITLE, LONGEST = 300, 2000
"""So many letters of a title, and of a text, are sent."""
HELD = 16
"""So many feeds are held in memory: two forms, for a few addresses and days."""


@asked.told
def atom(request: Request) -> Response:
    """The newest changes as Atom, as of the day in the address or the newest; other parameters are left alone."""
    return _answer(request, ATOM)


@asked.told
def json_feed(request: Request) -> Response:
    """The newest changes as JSON Feed, as of the day in the address or the newest; other parameters are left alone."""
    return _answer(request, JSON)


def _answer(request: Request, form: str) -> Response:
    """Readers hang names of their own onto the address of a feed, which must not keep it from them."""
    opened = asked.data(request)
    day = opened.as_of.isoformat() if opened.as_of else ""
    state = f"{opened.vintage} {opened.tried}"
    content = _content(form, plain.line(asked.place(request)), day, str(opened.folder), state, opened)
    return answers.answer(request, content, f"{form}; charset=utf-8")


@st.cache_resource(max_entries=HELD, show_spinner=False)
def _content(form: str, place: str, day: str, folder: str, state: str, _data: Data) -> bytes:
    told = _changes(day, folder, state, _data)
    address = f"{place}{PATHS[form]}{f'?{links.DAY}={day}' if day else ''}"
    write: dict[str, Callable[..., bytes]] = {ATOM: atom_of, JSON: json_of}
    return write[form](told, place, address, rights(_data))


@st.cache_resource(max_entries=HELD, show_spinner=False)
def _changes(day: str, folder: str, state: str, _data: Data) -> tuple[Change, ...]:
    told = changes(_data)
    if not told:
        raise SnapshotNotFoundError("the store holds no snapshot, so nothing has changed yet; restore data/snapshots")
    return told


def rights(data: Data) -> str:
    """Each source of the data with its licence, in a line; how each wants to be credited stands on the page Data."""
    said: dict[str, None] = {}
    for table in contracts.TABLES:
        for known in data.provenances(table) if data.has(table) else ():
            said[f"{data.registry.words['sources'][known.source]['name']} ({known.licence})"] = None
    return (
        f"Figures from {'; '.join(said)}. How each is to be credited stands on the page {page_of('about/data').title}."
    )


def atom_of(told: tuple[Change, ...], place: str, address: str, licences: str) -> bytes:
    """The changes as Atom; `address` is that of the feed, `place` that of the app."""
    feed = FeedGenerator()
    feed.id(urn("feed"))
    feed.title(TITLE)
    feed.subtitle(SUBTITLE)
    feed.author({"name": NAME, "uri": f"{place}/"})
    feed.link([{"href": address, "rel": "self", "type": ATOM}, {"href": f"{place}/", "rel": "alternate"}])
    feed.language("en")
    feed.generator(NAME)
    feed.rights(plain.cut(licences, LONGEST))
    feed.updated(_moment(max(change.updated for change in told)))
    for change in told:
        entry = feed.add_entry(order="append")
        entry.id(change.id)
        entry.title(plain.cut(change.title, LONGEST_TITLE))
        entry.summary(plain.cut(change.text, LONGEST))
        entry.link(href=_address(place, change))
        entry.category(term=change.kind)
        entry.published(_moment(change.known))
        entry.updated(_moment(change.updated))
    return feed.atom_str(pretty=True)


def json_of(told: tuple[Change, ...], place: str, address: str, licences: str) -> bytes:
    """The changes as JSON Feed; `address` is that of the feed, `place` that of the app.

    What the format has no word for stands under `_crossover`: the licences, and of an item the day when it happened.
    """
    feed = {
        "version": VERSION,
        "title": TITLE,
        "home_page_url": f"{place}/",
        "feed_url": address,
        "description": SUBTITLE,
        "authors": [{"name": NAME, "url": f"{place}/"}],
        "language": "en",
        "_crossover": {"licences": plain.cut(licences, LONGEST)},
        "items": [_item(place, change) for change in told],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def _item(place: str, change: Change) -> dict[str, object]:
    return {
        "id": change.id,
        "url": _address(place, change),
        "title": plain.cut(change.title, LONGEST_TITLE),
        "content_text": plain.cut(change.text, LONGEST),
        "date_published": _moment(change.known).isoformat(),
        "date_modified": _moment(change.updated).isoformat(),
        "tags": [change.kind],
        "_crossover": {"day": change.day.isoformat()},
    }


def _address(place: str, change: Change) -> str:
    query = {name: [value] if isinstance(value, str) else list(value) for name, value in change.link.options.items()}
    return links.address(place, page_of(change.link.page), query)


def _moment(day: date) -> datetime:
    """Vintages are dated to the day; formats of feeds want a moment."""
    return datetime.combine(day, time(), UTC)


ROUTES = [asked.route("/feed.atom", atom), asked.route("/feed.json", json_feed)]
