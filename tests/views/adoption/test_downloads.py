import itertools
from dataclasses import replace

import pandas as pd
import pytest

from lib.charts.theme import THEMES
from lib.views.adoption import downloads
from lib.views.adoption.downloads import FLOW, LEVELS, RUNNING, SHARE
from lib.views.options import resolve
from lib.views.view import NothingToShowError


def view(data, **given):
    return downloads.view(data, replace(resolve(downloads.Options, data, {})[0], **given))


def drawn_points(fig) -> dict[tuple[str, pd.Timestamp], float]:
    """What a reader can read off bars or lines: name, month and value."""
    return {
        (trace.name, pd.Timestamp(day)): float(value)
        for trace in fig.data
        if trace.type == "bar" or trace.mode == "lines"
        for day, value in zip(trace.x, trace.y, strict=True)
        if pd.notna(value)
    }


@pytest.mark.parametrize(
    ("by", "show", "spikes"), list(itertools.product(LEVELS, (FLOW, SHARE, RUNNING), (True, False)))
)
def test_the_chart_draws_what_the_table_holds(data, by, show, spikes):
    card = view(data, by=by, show=show, spikes=spikes).cards[0]
    column = "share" if show == SHARE else "downloads"
    rows = card.table.dropna(subset=[column])
    assert drawn_points(card.draw(THEMES["light"])) == {
        (entity, month): value for entity, month, value in zip(rows["entity"], rows["month"], rows[column], strict=True)
    }
    assert set(card.forms) == set(card.table.columns)


@pytest.mark.parametrize("by", LEVELS)
def test_shares_of_a_month_add_up_to_one_with_what_is_not_broken_down(data, by):
    table = view(data, by=by, show=SHARE).cards[0].table
    assert table.groupby("month")["share"].sum().tolist() == pytest.approx([1.0] * table["month"].nunique())
    assert "Not broken down" in set(table["entity"])


@pytest.mark.parametrize("by", LEVELS)
def test_bands_add_up_to_all_language_models_of_the_source(data, by):
    table = view(data, by=by).cards[0].table
    totals = data.table("hub_totals").set_index("month")["downloads_language_models"]
    assert table.groupby("month")["downloads"].sum().astype("int64").to_dict() == totals.to_dict()


@pytest.mark.parametrize("by", ["Maker", "Country", "Region"])
def test_an_org_that_nobody_placed_yet_is_a_band_of_its_own_and_leads_nothing(data, with_tables, by):
    monthly = data.table("hub_monthly")
    new = monthly[monthly["org"] == "Qwen"].assign(org="newcomer")
    shown = view(with_tables(hub_monthly=pd.concat([monthly, new], ignore_index=True)), by=by)
    assert "Not yet placed" in {trace.name for trace in shown.cards[0].draw(THEMES["light"]).data}
    assert "Not yet placed" not in {figure.label for figure in shown.figures}
    assert "Not yet placed" not in shown.headline


@pytest.mark.parametrize("by", LEVELS)
def test_repackagers_are_a_band_of_their_own_at_every_level(data, by):
    table = view(data, by=by).cards[0].table
    assert "Repackagers" in set(table["entity"])
    assert "unsloth" not in set(table["entity"])


@pytest.mark.parametrize("by", LEVELS)
def test_no_two_bands_look_alike(data, by):
    for theme in THEMES.values():
        fig = view(data, by=by).cards[0].draw(theme)
        colours = [next(iter(set(trace.marker.color))) for trace in fig.data]
        assert len(set(colours)) == len(colours)


def test_the_rest_of_the_hub_is_as_large_as_the_totals_say(data):
    table = view(data, show=SHARE).cards[0].table
    rest = table[table["entity"] == "Not broken down"].set_index("month")["share"]
    months = ("2024-12-01", "2025-12-01", "2026-09-01")
    assert [round(rest[pd.Timestamp(month)], 2) for month in months] == [0.73, 0.34, 0.41]


@pytest.mark.parametrize("show", [FLOW, SHARE, RUNNING])
def test_spike_months_out_are_missing_for_everyone_and_for_the_rest(data, show):
    table = view(data, show=show, spikes=False).cards[0].table
    column = "share" if show == SHARE else "downloads"
    spike = table[table["month"].isin(pd.to_datetime(["2024-10-01", "2024-11-01"]))]
    assert len(spike)
    assert spike[column].isna().all()


def test_the_running_sum_restarts_after_spike_months_and_says_since_when(data):
    shown = view(data, show=RUNNING, spikes=False)
    december = shown.cards[0].table.set_index(["entity", "month"])["downloads"]["Alibaba", pd.Timestamp("2024-12-01")]
    assert round(december / 1e6, 1) == 14.7
    assert "Downloads since December 2024" in shown.cards[0].subtitle
    assert shown.headline.endswith("December 2024 to September 2026.")
    assert "Downloads since July 2024" in view(data, show=RUNNING).cards[0].subtitle


def test_months_with_interpolated_days_are_hatched(data):
    qwen = view(data, by="Publisher").cards[0].table.query("entity == 'Qwen'").set_index("month")["estimate"]
    since = qwen[qwen.index >= pd.Timestamp("2025-03-01")]
    assert since.index[since].strftime("%Y-%m").tolist() == ["2025-06", "2026-04", "2026-05", "2026-06"]


def test_a_publisher_that_was_not_observed_is_missing_and_not_zero(data):
    table = view(data, by="Publisher", window=("2024-07", "2025-06")).cards[0].table
    assert "zai-org" not in set(table["entity"])
    assert (table["downloads"].dropna() > 0).all()


def test_the_subtitle_says_how_much_of_all_downloads_is_named(data):
    assert "59 % of language-model downloads in September 2026" in view(data).cards[0].subtitle


def test_the_headline_names_the_most_downloaded_of_the_last_month(data):
    headline = "Alibaba was downloaded most in September 2026: 264.3M, 30 % of all language-model downloads."
    assert view(data).headline == headline


def test_places_speak_for_their_makers(data):
    assert view(data, by="Region").headline.startswith("Makers in China were downloaded most in September 2026")
    assert view(data, by="Country", show=RUNNING).headline.startswith("Makers in China lead the running sum")


def test_a_window_that_ends_in_a_spike_month_left_out_is_told_by_the_month_before(data):
    assert "in September 2024" in view(data, spikes=False, window=("2024-07", "2024-11")).headline


def test_a_window_of_nothing_but_spike_months_left_out_says_what_to_do(data):
    with pytest.raises(NothingToShowError, match="widen the window"):
        view(data, spikes=False, window=("2024-10", "2024-11"))


def test_the_change_of_a_sum_is_not_taken_across_its_restart(data):
    shown = view(data, show=RUNNING, spikes=False, window=("2024-07", "2025-09"))
    assert {figure.change for figure in shown.figures} == {""}
    assert view(data, show=RUNNING, window=("2024-07", "2025-09")).figures[0].change.startswith("+")


def test_small_publishers_share_a_band_and_their_sum_does_not_fall_when_one_is_missing(with_tables, monthly, totals):
    large = {org: [100, 100, 100] for org in ("Qwen", "google", "microsoft", "nvidia", "mistralai", "openai")}
    large |= {"meta_llama": [100, 100, 100], "deepseek_ai": [100, 100, 100]}
    tiny = with_tables(
        hub_monthly=monthly(**large, tencent=[1, None, 1], baidu=[2, 2, 2]), hub_totals=totals(1000, 1000, 1000)
    )
    smaller = view(tiny, by="Publisher", show=RUNNING).cards[0].table.query("entity == 'Smaller, named'")
    assert smaller["downloads"].tolist() == [3, 5, 8]


def test_the_last_month_is_hollow_if_it_was_not_over_when_the_table_was_known(data, with_tables, monthly, totals):
    as_of = pd.Timestamp(data.provenance("hub_monthly").as_of)
    first = (as_of.replace(day=1) - pd.DateOffset(months=1)).strftime("%Y-%m-%d")
    tiny = with_tables(hub_monthly=monthly(first, Qwen=[1, 3]), hub_totals=totals(9, 9, first=first))
    card = view(tiny, by="Publisher").cards[0]
    qwen = next(trace for trace in card.draw(THEMES["light"]).data if trace.name == "Qwen")
    assert [colour == THEMES["light"].ground for colour in qwen.marker.color] == [False, True]
