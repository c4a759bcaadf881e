from dataclasses import replace

import pytest

from lib import cite, numbers
from lib.data import open_data
from lib.views import waiting
from lib.views.context import embodied
from lib.views.links import frozen
from lib.views.pages import page_of
from lib.views.view import NothingToShowError
from tests import fetched
from tests.fetched import derivative
from tests.launched import item
from tests.views.test_every_view import check_view

PAGE = page_of("context/embodied")


def view_of(data):
    return embodied.view(data, embodied.Options())


def card(view, name):
    return next((one for one in view.cards if one.name == name), None)


def robot(model: str, downloads: int | None) -> dict:
    """A robotics model as the Hub lists it."""
    return {
        **item(model, downloads),
        "pipeline_tag": "robotics",
        "downloads": downloads,
        "tags": ["robotics", "lerobot"],
    }


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """The store after a reading of the Hub with three robotics models."""
    items = [robot("nvidia/Robot-A", 10), robot("nvidia/Robot-B", None), robot("Qwen/Robot-C", 5), item("Qwen/Nova", 9)]
    place = tmp_path_factory.mktemp("robots") / "data"
    return open_data(fetched.store(place, hub_models=fetched.models_frame(items)))


def test_counts_that_disagree_all_stand(data):
    view = view_of(data)
    assert view.headline == (
        "Published counts of the world's humanoid robots in 2025 run from 13,317 shipped (Omdia) to 16,000 installed "
        "(Counterpoint Research); the largest count of one maker is 5,500 for Unitree (China), by Unitree."
    )
    table = card(view, "humanoids").table
    assert table.loc[table["entity"] == "World", "value"].tolist() == [13_317, 14_500, 16_000]
    assert table.loc[table["entity"] == "Unitree", "value"].tolist() == [4_200, 4_200, 5_500]


def test_every_published_figure_has_its_source_and_address(data):
    for one in view_of(data).cards:
        assert one.table["publisher"].ne("").all()
        assert one.table["url"].str.startswith("https://").all()
        assert one.sources == ("published",)


def test_the_card_of_the_registry_alone_says_when_it_was_known_so(data):
    line = cite.source_line(data, card(view_of(data), "humanoids"))
    day = numbers.day(data.since(()))
    assert line == f"Source: Published figures (each figure names its own source), as of {day}."


def test_a_frozen_link_holds_the_table_that_decides_what_is_shown(data):
    view = view_of(data)
    assert view.tables == ("hub_models",)
    assert frozen(embodied.Options(), data, view.tables)["vintage"] == [data.mark(["hub_models"])]


def test_what_cannot_be_measured_is_listed(data):
    notes = view_of(data).notes
    listed = notes[notes.index("What cannot be measured of embodied AI:") + 1 :]
    assert len(listed) == 5
    assert any("LeRobot format" in note for note in listed)


class TestRoboticsModels:
    def test_with_the_shipped_store_they_wait_and_the_page_does_not(self, data):
        assert PAGE in waiting.offered(data)
        parts = [each.told for each in waiting.waiting(data) if each.page == PAGE]
        assert len(parts) == 1
        assert "No row of hub_models states the task of its model; “make refresh” reads them" in parts[0]
        assert card(view_of(data), "robotics-models") is None

    def test_where_tasks_were_read_and_none_is_robotics_that_is_said(self, tmp_path):
        data = open_data(fetched.store(tmp_path / "data", hub_models=fetched.models_frame([item("Qwen/Nova", 9)])))
        assert "No row of hub_models says that its model is for robotics" in embodied.parts_waiting(data)[0]

    def test_a_model_without_a_task_is_not_counted(self, tmp_path):
        items = [robot("nvidia/Robot-A", 10), derivative("Qwen/Copy", "Qwen/Nova")]
        data = open_data(fetched.store(tmp_path / "data", hub_models=fetched.models_frame(items)))
        assert card(view_of(data), "robotics-models").table["models"].sum() == 1

    def test_once_read_they_are_counted_by_country_and_nothing_waits(self, grown):
        view = view_of(grown)
        check_view(view, grown)
        assert not [each for each in waiting.waiting(grown) if each.page == PAGE]
        table = card(view, "robotics-models").table.set_index("country")
        assert table["models"].to_dict() == {"United States": 2, "China": 1}
        assert table["downloads_30d"].to_dict() == {"United States": 10, "China": 5}
        assert table["unknown"].to_dict() == {"United States": 1, "China": 0}
        subtitle = card(view, "robotics-models").subtitle
        assert "Models of 2 registered publishers whose task on the Hub is robotics: 3" in subtitle
        assert "Of 1 of them they are not stated." in subtitle


def test_a_registry_without_the_counts_makes_the_page_wait(data):
    figures = data.registry.published_figures
    tables = {**data.registry.tables, "published_figures": figures[~figures["metric"].isin(embodied.HUMANOIDS)]}
    earlier = replace(data, registry=replace(data.registry, tables=tables))
    assert "waits for published counts of humanoid robots" in waiting.waits(PAGE, earlier)
    assert PAGE not in waiting.offered(earlier)
    with pytest.raises(NothingToShowError, match="waits for published counts of humanoid robots"):
        view_of(earlier)


def test_the_window_of_a_growth_is_that_of_its_row(data):
    figures = data.registry.published_figures
    row = figures["metric"] == "repo_growth"
    stated = figures.assign(note=figures["note"].mask(row, "window Feb to May 2026"))
    other = replace(data.registry, tables={**data.registry.tables, "published_figures": stated})
    subtitle = card(view_of(replace(data, registry=other)), "robotics-datasets").subtitle
    assert "(window Feb to May 2026)" in subtitle
    assert "January" not in subtitle
