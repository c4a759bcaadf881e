"""A refresh from a local Hub with 50 ms latency against the bare requests, and a loop: `python -m bench refresh`.

Forty orgs with 1,800 models: a list and an overview of each org, and the derivatives of 200 models, 280 calls. Each
measurement is a process of its own with a server of its own; seconds are from after the imports to the end, memory is
the largest that the process ever had. The refresh asks eight at a time, checks, counts and writes; bare is the same
calls by the same session, eight at a time, with the JSON read; the loop is the client's own functions, one by one.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from rich.progress import track

from bench.alone import status
from bench.report import Figure
from lib.snapshots import PROJECT

ORGS, MODELS, BASES = 40, 45, 200
LATENCY, QUOTA = 0.05, 500
WAYS = ("refresh", "bare", "loop")
SECTION = "refresh"
AGAINST = "the bare requests, 8 at a time"


def orgs() -> list[str]:
    """The first forty registered orgs."""
    from lib import registry

    return registry.load(PROJECT / "data").orgs("hub")[:ORGS]


def serve() -> None:
    """Serve a Hub until standard input ends; its address goes first to standard output, then the calls it had."""
    from tests.servers.hub import HubService, models_of
    from tests.servers.serving import serving

    hub = HubService(orgs={org: models_of(org, MODELS) for org in orgs()}, latency=LATENCY, quota=QUOTA)
    with serving(hub.app) as address:
        print(address, flush=True)
        sys.stdin.read()
    print(len(hub.asked), flush=True)


def refresh(folder: Path) -> float:
    """Seconds of a refresh of the three tables of the Hub into the store in `folder`."""
    from lib import registry
    from lib.refresh import hub, running
    from lib.refresh.step import Run
    from lib.sources.asking import Watch

    wanted = set(orgs())
    known = registry.load(folder)
    aliases = known.aliases[(known.aliases["service"] != "hub") | known.aliases["name"].isin(wanted)]
    few = replace(known, tables={**known.tables, "aliases": aliases, "repackagers": known.repackagers.iloc[:0]})
    begun = time.perf_counter()
    run = Run(
        folder=folder,
        registry=few,
        tables=hub.TABLES,
        since=None,
        dry=False,
        clock=time.monotonic,
        sleep=time.sleep,
        now=lambda: datetime.now(UTC),
        watch=lambda name: Watch(),
    )
    outcomes = list(running.run_all(run))
    seconds = time.perf_counter() - begun
    assert all(outcome.good for outcome in outcomes), outcomes
    assert outcomes[0].rows == ORGS * MODELS, outcomes
    return seconds


def bare() -> float:
    """Seconds of the same calls by the same session, as many at a time, each answer read as JSON."""
    from huggingface_hub import constants, get_session

    from lib.refresh.step import AT_ONCE
    from lib.sources.hub import PAGE, WANTED

    def get(path: str, params: list[tuple[str, str]] | None = None) -> list | dict:
        return get_session().get(f"{constants.ENDPOINT}/api/{path}", params=params, timeout=20).json()

    def models(org: str) -> list | dict:
        fields = [("expand", name) for name in WANTED]
        return get("models", [("author", org), *fields, ("sort", "createdAt"), ("limit", str(PAGE))])

    named = orgs()
    begun = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        every = [model for listed in pool.map(models, named) for model in listed]
        list(pool.map(lambda org: get(f"organizations/{org}/overview"), named))
        every.sort(key=lambda model: model["downloadsAllTime"], reverse=True)
        counted = [("expand", "childrenModelCount")]
        list(pool.map(lambda model: get(f"models/{model['id']}", counted), every[:BASES]))
    return time.perf_counter() - begun


def loop() -> float:
    """Seconds of the same questions by the client's own functions, one after the other."""
    from huggingface_hub import HfApi

    from lib.sources.hub import WANTED

    api, named = HfApi(), orgs()
    begun = time.perf_counter()
    every = [model for org in named for model in api.list_models(author=org, expand=list(WANTED))]  # type: ignore[arg-type]
    for org in named:
        api.get_organization_overview(org)
    every.sort(key=lambda model: model.downloads_all_time or 0, reverse=True)
    for model in every[:BASES]:
        api.model_info(model.id, expand=["childrenModelCount"])
    return time.perf_counter() - begun


@contextmanager
def served() -> Iterator[tuple[str, subprocess.Popen]]:
    """A Hub in a process of its own, and its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.refresh", "--serve"],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip(), process
    finally:
        process.kill()
        process.wait()


def run(way: str) -> dict[str, float]:
    """Seconds, megabytes and calls of one run of `way`."""
    with tempfile.TemporaryDirectory() as place, served() as (address, server):
        folder = Path(place) / "store"
        shutil.copytree(PROJECT / "data", folder)
        settings = {"HF_ENDPOINT": address, "HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1"}
        done = subprocess.run(
            [sys.executable, "-m", "bench.refresh", "--way", way, "--folder", str(folder)],
            cwd=PROJECT,
            env={**os.environ, **settings},
            capture_output=True,
            text=True,
            check=True,
        )
        calls = int(server.communicate()[0])
    return {**json.loads(done.stdout), "calls": calls}


def measured(runs: int = 5) -> list[Figure]:
    """Medians of seconds and of memory of each way, `runs` times in turn, and how many calls each makes."""
    every: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    for _ in track(range(runs), description="refresh", transient=True):
        for way in WAYS:
            every[way].append(run(way))
    middle = {
        way: {name: statistics.median(one[name] for one in found) for name in found[0]} for way, found in every.items()
    }
    bare_ = middle["bare"]
    found = []
    for way, words in (("refresh", "Refresh"), ("loop", "The client's own functions, one by one")):
        for unit, name in (("s", "seconds"), ("MB", "megabytes"), ("calls", "calls")):
            found.append(Figure(SECTION, f"{words}, {name}", middle[way][name], unit, AGAINST, bare_[name]))
    return found


def main() -> None:
    """Take a part in the measurement: the Hub, or one of the ways."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", action="store_true", help="be the Hub")
    parser.add_argument("--way", choices=WAYS, help="be one of the ways")
    parser.add_argument("--folder", type=Path, help="where the refresh writes")
    given = parser.parse_args()
    if given.serve:
        serve()
        return
    seconds = refresh(given.folder) if given.way == "refresh" else {"bare": bare, "loop": loop}[given.way]()
    print(json.dumps({"seconds": seconds, "megabytes": status("VmHWM")}))


if __name__ == "__main__":
    main()
