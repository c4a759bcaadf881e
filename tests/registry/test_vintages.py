"""A registry that was kept stays readable and the same, however the registry in use goes on."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from lib import registry
from lib.registry import RegistryError, vintages
from lib.snapshots import PROJECT

DAY = date(2026, 11, 5)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped registry, kept on a day."""
    shutil.copytree(PROJECT / "data" / "registry", tmp_path / "registry")
    assert vintages.keep(tmp_path, DAY)
    return tmp_path


def kept(folder: Path) -> Path:
    return folder / "snapshots" / "registry" / str(DAY)


def test_the_registry_in_use_and_the_one_kept_of_it_are_one(folder: Path) -> None:
    assert registry.load(folder).version == registry.load(folder, DAY).version != ""


def test_what_is_decided_later_does_not_change_what_was_kept(folder: Path) -> None:
    before = registry.load(folder, DAY)
    with (folder / "registry" / "untracked.csv").open("a", encoding="utf-8") as file:
        file.write("Z,z$,a test\n")
    after = registry.load(folder, DAY)
    assert after.version == before.version != registry.load(folder).version
    assert after.untracked.equals(before.untracked)


def test_a_file_that_did_not_exist_then_is_that_of_today(folder: Path) -> None:
    (kept(folder) / "untracked.csv").unlink()
    then = registry.load(folder, DAY)
    assert then.untracked.equals(registry.load(folder).untracked)
    version = then.version
    with (folder / "registry" / "untracked.csv").open("a", encoding="utf-8") as file:
        file.write("Z,z$,a test\n")
    assert registry.load(folder, DAY).version == version


def test_a_measure_that_was_not_defined_then_is_defined_as_today(folder: Path) -> None:
    text = (kept(folder) / "definitions.toml").read_text(encoding="utf-8")
    first, second = text.index("\n[") + 1, text.index("\n[", text.index("\n[") + 1) + 1
    (kept(folder) / "definitions.toml").write_text(text[:first] + text[second:], encoding="utf-8")
    then, now = registry.load(folder, DAY), registry.load(folder)
    assert list(then.words["definitions"]) == list(now.words["definitions"])
    assert then.version != now.version


def test_a_column_that_did_not_exist_then_is_empty_if_it_may_be(folder: Path) -> None:
    frame = registry.load(folder).aliases
    assert any(frame["note"])
    frame.drop(columns="note").to_csv(kept(folder) / "aliases.csv", index=False, lineterminator="\n")
    then = registry.load(folder, DAY).aliases
    assert list(then.columns) == list(frame.columns)
    assert not any(then["note"])


def test_a_column_that_must_be_stated_is_missed(folder: Path) -> None:
    frame = registry.load(folder).untracked
    frame.drop(columns="patterns").to_csv(kept(folder) / "untracked.csv", index=False, lineterminator="\n")
    with pytest.raises(RegistryError, match=r"untracked\.csv:1: the header is 'reason,source'"):
        registry.load(folder, DAY)


def test_the_registry_in_use_must_have_every_file(folder: Path) -> None:
    (folder / "registry" / "untracked.csv").unlink()
    with pytest.raises(RegistryError, match=r"untracked\.csv:1: the file is missing"):
        registry.load(folder)


def test_a_later_file_may_name_what_was_decided_later(folder: Path) -> None:
    makers = kept(folder) / "makers.csv"
    lines = makers.read_text(encoding="utf-8").splitlines(keepends=True)
    makers.write_text("".join(line for line in lines if not line.startswith("alibaba,")), encoding="utf-8")
    (kept(folder) / "aliases.csv").unlink()
    assert registry.load(folder, DAY).maker("hub", "Qwen") == "alibaba"
