"""A table with too many rows to be read whole stands on the page Data by its ends, and its file is left on disk."""

from pathlib import Path

import pandas as pd
import pytest

from lib import snapshots
from lib.data import Data
from lib.registry import Registry
from lib.views.about.data import Options, view
from tests import stores

CHOSEN = Options(table="modelscope_models")


@pytest.fixture
def large(tmp_path: Path, registry: Registry, monkeypatch: pytest.MonkeyPatch) -> Data:
    """A store whose only table, of two vintages with 8 rows each, is too large to be read whole."""
    for day in ("2026-10-20", "2026-10-21"):
        rows = pd.DataFrame({"model": [f"newcomer/{number}" for number in range(8)], "org": "newcomer", "downloads": 5})
        rows.insert(0, "day", pd.Timestamp(day).as_unit("us"))
        rows["last_modified"] = pd.Series([pd.NaT] * 8, dtype="datetime64[us]")
        kinds = {"model": "str", "org": "str", "downloads": "Int64"}
        facts = {**stores.FACTS, "source": "modelscope", "as_of": day}
        snapshots.write("modelscope_models", rows.astype(kinds), tmp_path, facts)
    monkeypatch.setattr(snapshots, "WHOLE", 7)
    monkeypatch.setattr(snapshots, "read", None)
    return Data(tmp_path, registry)


def test_its_state_is_known_without_reading_it(large: Data) -> None:
    shown = view(large, CHOSEN)
    row = shown.health.set_index("table").loc["modelscope_models"]
    assert (row["state"], row["rows"], row["dates_covered"]) == ("good", 16, "20 October 2026 to 21 October 2026")
    assert pd.isna(row["names_to_place"])
    assert shown.problems == shown.unplaced == ()


def test_it_is_shown_by_its_ends(large: Data) -> None:
    detail = view(large, CHOSEN).detail
    assert detail.shown == "The first and last 5 of 16 rows"
    assert detail.preview is not None
    assert list(detail.preview["day"]) == ["2026-10-20"] * 5 + ["2026-10-21"] * 5
    assert list(detail.preview["model"].iloc[[0, -1]]) == ["newcomer/0", "newcomer/7"]
    facts = {fact.label: fact.text for fact in detail.facts}
    assert facts["Rows"] == "16, one for each day and model"
    assert facts["Too many to be read whole"].startswith("A row that two vintages state is counted twice, and names ")


def test_its_file_alone_is_offered_and_read_when_somebody_asks(large: Data, monkeypatch: pytest.MonkeyPatch) -> None:
    (file,) = view(large, CHOSEN).detail.files
    assert file.label == "Parquet of the newest vintage alone (8 rows), as stored"
    stored = large.folder / "snapshots" / "modelscope_models" / "2026-10-21.parquet"
    stored.write_bytes(b"as it is now")
    assert file.content() == b"as it is now"


def test_its_vintages_are_not_compared(large: Data) -> None:
    revised = view(large, CHOSEN).detail.revisions
    assert revised is not None
    assert revised.vintages is None
    assert revised.told == (
        "There are 2 vintages, the first as of 20 October 2026, with too many rows to be compared here."
    )


def test_a_file_of_it_that_cannot_be_read_is_told(large: Data) -> None:
    (large.folder / "snapshots" / "modelscope_models" / "2026-10-21.parquet").write_bytes(b"half")
    shown = view(large, CHOSEN)
    (problem,) = shown.problems
    assert problem.endswith("modelscope_models/2026-10-21.parquet is not a Parquet file; restore the file")
    assert shown.detail.facts[0].text == "20 October 2026 to 20 October 2026"
