import pytest

from lib.charts.theme import THEMES
from lib.views.race import balance, pairs

FAMILY, REGION, MAKER = (pairs.level_of(title) for title in ("Family", "Region", "Maker"))


@pytest.fixture(scope="module")
def families(data):
    return balance.card(data, FAMILY, ("qwen", "llama"))


def test_stock_and_flow_tell_two_stories_of_the_same_library(families):
    rows = families.table.set_index("measure")
    assert (rows.loc["Ollama pulls, all-time", "kind"], rows.loc["Ollama pulls, all-time", "ahead"]) == (
        "stock",
        "Llama",
    )
    assert (rows.loc["Ollama pulls gained", "kind"], rows.loc["Ollama pulls gained", "ahead"]) == ("flow", "Qwen")
    assert round(rows.loc["Ollama pulls, all-time", "llama"] / 1e6, 1) == 251.7
    assert round(rows.loc["Ollama pulls, all-time", "qwen"] / 1e6, 1) == 156.9
    assert round(rows.loc["Ollama pulls gained", "qwen"] / 1e6, 1) == 126.4
    assert round(rows.loc["Ollama pulls gained", "llama"] / 1e6, 1) == 107.6


def test_the_sum_since_july_2024_is_that_of_the_figures(families):
    row = families.table.set_index("measure").loc["Hub downloads, running sum"]
    assert (round(row["qwen"] / 1e6), round(row["llama"] / 1e6)) == (3324, 711)
    assert row["when"] == "July 2024 to September 2026"


def test_what_rests_on_estimated_months_is_an_estimate_and_a_counted_month_is_not(families):
    rows = families.table.set_index("measure")["estimate"]
    assert not rows["Hub downloads in the month"]
    assert rows["Hub downloads, running sum"]
    assert rows["Hub downloads, all-time (anchored)"]


def test_the_chart_draws_the_rows_of_the_table(families):
    a, b = families.draw(THEMES["light"]).data
    assert list(a.x) == families.table["share_of_qwen"].tolist()
    assert [left + right for left, right in zip(a.x, b.x, strict=True)] == pytest.approx([1.0] * len(families.table))
    assert (a.name, b.name) == ("Qwen", "Llama")


def test_regions_are_compared_in_tokens_too_and_not_in_pulls(data):
    rows = balance.card(data, REGION, ("china", "us")).table
    assert "OpenRouter tokens, any weights" in set(rows["measure"])
    assert not rows["measure"].str.contains("Ollama").any()


def test_only_measures_of_the_card_are_explained_below_it(data):
    makers = balance.card(data, MAKER, ("alibaba", "meta"))
    assert "downloads_anchored" not in makers.indicators
    assert "hub_monthly" in makers.tables


def test_a_tie_is_nobodys_lead(with_tables, monthly, totals):
    tiny = with_tables(hub_monthly=monthly(Qwen=[10, 20], google=[1, 20]), hub_totals=totals(100, 100))
    rows = balance.card(tiny, MAKER, ("alibaba", "google")).table.set_index("measure")
    assert rows.loc["Hub downloads in the month", "ahead"] == "neither"
    assert rows.loc["Hub downloads, running sum", "ahead"] == "Alibaba"


def test_a_sum_counts_the_same_months_for_both(with_tables, monthly, totals):
    tiny = with_tables(hub_monthly=monthly(Qwen=[100, 10, 20], openai=[None, 15, 20]), hub_totals=totals(200, 200, 200))
    row = balance.card(tiny, MAKER, ("alibaba", "openai")).table.set_index("measure").loc["Hub downloads, running sum"]
    assert (row["alibaba"], row["openai"], row["when"]) == (30, 35, "April to May 2025")
