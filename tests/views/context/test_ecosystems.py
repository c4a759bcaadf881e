"""The two ecosystems: every point is tied to something, and what we measure is what the other pages show."""

import importlib
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from lib import numbers
from lib.charts.theme import THEMES
from lib.data import Data, open_data
from lib.registry.tables import ECOSYSTEM_MEASURES
from lib.snapshots import PROJECT
from lib.views import links
from lib.views.context import ecosystem_points, ecosystems, side_measures
from lib.views.context.ecosystem_points import CITED, FIGURE, OURS
from lib.views.view import Card, View


def shown(data: Data) -> View:
    return ecosystems.view(data, ecosystems.Options())


def point(data: Data, key: str) -> ecosystem_points.Point:
    return next(one for one in ecosystem_points.every(data) if one.key == key)


def points_of(view: View) -> list[Card]:
    """The cards of points, which stand below the measures over time."""
    return [card for card in view.cards if card.name != "over-time"]


def test_every_measure_that_the_registry_offers_has_a_function_and_none_is_without_use() -> None:
    assert tuple(side_measures.MEASURES) == ECOSYSTEM_MEASURES


def test_every_point_of_the_registry_stands_on_one_card_with_both_sides(data: Data) -> None:
    tables = pd.concat([card.table for card in points_of(shown(data))])
    assert len(tables) == len(data.registry.ecosystems)
    assert set(tables.groupby("point")["side"].nunique()) == {2}


def test_no_point_is_without_a_measure_and_its_view_or_a_source_and_its_address(data: Data) -> None:
    for one in ecosystem_points.every(data):
        for said in one.sides.values():
            if said.basis == OURS:
                assert one.ours is not None, one.key
                assert one.ours.link.page, one.key
            else:
                assert said.source, one.key
                assert said.url, one.key
                assert said.speaker, one.key


def test_every_view_behind_a_number_takes_the_options_that_lead_to_it(data: Data) -> None:
    for measure in side_measures.MEASURES:
        found = side_measures.measured(data, measure)
        assert found is not None
        topic = importlib.import_module(f"lib.views.{found.link.page.replace('/', '.')}")
        given = {name: [value] if isinstance(value, str) else list(value) for name, value in found.link.options.items()}
        assert links.read(topic.Options, found.link.page, data, given)[1] == [], measure


@pytest.mark.parametrize(
    ("measure", "period", "entity", "column"),
    [("share of downloads", "month", "entity", "share"), ("share of tokens", "week", "country", "share_of_all")],
)
def test_a_share_is_that_of_the_page_to_which_it_leads(
    data: Data, measure: str, period: str, entity: str, column: str
) -> None:
    found = side_measures.measured(data, measure)
    assert found is not None
    topic = importlib.import_module(f"lib.views.{found.link.page.replace('/', '.')}")
    given = {name: [value] for name, value in found.link.options.items() if isinstance(value, str)}
    options, _ = links.read(topic.Options, found.link.page, data, given)
    rows = topic.view(data, options).cards[0].table
    last = rows[rows[period] == rows[period].max()].set_index(entity)[column]
    assert found.values == {"us": pytest.approx(last["United States"]), "china": pytest.approx(last["China"])}


def test_the_best_open_models_are_those_of_the_capability_page(data: Data) -> None:
    from lib.views.options import resolve
    from lib.views.rankings import capability

    found = side_measures.measured(data, "best open rating")
    assert found is not None
    headline = capability.view(data, resolve(capability.Options, data, {})[0]).headline
    assert all(name in headline for name in found.details.values())


def test_bars_are_drawn_for_numbers_of_one_kind_and_for_no_others(data: Data) -> None:
    assert point(data, "price").lengths == {"us": 1.0, "china": pytest.approx(1.2 / 4.81)}
    assert point(data, "licences").lengths == {}, "one share is of Apache or MIT, the other of Apache alone"
    assert point(data, "jailbreaks").lengths == {}, "one number is a figure, the other stands in words"
    assert point(data, "best-open-model").lengths == {}, "a rating has no zero"


def test_a_point_with_two_bases_counts_as_the_weaker(data: Data) -> None:
    assert point(data, "jailbreaks").basis == CITED
    assert point(data, "price").basis == FIGURE


def test_the_headline_counts_the_points(data: Data) -> None:
    every = ecosystem_points.every(data)
    bases = [one.basis for one in every]
    headline = shown(data).headline
    assert headline.startswith(f"Of {bases.count(OURS)} measures of ours the larger value is with China in ")
    assert headline.endswith(
        f"; {bases.count(FIGURE)} points rest on published figures and {bases.count(CITED)} on cited statements."
    )


def test_the_first_note_names_the_measures_that_the_headline_counts(data: Data) -> None:
    told = shown(data).notes[0]
    assert told.startswith("The larger value is with China in notable open models")
    assert "; with the United States in pulls gained in the Ollama library" in told


@pytest.mark.parametrize(
    ("us", "china", "lead"), [(0.0731, 0.0732, ""), (0.0731, 0.0741, "china"), (0.081, 0.0741, "us")]
)
def test_a_value_that_reads_the_same_is_no_lead(data: Data, us: float, china: float, lead: str) -> None:
    large = side_measures.measured(data, "share above 70B")
    assert large is not None
    values = {"us": us, "china": china}
    written = {side: numbers.share(value) for side, value in values.items()}
    assert ecosystems.larger(replace(large, values=values, written=written, ranges={})) == lead


@pytest.mark.parametrize(
    ("us", "china", "lead"),
    [
        ((0.2, 0.3), (0.3, 0.4), ecosystems.UNTOLD),
        ((0.2, 0.9), (0.3, 0.4), ecosystems.UNTOLD),
        ((0.2, 0.3), (0.31, 0.4), "china"),
    ],
)
def test_a_value_whose_range_reaches_that_of_the_other_is_no_lead(
    data: Data, us: tuple[float, float], china: tuple[float, float], lead: str
) -> None:
    large = side_measures.measured(data, "share above 70B")
    assert large is not None
    ours = replace(large, values={"us": us[0], "china": china[0]}, written={"us": "a", "china": "b"})
    assert ecosystems.larger(replace(ours, ranges={"us": us, "china": china})) == lead


def test_where_the_sizes_that_are_not_known_could_decide_it_is_said_that_it_cannot_be_told(data: Data) -> None:
    large = side_measures.measured(data, "share above 70B")
    assert large is not None
    assert large.covers.endswith("Which side has more cannot be told: that depends on the rest.")
    view = shown(data)
    assert "not certain in 1;" in view.headline
    assert "downloads that go to large models" in view.notes[0].split("not certain, ")[1]


def test_a_share_of_tokens_of_known_weights_says_so(data: Data) -> None:
    assert all(
        "of its tokens on OpenRouter whose weights are known go to open weights" in said.words
        for said in point(data, "open-in-use").sides.values()
    )


def test_a_link_to_other_classes_than_the_measure_says_so(data: Data) -> None:
    large = side_measures.measured(data, "share above 70B")
    assert large is not None
    assert large.link.label == "Tracked models of the classes from 50B up, as none begins at 70B"


def test_a_value_of_a_month_is_dated_to_the_month(data: Data) -> None:
    card = shown(data).cards[0]
    of = card.table[card.table["measure"].str.startswith("Downloads from the Hub")]
    assert of["period"].iloc[-1] == "September 2026"
    assert "% of all language models, September 2026: " in card.alt
    assert "15 September" not in card.alt


def test_as_of_a_day_whose_registry_holds_no_points_it_is_said_that_they_were_decided_later(data: Data) -> None:
    told = [note for note in shown(open_data(data.folder, date(2026, 10, 31))).notes if "later" in note]
    assert told == [
        "Decided later than this day: the registry kept for it, of 31 October 2026, has no points of comparison; those "
        "shown are of the registry in use."
    ]
    assert not [note for note in shown(data).notes if "Decided later" in note]


def test_a_chart_holds_a_mark_for_each_side_of_each_of_its_points(data: Data) -> None:
    for card in points_of(shown(data)):
        marks = [trace for trace in card.draw(THEMES["dark"]).data if trace.type == "scatter"]
        assert sum(len(trace.x) for trace in marks) == len(card.table)


def test_a_table_that_the_store_does_not_hold_is_said_and_no_number_stands_for_it(tmp_path: Path) -> None:
    store = Path(shutil.copytree(PROJECT / "data", tmp_path / "data"))
    for table in ("arena", "hub_models", "notable_models", "ollama_prefixes", "openrouter_weekly"):
        shutil.rmtree(store / "snapshots" / table)
    data = open_data(store)
    found = point(data, "tokens")
    assert found.ours is None
    assert {said.words for said in found.sides.values()} == {f"{ecosystem_points.NOT_HELD}."}
    assert {said.value for said in found.sides.values()} == {None}
    view = shown(data)
    assert view.headline.startswith("Of 1 measure of ours")
    assert set(view.tables) == {"hub_monthly", "hub_totals"}


def test_a_side_that_the_data_does_not_hold_leaves_the_measure_out(data: Data, with_tables, monthly, totals) -> None:
    rows = monthly(Qwen=[10, 20])
    small = with_tables(hub_monthly=rows, hub_totals=totals(100, 100))
    assert side_measures.measured(small, "share of downloads") is None


def test_shares_of_downloads_are_of_the_newest_month_that_holds_both_sides(with_tables, monthly, totals) -> None:
    rows = monthly(Qwen=[10, 20, 30], meta_llama=[40, 10, None])
    found = side_measures.measured(
        with_tables(hub_monthly=rows, hub_totals=totals(100, 100, 100)), "share of downloads"
    )
    assert found is not None
    assert (dict(found.values), found.when) == ({"us": 0.1, "china": 0.2}, "April 2025")


def test_our_measures_over_time_end_with_the_values_of_the_points(data: Data) -> None:
    rows = shown(data).cards[0].table
    for title, measure in (
        ("Downloads from the Hub, % of all language models", "share of downloads"),
        ("Tokens on OpenRouter, % of all", "share of tokens"),
        ("Open weights, % of own tokens of known weights", "open share of tokens"),
    ):
        of = rows[rows["measure"] == title]
        found = side_measures.measured(data, measure)
        assert found is not None
        last = of[of["period"] == found.when].set_index("side")["value"]
        assert of["period"].iloc[-1] == found.when
        assert last["China"] == pytest.approx(found.values["china"] * 100), title
        assert last["United States"] == pytest.approx(found.values["us"] * 100), title


def test_estimated_months_are_a_dotted_line_of_their_own(data: Data) -> None:
    fig = shown(data).cards[0].draw(THEMES["light"])
    dashes = {trace.name: trace.line.dash for trace in fig.data}
    assert dashes == {
        "United States": "solid",
        "China": "solid",
        "United States, estimated": "dot",
        "China, estimated": "dot",
    }


def test_without_a_measure_of_both_sides_there_are_no_curves_and_the_points_remain(tmp_path: Path) -> None:
    store = Path(shutil.copytree(PROJECT / "data", tmp_path / "data"))
    for table in ("hub_totals", "ollama_prefixes", "openrouter_weekly"):
        shutil.rmtree(store / "snapshots" / table)
    assert [card.name for card in shown(open_data(store)).cards] == list(ecosystems.CARDS)


def test_every_table_that_is_read_is_named(data: Data) -> None:
    fresh = open_data(data.folder)
    view = shown(fresh)
    assert fresh.read <= set(view.tables)
