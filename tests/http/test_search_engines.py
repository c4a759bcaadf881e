"""What search engines are told."""

from xml.etree import ElementTree

import pytest

from tests.http.asking import PLACE, client
from tests.offered import CHARTED, OFFERED

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_everything_may_be_read_but_what_pages_talk_to() -> None:
    said = client().get("/robots.txt")
    assert said.headers["content-type"] == "text/plain; charset=utf-8"
    assert said.text.splitlines() == [
        "User-agent: *",
        "Disallow: /_stcore/",
        "Allow: /",
        "",
        f"Sitemap: {PLACE}/sitemap.xml",
    ]


def test_the_map_holds_every_page_and_every_main_chart_as_new_as_the_data(data) -> None:
    root = ElementTree.fromstring(client().get("/sitemap.xml").content)
    found = [each.text for each in root.iter(f"{MAP}loc")]
    assert found[: len(OFFERED)] == [f"{PLACE}/{page.path}" for page in OFFERED]
    assert found[len(OFFERED) :] == [f"{PLACE}/chart/{page.name}.html" for page in CHARTED]
    assert {each.text for each in root.iter(f"{MAP}lastmod")} == {data.newest_day.isoformat()}


def test_every_chart_on_the_map_is_there_and_calls_itself_so() -> None:
    root = ElementTree.fromstring(client().get("/sitemap.xml").content)
    for address in (each.text for each in root.iter(f"{MAP}loc") if "/chart/" in each.text):
        page = client().get(address)
        assert page.status_code == 200
        assert f'<link rel="canonical" href="{address}">' in page.text


@pytest.mark.parametrize("path", ["/robots.txt", "/sitemap.xml"])
def test_addresses_are_those_that_are_set_and_what_is_known_is_not_sent_again(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CROSSOVER_ADDRESS", "https://example.org/a&b/")
    said = client().get(path)
    assert "https://example.org/a" in said.text
    assert PLACE not in said.text
    assert client().get(path, headers={"If-None-Match": said.headers["etag"]}).status_code == 304
