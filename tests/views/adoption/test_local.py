import pandas as pd
import pytest

from lib.charts.theme import THEMES
from lib.data import Data
from lib.views.adoption import local
from lib.views.options import resolve
from lib.views.view import NothingToShowError


def view(data: Data, **given):
    options, ignored = resolve(local.Options, data, given)
    assert ignored == []
    return local.view(data, options)


def test_the_headline_says_who_leads_in_stock_and_who_in_flow(data: Data):
    assert view(data).headline == (
        "By name prefix, Llama leads the Ollama library in all-time pulls (251.7M against Qwen's 156.9M on "
        "21 August 2026), Qwen in pulls gained since 20 July 2025 (126.4M against Llama's 107.6M)."
    )


def test_one_leader_on_both_counts_is_said_once(data: Data):
    assert view(data, prefixes=("Qwen", "Gemma")).headline == (
        "By name prefix, Qwen leads the Ollama library both in all-time pulls (156.9M on 21 August 2026) and in pulls "
        "gained since 20 July 2025 (126.4M)."
    )


def test_the_headline_follows_the_window(data: Data):
    assert view(data, window=("2025-07-20", "2025-12-28")).headline.startswith(
        "By name prefix, Llama leads the Ollama library both in all-time pulls"
    )


def test_what_fits_no_prefix_never_leads(data: Data):
    headline = view(data, prefixes=("everything else", "Gemma", "Phi")).headline
    assert headline.startswith("By name prefix, Gemma leads the Ollama library both")


def test_the_page_says_when_the_gain_of_one_passed_that_of_the_other(data: Data):
    assert view(data).notes == (
        "Counted from 20 July 2025, what Qwen gained passed what Llama gained between 31 May and 7 June 2026.",
    )


def test_a_gain_that_led_throughout_has_no_date(data: Data):
    assert view(data, window=("2026-03-01", "2026-08-21")).notes == (
        "Counted from 1 March 2026, Qwen has gained more than Llama on every later day in view.",
    )


def test_a_stock_comes_with_what_was_gained_and_its_day(data: Data):
    llama = view(data).figures[0]
    assert (llama.label, llama.value, llama.change, llama.date) == ("Llama", "251.7M", "+107.6M", "21 August 2026")
    # 53 weeks up to the gap, and one reading after it.
    assert len(llama.trend) == 53


def test_key_figures_follow_what_is_shown(data: Data):
    assert [one.label for one in view(data).figures[:2]] == ["Llama", "Qwen"]
    assert [one.label for one in view(data, show="Pulls gained").figures[:2]] == ["Qwen", "Llama"]


def test_a_prefix_that_was_not_there_at_first_has_no_relative_gain(data: Data):
    assert view(data, show="Pulls gained", prefixes=("gpt-oss",)).figures[0].change == ""


def test_lines_break_in_the_gap_and_the_table_has_no_row_there(data: Data):
    card = view(data, prefixes=("Qwen",)).cards[0]
    line = card.draw(THEMES["light"]).data[0]
    gap = pd.Timestamp("2026-07-15")
    at_gap = [value for day, value in zip(line.x, line.y, strict=True) if pd.Timestamp(day) == gap]
    assert len(at_gap) == 1
    assert pd.isna(at_gap[0])
    assert gap not in set(card.table["day"])
    assert card.table["pulls_all_time"].notna().all()


def test_steps_that_a_spike_touches_are_dotted(data: Data):
    drawn = view(data, prefixes=("GLM",)).cards[0].draw(THEMES["light"])
    assert "dot" in {trace.line.dash for trace in drawn.data}
    steady = view(data, prefixes=("Qwen",)).cards[0].draw(THEMES["light"])
    assert "dot" not in {trace.line.dash for trace in steady.data}


def test_the_rows_of_stock_and_flow_are_the_whole_library(data: Data):
    table = view(data, prefixes=("Qwen", "Llama")).cards[1].table
    newest = data.table("ollama_prefixes")
    whole = newest.loc[newest["day"] == newest["day"].max(), "pulls_all_time"].sum()
    assert table["pulls_all_time"].sum() == whole
    assert table["prefix"].tolist() == ["Llama", "Qwen", "26 other prefixes", "everything else"]


def test_gains_that_hold_a_spike_are_hatched_and_stocks_are_not(data: Data):
    drawn = view(data, prefixes=("Qwen", "GLM")).cards[1].draw(THEMES["light"])
    stock, flow = drawn.data
    assert set(stock.marker.pattern.shape) == {""}
    assert list(flow.marker.pattern.shape)[:2] == ["", "/"]


def test_the_models_that_a_prefix_lumps_in_are_listed_with_the_reason(data: Data):
    table = view(data).cards[2].table
    lumped = table[table["lumped_in"]].set_index("model")
    assert {"llama-pro", "llama2-chinese", "llama3-chatqa"} <= set(lumped.index)
    assert (lumped["note"] != "").all()
    assert "llama3.1" not in lumped.index


def test_models_made_from_llama_under_other_names_stand_under_everything_else(data: Data):
    table = view(data, models="everything else").cards[2].table
    assert table.set_index("model").loc["dolphin-llama3", "lumped_in"]


def test_a_prefix_without_lumped_in_models_says_so(data: Data):
    assert "None of them is known to be lumped in" in view(data, models="Qwen").cards[2].subtitle


def test_before_the_first_list_of_models_there_is_no_card_of_members(data: Data):
    assert [card.name for card in view(data, window=("2025-07-20", "2025-07-27")).cards] == ["pulls", "stock-and-flow"]


def test_caveats_name_whom_a_flaw_concerns(data: Data):
    caveats = view(data).cards[1].caveats
    assert any(said.startswith("All prefixes: The record misses 34 days") for said in caveats)
    assert any(
        said.startswith("DeepSeek, everything else, GLM, Kimi, MiniMax and Nemotron: In May") for said in caveats
    )
    assert any("all their pulls count as gained" in said and "gpt-oss" in said for said in caveats)


def test_a_family_keeps_its_colour_and_a_prefix_of_no_family_has_none(data: Data):
    theme = THEMES["dark"]
    drawn = view(data, prefixes=("Qwen", "codellama")).cards[0].draw(theme)
    colours = {trace.name: trace.line.color for trace in drawn.data if trace.line.color}
    assert colours == {"Qwen": data.registry.colour("family", "qwen", "dark"), "codellama": theme.muted}


def test_a_log_axis_is_offered_and_not_the_default(data: Data):
    assert view(data).cards[0].draw(THEMES["light"]).layout.yaxis.type != "log"
    assert view(data, log=True).cards[0].draw(THEMES["light"]).layout.yaxis.type == "log"


@pytest.mark.parametrize("show", ["All-time pulls", "Pulls gained"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_card_can_be_drawn_and_says_what_it_is(data: Data, show, mode):
    for card in view(data, show=show).cards:
        assert len(card.draw(THEMES[mode]).data) > 0
        assert list(card.table.columns) == list(card.forms)
        assert card.alt
        assert card.subtitle


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"prefixes": ()}, "choose at least one"),
        (
            {"prefixes": ("Kimi",), "window": ("2025-07-20", "2025-08-03")},
            "None of these prefixes stood in the library",
        ),
        ({"show": "Pulls gained", "window": ("2025-07-20", "2025-07-20")}, "choose a longer span"),
    ],
)
def test_a_choice_that_leaves_nothing_says_what_to_change(data: Data, given, why):
    with pytest.raises(NothingToShowError, match=why):
        view(data, **given)


def test_a_single_day_has_a_stock_and_no_gain(data: Data):
    seen = view(data, window=("2026-08-21", "2026-08-21"))
    assert seen.headline == "Llama stands at 251.7M all-time pulls on 21 August 2026."
    assert seen.figures[0].change == ""
