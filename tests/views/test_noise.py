"""The spread between counts on the pages of downloads and of a race: switched on, off, and where nothing is known."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from lib import snapshots
from lib.charts.theme import THEMES
from lib.data import Data, open_data
from lib.metrics.noise import CORRECTED, RESTATED
from lib.views import noise
from lib.views.adoption import downloads
from lib.views.options import resolve
from lib.views.race import crossover
from lib.views.view import Card
from tests import fetched
from tests.stores import FACTS

MARCH = pd.Timestamp("2026-03-31")


def card(topic, data: Data, **given: object) -> Card:
    options, ignored = resolve(topic.Options, data, given)
    assert not ignored
    return topic.view(data, options).cards[0]


def ends(of: Card, when: str, at: str, entity: str) -> list[float]:
    row = of.table[(of.table[when] == pd.Timestamp(at)) & (of.table["entity"] == entity)]
    return row[["low", "high"]].iloc[0].tolist()


@pytest.mark.parametrize("topic", [downloads, crossover])
def test_unless_it_is_asked_for_nothing_of_it_is_there(data: Data, topic) -> None:
    plain = card(topic, data)
    assert not {"low", "high", "second_count"} & set(plain.table.columns)
    assert "second count" not in plain.subtitle
    assert noise.INDICATOR not in plain.indicators


def test_a_month_counted_twice_has_both_counts_in_the_table_and_a_whisker_on_its_bar(data: Data) -> None:
    shown = card(downloads, data, spread=True)
    assert ends(shown, "month", "2026-02-01", "Alibaba") == [153_600_000, 172_376_564]
    marks = [trace for trace in shown.draw(THEMES["light"]).data if trace.type == "scatter"]
    assert marks
    assert set(shown.forms) == set(shown.table.columns)
    assert "Alibaba and Meta, November 2025 to March 2026; of the rest no second count is known." in shown.subtitle
    assert "No confidence interval." in shown.subtitle
    assert "published" in shown.sources


def test_where_no_second_count_is_known_there_is_no_band_and_the_subtitle_says_so(data: Data) -> None:
    shown = card(downloads, data, spread=True, by="Country")
    assert shown.table[["low", "high"]].isna().all(axis=None)
    assert shown.subtitle.endswith("so there is no whisker.")
    assert not [trace for trace in shown.draw(THEMES["light"]).data if trace.type == "scatter"]


@pytest.mark.parametrize("count", ["Monthly downloads", "Running sum", "Anchored"])
def test_regions_of_which_one_publisher_alone_was_counted_twice_have_no_band(data: Data, count: str) -> None:
    shown = card(crossover, data, spread=True, compare="Region", count=count)
    assert shown.table[["low", "high"]].isna().all(axis=None)
    assert "so there is no band." in shown.subtitle
    assert not [trace for trace in shown.draw(THEMES["light"]).data if trace.fill == "toself"]


def test_shares_have_no_band(data: Data) -> None:
    assert "low" not in card(downloads, data, spread=True, show="Share").table


def test_a_sum_carries_the_spread_of_its_months_on_from_the_window(data: Data) -> None:
    shown = card(downloads, data, spread=True, show="Running sum", window=("2026-02", "2026-09"))
    february, march = (ends(shown, "month", at, "Alibaba") for at in ("2026-02-01", "2026-03-01"))
    assert february == [153_600_000, 172_376_564]
    assert march[1] - march[0] > february[1] - february[0]
    assert [trace for trace in shown.draw(THEMES["light"]).data if trace.fill == "toself"]


def test_from_one_published_level_the_band_reaches_down_to_the_next_of_the_same_source(data: Data) -> None:
    shown = card(crossover, data, spread=True)
    assert ends(shown, "when", "2026-03-31", "Qwen")[0] == pytest.approx(942_100_000, abs=5)
    assert ends(shown, "when", "2026-03-31", "Llama")[0] == pytest.approx(476_000_000, abs=5)
    own = shown.table[shown.table["published_by"] == ""]
    at = own[(own["when"] == "2025-10-31") & (own["entity"] == "Qwen")]
    assert at["low"].isna().all()
    assert shown.table.loc[shown.table["published_by"] != "", "low"].isna().all()


@pytest.mark.parametrize("count", ["Monthly downloads", "Running sum", "Anchored"])
def test_what_is_drawn_lies_in_its_band(data: Data, count: str) -> None:
    shown = card(crossover, data, spread=True, count=count)
    known = shown.table.dropna(subset=["low"])
    assert len(known)
    assert known["value"].between(known["low"], known["high"]).all()
    assert [trace for trace in shown.draw(THEMES["dark"]).data if trace.fill == "toself"]


@pytest.mark.parametrize("given", [{"count": "Scaled"}, {"show": "Share"}, {"show": "Index"}])
def test_counts_that_can_have_none_are_as_without_it(data: Data, given: dict[str, str]) -> None:
    assert card(crossover, data, spread=True, **given).table.equals(card(crossover, data, **given).table)


def restated(folder: Path, data: Data) -> Data:
    """A store in which a newer vintage states a tenth more of September 2026 for DeepSeek."""
    place = fetched.store(folder / "data")
    rows = data.table("hub_monthly")
    moved = (rows["org"] == "deepseek-ai") & (rows["month"] == "2026-09-01")
    newer = rows.assign(downloads=rows["downloads"].where(~moved, rows["downloads"] + 1_000_000))
    snapshots.write("hub_monthly", newer, place, {**FACTS, "source": "model_pulse", "as_of": "2026-11-10"})
    return open_data(place)


def test_a_month_that_a_later_vintage_restated_has_both_its_values_as_a_band(data: Data, tmp_path: Path) -> None:
    later = restated(tmp_path, data)
    shown = card(downloads, later, spread=True)
    low, high = ends(shown, "month", "2026-09-01", "DeepSeek")
    assert high - low == 1_000_000
    assert RESTATED in shown.subtitle
    before = open_data(later.folder, date(2026, 10, 31))
    assert RESTATED not in card(downloads, before, spread=True).subtitle


def test_a_counter_that_fell_within_a_month_lets_it_reach_higher(data: Data, with_tables) -> None:
    days = pd.date_range("2026-09-01", periods=3, unit="us")
    counter = pd.DataFrame({"day": days, "model": "deepseek-ai/x", "org": "deepseek-ai"}).assign(
        downloads_30d=pd.array([9, 9, 9], "Int64"), downloads_all_time=pd.array([5_000, 4_000, 4_100], "Int64")
    )
    shown = card(downloads, with_tables(hub_models=counter), spread=True)
    low, high = ends(shown, "month", "2026-09-01", "DeepSeek")
    assert high - low == 1_000
    assert CORRECTED in shown.subtitle
