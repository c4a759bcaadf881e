"""What a monitor reads, read by the reference parser."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from lib import snapshots, tally
from lib.http.metrics import metrics


@pytest.fixture
def read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], dict]:
    """The metrics of a store, by family: by label its value."""
    monkeypatch.setenv("CROSSOVER_DATA", str(folder))
    client = TestClient(Starlette(routes=[Route("/metrics", metrics)]))

    def asked() -> dict:
        families = text_string_to_metric_families(client.get("/metrics").text)
        return {
            family.name: {tuple(sample.labels.values()): sample.value for sample in family.samples}
            for family in families
        }

    return asked


def test_the_age_of_each_table_that_there_is_is_told(read, folder: Path) -> None:
    (day,) = {path.stem for path in (folder / "snapshots" / "hub_totals").glob("????-??-??.parquet")}
    assert read()["crossover_vintage_timestamp_seconds"] == {
        ("hub_totals",): datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()
    }


def test_a_failed_refresh_is_told(read, folder: Path) -> None:
    assert read()["crossover_refresh_failed"] == {}
    snapshots.record("hub_totals", folder, snapshots.Attempt("2026-11-05T06:00:00+00:00", "model_pulse", "down"))
    found = read()
    assert found["crossover_refresh_failed"] == {("hub_totals",): 1.0}
    assert found["crossover_refresh_timestamp_seconds"] == {("hub_totals",): 1793858400.0}


def test_an_attempt_that_cannot_be_read_hides_nothing_else(read, folder: Path) -> None:
    (folder / "snapshots" / "hub_totals" / snapshots.ATTEMPT).write_text("{", encoding="utf-8")
    assert len(read()["crossover_vintage_timestamp_seconds"]) == 1


def test_what_was_counted_is_told(read) -> None:
    tally.PICTURES.labels("png", "drawn").inc()
    assert read()["crossover_pictures"]["png", "drawn"] >= 1
