"""Events on the pages: which are marked, on which charts, and what is said before and after one."""

import importlib
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from lib.charts.theme import THEMES
from lib.data import Data
from lib.views import events
from lib.views.adoption import downloads
from lib.views.around import COUNTED, WARNING
from lib.views.events import KINDS, NONE, OWN, MarkOptions, chosen
from lib.views.options import controls, resolve
from lib.views.view import Card, View

LIGHT = THEMES["light"]
TIMED = {
    "race/overview": ["ways", "ways-region"],
    "race/crossover": ["curves", "ways"],
    "adoption/downloads": ["downloads"],
    "adoption/derivatives": ["through-derivatives"],
    "adoption/local": ["pulls"],
    "rankings/hub": ["places"],
    "rankings/usage": ["weekly-tokens", "open-lines"],
    "rankings/capability": ["best-open", "arena-gap"],
    "rankings/concentration": ["concentration-hub", "concentration-openrouter"],
}
"""The cards with a time axis, by page."""
READ = {
    "race/crossover": ["curves"],
    "adoption/downloads": ["downloads"],
    "adoption/derivatives": ["through-derivatives"],
    "adoption/local": ["pulls"],
    "rankings/hub": ["places"],
    "rankings/usage": ["weekly-tokens", "open-lines"],
    "rankings/capability": ["best-open", "arena-gap"],
    "rankings/concentration": ["concentration-hub", "concentration-openrouter"],
}
"""The cards whose series are read before and after an event."""


def shown(data: Data, name: str, **given: Any) -> View:
    topic = importlib.import_module(f"lib.views.{name.replace('/', '.')}")
    options, ignored = resolve(topic.Options, data, given)
    assert not ignored
    return topic.view(data, options)


def marked(card: Card) -> list[str]:
    """What the marks of a chart say, the first line of each."""
    traces = [trace for trace in card.draw(LIGHT).data if trace.name == "Events"]
    return [said.split("<br>")[0] for trace in traces for said in trace.customdata]


def of_kind(data: Data, *kinds: str) -> set[str]:
    rows = data.registry.events
    return set(rows.loc[rows["kind"].isin(kinds), "label"])


@pytest.mark.parametrize("name", TIMED)
def test_events_of_ones_own_are_on_every_time_axis_of_a_page(data: Data, name: str):
    view = shown(data, name, own="2025-09-20 Mine; 2026-07-10 <b>Later</b>; 2024-01-10 Earlier")
    cards = {card.name: card for card in view.cards}
    for card in TIMED[name]:
        said = marked(cards[card])
        assert "Mine" in said or "&lt;b&gt;Later&lt;/b&gt;" in said
        assert "Thin verticals: events" in cards[card].subtitle
        assert "Events marked:" in cards[card].alt


@pytest.mark.parametrize("name", [name for name in TIMED if name != "race/crossover"])
def test_nothing_is_marked_before_anybody_chose(data: Data, name: str):
    for card in shown(data, name).cards:
        assert "Thin verticals: events" not in card.subtitle
        assert not card.name.startswith("around-")


def test_the_crossover_marks_what_it_always_has_and_its_switch_takes_it_away(data: Data):
    curves, strip = shown(data, "race/crossover").cards
    assert {"Qwen3-VL", "H200 sales allowed"} <= set(marked(curves))
    assert not marked(strip)
    assert not marked(shown(data, "race/crossover", events=False).cards[0])
    assert not marked(shown(data, "race/crossover", events=False, kinds=("Releases",)).cards[0])
    kept = shown(data, "race/crossover", events=False, own="2025-10-20 Mine").cards[0]
    assert marked(kept) == ["Mine"]


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_kinds_chosen_are_marked(data: Data, kind: str):
    card = shown(data, "adoption/downloads", kinds=(kind,)).cards[0]
    said = set(marked(card))
    assert said
    assert said <= of_kind(data, KINDS[kind])


def test_every_kind_of_the_registry_can_be_chosen(data: Data):
    assert set(data.registry.events["kind"]) <= set(KINDS.values())


def test_a_change_in_how_another_service_counts_is_not_marked(data: Data):
    hub = marked(shown(data, "adoption/downloads", kinds=("Counting changes",)).cards[0])
    lines = marked(shown(data, "rankings/usage", kinds=("Counting changes",)).cards[1])
    assert "Hub counts jump" in hub
    assert "Free qwen3.6-plus (API only)" not in hub
    assert lines == ["Free qwen3.6-plus (API only)"]


def test_releases_are_those_of_the_makers_drawn(data: Data):
    makers = data.registry.events.set_index("label")["maker"]
    maker = marked(shown(data, "adoption/downloads", kinds=("Releases",)).cards[0])
    assert {makers[label] for label in maker} >= {"alibaba", "deepseek", "meta"}
    assert "minimax" not in {makers[label] for label in maker}
    china = chosen(data, MarkOptions(kinds=("Releases",)), ("hub",), events.makers_of(data, "country", ["CHN"])).marks
    regions = data.registry.makers.set_index("maker")["region"]
    assert {regions[makers[label]] for label in china["label"]} == {"china"}


def test_an_event_of_which_only_the_month_is_known_lasts_the_month_and_says_so(data: Data):
    marks = chosen(data, MarkOptions(kinds=("Export controls",)), ()).marks.set_index("label")
    resume = marks.loc["H20 sales resume"]
    assert (resume["day"], resume["until"]) == (pd.Timestamp("2025-07-01"), pd.Timestamp("2025-07-31"))
    assert "July 2025" in resume["hover"].split("\n")
    allowed = marks.loc["H200 sales allowed"]
    assert allowed["day"] == allowed["until"]
    assert "8 December 2025" in allowed["hover"].split("\n")


def test_what_of_ones_own_is_nonsense_is_said_and_the_page_opens(data: Data):
    view = shown(data, "adoption/downloads", own="soon <b>x</b>; 2025-05-05 Mine")
    assert any("“soon <b>x</b>” was ignored" in note for note in view.notes)
    assert marked(view.cards[0]) == ["Mine"]


def test_the_shared_choices_stand_after_those_of_the_page(data: Data):
    names = list(controls(downloads.Options))
    assert names == ["by", "show", "spikes", "spread", "window", "kinds", "own", "event", "periods"]
    assert all(controls(downloads.Options)[name].more for name in names[4:])


def test_every_event_has_a_name_of_its_own_to_be_chosen_by(data: Data):
    names = events.names(data)
    assert names[0] == NONE
    assert len(names) == len(set(names)) == 1 + len(OWN) + len(data.registry.events)


@pytest.mark.parametrize("name", READ)
def test_before_and_after_stands_below_each_chart_and_says_that_after_is_not_because(data: Data, name: str):
    weekly = dict.fromkeys(("rankings/hub", "rankings/usage", "rankings/concentration"), "2026-07-10")
    own = {"adoption/local": "2026-03-02", **weekly}.get(name, "2025-08-10")
    view = shown(data, name, own=f"{own} <i>Mine</i>", event="Own event 1")
    names = [card.name for card in view.cards]
    for card in READ[name]:
        assert names[names.index(card) + 1] == f"around-{card}"
        around = view.cards[names.index(card) + 1]
        assert around.title.startswith("Before and after <i>Mine</i>: ")
        assert WARNING in around.subtitle
        assert COUNTED not in around.subtitle
        assert set(around.forms) == set(around.table.columns)
        assert "<i>" not in around.draw(LIGHT).to_json()
        assert around.draw(LIGHT).layout.template.layout.paper_bgcolor == LIGHT.ground
        assert around.table[["before", "after"]].notna().any(axis=1).all()


def test_a_change_in_counting_is_said_to_change_the_count(data: Data):
    around = shown(data, "adoption/downloads", event="Hub counts jump").cards[1]
    assert COUNTED in around.subtitle
    assert "October 2024, in which it falls" in around.subtitle
    assert "1 October 2024 to 30 November 2024 (spike)" in around.subtitle
    assert any("(spike): " in caveat for caveat in around.caveats)


def test_the_event_chosen_is_marked_though_its_kind_is_not(data: Data):
    view = shown(data, "adoption/downloads", event="DeepSeek R1")
    assert marked(view.cards[0]) == ["DeepSeek R1"]
    assert "https://www.interconnects.ai/p/deepseek-r1-recipe-for-o1" in view.cards[1].subtitle


def test_an_event_beside_which_nothing_is_known_says_so(data: Data):
    view = shown(data, "adoption/downloads", event="Llama 1")
    assert len(view.cards) == 1
    assert any(note.startswith("Llama 1, 24 February 2023: in no chart of this page") for note in view.notes)


def test_an_own_event_that_is_not_written_says_so(data: Data):
    view = shown(data, "adoption/downloads", event="Own event 2", own="2025-05-05 Mine")
    assert any(note.startswith("There is no “Own event 2”") for note in view.notes)
    assert len(view.cards) == 1


@pytest.fixture
def small(with_tables: Callable, monthly: Callable, totals: Callable) -> Data:
    """Downloads of two publishers from March to November 2025, none of Llama in July."""
    return with_tables(
        hub_monthly=monthly(
            Qwen=[10, 10, 20, 30, 999, 40, 60, 80, 80], meta_llama=[50, 50, 50, 50, 50, 40, None, 20, 20]
        ),
        hub_totals=totals(*[2000] * 9),
    )


def read(small: Data, **given: Any) -> pd.DataFrame:
    view = shown(small, "adoption/downloads", own="2025-07-15 Mine", event="Own event 1", **given)
    return view.cards[1].table.set_index("series")


def test_the_means_are_those_of_the_months_beside_the_event(small: Data):
    table = read(small)
    assert tuple(table.loc["Alibaba", ["before", "after", "change", "relative"]]) == (20, 60, 40, 2)
    assert tuple(table.loc["Alibaba", ["months_before", "months_after"]]) == (3, 3)
    assert tuple(table.loc["Meta", ["before", "after"]]) == (50, 30)
    assert tuple(table.loc["Meta", ["months_before", "months_after"]]) == (3, 2)


def test_the_length_of_the_window_can_be_chosen(small: Data):
    assert tuple(read(small, periods="1").loc["Alibaba", ["before", "after"]]) == (30, 40)


def test_shares_change_in_points(small: Data):
    table = read(small, show="Share")
    assert table.loc["Alibaba", "before"] == pytest.approx(0.01)
    assert table.loc["Alibaba", "change_points"] == pytest.approx(2)


def test_a_running_sum_is_read_by_what_it_adds_up(small: Data):
    assert tuple(read(small, show="Running sum").loc["Alibaba", ["before", "after"]]) == (20, 60)


def test_a_month_that_is_not_over_is_left_out(data: Data, with_tables: Callable, monthly: Callable, totals: Callable):
    newest = pd.Timestamp(data.provenance("hub_monthly").as_of).to_period("M").to_timestamp()
    first = f"{newest - pd.DateOffset(months=2):%Y-%m-%d}"
    rows = with_tables(hub_monthly=monthly(first, Qwen=[10, 20, 5]), hub_totals=totals(100, 100, 100, first=first))
    view = shown(rows, "adoption/downloads", own=f"{first} Mine", event="Own event 1")
    row = view.cards[1].table.set_index("series").loc["Alibaba"]
    assert (row["after"], row["months_after"]) == (20, 1)
    assert "(0 and 1 of 3 months)" in view.cards[1].alt


def test_an_own_event_outside_every_chart_is_said_to_be_so_and_one_inside_is_not(data: Data) -> None:
    view = shown(data, "adoption/downloads", own="2020-01-01 Long ago; 2025-05-05 Mine")
    told = [note for note in view.notes if "lies outside" in note]
    assert told == ["Your own event Long ago, 1 January 2020, lies outside the days of every chart of this page."]
