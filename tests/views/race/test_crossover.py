import itertools
from dataclasses import replace

import pandas as pd
import pytest

from lib.charts.theme import THEMES
from lib.views.options import controls, resolve
from lib.views.race import crossover, pairs
from lib.views.race.choices import ABSOLUTE, ANCHORED, INDEX, MONTHLY, RUNNING, SCALED, SHARE
from lib.views.view import NothingToShowError

COUNTS = (MONTHLY, RUNNING, ANCHORED, SCALED)
NEEDED = {ANCHORED: 1, SCALED: 2}
"""How many published pairs of levels a count starts from."""
PUBLISHED = {"family": ("October 2025", "March 2026"), "region": ("March 2026",)}
"""The dates for which pairs of levels are published, by level."""


def view(data, **given):
    return crossover.view(data, replace(resolve(crossover.Options, data, {})[0], **given))


def drawn_points(fig, named: str) -> dict[pd.Timestamp, float]:
    """What a reader can read off the lines of one name: day and value."""
    return {
        pd.Timestamp(day): float(value)
        for trace in fig.data
        if trace.name == named and trace.mode == "lines"
        for day, value in zip(trace.x, trace.y, strict=True)
        if pd.notna(value)
    }


@pytest.mark.parametrize(
    ("given", "headline"),
    [
        (
            {},
            "Qwen passed Llama between September and December 2025, by the anchored count: "
            "the month depends on the published levels taken and on their date.",
        ),
        ({"count": MONTHLY}, "Qwen passed Llama for good in April 2025, by downloads in the month."),
        (
            {"count": RUNNING},
            "Qwen passed Llama for good between 30 September and 31 October 2024, by the running sum since July 2024.",
        ),
        (
            {"count": RUNNING, "spikes": False},
            "Qwen passed Llama for good between 31 May and 30 June 2025, by the running sum since December 2024.",
        ),
        (
            {"count": RUNNING, "spikes": False, "interpolated": False},
            "Qwen passed Llama for good between 31 May and 31 July 2025, by the running sum since December 2024.",
        ),
        (
            {"count": SCALED},
            "Qwen passed Llama for good between 30 September and 31 October 2025, "
            "by the count scaled between two published levels.",
        ),
        (
            {"count": MONTHLY, "compare": "Region"},
            "China passed the United States for good in May 2025, by downloads in the month.",
        ),
        (
            {"count": RUNNING, "compare": "Region"},
            "China passed the United States for good between 31 August and 30 September 2025, "
            "by the running sum since July 2024.",
        ),
        (
            {"count": MONTHLY, "families": ("DeepSeek", "Llama"), "interpolated": False},
            "DeepSeek passed Llama for good between March and July 2026, by downloads in the month.",
        ),
        (
            {"count": MONTHLY, "window": ("2025-06", "2026-09")},
            "Qwen led Llama in every month in view, by downloads in the month.",
        ),
    ],
)
def test_the_headline_states_the_finding_and_its_definition(data, given, headline):
    assert view(data, **given).headline == headline


def test_a_tie_at_the_end_is_told(with_tables, monthly, totals):
    tiny = with_tables(hub_monthly=monthly(Qwen=[10, 20], meta_llama=[20, 20]), hub_totals=totals(100, 100))
    assert view(tiny, count=MONTHLY).headline == "Neither leads: the last month in view is a tie."


def test_the_notes_say_which_level_gives_the_earliest_and_the_latest_month(data):
    notes = " ".join(view(data).notes)
    assert "Earliest: September 2025 by" in notes
    assert "Latest: December 2025 by" in notes


def test_the_notes_say_why_the_anchored_month_is_a_range(data):
    assert any("grow only 0.75 times (Qwen) and 0.94 times (Llama) as much" in note for note in view(data).notes)


def test_a_family_is_not_said_to_be_all_that_its_publisher_has(data):
    notes = view(data, count=MONTHLY, families=("GLM", "DeepSeek")).notes
    assert any("GLM stands in for zai-org, which publishes little else" in note for note in notes)


def test_without_spike_months_it_says_that_the_sum_restarts(data):
    notes = view(data, count=RUNNING, spikes=False).notes
    assert "The running sum restarts after the spike months, in December 2024." in notes
    assert not any("restarts" in note for note in view(data, count=RUNNING).notes)


def test_a_sum_that_starts_late_says_since_when(data):
    shown = view(data, count=RUNNING, compare="Maker", makers=("Alibaba", "OpenAI"))
    assert "The running sum starts in August 2025: since then all of these are observed." in shown.notes
    assert "summed since August 2025" in shown.cards[0].subtitle


@pytest.mark.parametrize("show", [ABSOLUTE, SHARE, INDEX])
@pytest.mark.parametrize("count", COUNTS)
def test_the_chart_draws_what_the_table_holds(data, count, show):
    card = view(data, count=count, show=show).cards[0]
    fig = card.draw(THEMES["light"])
    own = card.table[card.table["published_by"] == ""]
    for name, of in own.groupby("entity"):
        known = of.dropna(subset=["value"]).set_index("when")["value"]
        assert drawn_points(fig, name) == known.to_dict()


@pytest.mark.parametrize("count", [MONTHLY, ANCHORED])
def test_each_ring_of_a_published_level_is_in_the_table_with_its_source(data, count):
    card = view(data, count=count).cards[0]
    rings = [
        (trace.name.removesuffix(", published"), pd.Timestamp(day), float(value))
        for trace in card.draw(THEMES["light"]).data
        if trace.name.endswith(", published")
        for day, value in zip(trace.x, trace.y, strict=True)
    ]
    stated = card.table[card.table["published_by"] != ""]
    assert rings
    assert sorted(rings) == sorted(zip(stated["entity"], stated["when"], stated["value"], strict=True))


def test_a_log_axis_and_events_are_drawn_when_asked_for(data):
    fig = view(data, log=True, events=True).cards[0].draw(THEMES["light"])
    assert fig.layout.yaxis.type == "log"
    assert any(trace.name == "Events" for trace in fig.data)
    plain = view(data, events=False).cards[0].draw(THEMES["light"])
    assert not any(trace.name == "Events" for trace in plain.data)
    assert plain.layout.yaxis.range[0] == 0


def test_the_key_figures_are_the_last_values_with_their_month(data):
    qwen, llama = view(data, count=MONTHLY).figures
    assert (qwen.label, qwen.value, qwen.date) == ("Qwen", "264.3M", "September 2026")
    assert (llama.label, llama.value) == ("Llama", "22.8M")


def test_one_side_is_not_enough(data):
    with pytest.raises(NothingToShowError, match="at least two families"):
        view(data, families=("Qwen",))


def test_makers_without_published_levels_are_told_what_to_choose_instead(data):
    with pytest.raises(NothingToShowError, match="Count by month or as a running sum"):
        view(data, compare="Maker", count=ANCHORED)


def test_who_never_changed_places_has_no_strip(data):
    shown = view(data, compare="Maker", makers=("Alibaba", "IBM"), count=MONTHLY)
    assert [card.name for card in shown.cards] == ["curves"]
    assert shown.headline == "Alibaba led IBM in every month in view, by downloads in the month."


@pytest.mark.slow
@pytest.mark.parametrize("level", pairs.LEVELS, ids=lambda level: level.key)
@pytest.mark.parametrize("count", COUNTS)
def test_every_comparison_is_drawn_by_every_count_or_says_why_not(data, level, count):
    for spikes, log, show in itertools.product((True, False), (True, False), (ABSOLUTE, SHARE, INDEX)):
        given = {"compare": level.title, "count": count, "spikes": spikes, "log": log, "show": show}
        if len(PUBLISHED.get(level.key, ())) < NEEDED.get(count, 0):
            with pytest.raises(NothingToShowError, match="Nobody has published levels"):
                view(data, **given)
            continue
        shown = view(data, **given)
        assert len(shown.cards[0].draw(THEMES["dark"]).data) >= 2


@pytest.mark.parametrize("level", pairs.LEVELS, ids=lambda level: level.key)
def test_all_that_are_offered_can_be_drawn_together(data, level):
    offered = controls(crossover.Options)[level.option].allowed(data)
    for count in (MONTHLY, RUNNING):
        shown = view(data, compare=level.title, count=count, **{level.option: offered})
        names = {trace.name for trace in shown.cards[0].draw(THEMES["light"]).data if trace.mode == "lines"}
        assert len(names) == len(offered)


@pytest.mark.slow
@pytest.mark.parametrize("level", pairs.LEVELS, ids=lambda level: level.key)
def test_any_two_can_be_compared(data, level):
    offered = controls(crossover.Options)[level.option].allowed(data)
    for first, second in itertools.islice(itertools.combinations(offered, 2), 0, None, 5):
        for count in (MONTHLY, RUNNING):
            assert view(data, compare=level.title, count=count, **{level.option: (first, second)}).headline


def test_the_all_time_counter_is_offered_only_where_it_was_recorded(data):
    allowed = controls(crossover.Options)["count"].allowed(data)
    held = data.table("hub_models")["downloads_all_time"].notna().any()
    assert ("All-time counter" in allowed) == held


def test_an_anchored_window_after_the_change_does_not_claim_it(data):
    assert view(data, window=("2026-01", "2026-09")).headline == (
        "Qwen led Llama in every month in view, by the anchored count."
    )
