"""A refresh hands on what it brought: it commits it, or puts it at an address from which it also goes on."""

import subprocess
from datetime import date
from pathlib import Path

import pytest

from lib import published, snapshots
from lib.refresh import command, publishing
from lib.snapshots import Attempt
from tests import stores
from tests.stores import FACTS

TODAY = date(2026, 11, 29)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped store."""
    return stores.shipped(tmp_path / "clone" / "data")


def git(where: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(where), *words], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def repository(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the clone that holds the store is pushed to."""
    for name in ("GIT_AUTHOR", "GIT_COMMITTER"):
        monkeypatch.setenv(f"{name}_NAME", "refresh")
        monkeypatch.setenv(f"{name}_EMAIL", "refresh@example.org")
    bare, clone = tmp_path / "bare.git", folder.parent
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(bare))
    git(clone, "init", "--quiet", "--initial-branch=main")
    (clone / ".gitignore").write_text("attempt.json\n", encoding="utf-8")
    git(clone, "add", ".")
    git(clone, "commit", "--quiet", "--message", "begun")
    git(clone, "remote", "add", "origin", str(bare))
    git(clone, "push", "--quiet", "--set-upstream", "origin", "main")
    monkeypatch.setenv(publishing.PUBLISH, publishing.GIT)
    return bare


def grow(folder: Path) -> None:
    """What a refresh leaves: a vintage of a table, and a note that another could not be fetched."""
    known = snapshots.read("hub_totals", folder)
    rows = known.assign(downloads_all_models=known["downloads_all_models"] * 2)
    snapshots.write("hub_totals", rows, folder, {**FACTS, "source": "model_pulse", "as_of": "2026-11-05"})
    snapshots.record("arena", folder, Attempt("2026-11-29T03:00:00+00:00", "LMArena", "it does not answer"))


def test_where_nothing_is_set_nothing_is_published(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(publishing.PUBLISH, raising=False)
    publishing.begin(folder)
    assert publishing.end(folder, TODAY) == []


def test_what_is_new_is_committed_with_the_notes_of_attempts(folder: Path, repository: Path) -> None:
    grow(folder)
    assert publishing.end(folder, TODAY) == []
    assert git(repository, "log", "-1", "--format=%s") == "Data of 2026-11-29"
    assert git(repository, "show", "--name-only", "--format=").splitlines() == [
        "data/snapshots/arena/attempt.json",
        "data/snapshots/hub_totals/2026-11-05.json",
        "data/snapshots/hub_totals/2026-11-05.parquet",
    ]


def test_where_nothing_is_new_there_is_no_commit(folder: Path, repository: Path) -> None:
    assert publishing.end(folder, TODAY) == []
    assert git(repository, "log", "-1", "--format=%s") == "begun"


def test_what_others_pushed_meanwhile_stays(folder: Path, repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", str(repository), "another")
    (tmp_path / "another" / "README.md").write_text("more\n", encoding="utf-8")
    git(tmp_path / "another", "add", ".")
    git(tmp_path / "another", "commit", "--quiet", "--message", "a word more")
    git(tmp_path / "another", "push", "--quiet")
    grow(folder)
    assert publishing.end(folder, TODAY) == []
    assert git(repository, "log", "-2", "--format=%s").splitlines() == ["Data of 2026-11-29", "a word more"]


def test_a_push_that_fails_is_told_without_who_asked(folder: Path, repository: Path) -> None:
    git(folder.parent, "remote", "set-url", "origin", "https://somebody:secret@127.0.0.1:9/nothing.git")
    grow(folder)
    (told,) = publishing.end(folder, TODAY)
    assert told.startswith("the data is not published, git pull failed: ")
    assert "secret" not in told


def test_a_damaged_store_is_not_published(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(publishing.PUBLISH, f"file://{tmp_path}/place")
    damaged = next((folder / "snapshots" / "arena").glob("*.parquet"))
    damaged.write_bytes(b"?")
    *wrong, last = publishing.end(folder, TODAY)
    assert any(line.startswith("arena: ") for line in wrong)
    assert last == "nothing is published while this is wrong"
    assert not (tmp_path / "place").exists()


def test_a_refresh_goes_on_from_what_is_published(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(publishing.PUBLISH, f"file://{tmp_path}/place")
    another = stores.shipped(tmp_path / "another")
    grow(another)
    published.publish(another, f"file://{tmp_path}/place")
    publishing.begin(folder)
    assert snapshots.provenance("hub_totals", folder).as_of == "2026-11-05"
    assert publishing.end(folder, TODAY) == []


def test_a_refresh_that_cannot_begin_is_noted_beside_what_it_would_have_fetched(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "place"
    place.mkdir()
    (place / published.INDEX).write_text("?", encoding="utf-8")
    monkeypatch.setenv(publishing.PUBLISH, f"file://{place}")
    monkeypatch.setenv("CROSSOVER_DATA", str(folder))
    before = snapshots.attempt("hub_orgs", folder)
    assert command.main(["arena"]) == 1
    noted = snapshots.attempt("arena", folder)
    assert noted is not None
    assert noted.why == command.NOT_BEGUN
    told = f"published.json at file://{place} is no index of vintages; look at what lies there\n"
    assert capsys.readouterr().err == told
    assert snapshots.attempt("hub_orgs", folder) == before


def test_what_is_published_is_taken_by_another_store(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(publishing.PUBLISH, f"file://{tmp_path}/place")
    grow(folder)
    assert publishing.end(folder, TODAY) == []
    published.take(tmp_path / "other", f"file://{tmp_path}/place")
    assert snapshots.read("hub_totals", tmp_path / "other").equals(snapshots.read("hub_totals", folder))
