import pandas as pd
import pytest

from lib.views.race import overview


@pytest.fixture(scope="module")
def shown(data):
    return overview.view(data, overview.Options())


def test_the_headline_states_both_findings_and_how_far_they_depend_on_the_count(shown):
    assert shown.headline == (
        "Qwen leads Llama by every count of Hub downloads, since April to December 2025, depending on the count "
        "(October 2024 by one that turns on a spike month); "
        "China leads the United States by every count of Hub downloads, since May to December 2025, depending on the "
        "count."
    )


def test_the_strips_come_first_and_then_stock_and_flow(shown):
    assert [card.name for card in shown.cards] == ["ways", "ways-region", "balance", "balance-region"]


def test_the_strip_holds_every_month_that_a_defensible_count_gives(shown):
    rows = shown.cards[0].table
    assert set(rows["by"].dt.strftime("%Y-%m")) == {"2025-04", "2025-06", "2025-07", "2025-09", "2025-10", "2025-12"}


def test_each_side_has_its_newest_month_its_share_and_its_change(shown):
    assert [(figure.label, figure.value) for figure in shown.figures[:2]] == [
        ("Qwen, downloads in the month", "264.3M"),
        ("Llama, downloads in the month", "22.8M"),
    ]
    assert all(figure.date == "September 2026" for figure in shown.figures)
    assert "of all language-model downloads" in shown.figures[0].help


def test_the_note_names_the_newest_month_that_is_over(data, with_tables, monthly, totals):
    as_of = pd.Timestamp(data.provenance("hub_monthly").as_of)
    first = (as_of.replace(day=1) - pd.DateOffset(months=1)).strftime("%Y-%m-%d")
    tiny = with_tables(
        **{name: data.table(name) for name in ("ollama_prefixes", "openrouter_weekly")},
        hub_monthly=monthly(first, Qwen=[1, 3], meta_llama=[2, 2]),
        hub_totals=totals(9, 9, first=first),
    )
    note = overview.view(tiny, overview.Options()).notes[0]
    assert note.startswith(f"The newest complete month of Hub downloads is {pd.Timestamp(first):%B %Y};")


def test_where_counts_disagree_on_who_leads_the_headline_says_so(data, with_tables, monthly, totals):
    # By month Llama leads at the end, by the running sum Qwen does.
    tiny = with_tables(
        **{name: data.table(name) for name in ("ollama_prefixes", "openrouter_weekly")},
        hub_monthly=monthly(Qwen=[50, 60, 1], meta_llama=[10, 10, 20]),
        hub_totals=totals(100, 100, 100),
    )
    told = overview.view(tiny, overview.Options()).headline
    assert told.startswith("Whether Qwen or Llama leads depends on how one counts;")
