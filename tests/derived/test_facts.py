"""Facts that lie at an address come to what facts in the store come to, and are checked as these are."""

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from lib import derived
from lib.refresh.command import main
from lib.refresh.elsewhere import SETTING
from lib.snapshots import PROJECT
from tests.derived.test_derived import files, readings, write
from tests.servers.hub import HubService
from tests.servers.serving import serving

VINTAGES = {"2026-03-31": ["2026-02-28", "2026-03-31"], "2026-04-30": ["2026-03-31", "2026-04-30"]}
DERIVING = "deriving what pages read of hub_models as of"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A store whose snapshots lie as they are published."""
    for seed, (vintage, days) in enumerate(VINTAGES.items()):
        write(tmp_path / "place", vintage, readings(days, seed))
    return tmp_path / "place"


@pytest.fixture
def own(tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store without snapshots of its own, which is told where they lie."""
    monkeypatch.setenv("CROSSOVER_DATA", str(tmp_path / "own"))
    monkeypatch.setenv(SETTING, f"file://{place}/snapshots")
    return tmp_path / "own"


def assert_equal(found: Path, expected: Path) -> None:
    derived.update(expected)
    known = files(expected)
    assert files(found).keys() == known.keys()
    for name, rows in files(found).items():
        pd.testing.assert_frame_equal(rows, known[name])


def test_facts_at_an_address_come_to_what_those_in_the_store_come_to(own: Path, place: Path) -> None:
    assert main(["--derive"]) == 0
    assert_equal(own, place)
    assert not (own / "snapshots").exists()


def test_only_what_is_new_at_an_address_is_derived(own: Path, place: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["--derive"]) == 0
    write(place, "2026-05-31", readings(["2026-05-31"], 2))
    capsys.readouterr()
    assert main(["--derive"]) == 0
    assert capsys.readouterr().err.splitlines() == [f"{DERIVING} 2026-05-31"]
    assert_equal(own, place)


def test_a_file_at_an_address_that_is_not_what_was_written_is_refused(
    own: Path, place: Path, capsys: pytest.CaptureFixture
) -> None:
    damaged = place / "snapshots" / "hub_models" / "2026-03-31.parquet"
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"?")
    assert main(["--derive"]) == 1
    assert "2026-03-31.parquet is not the file that was written (sha256 differs); publish it again" in (
        capsys.readouterr().err
    )
    damaged.unlink()
    assert main(["--derive"]) == 1
    assert "2026-03-31.parquet is missing though its JSON is there; publish it again" in capsys.readouterr().err


def test_an_address_where_nothing_lies_is_told(
    own: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setenv(SETTING, f"file://{own}/nowhere")
    assert main(["--derive"]) == 1
    assert "there is no hub_models at file://" in capsys.readouterr().err


def test_a_data_set_of_the_hub_is_derived_from(own: Path, place: Path) -> None:
    folder = place / "snapshots"
    held = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    service = HubService(datasets={"me/crossover": {"main": held}})
    with serving(service.app) as address:
        settings = {name: said for name, said in os.environ.items() if name not in ("HF_TOKEN", "HF_HUB_OFFLINE")}
        settings |= {"HF_ENDPOINT": address, "HF_HUB_DISABLE_XET": "1", "HF_HOME": str(own.parent / "home")}
        settings |= {SETTING: "hf://datasets/me/crossover"}
        done = subprocess.run(
            [sys.executable, "-m", "lib.refresh", "--derive"],
            cwd=PROJECT,
            env=settings,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert_equal(own, place)
