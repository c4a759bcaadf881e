"""Counters that fell or stood still: nothing where only one reading is there, a card once two are."""

from pathlib import Path

import pandas as pd
import pytest

from lib.charts.theme import THEMES
from lib.data import Data, open_data
from lib.views.options import resolve
from lib.views.rankings import counter_marks, hub
from tests import fetched
from tests.fetched import derivative

BEFORE, DAY = pd.Timestamp("2026-11-19").date(), fetched.DAY
BASE = "Qwen/Qwen3-8B"
READ = {BEFORE: {"Qwen/fell": 1000, "Qwen/still": 500, "Qwen/rose": 10}, DAY: {"Qwen/fell": 900, "Qwen/still": 500}}


def read(*days) -> list[pd.DataFrame]:
    return [
        fetched.models_frame([derivative(model, BASE, all_time=total) for model, total in READ[day].items()], day)
        for day in days
    ]


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Data:
    """A store that read the Hub's lifetime counters on two days."""
    return open_data(fetched.store(tmp_path_factory.mktemp("twice") / "data", hub_models=read(BEFORE, DAY)))


def test_the_shipped_data_holds_no_lifetime_counter_so_there_is_no_card(data: Data) -> None:
    assert counter_marks.card(data) is None


def test_one_reading_is_too_few(tmp_path: Path) -> None:
    assert counter_marks.card(open_data(fetched.store(tmp_path / "data", hub_models=read(BEFORE)))) is None


def test_once_two_days_are_read_each_model_that_fell_or_stood_still_is_listed(twice: Data) -> None:
    card = counter_marks.card(twice)
    assert card is not None
    rows = card.table.set_index("model")
    assert list(rows.index) == ["Qwen/fell", "Qwen/still"]
    assert rows.loc["Qwen/fell", ["falls", "fell", "still"]].tolist() == [1, 100, 0]
    assert rows.loc["Qwen/still", ["falls", "fell", "still"]].tolist() == [0, 0, 1]
    assert set(card.forms) == set(card.table.columns)
    assert card.subtitle.startswith("Of 2 models whose lifetime counter was read on two days or more")
    assert card.alt.endswith("Qwen/fell fell once by 100 and Qwen/still stood still once.")


def test_what_the_registry_knows_of_falling_counters_stands_beside_the_card(twice: Data) -> None:
    card = counter_marks.card(twice)
    assert card is not None
    assert any("issue 4365" in caveat and "Qwen/Qwen3.5-4B" in caveat for caveat in card.caveats)


def test_a_frozen_counter_is_remarked_on_the_chart(twice: Data) -> None:
    card = counter_marks.card(twice)
    assert card is not None
    said = [note.text for note in card.draw(THEMES["light"]).layout.annotations]
    assert said[1] == "<b>still</b><br>0 came back, 0 taken away · stood still 1×"


def test_the_page_shows_it_last_and_waits_for_nothing(twice: Data) -> None:
    view = hub.view(twice, resolve(hub.Options, twice, {})[0])
    assert view.cards[-1].name == "counter-marks"
    assert counter_marks.WAITS not in view.notes


def test_until_then_the_page_says_what_it_waits_for(data: Data) -> None:
    assert counter_marks.WAITS in hub.view(data, resolve(hub.Options, data, {})[0]).notes
