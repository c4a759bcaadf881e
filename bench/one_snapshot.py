"""One more snapshot of the whole Hub in a process of its own: `python -m bench.one_snapshot --folder FOLDER`.

Written through the store with what derives from it, and in turn the same frame by pyarrow alone, zstd both: prints
seconds of each as JSON. The folder gets new snapshots, so it has to be a copy.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from bench.alone import status
from lib import snapshots

TIMES = 3
FACTS = {
    "source": "hub_stats",
    "url": "",
    "licence": "none: made up",
    "citation": "",
    "how": "Made up.",
    "complete": True,
    "universe": "",
    "caveats": (),
}


def derive(folder: Path) -> None:
    """Bring what derives from the snapshots up to them."""
    if find_spec("lib.derived"):
        import_module("lib.derived").update(folder)


def measure(folder: Path) -> dict[str, float]:
    """Medians of seconds: writing a snapshot, deriving from it, and writing its frame by pyarrow alone."""
    last = snapshots.vintages("hub_models", folder)[-1]
    frame = pd.read_parquet(folder / "snapshots" / "hub_models" / f"{last}.parquet")
    took: dict[str, list[float]] = {"write": [], "derive": [], "bare": []}
    for day in pd.date_range(last, periods=TIMES + 1, freq="ME")[1:]:
        frame = frame.assign(day=day.as_unit("us"))
        facts = {**FACTS, "as_of": f"{day:%Y-%m-%d}"}
        took["bare"].append(_seconds(lambda rows=frame: _bare(rows, folder / "bare.parquet")))
        took["write"].append(_seconds(lambda rows=frame, of=facts: snapshots.write("hub_models", rows, folder, of)))
        took["derive"].append(_seconds(lambda: derive(folder)))
    return {**{name: statistics.median(each) for name, each in took.items()}, "peak_mb": status("VmHWM")}


def _bare(frame: pd.DataFrame, place: Path) -> None:
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), place, compression="zstd")


def _seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def main() -> None:
    """Measure and print the seconds."""
    parser = argparse.ArgumentParser(prog="python -m bench.one_snapshot", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    given = parser.parse_args()
    print(json.dumps(measure(given.folder)))


if __name__ == "__main__":
    main()
