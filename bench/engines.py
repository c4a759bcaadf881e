"""DuckDB against the engine that `CROSSOVER_ENGINE` names, on the same made-up Hub: `python -m bench.engines`.

All is derived anew by each in turn, through the command that a refresh is. Prints seconds of each, how they compare,
and the largest memory of the process that asked: with DuckDB that is all, an engine elsewhere has its own beside it.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import synthetic_hub
from lib.derived.engines import SETTING
from lib.snapshots import PROJECT

DERIVE = """
from bench.alone import status
from lib.refresh.command import main
assert main(["--derive"]) == 0
print(status("VmHWM"))
"""


def derived(snapshots: Path, engine: str) -> tuple[float, float]:
    """Seconds and MB of deriving anew all snapshots of a folder, in a process of its own."""
    with tempfile.TemporaryDirectory(dir=snapshots.parent) as place:
        (Path(place) / "snapshots").symlink_to(snapshots)
        settings = {**os.environ, SETTING: engine, "CROSSOVER_DATA": place}
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", DERIVE], cwd=PROJECT, env=settings, check=True, stdout=subprocess.PIPE, text=True
        )
        return time.perf_counter() - began, float(done.stdout.split()[-1])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.engines", description=__doc__)
    parser.add_argument("--models", type=int, default=200_000)
    parser.add_argument("--snapshots", type=int, default=6)
    given = parser.parse_args()
    snapshots = synthetic_hub.store(given.models, given.snapshots) / "snapshots"
    print(f"{given.models * given.snapshots:,} rows")
    own, peak = derived(snapshots, "")
    print(f"DuckDB: {own:.1f} s, {peak:,.0f} MB")
    if engine := os.environ.get(SETTING):
        seconds, peak = derived(snapshots, engine)
        kind = engine.split(":")[0]
        print(f"{kind}: {seconds:.1f} s, {seconds / own:.1f} times DuckDB; {peak:,.0f} MB in the process that asks")


if __name__ == "__main__":
    main()
