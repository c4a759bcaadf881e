"""The share menu of a card as a page draws it, with and without routes, a browser, and a registry that is kept."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from streamlit.testing.v1 import AppTest

from lib.data import Data
from lib.exports import browser
from lib.ui import shared
from lib.ui.card import SHARE

Visit = Callable[..., AppTest]


@pytest.fixture
def menu(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> Callable[[], AppTest]:
    """The page of downloads with its menu open, on a server that is known as example.org and serves the routes."""
    monkeypatch.setenv("CROSSOVER_ADDRESS", "https://example.org/")
    served = Event()
    served.set()
    monkeypatch.setattr(shared, "ROUTES_SERVED", served)

    def opened() -> AppTest:
        app = visit("adoption/downloads", by="Country")
        app.session_state["pane-downloads"] = SHARE
        app.run()
        assert not app.exception
        return app

    return opened


def words(app: AppTest) -> str:
    return "\n".join(said.value for said in app.markdown)


def links(app: AppTest) -> dict[str, str]:
    return {link.proto.label: link.proto.url for link in app.get("link_button")}


def files(app: AppTest) -> list[str]:
    return [button.proto.label for button in app.get("download_button")]


def test_the_menu_offers_links_image_code_citations_and_files(menu: Callable[[], AppTest], data: Data) -> None:
    app = menu()
    offered = links(app)
    assert offered["Copy live link"].startswith("https://example.org/downloads?by=Country&show=Downloads&")
    assert f"as_of={data.since(['hub_monthly', 'hub_totals'])}&vintage=" in offered["Copy frozen link"]
    assert offered["Copy image"].startswith("https://example.org/chart/adoption/downloads/downloads.png?by=Country&")
    embed = [code.value for code in app.code if code.value.startswith("<iframe ")]
    assert len(embed) == 2
    assert ["vintage=" in code for code in embed] == [False, True]
    assert files(app) == ["PNG", "SVG", "PDF", "HTML", "CSV", "XLSX", "PARQUET", "JSON", "ZIP"]


@pytest.mark.parametrize(
    ("style", "beginning"), [("BibTeX", "@misc{"), ("APA", "Crossover. (2026)."), ("GB/T 7714", "Crossover. ")]
)
def test_every_style_of_citation_can_be_chosen(menu: Callable[[], AppTest], style: str, beginning: str) -> None:
    app = menu()
    app.segmented_control(key="style-downloads").set_value(style).run()
    assert app.code[-1].value.startswith(beginning)
    assert "https://example.org/downloads?by=Country" in app.code[-1].value


def test_without_a_browser_the_menu_says_so_and_offers_what_still_works(
    menu: Callable[[], AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser, "available", lambda: False)
    app = menu()
    assert "No browser is installed on this server" in words(app)
    assert "Copy image" not in links(app)
    assert files(app) == ["HTML", "CSV", "XLSX", "PARQUET", "JSON", "ZIP"]


def test_without_routes_the_menu_says_what_is_off(menu: Callable[[], AppTest], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "ROUTES_SERVED", Event())
    app = menu()
    assert "links to the image and code to embed are off" in words(app)
    assert set(links(app)) == {"Copy live link", "Copy frozen link"}
    assert not [code for code in app.code if "<iframe" in code.value]


def test_a_registry_that_is_not_kept_gives_no_frozen_link_and_says_why(
    store: Path, menu: Callable[[], AppTest]
) -> None:
    with (store / "registry" / "untracked.csv").open("a", encoding="utf-8") as file:
        file.write("Z,z$,a test\n")
    app = menu()
    assert "Copy frozen link" not in links(app)
    assert "The registry was changed after it was last kept" in words(app)
    assert "as_of" not in app.code[-1].value


def test_the_page_of_the_data_cites_a_table_and_all_of_them(
    visit: Visit, menu: Callable[[], AppTest], data: Data
) -> None:
    del menu
    app = visit("about/data", table="hub_totals")
    assert not app.exception
    codes = [code.value for code in app.code]
    whole = f"https://example.org/api/v1/?v=1&as_of={data.newest_day}&vintage="
    assert any(code.startswith(whole) for code in codes)
    assert any(code.startswith("https://example.org/api/v1/tables/hub_totals.csv?v=1&as_of=") for code in codes)
    assert sum(code.startswith("@misc{") for code in codes) == 2
