"""Every page as a visitor opens it: through the frame, by its own address."""

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib.snapshots import PROJECT
from lib.views.pages import PAGES, Page
from tests.offered import CHARTED, OFFERED


def opened(page: Page, **query: str) -> AppTest:
    app = AppTest.from_file(str(PROJECT / "pages" / "frame.py"), default_timeout=30)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    if not page.default:
        app.switch_page(page.file).run()
    return app


@pytest.mark.parametrize("of", OFFERED, ids=lambda of: of.name)
def test_a_page_opens_with_its_finding_and_without_an_error(of: Page) -> None:
    app = opened(of)
    assert not app.exception
    assert not app.error, [said.value for said in app.error]
    assert len(app.title) == 1
    words = "".join(said.value for said in app.markdown)
    assert of.section == "about" or words.startswith("## ")


@pytest.mark.parametrize("of", CHARTED, ids=lambda of: of.name)
def test_every_chart_of_a_page_says_in_a_sentence_what_it_shows(of: Page) -> None:
    charts = opened(of).get("plotly_chart")
    assert charts
    assert all(len(chart.proto.alt) > 40 for chart in charts)


@pytest.mark.parametrize("of", CHARTED, ids=lambda of: of.name)
def test_every_card_names_its_source_and_its_date(of: Page) -> None:
    app = opened(of)
    sources = [words for said in app.markdown if "Source: " in (words := said.value.replace("\\", ""))]
    assert len(sources) == len(app.subheader)
    assert all("as of" in said and "202" in said for said in sources)


def test_the_frame_is_around_every_page() -> None:
    app = opened(PAGES[1])
    assert any("Every figure on these pages has a source" in said.value for said in app.markdown)


def test_a_store_without_snapshots_is_said_in_one_sentence(store: Path) -> None:
    shutil.rmtree(store / "snapshots")
    app = opened(PAGES[0])
    assert not app.exception
    assert "There is nothing to show here yet" in app.info[0].value


def test_a_damaged_snapshot_is_said_in_one_sentence_and_no_number_is_shown(store: Path) -> None:
    for file in (store / "snapshots" / "hub_monthly").glob("*.parquet"):
        file.write_bytes(file.read_bytes()[:-10])
    app = opened(PAGES[0])
    assert not app.exception
    assert "sha256 differs" in app.error[0].value.replace("\\", "")
    assert not app.get("plotly_chart")


def test_a_registry_that_breaks_a_rule_is_said_with_file_and_line(store: Path) -> None:
    makers = store / "registry" / "makers.csv"
    makers.write_text(makers.read_text(encoding="utf-8") + "zzz,Zzz,USA,china,,,made up,\n", encoding="utf-8")
    app = opened(PAGES[0])
    assert not app.exception
    assert "makers.csv:" in app.error[0].value.replace("\\", "")
