"""The made-up Hub is a store like any other, with the same bytes each time."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from bench import synthetic_hub
from lib import contracts, snapshots
from lib.data import Data, open_data
from lib.registry.load import REPACKAGERS, UNREVIEWED

MODELS, SNAPSHOTS = 300, 3


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synthetic_hub.store(MODELS, SNAPSHOTS, tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def data(folder: Path) -> Data:
    return open_data(folder)


@pytest.fixture(scope="module")
def rows(data: Data) -> pd.DataFrame:
    return data.table("hub_models")


def test_days_are_the_ends_of_months() -> None:
    assert synthetic_hub.days(3) == [date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31)]
    assert synthetic_hub.days(60)[0] == date(2021, 11, 30)


def test_the_app_reads_it_and_the_contract_is_kept(data: Data, rows: pd.DataFrame) -> None:
    contracts.check("hub_models", rows)
    assert rows.groupby("day").size().tolist() == [MODELS] * SNAPSHOTS
    assert [name for name in contracts.TABLES if data.has(name)] == [
        name for name in contracts.TABLES if open_data().has(name)
    ]


def test_each_file_is_sorted_as_the_store_sorts_it(folder: Path) -> None:
    for day in snapshots.vintages("hub_models", folder):
        frame = pd.read_parquet(folder / "snapshots" / "hub_models" / f"{day}.parquet")
        assert frame.equals(frame.sort_values(["day", "model"]).reset_index(drop=True))


def test_models_come_and_go_and_are_created_before_they_are_seen(rows: pd.DataFrame) -> None:
    first, _, last = (set(of["model"]) for _, of in rows.groupby("day"))
    assert len(last - first) == len(first - last) > 0
    assert (rows["created_at"].dropna() <= rows.loc[rows["created_at"].notna(), "day"]).all()
    assert (rows["last_modified"] <= rows["day"]).all()


def test_counters_are_as_the_hub_s(rows: pd.DataFrame) -> None:
    assert (rows["downloads_all_time"] >= rows["downloads_30d"]).all()
    assert (rows["downloads_30d"] == 0).mean() > 0.3
    language = rows["pipeline_tag"].eq("text-generation")
    makers = open_data().registry.group("hub", rows["org"].unique(), "maker")
    placed = ~rows["org"].map(makers).isin([REPACKAGERS, UNREVIEWED])
    assert (rows["tracked"] == language & placed).all()
    assert 0 < rows["tracked"].mean() < language.mean()
    assert rows["base_model"].notna().equals(rows["relation"].notna())
    assert set(rows["base_model"].dropna()) <= set(rows["model"])


def test_the_same_seed_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    again = synthetic_hub.store(MODELS, SNAPSHOTS, tmp_path)
    for one in sorted((folder / "snapshots" / "hub_models").iterdir()):
        assert (again / "snapshots" / "hub_models" / one.name).read_bytes() == one.read_bytes()


def test_what_is_there_is_used_again_and_other_parameters_are_not(folder: Path) -> None:
    place = folder / "snapshots" / "hub_models" / "2026-10-31.parquet"
    before = place.stat().st_mtime_ns
    assert synthetic_hub.store(MODELS, SNAPSHOTS, folder.parent.parent) == folder
    assert place.stat().st_mtime_ns == before
    assert synthetic_hub.store(200, 2, folder.parent.parent) != folder


def test_it_is_made_outside_the_repository() -> None:
    assert not synthetic_hub.place(MODELS, SNAPSHOTS, None).is_relative_to(snapshots.PROJECT)
