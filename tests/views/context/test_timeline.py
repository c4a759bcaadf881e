"""The timeline: which events and months are in view, how an event's date is told, and what is drawn and listed."""

import pandas as pd
import pytest

from lib.charts.theme import THEMES
from lib.data import Data
from lib.views.context import timeline
from lib.views.context.timeline_table import CALLED
from lib.views.events import KINDS
from lib.views.options import resolve
from lib.views.view import NothingToShowError, View


def shown(data: Data, **chosen) -> View:
    options, ignored = resolve(timeline.Options, data, chosen)
    assert not ignored
    return timeline.view(data, options)


def listed(view: View) -> pd.DataFrame:
    rows = view.cards[0].table
    return rows[rows["kind"] != "Downloads in the month"]


def test_every_kind_of_event_has_a_lane_and_words_for_one_and_for_many(data: Data) -> None:
    assert set(data.registry.events["kind"]) <= set(KINDS.values())
    assert set(CALLED) == set(KINDS.values())


def test_by_default_every_event_of_the_registry_is_listed_with_its_source_and_address(data: Data) -> None:
    rows = listed(shown(data))
    assert sorted(rows["what"]) == sorted(data.registry.events["label"])
    assert (rows["source"] != "").all()
    assert rows["url"].str.startswith("http").all()


def test_an_event_of_which_the_month_is_known_spans_the_month_and_no_other_does(data: Data) -> None:
    rows = listed(shown(data)).set_index("what")
    vague = set(data.registry.events.loc[data.registry.events["precision"] == "month", "label"])
    assert set(rows.index[rows["first_day"] < rows["last_day"]]) == vague
    assert [f"{day:%Y-%m-%d}" for day in rows.loc["H20 sales resume", ["first_day", "last_day"]]] == [
        "2025-07-01",
        "2025-07-31",
    ]


def test_a_kind_that_is_not_chosen_is_neither_listed_nor_drawn(data: Data) -> None:
    view = shown(data, kinds=("Export controls",))
    assert set(listed(view)["kind"]) == {"export-control step"}
    notes = [note.text for note in view.cards[0].draw(THEMES["light"]).layout.annotations]
    assert "<b>Export controls</b>" in notes
    assert "<b>Releases</b>" not in notes


def test_a_window_keeps_what_may_have_fallen_in_it(data: Data) -> None:
    view = shown(data, window=("2025-07", "2025-07"))
    rows = listed(view)
    assert "H20 sales resume" in set(rows["what"])
    assert rows["first_day"].min() >= pd.Timestamp("2025-07-01")
    months = view.cards[0].table.query("kind == 'Downloads in the month'")
    assert set(months["first_day"]) == {pd.Timestamp("2025-07-01")}


def test_the_months_offered_begin_with_the_first_event_and_end_with_the_newest_of_both(data: Data) -> None:
    months = timeline.months(data)
    assert months[0] == data.registry.events["day"].min()[:7]
    newest = f"{data.table('hub_monthly')['month'].max():%Y-%m}"
    assert months[-1] == max(newest, data.registry.events["day"].max()[:7])


def test_the_headline_counts_the_events_and_tells_both_ends_of_the_curves(data: Data) -> None:
    view = shown(data)
    counts = data.registry.events["kind"].value_counts()
    assert view.headline.startswith(f"{counts['export-control']} export-control steps, {counts['policy']} policies")
    rows = view.cards[0].table.query("what == 'China' and kind == 'Downloads in the month'").sort_values("first_day")
    assert f"makers in China went from {rows['share'].iloc[0] * 100:.1f} % to" in view.headline


def test_before_the_record_of_downloads_there_are_events_and_the_chart_says_why_no_curve(data: Data) -> None:
    view = shown(data, window=("2022-10", "2023-12"))
    assert view.headline.endswith("No download is counted for these months.")
    notes = [note.text for note in view.cards[0].draw(THEMES["light"]).layout.annotations]
    assert "No downloads are counted before July 2024." in notes


def test_without_an_event_the_curves_remain(data: Data) -> None:
    view = shown(data, kinds=("Policies",), window=("2026-01", "2026-03"))
    assert view.headline.startswith("No event of these kinds, January to March 2026.")
    assert len(listed(view)) == 0
    assert view.cards[0].draw(THEMES["light"]).data


def test_where_neither_is_the_choice_is_named(data: Data) -> None:
    with pytest.raises(NothingToShowError, match="choose more kinds or a longer span"):
        shown(data, kinds=("Policies",), window=("2023-01", "2023-03"))


def test_a_month_that_is_missing_for_one_curve_is_not_compared(data: Data, with_tables, monthly, totals) -> None:
    rows = monthly(Qwen=[10, 20, 30], meta_llama=[40, 10, None])
    small = with_tables(hub_monthly=rows, hub_totals=totals(100, 100, 100))
    headline = shown(small, window=("2025-03", "2025-05")).headline
    assert "March to April 2025: makers in China went from 10 % to 20 % and makers in the United States" in headline


def test_after_is_said_not_to_be_because(data: Data) -> None:
    view = shown(data)
    assert "after is not because" in " ".join(view.notes)
    assert "After is not because." in view.cards[0].subtitle


def test_colours_of_events_are_those_of_their_makers_regions(data: Data) -> None:
    fig = shown(data, kinds=("Releases",)).cards[0].draw(THEMES["light"])
    marks = {trace.name: trace.marker.color for trace in fig.data if trace.mode == "markers" and trace.yaxis == "y2"}
    assert marks["Maker in China"] == data.registry.colour("region", "china", "light")
    assert marks["Maker in the United States"] == data.registry.colour("region", "us", "light")
