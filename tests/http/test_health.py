"""Health: 200 with what the store holds, or 503 with one sentence."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit
from starlette.requests import Request

from lib.http.health import healthz
from lib.snapshots import PROJECT
from lib.sources.figures import FIGURES


def asked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, dict]:
    """Code and words of the answer when the data lies in `folder`; an answer is never kept by a cache."""
    monkeypatch.setenv("CROSSOVER_DATA", str(folder))
    streamlit.cache_resource.clear()
    response = healthz(Request({"type": "http", "method": "GET", "path": "/healthz", "headers": []}))
    assert response.headers["cache-control"] == "no-store"
    return response.status_code, json.loads(response.body)


@pytest.fixture(autouse=True)
def forgetting() -> Iterator[None]:
    """Nothing of another store is remembered after a test."""
    yield
    streamlit.cache_resource.clear()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped registry and of one table."""
    shutil.copytree(PROJECT / "data" / "registry", tmp_path / "registry")
    shutil.copytree(PROJECT / "data" / "snapshots" / "hub_totals", tmp_path / "snapshots" / "hub_totals")
    return tmp_path


def test_the_shipped_store_is_healthy(monkeypatch: pytest.MonkeyPatch) -> None:
    code, said = asked(PROJECT / "data", monkeypatch)
    assert (code, said["status"]) == (200, "ok")
    assert set(said["newest"]) == set(FIGURES)
    assert said["newest"]["hub_models"] == "2026-10-05"


def test_a_store_with_some_tables_names_those(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked(folder, monkeypatch) == (200, {"status": "ok", "newest": {"hub_totals": "2026-10-31"}})


def test_a_store_without_snapshots_is_not_healthy(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(folder / "snapshots")
    assert asked(folder, monkeypatch) == (503, {"status": "no data", "why": "the store holds no snapshot"})


def test_a_missing_folder_is_not_healthy_and_its_path_is_not_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, said = asked(tmp_path / "nowhere", monkeypatch)
    assert code == 503
    assert said["why"] == "there is no nowhere/registry; copy the project's data folder there"


def test_an_unreadable_registry_is_told_without_its_path(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "registry" / "makers.csv").unlink()
    (folder / "registry" / "makers.csv").mkdir()
    assert asked(folder, monkeypatch) == (503, {"status": "no data", "why": "the data folder cannot be read"})


def test_a_file_that_is_not_the_one_that_was_written_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "snapshots" / "hub_totals" / "2026-10-31.parquet").write_bytes(b"half a file")
    code, said = asked(folder, monkeypatch)
    assert code == 503
    assert "hub_totals/2026-10-31.parquet is not the file that was written" in said["why"]


def test_a_damaged_note_is_told_in_one_sentence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "snapshots" / "hub_totals" / "2026-10-31.json").write_text("{}")
    code, said = asked(folder, monkeypatch)
    assert code == 503
    assert said["why"].startswith(f"{folder.name}/snapshots/hub_totals/2026-10-31.json is damaged (fields differ: ")
