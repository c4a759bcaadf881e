from html import unescape

import pandas as pd
import pytest

from lib.charts.theme import THEMES
from lib.views.options import resolve
from lib.views.race import crossover, pairs, ways

FAMILY, REGION, MAKER = (pairs.level_of(title) for title in ("Family", "Region", "Maker"))
RACES = {"family": (FAMILY, ("qwen", "llama")), "region": (REGION, ("china", "us"))}


def months(table: pd.DataFrame, **which: object) -> set[str]:
    """The months by whose end the lead has changed, of the ways for which each column in `which` has its value."""
    for column, value in which.items():
        table = table[table[column] == value]
    return set(table["by"].dt.strftime("%Y-%m"))


@pytest.fixture(scope="module", params=RACES)
def race(request, data):
    level, pair = RACES[request.param]
    return level, pair, ways.table(data, level.key, pair)


class TestQwenAndLlama:
    @pytest.fixture
    def table(self, data):
        return ways.table(data, "family", ("qwen", "llama"))

    def test_by_month_qwen_passes_in_april_2025(self, table):
        assert months(table, count="Monthly downloads") == {"2025-04"}

    def test_by_the_running_sum_without_spike_months_it_is_june_or_july(self, table):
        out = table[(table["count"] == "Running sum") & ~table["set_aside"]].set_index("way")
        assert {way: f"{row.after:%Y-%m-%d} {row.by:%Y-%m-%d}" for way, row in out.iterrows()} == {
            "Running sum, spike months out": "2025-05-31 2025-06-30",
            "Running sum, spike and interpolated months out": "2025-05-31 2025-07-31",
        }

    def test_with_the_spike_months_the_running_sum_is_set_aside(self, table):
        assert table.loc[table["set_aside"], "way"].tolist() == ["Running sum"]

    def test_others_have_published_september_and_october(self, table):
        assert months(table, published=True) == {"2025-09", "2025-10"}

    def test_the_anchored_counts_go_from_september_to_december(self, table):
        assert months(table, count="Anchored") == {"2025-09", "2025-10", "2025-12"}

    def test_all_say_that_qwen_leads(self, table):
        assert set(table["leader"]) == {"qwen"}

    def test_the_strip_goes_from_april_to_december(self, table):
        drawn = ways.changes(table)
        assert (f"{drawn['by'].min():%Y-%m}", f"{drawn['by'].max():%Y-%m}") == ("2025-04", "2025-12")


class TestChinaAndTheUnitedStates:
    @pytest.fixture
    def table(self, data):
        return ways.table(data, "region", ("china", "us"))

    def test_by_month_china_passes_in_may_2025(self, table):
        assert months(table, count="Monthly downloads") == {"2025-05"}

    def test_by_the_running_sum_since_july_2024_it_is_september(self, table):
        assert table.set_index("way").loc["Running sum", "by"] == pd.Timestamp("2025-09-30")

    def test_without_spike_months_it_is_july(self, table):
        assert months(table, count="Running sum", spikes=False) == {"2025-07"}

    def test_others_have_published_july_and_august(self, table):
        assert months(table, published=True) == {"2025-07", "2025-08"}

    def test_the_anchored_counts_say_july_or_december(self, table):
        assert months(table, count="Anchored") == {"2025-07", "2025-12"}


def test_the_chart_draws_the_rows_of_the_table(data, race):
    level, pair, table = race
    card = ways.card(data, level, pair, table, "Title")
    fig = card.draw(THEMES["light"])
    drawn = [(unescape(trace.name), trace.x[0], trace.x[-1]) for trace in fig.data]
    assert drawn == list(zip(card.table["way"], card.table["after"], card.table["by"], strict=True))
    assert card.table["by"].is_monotonic_increasing


def test_each_computed_way_is_linked_to_the_view_that_gives_it(data, race):
    level, pair, table = race
    card = ways.card(data, level, pair, table, "Title")
    assert [link.label for link in card.links] == card.table.loc[~card.table["published"], "way"].tolist()
    dated = ways.changes(table).set_index("way")
    for link in card.links:
        given = {key: value == "true" if value in ("true", "false") else value for key, value in link.options.items()}
        options, ignored = resolve(crossover.Options, data, given)
        assert ignored == []
        found = crossover.curves(data, options, level.key, list(pair)).crossover()
        assert found.leader == dated.loc[link.label, "leader"]
        assert found.by + pd.offsets.MonthEnd(0) == dated.loc[link.label, "by"]


def test_each_published_way_says_where_it_stands(data, race):
    level, pair, table = race
    rows = ways.card(data, level, pair, table, "Title").table
    assert rows.loc[rows["published"], "url"].str.startswith("http").all()
    assert set(rows.loc[~rows["published"], "url"]) == {""}
    assert rows["note"].notna().all()


def test_what_is_set_aside_is_told_and_not_drawn(data):
    table = ways.table(data, "family", ("qwen", "llama"))
    card = ways.card(data, FAMILY, ("qwen", "llama"), table, "Title")
    assert "Running sum" not in set(card.table["way"])
    assert [caveat for caveat in card.caveats if "not drawn" in caveat] == [
        "Running sum puts the change of lead in October 2024, a month in which the whole source jumps for no known "
        "reason; it is told here and not drawn."
    ]


def test_the_subtitle_says_what_is_counted_and_how_much_of_it(data):
    table = ways.table(data, "family", ("qwen", "llama"))
    subtitle = ways.card(data, FAMILY, ("qwen", "llama"), table, "Title").subtitle
    assert "own language models on the Hugging Face Hub" in subtitle
    assert ways.coverage(data, "family", ("qwen", "llama")) in subtitle


def test_coverage_is_the_share_of_all_language_models_in_the_newest_month(with_tables, monthly, totals):
    tiny = with_tables(
        hub_monthly=monthly(Qwen=[10, 30], meta_llama=[10, 20], google=[1, 1]), hub_totals=totals(100, 200)
    )
    assert ways.coverage(tiny, "family", ("qwen", "llama")) == (
        "Together 25 % of language-model downloads in April 2025, by 2 of the 3 publishers told apart."
    )


def test_who_never_changed_places_has_no_change_to_draw(with_tables, monthly, totals):
    tiny = with_tables(hub_monthly=monthly(Qwen=[10, 30], google=[1, 2]), hub_totals=totals(100, 200))
    assert ways.changes(ways.table(tiny, "maker", ("alibaba", "google"))).empty


def test_a_note_with_markup_is_shown_as_written(data):
    table = ways.table(data, "family", ("qwen", "llama"))
    hostile = table.assign(way="<b>x</b>", note=table["note"].where(~table["published"], "<i>y</i>"))
    fig = ways.card(data, FAMILY, ("qwen", "llama"), hostile, "Title").draw(THEMES["light"])
    said = [text for trace in fig.data for text in trace.customdata]
    assert all(text.startswith("<b>&lt;b&gt;x&lt;/b&gt;</b><br>") for text in said)
    assert not any("<i>" in text for text in said)


def test_events_of_a_family_are_those_of_its_maker_and_of_everyone_but_not_of_other_services(data):
    events = data.registry.events[data.registry.events["service"] != "openrouter"]
    shown = ways.events(data, "family", ["qwen", "llama"])
    labels = set(events.loc[events["maker"].isin(["alibaba", "meta"]), "label"])
    labels |= set(events.loc[events["kind"].isin(["export-control", "counting"]), "label"])
    assert set(shown["label"]) == labels


def test_a_country_has_no_releases_of_its_own_to_tell(data):
    assert "release" not in set(ways.events(data, "country", ["CHN", "USA"])["kind"])
