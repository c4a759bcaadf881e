"""A client of the interface for programs, on the shipped store or on a store of one's own."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib.http import api
from lib.snapshots import PROJECT


@pytest.fixture(scope="session")
def client() -> TestClient:
    """What asks the interface on the shipped store."""
    return TestClient(Starlette(routes=api.ROUTES))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped registry and of one table."""
    shutil.copytree(PROJECT / "data" / "registry", tmp_path / "registry")
    shutil.copytree(PROJECT / "data" / "snapshots" / "hub_totals", tmp_path / "snapshots" / "hub_totals")
    return tmp_path


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], TestClient]]:
    """A client of the interface on the store in a folder; what is shared is forgotten before and after."""

    def on(folder: Path) -> TestClient:
        monkeypatch.setenv("CROSSOVER_DATA", str(folder))
        _forget()
        return TestClient(Starlette(routes=api.ROUTES))

    yield on
    _forget()


def _forget() -> None:
    streamlit.cache_resource.clear()
    streamlit.cache_data.clear()
