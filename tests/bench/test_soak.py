"""A soak counts what is wrong, and what is refused in a clear sentence it does not; three minutes of it run here."""

import time
from pathlib import Path

import pandas as pd
import psutil
import pytest
import requests
import uvloop

from bench import soak
from bench.taken import NOTICED, PUBLISHER, TABLE, Taken, is_sentence
from bench.troubles import Troubles
from lib import snapshots
from lib.snapshots import SnapshotDamagedError
from tests import stores

ROWS = pd.DataFrame(
    {"month": pd.to_datetime(["2026-08-01", "2026-09-01"]), "org": [PUBLISHER, "other"], "downloads": [3, 4]}
)


class Answer:
    """An answer with this text, or as JSON."""

    def __init__(self, text: str = "", said: object = None, status: int = 200) -> None:
        self.text, self.said, self.status_code, self.ok = text, said, status, status < 400
        self.content = text.encode()

    def json(self) -> object:
        if self.said is None:
            raise ValueError
        return self.said


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> list[Answer]:
    """What the server answers to whatever is asked, the last one first."""
    answers: list[Answer] = []
    monkeypatch.setattr(requests, "get", lambda address, timeout: answers.pop())
    return answers


def csv(*downloads: int) -> Answer:
    return Answer("# Source\nmonth,org,downloads\n" + "".join(f"2026-09-01,a,{one}\n" for one in downloads))


@pytest.mark.parametrize(
    ("said", "clear"),
    [
        ("The data cannot be read: a file is damaged; restore it", True),
        ("", False),
        (None, False),
        ("Traceback (most recent call last):\n  File", False),
        ("Internal Server Error:", False),
    ],
)
def test_a_clear_sentence_is_told_from_what_is_none(said: object, clear: bool) -> None:
    assert is_sentence(said) is clear


def test_rows_of_a_vintage_are_right_and_those_of_none_are_wrong(answered: list[Answer]) -> None:
    taken = Taken("")
    taken.land(ROWS)
    answered += [csv(5, 3), csv(5, 2)]
    taken.take(0)
    assert (taken.rows, taken.wrong, list(taken.lags)) == (1, [], [0])
    taken.take(0)
    assert taken.wrong == [f"{TABLE} sums up to 8, which no vintage does"]


def test_an_older_vintage_is_wrong_as_soon_as_the_newer_one_must_be_shown(answered: list[Answer]) -> None:
    taken = Taken("")
    taken.land(ROWS)
    taken.land(ROWS.assign(downloads=[5, 4]))
    answered += [csv(7), csv(7)]
    taken.take(0)
    assert taken.wrong == []
    taken.landed[1] = (time.monotonic() - NOTICED - 1, 9)
    taken.take(0)
    assert taken.wrong == [f"{TABLE} is that of a vintage before one that landed over a minute ago"]


def test_a_chart_must_be_that_of_a_vintage(answered: list[Answer]) -> None:
    taken = Taken("")
    taken.land(ROWS)
    head = "month,entity,downloads\n"
    answered += [
        Answer(head),
        Answer(f"{head}2026-08-01,{PUBLISHER},4.0\n"),
        Answer(f"{head}2026-08-01,{PUBLISHER},3.0\n"),
    ]
    taken.take(1)
    assert taken.wrong == []
    taken.take(1)
    taken.take(1)
    assert taken.wrong == [f"the chart of {PUBLISHER} is that of no vintage"] * 2


def test_a_picture_that_is_none_is_wrong(answered: list[Answer]) -> None:
    taken = Taken("")
    answered += [Answer("<html>" * 2000), Answer("\x89PNG")]
    taken.take(2)
    taken.take(2)
    assert taken.wrong == ["a picture is none"] * 2


def test_a_refusal_in_a_sentence_is_no_error_and_any_other_is(answered: list[Answer]) -> None:
    taken = Taken("")
    answered += [
        Answer("oops", status=500),
        Answer(said={"error": "The data cannot be read: it is damaged; restore it"}, status=500),
        Answer("Bad gateway", status=503),
        Answer(said={"error": "The data cannot be read: it is damaged; restore it"}, status=503),
    ]
    for _ in range(4):
        taken.take(0)
    assert len(taken.told) == 1
    assert len(taken.wrong) == 3


def test_what_is_done_to_a_store_is_what_it_says(tmp_path: Path) -> None:
    folder = stores.shipped(tmp_path / "data")
    before = snapshots.read(TABLE, folder)
    troubles = Troubles(folder, psutil.Process())
    troubles.land()
    after = snapshots.read(TABLE, folder)
    assert after["downloads"].sum() == (before["downloads"] + before["downloads"] // 1000).sum()
    troubles.damage()
    with pytest.raises(SnapshotDamagedError):
        snapshots.read(TABLE, folder)
    assert snapshots.attempt("arena", folder).why == "a file was cut short"  # type: ignore[union-attr]
    troubles.mend()
    assert snapshots.read(TABLE, folder).equals(after)
    assert troubles.done == {"vintages that landed": 1, "files damaged": 1}


@pytest.mark.slow
def test_three_minutes_with_fifty_viewers_bring_no_error_and_no_wrong_number() -> None:
    app, _bare, taken, troubles = uvloop.run(soak._soaked(3, 50))
    assert taken.wrong == []
    assert app.watched.errors == []
    assert taken.rows > 20
    assert taken.pictures > 5
    assert taken.told or app.told
    assert {1} <= set(taken.lags)
    assert set(troubles.done) >= {"vintages that landed", "refreshes without a network", "files damaged"}
    assert max(app.held) < 1.3 * app.held[0] + 100
