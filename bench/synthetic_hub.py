"""A made-up Hub as large as the real one: `python -m bench.synthetic_hub`; no figure in it was ever observed.

2,000,000 models at the end of each of 60 months up to October 2026 are 120 million rows of `hub_models`, beside copies
of all other shipped tables and of the registry. They stand in the system's temporary folder, or where `--folder` says,
and are made once: the same parameters and the same seed give the same bytes.
"""

import argparse
import hashlib
import inspect
import json
import shutil
import tempfile
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
from rich.progress import track

from bench import synthetic_models
from lib import registry
from lib.snapshots import PROJECT, Provenance

MODELS, SNAPSHOTS, SEED = 2_000_000, 60, 20261031
LAST = date(2026, 10, 31)
ROW_GROUP = 131_072
PARAMETERS = "made.json"
"""The file beside the data that says what it was made of; it is written last."""


def days(snapshots: int) -> list[date]:
    """The last days of so many months up to October 2026, the oldest first."""
    return [day.date() for day in pd.date_range(end=LAST, periods=snapshots, freq="ME")]


def place(models: int, snapshots: int, folder: Path | None) -> Path:
    """Where such a Hub is made below `folder`, the system's temporary one if None: never in the repository."""
    return (folder or Path(tempfile.gettempdir()) / "crossover-whole-hub") / f"{models}-{snapshots}"


def store(models: int = MODELS, snapshots: int = SNAPSHOTS, folder: Path | None = None) -> Path:
    """The data folder with the made-up Hub below `folder` (the temporary folder's if None), made if it is not there."""
    at = place(models, snapshots, folder)
    made_by = hashlib.sha256(inspect.getsource(synthetic_models).encode()).hexdigest()
    wanted = {"models": models, "snapshots": snapshots, "seed": SEED, "made_by": made_by}
    data, note = at / "data", at / PARAMETERS
    if note.exists() and json.loads(note.read_text(encoding="utf-8")) == wanted:
        return data
    shutil.rmtree(at, ignore_errors=True)
    shutil.copytree(PROJECT / "data", data, ignore=lambda _, names: {"hub_models"} & set(names))
    made = synthetic_models.models(registry.load(data), models, days(snapshots), SEED)
    for number in track(range(snapshots), description=f"{models:,} models, {snapshots} snapshots", transient=True):
        _write(data / "snapshots" / "hub_models", made, number)
    note.write_text(json.dumps(wanted), encoding="utf-8")
    return data


def _write(folder: Path, made: synthetic_models.Models, number: int) -> None:
    """Write a snapshot as a vintage of its own day."""
    table = made.snapshot(number)
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / f"{made.days[number]}.parquet"
    pq.write_table(table, place, compression="zstd", row_group_size=ROW_GROUP)
    with place.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    written = Provenance(
        table="hub_models",
        as_of=made.days[number].isoformat(),
        source="hub_stats",
        url="",
        licence="none: made up",
        citation="Made up by bench.synthetic_hub.",
        how=f"Made up from the seed {SEED}; no figure in it was observed.",
        rows=table.num_rows,
        sha256=digest,
        complete=True,
        universe="Made-up models with the skew of the Hub's",
        caveats=(),
    )
    place.with_suffix(".json").write_text(json.dumps(asdict(written), indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Make the store and say where it is."""
    parser = argparse.ArgumentParser(prog="python -m bench.synthetic_hub", description=__doc__)
    parser.add_argument("--models", type=int, default=MODELS)
    parser.add_argument("--snapshots", type=int, default=SNAPSHOTS)
    parser.add_argument("--folder", type=Path, help="where the store is made, in a folder of its own")
    given = parser.parse_args()
    print(store(given.models, given.snapshots, given.folder))


if __name__ == "__main__":
    main()
