"""A store of one's own, a Hub with two orgs, and runs of the refresh on a clock that nobody waits for."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
from huggingface_hub import constants

from lib import registry, snapshots
from lib.refresh import running
from lib.refresh.landing import Outcome
from lib.refresh.step import Run
from lib.registry import Registry
from lib.snapshots import PROJECT
from lib.sources.asking import Limits, Watch
from tests.servers.hub import HubService, models_of
from tests.servers.serving import serving
from tests.sources.clocks import START, Clock

HUB = ("hub_models", "hub_orgs", "hub_derivatives")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with the shipped registry and no snapshots."""
    folder = tmp_path / "store"
    shutil.copytree(PROJECT / "data" / "registry", folder / "registry")
    return folder


@pytest.fixture
def two_orgs(folder: Path) -> Registry:
    """The shipped registry, as if it knew of two orgs on the Hub."""
    known = registry.load(folder)
    aliases = known.aliases
    few = aliases[(aliases["service"] != "hub") | aliases["name"].isin(["Qwen", "meta-llama"])]
    return replace(known, tables={**known.tables, "aliases": few, "repackagers": known.repackagers.iloc[:0]})


@dataclass
class Refresh:
    """The Hub to change, and runs of the refresh against it."""

    hub: HubService
    folder: Path
    registry: Registry
    told: list[str] = field(default_factory=list)

    def __call__(self, *tables: str, days: float = 0, behind: float = 0, dry: bool = False) -> dict[str, Outcome]:
        """What came of each table, fetched so many days after the first, on a clock that is some days `behind`."""
        clock = Clock()
        start = START + timedelta(days=days)
        ours = start - timedelta(days=behind)
        self.hub.clock = (start - pd.Timestamp.now("UTC")).total_seconds()
        run = Run(
            folder=self.folder,
            registry=self.registry,
            tables=tables or HUB,
            since=None,
            dry=dry,
            clock=clock,
            sleep=clock.sleep,
            now=lambda: ours + timedelta(seconds=clock.seconds),
            watch=lambda name: Watch(told=self.told.append),
            limits=Limits(read=2, pause=0.01),
        )
        return {outcome.table: outcome for outcome in running.run_all(run)}

    def models(self) -> pd.DataFrame:
        """All rows of `hub_models`."""
        return snapshots.read("hub_models", self.folder)

    def asked(self) -> list[str]:
        """The paths and orgs that the Hub was asked for since the last look."""
        paths = [f"{one.path}?{dict(one.query).get('author', '')}".rstrip("?") for one in self.hub.asked]
        self.hub.asked.clear()
        return paths


@pytest.fixture
def refresh(
    folder: Path, two_orgs: Registry, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., dict[str, Outcome]]]:
    """Runs against a Hub with ten models of Qwen and five of meta-llama."""
    hub = HubService(orgs={"Qwen": models_of("Qwen", 10), "meta-llama": models_of("meta-llama", 5)})
    monkeypatch.delenv("HF_TOKEN", raising=False)
    with serving(hub.app) as base:
        monkeypatch.setattr(constants, "ENDPOINT", base)
        yield Refresh(hub, folder, two_orgs)
