"""A chart by itself, read back in each form, and what is answered where there is none."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from time import sleep
from xml.etree import ElementTree

import plotly.graph_objects as go
import pytest
import streamlit
from PIL import Image

from lib.charts.theme import THEMES
from lib.exports import browser, pictures
from lib.http import charts
from lib.ui import shared
from lib.views import links
from lib.views.options import resolve
from lib.views.pages import page_of
from lib.views.race import crossover
from tests.http.asking import PLACE, Read, client

SVG = "{http://www.w3.org/2000/svg}"
MAIN = "/chart/race/crossover"


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple]]:
    """What is asked of the drawing, which answers at once; nothing drawn before or after is known."""
    asked: list[tuple] = []

    def picture(exhibit, figure, form, *, mode, width, scale):
        asked.append((exhibit.card.name, form, mode, width, scale))
        sleep(0.05)
        return b"a picture"

    shared._picture.clear()
    monkeypatch.setattr(pictures, "picture", picture)
    yield asked
    shared._picture.clear()


def frozen(data) -> str:
    options = resolve(crossover.Options, data, {})[0]
    view = crossover.view(data, options)
    query = links.frozen(options, data, view.tables)
    return links.address("", page_of("race/crossover"), query).partition("?")[2]


def test_the_svg_of_a_chart_is_as_large_as_its_page_says_and_names_title_and_alt(data) -> None:
    shown = client().get(f"{MAIN}.svg?width=600")
    assert shown.headers["content-type"] == "image/svg+xml"
    picture = ElementTree.fromstring(shown.content)
    stated = Read(client().get(f"{MAIN}.html").text).every("source")[1]
    assert "width=600" in stated["srcset"]
    assert (picture.get("width"), picture.get("height")) == (stated["width"], stated["height"])
    card = crossover.view(data, resolve(crossover.Options, data, {})[0]).cards[0]
    assert picture.find(f"{SVG}title").text == card.title
    assert picture.find(f"{SVG}desc").text == card.alt


@pytest.mark.parametrize("mode", THEMES)
def test_the_png_of_a_chart_has_the_ground_of_its_theme_and_the_pixels_asked_for(mode: str) -> None:
    shown = client().get(f"{MAIN}/ways.png?theme={mode}&width=400&scale=2")
    picture = Image.open(BytesIO(shown.content)).convert("RGB")
    assert picture.width == 800
    ground = THEMES[mode].ground
    assert picture.getpixel((0, 0)) == tuple(int(ground[at : at + 2], 16) for at in (1, 3, 5))


def test_the_data_of_a_chart_are_its_table_and_the_figure_that_the_app_draws(data) -> None:
    said = client().get(f"{MAIN}.json?count=Monthly+downloads&show=Share").json()
    options = resolve(crossover.Options, data, {"count": "Monthly downloads", "show": "Share"})[0]
    card = crossover.view(data, options).cards[0]
    assert [row["downloads"] for row in said["rows"]] == card.table["downloads"].tolist()
    assert [row["when"] for row in said["rows"]] == [f"{when:%Y-%m-%d}" for when in card.table["when"]]
    assert said["figure"] == json.loads(card.draw(THEMES["light"]).to_json())
    assert go.Figure(said["figure"]).data[0].name == "Qwen"
    assert said["alt"] == card.alt
    assert said["about"]["title"] == card.title
    assert said["about"]["as_of"] == "31 October 2026"
    assert said["links"]["svg"] == f"{PLACE}{MAIN}.svg?count=Monthly+downloads&show=Share"
    assert said["links"]["csv"] == f"{PLACE}/api/v1/metrics/crossover/curves.csv?count=Monthly+downloads&show=Share"
    assert said["links"]["frozen"].startswith(f"{PLACE}/crossover?count=Monthly+downloads")


def test_a_chart_is_asked_for_with_its_own_words_beside_those_of_the_page(drawn: list[tuple]) -> None:
    for query in ("", "?theme=dark&width=2400&scale=3", "?width=320&log=true"):
        assert client().get(f"{MAIN}.png{query}").content == b"a picture"
    client().get("/chart/race/crossover/ways.svg")
    assert drawn == [
        ("curves", "png", "light", 800, 1),
        ("curves", "png", "dark", 2400, 3),
        ("curves", "png", "light", 320, 1),
        ("ways", "svg", "light", 800, 1),
    ]


def test_many_who_ask_at_once_for_a_picture_nobody_has_drawn_have_it_drawn_once(drawn: list[tuple]) -> None:
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: client().get(f"{MAIN}.svg").content, range(50)))
    assert answers == [b"a picture"] * 50
    assert len(drawn) == 1


def test_the_address_printed_in_a_picture_is_the_one_by_which_it_was_asked(drawn: list[tuple], monkeypatch) -> None:
    client().get(f"{MAIN}.svg")
    monkeypatch.setenv(shared.ADDRESS, "https://elsewhere.example/app")
    client().get(f"{MAIN}.svg")
    assert len(drawn) == 2


def test_a_chart_is_not_sent_again_to_who_has_it() -> None:
    for form in ("html", "json"):
        first = client().get(f"{MAIN}.{form}")
        assert first.headers["cache-control"] == "public, max-age=300, stale-while-revalidate=3600"
        again = client().get(f"{MAIN}.{form}", headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_a_frozen_chart_may_be_kept_and_one_of_other_data_is_refused(data, drawn: list[tuple]) -> None:
    kept = client().get(f"{MAIN}.svg?{frozen(data)}")
    assert kept.status_code == 200
    assert "immutable" in kept.headers["cache-control"]
    other = client().get(f"{MAIN}.svg?vintage=00000000&as_of=2026-10-31")
    assert other.status_code == 404
    assert other.json()["error"].startswith("This link froze data of 31 October 2026 that is not held here")


@pytest.mark.parametrize("form", ["svg", "png", "html", "json"])
def test_licence_citation_and_the_address_to_cite_go_with_a_chart(drawn: list[tuple], data, form: str) -> None:
    said = client().get(f"{MAIN}.{form}").headers
    assert '<https://www.apache.org/licenses/LICENSE-2.0>; rel="license"' in said["link"]
    assert f'<{PLACE}/crossover?{frozen(data)}#curves>; rel="cite-as"' in said["link"]
    assert said["x-licence"].startswith("Apache-2.0")
    assert said["x-citation"].startswith("Model Pulse")
    assert said["content-disposition"] == f'inline; filename="crossover-curves-2026-10-31.{form}"'


@pytest.mark.parametrize("form", ["html", "json"])
def test_a_chart_may_be_framed_and_read_by_any_page(form: str) -> None:
    said = client().get(f"{MAIN}.{form}").headers
    assert "frame-ancestors" not in said["content-security-policy"]
    assert "x-frame-options" not in said
    assert said["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("path", "offered"),
    [
        ("/chart/race/nothing.svg", "race/crossover"),
        ("/chart/about/data.svg", "race/overview"),
        ("/chart/race%2f..%2fabout/data.svg", "rankings/hub"),
        ("/chart/..%2f..%2fdata%2fregistry%2fmakers.svg", "race/overview"),
        ("/chart/%2fetc%2fpasswd.json", "race/overview"),
        ("/chart/race/crossover/..%2f..%2f..%2fapp.html", "curves"),
        ("/chart/race/crossover/nothing.svg", "ways"),
        ("/chart/race/crossover/.svg", "race/crossover"),
        ("/chart/race/crossover//curves.svg", "ways"),
        ("/chart/race/crossover/ways/ways.svg", "curves"),
        ("/chart/race/crossover/%00.svg", "curves"),
        ("/chart/race/crossover.pdf", ".svg"),
        ("/chart/race/crossover", ".html"),
        ("/chart/", ".json"),
        ("/chart", ".json"),
    ],
)
def test_what_is_no_chart_is_told_with_what_there_is(path: str, offered: str) -> None:
    told = client().get(path)
    assert told.status_code == 404
    assert offered in told.json()["offered"]
    assert told.headers["cache-control"] == "no-store"


def test_a_name_of_many_letters_is_not_repeated_in_full() -> None:
    assert len(client().get(f"/chart/race/{'a' * 10_000}.svg").json()["error"]) < 150


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("svg?width=319", "width is a whole number from 320 to 2400"),
        ("svg?width=2401", "width is a whole number from 320 to 2400"),
        ("svg?width=1e3", "width is a whole number from 320 to 2400"),
        ("svg?width=٨٠٠", "width is a whole number from 320 to 2400"),
        ("png?width=" + "9" * 5000, "width is a whole number from 320 to 2400"),
        ("png?scale=0", "scale is a whole number from 1 to 3"),
        ("png?scale=1.5", "scale is a whole number from 1 to 3"),
        ("html?theme=blue", "theme is light or dark"),
        ("json?theme=", "theme is light or dark"),
        ("svg?scale=2", "there is no option called 'scale'"),
        ("svg?count=Guessed", "Count: 'Guessed' is not offered"),
        ("svg?v=9", "version '9' of links is not known here, so it is read as version 1"),
    ],
)
def test_a_parameter_that_means_nothing_is_told_with_what_is_allowed(query: str, problem: str) -> None:
    told = client().get(f"{MAIN}.{query}")
    assert told.status_code == 400
    assert told.json()["problems"] == [problem]
    assert told.json()["allowed"]


def test_what_others_hang_onto_a_link_is_no_problem_and_goes_no_further() -> None:
    page = client().get(f"{MAIN}.html?utm_source=mail&log=true")
    assert page.status_code == 200
    assert Read(page.text).links["canonical"] == f"{PLACE}{MAIN}.html?log=true"


def test_without_a_browser_a_picture_says_what_still_works(drawn: list[tuple], monkeypatch) -> None:
    def missing(*_, **__):
        raise browser.NoBrowserError("BROWSER_PATH names no program: a path that concerns nobody")

    with monkeypatch.context() as without:
        without.setattr(pictures, "picture", missing)
        told = client().get(f"{MAIN}.png")
    assert (told.status_code, told.json()) == (501, {"error": charts.NO_BROWSER})
    assert client().get(f"{MAIN}.png").content == b"a picture"


def test_a_busy_browser_is_told_with_when_to_ask_again_and_not_remembered(drawn: list[tuple], monkeypatch) -> None:
    def busy(*_, **__):
        raise browser.BusyError("busy")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(pictures, "picture", busy)
        told = client().get(f"{MAIN}.svg")
    assert (told.status_code, told.headers["retry-after"]) == (503, "20")
    assert told.headers["cache-control"] == "no-store"
    assert client().get(f"{MAIN}.svg").status_code == 200


def test_a_choice_that_leaves_nothing_to_show_and_a_store_without_data_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = client().get("/chart/rankings/hub.svg?search=no-model-has-this-name")
    assert nothing.status_code == 404
    assert "clear the search" in nothing.json()["error"]
    monkeypatch.setenv("CROSSOVER_DATA", str(tmp_path))
    streamlit.cache_resource.clear()
    assert client().get(f"{MAIN}.svg").status_code == 503
    streamlit.cache_resource.clear()
