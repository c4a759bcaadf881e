"""What could not be fetched is news until it can."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from lib import snapshots
from lib.data import open_data
from lib.snapshots import Attempt
from lib.views.changes import Change, changes
from tests import stores

GOOD = Attempt("2026-11-28T03:00:00+00:00", "LMArena", "")
WHY = "it does not answer"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped store."""
    return stores.shipped(tmp_path / "data")


def told(folder: Path, as_of: date | None = None) -> list[Change]:
    return [change for change in changes(open_data(folder, as_of)) if change.kind == "refresh"]


def fail(folder: Path, table: str, day: str, why: str = WHY, service: str = "LMArena") -> None:
    snapshots.record(table, folder, Attempt(f"{day}T03:00:00+00:00", service, why))


def test_an_attempt_that_did_not_fail_is_no_news(folder: Path) -> None:
    snapshots.record("arena", folder, GOOD)
    assert told(folder) == []


def test_a_failed_attempt_is_told_with_its_reason_and_leads_to_the_table(folder: Path) -> None:
    fail(folder, "arena", "2026-11-28")
    (change,) = told(folder)
    assert change.title == "Not refreshed: arena"
    assert change.text == (
        "The attempt of 28 November 2026 to ask LMArena failed: it does not answer. What was there before is shown on."
    )
    assert (change.known, change.link.page) == (date(2026, 11, 28), "about/data")
    assert change.link.options["table"] == ("arena",)


def test_what_fails_again_stays_the_same_until_it_succeeds(folder: Path) -> None:
    fail(folder, "arena", "2026-11-28")
    (first,) = told(folder)
    fail(folder, "arena", "2026-11-29", "the network is down")
    (second,) = told(folder)
    assert second.id == first.id
    assert (first.updated, second.updated) == (date(2026, 11, 28), date(2026, 11, 29))
    snapshots.record("arena", folder, GOOD)
    assert told(folder) == []


def test_a_failure_after_newer_data_is_other_news(folder: Path) -> None:
    fail(folder, "hub_totals", "2026-11-04")
    (first,) = told(folder)
    known, facts = snapshots.read("hub_totals", folder), snapshots.provenance("hub_totals", folder)
    rows = known.assign(downloads_all_models=known["downloads_all_models"] + 1)
    snapshots.write("hub_totals", rows, folder, {**stores.FACTS, "source": facts.source, "as_of": "2026-11-05"})
    fail(folder, "hub_totals", "2026-11-06")
    (second,) = told(folder)
    assert second.id != first.id


def test_tables_that_fail_for_one_reason_are_told_together(folder: Path) -> None:
    for table in ("hub_models", "hub_orgs", "hub_derivatives"):
        fail(folder, table, "2026-11-28", service="the Hub")
    fail(folder, "arena", "2026-11-28")
    titles = [change.title for change in told(folder)]
    assert sorted(titles) == ["Not refreshed: arena", "Not refreshed: hub_models, hub_orgs and hub_derivatives"]


def test_as_of_a_day_before_the_attempt_it_is_not_known(folder: Path) -> None:
    fail(folder, "arena", "2026-11-28")
    assert told(folder, date(2026, 11, 27)) == []
    assert len(told(folder, date(2026, 11, 28))) == 1


def test_an_attempt_without_a_day_is_left_out(folder: Path) -> None:
    snapshots.record("arena", folder, Attempt("some day", "LMArena", WHY))
    assert told(folder) == []
    assert pd.isna(pd.to_datetime("some day", errors="coerce"))
