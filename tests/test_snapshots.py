"""Vintages on disk: written once and whole, read as they were known, refused when they are damaged."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from lib import snapshots
from lib.contracts import ContractError
from lib.snapshots import Attempt, SnapshotDamagedError, SnapshotNotFoundError

FACTS = {
    "source": "ollama",
    "url": "https://example.org",
    "licence": "MIT",
    "citation": "Ollama.",
    "how": "Typed by hand.",
    "complete": True,
    "universe": "All models",
    "caveats": ("Rounded.",),
}


def pulls(**counts: dict[str, int]) -> pd.DataFrame:
    """Rows of `ollama_pulls` (appended): `pulls(d01={"qwen": 5})` is one row on 1 January 2026."""
    rows = [(f"2026-01-{day[1:]}", model, count) for day, models in counts.items() for model, count in models.items()]
    frame = pd.DataFrame(rows, columns=["day", "model", "pulls_all_time"])
    return frame.astype({"day": "datetime64[us]", "model": "str"})


def lines(share: float) -> pd.DataFrame:
    """One row of `openrouter_lines` (replaced)."""
    frame = pd.DataFrame({"day": ["2026-01-01"], "line": ["Qwen"], "share": [share]})
    return frame.astype({"day": "datetime64[us]", "line": "str"})


def put(folder: Path, as_of: str, frame: pd.DataFrame, table: str = "ollama_pulls") -> snapshots.Provenance:
    return snapshots.write(table, frame, folder, {**FACTS, "as_of": as_of})


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def change_note(folder: Path, **facts: object) -> None:
    note = folder / "snapshots" / "ollama_pulls" / "2026-01-31.json"
    note.write_text(json.dumps({**json.loads(note.read_text()), **facts}))


def damage(folder: Path) -> str:
    with pytest.raises(SnapshotDamagedError) as error:
        snapshots.read("ollama_pulls", folder)
    return str(error.value).removeprefix(f"{folder.name}/snapshots/ollama_pulls/")


def test_what_is_written_is_read_again_with_its_provenance(tmp_path: Path) -> None:
    frame = pulls(d01={"llama": 7, "qwen": 5})
    written = put(tmp_path, "2026-01-31", frame)
    pd.testing.assert_frame_equal(snapshots.read("ollama_pulls", tmp_path), frame)
    assert snapshots.provenance("ollama_pulls", tmp_path) == written
    assert (written.rows, written.as_of, written.caveats) == (2, "2026-01-31", ("Rounded.",))
    assert files(tmp_path) == ["2026-01-31.json", "2026-01-31.parquet"]


def test_rows_are_stored_by_their_key_and_the_given_frame_is_left_alone(tmp_path: Path) -> None:
    frame = pulls(d02={"qwen": 6}, d01={"qwen": 5, "llama": 7})
    before = frame.copy()
    put(tmp_path, "2026-01-31", frame)
    assert list(snapshots.read("ollama_pulls", tmp_path)["pulls_all_time"]) == [7, 5, 6]
    pd.testing.assert_frame_equal(frame, before)


def test_the_same_rows_may_be_written_again_and_change_nothing(tmp_path: Path) -> None:
    put(tmp_path, "2026-01-31", pulls(d01={"qwen": 5, "llama": 7}))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    put(tmp_path, "2026-01-31", pulls(d01={"llama": 7, "qwen": 5}))
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_vintage_is_never_changed(tmp_path: Path) -> None:
    put(tmp_path, "2026-01-31", pulls(d01={"qwen": 5}))
    with pytest.raises(FileExistsError) as error:
        put(tmp_path, "2026-01-31", pulls(d01={"qwen": 6}))
    assert str(error.value) == (
        "ollama_pulls: the vintage 2026-01-31 exists with other rows; a vintage is never changed"
    )
    assert list(snapshots.read("ollama_pulls", tmp_path)["pulls_all_time"]) == [5]


def test_a_table_against_its_contract_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="ollama_pulls: column 'model' is missing"):
        put(tmp_path, "2026-01-31", pulls(d01={"qwen": 5}).drop(columns="model"))
    with pytest.raises(ContractError, match="no table is called 'ollama'"):
        put(tmp_path, "2026-01-31", pulls(d01={"qwen": 5}), table="ollama")
    assert files(tmp_path) == []


def test_a_date_given_as_a_date_is_stored_as_text(tmp_path: Path) -> None:
    facts = {**FACTS, "as_of": date(2026, 1, 31)}
    assert snapshots.write("ollama_pulls", pulls(d01={"qwen": 5}), tmp_path, facts).as_of == "2026-01-31"
    assert snapshots.provenance("ollama_pulls", tmp_path).as_of == "2026-01-31"


def test_a_replaced_table_is_its_newest_vintage(tmp_path: Path) -> None:
    put(tmp_path, "2026-01-31", lines(0.1), "openrouter_lines")
    put(tmp_path, "2026-02-28", lines(0.2), "openrouter_lines")
    assert list(snapshots.read("openrouter_lines", tmp_path)["share"]) == [0.2]


def test_an_appended_table_is_all_vintages_and_the_newest_wins_on_a_key(tmp_path: Path) -> None:
    put(tmp_path, "2026-02-28", pulls(d02={"qwen": 9}, d03={"qwen": 12}))
    put(tmp_path, "2026-01-31", pulls(d01={"qwen": 5}, d02={"qwen": 8}))
    assert list(snapshots.read("ollama_pulls", tmp_path)["pulls_all_time"]) == [5, 9, 12]


@pytest.mark.parametrize(("as_of", "counts"), [("2026-01-31", [5]), ("2026-02-27", [5]), ("2026-02-28", [6])])
def test_a_table_is_read_as_it_was_known_on_a_day(tmp_path: Path, as_of: str, counts: list[int]) -> None:
    put(tmp_path, "2026-01-31", pulls(d01={"qwen": 5}))
    put(tmp_path, "2026-02-28", pulls(d01={"qwen": 6}))
    day = date.fromisoformat(as_of)
    assert list(snapshots.read("ollama_pulls", tmp_path, day)["pulls_all_time"]) == counts
    assert date.fromisoformat(snapshots.provenance("ollama_pulls", tmp_path, day).as_of) <= day


def test_a_day_before_the_first_vintage_is_refused_with_the_oldest_one(tmp_path: Path) -> None:
    put(tmp_path, "2026-01-31", pulls(d01={"qwen": 5}))
    with pytest.raises(SnapshotNotFoundError) as error:
        snapshots.read("ollama_pulls", tmp_path, date(2026, 1, 30))
    assert str(error.value) == (
        "no snapshot of 'ollama_pulls' is as old as 2026-01-30; the oldest is of 2026-01-31: ask for that day or later"
    )


def test_a_store_without_the_table_says_where_one_is_wanted(tmp_path: Path) -> None:
    with pytest.raises(SnapshotNotFoundError) as error:
        snapshots.read("ollama_pulls", tmp_path)
    assert str(error.value) == (
        f"no snapshot of 'ollama_pulls' in {tmp_path.name}/snapshots/ollama_pulls; "
        "set CROSSOVER_DATA to a folder that has one or restore data/snapshots"
    )
    with pytest.raises(SnapshotNotFoundError, match="no table is called 'ollama'; the tables are hub_models, "):
        snapshots.read("ollama", tmp_path)


def test_an_interrupted_write_is_no_vintage_and_the_next_write_mends_it(tmp_path: Path) -> None:
    put(tmp_path, "2026-01-31", pulls(d01={"qwen": 5}))
    place = tmp_path / "snapshots" / "ollama_pulls"
    (place / "2026-02-28.parquet").write_bytes(b"half a vint")
    (place / "2026-03-31.parquet.part").write_bytes(b"half")
    assert snapshots.vintages("ollama_pulls", tmp_path) == [date(2026, 1, 31)]
    assert list(snapshots.read("ollama_pulls", tmp_path)["pulls_all_time"]) == [5]
    assert snapshots.leftovers("ollama_pulls", tmp_path) == ["2026-02-28.parquet", "2026-03-31.parquet.part"]
    put(tmp_path, "2026-02-28", pulls(d01={"qwen": 6}))
    put(tmp_path, "2026-03-31", pulls(d01={"qwen": 7}))
    assert list(snapshots.read("ollama_pulls", tmp_path)["pulls_all_time"]) == [7]
    assert snapshots.leftovers("ollama_pulls", tmp_path) == []


def test_a_note_that_is_called_by_no_day_is_no_vintage(tmp_path: Path) -> None:
    put(tmp_path, "2026-01-31", pulls(d01={"qwen": 5}))
    (tmp_path / "snapshots" / "ollama_pulls" / "2026-02-31.json").write_text("{}")
    assert snapshots.vintages("ollama_pulls", tmp_path) == [date(2026, 1, 31)]
    assert snapshots.leftovers("ollama_pulls", tmp_path) == ["2026-02-31.json"]


@pytest.mark.parametrize("change", [lambda content: content[:-1], lambda content: content[:-9] + b"x" + content[-8:]])
def test_a_file_cut_short_or_changed_is_refused(tmp_path: Path, change) -> None:
    put(tmp_path, "2026-01-31", pulls(d01={"qwen": 5}))
    path = tmp_path / "snapshots" / "ollama_pulls" / "2026-01-31.parquet"
    path.write_bytes(change(path.read_bytes()))
    assert damage(tmp_path) == (
        "2026-01-31.parquet is not the file that was written (sha256 differs); restore the file"
    )


def test_a_damaged_old_vintage_of_an_appended_table_is_refused_too(tmp_path: Path) -> None:
    put(tmp_path, "2026-01-31", pulls(d01={"qwen": 5}))
    put(tmp_path, "2026-02-28", pulls(d02={"qwen": 6}))
    (tmp_path / "snapshots" / "ollama_pulls" / "2026-01-31.parquet").write_bytes(b"")
    assert damage(tmp_path).startswith("2026-01-31.parquet is not the file that was written")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "2026-01-31", pulls(d01={"qwen": 5}))
    (tmp_path / "snapshots" / "ollama_pulls" / "2026-01-31.parquet").unlink()
    assert damage(tmp_path) == "2026-01-31.parquet is missing though its JSON is there; restore the file"


def test_a_file_that_is_no_parquet_is_refused_though_its_checksum_is_right(tmp_path: Path) -> None:
    put(tmp_path, "2026-01-31", pulls(d01={"qwen": 5}))
    (tmp_path / "snapshots" / "ollama_pulls" / "2026-01-31.parquet").write_bytes(b"")
    nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    change_note(tmp_path, sha256=nothing)
    assert damage(tmp_path) == "2026-01-31.parquet is not a Parquet file; restore the file"


def test_another_number_of_rows_than_the_note_says_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "2026-01-31", pulls(d01={"qwen": 5}))
    change_note(tmp_path, rows=2)
    assert damage(tmp_path) == "2026-01-31.parquet has 1 rows, its provenance says 2; restore the file"


def test_a_note_of_another_vintage_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "2026-01-31", pulls(d01={"qwen": 5}))
    change_note(tmp_path, as_of="2026-02-28")
    assert damage(tmp_path) == (
        "2026-01-31.json is damaged (it speaks of ollama_pulls as of 2026-02-28); restore the file"
    )


def test_a_note_with_other_fields_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "2026-01-31", pulls(d01={"qwen": 5}))
    change_note(tmp_path, author="someone")
    assert damage(tmp_path) == "2026-01-31.json is damaged (fields differ: author); restore the file"


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "null", '"text"'])
def test_a_note_that_is_no_provenance_is_refused(tmp_path: Path, text: str) -> None:
    put(tmp_path, "2026-01-31", pulls(d01={"qwen": 5}))
    (tmp_path / "snapshots" / "ollama_pulls" / "2026-01-31.json").write_text(text)
    assert damage(tmp_path).startswith("2026-01-31.json is damaged (")


def test_a_note_that_is_no_text_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "2026-01-31", pulls(d01={"qwen": 5}))
    (tmp_path / "snapshots" / "ollama_pulls" / "2026-01-31.json").write_bytes(b"\xff\xfe")
    assert damage(tmp_path).startswith("2026-01-31.json is damaged (")


def test_a_stored_table_against_its_contract_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "2026-01-31", lines(0.1), "openrouter_lines")
    place = tmp_path / "snapshots"
    (place / "openrouter_lines").rename(place / "ollama_pulls")
    change_note(tmp_path, table="ollama_pulls")
    with pytest.raises(ContractError, match=r"^ollama_pulls: column 'model' is missing"):
        snapshots.read("ollama_pulls", tmp_path)


@pytest.mark.parametrize("field", ["at", "service", "why"])
@pytest.mark.parametrize("value", [["x"], None, 5])
def test_a_recorded_attempt_with_a_field_that_is_no_text_counts_as_none(
    tmp_path: Path, field: str, value: object
) -> None:
    tried = Attempt("2026-01-31T08:00:00+00:00", "Model Pulse", "there is no network")
    snapshots.record("ollama_pulls", tmp_path, tried)
    assert snapshots.attempt("ollama_pulls", tmp_path) == tried
    snapshots.record("ollama_pulls", tmp_path, replace(tried, **{field: value}))
    assert snapshots.attempt("ollama_pulls", tmp_path) is None


def test_the_environment_may_name_another_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSOVER_DATA", str(tmp_path))
    assert snapshots.data_folder() == tmp_path
    monkeypatch.setenv("CROSSOVER_DATA", "")
    assert snapshots.data_folder() == snapshots.PROJECT / "data"
