"""The shipped store holds every figure it was filled with: rows, sums and dates as the figures' notes state them."""

import pandas as pd
import pytest

from lib import contracts
from lib.data import Data, open_data
from lib.snapshots import PROJECT

ROWS = {
    "hub_monthly": 439,
    "hub_totals": 27,
    "hub_models": 8_472,
    "openrouter_lines": 3_540,
    "openrouter_weekly": 735,
    "ollama_prefixes": 1_503,
    "ollama_pulls": 2_902,
    "arena": 779 + 217 + 113,
    "notable_models": 60,
}


def millions(count: float) -> int:
    return round(count / 1e6)


def test_every_table_is_there_with_every_row(data: Data) -> None:
    assert {name: len(data.table(name)) for name in contracts.TABLES if data.has(name)} == ROWS


@pytest.mark.parametrize(("org", "sum_in_millions"), [("Qwen", 3_324), ("meta-llama", 711)])
def test_downloads_of_an_org_over_all_months(data: Data, org: str, sum_in_millions: int) -> None:
    monthly = data.table("hub_monthly")
    assert millions(monthly.loc[monthly["org"] == org, "downloads"].sum()) == sum_in_millions


def test_eighteen_publishers_in_twenty_seven_months(data: Data) -> None:
    monthly = data.table("hub_monthly")
    assert monthly["org"].nunique() == 18
    assert list(monthly["month"].unique()) == list(pd.date_range("2024-07-01", "2026-09-01", freq="MS"))
    assert (monthly["exact"] == (monthly["month"] >= "2025-03-01")).all()


def test_the_jump_of_the_whole_source_in_october_and_november_2024(data: Data) -> None:
    totals = data.table("hub_totals").set_index("month")["downloads_language_models"]
    assert [millions(totals[month]) for month in ("2024-09-01", "2024-10-01", "2024-11-01")] == [109, 247, 312]
    monthly = data.table("hub_monthly").pivot_table(index="month", columns="org", values="downloads")
    assert [millions(monthly.loc[month, "Qwen"]) for month in ("2024-09-01", "2024-10-01", "2024-11-01")] == [8, 62, 57]
    assert [millions(monthly.loc[month, "meta-llama"]) for month in ("2024-09-01", "2024-10-01")] == [14, 38]
    assert [millions(monthly.loc[month, "google"]) for month in ("2024-09-01", "2024-10-01")] == [5, 18]


@pytest.mark.parametrize(("month", "share"), [("2024-12-01", 0.73), ("2025-12-01", 0.34), ("2026-09-01", 0.41)])
def test_what_the_publishers_leave_of_the_language_models(data: Data, month: str, share: float) -> None:
    monthly = data.table("hub_monthly")
    named = monthly.loc[monthly["month"] == month, "downloads"].sum()
    whole = data.table("hub_totals").set_index("month").loc[month, "downloads_language_models"]
    assert round(1 - named / whole, 2) == share


def test_qwen_passes_llama_month_by_month_for_good_in_april_2025(data: Data) -> None:
    wide = data.table("hub_monthly").pivot_table(index="month", columns="org", values="downloads")
    behind = wide.index[wide["Qwen"] <= wide["meta-llama"]]
    assert behind[-1] == pd.Timestamp("2025-03-01")


def test_models_of_the_hub_by_day(data: Data) -> None:
    models = data.table("hub_models")
    assert (models["model"].nunique(), models["day"].nunique()) == (902, 24)
    assert (models["day"].min(), models["day"].max()) == (pd.Timestamp("2026-02-15"), pd.Timestamp("2026-10-05"))
    assert models.groupby("day").size().agg(["min", "max"]).tolist() == [22, 720]
    assert (models["day"] == "2026-04-24").sum() == 79
    assert models.loc[models["day_is_estimate"], "day"].nunique() == 3
    assert (models["org"] == models["model"].str.split("/").str[0]).all()


@pytest.mark.parametrize(("week", "trillions"), [("2026-05-25", 31.8), ("2026-08-10", 75.3)])
def test_tokens_of_a_week_on_openrouter(data: Data, week: str, trillions: float) -> None:
    weekly = data.table("openrouter_weekly")
    assert round(weekly.loc[weekly["week"] == week, "tokens"].sum() / 1e12, 1) == trillions


def test_twelve_full_weeks_of_openrouter_with_the_rest_named_other(data: Data) -> None:
    weekly = data.table("openrouter_weekly")
    assert list(weekly["week"].unique()) == list(pd.date_range("2026-05-25", periods=12, freq="7D"))
    assert (weekly["model"] == "other").sum() == 12


def test_shares_of_a_day_on_openrouter_leave_room_for_the_closed_models(data: Data) -> None:
    days = data.table("openrouter_lines").groupby("day")["share"].sum()
    assert len(days) == 613
    assert (days.index[0], days.index[-1]) == (pd.Timestamp("2025-01-01"), pd.Timestamp("2026-09-07"))
    assert days.max() < 1


def test_the_peak_of_the_qwen_line_is_there(data: Data) -> None:
    lines = data.table("openrouter_lines")
    peak = lines[(lines["line"] == "Qwen") & lines["day"].between("2026-03-31", "2026-04-07")]["share"]
    assert (round(peak.min(), 2), round(peak.max(), 2)) == (0.12, 0.45)


@pytest.mark.parametrize(("prefix", "pulls", "gained"), [("llama", 251.7, 107.6), ("qwen", 156.9, 126.4)])
def test_pulls_and_what_was_gained_on_ollama(data: Data, prefix: str, pulls: float, gained: float) -> None:
    counted = data.table("ollama_prefixes")
    counts = counted[counted["prefix"] == prefix].set_index("day")["pulls_all_time"]
    assert round(counts["2026-08-21"] / 1e6, 1) == pulls
    assert round((counts["2026-08-21"] - counts["2025-07-20"]) / 1e6, 1) == gained


def test_three_boards_of_the_arena_and_who_is_not_on_them(data: Data) -> None:
    arena = data.table("arena")
    assert arena["board"].value_counts().to_dict() == {"monthly top 40": 779, "best of lab": 217, "whole board": 113}
    assert not {"Meta", "DeepSeek"} & set(arena.loc[arena["board"] == "best of lab", "lab"])


def test_no_model_is_counted_in_two_country_groups(data: Data) -> None:
    notable = data.table("notable_models")
    assert set(notable["country_group"]) == {"China", "US", "US and China", "other"}


def test_every_published_figure_and_every_tracked_model_is_there(data: Data) -> None:
    assert (len(data.registry.published_figures), len(data.registry.models)) == (443 + 13, 1_772)
    assert (data.registry.models["total_params_b"] != "").sum() == 294
    assert (data.registry.models["release_date"] != "").sum() == 31


def test_the_published_pair_of_october_2025(data: Data) -> None:
    stated = data.registry.anchors.merge(data.registry.published_figures, on="figure", suffixes=("", "_stated"))
    october = stated[stated["anchor"] == "atom-2025-10"].set_index("entity")
    assert october["value"].astype(float).to_dict() == {"llama": 346_200_000, "qwen": 385_300_000}
    assert set(october["precision"]) == {"month"}


@pytest.mark.parametrize("table", ROWS)
def test_every_table_says_where_it_is_from(data: Data, table: str) -> None:
    known = data.provenance(table)
    credit = data.registry.words["sources"][known.source]
    assert (known.licence, known.citation) == (credit["licence"], credit["citation"])
    assert known.rows == ROWS[table]
    assert known.url.startswith("https://")
    assert known.how
    assert known.universe


@pytest.mark.parametrize("table", ROWS)
def test_no_row_is_younger_than_its_vintage(data: Data, table: str) -> None:
    period = contracts.TABLES[table].period
    newest = data.table(table)[period].max()
    assert newest <= (2026 if period == "year" else pd.Timestamp(data.provenance(table).as_of))


def test_every_known_flaw_is_of_something_in_its_table(data: Data) -> None:
    columns = {"hub_models": "model", "hub_monthly": "org", "ollama_prefixes": "prefix", "ollama_pulls": "model"}
    columns |= {"openrouter_lines": "line", "arena": "board"}
    for table, entity in data.registry.flaws[["table", "entity"]].itertuples(index=False):
        assert entity == "all" or entity in set(data.table(table)[columns[table]]), (table, entity)


def test_what_is_shipped_can_be_frozen_so_its_registry_is_kept(data: Data) -> None:
    assert open_data(PROJECT / "data", data.newest_day).vintage == data.vintage, "run 'make keep'"
