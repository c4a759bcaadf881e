"""Spark and ClickHouse come to what DuckDB comes to, wherever the facts lie and whatever becomes of a worker."""

import json
import shutil
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lib.derived import Models, daily
from tests.cluster.conftest import Cluster, Made, kill

pytestmark = pytest.mark.cluster
CHDB = "chdb://memory"


def tables(folder: Path) -> Iterator[tuple[str, pa.Table]]:
    """Every file of what is derived in a store, its rows in the order of their values."""
    for place in sorted((folder / "derived").rglob("*.parquet")):
        rows = pq.read_table(place, partitioning=None)
        kinds = pa.schema([pa.field(column.name, column.type) for column in rows.schema])
        yield (
            f"{place.parent.name}/{place.name}",
            rows.cast(kinds).sort_by([(name, "ascending") for name in rows.column_names]),
        )


def counts(folder: Path) -> dict[str, dict]:
    return {
        note.parent.name: json.loads(note.read_text(encoding="utf-8"))
        for note in (folder / "derived").rglob("made.json")
    }


def assert_equal(found: Path, expected: Path) -> None:
    """Every kind of every day, in exact values and types, the numbers and the marks of each vintage."""
    assert counts(found) == counts(expected)
    known = dict(tables(expected))
    assert len(known) == len(daily.KINDS) * sum(len(note["days"]) for note in counts(expected).values())
    for name, rows in tables(found):
        assert rows.schema == known[name].schema, name
        assert rows.equals(known.pop(name)), name
    assert not known


def test_spark_comes_to_the_same_tables_of_more_than_a_million_rows(
    cluster: Cluster, large: Path, by_duckdb: dict[Path, Path], tmp_path: Path
) -> None:
    found = Made(tmp_path / "found", large).derive(CROSSOVER_ENGINE=cluster.address)
    assert_equal(found, by_duckdb[large])
    for place in (found / "derived").rglob("*.by_model.parquet"):
        models = pq.read_table(place, columns=["model"])["model"].to_pylist()
        assert models == sorted(models)
        groups = pq.read_metadata(place)
        assert max(groups.row_group(at).num_rows for at in range(groups.num_row_groups)) == daily.NARROW
    assert sorted(path.name for path in (found / "derived").iterdir()) == ["hub_models", "update.lock"]


def test_clickhouse_comes_to_the_same_tables_of_more_than_a_million_rows(
    large: Path, by_duckdb: dict[Path, Path], tmp_path: Path
) -> None:
    assert_equal(Made(tmp_path / "found", large).derive(CROSSOVER_ENGINE=CHDB), by_duckdb[large])


@pytest.mark.parametrize("engine", [CHDB, "spark"])
def test_days_stated_twice_and_chains_that_lead_back_come_to_the_same(
    restated: Path, by_duckdb: dict[Path, Path], tmp_path: Path, request: pytest.FixtureRequest, engine: str
) -> None:
    address = request.getfixturevalue("cluster").address if engine == "spark" else engine
    assert_equal(Made(tmp_path / "found", restated).derive(CROSSOVER_ENGINE=address), by_duckdb[restated])


def test_a_worker_killed_while_it_works_changes_nothing(
    cluster: Cluster, small: Path, by_duckdb: dict[Path, Path], tmp_path: Path
) -> None:
    made = Made(tmp_path / "found", small)
    working = made.begin(CROSSOVER_ENGINE=cluster.address)
    lines: list[str] = []
    for line in working.stderr:
        lines.append(line)
        if "as of 2026-09-30" in line:
            threading.Timer(3, kill, (cluster.workers[0],)).start()
    assert working.wait() == 0, "".join(lines)
    assert cluster.workers[0].returncode == -9
    assert cluster.workers[1].poll() is None
    assert_equal(made.folder, by_duckdb[small])


@pytest.mark.parametrize("engine", ["", CHDB, "spark"])
def test_facts_on_object_storage_are_derived_from_without_a_copy_in_the_store(
    bucket: dict[str, str],
    small: Path,
    by_duckdb: dict[Path, Path],
    tmp_path: Path,
    request: pytest.FixtureRequest,
    engine: str,
) -> None:
    address = request.getfixturevalue("cluster").address if engine == "spark" else engine
    found = Made(tmp_path / "found", small).derive(CROSSOVER_ENGINE=address, **bucket)
    assert not (found / "snapshots").exists()
    assert_equal(found, by_duckdb[small])


def test_what_an_engine_derived_elsewhere_is_taken_as_it_is_where_the_snapshots_are(
    small: Path, by_duckdb: dict[Path, Path], tmp_path: Path
) -> None:
    found = Made(tmp_path / "found", small).derive(CROSSOVER_ENGINE=CHDB)
    pages = tmp_path / "pages"
    shutil.copytree(small, pages / "snapshots")
    shutil.copytree(found / "derived", pages / "derived")
    before = {path: path.stat().st_mtime_ns for path in (pages / "derived").rglob("made.json")}
    ranked = Models(pages, None).landed(date(2026, 10, 31))
    assert ranked.equals(Models(by_duckdb[small], None).landed(date(2026, 10, 31)))
    assert {path: path.stat().st_mtime_ns for path in before} == before
