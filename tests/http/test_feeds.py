"""The feeds as a reader of feeds takes them: what their formats require, in order, and nothing that breaks them."""

import json
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from lib import contracts, snapshots
from lib.data import Data, open_data
from lib.http import feeds
from lib.registry.vintages import keep
from lib.snapshots import PROJECT, Attempt
from lib.ui import shared
from lib.views.changes import changes
from tests import stores
from tests.stores import FACTS

ATOM = "{http://www.w3.org/2005/Atom}"
HOST = "crossover.example"
PLACE = f"https://{HOST}"


@pytest.fixture(autouse=True)
def forgetting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing is remembered of any other store or address."""
    monkeypatch.delenv(shared.ADDRESS, raising=False)
    monkeypatch.setenv("CROSSOVER_DATA", str(PROJECT / "data"))
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def asked(path: str, query: str = "", host: str = HOST, **headers: str) -> Response:
    """The answer of the route that stands at this path."""
    names = {"host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "https",
        "path": path,
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in names.items()],
    }
    (route,) = [route for route in feeds.ROUTES if route.matches(scope)[0] == Match.FULL]
    return route.endpoint(Request(scope))


def atom(query: str = "", **rest: str) -> ET.Element:
    return ET.fromstring(asked("/feed.atom", query, **rest).body)


def items(query: str = "") -> list[dict]:
    return json.loads(asked("/feed.json", query).body)["items"]


def text(element: ET.Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""


def link(element: ET.Element, relation: str) -> str:
    (found,) = [
        one.get("href", "") for one in element.findall(f"{ATOM}link") if one.get("rel", "alternate") == relation
    ]
    return found


def test_the_atom_feed_has_all_that_the_format_requires(data: Data) -> None:
    feed = atom()
    assert feed.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert len(feed.findall(f"{ATOM}{name}")) == 1
        assert text(feed, name)
    assert [text(author, "name") for author in feed.findall(f"{ATOM}author")] == ["Crossover"]
    assert (link(feed, "self"), link(feed, "alternate")) == (f"{PLACE}/feed.atom", f"{PLACE}/")
    assert text(feed, "id").startswith("urn:uuid:")
    assert text(feed, "updated") == f"{data.newest_day}T00:00:00+00:00"
    assert text(feed, "rights").startswith("Figures from llmfit (MIT); Model Pulse (Apache-2.0)")


def test_every_entry_has_all_that_the_format_requires_and_a_name_of_its_own() -> None:
    entries = atom().findall(f"{ATOM}entry")
    assert len(entries) > 20
    for entry in entries:
        for name in ("id", "title", "updated", "published", "summary"):
            assert len(entry.findall(f"{ATOM}{name}")) == 1
            assert text(entry, name)
        assert datetime.fromisoformat(text(entry, "updated")) >= datetime.fromisoformat(text(entry, "published"))
        assert link(entry, "alternate").startswith(f"{PLACE}/")
        assert entry.find(f"{ATOM}category").get("term") in ("lead", "crossover", "ranks", "vintage")
    assert len({text(entry, "id") for entry in entries}) == len(entries)
    published = [text(entry, "published") for entry in entries]
    assert published == sorted(published, reverse=True)


def test_the_json_feed_has_all_that_the_format_requires() -> None:
    answer = asked("/feed.json")
    feed = json.loads(answer.body)
    assert answer.headers["content-type"] == "application/feed+json; charset=utf-8"
    assert (feed["version"], feed["title"]) == ("https://jsonfeed.org/version/1.1", "Crossover: what changed")
    assert (feed["feed_url"], feed["home_page_url"]) == (f"{PLACE}/feed.json", f"{PLACE}/")
    assert feed["authors"] == [{"name": "Crossover", "url": f"{PLACE}/"}]
    assert "Model Pulse (Apache-2.0)" in feed["_crossover"]["licences"]
    for item in feed["items"]:
        assert item["id"]
        assert item["content_text"]
        assert item["url"].startswith(f"{PLACE}/")
        assert datetime.fromisoformat(item["date_published"]) <= datetime.fromisoformat(item["date_modified"])
        assert date.fromisoformat(item["_crossover"]["day"])
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"])


def test_both_feeds_tell_the_same_in_the_same_order() -> None:
    told = [
        (text(entry, "id"), text(entry, "title"), link(entry, "alternate")) for entry in atom().findall(f"{ATOM}entry")
    ]
    assert told == [(item["id"], item["title"], item["url"]) for item in items()]
    assert [item["title"] for item in items()] == [one.title for one in changes(open_data(PROJECT / "data"))]


def test_the_link_of_a_lead_leads_to_its_month_as_it_was_known() -> None:
    (item,) = [
        one for one in items() if one["title"].startswith("Alibaba took the lead") and "April 2025" in one["title"]
    ]
    address = urlsplit(item["url"])
    said = parse_qs(address.query)
    assert (address.path, said["by"], said["window"]) == ("/downloads", ["Maker"], ["2024-07", "2025-04"])
    assert (said["v"], said["as_of"]) == (["1"], ["2026-10-31"])
    assert len(said["vintage"][0]) == 8


def test_the_address_that_is_set_stands_in_place_of_the_one_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert link(atom(host="other.example"), "self") == "https://other.example/feed.atom"
    monkeypatch.setenv(shared.ADDRESS, "https://set.example/race/")
    feed = atom()
    assert link(feed, "self") == "https://set.example/race/feed.atom"
    assert link(feed.find(f"{ATOM}entry"), "alternate").startswith("https://set.example/race/")


def test_who_has_the_feed_already_is_told_so_in_few_bytes() -> None:
    answer = asked("/feed.atom")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert "max-age=300" in answer.headers["cache-control"]
    again = asked("/feed.atom", if_none_match=answer.headers["etag"])
    assert (again.status_code, again.body) == (304, b"")
    assert asked("/feed.json", if_none_match=answer.headers["etag"]).status_code == 200


def test_the_feed_is_computed_once_for_a_state_of_the_data(monkeypatch: pytest.MonkeyPatch) -> None:
    first = asked("/feed.atom").body
    monkeypatch.setattr(feeds, "changes", lambda data: pytest.fail("it was computed again"))
    assert asked("/feed.atom").body == first
    assert len(items()) > 20
    assert asked("/feed.atom", host="other.example").body != first


def test_as_of_a_day_the_feed_tells_what_was_known_then_and_says_so_in_its_address() -> None:
    feed = atom("as_of=2026-10-05")
    assert link(feed, "self") == f"{PLACE}/feed.atom?as_of=2026-10-05"
    assert text(feed, "updated") == "2026-10-05T00:00:00+00:00"
    assert {item["tags"][0] for item in items("as_of=2026-10-05")} == {"ranks", "vintage"}
    assert {item["tags"][0] for item in items("as_of=2026-06-15")} == {"vintage"}


def test_other_parameters_are_left_alone_and_a_day_that_cannot_be_had_is_an_error() -> None:
    plain = asked("/feed.atom").body
    assert asked("/feed.atom", "utm_source=reader&x=%3Cscript%3E").body == plain
    for said, status in (("yesterday", 400), ("2999-01-01", 404), ("1999-01-01", 404)):
        answer = asked("/feed.json", f"as_of={said}")
        assert answer.status_code == status
        assert answer.headers["cache-control"] == "no-store"


def test_a_store_without_data_is_told_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(PROJECT / "data" / "registry", tmp_path / "registry")
    monkeypatch.setenv("CROSSOVER_DATA", str(tmp_path))
    answer = asked("/feed.atom")
    assert answer.status_code == 404
    assert json.loads(answer.body)["error"].startswith("the store holds no snapshot")
    monkeypatch.setenv("CROSSOVER_DATA", str(tmp_path / "nowhere"))
    st.cache_resource.clear()
    assert asked("/feed.atom").status_code == 503


HOSTILE = (
    "<script>alert(1)</script>&amp;",
    "]]><entry>",
    "nul\x00bell\x07escape\x1b",
    "\u202eright to left",
    "line\nbreak\r\ttab",
    "=cmd()",
    "![x](https://evil.example)",
    "\ufffe\uffff",
    "w" * 10_000,
)


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store in which models with hostile names pass each other at the top of the ranking."""
    shutil.copytree(PROJECT / "data" / "registry", tmp_path / "registry")
    keep(tmp_path, date(2020, 1, 1))
    names = [f"Qwen/{name}" for name in HOSTILE]
    small = [f"google/small-{number}" for number in range(300)]
    days = {"2026-07-01": [*names, *small], "2026-07-08": [*names[::-1], *small]}
    rows = [(pd.Timestamp(day), name, 10_000 - place) for day, of in days.items() for place, name in enumerate(of)]
    kinds = {name: column.metadata["kind"] for name, column in contracts.TABLES["hub_models"].schema.columns.items()}
    frame = pd.DataFrame({name: pd.Series([None] * len(rows), dtype="object") for name in kinds})
    frame[["day", "model", "downloads_30d"]] = pd.DataFrame(rows)
    frame = frame.assign(org="Qwen", tracked=True, day_is_estimate=False).astype(kinds)
    facts = {**FACTS, "source": "llmfit"}
    snapshots.write("hub_models", frame, tmp_path, {**facts, "as_of": "2026-07-09"})
    restated = frame[frame["model"].isin(names)].assign(downloads_30d=pd.array([5] * 2 * len(names), "Int64"))
    snapshots.write("hub_models", restated, tmp_path, {**facts, "as_of": "2026-07-10"})
    monkeypatch.setenv("CROSSOVER_DATA", str(tmp_path))
    return tmp_path


def test_hostile_names_are_words_and_nothing_else(hostile: Path) -> None:
    answer = asked("/feed.atom")
    assert answer.status_code == 200
    feed = ET.fromstring(answer.body)
    entries = feed.findall(f"{ATOM}entry")
    assert {text(entry, "title").partition(":")[0] for entry in entries} >= {"No longer stated"}
    assert not [element for entry in entries for element in entry.iter() if not element.tag.startswith(ATOM)]
    assert b"<script" not in answer.body
    whole = "".join(text(entry, name) for entry in entries for name in ("title", "summary"))
    assert "w" * 300 not in whole
    for letter in "\x00\x07\x1b\u202e\ufffe\n\r\t":
        assert letter not in whole
    told = json.loads(asked("/feed.json").body)["items"]
    assert [item["title"] for item in told] == [text(entry, "title") for entry in entries]


def test_a_hostile_address_breaks_no_feed() -> None:
    feed = atom(host='evil"><script>alert(1)</script>')
    assert not [element for element in feed.iter() if not element.tag.startswith(ATOM)]


def test_a_failed_attempt_is_in_the_feed_as_soon_as_it_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = stores.shipped(tmp_path / "data")
    monkeypatch.setenv("CROSSOVER_DATA", str(folder))
    assert "Not refreshed" not in asked("/feed.json").body.decode()
    snapshots.record("arena", folder, Attempt("2026-11-28T03:00:00+00:00", "LMArena", "<b>it does not answer</b>"))
    shared._looked_at.clear()
    (item,) = [item for item in json.loads(asked("/feed.json").body)["items"] if "refresh" in item["tags"]]
    assert item["title"] == "Not refreshed: arena"
    assert "failed: <b>it does not answer</b>. What was there" in item["content_text"]
    assert "&lt;b&gt;it does not answer" in asked("/feed.atom").body.decode()
