"""Which engine derives is a setting; one that cannot be had is told in a sentence, without the key in its address."""

import re
import sys
from pathlib import Path

import pytest

from lib.derived import engines
from lib.derived.embedded import Embedded
from lib.derived.engines import INSTALL, SETTING
from lib.derived.failures import EngineError
from lib.refresh import elsewhere
from lib.refresh.command import main
from lib.snapshots import PROJECT


def test_duckdb_derives_if_no_other_engine_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, "")
    assert engines.chosen() is Embedded


@pytest.mark.parametrize("address", ["sparks", "spark", "postgres://me:hunter2@db/hub", "://", "spark:7077"])
def test_an_engine_that_is_none_is_told_with_what_to_set(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv(SETTING, address)
    with pytest.raises(EngineError, match="set it to spark://host:7077 or clickhouse://") as told:
        engines.chosen()
    assert "hunter2" not in str(told.value)


@pytest.mark.parametrize(
    ("address", "missing"),
    [
        ("spark://host:7077", "ibis"),
        ("spark://host:7077", "pyspark"),
        ("clickhouse://me:hunter2@host:8123/hub", "clickhouse_connect"),
    ],
)
def test_a_client_that_is_not_installed_is_told_with_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, address: str, missing: str
) -> None:
    monkeypatch.setenv(SETTING, address)
    for module in [missing, *(name for name in sys.modules if name.startswith(f"{missing}."))]:
        monkeypatch.setitem(sys.modules, module, None)
    for module in ("steps", "clickhouse", "spark", "written"):
        monkeypatch.delitem(sys.modules, f"lib.derived.{module}", raising=False)
    with pytest.raises(EngineError) as told:
        engines.chosen()
    assert str(told.value).endswith(f"; {INSTALL}")
    assert "hunter2" not in str(told.value)


def test_the_command_says_so_and_leaves_what_is_derived(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setenv(SETTING, "nothing")
    monkeypatch.setenv("CROSSOVER_DATA", str(tmp_path))
    (tmp_path / "derived" / "hub_models").mkdir(parents=True)
    assert main(["--derive"]) == 1
    assert capsys.readouterr().err.startswith("CROSSOVER_ENGINE names no engine; ")
    assert (tmp_path / "derived" / "hub_models").exists()


def test_every_setting_is_in_the_docs() -> None:
    docs = (PROJECT / "docs" / "scaling.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(CROSSOVER_\w+)` \|", docs, re.MULTILINE) == [SETTING, elsewhere.SETTING]
