from datetime import date

import pandas as pd
import pytest

from lib.charts.theme import THEMES
from lib.data import open_data
from lib.views.adoption import derivatives, parents
from lib.views.options import resolve
from lib.views.view import NothingToShowError
from tests import fetched
from tests.fetched import derivative


def view_of(data, **given):
    options, ignored = resolve(derivatives.Options, data, given)
    assert not ignored
    return derivatives.view(data, options)


@pytest.fixture(scope="module")
def shown(data):
    return view_of(data)


def card(view, name):
    return next((one for one in view.cards if one.name == name), None)


def test_the_finding_is_the_share_of_the_last_month_with_its_parts_and_the_first(shown):
    assert shown.headline == (
        "43 % of the Hub's downloads in September 2026 went to models made from other models (28 % to quantized copies "
        "and 15 % to finetunes), against 7.6 % in July 2024."
    )


def test_downloads_are_the_shares_of_all_downloads_and_text_generation_has_none(data):
    view = view_of(data, show="Downloads")
    table = card(view, "through-derivatives").table
    row = table[table["month"] == pd.Timestamp("2026-09-01")].set_index("series")["downloads"]
    assert row["All derivatives"] == pytest.approx(3_032_850_003 * 0.432824, rel=1e-5)
    assert "Within text" not in row
    assert [figure.label for figure in view.figures] == ["All derivatives", "Quantized", "Finetunes", "GGUF files"]


def test_the_overlap_is_said(shown):
    assert "GGUF files overlap the other lines" in card(shown, "through-derivatives").subtitle


def test_a_relation_that_is_left_out_has_no_line(data):
    names = set(card(view_of(data, relations=("Finetunes",)), "through-derivatives").table["series"])
    assert names == {"All derivatives", "Finetunes", "GGUF files", "Within text"}
    assert "quantized" not in view_of(data, relations=("Finetunes",)).headline


def test_spike_months_left_out_are_missing_and_not_zero(data):
    table = card(view_of(data, spikes=False), "through-derivatives").table
    assert table.loc[table["spike"], "share"].isna().all()
    with pytest.raises(NothingToShowError, match="Only spike months"):
        view_of(data, spikes=False, window=("2024-10", "2024-11"))


def test_shares_that_are_not_known_for_the_newest_months_are_said_to_be_so(data, with_tables):
    totals = data.table("hub_totals")
    later = totals.iloc[[-1]].assign(month=pd.Timestamp("2026-10-01"), share_derivatives=float("nan"))
    later = later.assign(**{name: float("nan") for name in totals.columns if name.startswith("share_")})
    view = view_of(with_tables(hub_totals=pd.concat([totals, later], ignore_index=True)))
    assert "The shares are not known after September 2026." in card(view, "through-derivatives").subtitle
    assert "in September 2026" in view.headline


def test_published_figures_of_another_scope_are_told_and_not_drawn(shown):
    told = next(note for note in shown.notes if note.startswith("As others have published"))
    assert "everybody's new repositories" in told
    assert "Qwen 1 % in January 2024 (ArxivLens, quoting Lambert & Brand) and 69 % in February 2026" in told
    counts = next(note for note in shown.notes if note.startswith("Published counts"))
    assert "Qwen 151,448 on 14 August 2026 (Hugging Face)" in counts


def test_published_figures_are_those_of_the_level_chosen(data):
    regions = " ".join(view_of(data, by="Region").notes)
    assert "European models 58 % in January 2024" in regions
    assert "Qwen 1 %" not in regions
    assert "Google 82,506" in " ".join(view_of(data, by="Maker").notes)


def test_what_the_store_cannot_show_stays_out_and_is_said(shown):
    assert [one.name for one in shown.cards] == ["through-derivatives"]
    assert any("No row of hub_models states one; “make refresh” reads them" in note for note in shown.notes)
    assert any("waits for the table hub_derivatives" in note for note in shown.notes)


ITEMS = [
    derivative("unsloth/A-GGUF", "Qwen/Qwen3-8B"),
    derivative("unsloth/B-GGUF", "Qwen/Qwen3-8B", "finetune", all_time=3),
    derivative("bartowski/C-GGUF", "unsloth/A-GGUF"),
    derivative("bartowski/D-GGUF", "meta-llama/Llama-3.1-8B"),
    derivative("nvidia/E", "meta-llama/Llama-3.1-8B", "finetune", created="2026-11-05"),
    derivative("Qwen/F", "someone/unread", ""),
]


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory):
    """The store after two readings of the Hub, a month apart."""
    counts = [
        fetched.children_frame(
            date(2026, 10, 20), Qwen__Qwen3_8B={"finetune": 10, "adapter": 5}, meta_llama__Llama_3={"finetune": 8}
        ),
        fetched.children_frame(
            fetched.DAY, Qwen__Qwen3_8B={"finetune": 15, "adapter": 6}, meta_llama__Llama_3={"finetune": 10}
        ),
    ]
    place = tmp_path_factory.mktemp("later") / "data"
    return open_data(fetched.store(place, hub_models=fetched.models_frame(ITEMS), hub_derivatives=counts))


def test_once_fetched_every_card_is_there_and_nothing_is_waited_for(refreshed):
    view = view_of(refreshed)
    assert [one.name for one in view.cards] == ["through-derivatives", "new-derivatives", "packaged", "children"]
    assert not any("make refresh" in note for note in view.notes)
    for one in view.cards:
        assert set(one.forms) == set(one.table.columns)
        assert set(one.indicators) <= set(refreshed.registry.words["indicators"])
        assert one.alt.endswith(".")
        assert all(one.draw(theme).data for theme in THEMES.values())


def shares(view, month="2026-10-01"):
    table = card(view, "new-derivatives").table
    return table[table["month"] == pd.Timestamp(month)].set_index("entity")["share"].to_dict()


def test_new_derivatives_are_shared_out_by_the_family_of_the_base_they_name(refreshed):
    assert shares(view_of(refreshed)) == pytest.approx(
        {"Qwen": 0.4, "Llama": 0.2, "Repackagers": 0.2, "Not yet placed": 0.2}
    )
    assert shares(view_of(refreshed, by="Region")) == pytest.approx(
        {"China": 0.4, "United States": 0.2, "Repackagers": 0.2, "Not yet placed": 0.2}
    )


def test_the_month_that_is_not_over_is_marked(refreshed):
    table = card(view_of(refreshed), "new-derivatives").table
    assert table.set_index("month")["incomplete"].groupby("month").any().tolist() == [False, True]


def test_a_window_that_ends_earlier_leaves_newer_derivatives_out(refreshed):
    assert card(view_of(refreshed, window=("2024-07", "2026-08")), "new-derivatives") is None


def test_the_leader_is_told_with_and_without_what_is_hardly_downloaded(refreshed):
    # Two of five in October are made from Qwen; of the four with more than five downloads, one.
    assert view_of(refreshed).notes[0] == (
        "Of the derivatives that registered publishers created in October 2026, 40 % were made from models of Qwen, "
        "25 % of those with more than 5 downloads."
    )


def test_only_the_relations_chosen_are_counted_and_they_are_named(refreshed):
    view = view_of(refreshed, relations=("Finetunes",))
    assert shares(view) == {"Qwen": 1.0}
    assert "(finetune)" in card(view, "new-derivatives").subtitle
    assert card(view, "children").table.set_index("entity")["derivatives"].to_dict() == {"Qwen": 15.0, "Llama": 10.0}


def test_relations_of_which_there_is_none_leave_their_cards_out(refreshed):
    assert [one.name for one in view_of(refreshed, relations=("Merges",)).cards] == ["through-derivatives", "children"]
    assert [one.name for one in view_of(refreshed, relations=()).cards] == ["through-derivatives"]


def test_who_packages_whose_follows_the_chain_to_its_first_base(refreshed):
    table = card(view_of(refreshed), "packaged").table
    told = {(row.publisher, row.origin): row.repositories for row in table.itertuples()}
    assert told == {
        ("Unsloth", "Qwen"): 2,
        ("bartowski", "Qwen"): 1,
        ("bartowski", "Llama"): 1,
        ("NVIDIA", "Llama"): 1,
        ("Alibaba", "Not yet placed"): 1,
    }


def test_the_scope_is_said_to_be_that_of_registered_publishers(refreshed):
    for name in ("new-derivatives", "packaged"):
        subtitle = card(view_of(refreshed), name).subtitle
        assert "6 repositories of 4 registered publishers" in subtitle
        assert "everybody else on the Hub are not read" in subtitle


def test_derivatives_of_the_whole_hub_are_counted_with_what_is_new_since_the_reading_before(refreshed):
    table = card(view_of(refreshed), "children").table.set_index("entity")
    assert table["derivatives"].to_dict() == {"Qwen": 21.0, "Llama": 10.0}
    assert table["share_of_new"].to_dict() == pytest.approx({"Qwen": 0.75, "Llama": 0.25})
    assert "a lower bound" in card(view_of(refreshed), "children").subtitle


def test_a_model_of_a_known_maker_outside_its_families_is_of_no_family(data):
    found = parents.groups(data, ["google/t5-base", "Qwen/Qwen3-8B", "unsloth/x", "nobody/x"], "family")
    assert found == {
        "google/t5-base": "no family",
        "Qwen/Qwen3-8B": "qwen",
        "unsloth/x": "repackagers",
        "nobody/x": "unreviewed",
    }


def test_publishers_that_nobody_has_placed_are_counted_and_not_called_registered(tmp_path):
    more = [*ITEMS, derivative("nobody-knows/G", "Qwen/Qwen3-8B")]
    view = view_of(open_data(fetched.store(tmp_path / "data", hub_models=fetched.models_frame(more))))
    for name in ("new-derivatives", "packaged"):
        assert "7 repositories, 6 of them of 4 registered publishers" in card(view, name).subtitle
    assert view.notes[0].startswith("Of the derivatives that all publishers read created in October 2026, ")
    assert "Not yet placed" in set(card(view, "packaged").table["publisher"])
