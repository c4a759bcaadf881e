"""The pages Methods and Data as a visitor opens them."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lib import snapshots, ui
from lib.snapshots import PROJECT
from tests import stores


def opened(page: str, **query: str) -> AppTest:
    app = AppTest.from_file(str(PROJECT / "pages" / "frame.py"), default_timeout=30)
    app.run()
    for name, value in query.items():
        app.query_params[name] = value
    return app.switch_page(page).run()


@pytest.fixture
def damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The app with a store in which one table is cut short."""
    folder = Path(shutil.copytree(PROJECT / "data", tmp_path / "data"))
    for file in (folder / "snapshots" / "arena").glob("*.parquet"):
        file.write_bytes(file.read_bytes()[:-10])
    monkeypatch.setenv("CROSSOVER_DATA", str(folder))
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The app with a store in which one table has more rows than are read whole; the others have fewer."""
    folder = stores.shipped(tmp_path / "data")
    names = [f"newcomer/{number:04}" for number in range(9000)]
    rows = pd.DataFrame({"day": pd.Timestamp("2026-10-20"), "model": names, "org": "newcomer", "downloads": 5})
    rows["last_modified"] = pd.NaT
    days = {"day": "datetime64[us]", "last_modified": "datetime64[us]"}
    rows = rows.astype({**days, "model": "str", "org": "str", "downloads": "Int64"})
    facts = {**stores.FACTS, "source": "modelscope", "as_of": "2026-10-20"}
    snapshots.write("modelscope_models", rows, folder, facts)
    monkeypatch.setattr(snapshots, "WHOLE", 8999)
    monkeypatch.setenv("CROSSOVER_DATA", str(folder))
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def test_methods_has_a_heading_for_every_measure() -> None:
    app = opened("about/methods.py")
    headings = [heading.value for heading in app.subheader]
    measures = ui.load().registry.words["indicators"].values()
    assert headings[: len(measures)] == [ui.escape(measure["title"]) for measure in measures]


def test_methods_finds_what_is_searched_for() -> None:
    app = opened("about/methods.py")
    app.text_input(key="search").set_value("tokenizer").run()
    assert "speaks of “tokenizer”" in app.markdown[0].value
    assert all("Downloads" not in heading.value for heading in app.subheader)


def test_a_search_for_nothing_we_know_is_told_in_a_sentence() -> None:
    app = opened("about/methods.py")
    app.text_input(key="search").set_value("zzzz").run()
    assert not app.exception
    assert app.info[0].value.startswith("Nothing speaks of")
    assert not app.subheader


def test_data_shows_the_table_that_is_chosen() -> None:
    app = opened("about/data.py")
    app.selectbox(key="table").select("ollama_pulls").run()
    assert [heading.value for heading in app.subheader] == ["ollama\\_pulls", "How it was revised"]


@pytest.mark.usefixtures("damaged")
def test_a_damaged_table_is_told_once_while_the_others_stand() -> None:
    app = opened("about/data.py")
    assert not app.exception
    assert len(app.error) == 1
    assert "sha256 differs" in app.error[0].value
    assert len(app.dataframe) == 3


@pytest.mark.usefixtures("damaged")
def test_methods_stands_whatever_is_wrong_with_a_table() -> None:
    app = opened("about/methods.py")
    assert not app.error
    assert app.subheader


@pytest.mark.usefixtures("large")
def test_a_table_too_large_to_be_read_whole_is_shown_by_its_ends() -> None:
    app = opened("about/data.py")
    app.selectbox(key="table").select("modelscope_models").run()
    assert not app.exception
    assert not app.error
    (preview,) = [table.value for table in app.dataframe if "last_modified" in table.value.columns]
    assert list(preview["model"].iloc[[0, -1]]) == ["newcomer/0000", "newcomer/8999"]
    assert len(app.get("download_button")) == 1
