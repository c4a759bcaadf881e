from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from lib.charts.theme import THEMES
from lib.metrics import local, usage
from lib.metrics.verdict import Verdict
from lib.views import tracked
from lib.views.options import resolve
from lib.views.race import definitions as d
from lib.views.race import token_counts, verdict, ways
from lib.views.race.choices import ANCHORED, MONTHLY, RUNNING, SCALED
from lib.views.view import NothingToShowError
from tests.stores import listed

REGIONS, FAMILIES = "China and United States", "Qwen and Llama"


def view(data, **given):
    options, ignored = resolve(verdict.Options, data, given)
    assert not ignored
    return verdict.view(data, options)


@pytest.fixture(scope="module", params=[REGIONS, FAMILIES])
def race(request, data):
    """A race with its definitions."""
    of = verdict.races(data)[request.param]
    return of, verdict.definitions(data, of, d.PLACES)[0]


def of(table: pd.DataFrame, measure: str, **chosen: str) -> pd.Series:
    """The one definition with these choices."""
    for aspect, value in {"measure": measure, **chosen}.items():
        table = table[table[aspect] == value]
    assert len(table) == 1
    return table.iloc[0]


class TestDefinitions:
    def test_each_is_named_apart(self, race):
        assert race[1]["definition"].is_unique

    def test_they_stand_by_lead_the_largest_of_the_first_side_first(self, race):
        assert race[1]["ratio"].is_monotonic_decreasing

    def test_a_lead_is_how_many_times_the_leader_has_as_much(self, race):
        of_race, table = race
        first = table["leader"] == of_race.pair[0]
        assert (table["times"] >= 1).all()
        assert (table.loc[first, "times"] == table.loc[first, "ratio"]).all()
        assert (table.loc[~first, "times"] == 1 / table.loc[~first, "ratio"]).all()

    def test_the_crossings_are_those_of_the_page_that_is_about_them(self, data, race):
        of_race, table = race
        known = ways.table(data, of_race.level.key, of_race.pair)
        own = [
            (of(table, d.DOWNLOADS, window=d.NEWEST), known[known["count"] == MONTHLY]),
            (of(table, d.DOWNLOADS, window=d.WHOLE, spikes=d.SPIKES_IN), known[known["way"] == RUNNING]),
            (
                of(table, d.DOWNLOADS, window=d.WHOLE, spikes=d.SPIKES_OUT),
                known[known["way"] == "Running sum, spike months out"],
            ),
        ]
        for row in table[table["measure"] == d.ANCHORED].to_dict("records"):
            same = (known["count"] == ANCHORED) & (known["anchor"] == row["level"]) & (known["dated"] == row["dated"])
            own.append((row, known[same]))
        own += [
            (row, known[known["count"] == SCALED]) for row in table[table["measure"] == d.SCALED].to_dict("records")
        ]
        for mine, theirs in own:
            assert len(theirs) == 1
            assert (mine["leader"], mine["after"], mine["by"]) == tuple(theirs.iloc[0][["leader", "after", "by"]])
            assert (mine["change"] == "set aside") == theirs.iloc[0]["set_aside"]

    def test_every_published_level_is_taken_at_both_its_dates(self, data):
        table = verdict.definitions(data, verdict.races(data)[FAMILIES], (d.HUB,))[0]
        anchored = table[table["measure"] == d.ANCHORED]
        assert anchored.groupby("level")["dated"].nunique().tolist() == [2, 2]

    def test_a_sum_of_months_is_the_sum_of_what_the_months_have(self, data, with_tables, monthly, totals):
        tiny = with_tables(
            hub_monthly=monthly(Qwen=[1, 1, 2, 3], meta_llama=[9, 4, 4, 4]), hub_totals=totals(100, 100, 100, 100)
        )
        table = verdict.definitions(tiny, verdict.races(tiny)[FAMILIES], (d.HUB,))[0]
        last = of(table, d.DOWNLOADS, window=d.QUARTER)
        assert (last["leader"], last["times"]) == ("llama", 2.0)  # 12 over 6
        assert of(table, d.DOWNLOADS, window=d.WHOLE)["times"] == 3.0  # 21 over 7
        assert d.YEAR not in set(table["window"])

    def test_a_mean_of_shares_weighs_each_month_the_same(self, with_tables, monthly, totals):
        tiny = with_tables(
            hub_monthly=monthly(Qwen=[10, 10, 60], meta_llama=[20, 10, 40], unsloth=[50, 0, 0]),
            hub_totals=totals(100, 40, 4000),
        )
        table = verdict.definitions(tiny, verdict.races(tiny)[FAMILIES], (d.HUB,))[0]
        of_all = of(table, d.SHARE, window=d.WHOLE, denominator=d.OF_ALL)
        assert of_all["ratio"] == pytest.approx((0.1 + 0.25 + 0.015) / (0.2 + 0.25 + 0.01))
        placed = of(table, d.SHARE, window=d.WHOLE, denominator=d.OF_PLACED)
        assert placed["ratio"] == pytest.approx((1 / 3 + 1 / 2 + 0.6) / (2 / 3 + 1 / 2 + 0.4))
        named = of(table, d.SHARE, window=d.WHOLE, denominator=d.OF_NAMED)  # unsloth is below the line, on no side
        assert named["ratio"] == pytest.approx((1 / 8 + 1 / 2 + 0.6) / (2 / 8 + 1 / 2 + 0.4))

    def test_a_month_that_is_not_over_is_not_counted(self, data, with_tables, monthly, totals):
        late = monthly(first="2026-08-01", Qwen=[1, 2, 90], meta_llama=[2, 1, 1])
        tiny = with_tables(hub_monthly=late, hub_totals=totals(9, 9, 99, first="2026-08-01"))
        table = verdict.definitions(tiny, verdict.races(tiny)[FAMILIES], (d.HUB,))[0]
        known = pd.Timestamp(data.provenance("hub_monthly").as_of)
        assert known == pd.Timestamp("2026-10-31")  # on its last day October is not over
        assert of(table, d.DOWNLOADS, window=d.NEWEST)["ratio"] == 2.0

    def test_a_side_that_is_missing_in_the_newest_month_is_not_compared_by_an_older_one(
        self, with_tables, monthly, totals
    ):
        tiny = with_tables(hub_monthly=monthly(Qwen=[1, 2, 3], meta_llama=[2, 3, None]), hub_totals=totals(9, 9, 9))
        table = verdict.definitions(tiny, verdict.races(tiny)[FAMILIES], (d.HUB,))[0]
        assert not set(table["measure"]) & {d.DOWNLOADS, d.SHARE}

    def test_tracked_models_are_summed_on_the_newest_day_alone(self, data, race):
        of_race, table = race
        own = of(table, d.TRACKED)
        assert own["change"] == ""
        assert pd.isna(own["by"])
        if of_race.level.key == "region":
            rows = listed(data.table("hub_models"))
            now = rows[rows["day"] == own["day"]]
            sums = now.groupby(now["org"].map(data.registry.group("hub", now["org"].unique(), "region")))
            first, second = (sums["downloads_30d"].sum()[key] for key in of_race.pair)
            assert own["ratio"] == pytest.approx(first / second)

    def test_tokens_of_the_newest_week_are_those_of_the_page_of_usage(self, data):
        table = verdict.definitions(data, verdict.races(data)[REGIONS], (d.OPENROUTER,))[0]
        rows = data.table("openrouter_weekly")
        weekly = usage.weekly(rows, data.registry.group("openrouter", set(rows["model"]), "region"))
        newest = weekly[weekly["week"] == weekly["week"].max()].set_index("entity")["tokens"]
        own = of(table, d.TOKENS, window=d.NEWEST, weights=d.ANY)
        assert own["ratio"] == pytest.approx(newest["china"] / newest["us"])

    def test_with_open_weights_alone_closed_models_of_a_side_do_not_count(self, data):
        table = verdict.definitions(data, verdict.races(data)[REGIONS], (d.OPENROUTER,))[0]
        both = [of(table, d.TOKENS, window=d.WHOLE, weights=weights)["ratio"] for weights in (d.ANY, d.OPEN)]
        assert both[1] > both[0]  # most tokens of American makers go to closed models

    def test_makers_of_unknown_base_are_below_the_line_or_not(self, data):
        read = token_counts.Rows(data, verdict.races(data)[REGIONS])
        rows = data.table("openrouter_weekly")
        region = rows["model"].map(data.registry.group("openrouter", set(rows["model"]), "region"))
        rows = rows[rows["week"] <= pd.Timestamp("2026-08-10")].assign(region=region)  # the weeks that were over
        for chosen, out in ((d.OF_NAMED, ["remainder"]), (d.OF_PLACED, ["remainder", "unknown"])):
            named = rows[~rows["region"].isin(out)]
            by_week = named.pivot_table(index="week", columns="region", values="tokens", aggfunc="sum")
            shares = by_week.div(named.groupby("week")["tokens"].sum(), axis=0).mean()
            definition = d.Definition(d.TOKEN_SHARE, d.WHOLE, denominator=chosen, weights=d.ANY)
            newest = token_counts.counted(read, definition).series.iloc[-1]
            assert newest["china"] / newest["us"] == pytest.approx(shares["china"] / shares["us"])

    def test_by_origin_a_copy_counts_for_who_made_what_it_was_made_from(self, data, with_tables):
        models = data.table("hub_models")
        newest = models[models["day"] == models["day"].max()]
        row = newest[newest["org"] == "Qwen"].iloc[[0]]
        made = [
            row.assign(model=name, org=name.split("/")[0], base_model=base, tracked=False, downloads_30d=count)
            for name, base, count in (
                ("unsloth/Qwen3-8B-GGUF", "Qwen/Qwen3-8B", 1_000_000),
                ("unsloth/again", "unsloth/Qwen3-8B-GGUF", 200_000),  # its chain begins with Qwen
                ("unsloth/Llama-3.1-8B", "meta-llama/Llama-3.1-8B", 50_000),
                ("unsloth/nobodys", "nobody/knows", 9_000_000),
            )
        ]
        with_made = with_tables(hub_models=pd.concat([newest, *made], ignore_index=True))
        table = verdict.definitions(with_made, verdict.races(data)[FAMILIES], (d.HUB,))[0]
        publisher, origin = (of(table, d.TRACKED, origin=chosen) for chosen in (d.BY_PUBLISHER, d.BY_ORIGIN))
        ranked = newest.assign(family=tracked.sides(data, "family", newest))
        sums = ranked.groupby("family")["downloads_30d"].sum()
        assert publisher["ratio"] == sums["qwen"] / sums["llama"]
        assert origin["ratio"] == (sums["qwen"] + 1_200_000) / (sums["llama"] + 50_000)
        assert origin["definition"] == "Hub 30-day counter, by the base model's origin"

    def test_by_origin_a_makers_own_model_counts_for_its_base(self, data, with_tables):
        models = data.table("hub_models")
        newest = models[models["day"] == models["day"].max()]
        distilled = newest["model"] == newest.loc[newest["org"] == "deepseek-ai", "model"].iloc[0]
        named = newest.assign(base_model=newest["base_model"].mask(distilled, "meta-llama/Llama-3.1-8B"))
        table = verdict.definitions(with_tables(hub_models=named), verdict.races(data)[REGIONS], (d.HUB,))[0]
        sums = newest.groupby(tracked.sides(data, "region", newest))["downloads_30d"].sum()
        moved = newest.loc[distilled, "downloads_30d"].iloc[0]
        own = of(table, d.TRACKED, origin=d.BY_ORIGIN)
        assert own["ratio"] == (sums["china"] - moved) / (sums["us"] + moved)

    def test_where_no_model_names_a_base_it_is_said_what_is_waited_for(self, data, race):
        assert d.BY_ORIGIN not in set(race[1]["origin"])
        left_out = verdict.definitions(data, race[0], d.PLACES)[1]
        assert [many for why, many in left_out.items() if "name their base" in why] == [1]

    def test_pulls_gained_are_those_of_the_page_of_local_use(self, data):
        table = verdict.definitions(data, verdict.races(data)[FAMILIES], (d.OLLAMA,))[0]
        gained = local.gained(data.table("ollama_prefixes")).set_index("prefix")
        own = of(table, d.GAINED, window=d.WHOLE, lumped=d.LUMPED_IN)
        assert own["ratio"] == pytest.approx(gained["gained"]["qwen"] / gained["gained"]["llama"])
        stock = of(table, d.PULLS, lumped=d.LUMPED_IN)
        assert stock["ratio"] == pytest.approx(gained["pulls_all_time"]["qwen"] / gained["pulls_all_time"]["llama"])

    def test_a_region_keeps_the_models_that_its_makers_published_under_a_name_of_theirs(self, data):
        table = verdict.definitions(data, verdict.races(data)[REGIONS], (d.OLLAMA,))[0]
        assert d.LUMPED_OUT not in set(table["lumped"])
        rows = data.table("ollama_prefixes")
        newest = rows[rows["day"] == rows["day"].max()]
        region = newest["prefix"].map(data.registry.group("ollama", newest["prefix"], "region"))
        sums = newest.groupby(region)["pulls_all_time"].sum()
        assert of(table, d.PULLS)["ratio"] == pytest.approx(sums["china"] / sums["us"])

    def test_month_ends_do_not_carry_three_months_that_end_on_another_day(self, data):
        table, left_out, _ = verdict.definitions(data, verdict.races(data)[FAMILIES], (d.OLLAMA,))
        gained = table[table["measure"] == d.GAINED]
        assert set(gained.loc[gained["lumped"] == d.LUMPED_OUT, "window"]) == {d.WHOLE}
        assert set(gained.loc[gained["lumped"] == d.LUMPED_IN, "window"]) == {d.QUARTER, d.YEAR, d.WHOLE}
        assert [many for why, many in left_out.items() if "the week before its window" in why] == [2]

    def test_with_spikes_out_no_step_of_pulls_that_one_touches_counts_for_either_side(self, data, with_tables):
        weeks = pd.to_datetime(["2026-04-26", "2026-05-03", "2026-05-10", "2026-05-24", "2026-05-31", "2026-06-07"])
        pulls = {"deepseek": [10, 11, 50, 90, 91, 94], "llama": [20, 26, 32, 38, 40, 42]}
        rows = [
            (day, prefix, 1, value)
            for prefix, values in pulls.items()
            for day, value in zip(weeks, values, strict=True)
        ]
        tiny = with_tables(ollama_prefixes=pd.DataFrame(rows, columns=["day", "prefix", "models", "pulls_all_time"]))
        table = verdict.definitions(tiny, verdict.races(tiny)[REGIONS], (d.OLLAMA,))[0]
        held, out = (of(table, d.GAINED, window=d.WHOLE, spikes=spikes) for spikes in (d.SPIKES_IN, d.SPIKES_OUT))
        assert (held["leader"], held["ratio"]) == ("china", 84 / 22)
        assert (out["leader"], out["ratio"]) == ("us", 5 / 10)  # 1, 1 and 3 of China; 6, 2 and 2 of the US
        assert held["change"] == "set aside"
        assert out["change"] != "set aside"

    def test_spikes_of_other_prefixes_leave_nothing_out_of_a_race(self, data):
        table = verdict.definitions(data, verdict.races(data)[FAMILIES], (d.OLLAMA,))[0]
        assert d.SPIKES_OUT not in set(table["spikes"])

    def test_open_weight_lines_are_compared_by_families_alone(self, data):
        table, left_out, _ = verdict.definitions(data, verdict.races(data)[REGIONS], (d.OPENROUTER,))
        assert d.LINES not in set(table["measure"])
        assert [many for why, many in left_out.items() if "open-weight lines" in why] == [8]
        families = verdict.definitions(data, verdict.races(data)[FAMILIES], (d.OPENROUTER,))[0]
        assert d.LINES in set(families["measure"])

    def test_a_lead_that_is_younger_than_its_window_is_not_for_good(self, data, with_tables):
        days = pd.date_range("2026-08-01", "2026-09-07")
        for passed, change in ((9, "dated"), (8, "recent")):  # a mean of seven days passes on the second of them
            llama = [0.1] * (len(days) - passed) + [0.9] * passed
            lines = pd.DataFrame({"Qwen": 0.3, "Llama": llama}, index=days).rename_axis("day")
            lines = lines.reset_index().melt("day", var_name="line", value_name="share")
            tiny = with_tables(openrouter_lines=lines)
            table = verdict.definitions(tiny, verdict.races(tiny)[FAMILIES], (d.OPENROUTER,))[0]
            own = of(table, d.LINES, window=d.NEWEST)
            assert (own["leader"], own["change"]) == ("llama", change)

    def test_below_the_line_only_what_says_something_else_is_counted_apart(self, data, race):
        shares = race[1][race[1]["measure"].isin([d.SHARE, d.TOKEN_SHARE])]
        chosen = [aspect for aspect in d.ASPECTS if aspect != "denominator"]
        told = shares.assign(times=shares["times"].map("{:.1f}".format))
        assert not told.duplicated([*chosen, "leader", "times", "after", "by"]).any()
        left_out = verdict.definitions(data, race[0], d.PLACES)[1]
        assert sum(many for why, many in left_out.items() if "counts once" in why) > 0

    def test_a_side_that_is_outside_the_top_50_on_many_days_has_no_mean(self, data):
        table = verdict.definitions(data, verdict.races(data)[FAMILIES], (d.OPENROUTER,))[0]
        assert table["window"].tolist() == [d.NEWEST]  # Llama was in it on each of the last seven days only

    def test_a_lifetime_counter_counts_where_snapshots_hold_it(self, data, with_tables):
        models = data.table("hub_models")
        newest = models[models["day"] == models["day"].max()]
        held = newest.assign(downloads_all_time=newest["downloads_30d"])
        table = verdict.definitions(with_tables(hub_models=held), verdict.races(data)[FAMILIES], (d.HUB,))[0]
        assert of(table, d.LIFETIME)["leader"] == "qwen"
        assert d.LIFETIME not in set(verdict.definitions(data, verdict.races(data)[FAMILIES], (d.HUB,))[0]["measure"])


GOOD = d.Found(Verdict(pd.Timestamp("2025-01-31"), 1, 1, 1, None), holds_spike=True, holds_interpolated=True)  # type: ignore[arg-type]


class TestExclusions:
    """Each rule with a definition that it leaves out, and the one beside it that counts."""

    @pytest.mark.parametrize(
        ("out", "kept", "found"),
        [
            (d.Definition(d.SHARE, d.NEWEST), d.Definition(d.SHARE, d.QUARTER), GOOD),
            (d.Definition(d.TOKEN_SHARE, d.NEWEST), d.Definition(d.TOKENS, d.NEWEST), GOOD),
            (
                d.Definition(d.DOWNLOADS, d.QUARTER, spikes=d.SPIKES_OUT),
                d.Definition(d.DOWNLOADS, d.QUARTER, spikes=d.SPIKES_IN),
                replace(GOOD, holds_spike=False),
            ),
            (
                d.Definition(d.SHARE, d.YEAR, interpolated=d.INTERPOLATED_OUT),
                d.Definition(d.SHARE, d.YEAR, interpolated=d.INTERPOLATED_IN),
                replace(GOOD, holds_interpolated=False),
            ),
            (d.Definition(d.GAINED, d.NEWEST), d.Definition(d.GAINED, d.QUARTER), GOOD),
            (d.Definition(d.TOKENS, d.YEAR), d.Definition(d.TOKENS, d.WHOLE), replace(GOOD, whole=True)),
            (d.Definition(d.LINES, d.YEAR), d.Definition(d.TOKENS, d.YEAR), replace(GOOD, families=False)),
            (
                d.Definition(d.PULLS, lumped=d.LUMPED_OUT),
                d.Definition(d.PULLS, lumped=d.LUMPED_IN),
                replace(GOOD, families=False),
            ),
            (
                d.Definition(d.SHARE, d.YEAR, denominator=d.OF_NAMED),
                d.Definition(d.SHARE, d.YEAR, denominator=d.OF_ALL),
                replace(GOOD, repeats=True),
            ),
        ],
    )
    def test_a_rule_leaves_out_what_it_says_and_no_more(self, out, kept, found):
        assert d.excluded(out, found)
        assert not d.excluded(kept, found)

    def test_what_cannot_be_computed_does_not_count(self):
        assert "missing, not zero" in d.excluded(d.Definition(d.TOKENS, d.WHOLE), d.Found(None))

    def test_an_origin_that_no_model_names_is_waited_for(self):
        assert "refresh" in d.excluded(d.Definition(d.TRACKED, origin=d.BY_ORIGIN), d.Found(None))
        assert not d.excluded(d.Definition(d.TRACKED, origin=d.BY_ORIGIN), GOOD)
        assert "missing, not zero" in d.excluded(d.Definition(d.TRACKED, origin=d.BY_PUBLISHER), d.Found(None))

    def test_what_the_choices_alone_decide_is_decided_without_numbers(self):
        assert d.excluded_by_choice(d.Definition(d.SHARE, d.NEWEST)) == d.excluded(
            d.Definition(d.SHARE, d.NEWEST), GOOD
        )
        assert not d.excluded_by_choice(d.Definition(d.SHARE, d.YEAR))

    def test_lines_and_names_lumped_in_are_for_families(self):
        for chosen in (d.Definition(d.LINES, d.YEAR), d.Definition(d.GAINED, d.YEAR, lumped=d.LUMPED_OUT)):
            assert d.excluded_by_choice(chosen, families=False)
            assert not d.excluded_by_choice(chosen)

    def test_where_there_is_a_spike_it_can_be_left_out(self):
        assert not d.excluded(d.Definition(d.DOWNLOADS, d.WHOLE, spikes=d.SPIKES_OUT), GOOD)

    def test_every_combination_is_tried_once(self):
        tried = list(d.every(("one", "other"), d.PLACES))
        assert len(tried) == len(set(tried))
        assert sum(one.measure == d.ANCHORED for one in tried) == 4
        assert sum(one.measure == d.SHARE for one in tried) == 4 * 3 * 2 * 2

    def test_every_choice_of_the_dimensions_is_an_aspect_of_the_grid(self):
        named = {aspect for measures in d.DIMENSIONS.values() for open_to in measures.values() for aspect in open_to}
        assert named <= set(d.ASPECTS)


class TestView:
    def test_the_headline_counts_definitions_by_place(self, data):
        said = view(data, race=REGIONS).headline
        table = verdict.definitions(data, verdict.races(data)[REGIONS], d.PLACES)[0]
        wins = (table["leader"] == "china").sum()
        assert said.startswith(f"China leads the United States under {wins} of {len(table)} definitions: ")
        assert "Ollama library 0 of 7" in said

    def test_a_place_can_be_looked_at_alone(self, data):
        shown = view(data, race=FAMILIES, places=(d.HUB,))
        assert shown.headline.startswith("Qwen leads Llama under all ")
        assert set(shown.cards[0].table["counted_at"]) == {d.HUB}

    def test_tables_by_which_a_definition_is_left_out_are_named_too(self, data):
        named = view(data, race=FAMILIES, places=(d.OPENROUTER,)).cards[0].tables
        assert named == ("openrouter_weekly", "openrouter_lines")  # no definition by weeks counts Llama

    def test_the_coverage_of_the_hub_is_told_only_where_it_counts(self, data):
        told = {places: view(data, places=places).cards[0].subtitle for places in ((d.HUB,), (d.OLLAMA,))}
        assert "publishers told apart" in told[(d.HUB,)]
        assert told[(d.OLLAMA,)].endswith("Counted at: Ollama library.")

    def test_who_wins_fewer_is_not_the_leader_of_the_headline(self, data):
        assert view(data, race=REGIONS, places=(d.OLLAMA,)).headline.startswith(
            "The United States leads China under all 7 "
        )

    def test_it_says_that_a_count_of_choices_is_no_probability(self, data):
        shown = view(data)
        assert any("not a probability" in note for note in shown.notes)
        assert all("not a probability" in card.subtitle for card in shown.cards)

    def test_the_key_figures_add_up_to_all_definitions(self, data):
        won = [figure.value.split(" of ") for figure in view(data, race=FAMILIES).figures[:2]]
        assert sum(int(wins) for wins, _ in won) == int(won[0][1])

    def test_the_rules_are_told_with_how_many_they_left_out(self, data):
        caveats = view(data).cards[0].caveats
        assert any(said.startswith("18 combinations left out. A share of a single month") for said in caveats)
        assert "Window: Newest period, Last 3 months, Last 12 months and Whole record." in caveats

    def test_the_chart_draws_what_the_table_holds(self, data):
        card = view(data, race=FAMILIES).cards[0]
        drawn = {
            carried[0]: max(ratio, 1 / ratio)
            for trace in card.draw(THEMES["light"]).data
            if trace.name.startswith("lead")
            for carried, ratio in zip(trace.customdata, trace.y, strict=True)
        }
        assert drawn == card.table.set_index("definition")["times"].to_dict()

    def test_a_point_opens_the_link_that_keyboards_reach_in_the_list(self, data):
        card = view(data).cards[0]
        assert card.links == tuple(card.opens.values())
        assert set(card.opens) <= set(card.table["definition"])
        assert all(link.label == key for key, link in card.opens.items())

    def test_a_definition_that_no_page_shows_opens_nothing(self, data):
        card = view(data).cards[0]
        shown = card.table.set_index("definition")
        bare = shown.drop(index=list(card.opens))
        odd = (
            bare["denominator"].isin([d.OF_NAMED, d.OF_PLACED])
            | (bare["weights"] == d.OPEN)
            | (bare["lumped"] == d.LUMPED_OUT)
            | ((bare["measure"] == d.GAINED) & (bare["spikes"] == d.SPIKES_OUT))
        )
        assert len(bare)
        assert odd.all()

    def test_a_sum_of_a_window_opens_the_page_that_sums_over_it(self, data):
        link = view(data, race=FAMILIES).cards[0].opens["Hub downloads, last 3 months"]
        assert link.page == "adoption/downloads"
        assert link.options == {"by": "Publisher", "show": "Running sum", "window": ("2026-07", "2026-09")}

    def test_the_dates_are_told_with_the_definitions_that_give_them(self, data):
        notes = " ".join(view(data, race=FAMILIES, places=(d.HUB,)).notes)
        first = "between 31 March and 30 April 2025 (Hub downloads, newest period)"
        last = "between 30 November and 31 December 2025 (Anchored Hub level, ATOM Report, Mar 2026, end of its month)"
        assert f"Qwen passed Llama for good: at the earliest {first}, at the latest {last}." in notes

    def test_definitions_divide_by_measure_as_the_table_says(self, data):
        shown = view(data, race=FAMILIES)
        table, divided = shown.cards[0].table, shown.cards[1].table
        assert divided["definitions"].sum() == len(table)
        assert divided.set_index("measure")["qwen"].to_dict() == (
            (table["leader"] == "Qwen").groupby(table["measure"]).sum().to_dict()
        )

    def test_a_lead_younger_than_its_window_is_told_without_for_good(self, data):
        notes = view(data, race=FAMILIES).notes
        assert (
            "By one definition Llama passed Qwen less than a window ago, too recently to be for good: "
            "between 3 September and 4 September 2026 (OpenRouter open-weight lines, newest period)."
        ) in notes
        assert not any("Llama passed Qwen for good" in note for note in notes)

    def test_it_says_how_many_of_the_definitions_each_place_has(self, data):
        shown = view(data)
        of_hub = (shown.cards[0].table["counted_at"] == d.HUB).sum()
        assert any(f"{of_hub} of the {len(shown.cards[0].table)} are of the Hugging Face Hub" in n for n in shown.notes)

    def test_only_tables_by_which_a_race_is_counted_are_named(self, data):
        named = view(data, race=REGIONS, places=(d.OPENROUTER, d.OLLAMA)).cards[0].tables
        assert named == ("openrouter_weekly", "ollama_prefixes")

    def test_with_nothing_to_compare_it_says_so(self, data, with_tables):
        lines = data.table("openrouter_lines")
        tiny = with_tables(
            openrouter_lines=lines[lines["line"] == "Qwen"],
            openrouter_weekly=data.table("openrouter_weekly").iloc[:0],
        )
        with pytest.raises(NothingToShowError, match="No definition"):
            view(tiny, race=FAMILIES, places=(d.OPENROUTER,))


KEPT = Path(__file__).with_name("kept_verdicts.csv")
"""What each definition said before its rows were read once for all of them, of the data as shipped then."""


@pytest.mark.parametrize("of_race", [REGIONS, FAMILIES])
def test_what_is_read_once_for_all_says_what_each_definition_said_on_its_own(data, of_race):
    race = verdict.races(data)[of_race]
    kept = pd.read_csv(KEPT, parse_dates=["after", "by"], keep_default_na=False, na_values={"after": "", "by": ""})
    kept = kept[kept["race"] == race.level.key].drop(columns="race").set_index("definition")
    now = verdict.definitions(data, race, d.PLACES)[0].set_index("definition").reindex(kept.index)
    pd.testing.assert_frame_equal(now[list(kept.columns)], kept, check_dtype=False, rtol=1e-12)
