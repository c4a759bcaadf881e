from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import pytest

from lib.charts.theme import THEMES
from lib.data import open_data
from lib.views import waiting
from lib.views.adoption import launches
from lib.views.options import controls, resolve
from lib.views.pages import page_of
from lib.views.view import NothingToShowError
from tests import fetched
from tests.launched import totals, twelve
from tests.views.test_every_view import check_view

PAGE = page_of("adoption/launches")


def view_of(data, **given):
    options, ignored = resolve(launches.Options, data, given)
    assert not ignored
    return launches.view(data, options)


def card(view, name):
    return next((one for one in view.cards if one.name == name), None)


def cells(view, name: str, column: str, model: str = "Qwen/Nova-L") -> dict:
    table = card(view, name).table
    return table[table["model"] == model].set_index("checkpoint")[column].to_dict()


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """The store after five readings of twelve models."""
    return open_data(twelve(tmp_path_factory.mktemp("launched") / "data"))


class TestWaiting:
    def test_with_the_shipped_store_the_page_waits_and_says_for_what(self, data):
        told = waiting.waits(PAGE, data)
        assert PAGE not in waiting.offered(data)
        assert "at least 3 readings of one model's lifetime counter within 90 days of its release" in told
        assert "No row of hub_models states a lifetime counter yet." in told
        assert "make refresh" in told
        assert "--since 2025-03-01" in told
        assert told in [each.told for each in waiting.waiting(data) if each.whole]

    def test_with_the_shipped_store_there_is_no_class_to_begin_with(self, data):
        assert controls(launches.Options)["size"].start(data) == ""

    def test_after_one_reading_it_still_waits_and_says_how_many_there_are(self, tmp_path):
        data = open_data(fetched.store(tmp_path / "data", hub_models=totals({7: {"A": 100}})))
        assert "So far hub_models holds such counters of one day, and of no model enough" in waiting.waits(PAGE, data)

    def test_two_readings_are_too_few_and_so_is_a_third_after_ninety_days(self, tmp_path):
        frames = totals({7: {"A": 100}, 30: {"A": 200}, 91: {"A": 300}})
        data = open_data(fetched.store(tmp_path / "data", hub_models=frames))
        assert "of 3 days" in waiting.waits(PAGE, data)

    def test_the_third_reading_brings_it_into_the_navigation(self, tmp_path):
        frames = totals({7: {"A": 100}, 30: {"A": 200}, 90: {"A": 300}})
        data = open_data(fetched.store(tmp_path / "data", hub_models=frames))
        assert waiting.waits(PAGE, data) == ""
        assert PAGE in waiting.offered(data)
        parts = [each.told for each in waiting.waiting(data) if each.page == PAGE]
        assert len(parts) == 2
        assert parts[0].startswith("Percentiles within a class wait for 5 models")
        assert parts[1].startswith("The Relative Adoption Metric waits for 10 models")
        assert [one.name for one in view_of(data).cards] == ["launch-curves", "launch-half-life"]

    def test_as_of_a_day_before_the_history_it_waits(self, grown):
        assert PAGE in waiting.offered(grown)
        earlier = replace(open_data(grown.folder), as_of=pd.Timestamp("2026-08-20").date())
        assert "of 2 days" in waiting.waits(PAGE, earlier)

    def test_with_enough_models_no_part_of_it_waits(self, grown):
        assert not [each for each in waiting.waiting(grown) if each.page == PAGE]


def test_the_view_is_whole(grown):
    check_view(view_of(grown), grown)
    names = [one.name for one in view_of(grown).cards]
    assert names == ["launch-curves", "launch-percentiles", "launch-adoption-metric", "launch-half-life"]


def choices(data) -> Iterator[dict]:
    for name, control in controls(launches.Options).items():
        if control.kind == "switch":
            yield from ({name: True}, {name: False})
        elif control.kind == "many":
            yield from ({name: (value,)} for value in control.allowed(data))
        else:
            yield from ({name: value} for value in control.allowed(data))


def test_it_is_whole_with_each_value_of_each_option(grown):
    for given in choices(grown):
        check_view(view_of(grown, **given), grown)


def test_it_is_made_of_no_table_that_it_does_not_name(grown):
    fresh = open_data(grown.folder)
    view = view_of(fresh)
    assert fresh.read == set(view.tables) == {"hub_models"}


def test_the_finding_is_of_the_most_downloaded_at_that_age_and_names_the_version(grown):
    # Eleven stand at 30 days, C having fallen: the tenth of A, B, D to L is B with 600; L has 3,600.
    assert view_of(grown).headline == (
        "Qwen/Nova-L had 3.6K downloads 30 days after its release, more than any of the 10 others of its size (7-9B) "
        "that were read at that age; its Relative Adoption Metric (v2) is 6.00."
    )
    # Its ten most downloaded are B and D to L: 600, 1,200, 1,500 … 3,600; the median of the fifth and sixth is 2,250.
    assert "(v1) is 1.60." in view_of(grown, metric="v1").headline


def test_the_version_stands_in_title_and_table_of_the_adoption_metric(grown):
    for version in ("v1", "v2"):
        one = card(view_of(grown, metric=version), "launch-adoption-metric")
        assert one.title.startswith(f"Relative Adoption Metric {version}")
        assert set(one.table["version"]) == {version}


def test_standing_is_computed_from_the_readings_near_each_age(grown):
    view = view_of(grown, models=("Qwen/Nova-L", "Qwen/Nova-B"))
    assert cells(view, "launch-percentiles", "percentile") == {7: 1, 14: 1, 30: 1, 60: 1, 90: 1}
    # B stands above A alone, of eleven others after 7 and 90 days, of ten after 30 and 60; it is not read after 14.
    assert cells(view, "launch-percentiles", "percentile", "Qwen/Nova-B") == pytest.approx(
        {7: 1 / 11, 30: 1 / 10, 60: 1 / 10, 90: 1 / 11}
    )
    # The tenth: C with 300; of ten after 14 days C with 600; B with 600; of A to J and L, C has 1,200 at 60 days and
    # the tenth is B with 800; C with 1,500.
    assert cells(view, "launch-adoption-metric", "cut") == {7: 300, 14: 600, 30: 600, 60: 800, 90: 1500}
    assert cells(view, "launch-adoption-metric", "ram_v2") == pytest.approx({7: 4, 14: 4, 30: 6, 60: 6, 90: 4})


def test_a_reading_below_an_earlier_one_is_left_blank_and_counted(grown):
    view = view_of(grown, models=("Qwen/Nova-C",))
    table = card(view, "launch-curves").table.set_index("age")
    assert table["fell"].to_dict() == {7: False, 14: False, 30: True, 60: False, 90: False}
    assert pd.isna(table.loc[30, "downloads"])
    assert table.loc[30, "stated"] == 500
    assert "Readings below an earlier one of the model are left blank." in card(view, "launch-curves").subtitle
    assert 30 not in cells(view, "launch-percentiles", "percentile", "Qwen/Nova-C")


def test_what_is_left_out_is_counted(grown):
    assert view_of(grown).notes == (
        "Of 13 tracked models with a lifetime counter, 1 is of unknown size and in no class and 1 has readings below "
        "an earlier one, which are left blank.",
    )


def test_the_half_life_is_a_range(grown):
    # L gains 171 a day in its first and second week, then 75: at most half between day 14 and day 30.
    table = card(view_of(grown, models=("Qwen/Nova-L",)), "launch-half-life").table
    assert set(table["half_life"]) == {"7 to 23 days"}
    assert table["gain"].round(1).tolist() == [171.4, 171.4, 75.0, 40.0, 40.0]


def test_a_total_that_is_not_stated_makes_a_gap_and_no_zero(grown):
    table = card(view_of(grown, models=("Qwen/Nova-K",)), "launch-half-life").table.set_index("age")
    assert 60 not in table.index
    assert pd.isna(table.loc[90, "gain"])
    assert 60 not in cells(view_of(grown, models=("Qwen/Nova-K",)), "launch-percentiles", "of", "Qwen/Nova-K")


def test_where_nothing_was_read_at_that_age_it_is_said(grown):
    assert "It is not known how often any of the 6 models in view was downloaded in the first 365 days" in (
        view_of(grown, after="365 days").headline
    )


def test_a_class_without_a_launch_is_no_choice(grown):
    assert launches.classes(grown) == ("7-9B",)
    options = replace(resolve(launches.Options, grown, {})[0], size="<1B")
    with pytest.raises(NothingToShowError, match="choose another class"):
        launches.view(grown, options)


def test_a_log_scale_can_be_asked_for(grown):
    fig = card(view_of(grown, log=True), "launch-curves").draw(THEMES["light"])
    assert fig.layout.yaxis.type == "log"


@pytest.mark.parametrize("name", ["launch-percentiles", "launch-adoption-metric"])
def test_a_comparison_says_how_far_apart_its_readings_are(grown, name):
    assert "at 90 days those of day 81 to 99 are compared as of one age." in card(view_of(grown), name).subtitle
