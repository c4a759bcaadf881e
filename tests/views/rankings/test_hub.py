"""The page on tracked models: what it says, what it shows, what it leaves out."""

from datetime import date
from pathlib import Path
from tempfile import mkdtemp

import pandas as pd
import pytest

from lib.charts.theme import THEMES
from lib.data import Data
from lib.metrics.hub import FEWEST
from lib.registry import Registry
from lib.views.options import resolve
from lib.views.rankings import hub
from lib.views.rankings.board import BARS
from lib.views.view import NothingToShowError, View
from tests.stores import modelled

APRIL, MAY, JUNE = "2026-04-01", "2026-05-06", "2026-06-23"
FILLER = {f"mistralai/filler-{number:03}": 1 for number in range(FEWEST)}
"""As many models as a day needs to be offered, each with one download."""
COUNTS = {
    APRIL: FILLER | {"Qwen/Qwen3-8B": 4000, "meta-llama/Llama-3.2-1B": 5000},
    MAY: FILLER | {"Qwen/Qwen3-8B": 6000, "Qwen/Qwen3-8B-FP8": 700, "meta-llama/Llama-3.2-1B": 3000},
    JUNE: {"Qwen/Qwen3-8B": 99},
}


def store(
    registry: Registry,
    counts: dict[str, dict[str, int]] = COUNTS,
    guessed: tuple[str, ...] = (),
    totals: dict[str, int] | None = None,
    sources: tuple[tuple[str, str], ...] = (),
) -> Data:
    """A store that holds nothing but these counters, and the lifetime one of Qwen3-8B by day; sources by vintage."""
    rows = pd.DataFrame(
        [(pd.Timestamp(day), model, count) for day, of in counts.items() for model, count in of.items()],
        columns=["day", "model", "downloads_30d"],
    ).astype({"downloads_30d": "Int64", "model": "str"})
    rows = rows.assign(
        org=rows["model"].str.split("/").str[0].astype("str"),
        likes=pd.array([1] * len(rows), "Int64"),
        tracked=True,
        day_is_estimate=rows["day"].isin(pd.to_datetime(list(guessed))),
        downloads_all_time=pd.array([pd.NA] * len(rows), "Int64"),
        fetched_at=pd.NaT,
    )
    for day, total in (totals or {}).items():
        rows.loc[(rows["day"] == day) & (rows["model"] == "Qwen/Qwen3-8B"), "downloads_all_time"] = total
    data = modelled(Data(Path("nowhere"), registry, None, {"hub_models": rows}), rows, Path(mkdtemp()))
    object.__setattr__(data, "sources", lambda name: [(date.fromisoformat(day), source) for day, source in sources])
    return data


def seen(data: Data, **given: object) -> View:
    options, ignored = resolve(hub.Options, data, given)
    assert not ignored
    return hub.view(data, options)


def card(view: View, name: str):
    return next(card for card in view.cards if card.name == name)


def test_days_with_too_few_models_are_not_offered_and_the_newest_comes_first(registry: Registry):
    assert hub.days(store(registry)) == (MAY, APRIL)


def test_a_store_without_a_full_day_says_what_is_missing(registry: Registry):
    with pytest.raises(NothingToShowError, match=str(FEWEST)):
        hub.days(store(registry, {JUNE: COUNTS[JUNE]}))


def test_the_headline_names_the_first_its_maker_and_the_shares_among_the_models_read(registry: Registry):
    data = store(registry)
    headline = seen(data).headline
    assert headline.startswith("Qwen3-8B (Alibaba, China) leads the tracked open language models, with 6K downloads")
    # 6,700 of 10,000 downloads are Chinese, 3,000 American, 300 neither.
    assert "Among the 303 models read that day" in headline
    assert "makers in China have 67 % and makers in the United States have 30 % of the downloads" in headline


def test_the_title_speaks_of_tracked_models_and_the_subtitle_says_how_many_were_read(registry: Registry):
    ranking = card(seen(store(registry)), "ranking")
    assert ranking.title == "Tracked open language models by 30-day downloads, 6 May 2026"
    assert "303 of 303 tracked models were read that day" in ranking.subtitle
    assert "among the 302 models read on both dates" in ranking.subtitle


def test_only_models_read_on_both_dates_move(registry: Registry):
    table = card(seen(store(registry)), "ranking").table.set_index("model")
    assert table.loc["Qwen/Qwen3-8B", "movement"] == 1
    assert table.loc["meta-llama/Llama-3.2-1B", "movement"] == -1
    assert pd.isna(table.loc["Qwen/Qwen3-8B-FP8", "movement"])
    assert table.loc["Qwen/Qwen3-8B-FP8", "seen"] == "new to the list"


def test_a_filter_keeps_the_ranks_among_all_and_adds_places_within_it(registry: Registry):
    view = seen(store(registry), country=("United States",))
    table = card(view, "ranking").table
    assert list(table["model"]) == ["meta-llama/Llama-3.2-1B"]
    assert (table["rank"].iloc[0], table["place"].iloc[0]) == (2, 1)
    assert "among all 303 tracked models read that day it ranks 2" in view.headline
    assert "Ranks are among all 303" in card(view, "ranking").subtitle


@pytest.mark.parametrize(
    ("given", "count"),
    [
        ({"search": "qwen fp8"}, 1),
        ({"search": "QWEN3"}, 2),
        ({"search": "Qwen3.8B"}, None),
        ({"maker": ("Alibaba", "Meta")}, 3),
        ({"size": ("7-9B",)}, 2),
        ({"size": ("unknown",)}, FEWEST),
        ({"maker": ("Meta",), "size": ("7-9B",)}, None),
    ],
)
def test_every_part_of_the_filter_must_hold(registry: Registry, given: dict, count: int | None):
    data = store(registry)
    if count is None:
        with pytest.raises(NothingToShowError, match="6 May 2026"):
            seen(data, **given)
    else:
        assert len(card(seen(data, **given), "ranking").table) == count


def test_a_date_to_compare_with_that_is_not_earlier_is_replaced_and_said(registry: Registry):
    view = seen(store(registry), against=MAY)
    assert any("not earlier" in note for note in view.notes)
    assert "since 1 April 2026" in card(view, "ranking").subtitle


def test_the_first_date_has_no_movement_and_says_so(registry: Registry):
    view = seen(store(registry), day=APRIL)
    assert card(view, "ranking").table["movement"].isna().all()
    assert any("no movement" in note for note in view.notes)
    assert "no earlier date" in card(view, "ranking").subtitle


def test_bars_are_few_and_the_table_has_all(registry: Registry):
    ranking = card(seen(store(registry)), "ranking")
    assert len(ranking.table) == 303
    assert sum(len(trace.x) for trace in ranking.draw(THEMES["light"]).data) == BARS


def test_of_more_than_a_thousand_models_the_first_are_listed_and_the_others_are_not_called_unread(registry: Registry):
    many = {f"mistralai/filler-{number:04}": 10 for number in range(1100)}
    counts = {
        APRIL: many | {"Qwen/Qwen3-8B": 4000},
        MAY: many | {"Qwen/Qwen3-8B": 1, "meta-llama/Llama-3.2-1B": 3000},
    }
    shown = seen(store(registry, counts), model="Qwen/Qwen3-8B")
    ranking = card(shown, "ranking")
    assert "1,102 of 1,102 tracked models were read that day, of which the first 1,000 are listed" in ranking.subtitle
    assert "a model without an arrow was not listed then" in ranking.subtitle
    assert len(ranking.table) == 1000
    history = card(shown, "history")
    assert "It is not among the first 1,000 of 1,102 on 6 May 2026." in history.subtitle
    assert list(history.table["downloads_30d"]) == [4000, 1]
    assert list(history.table["rank"].isna()) == [False, True]
    assert "was not read or not among the first that are listed and leaves" in card(shown, "places").subtitle


def test_a_history_is_shown_only_for_a_chosen_model_and_breaks_where_it_was_not_read(registry: Registry):
    data = store(registry, COUNTS | {"2026-04-20": {"meta-llama/Llama-3.2-1B": 1}})
    assert [one.name for one in seen(data).cards] == ["ranking", "places"]
    history = card(seen(data, model="Qwen/Qwen3-8B", search="llama"), "history")
    assert [None if pd.isna(count) else count for count in history.table["downloads_30d"]] == [4000, None, 6000, 99]
    assert "Read on 3 of 4 dates" in history.subtitle
    drawn = history.draw(THEMES["light"]).data[0]
    assert [None if pd.isna(count) else count for count in drawn.y] == [4000, None, 6000, 99]


def test_what_a_model_gained_has_a_card_only_where_its_lifetime_counter_is_known_twice(registry: Registry):
    asked = {"model": "Qwen/Qwen3-8B"}
    once = store(registry, totals={APRIL: 1000})
    assert [one.name for one in seen(once, **asked).cards] == ["history", "ranking", "places"]
    twice = store(registry, totals={APRIL: 1000, MAY: 1350})
    assert [one.name for one in seen(twice, **asked).cards] == ["history", "gained", "ranking", "places"]
    table = card(seen(twice, **asked), "gained").table
    assert (table["gained_a_day"].iloc[1], table["days_counted"].iloc[1], table["over_gap"].iloc[1]) == (10, 35, True)


def test_a_gain_over_days_without_a_reading_is_hollow_and_no_line_leads_to_it(registry: Registry):
    days = {"2026-05-01": 10, "2026-05-02": 12, "2026-05-05": 18}
    counts = {day: FILLER | {"Qwen/Qwen3-8B": 1} for day in days}
    gained = card(seen(store(registry, counts, totals=days), model="Qwen/Qwen3-8B"), "gained")
    line, points = gained.draw(THEMES["light"]).data
    assert [None if pd.isna(gain) else gain for gain in line.y] == [None, 2, None, None, 2]
    assert list(points.marker.symbol) == ["circle", "circle-open"]
    assert "Hollow: a mean over several days" in gained.subtitle


def test_a_counter_that_falls_or_stands_still_is_marked_by_shape_in_words_and_in_the_table(registry: Registry):
    days = {"2026-05-01": 100, "2026-05-02": 100, "2026-05-03": 60, "2026-05-04": 110}
    counts = {day: FILLER | {"Qwen/Qwen3-8B": 50} for day in days}
    gained = card(seen(store(registry, counts, totals=days), model="Qwen/Qwen3-8B"), "gained")
    assert list(gained.table["mark"]) == ["", "stale", "revised", "revised"]
    assert gained.table["gained_a_day"].isna().all()
    marks = {trace.name: trace for trace in gained.draw(THEMES["light"]).data if trace.name in ("Revised", "Stale")}
    assert (marks["Revised"].marker.symbol, marks["Stale"].marker.symbol) == ("x", "diamond-open")
    assert list(marks["Revised"].customdata) == [
        "The counter fell by 40: 60 in all",
        "The counter jumped back by 50: 110 in all",
    ]
    assert list(marks["Stale"].customdata) == ["The counter stood still: 100 in all"]
    assert "Cross on the axis: the counter fell or jumped back" in gained.subtitle
    assert "Diamond on the axis: the same total came twice" in gained.subtitle
    assert gained.alt.endswith("not known on any day; revised on 2 days and stale on 1 days.")


SOURCES = ((APRIL, "llmfit"), (MAY, "hub"))


def test_a_change_of_source_is_a_labelled_vertical_and_a_note_with_what_was_read(registry: Registry):
    view = seen(store(registry, sources=SOURCES), model="Qwen/Qwen3-8B")
    (note,) = [note for note in view.notes if "source of the counters" in note]
    assert note.startswith("On 6 May 2026 the source of the counters changed from llmfit to Hugging Face Hub")
    assert "303 were read then, 302 on the date before" in note
    for name in ("places", "history"):
        assert "Thin vertical: the source changed" in card(view, name).subtitle
        fig = card(view, name).draw(THEMES["light"])
        assert [f"{shape.x0:%Y-%m-%d}" for shape in fig.layout.shapes if shape.line.dash is None] == [MAY]
        assert "Source: Hugging Face Hub" in [label.text for label in fig.layout.annotations]


@pytest.mark.parametrize("sources", [(), ((APRIL, "llmfit"),), ((APRIL, "hub"), (MAY, "hub"))])
def test_without_a_change_of_source_there_is_no_vertical_and_no_note(registry: Registry, sources: tuple):
    view = seen(store(registry, sources=sources))
    assert not any("source of the counters" in note for note in view.notes)
    assert "Thin vertical" not in card(view, "places").subtitle
    assert not card(view, "places").draw(THEMES["light"]).layout.shapes


def test_a_publisher_that_is_not_placed_yet_is_told_once_and_can_be_chosen(registry: Registry):
    data = store(registry, {MAY: FILLER | {"newcomer/first": 9000}})
    view = seen(data, country=("Not yet placed",))
    assert "first (Not yet placed) leads the 1 models that match" in view.headline
    assert "Not yet placed, Not yet placed" not in card(seen(data, model="newcomer/first"), "history").subtitle


def test_only_makers_of_tracked_models_are_offered(registry: Registry):
    data = store(registry, COUNTS)
    rows = data.table("hub_models")
    rows.loc[rows["org"] == "meta-llama", "tracked"] = False
    fresh = modelled(Data(data.folder, registry), rows, Path(mkdtemp()))
    assert "Meta" not in hub._named(fresh, "maker")
    assert "Alibaba" in hub._named(fresh, "maker")


def test_the_places_are_drawn_over_offered_dates_only(registry: Registry):
    places = card(seen(store(registry)), "places")
    assert sorted(set(places.table["day"].dt.strftime("%Y-%m-%d"))) == [APRIL, MAY]
    first = places.draw(THEMES["light"]).data[0]
    assert list(first.y) == [2, 1]


def test_an_estimated_day_is_said_and_drawn_hollow(registry: Registry):
    guess = "2026-10-05"
    view = seen(store(registry, COUNTS | {guess: COUNTS[MAY]}, guessed=(guess,)))
    assert any("5 October 2026 is an estimate" in note for note in view.notes)
    line = card(view, "places").draw(THEMES["light"]).data[0]
    assert [mark.endswith("-open") for mark in line.marker.symbol] == [False, False, True]


def test_a_hostile_name_is_text_in_every_chart(registry: Registry):
    name = "Qwen/<b>x"
    data = store(registry, {MAY: FILLER | {name: 9000}})
    for one in seen(data, model=name).cards:
        written = one.draw(THEMES["light"]).to_json().replace("\\u003c", "<").replace("\\u003e", ">")
        assert "<b>x" not in written
        assert "&lt;b&gt;x" in written


def test_every_column_of_a_table_has_a_form(registry: Registry):
    for given in ({"model": "Qwen/Qwen3-8B"}, {"search": "qwen"}):
        for one in seen(store(registry), **given).cards:
            assert set(one.table.columns) <= set(one.forms)


def test_a_caveat_names_its_days_and_its_model(data):
    told = hub.view(data, resolve(hub.Options, data, {})[0]).cards[0].caveats
    assert any(one.startswith("24 April 2026: On this date fewer than 300") for one in told)
    assert any(one.startswith("22 April 2026 to 23 May 2026, Qwen/Qwen3-VL-2B-Instruct: ") for one in told)
