"""The page of concentration: what its headline, figures and cards say for a choice of options."""

from collections.abc import Callable

import pandas as pd
import pytest

from lib.charts.theme import THEMES
from lib.data import Data
from lib.views.options import resolve
from lib.views.rankings import attention, concentration
from lib.views.view import Card, NothingToShowError, View

Tables = Callable[..., Data]
Rows = Callable[..., pd.DataFrame]
DAY = pd.Timestamp("2026-10-05")


def shown(data: Data, **given: object) -> View:
    options, ignored = resolve(concentration.Options, data, given)
    assert ignored == []
    return concentration.view(data, options)


def cards(view: View) -> dict[str, Card]:
    return {card.name: card for card in view.cards}


def weekly() -> pd.DataFrame:
    """OpenRouter in one week: 50 tokens of DeepSeek, 30 of Anthropic, 20 of others."""
    rows = [("deepseek/deepseek-v3.2-20251201", 50), ("anthropic/claude-opus-5-20260723", 30), ("other", 20)]
    found = [(pd.Timestamp("2026-06-01"), model, tokens, 7) for model, tokens in rows]
    return pd.DataFrame(found, columns=["week", "model", "tokens", "days_in_top50"])


def models(count: int = 300) -> pd.DataFrame:
    """Tracked models, the first the most downloaded; the last has the most likes, the one before it none known."""
    rows = [
        (
            DAY,
            f"Qwen/model-{nth}",
            "Qwen",
            1000 - nth,
            5000 if nth == count - 1 else 0 if nth == count - 2 else 100 - nth,
        )
        for nth in range(count)
    ]
    table = pd.DataFrame(rows, columns=["day", "model", "org", "downloads_30d", "likes"])
    return table.assign(tracked=True, day_is_estimate=False, likes=table["likes"].clip(lower=0))


@pytest.fixture
def small(with_tables: Tables, monthly: Rows, totals: Rows) -> Callable[..., Data]:
    """Two publishers with 30 and 20 of 100 downloads, and the same a year before unless told otherwise."""

    def make(qwen: int = 30, llama: int = 20, before: tuple[int, int] = (30, 20)) -> Data:
        gap: list[int | None] = [None] * 11
        table = monthly(Qwen=[before[0], *gap, qwen], meta_llama=[before[1], *gap, llama])
        return with_tables(
            hub_monthly=table, hub_totals=totals(*[100] * 13), openrouter_weekly=weekly(), hub_models=models()
        )

    return make


def test_the_headline_gives_the_range_and_does_not_claim_what_overlapping_bands_leave_open(small) -> None:
    # At least 0.3² + 0.2² = 0.13, at most 0.13 + 0.5² = 0.38.
    assert shown(small()).headline == (
        "Language-model downloads from the Hub were as concentrated in March 2026 as 2.6 to 7.7 equal publishers would "
        "be; a year before it was 2.6 to 7.7. The two overlap, so whether concentration has risen cannot be told."
    )


def test_bands_that_do_not_overlap_say_what_is_sure(small) -> None:
    # 90 and 10 of 100: nothing is left open, HHI 0.82; before 2.6 to 7.7 equals.
    assert shown(small(90, 10)).headline.endswith("more concentrated now, whatever the rest holds.")
    assert shown(small(30, 20, before=(90, 10))).headline.endswith("less concentrated now, whatever the rest holds.")


def test_among_those_told_apart_there_is_one_number_and_no_band(small) -> None:
    # 30 and 20 of 50: 0.6² + 0.4² = 0.52.
    view = shown(small(), of="Told apart only")
    assert "as 1.9 equal publishers would be, among the 2 told apart; a year before it was 1.9." in view.headline
    assert view.figures[0].value == "0.52"
    card = cards(view)["concentration-hub"]
    assert {"hhi", "effective", "gini"} <= set(card.table.columns)
    assert not [column for column in card.table.columns if column.endswith(("_low", "_high")) or column == "told_apart"]
    assert not [trace for trace in card.draw(THEMES["light"]).data if trace.fill == "toself"]
    assert not [note for note in view.notes if "band" in note]


def test_the_figures_are_ranges_where_the_rest_is_open(small) -> None:
    said = {figure.label: figure.value for figure in shown(small()).figures}
    assert said["HHI"] == "0.13 to 0.38"
    assert said["Largest share"] == "30 to 50 %"
    assert not [label for label in said if "Qwen" in label]  # the rest is of others: Qwen has 30 % and no more
    assert said["Five largest publishers"] == "50 to 100 %"


def test_by_maker_the_rest_may_belong_to_the_largest(small) -> None:
    view = shown(small(), by="Maker")
    assert {figure.label: figure.value for figure in view.figures}["Largest share"] == "30 to 80 %"
    assert "may belong to those told apart too" in cards(view)["concentration-hub"].subtitle


def test_a_repackager_is_a_publisher_but_no_maker(with_tables: Tables, monthly: Rows, totals: Rows) -> None:
    table = monthly(Qwen=[30], unsloth=[20])
    data = with_tables(hub_monthly=table, hub_totals=totals(100), openrouter_weekly=weekly(), hub_models=models())
    publishers, makers = (cards(shown(data, by=by))["concentration-hub"].table.iloc[0] for by in ("Publisher", "Maker"))
    assert (publishers["entities"], publishers["told_apart"]) == (2, 0.5)
    assert (makers["entities"], makers["told_apart"]) == (1, 0.3)


def test_the_coverage_stands_in_the_subtitle(small) -> None:
    subtitle = cards(shown(small()))["concentration-hub"].subtitle
    assert "2 publishers are told apart in March 2026, 50 % of language-model downloads" in subtitle


def test_openrouter_counts_makers_and_its_other_may_be_theirs(small) -> None:
    card = cards(shown(small(), show="HHI"))["concentration-openrouter"]
    row = card.table.iloc[0]
    assert (row["hhi_low"], row["hhi_high"]) == pytest.approx((0.34, 0.49 + 0.09))
    assert row["largest"] == "DeepSeek"
    assert "2 makers are told apart in the week of 1 June 2026, 80 % of all tokens" in card.subtitle


def test_inequality_is_one_line_whatever_is_left_open(small) -> None:
    card = cards(shown(small(), show="Gini"))["concentration-hub"]
    assert card.table["gini"].iloc[-1] == pytest.approx(0.1)
    assert not [trace for trace in card.draw(THEMES["light"]).data if trace.fill == "toself"]
    assert "band runs" not in card.subtitle


def test_a_window_of_nothing_but_spike_months_says_so(data: Data) -> None:
    with pytest.raises(NothingToShowError, match="spike months"):
        shown(data, spikes=False, window=("2024-10", "2024-11"))


def test_likes_are_set_against_downloads_and_who_leads_both_lists_is_named(small) -> None:
    card = cards(shown(small()))["attention"]
    both = card.table.loc[card.table["in_both"], "model"]
    # The most liked model is the least downloaded one, so the second list begins with it and 24 of the first.
    assert list(both) == [f"Qwen/model-{nth}" for nth in range(24)]
    assert "Among the first 25 by downloads and by likes alike are 24" in card.subtitle
    assert "Hugging Face counted 1 of 25 among all models of the Hub in July 2026" in card.subtitle
    assert card.sources == ("published",)


def test_models_whose_likes_are_not_known_are_told_and_not_drawn(small) -> None:
    card = cards(shown(small()))["attention"]
    unknown = int(card.table["likes"].isna().sum())
    assert unknown > 0
    assert f"Of {unknown} the likes are not known" in card.subtitle
    drawn = next(trace for trace in card.draw(THEMES["light"]).data if trace.name == "China")
    assert len(drawn.x) == 300 - unknown


def test_without_a_day_with_enough_models_there_is_no_such_card(small, with_tables: Tables) -> None:
    data = small()
    data = with_tables(**{**data._read, "hub_models": models(299)})
    assert "attention" not in cards(shown(data))
    assert attention.newest(data) is None


@pytest.mark.parametrize(
    "chosen",
    [
        *({"show": show} for show in ("Effective number", "HHI", "Gini", "Largest", "Largest 3", "Largest 5")),
        *({"by": by, "of": of} for by in ("Maker", "Country") for of in ("All", "Told apart only")),
    ],
    ids=lambda chosen: " ".join(chosen.values()),
)
def test_every_choice_draws_and_says_how_each_column_is_written(data: Data, chosen: dict[str, str]) -> None:
    for card in shown(data, **chosen).cards:
        assert list(card.forms) == list(card.table.columns)
        assert card.draw(THEMES["dark"]).data


def counters(**models: int) -> pd.DataFrame:
    """Enough models of one download each, and these; `Qwen__big` is Qwen/big."""
    filler = {f"mistralai/filler-{nth}": 1 for nth in range(300)}
    named = {name.replace("__", "/").replace("_", "-"): count for name, count in models.items()}
    rows = [(DAY, model, model.split("/")[0], count, 10) for model, count in (filler | named).items()]
    table = pd.DataFrame(rows, columns=["day", "model", "org", "downloads_30d", "likes"])
    return table.assign(tracked=True, day_is_estimate=False)


def test_a_model_that_makes_much_of_a_count_is_listed_with_and_without(with_tables: Tables) -> None:
    # Qwen has 1,000, 700 of them of one model: without it 300, as many as mistralai, behind the 400 of meta-llama.
    table = counters(Qwen__big=700, Qwen__small=50, Qwen__other=250, meta_llama__a=390, meta_llama__b=10)
    card = cards(shown(with_tables(hub_models=table), single="20 %"))["single-models"]
    rows = card.table.set_index("model")
    assert list(rows.index) == ["Qwen/big", "meta-llama/a", "Qwen/other"]
    assert rows.loc["Qwen/big", ["with_it", "without_it", "place", "place_without"]].tolist() == [1000, 300, 1, 2]
    assert "Of 3, 2 change the order of publishers if left out alone." in card.subtitle
    assert set(card.forms) == set(card.table.columns)
    notes = [note.text for note in card.draw(THEMES["light"]).layout.annotations]
    assert notes[0] == "<b>big (Qwen)</b><br>1K with it, 300 without · place 1 → 2"


def test_where_no_model_makes_so_much_none_is_listed_and_it_is_said(with_tables: Tables) -> None:
    view = shown(with_tables(hub_models=counters()), within="All tracked models")
    assert "single-models" not in cards(view)
    assert view.notes[-1] == (
        "On 5 October 2026 no single model makes more than 10 % of the downloads of all tracked models read that day, "
        "so none is listed with and without."
    )


def test_a_day_of_the_past_can_be_chosen_and_its_outlier_stands_first(data: Data) -> None:
    card = cards(shown(data, day="2026-05-23", within="All tracked models"))["single-models"]
    assert list(card.table["model"]) == ["Qwen/Qwen3-VL-2B-Instruct"]
    assert "None of them changes the order of publishers" in card.subtitle


def test_without_a_day_with_enough_models_there_is_neither_the_card_nor_a_note(with_tables: Tables) -> None:
    view = shown(with_tables(hub_models=models(20)))
    assert "single-models" not in cards(view)
    assert not [note for note in view.notes if "single" in note]
