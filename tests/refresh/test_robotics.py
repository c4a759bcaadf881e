"""A refresh of the lists of models and data sets for robots: what lands, what is said of the rest, what fails."""

import pandas as pd
import pytest

from lib import snapshots
from lib.sources import hub_tagged
from tests.refresh.conftest import Refresh
from tests.servers.faults import Fault
from tests.servers.hub import robots_of

TABLE = "hub_robotics"


@pytest.fixture
def robots(refresh: Refresh) -> Refresh:
    """A Hub with 20 robotics models, two of them vision-language-action, and 30 data sets, ten of them LeRobot."""
    plain = robots_of("nvidia", 18, "robotics")
    refresh.hub.orgs["nvidia"] = [*plain, *robots_of("nvidia", 2, "vla", pipeline_tag="robotics")]
    tasks = robots_of("somebody", 20, "task_categories:robotics")
    refresh.hub.listed_datasets = [*tasks, *robots_of("lerobot", 10, "task_categories:robotics", "LeRobot")]
    return refresh


def rows(refresh: Refresh) -> pd.DataFrame:
    return snapshots.read(TABLE, refresh.folder)


def test_every_list_lands_and_each_item_once(robots: Refresh) -> None:
    came = robots(TABLE)[TABLE]
    assert (came.state, came.rows, came.failures) == ("written", 50, ())
    counted = rows(robots).groupby("kind")[["robotics", "lerobot", "vla"]].sum()
    assert counted.loc["model"].tolist() == [20, 0, 2]
    assert counted.loc["dataset"].tolist() == [30, 10, 0]
    known = snapshots.provenance(TABLE, robots.folder)
    assert known.complete
    assert known.how == "Read from the Hub's lists of models and data sets by tag, 6 of 6 lists."
    assert known.universe == (
        "Public models that the Hub lists under robotics, lerobot, vla or vision-language-action, whoever published "
        "them: of each list the 5,000 most downloaded, and no list was longer. Public data sets that the Hub lists "
        "under task_categories:robotics or LeRobot, whoever published them: of each list the 5,000 most downloaded, "
        "and no list was longer"
    )


def test_nobody_is_asked_to_place_the_publishers(robots: Refresh) -> None:
    assert robots(TABLE)[TABLE].notes == ()


def test_a_list_that_is_longer_is_named_and_the_most_downloaded_of_it_land(
    robots: Refresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_tagged, "MOST", 25)
    robots.hub.page = 10
    robots(TABLE)
    assert rows(robots).groupby("kind").size().to_dict() == {"model": 20, "dataset": 25}
    assert snapshots.provenance(TABLE, robots.folder).universe.endswith(
        "of each list the 25 most downloaded; longer, so that the rest is not counted: the lists under "
        "task_categories:robotics"
    )


def test_a_kind_of_which_a_list_fails_is_not_taken_and_the_other_lands(robots: Refresh) -> None:
    robots.hub.faults.append(Fault("/api/datasets.*LeRobot", "status", status=503))
    came = robots(TABLE)[TABLE]
    assert came.failures == (
        "dataset LeRobot: Hugging Face Hub answers 503; try again later",
        "data sets: not every list came, so none of them is taken",
    )
    assert set(rows(robots)["kind"]) == {"model"}
    assert "data sets" not in snapshots.provenance(TABLE, robots.folder).universe
    assert not snapshots.provenance(TABLE, robots.folder).complete


def test_a_kind_with_fewer_than_nine_tenths_is_kept_aside(robots: Refresh) -> None:
    robots(TABLE)
    del robots.hub.listed_datasets[5:]
    came = robots(TABLE, days=1)[TABLE]
    assert came.failures == ("dataset: 5 rows where there were 30; kept in aside/hub_robotics/2026-11-21.parquet",)
    assert rows(robots).groupby(["day", "kind"]).size().tolist() == [30, 20, 20]


def test_a_list_that_is_empty_at_once_is_kept_out(robots: Refresh) -> None:
    robots(TABLE)
    robots.hub.listed_datasets.clear()
    assert robots(TABLE, days=1)[TABLE].failures[0].startswith("dataset: 0 rows where there were 30")


def test_the_next_day_counts_what_is_new_changed_and_gone(robots: Refresh) -> None:
    robots(TABLE)
    models = robots.hub.orgs["nvidia"]
    models[0]["downloads"] += 1
    models[1] = {**models[1], "_id": "6" * 24, "id": "nvidia/newcomer"}
    came = robots(TABLE, days=1)[TABLE]
    assert (came.rows, came.new, came.changed, came.gone) == (50, 1, 1, 1)


def test_a_bad_item_is_told_and_the_others_land(robots: Refresh) -> None:
    robots.hub.listed_datasets[0]["downloads"] = "many"
    came = robots(TABLE)[TABLE]
    assert came.rows == 49
    assert came.skipped == ("somebody/robot-task_categories-robotics-1: its downloads is 'many', which is no count",)


def test_an_interrupted_run_goes_on_and_still_knows_which_list_was_longer(
    robots: Refresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.refresh.step.AT_ONCE", 1)
    monkeypatch.setattr(hub_tagged, "MOST", 10)
    robots.hub.faults.append(Fault("/api/datasets", "quota", reset=100_000))
    assert robots(TABLE)[TABLE].state == "failed"
    robots.hub.faults.clear()
    robots.hub.asked.clear()
    assert robots(TABLE)[TABLE].rows == 25
    assert {one.path for one in robots.hub.asked} == {"/api/datasets"}
    models, datasets = snapshots.provenance(TABLE, robots.folder).universe.split(". ")
    assert models.endswith("not counted: the lists under robotics")
    assert datasets.endswith("not counted: the lists under task_categories:robotics")


def test_of_a_day_that_was_never_finished_nothing_lands(robots: Refresh, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.refresh.step.AT_ONCE", 1)
    robots.hub.faults.append(Fault("/api/models.*vla", "quota", reset=100_000))
    robots(TABLE)
    robots.hub.faults.clear()
    assert [line for file in robots.folder.glob("staging/*/*.jsonl") for line in file.read_text().split("\n") if line]
    robots(TABLE, days=1)
    assert rows(robots)["day"].unique().tolist() == [pd.Timestamp("2026-11-21")]


def test_it_costs_a_call_a_page_of_each_list(robots: Refresh) -> None:
    robots(TABLE)
    asked = [dict(one.query)["filter"] for one in robots.hub.asked]
    assert sorted(asked) == sorted(one.tag for one in hub_tagged.LISTS)
