"""Spark as a master and two workers in processes of their own, a server that speaks S3, and made-up stores."""

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bench import synthetic_hub
from lib.snapshots import PROJECT
from tests.derived.test_derived import readings, write

FAR = "Asia/Kolkata"
"""The time zone of the processes that derive, which must not matter."""
SOON = 120
"""So many seconds a part of the cluster may take to come up."""


@dataclass
class Cluster:
    """The address of a Spark, and its workers; each has a group of processes, since it starts others."""

    address: str
    workers: list[subprocess.Popen] = field(default_factory=list)


def free() -> int:
    """A port that nobody listens on."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def part(name: str, *words: str, log: Path) -> subprocess.Popen:
    """A process of the Spark that comes with the pyspark package."""
    home = Path(importlib.util.find_spec("pyspark").origin).parent
    command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{name}", "--host", "127.0.0.1", *words]
    own = {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_WORKER_DIR": str(log.parent)}
    with log.open("w") as told:
        given = {**os.environ, **own}
        return subprocess.Popen(command, env=given, stdout=told, stderr=told, start_new_session=True)


def said(log: Path, words: str, times: int = 1) -> None:
    """Wait until a log says something so often."""
    began = time.monotonic()
    while log.read_text(encoding="utf-8").count(words) < times:
        assert time.monotonic() - began < SOON, log.read_text(encoding="utf-8")
        time.sleep(0.2)


def kill(process: subprocess.Popen) -> None:
    """End a process that was started here, and what it started, at once."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A standalone Spark: a master and two workers with a core each."""
    pytest.importorskip("pyspark")
    port, log = free(), tmp_path / "master.log"
    found = Cluster(f"spark://127.0.0.1:{port}")
    master = part("master.Master", "--port", str(port), "--webui-port", str(free()), log=log)
    try:
        said(log, "New state: ALIVE")
        for number in range(2):
            given = ("--cores", "1", "--memory", "2g", "--webui-port", str(free()), found.address)
            found.workers.append(part("worker.Worker", *given, log=tmp_path / f"worker-{number}.log"))
        said(log, "Registering worker", 2)
        yield found
    finally:
        for process in (*found.workers, master):
            kill(process)


@dataclass
class Made:
    """A store in which all is derived from one folder of snapshots, and what the command said."""

    folder: Path
    snapshots: Path

    def begin(self, **settings: str) -> subprocess.Popen:
        """The command that derives, at work."""
        self.folder.mkdir(parents=True)
        if "CROSSOVER_FACTS" not in settings:
            (self.folder / "snapshots").symlink_to(self.snapshots)
        environment = {
            **os.environ,
            "SPARK_LOCAL_IP": "127.0.0.1",
            "CROSSOVER_DATA": str(self.folder),
            "TZ": FAR,
            **settings,
        }
        command = [sys.executable, "-m", "lib.refresh", "--derive"]
        return subprocess.Popen(command, cwd=PROJECT, env=environment, stderr=subprocess.PIPE, text=True)

    def derive(self, **settings: str) -> Path:
        """The store after the command."""
        working = self.begin(**settings)
        _, told = working.communicate()
        assert working.returncode == 0, told
        return self.folder


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The snapshots of 200,000 models at the end of six months: 1.2 million rows."""
    return synthetic_hub.store(200_000, 6, tmp_path_factory.mktemp("large")) / "snapshots"


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The snapshots of 5,000 models at the end of four months."""
    return synthetic_hub.store(5_000, 4, tmp_path_factory.mktemp("small")) / "snapshots"


@pytest.fixture(scope="session")
def restated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The snapshots of two vintages that both state a day, of models that vanish, are renamed and made from another."""
    folder = tmp_path_factory.mktemp("restated") / "data"
    for seed, days in enumerate((["2026-02-28", "2026-03-31"], ["2026-03-31", "2026-04-30"])):
        rows = readings(days, seed)
        numbers = rows["model"].str.extract(r"-(\d+)$", expand=False)
        made = "Qwen/model-" + numbers.fillna("0").astype("int64").add(3).mod(36).astype("str")
        write(folder, days[-1], rows.assign(base_model=made.where(rows["org"] == "Qwen")))
    return folder / "snapshots"


@pytest.fixture(scope="session")
def by_duckdb(tmp_path_factory: pytest.TempPathFactory, small: Path, large: Path, restated: Path) -> dict[Path, Path]:
    """By snapshots the store that DuckDB derives from them."""
    place = tmp_path_factory.mktemp("duckdb")
    return {each: Made(place / str(number), each).derive() for number, each in enumerate((small, large, restated))}


@pytest.fixture(scope="session")
def bucket(small: Path) -> Iterator[dict[str, str]]:
    """A server that speaks S3 and has the small store as it is published; the settings with which it is reached."""
    from tests.servers import s3

    with s3.bucket("facts") as (settings, client):
        for file in (small / "hub_models").iterdir():
            client.upload_file(str(file), "facts", f"of/hub/hub_models/{file.name}")
        yield {**settings, "CROSSOVER_FACTS": "s3://facts/of/hub"}
