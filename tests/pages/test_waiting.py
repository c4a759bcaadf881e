"""A page that waits for data stays out of the navigation; its address says what it waits for."""

import shutil
from collections.abc import Callable
from pathlib import Path

import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.launched import twelve

Visit = Callable[..., AppTest]


def words(app: AppTest) -> str:
    return "\n".join(said.value.replace("\\", "") for said in (*app.markdown, *app.info, *app.warning, *app.error))


def test_the_address_of_a_page_that_waits_says_what_for(store: Path, visit: Visit) -> None:
    shutil.rmtree(store / "snapshots" / "arena")
    app = visit("rankings/capability")
    assert not app.exception
    assert not app.error
    assert "Capability waits for the table arena (“make refresh” fetches it)." in words(app)
    assert not app.get("plotly_chart")
    assert next(iter(app.get("page_link"))).proto.page == "data"


def test_the_page_of_the_data_lists_what_waits_and_how_to_get_it(store: Path, visit: Visit) -> None:
    shutil.rmtree(store / "snapshots" / "arena")
    said = words(visit("about/data"))
    assert "**Capability (the whole page)**: Capability waits for the table arena" in said
    assert "**Derivatives (a part of the page)**" in said
    assert "No row of hub_models states one; “make refresh” reads them from the Hub" in said


def test_once_its_table_is_there_the_page_is_back(store: Path, visit: Visit) -> None:
    kept = (store / "snapshots" / "arena").rename(store / "aside")
    assert "waits for" in words(visit("rankings/capability"))
    kept.rename(store / "snapshots" / "arena")
    st.cache_resource.clear()
    app = visit("rankings/capability")
    assert "waits for the table" not in words(app)
    assert app.get("plotly_chart")


def test_launches_wait_with_the_shipped_store_and_say_how_to_get_their_history(store: Path, visit: Visit) -> None:
    app = visit("adoption/launches")
    assert not app.exception
    assert "at least 3 readings of one model's lifetime counter within 90 days of its release" in words(app)
    assert not app.get("plotly_chart")
    assert "**Launches (the whole page)**" in words(visit("about/data"))


def test_launches_are_shown_once_single_models_were_read_around_their_release(store: Path, visit: Visit) -> None:
    shutil.rmtree(store)
    twelve(store)
    st.cache_resource.clear()
    app = visit("adoption/launches")
    assert not app.exception
    assert "Qwen/Nova-L had 3.6K downloads 30 days after its release" in words(app)
    assert len(app.get("plotly_chart")) == 4
    assert "Launches (the whole page)" not in words(visit("about/data"))
