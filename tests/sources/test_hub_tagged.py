"""Lists of models and data sets for robots: what is asked, where a list is cut off, and what its items mean."""

from collections.abc import Iterator
from datetime import date

import pandas as pd
import pytest

from lib import contracts
from lib.sources import hub_tagged
from lib.sources.asking import Limits, Watch
from lib.sources.failures import SourceError
from lib.sources.hub import Hub, open_hub
from lib.sources.hub_tagged import LISTS, Listed, Tagged
from tests.servers.faults import Fault
from tests.servers.hub import HubService, robots_of
from tests.servers.serving import serving
from tests.sources.clocks import Clock
from tests.sources.datasets import at_ease

DAY = date(2026, 11, 20)
MODELS, DATASETS = LISTS[0], LISTS[-1]


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> HubService:
    at_ease(monkeypatch)
    return HubService(
        orgs={"nvidia": robots_of("nvidia", 5, "robotics")}, listed_datasets=robots_of("lerobot", 7, "LeRobot"), page=2
    )


@pytest.fixture
def hub(service: HubService) -> Iterator[Hub]:
    clock = Clock()
    with serving(service.app) as url:
        yield open_hub(
            clock=clock,
            sleep=clock.sleep,
            now=clock.now,
            watch=Watch(),
            endpoint=url,
            token=False,
            limits=Limits(attempts=1, pause=0.01),
        )


def test_a_list_is_asked_by_its_tag_the_most_downloaded_first(service: HubService, hub: Hub) -> None:
    came = hub_tagged.listed(hub, MODELS)
    assert [item["downloads"] for item in came.items] == [1000, 999, 998, 997, 996]
    assert not came.more
    first = service.asked[0]
    assert (first.path, first.query[0]) == ("/api/models", ("filter", "robotics"))
    assert {("sort", "downloads"), ("limit", "1000"), ("expand", "tags")} <= set(first.query)


def test_data_sets_have_a_list_of_their_own(service: HubService, hub: Hub) -> None:
    assert len(hub_tagged.listed(hub, DATASETS).items) == 7
    assert {one.path for one in service.asked} == {"/api/datasets"}


@pytest.mark.parametrize(("most", "pages", "more"), [(4, 2, True), (3, 2, True), (7, 4, False), (8, 4, False)])
def test_a_longer_list_is_cut_off_and_that_is_told(
    service: HubService, hub: Hub, monkeypatch: pytest.MonkeyPatch, most: int, pages: int, more: bool
) -> None:
    monkeypatch.setattr(hub_tagged, "MOST", most)
    came = hub_tagged.listed(hub, DATASETS)
    assert (len(came.items), came.more, len(service.asked)) == (min(most, 7), more, pages)


def test_a_list_of_which_a_page_fails_is_none(service: HubService, hub: Hub) -> None:
    service.faults.append(Fault("cursor", "status", status=503))
    with pytest.raises(SourceError, match="answers 503"):
        hub_tagged.listed(hub, MODELS)


def rows_of(*items: object, of: Tagged = MODELS, more: bool = False) -> list[dict]:
    rows, _ = hub_tagged.parse(of, Listed(list(items), more), DAY)
    return rows


def flags(item: dict, of: Tagged = MODELS) -> tuple[bool, ...]:
    (row,) = rows_of({"id": "a/b", **item}, of=of)
    return tuple(row[flag] for flag in ("robotics", "lerobot", "vla"))


def test_an_item_becomes_a_row() -> None:
    assert rows_of(robots_of("nvidia", 1, "robotics")[0]) == [
        {
            "day": pd.Timestamp("2026-11-20"),
            "kind": "model",
            "name": "nvidia/robot-robotics-1",
            "org": "nvidia",
            "downloads_30d": 1000,
            "likes": 0,
            "created_at": pd.Timestamp("2026-03-01 08:30"),
            "robotics": True,
            "lerobot": False,
            "vla": False,
            "more": False,
        }
    ]


@pytest.mark.parametrize(
    ("item", "meant"),
    [
        ({}, (True, False, False)),
        ({"tags": ["LeRobot"]}, (True, True, False)),
        ({"library_name": "lerobot"}, (True, True, False)),
        ({"tags": ["VLA"]}, (True, False, True)),
        ({"tags": ["vision-language-action"]}, (True, False, True)),
        ({"tags": ["vision-language"]}, (True, False, False)),
        ({"tags": None}, (True, False, False)),
        ({"tags": [None, 7, "lerobot"]}, (True, True, False)),
    ],
)
def test_the_tags_in_either_case_say_what_it_is(item: dict, meant: tuple[bool, ...]) -> None:
    assert flags(item) == meant


@pytest.mark.parametrize("item", [{"pipeline_tag": "robotics"}, {"tags": ["task_categories:robotics"]}])
def test_a_task_says_it_too(item: dict) -> None:
    assert flags(item, of=DATASETS) == (True, True, False)
    assert flags({}, of=DATASETS) == (False, True, False)


def test_what_is_not_stated_stays_unknown() -> None:
    (row,) = rows_of({"id": "a/b", "downloads": None})
    assert (row["downloads_30d"], row["likes"], row["created_at"]) == (None, None, None)


@pytest.mark.parametrize(
    "item",
    [
        None,
        "a/b",
        {},
        {"id": "squad"},
        {"id": "a/b", "downloads": -1},
        {"id": "a/b", "likes": "many"},
        {"id": "a/b<script>"},
    ],
)
def test_a_bad_item_is_told_and_takes_no_other_with_it(item: object) -> None:
    rows, skipped = hub_tagged.parse(MODELS, Listed([item, {"id": "c/d"}], False), DAY)
    assert [row["name"] for row in rows] == ["c/d"]
    assert len(skipped) == 1


def test_an_item_that_comes_twice_is_one() -> None:
    assert len(rows_of({"id": "a/b", "downloads": 2}, {"id": "a/b", "downloads": 1})) == 1


def test_what_is_on_several_lists_is_one_row_with_the_flags_of_all() -> None:
    rows = [
        *rows_of({"id": "a/b", "downloads": 3}),
        *rows_of({"id": "a/b", "downloads": 4}, of=LISTS[2]),
        *rows_of({"id": "a/b"}, of=DATASETS),
    ]
    found = contracts.check("hub_robotics", hub_tagged.frame(rows))
    assert found[["kind", "robotics", "lerobot", "vla"]].to_numpy().tolist() == [
        ["model", True, False, True],
        ["dataset", False, True, False],
    ]
    assert found["downloads_30d"].tolist()[0] == 3


def test_no_rows_make_an_empty_table() -> None:
    assert contracts.check("hub_robotics", hub_tagged.frame([])).empty
