import pandas as pd
import pytest

from lib.charts.theme import THEMES
from lib.views import tracked
from lib.views.options import resolve
from lib.views.race import crossover, pairs, single_models, ways
from tests.stores import listed


def view(data, **given):
    options, ignored = resolve(crossover.Options, data, given)
    assert not ignored
    return crossover.view(data, options)


@pytest.fixture(scope="module")
def shown(data):
    return view(data, sensitivity=True)


def card(shown, name):
    return next(each for each in shown.cards if each.name == name)


def test_it_is_shown_where_it_is_asked_for(data, shown):
    assert [each.name for each in view(data).cards] == ["curves", "ways"]
    assert [each.name for each in shown.cards] == ["curves", "ways", "sensitivity", "outliers"]


class TestDates:
    def test_usual_choices_are_those_of_the_ways(self, data, shown):
        rows = card(shown, "sensitivity").table.set_index(["factor", "way"])
        known = ways.table(data, "family", ("qwen", "llama")).set_index("way")
        monthly = rows.loc["Spike months", "monthly"]
        assert (monthly["after"], monthly["by"]) == tuple(known.loc["Monthly downloads", ["after", "by"]])
        levels = rows.loc["Published level", "anchored"]
        anchored = known[(known["count"] == "Anchored") & (known["dated"] == "End of its month")]
        assert (levels["after"], levels["by"]) == (anchored["after"].min(), anchored["by"].max())

    def test_spike_months_move_the_running_sum_by_what_both_ways_say(self, data, shown):
        row = card(shown, "sensitivity").table.set_index(["factor", "way"]).loc["Spike months", "running sum"]
        assert row["choices"] == "in: October 2024; out: June 2025"
        assert row["moved"] == 8

    def test_what_is_not_measured_is_marked_and_said(self, data, shown):
        of = card(shown, "sensitivity")
        assert set(of.table.loc[of.table["bound"], "factor"]) == {"Largest model"}
        assert "not a measurement" in of.subtitle
        assert any("before that day can be computed without an outlying model" in said for said in of.caveats)

    def test_a_bar_stands_for_each_row_hollow_where_nothing_was_measured(self, shown):
        of = card(shown, "sensitivity")
        drawn = of.draw(THEMES["light"]).data
        assert [trace.marker.symbol == "circle-open" for trace in drawn] == of.table["bound"].tolist()
        assert [pd.Timestamp(trace.x[0]) for trace in drawn] == of.table["after"].tolist()
        assert [pd.Timestamp(trace.x[2]) for trace in drawn] == of.table["by"].tolist()

    def test_without_counters_of_models_no_bound_is_made(self, data, with_tables):
        bare = with_tables(hub_models=data.table("hub_models").assign(tracked=False))
        shown = view(bare, sensitivity=True)
        assert [each.name for each in shown.cards] == ["curves", "ways", "sensitivity"]
        of = card(shown, "sensitivity")
        assert not of.table["bound"].any()
        assert "Hollow" not in of.subtitle
        assert any("no day that compares" in said for said in of.caveats)

    def test_a_pair_that_never_changed_places_has_no_card_of_dates(self, with_tables, monthly, totals):
        tiny = with_tables(hub_monthly=monthly(Qwen=[5, 5], meta_llama=[1, 1]), hub_totals=totals(9, 9))
        shown = view(tiny, count="Monthly downloads", sensitivity=True)
        assert "sensitivity" not in [each.name for each in shown.cards]


class TestLead:
    def test_each_day_says_what_the_counters_say(self, data, shown):
        of = card(shown, "outliers").table
        newest = of.iloc[0]
        models = listed(data.table("hub_models"))
        models = models[models["day"] == newest["day"]]
        side = tracked.sides(data, "family", models)
        sums = models.groupby(side)["downloads_30d"].sum()
        largest = models[side == "qwen"].nlargest(1, "downloads_30d").iloc[0]
        assert newest["times"] == sums["qwen"] / sums["llama"]
        assert newest["largest"] == largest["model"]
        assert newest["times_without_largest"] == (sums["qwen"] - largest["downloads_30d"]) / sums["llama"]

    def test_one_day_a_month_the_newest_first(self, shown):
        days = card(shown, "outliers").table["day"]
        assert days.is_monotonic_decreasing
        assert days.dt.to_period("M").is_unique

    def test_the_note_says_on_how_many_days_one_model_decides(self, data, shown):
        read = single_models.readings(single_models.Pair(data, pairs.level_of("Family"), ("qwen", "llama")))
        assert (read["needed"] > 1).all()
        assert shown.notes[-1].startswith(f"On none of the {len(read)} days with enough models does the lead hang")

    def test_where_one_model_makes_the_lead_it_is_said(self, data, with_tables):
        models = data.table("hub_models")
        newest = models[models["day"] == models["day"].max()].copy()
        newest["downloads_30d"] = newest["downloads_30d"].where(newest["org"] != "Qwen", 1)
        one = newest["model"] == newest.loc[newest["org"] == "Qwen", "model"].iloc[0]
        newest["downloads_30d"] = newest["downloads_30d"].where(~one, 10**9)
        shown = view(with_tables(hub_models=newest), sensitivity=True)
        assert shown.notes[-1].startswith("On 1 of the 1 days with enough models the lead hangs on a single one")
        assert card(shown, "outliers").table["needed"].tolist() == [1]

    def test_a_name_as_long_as_a_page_is_cut_where_it_is_told_and_whole_in_the_table(self, data, with_tables):
        models = data.table("hub_models")
        newest = models[models["day"] == models["day"].max()]
        first = newest[newest["org"] == "Qwen"].nlargest(1, "downloads_30d").index[0]
        long = newest.assign(model=newest["model"].where(newest.index != first, f"Qwen/Qwen3-{'W' * 10_000}"))
        of = card(view(with_tables(hub_models=long), sensitivity=True), "outliers")
        assert len(of.alt) < 1000
        assert len(of.table["largest"].iloc[0]) > 10_000

    @pytest.mark.parametrize(
        ("level", "chosen"),
        [
            ("Publisher", {"publishers": ("Qwen", "meta-llama")}),
            ("Maker", {"makers": ("Alibaba", "Meta")}),
            ("Country", {"countries": ("China", "United States")}),
            ("Region", {"regions": ("China", "United States")}),
        ],
    )
    def test_at_every_level_the_sides_are_those_compared(self, data, level, chosen):
        shown = view(data, compare=level, count="Monthly downloads", sensitivity=True, **chosen)
        assert set(card(shown, "outliers").table["leader"]) == {next(iter(chosen.values()))[0]}
