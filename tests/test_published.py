"""What one store publishes another takes, whole and checked: by a folder, object storage, or the Hub's protocol."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from lib import contracts, published, snapshots
from lib.published import INDEX, publish, take
from lib.registry import vintages as registries
from lib.snapshots import PROJECT, Attempt
from lib.sources.failures import SourceError
from tests.servers import s3
from tests.servers.hub import HubService
from tests.servers.serving import serving
from tests.stores import FACTS

TOKEN = "hf_writer"


def totals(folder: Path, as_of: str, factor: int = 1) -> None:
    """A vintage of a small table."""
    known = snapshots.read("hub_totals", PROJECT / "data")
    rows = known.assign(downloads_all_models=known["downloads_all_models"] * factor)
    snapshots.write("hub_totals", rows, folder, {**FACTS, "source": "model_pulse", "as_of": as_of})


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A store with a vintage of one table, the note of an attempt, and a registry that is kept."""
    folder = tmp_path / "own"
    shutil.copytree(PROJECT / "data" / "registry", folder / "registry")
    totals(folder, "2026-11-05")
    snapshots.record("hub_totals", folder, Attempt("2026-11-05T03:00:00+00:00", "Model Pulse", ""))
    registries.keep(folder, pd.Timestamp("2026-11-05").date())
    return folder


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A store without any vintage."""
    return tmp_path / "other"


def contents(folder: Path) -> dict[str, bytes]:
    place = folder / "snapshots"
    return {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}


def asking(act: str, folder: Path, address: str, **settings: str) -> subprocess.CompletedProcess:
    """Publish or take in a process of its own, since libraries read their settings when they are imported."""
    code = (
        f"import pathlib; from lib import published; print(published.{act}(pathlib.Path({str(folder)!r}), {address!r}))"
    )
    own = {name: value for name, value in os.environ.items() if name not in ("HF_TOKEN", "HF_HUB_OFFLINE")}
    environment = {**own, "HF_HOME": str(folder.parent / "home"), "HF_HUB_DISABLE_TELEMETRY": "1", **settings}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def bucket() -> Iterator[dict[str, str]]:
    """A server that speaks S3 with a bucket of its own; the settings with which it is reached."""
    with s3.bucket("crossover") as (settings, _):
        yield settings


def test_another_store_takes_all_that_is_published_and_each_file_once(own: Path, other: Path, tmp_path: Path) -> None:
    address = f"file://{tmp_path}/place"
    assert len(publish(own, address)) == len(contents(own))
    assert publish(own, address) == []
    assert len(take(other, address)) == len(contents(own))
    assert contents(other) == contents(own)
    assert take(other, address) == []
    assert snapshots.read("hub_totals", other).equals(snapshots.read("hub_totals", own))


def test_only_what_is_new_is_published_and_taken_later(own: Path, other: Path, tmp_path: Path) -> None:
    address = f"file://{tmp_path}/place"
    publish(own, address)
    take(other, address)
    totals(own, "2026-11-06", 2)
    snapshots.record("hub_totals", own, Attempt("2026-11-06T03:00:00+00:00", "Model Pulse", "it does not answer"))
    new = ["hub_totals/2026-11-06.parquet", "hub_totals/2026-11-06.json", "hub_totals/attempt.json"]
    assert publish(own, address) == new
    assert take(other, address) == new
    tried = snapshots.attempt("hub_totals", other)
    assert tried is not None
    assert tried.why == "it does not answer"


def test_what_another_store_published_before_stays_in_the_index(own: Path, other: Path, tmp_path: Path) -> None:
    address = f"file://{tmp_path}/place"
    publish(own, address)
    totals(other, "2026-11-07")
    publish(other, address)
    take(own, address)
    assert [str(day) for day in snapshots.vintages("hub_totals", own)] == ["2026-11-05", "2026-11-07"]


def test_a_vintage_that_stands_there_with_other_rows_is_not_written_over(
    own: Path, other: Path, tmp_path: Path
) -> None:
    address = f"file://{tmp_path}/place"
    publish(own, address)
    totals(other, "2026-11-05", 2)
    before = (tmp_path / "place" / "hub_totals" / "2026-11-05.parquet").read_bytes()
    with pytest.raises(SourceError, match="a vintage is never changed"):
        publish(other, address)
    assert (tmp_path / "place" / "hub_totals" / "2026-11-05.parquet").read_bytes() == before


def test_a_file_that_is_not_what_the_index_says_is_not_taken(own: Path, other: Path, tmp_path: Path) -> None:
    address = f"file://{tmp_path}/place"
    publish(own, address)
    damaged = tmp_path / "place" / "hub_totals" / "2026-11-05.parquet"
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"?")
    with pytest.raises(SourceError, match="is not what its index says; publish it again"):
        take(other, address)
    assert snapshots.vintages("hub_totals", other) == []
    assert not list(other.rglob("2026-11-05.parquet*"))


def test_a_registry_is_taken_as_a_whole_or_not_at_all(own: Path, other: Path, tmp_path: Path) -> None:
    address = f"file://{tmp_path}/place"
    publish(own, address)
    lost = tmp_path / "place" / "registry" / "2026-11-05" / "makers.csv"
    kept = lost.read_bytes()
    lost.unlink()
    with pytest.raises(SourceError, match=r"there is no registry/2026-11-05/makers\.csv at"):
        take(other, address)
    assert registries.vintages(other) == []
    lost.write_bytes(kept)
    take(other, address)
    assert contents(other) == contents(own)


@pytest.mark.parametrize(
    "name",
    [
        "../own/registry/makers.csv",
        "hub_totals/../../x.json",
        "/etc/passwd",
        "hub_totals/2026-11-05.py",
        "x/2026-11-05.json",
    ],
)
def test_an_index_that_names_something_else_is_not_believed(other: Path, tmp_path: Path, name: str) -> None:
    place = tmp_path / "place"
    place.mkdir()
    (place / INDEX).write_text(json.dumps({name: "0" * 64}), encoding="utf-8")
    with pytest.raises(SourceError, match="is no index of vintages"):
        take(other, f"file://{place}")


def test_an_index_that_is_too_long_is_not_read(other: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "MOST", 10)
    place = tmp_path / "place"
    place.mkdir()
    (place / INDEX).write_text("{}" + " " * 10, encoding="utf-8")
    with pytest.raises(SourceError, match="has more than 10 bytes"):
        take(other, f"file://{place}")


def test_where_nothing_is_published_yet_nothing_is_taken(other: Path, tmp_path: Path) -> None:
    assert take(other, f"file://{tmp_path}/nowhere") == []


@pytest.mark.parametrize("address", ["nowhere", "s3://key:secret@bucket/x", "strange://bucket", "s3://bucket/x?key=y"])
def test_an_address_that_means_nothing_is_told_without_the_keys_in_it(other: Path, address: str) -> None:
    with pytest.raises(SourceError) as told:
        take(other, address)
    assert "secret" not in str(told.value)
    assert "key=y" not in str(told.value)


def test_object_storage_is_written_and_read(own: Path, other: Path, bucket: dict[str, str]) -> None:
    done = asking("publish", own, "s3://crossover/data", **bucket)
    assert "hub_totals/2026-11-05.parquet" in done.stdout, done.stderr
    done = asking("take", other, "s3://crossover/data", **bucket)
    assert "hub_totals/2026-11-05.json" in done.stdout, done.stderr
    assert contents(other) == contents(own)


def test_object_storage_that_does_not_let_us_in_is_told_in_a_sentence(own: Path, bucket: dict[str, str]) -> None:
    done = asking("publish", own, "s3://nobodys/data", **bucket)
    last = done.stderr.splitlines()[-1]
    assert "Error: there is no" in last
    assert "at s3://nobodys/data, or no such place" in last


def test_a_data_set_of_the_hub_is_written_and_read(own: Path, other: Path) -> None:
    """Over the protocol that is left where Xet is not spoken, since no server of our own speaks that."""
    service = HubService(datasets={"me/crossover": {}}, writers=(TOKEN,))
    with serving(service.app) as address:
        settings = {"HF_ENDPOINT": address, "HF_HUB_DISABLE_XET": "1"}
        refused = asking("publish", own, "hf://datasets/me/crossover", **settings)
        assert "cannot be had or written" in refused.stderr.splitlines()[-1]
        done = asking("publish", own, "hf://datasets/me/crossover", **settings, HF_TOKEN=TOKEN)
        assert "hub_totals/2026-11-05.parquet" in done.stdout, done.stderr
        done = asking("take", other, "hf://datasets/me/crossover", **settings)
        assert "hub_totals/2026-11-05.json" in done.stdout, done.stderr
    assert contents(other) == contents(own)
    assert TOKEN not in refused.stderr


def test_every_table_may_be_published() -> None:
    assert all(published.NAME.fullmatch(f"{table}/2026-11-05.parquet") for table in contracts.TABLES)
