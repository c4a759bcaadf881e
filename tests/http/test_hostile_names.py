"""Names that would be markup, formulas or worse, through every route of charts: they come out as words."""

import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
import streamlit

from tests.http.asking import PLACE, Read, client
from tests.stores import MODELS, hostile

SVG_KINDS = {"svg", "style", "title", "desc", "rect", "defs", "g", "clipPath", "path", "text", "tspan", "a"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the store in which a family and the first models of a later day have hostile names."""
    return hostile(tmp_path_factory.mktemp("hostile") / "data")


@pytest.fixture(autouse=True)
def served(store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The app on that store, with nothing remembered of any other."""
    monkeypatch.setenv("CROSSOVER_DATA", str(store))
    streamlit.cache_resource.clear()
    yield
    streamlit.cache_resource.clear()


def check(page: Read) -> None:
    assert not page.every("script")
    assert [each for each in page.every("img") if each["src"] == "x"] == []
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
    assert not [each for each in page.every("a") if not each["href"].startswith(("http://", "https://"))]


def test_a_page_of_hostile_names_holds_them_as_words() -> None:
    answer = client().get("/chart/rankings/hub.html")
    page = Read(answer.text)
    check(page)
    assert MODELS[0] in page.words
    assert MODELS[1] in page.words
    assert "Qwen/=cmd()|gnp.](javascript:alert(3))" in page.words
    assert not set("\u202e\x07\x1b\x00") & set(answer.text)
    assert page.metas["og:description"].startswith("<img src=x onerror=alert(1)> (Alibaba, China) leads")


def test_a_page_of_a_hostile_family_holds_it_in_title_and_head() -> None:
    page = Read(client().get("/chart/race/crossover.html").text)
    check(page)
    assert page.metas["og:title"] == "Anchored: <script>alert(1)</script>\"'&amp; and Llama"
    assert len(page.every("title")) == 1


def test_a_picture_of_hostile_names_is_a_picture() -> None:
    for address in ("/chart/rankings/hub.svg", "/chart/race/crossover.svg", "/chart/rankings/hub/places.svg?width=390"):
        answer = client().get(address)
        assert answer.status_code == 200
        assert "sandbox" in answer.headers["content-security-policy"]
        picture = ElementTree.fromstring(answer.content)
        kinds = {each.tag.rpartition("}")[2] for each in picture.iter()}
        assert kinds <= SVG_KINDS
        assert not [name for each in picture.iter() for name in each.attrib if name.lower().startswith("on")]
        assert "javascript:" not in "".join(str(each.attrib) for each in picture.iter())


def test_the_frame_of_a_hostile_chart_is_one_frame() -> None:
    answer = client().get("/oembed", params={"url": f"{PLACE}/crossover"})
    said = answer.json()
    frame = Read(said["html"])
    assert [tag for tag, _ in frame.tags] == ["iframe"]
    assert frame.every("iframe")[0]["title"] == said["title"] == "Anchored: <script>alert(1)</script>\"'&amp; and Llama"


def test_the_badge_of_a_hostile_family_is_letters_on_grounds() -> None:
    picture = ElementTree.fromstring(client().get("/badge/qwen.svg").content)
    assert {each.tag.rpartition("}")[2] for each in picture.iter()} == {"svg", "title", "clipPath", "g", "rect", "text"}
    assert next(picture.iter("{http://www.w3.org/2000/svg}text")).text == "<script>alert(1)</script>\"'&a…"


def test_the_data_of_hostile_names_are_the_names_and_only_json() -> None:
    answer = client().get("/chart/rankings/hub.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert [row["model"] for row in json.loads(answer.text)["rows"][:4]] == list(MODELS)
