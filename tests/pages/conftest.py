"""A store of one's own for pages: the shipped one, to which a test adds vintages and attempts."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lib import snapshots
from lib.snapshots import PROJECT
from lib.views.pages import page_of
from tests import stores


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the store that the app reads instead of the shipped one, with nothing remembered of any other."""
    stores.shipped(tmp_path / "data")
    monkeypatch.setenv("CROSSOVER_DATA", str(tmp_path / "data"))
    st.cache_resource.clear()
    yield tmp_path / "data"
    st.cache_resource.clear()


@pytest.fixture
def later(store: Path) -> Callable[[str, pd.DataFrame, str, str], None]:
    """Write a vintage of a table: its name, all that it holds, its day, its source."""

    def write(table: str, frame: pd.DataFrame, as_of: str, source: str) -> None:
        facts = {
            "as_of": as_of,
            "source": source,
            "url": "https://example.org",
            "licence": "MIT",
            "citation": "Example.",
            "how": "By a test.",
            "complete": True,
            "universe": "What a test needs.",
            "caveats": (),
        }
        snapshots.write(table, frame, store, facts)

    return write


@pytest.fixture
def visit() -> Callable[..., AppTest]:
    """Open a page (section/topic) as a visitor does, through the frame; the rest stands in the address."""

    def opened(page: str, **query: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(PROJECT / "pages" / "frame.py"), default_timeout=60)
        of = page_of(page)
        if not of.default:
            app.run()
            app.switch_page(of.file)
        for name, value in query.items():
            app.query_params[name] = value
        return app.run()

    return opened
