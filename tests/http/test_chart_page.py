"""The light page of a chart: what it shows, what it tells other sites, and what it is without a browser."""

import base64
import hashlib
import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from lib.exports import browser, chart_page
from lib.views.options import resolve
from lib.views.race import crossover
from tests.http.asking import PLACE, Read, client

MAIN = "/chart/race/crossover"


def read(address: str) -> Read:
    return Read(client().get(address).text)


def test_the_page_says_the_finding_and_shows_the_chart_with_its_alt(data) -> None:
    page = read(f"{MAIN}.html")
    view = crossover.view(data, resolve(crossover.Options, data, {})[0])
    assert page.every("html") == [{"lang": "en"}]
    assert view.headline in page.words
    (image,) = page.every("img")
    assert image["alt"] == view.cards[0].alt
    assert (image["src"], image["width"]) == ("crossover.svg?theme=light&width=800", "800")
    assert "Source: Model Pulse (Apache-2.0), as of 31 October 2026" in page.words
    assert page.every("time") == [{"datetime": "2026-10-31"}]


def test_pictures_follow_the_theme_and_the_width_of_the_window_and_state_their_size() -> None:
    sources = read(f"{MAIN}/ways.html").every("source")
    assert [(each["media"], each["srcset"]) for each in sources] == [
        ("(prefers-color-scheme: dark) and (max-width: 480px)", "ways.svg?theme=dark&width=390"),
        ("(prefers-color-scheme: dark) and (max-width: 700px)", "ways.svg?theme=dark&width=600"),
        ("(prefers-color-scheme: dark)", "ways.svg?theme=dark&width=800"),
        ("(max-width: 480px)", "ways.svg?theme=light&width=390"),
        ("(max-width: 700px)", "ways.svg?theme=light&width=600"),
    ]
    assert all(int(each["height"]) > 500 for each in sources)
    assert [each["width"] for each in sources] == ["390", "600", "800", "390", "600"]


def test_a_theme_that_is_asked_for_holds_for_every_picture_and_the_page() -> None:
    page = read(f"{MAIN}.html?theme=dark")
    assert page.every("html") == [{"lang": "en", "data-theme": "dark"}]
    shown = [each["srcset"] for each in page.every("source")] + [page.every("img")[0]["src"]]
    assert all("theme=dark" in each for each in shown)
    assert page.metas["og:image"] == f"{PLACE}{MAIN}.png?theme=dark&width=1200"


def test_where_it_is_shared_the_page_says_title_finding_and_picture_of_this_very_view() -> None:
    page = read(f"{MAIN}.html?count=Monthly+downloads&families=Llama&families=GLM")
    assert page.metas["og:title"] == "Monthly downloads: Llama and GLM"
    assert page.metas["og:description"] == page.metas["description"]
    assert page.metas["og:description"].endswith("by downloads in the month.")
    own = f"{PLACE}{MAIN}.html?count=Monthly+downloads&families=Llama&families=GLM"
    assert page.metas["og:url"] == page.links["canonical"] == own
    image = urlsplit(page.metas["og:image"])
    assert f"{image.scheme}://{image.netloc}{image.path}" == f"{PLACE}{MAIN}.png"
    assert parse_qs(image.query)["families"] == ["Llama", "GLM"]
    assert page.metas["og:image:width"] == "1200"
    assert int(page.metas["og:image:height"]) > 500
    assert page.metas["twitter:card"] == "summary_large_image"


def test_the_page_names_the_address_at_which_others_learn_to_embed_it() -> None:
    found = urlsplit(read(f"{MAIN}.html?log=true").links["alternate"])
    assert (found.path, parse_qs(found.query)["url"]) == ("/oembed", [f"{PLACE}{MAIN}.html?log=true"])
    assert client().get(f"{found.path}?{found.query}").json()["title"] == "Anchored: Qwen and Llama"


def test_a_live_page_leads_into_the_live_app_and_a_frozen_one_into_the_same_data() -> None:
    live = read(f"{MAIN}.html").every("a")[0]
    assert live["href"].startswith(f"{PLACE}/crossover?count=Anchored")
    assert "vintage=" not in live["href"]
    assert (live["target"], live["rel"]) == ("_blank", "noopener")
    frozen = read(f"{MAIN}.html?as_of=2026-10-31").every("a")[0]
    assert "as_of=2026-10-31" in frozen["href"]
    assert "vintage=" in frozen["href"]


def test_every_link_opens_beside_the_page_that_embeds_it() -> None:
    every = read(f"{MAIN}.html").every("a")
    assert len(every) > 5
    assert all(each["target"] == "_blank" and "noopener" in each["rel"] for each in every)


def test_the_table_holds_the_numbers_of_the_chart_as_people_read_them(data) -> None:
    card = crossover.view(data, resolve(crossover.Options, data, {})[0]).cards[0]
    page = read(f"{MAIN}.html")
    assert len(page.every("tr")) == 1 + len(card.table)
    assert "31 October 2025" in page.words
    assert "385,300,000" in page.words
    assert page.every("details") == [{}, {}]


def test_a_long_table_is_cut_and_leads_to_all_its_rows() -> None:
    page = read("/chart/rankings/hub.html?search=e")
    assert len(page.every("tr")) == 1 + chart_page.MOST_ROWS
    assert re.search(r"The first 500 of \d{3} rows", page.words)
    assert f"{PLACE}/api/v1/metrics/hub/ranking.csv?search=e" in {each["href"] for each in page.every("a")}


def test_the_page_runs_nothing_and_its_policy_allows_its_one_style_alone() -> None:
    answer = client().get(f"{MAIN}.html")
    page = Read(answer.text)
    assert not page.every("script")
    assert not [name for _, attrs in page.tags for name in attrs if name == "style" or name.startswith("on")]
    (style,) = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    named = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert answer.headers["content-security-policy"].split("; ") == [
        "default-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "img-src 'self'",
        f"style-src 'sha256-{named}'",
    ]


def test_without_a_browser_the_page_opens_its_table_says_why_and_promises_no_picture(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(browser, "available", lambda: False)
    page = read(f"{MAIN}.html")
    assert not page.every("img")
    assert page.every("details") == [{"open": ""}, {"open": ""}]
    assert "This server draws no pictures" in page.words
    assert "og:image" not in page.metas
    assert page.metas["twitter:card"] == "summary"


def test_addresses_stand_under_the_address_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSOVER_ADDRESS", "https://example.org/race/")
    page = read(f"{MAIN}.html")
    assert page.links["canonical"] == f"https://example.org/race{MAIN}.html"
    assert "https://example.org/race/chart" in unquote(page.links["alternate"])
    assert page.every("a")[0]["href"].startswith("https://example.org/race/crossover?")


@pytest.mark.parametrize(("width", "shown"), [(390, 390), (480, 390), (481, 600), (800, 800), (2000, 800)])
def test_a_frame_is_as_high_as_headline_picture_and_the_rest(width: int, shown: int) -> None:
    heights = dict.fromkeys(chart_page.WIDTHS, 0) | {shown: 100}
    inside = min(width, chart_page.WIDEST)
    line = chart_page.HEADLINE_LINE + chart_page.REST
    assert chart_page.height("Short.", width, heights) == line + -(-100 * inside // shown)
