"""What other sites are told of a chart by its address."""

from urllib.parse import urlencode

import pytest

from lib.exports import browser
from tests.http.asking import PLACE, Read, client

CHART = f"{PLACE}/chart/race/crossover.html"


def asked(url: str, **more: object):
    return client().get(f"/oembed?{urlencode({'url': url, **more})}")


def frame(url: str, **more: object) -> dict[str, str]:
    """The frame that is to be embedded."""
    return Read(asked(url, **more).json()["html"]).every("iframe")[0]


def test_the_address_of_a_chart_is_a_frame_with_title_size_and_picture() -> None:
    said = asked(CHART).json()
    html, author = said.pop("html"), said.pop("author_url")
    assert said == {
        "type": "rich",
        "version": "1.0",
        "title": "Anchored: Qwen and Llama",
        "author_name": "Crossover",
        "provider_name": "Crossover",
        "provider_url": f"{PLACE}/",
        "cache_age": 3600,
        "width": 800,
        "height": said["height"],
        "thumbnail_url": f"{PLACE}/chart/race/crossover.png?width=1200",
        "thumbnail_width": 1200,
        "thumbnail_height": said["thumbnail_height"],
    }
    assert isinstance(said["thumbnail_height"], int)
    assert author.startswith(f"{PLACE}/crossover?count=Anchored")
    assert Read(html).every("iframe") == [
        {
            "src": CHART,
            "title": "Anchored: Qwen and Llama",
            "width": "800",
            "height": str(said["height"]),
            "style": "border:0;max-width:100%",
            "loading": "lazy",
        }
    ]


@pytest.mark.parametrize(
    ("url", "src"),
    [
        (f"{PLACE}/", "/chart/race/overview.html"),
        (f"{PLACE}/overview", "/chart/race/overview.html"),
        (f"{PLACE}/crossover?count=Monthly+downloads&embed=true", "/chart/race/crossover.html?count=Monthly+downloads"),
        (f"{PLACE}/crossover#ways", "/chart/race/crossover/ways.html"),
        (f"{PLACE}/chart/race/crossover/ways.png?width=900&theme=dark", "/chart/race/crossover/ways.html?theme=dark"),
        (f"{PLACE}/hub?utm_source=mail", "/chart/rankings/hub.html"),
    ],
)
def test_a_page_of_the_app_and_a_chart_in_any_form_are_the_same_frame(url: str, src: str) -> None:
    assert frame(url)["src"] == f"{PLACE}{src}"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://evil.example/chart/race/crossover.html",
        "https://crossover.example.evil.example/chart/race/crossover.html",
        "https://crossover.example@evil.example/chart/race/crossover.html",
        "https://user@crossover.example/chart/race/crossover.html",
        "javascript://crossover.example/chart/race/crossover.html",
        "//crossover.example/chart/race/crossover.html",
        "https://crossover.example:8443/",
        "https://[crossover.example/",
        f"{PLACE}/methods",
        f"{PLACE}/_stcore/health",
        f"{PLACE}/crossover/../../etc/passwd",
        f"{PLACE}/chart/race/nothing.html",
        f"{PLACE}/crossover#nothing",
    ],
)
def test_any_other_address_has_no_frame(url: str) -> None:
    assert asked(url).status_code == 404


def test_another_path_of_the_same_host_is_not_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSOVER_ADDRESS", "https://example.org/app")
    assert asked("https://example.org/app/crossover").status_code == 200
    assert asked("https://example.org/appcrossover").status_code == 404
    assert asked("https://example.org/crossover").status_code == 404


def test_an_address_with_nonsense_in_it_is_told_what_is_allowed() -> None:
    told = asked(f"{PLACE}/crossover?count=Guessed")
    assert (told.status_code, told.json()["problems"]) == (400, ["Count: 'Guessed' is not offered"])


def test_the_frame_is_no_larger_than_allowed_and_as_high_as_it_needs() -> None:
    small, wide = frame(CHART, maxwidth=390), frame(CHART, maxwidth=5000)
    assert (small["width"], wide["width"]) == ("390", "800")
    assert int(small["height"]) > int(wide["height"])
    assert frame(CHART, maxheight=500)["height"] == "500"


def test_a_picture_that_would_be_larger_than_allowed_is_left_out() -> None:
    assert asked(CHART, maxwidth=600).json()["thumbnail_width"] == 600
    assert "thumbnail_url" not in asked(CHART, maxwidth=300).json()
    assert "thumbnail_url" not in asked(CHART, maxheight=300).json()


@pytest.mark.parametrize("size", ["0", "-1", "wide", "1.5", "100000", "9" * 5000, "٣"])
def test_a_size_that_is_none_is_refused(size: str) -> None:
    assert asked(CHART, maxwidth=size).status_code == 400


def test_only_json_is_spoken() -> None:
    assert asked(CHART, format="json").headers["content-type"] == "application/json"
    assert asked(CHART, format="xml").status_code == 501


def test_a_frozen_address_stays_frozen_in_the_frame(data) -> None:
    tables = ["hub_monthly", "hub_totals"]
    query = f"as_of={data.since(tables)}&vintage={data.mark(tables)}"
    answer = asked(f"{PLACE}/chart/race/crossover.html?{query}")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.json()["cache_age"] == 86_400
    assert Read(answer.json()["html"]).every("iframe")[0]["src"].endswith(f"?{query}")


def test_without_a_browser_there_is_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "available", lambda: False)
    assert "thumbnail_url" not in asked(CHART).json()
