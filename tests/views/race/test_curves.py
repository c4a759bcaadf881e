import shutil
from dataclasses import replace

import pandas as pd
import pytest

from lib import snapshots
from lib.data import open_data
from lib.metrics.readings import BEFORE, END
from lib.views.options import resolve
from lib.views.race import choices
from lib.views.race.choices import ANCHORED, COUNTER, INDEX, MONTHLY, RUNNING, SCALED, SHARE, Options
from lib.views.race.curves import curves, tidy
from lib.views.view import NothingToShowError

PAIR = ["qwen", "llama"]


def chosen(data, **given) -> Options:
    return replace(resolve(Options, data, {})[0], **given)


def drawn(data, level="family", keys=None, **given):
    return curves(data, chosen(data, **given), level, keys or PAIR)


def millions(values: pd.DataFrame, day: str) -> list[float]:
    return [round(value / 1e6, 1) for value in values.loc[day]]


def test_walked_back_from_october_2025_llama_leads_at_the_end_of_september(data):
    values = drawn(data, count=ANCHORED).values
    assert millions(values, "2025-10-31") == [385.3, 346.2]
    assert millions(values, "2025-09-30") == [296.5, 322.1]


def test_walked_forward_from_october_2025_qwen_is_above_what_was_published_in_march_2026(data):
    assert millions(drawn(data, count=ANCHORED).values, "2026-03-31")[0] == 1125.5


def test_the_walk_back_ends_before_a_curve_would_be_below_zero(data):
    values = drawn(data, count=ANCHORED).values
    assert values.index[0] == pd.Timestamp("2025-05-31")
    assert (values.min() >= 0).all()


def test_the_walk_back_is_an_estimate_and_the_published_level_is_not(data):
    for dated, at in ((choices.END, "2025-10-31"), (choices.BEFORE, "2025-09-30")):
        estimate = drawn(data, count=ANCHORED, dated=dated).estimate["qwen"]
        assert estimate[estimate.index < at].all()
        assert not estimate[at]


def test_levels_scaled_between_two_published_ones_are_estimates_and_meet_both(data):
    scaled = drawn(data, count=SCALED)
    assert millions(scaled.values, "2025-10-31") == [385.3, 346.2]
    assert millions(scaled.values, "2026-03-31") == [942.1, 476.0]
    assert scaled.estimate.loc["2025-11-30":"2026-02-28"].all(axis=None)
    assert not scaled.estimate.loc[["2025-10-31", "2026-03-31"]].any(axis=None)


def test_an_anchor_that_does_not_cover_what_is_drawn_gives_way_to_one_that_does(data):
    regions = drawn(data, "region", ["china", "us"], count=ANCHORED)
    assert millions(regions.values, "2026-03-31") == [1150.0, 723.0]


def test_months_with_interpolated_days_are_estimates_though_they_count_as_exact(data):
    estimate = drawn(data, count=MONTHLY).estimate["qwen"]
    months = {f"{month:%Y-%m}" for month in estimate.index[estimate] if month >= pd.Timestamp("2025-03-01")}
    assert months == {"2025-06", "2026-04", "2026-05", "2026-06"}


def test_every_level_but_the_published_one_is_an_estimate(data):
    for dated, stated in ((END, "2025-10-31"), (BEFORE, "2025-09-30")):
        estimate = drawn(data, count=ANCHORED, dated=dated).estimate["qwen"]
        assert estimate.index[~estimate].strftime("%Y-%m-%d").tolist() == [stated]


def test_a_sum_that_holds_an_estimated_month_is_an_estimate(data):
    assert drawn(data, count=RUNNING).estimate.to_numpy().all()
    late = drawn(data, "maker", ["openai", "alibaba"], count=RUNNING).estimate["openai"]
    assert not late[:"2026-03-31"].any()
    assert late["2026-04-30":].all()


def test_spike_months_out_are_a_gap_and_the_running_sum_restarts_after_it(data):
    flow = drawn(data, count=MONTHLY, spikes=False).values
    assert flow.index[flow.isna().all(axis=1)].strftime("%Y-%m").tolist() == ["2024-10", "2024-11"]
    summed = drawn(data, count=RUNNING, spikes=False)
    assert summed.start == pd.Timestamp("2024-12-31")
    assert summed.after_spike
    assert (summed.values.loc["2024-12-31"] == flow.loc["2024-12-01"]).all()


def test_interpolated_months_out_are_a_gap_and_levels_go_on_after_it(data):
    every = drawn(data, count=RUNNING).values
    out = drawn(data, count=RUNNING, interpolated=False).values
    gone = out.index[out.isna().all(axis=1)].strftime("%Y-%m").tolist()
    assert gone == ["2024-08", "2025-06", "2026-04", "2026-05", "2026-06"]
    assert (out.loc["2025-07-31"] == every.loc["2025-07-31"]).all()


def test_a_running_sum_says_since_when_it_sums_whatever_the_window(data):
    late = drawn(data, count=RUNNING, window=("2025-06", "2026-09"))
    assert late.start == pd.Timestamp("2024-07-31")
    assert late.values.index[0] == pd.Timestamp("2025-06-30")


def test_one_that_starts_late_is_compared_from_its_first_month_on(data):
    late = drawn(data, "maker", ["alibaba", "openai"], count=RUNNING)
    assert late.start == pd.Timestamp("2025-08-31")
    assert not late.after_spike
    flow = drawn(data, "maker", ["alibaba", "openai"], count=MONTHLY).values
    assert (late.values.loc["2025-08-31"] == flow.loc["2025-08-01"]).all()


def test_a_window_without_both_is_told(data):
    window = ("2024-07", "2025-01")
    with pytest.raises(NothingToShowError, match="never observed at the same time"):
        drawn(data, "maker", ["alibaba", "openai"], count=MONTHLY, window=window).crossover()


@pytest.mark.parametrize("count", [MONTHLY, RUNNING])
def test_a_window_of_spike_months_left_out_is_told(data, count):
    with pytest.raises(NothingToShowError, match="widen the window"):
        drawn(data, count=count, spikes=False, window=("2024-10", "2024-11"))


def test_a_window_before_the_walk_back_is_told(data):
    with pytest.raises(NothingToShowError, match="widen the window"):
        drawn(data, count=ANCHORED, window=("2024-07", "2025-01"))


def test_a_window_that_ends_in_a_gap_is_drawn_up_to_it(data):
    shown = drawn(data, count=RUNNING, spikes=False, window=("2024-07", "2024-11"))
    assert shown.crossover().leader == "llama"
    assert shown.start == pd.Timestamp("2024-07-31")


def test_the_last_month_is_incomplete_if_it_was_not_over_when_the_table_was_known(data, with_tables, monthly, totals):
    as_of = pd.Timestamp(data.provenance("hub_monthly").as_of)
    first = (as_of.replace(day=1) - pd.DateOffset(months=1)).strftime("%Y-%m-%d")
    tiny = with_tables(hub_monthly=monthly(first, Qwen=[1, 3], meta_llama=[2, 2]), hub_totals=totals(9, 9, first=first))
    assert drawn(tiny, count=MONTHLY).incomplete.tolist() == [False, True]


class TestTidy:
    @pytest.fixture
    def tiny(self, with_tables, monthly, totals):
        table = monthly(Qwen=[None, 10, 30], meta_llama=[10, 10, 20])
        return with_tables(hub_monthly=table, hub_totals=totals(100, 100, 100))

    def shown(self, tiny, show: str) -> dict[str, list[float | None]]:
        rows = tidy(drawn(tiny, count=MONTHLY), show)
        return {key: [None if pd.isna(value) else value for value in of["value"]] for key, of in rows.groupby("entity")}

    def test_absolute_values_are_as_they_are(self, tiny):
        assert self.shown(tiny, choices.ABSOLUTE) == {"llama": [10, 10, 20], "qwen": [None, 10, 30]}

    def test_shares_of_a_month_add_up_to_one_and_are_missing_where_one_side_is(self, tiny):
        assert self.shown(tiny, SHARE) == {"llama": [None, 0.5, 0.4], "qwen": [None, 0.5, 0.6]}

    def test_an_index_is_100_in_the_first_month_in_view(self, tiny):
        assert self.shown(tiny, INDEX) == {"llama": [100, 100, 200], "qwen": [None, 100, 300]}

    def test_an_index_starts_with_the_first_value_above_zero(self, with_tables, monthly, totals):
        table = monthly(Qwen=[0, 10, 30], meta_llama=[10, 10, 20])
        tiny = with_tables(hub_monthly=table, hub_totals=totals(100, 100, 100))
        assert self.shown(tiny, INDEX)["qwen"] == [None, 100, 300]

    def test_the_index_follows_the_window(self, data):
        rows = tidy(drawn(data, count=MONTHLY, window=("2025-03", "2026-09")), INDEX)
        first = rows[rows["when"] == pd.Timestamp("2025-03-01")]
        assert first["value"].tolist() == [100, 100]


def test_the_all_time_counter_goes_on_after_the_last_whole_month(data, tmp_path):
    shutil.copytree(data.folder, tmp_path / "store")
    table = data.table("hub_models")
    rows = table[table["org"].isin(["Qwen", "meta-llama"])].drop_duplicates("org")
    own = rows.assign(day=pd.Timestamp("2026-11-10"), downloads_all_time=[7, 5]).astype(table.dtypes)
    facts = dict.fromkeys(("url", "licence", "citation", "how", "universe"), "")
    facts |= {"as_of": "2026-11-10", "source": "hub", "complete": True, "caveats": ()}
    snapshots.write("hub_models", own, tmp_path / "store", facts)
    values = drawn(open_data(tmp_path / "store"), count=COUNTER).values
    assert sorted(values.loc["2026-11-10"]) == [5, 7]
