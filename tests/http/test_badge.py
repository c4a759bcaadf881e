"""The badge of a family as a picture."""

from time import perf_counter
from xml.etree import ElementTree

import pytest

from lib.http import badge
from lib.views.badge import Badge
from tests.http.asking import client

SVG = "{http://www.w3.org/2000/svg}"


def drawn(shown: Badge) -> ElementTree.Element:
    return ElementTree.fromstring(badge.svg(shown))


def test_a_badge_says_the_name_the_figure_and_its_date_and_tells_who_does_not_see() -> None:
    answer = client().get("/badge/qwen.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    picture = ElementTree.fromstring(answer.content)
    assert [each.text for each in picture.iter(f"{SVG}text")] == ["Qwen", "264.3M downloads in September 2026"]
    assert picture.find(f"{SVG}title").text.startswith("Qwen: 264.3M downloads in September 2026. How often the")


def test_the_words_fit_their_grounds() -> None:
    picture = drawn(Badge("Qwen", "1M downloads", "All.", "#ca5649"))
    name, figure = picture.iter(f"{SVG}text")
    left, right = list(picture.iter(f"{SVG}rect"))[1:]
    assert int(name.get("textLength")) == int(left.get("width")) - 2 * badge.EDGE
    assert int(figure.get("textLength")) == int(right.get("width")) - 2 * badge.EDGE
    assert int(figure.get("x")) == int(left.get("width")) + badge.EDGE
    assert int(picture.get("width")) == int(left.get("width")) + int(right.get("width"))


def test_words_are_readable_on_the_colour_of_every_family(registry) -> None:
    for colour in registry.families["color"]:
        light, dark = sorted((badge.luminance(colour), badge.luminance(badge.ink(colour))), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_luminance_is_that_of_the_wcag() -> None:
    assert badge.luminance("#000000") == 0
    assert badge.luminance("#ffffff") == pytest.approx(1)
    assert badge.luminance("#ff0000") == pytest.approx(0.2126)


def test_a_badge_is_drawn_in_less_than_five_milliseconds() -> None:
    shown = Badge("Qwen", "264.3M downloads in September 2026", "All of them.", "#ca5649")
    start = perf_counter()
    for _ in range(20):
        badge.svg(shown)
    assert (perf_counter() - start) / 20 < 0.005


def test_a_badge_shows_the_data_of_the_day_in_the_address() -> None:
    then = client().get("/badge/qwen.svg?as_of=2026-10-07").text
    assert "downloads in the 30 days to about 5 October 2026, 164 tracked models" in then
    assert client().get("/badge/qwen.svg?as_of=yesterday").status_code == 400


def test_a_badge_is_kept_briefly_and_not_sent_again_to_who_has_it() -> None:
    first = client().get("/badge/llama.svg")
    assert "max-age=300" in first.headers["cache-control"]
    assert client().get("/badge/llama.svg", headers={"If-None-Match": first.headers["etag"]}).status_code == 304


@pytest.mark.parametrize("path", ["nobody.svg", "..%2fmakers.svg", "<script>.svg", "a" * 5000 + ".svg"])
def test_a_family_that_is_not_in_the_registry_is_told_with_those_that_are(path: str) -> None:
    told = client().get(f"/badge/{path}")
    assert told.status_code == 404
    assert set(told.json()["offered"]) & {"qwen", "/badge/{family}.svg"}
    assert len(told.text) < 500


def test_a_family_is_found_in_any_case_and_a_badge_has_no_choices() -> None:
    assert client().get("/badge/Qwen.svg").content == client().get("/badge/qwen.svg").content
    assert client().get("/badge/qwen.svg?style=flat").status_code == 400


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", "\u202eevil", "nul\x00", "a" * 10_000, '"><img onerror=x>', "]]>&lt;", "名" * 40],
)
def test_a_hostile_name_is_plain_text_and_takes_little_room(name: str) -> None:
    picture = drawn(Badge(name, "1M downloads", name, "#ca5649"))
    kinds = {each.tag.removeprefix(SVG) for each in picture.iter()}
    assert kinds == {"svg", "title", "clipPath", "g", "rect", "text"}
    assert int(picture.get("width")) < 700
    words = "".join(picture.itertext())
    assert "\u202e" not in words
    assert "\x00" not in words
