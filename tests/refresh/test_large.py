"""A refresh of a store with more rows than are read whole lands, judges and counts as that of a small one."""

import copy
from datetime import date
from pathlib import Path

import pytest

from lib import snapshots
from lib.refresh.check import check
from tests import stores
from tests.refresh.conftest import Refresh


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of more than 10 rows is large."""
    monkeypatch.setattr(snapshots, "WHOLE", 10)


def test_the_next_day_counts_what_is_new_changed_renamed_and_gone(refresh: Refresh) -> None:
    refresh("hub_models")
    qwen = refresh.hub.orgs["Qwen"]
    qwen[0]["downloads"] += 1
    qwen[1] = {**qwen[1], "id": "Qwen/Newcomer-8B"}
    came = refresh("hub_models", days=1)["hub_models"]
    assert (came.state, came.rows, came.new, came.changed, came.gone) == ("written", 15, 1, 1, 1)
    assert "Qwen/Model-2-2B is called Qwen/Newcomer-8B now" in came.notes
    assert snapshots.rows("hub_models", refresh.folder) == 30


def test_an_org_with_fewer_models_than_last_time_is_kept_aside_whenever_that_was(refresh: Refresh) -> None:
    refresh("hub_models")
    every = copy.copy(refresh.hub.orgs["Qwen"])
    refresh.hub.orgs["Qwen"] = every[:8]
    came = refresh("hub_models", days=1)["hub_models"]
    assert (came.rows, came.failures) == (
        5,
        ("Qwen: 8 models where there were 10; kept in aside/hub_models/2026-11-21.parquet",),
    )
    refresh.hub.orgs["Qwen"] = every[:9]
    assert refresh("hub_models", days=2)["hub_models"].rows == 14


def test_derivatives_are_counted_of_the_models_as_each_org_was_last_read(refresh: Refresh) -> None:
    refresh("hub_models")
    came = refresh("hub_models", "hub_orgs", "hub_derivatives", days=1)
    assert {table: one.failures for table, one in came.items()} == dict.fromkeys(came, ())
    last = snapshots.read_vintage("hub_models", refresh.folder, date(2026, 11, 21))
    counted = snapshots.read_vintage("hub_derivatives", refresh.folder, date(2026, 11, 21))
    assert set(counted["model"]) == set(last.loc[last["tracked"] & last["relation"].isna(), "model"])
    orgs = snapshots.read("hub_orgs", refresh.folder).set_index("org")
    assert list(orgs["models_read"]) == [10, 5]


def test_every_vintage_is_checked_by_itself(tmp_path: Path) -> None:
    folder = stores.shipped(tmp_path / "store")
    good, wrong = check(["hub_models"], folder)
    assert good == ["hub_models: 8472 rows, 1 vintage"]
    assert wrong == []
    rows = snapshots.read_vintage("hub_models", folder, date(2026, 10, 5))
    snapshots.write("hub_models", rows.head(1), folder, {**stores.FACTS, "source": "llmfit", "as_of": "2026-11-05"})
    assert check(["hub_models"], folder)[0] == ["hub_models: 8473 rows, 2 vintages"]
    path = snapshots.file("hub_models", folder, date(2026, 10, 5))
    path.write_bytes(path.read_bytes()[:-1])
    assert check(["hub_models"], folder)[1] == [
        "hub_models: store/snapshots/hub_models/2026-10-05.parquet is not the file that was written (sha256 differs); "
        "restore the file"
    ]


def test_many_names_to_place_are_told_by_their_number(tmp_path: Path) -> None:
    folder = stores.shipped(tmp_path / "store")
    rows = snapshots.read_vintage("hub_models", folder, date(2026, 10, 5)).head(7)
    rows = rows.assign(org=[f"newcomer{number}" for number in range(7)]).astype({"org": "str"})
    snapshots.write("hub_models", rows, folder, {**stores.FACTS, "source": "llmfit", "as_of": "2026-11-05"})
    named = "newcomer0, newcomer1, newcomer2, newcomer3, newcomer4 and 2 more"
    assert check(["hub_models"], folder)[0][0].endswith(f"not yet placed by the registry: {named}")
