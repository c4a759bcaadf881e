"""What viewers and routes share is opened anew when the store has changed, whatever the name of its newest day."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from lib import snapshots
from lib.ui import shared
from tests import stores
from tests.stores import FACTS


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the shipped store that the app reads."""
    stores.shipped(tmp_path / "data")
    monkeypatch.setenv("CROSSOVER_DATA", str(tmp_path / "data"))
    st.cache_resource.clear()
    yield tmp_path / "data"
    st.cache_resource.clear()


def write(folder: Path, factor: int) -> None:
    known = snapshots.read("hub_totals", folder, None)
    more = known.assign(downloads_all_models=known["downloads_all_models"] * factor)
    snapshots.write("hub_totals", more, folder, {**FACTS, "source": "model_pulse", "as_of": "2026-11-05"})


def test_what_has_not_changed_is_opened_once(folder: Path) -> None:
    assert shared.data_of(None) is shared.data_of(None)


def test_a_store_that_has_changed_is_opened_anew_by_the_first_who_looks_after_a_minute(folder: Path) -> None:
    assert shared.data_of(None).provenance("hub_totals").as_of < "2026-11-05"
    write(folder, 2)
    shared._looked_at.clear()
    assert shared.data_of(None).provenance("hub_totals").as_of == "2026-11-05"


def test_a_vintage_that_was_written_again_is_read_again(folder: Path) -> None:
    write(folder, 2)
    before = shared.data_of(None)
    rows, vintage, day = before.table("hub_totals"), before.vintage, before.newest_day
    for path in (folder / "snapshots" / "hub_totals").glob("2026-11-05.*"):
        path.unlink()
    write(folder, 3)
    shared._looked_at.clear()
    after = shared.data_of(None)
    assert after.newest_day == day
    assert after.vintage != vintage
    assert not after.table("hub_totals").equals(rows)
    assert shared.freezes(after, ["hub_totals"])
