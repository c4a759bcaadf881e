import subprocess
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from PIL import Image

from lib.charts.theme import THEMES, Mode
from lib.data import Data
from lib.exports import pictures
from lib.exports.exhibit import Exhibit, exhibit
from lib.exports.lettering import room_of
from lib.registry import Registry
from lib.views.adoption import downloads
from lib.views.options import resolve
from lib.views.pages import page_of
from lib.views.race import crossover

HOSTILE = (
    "<b>bold</b><script>alert(1)</script>",
    "W" * 10_000,
    "通义千问" * 200,
    "two\nlines\u202e and a turn",
    "nothing\x00 that \ufffe is no letter",
)


def shown_of(data: Data, name: str, topic: object) -> Exhibit:
    options, _ = resolve(topic.Options, data, {})
    view = topic.view(data, options)
    return exhibit(data, page_of(name), options, view, view.cards[0], "https://crossover.example", True)


@pytest.fixture(scope="module")
def shown(data: Data) -> Exhibit:
    """The curves of Qwen and Llama."""
    return shown_of(data, "race/crossover", crossover)


@pytest.fixture(scope="module")
def bars(data: Data) -> Exhibit:
    """A chart with a legend above it."""
    return shown_of(data, "adoption/downloads", downloads)


def picture(shown: Exhibit, form: str, mode: Mode = "light", width: int = 800) -> bytes:
    return pictures.picture(shown, shown.card.draw(THEMES[mode]), form, mode=mode, width=width)


def named(shown: Exhibit, name: str) -> Exhibit:
    """The same exhibit where a name from the data stands in every sentence."""
    card = replace(shown.card, title=f"{name} and Llama", subtitle=f"Downloads of {name}.", alt=name)
    return replace(shown, card=card, choices=(("Families", name),), source=f"Source: {name}.")


def rgb(colour: str) -> tuple[int, int, int]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_lines_have_the_colours_of_the_registry_on_the_ground_of_the_theme(
    shown: Exhibit, registry: Registry, mode: Mode
) -> None:
    image = Image.open(BytesIO(picture(shown, "png", mode)))
    assert image.width == 1600
    assert image.getextrema()[3:] in ((), ((255, 255),))
    seen = {colour[:3]: times for times, colour in image.getcolors(maxcolors=2**20)}
    assert max(seen, key=seen.get) == rgb(THEMES[mode].ground)
    for family in ("qwen", "llama"):
        assert seen.get(rgb(registry.colour("family", family, mode)), 0) > 500


def test_an_svg_says_title_definition_choices_source_date_and_link(shown: Exhibit) -> None:
    root = ElementTree.fromstring(picture(shown, "svg"))
    assert (root.get("width"), root.get("viewBox").split()[2]) == ("800", "800")
    said = "".join(root.itertext())
    joined = said.replace(" ", "")
    for words in (
        shown.card.title,
        shown.card.subtitle,
        " · ".join(f"{label}: {value}" for label, value in shown.choices),
        shown.source,
        "data as of 31 October 2026",
    ):
        assert words.replace(" ", "") in joined
    assert "vintage=" in shown.link
    assert shown.link in said
    name = "{http://www.w3.org/2000/svg}"
    assert [root.findtext(f"{name}{tag}") for tag in ("title", "desc")] == [shown.card.title, shown.card.alt]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_pdf_is_one_page_whose_words_can_be_read(bars: Exhibit, mode: Mode) -> None:
    pdf = picture(bars, "pdf", mode)
    assert len(pdf) < 200_000
    said = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    assert said.count("\f") == 1
    for words in (bars.card.title, bars.source, "Crossover, data as of 31 October 2026", "Alibaba"):
        assert words in said
    assert bars.link in said.replace("\n", "")


def test_the_chart_that_was_given_is_not_changed(shown: Exhibit) -> None:
    figure = shown.card.draw(THEMES["light"])
    before = figure.to_json()
    framed = pictures.frame(shown, figure, THEMES["light"], 1200)
    framed["layout"]["annotations"][0]["text"] = "another"
    assert figure.to_json() == before


@pytest.mark.parametrize("width", pictures.WIDTHS)
@pytest.mark.parametrize("card", ["shown", "bars"])
def test_words_stand_apart_from_each_other_and_from_the_chart(
    card: str, width: int, request: pytest.FixtureRequest
) -> None:
    given: Exhibit = request.getfixturevalue(card)
    for each in (given, *(named(given, name) for name in HOSTILE)):
        figure = each.card.draw(THEMES["light"])
        layout = pictures.frame(each, figure, THEMES["light"], width)["layout"]
        margin, own = layout["margin"], len(figure.layout.annotations)
        spans = []
        for words in layout["annotations"][own:]:
            assert words["xshift"] == margin["r"] - pictures.EDGE
            edge = margin["t"] if words["y"] == 1 else layout["height"] - margin["b"]
            top = edge - words["yshift"]
            said = words["text"].removeprefix("<b>").removesuffix("</b>").split("<br>")
            spans.append((top, top + len(said) * words["font"]["size"] * 1.3, words["y"]))
        assert spans == sorted(spans)
        assert all(one[1] <= other[0] for one, other in pairwise(spans))
        assert spans[0][0] >= 0
        assert spans[-1][1] <= layout["height"]
        legend = 60 if card == "bars" else 0
        above = [bottom for _, bottom, edge in spans if edge == 1]
        assert max(above) + legend <= margin["t"]
        assert min(top for top, _, edge in spans if edge == 0) >= layout["height"] - margin["b"] + 31


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_words_and_stays_inside_the_picture(shown: Exhibit, name: str) -> None:
    hostile = named(shown, name)
    root = ElementTree.fromstring(picture(hostile, "svg"))
    assert not [part.tag for part in root.iter() if part.tag.rpartition("}")[2] in ("script", "b", "foreignObject")]
    ground = rgb(THEMES["light"].ground)
    image = Image.open(BytesIO(picture(hostile, "png"))).convert("RGB")
    head = image.crop((0, 0, image.width, 240))
    assert head.getcolors(maxcolors=2**20) != [(head.width * head.height, ground)]
    for left, right in ((0, 30), (head.width - 30, head.width)):
        edge = head.crop((left, 0, right, head.height))
        assert edge.getcolors() == [(edge.width * edge.height, ground)]


def test_long_words_end_in_an_ellipsis(shown: Exhibit) -> None:
    figure = shown.card.draw(THEMES["light"])
    layout = pictures.frame(named(shown, "W" * 10_000), figure, THEMES["light"], 800)["layout"]
    title, subtitle, chosen, foot = (words["text"] for words in layout["annotations"][len(figure.layout.annotations) :])
    assert [part.count("<br>") + 1 for part in (title, subtitle, chosen)] == [3, 6, 6]
    assert title.endswith("…</b>")
    assert subtitle.endswith("…")
    assert room_of(subtitle.split("<br>")[-1], 14) <= 800 - 2 * pictures.EDGE
    assert foot.replace("<br>", "").replace("&amp;", "&").endswith(shown.link)


def test_letters_that_no_svg_can_hold_do_not_reach_the_browser(shown: Exhibit) -> None:
    figure = shown.card.draw(THEMES["light"])
    figure.data[0].name = "one\x00\ufffe"
    figure.add_bar(x=[0], y=[1], text=["two\x1f"])
    drawn = pictures.frame(shown, figure, THEMES["light"], 800)["data"]
    assert drawn[0]["name"] == "one"
    assert list(drawn[-1]["text"]) == ["two"]


def test_a_picture_of_another_form_is_refused_by_name(shown: Exhibit) -> None:
    with pytest.raises(ValueError, match="'gif'; it can be had as png, svg, pdf"):
        picture(shown, "gif")
