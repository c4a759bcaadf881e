"""A page that waits for data stays out of the navigation; its address says what it waits for."""

import shutil
from collections.abc import Callable
from pathlib import Path

import streamlit as st
from streamlit.testing.v1 import AppTest

Visit = Callable[..., AppTest]


def in_navigation(app: AppTest) -> set[str]:
    """The titles in the navigation, as the frame last sent it."""
    frame = next(message for message in app._tree.events if message.HasField("navigation"))  # type: ignore[attr-defined]
    return {page.page_name for page in frame.navigation.app_pages if not page.is_hidden}


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
