"""What is told of an attempt that failed: which source was last good when, and why it is not newer."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from lib import snapshots
from lib.data import Data
from lib.registry import Registry
from lib.snapshots import Attempt
from lib.views import attempts
from tests.stores import FACTS

FAILED = Attempt("2026-02-03T23:59:00+00:00", "Model Pulse", "the key was refused; set another.")


@pytest.fixture
def kept(tmp_path: Path, registry: Registry) -> Data:
    """A store of two tables of one source, as of the end of January."""
    day = pd.Series([pd.Timestamp("2026-01-31")]).astype("datetime64[us]")
    pulls = pd.DataFrame({"day": day, "model": "qwen3", "pulls_all_time": 5}).astype({"model": "str"})
    prefixes = pd.DataFrame({"day": day, "prefix": "qwen", "models": 1, "pulls_all_time": 5}).astype({"prefix": "str"})
    snapshots.write("ollama_pulls", pulls, tmp_path, {**FACTS, "as_of": "2026-01-31"})
    snapshots.write("ollama_prefixes", prefixes, tmp_path, {**FACTS, "as_of": "2026-01-31"})
    return Data(tmp_path, registry)


def told(data: Data) -> tuple[str, ...]:
    return attempts.failed(data, ("ollama_pulls", "ollama_prefixes"))


def test_without_a_recorded_attempt_nothing_is_told(kept: Data) -> None:
    assert told(kept) == ()
    assert pd.isna(attempts.day(kept, "ollama_pulls"))


def test_a_failed_attempt_says_when_the_source_was_last_good_and_why_it_failed(kept: Data) -> None:
    snapshots.record("ollama_pulls", kept.folder, FAILED)
    name = kept.registry.words["sources"]["ollama"]["name"]
    assert told(kept) == (
        f"{name} was last good on 31 January 2026; the attempt of 3 February 2026 to ask Model Pulse failed: "
        "the key was refused; set another.",
    )


def reason(kept: Data, why: str) -> str:
    snapshots.record("ollama_pulls", kept.folder, replace(FAILED, why=why))
    return attempts.why(kept, "ollama_pulls")


def test_the_reason_is_one_line(kept: Data) -> None:
    assert reason(kept, " the key\n\n# was\trefused ") == "the key # was refused."


@pytest.mark.parametrize("end", [".", "!", "?"])
def test_a_reason_that_ends_as_a_sentence_gets_no_full_stop(kept: Data, end: str) -> None:
    assert reason(kept, f"it was refused{end}") == f"it was refused{end}"


def test_a_reason_of_nothing_but_space_is_none(kept: Data) -> None:
    assert reason(kept, " \n ") == ""


def test_a_long_reason_is_cut_with_an_ellipsis(kept: Data) -> None:
    assert reason(kept, "x" * 300) == "x" * 300 + "."
    assert reason(kept, "x" * 301) == "x" * 299 + "…"


def test_the_name_of_a_service_is_one_line_and_cut(kept: Data) -> None:
    snapshots.record("ollama_pulls", kept.folder, replace(FAILED, service="Model\n\n" + "x" * 400))
    named = attempts.named(kept, "ollama_pulls")
    assert named == "attempt of 3 February 2026 to ask Model " + "x" * 293 + "…"


def test_two_tables_of_one_source_that_failed_alike_are_told_once(kept: Data) -> None:
    for table in ("ollama_pulls", "ollama_prefixes"):
        snapshots.record(table, kept.folder, FAILED)
    assert len(told(kept)) == 1


def test_an_attempt_that_worked_is_not_told(kept: Data) -> None:
    snapshots.record("ollama_pulls", kept.folder, replace(FAILED, why=""))
    assert told(kept) == ()


def test_as_of_a_day_before_the_attempt_it_is_not_known(kept: Data, registry: Registry) -> None:
    snapshots.record("ollama_pulls", kept.folder, FAILED)
    assert told(Data(kept.folder, registry, date(2026, 2, 2))) == ()
    assert len(told(Data(kept.folder, registry, date(2026, 2, 3)))) == 1


def test_an_attempt_whose_day_cannot_be_read_is_told_all_the_same(kept: Data) -> None:
    snapshots.record("ollama_pulls", kept.folder, replace(FAILED, at="yesterday"))
    assert "the newest attempt to ask Model Pulse failed: the key was refused" in told(kept)[0]
