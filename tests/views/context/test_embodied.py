from dataclasses import replace
from datetime import date

import pytest

from lib import cite, numbers, snapshots
from lib.charts.theme import THEMES
from lib.data import open_data
from lib.views import waiting
from lib.views.context import embodied
from lib.views.links import frozen
from lib.views.pages import page_of
from lib.views.view import NothingToShowError
from tests import fetched
from tests.servers.hub import robots_of
from tests.stores import FACTS
from tests.views.test_every_view import check_view

PAGE = page_of("context/embodied")


def view_of(data):
    return embodied.view(data, embodied.Options())


def card(view, name):
    return next((one for one in view.cards if one.name == name), None)


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """The store after a reading of the Hub with five models and three data sets for robots."""
    models = [
        *robots_of("nvidia", 2, "robotics", "LeRobot", pipeline_tag="robotics", most=10),
        *robots_of("Qwen", 1, "robotics", "vla", most=5),
        *robots_of("somebody", 2, "robotics", library_name="lerobot"),
    ]
    models[1]["downloads"] = None
    frame = fetched.robotics_frame(
        model_robotics=models,
        model_vla=[models[2]],
        dataset_task_categories_robotics=robots_of("nvidia", 1, "task_categories:robotics", most=7),
        dataset_LeRobot=robots_of("somebody", 2, "LeRobot", most=4),
    )
    return open_data(fetched.store(tmp_path_factory.mktemp("robots") / "data", hub_robotics=frame))


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
    assert view.tables == ("hub_robotics",)
    assert frozen(embodied.Options(), data, view.tables)["vintage"] == [data.mark(["hub_robotics"])]


def test_reservations_stand_in_words_and_not_in_the_short_forms_of_the_registry(data):
    told = view_of(data).notes[0]
    assert "known to the month" in told
    assert not any(short in told for short in embodied.SHORT_FORMS)


def test_what_cannot_be_measured_is_listed(data):
    notes = view_of(data).notes
    listed = notes[notes.index("What cannot be measured of embodied AI:") + 1 :]
    assert len(listed) == 5
    assert any("LeRobot" in note for note in listed)


class TestRobotsOnTheHub:
    def test_with_the_shipped_store_they_wait_and_the_page_does_not(self, data):
        assert PAGE in waiting.offered(data)
        (told,) = [each.told for each in waiting.waiting(data) if each.page == PAGE]
        assert told.startswith("Robotics models and robotics data sets on the Hub by country are not shown")
        assert "“python -m lib.refresh hub_robotics”" in told
        assert told in view_of(data).notes
        assert [one.name for one in view_of(data).cards] == ["humanoids", "industrial-robots", "robotics-datasets"]

    def test_where_one_kind_alone_was_read_the_other_waits(self, tmp_path):
        frame = fetched.robotics_frame(model_robotics=robots_of("nvidia", 1, "robotics"))
        data = open_data(fetched.store(tmp_path / "data", hub_robotics=frame))
        (told,) = embodied.parts_waiting(data)
        assert told.startswith("Robotics data sets on the Hub by country are not shown")
        assert card(view_of(data), "robotics-models") is not None
        assert card(view_of(data), "robotics-datasets-listed") is None

    def test_once_read_models_are_counted_by_country_and_nothing_waits(self, grown):
        view = view_of(grown)
        check_view(view, grown)
        assert not [each for each in waiting.waiting(grown) if each.page == PAGE]
        table = card(view, "robotics-models").table
        assert table.drop(columns="largest").fillna(-1).to_numpy().tolist() == [
            ["United States", 2, 2, 2, 0, 1, 10, 1],
            ["China", 1, 1, 0, 1, 1, 5, 0],
            ["Not yet placed", 2, 2, 2, 0, 1, 1999, 0],
        ]

    def test_data_sets_are_counted_by_country(self, grown):
        table = card(view_of(grown), "robotics-datasets-listed").table
        assert table.to_numpy().tolist() == [
            ["United States", 1, 1, 0, 1, 7, 0, "nvidia"],
            ["Not yet placed", 2, 0, 2, 1, 7, 0, "somebody"],
        ]

    def test_how_few_are_placed_and_how_much_is_read_is_said(self, grown):
        subtitle = card(view_of(grown), "robotics-models").subtitle
        assert subtitle.startswith(f"5 models. {grown.provenance('hub_robotics').universe}.")
        assert "A country is known for 2 of 3 publishers, with 60 % of these models" in subtitle
        assert "for 1 of these models they are not stated" in subtitle

    def test_what_a_reading_cut_off_is_said_by_the_card_of_its_day(self, tmp_path):
        early, late = date(2026, 11, 19), date(2026, 11, 20)
        frames = [
            fetched.robotics_frame(early, dataset_LeRobot=robots_of("nvidia", 1, "LeRobot")),
            fetched.robotics_frame(late, model_robotics=robots_of("nvidia", 1, "robotics")),
        ]
        folder = fetched.store(tmp_path / "data")
        for frame, universe in zip(
            frames, ("Public data sets cut", "Public models all. Public data sets all"), strict=True
        ):
            facts = {**FACTS, "source": "hub", "as_of": str(frame["day"].max().date()), "universe": universe}
            snapshots.write("hub_robotics", frame, folder, facts)
        view = view_of(open_data(folder))
        assert card(view, "robotics-models").subtitle.startswith("1 models. Public models all. A country")
        assert card(view, "robotics-datasets-listed").subtitle.startswith(
            "1 data sets. Public data sets cut. A country"
        )
        assert "19 November 2026" in card(view, "robotics-datasets-listed").title

    def test_bars_show_the_tags_beside_all(self, grown):
        drawn = card(view_of(grown), "robotics-models").draw(THEMES["light"])
        assert [trace.name for trace in drawn.data] == ["vision-language-action", "LeRobot", "in all"]
        assert [list(trace.x) for trace in drawn.data] == [[0, 1, 0], [2, 0, 2], [2, 1, 2]]


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
