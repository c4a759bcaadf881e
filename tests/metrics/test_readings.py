import pandas as pd
import pytest

from lib.metrics import readings
from lib.metrics.crossover import Anchor

PAIR = ("a", "b")


def at(written: str) -> pd.Timestamp:
    return pd.Timestamp(written)


def rows(a: list[float | None], b: list[float | None], first: str = "2025-01-01") -> pd.DataFrame:
    """Monthly downloads of two entities; None leaves the row out."""
    months = pd.date_range(first, periods=len(a), freq="MS")
    found = [
        (month, entity, value)
        for entity, values in (("a", a), ("b", b))
        for month, value in zip(months, values, strict=True)
        if value is not None
    ]
    return pd.DataFrame(found, columns=["month", "entity", "downloads"]).assign(estimate=False)


def flaws(*known: tuple[str, str, str]) -> pd.DataFrame:
    table = pd.DataFrame([("all", *one) for one in known], columns=["entity", "from", "to", "kind"])
    return table.assign(**{end: pd.to_datetime(table[end]) for end in ("from", "to")})


NONE = flaws()


class TestAnchors:
    names = pd.DataFrame(
        [
            ("late", "Report, March", "family", "a", "f3"),
            ("late", "Report, March", "family", "b", "f4"),
            ("early", "Report, January", "family", "a", "f1"),
            ("early", "Report, January", "family", "b", "f2"),
            ("lone", "One side only", "family", "a", "f1"),
            ("regions", "Regions", "region", "a", "f1"),
            ("regions", "Regions", "region", "b", "f2"),
        ],
        columns=["anchor", "name", "kind", "entity", "figure"],
    )
    figures = pd.DataFrame(
        [
            ("f1", "A", "2025-01-31", "10"),
            ("f2", "B", "2025-01-31", "20"),
            ("f3", "A", "2025-03-31", "2147483648"),
            ("f4", "B", "2025-03-31", "40"),
        ],
        columns=["figure", "entity", "date", "value"],
    )

    def test_they_come_oldest_first_dated_to_their_month(self):
        found = readings.anchors(self.names, self.figures, "family", PAIR)
        assert [(one.key, one.month) for one in found] == [("early", at("2025-01-01")), ("late", at("2025-03-01"))]

    def test_levels_stand_under_the_entity_of_the_registry(self):
        early, late = readings.anchors(self.names, self.figures, "family", PAIR)
        assert early.levels == {"a": 10, "b": 20}
        assert late.levels == {"a": 2**31, "b": 40}

    def test_one_that_does_not_state_a_level_for_all_is_left_out(self):
        assert readings.anchors(self.names, self.figures, "family", ("a", "b", "c")) == []

    def test_only_those_of_the_level_asked_for_are_found(self):
        assert [one.key for one in readings.anchors(self.names, self.figures, "region", PAIR)] == ["regions"]


class TestFlows:
    def test_a_missing_pair_is_a_missing_value(self):
        wide = readings.flows(rows([1, 2], [None, 20]), PAIR)
        assert wide["a"].tolist() == [1, 2]
        assert wide["b"].isna().tolist() == [True, False]

    def test_a_month_without_any_row_is_a_row_of_missing_values(self):
        wide = readings.flows(rows([1, None, 4], [10, None, 40]), PAIR)
        assert wide.index.tolist() == [at("2025-01-01"), at("2025-02-01"), at("2025-03-01")]
        assert wide.loc["2025-02-01"].isna().all()

    def test_an_entity_without_any_row_is_missing_throughout(self):
        assert readings.flows(rows([1], [None]), PAIR)["b"].isna().all()


class TestRunning:
    def test_sums_stand_at_month_ends(self):
        summed = readings.running(rows([1, 2], [10, 20]), PAIR)
        assert summed["a"].to_dict() == {at("2025-01-31"): 1, at("2025-02-28"): 3}
        assert summed["b"].to_dict() == {at("2025-01-31"): 10, at("2025-02-28"): 30}

    def test_all_restart_after_a_month_that_one_of_them_misses(self):
        summed = readings.running(rows([1, 2, 4, 8], [10, None, 40, 80]), PAIR)
        assert summed.loc["2025-02-28"].isna().all()
        assert summed.loc["2025-03-31"].to_dict() == {"a": 4, "b": 40}
        assert summed.loc["2025-04-30"].to_dict() == {"a": 12, "b": 120}

    def test_one_that_starts_late_is_not_compared_with_the_whole_past_of_the_other(self):
        summed = readings.running(rows([100, 1, 1], [None, 2, 2]), PAIR)
        assert summed.loc["2025-03-31"].to_dict() == {"a": 2, "b": 4}

    def test_sums_go_beyond_32_bits(self):
        assert readings.running(rows([2**31, 2**31], [1, 1]), PAIR)["a"].iloc[-1] == 2**32


class TestLastStretch:
    def levels(self, values: list[float | None]) -> pd.DataFrame:
        ends = pd.date_range("2025-01-31", periods=len(values), freq="ME")
        return pd.DataFrame({"a": values, "b": values}, index=ends, dtype="float64")

    def test_without_a_gap_it_is_everything(self):
        assert len(readings.last_stretch(self.levels([1, 2, 3]))) == 3

    def test_it_begins_after_the_last_gap(self):
        assert readings.last_stretch(self.levels([1, None, 3, None, 5, 6]))["a"].tolist() == [5, 6]

    def test_a_gap_at_the_very_end_does_not_empty_it(self):
        assert readings.last_stretch(self.levels([1, None, 3, 4, None]))["a"].tolist() == [3, 4]

    def test_of_nothing_known_it_is_empty(self):
        assert readings.last_stretch(self.levels([None, None])).empty


class TestObserved:
    june = flaws(("2025-02-10", "2025-02-20", "interpolated"))

    def test_a_month_end_among_filled_in_days_is_missing_and_the_level_goes_on_after_it(self):
        summed = readings.running(rows([1, 2, 4], [10, 20, 40]), PAIR)
        kept = readings.observed(summed, self.june)
        assert kept.loc["2025-02-28"].isna().all()
        assert kept.loc["2025-03-31"].to_dict() == {"a": 7, "b": 70}

    def test_a_flow_of_such_a_month_is_missing(self):
        kept = readings.observed(readings.flows(rows([1, 2, 4], [10, 20, 40]), PAIR), self.june)
        assert kept["a"].dropna().tolist() == [1, 4]

    def test_months_estimated_otherwise_stay(self):
        flow = readings.flows(rows([1, 2, 4], [10, 20, 40]), PAIR)
        kept = readings.observed(flow, flaws(("2025-02-01", "2025-02-28", "estimate")))
        assert kept["a"].tolist() == [1, 2, 4]


def ways(table: pd.DataFrame) -> dict[str, tuple[str | None, str, str]]:
    """By way: who leads, after which day, by which day."""
    return {
        row.way: (
            None if pd.isna(row.leader) else row.leader,
            *("" if pd.isna(day) else f"{day:%Y-%m-%d}" for day in (row.after, row.by)),
        )
        for row in table.itertuples()
    }


class TestEveryWay:
    # January to June: a gains on b from March on; April jumps for the whole source, May has interpolated days.
    table = rows([1, 1, 5, 90, 5, 9], [4, 4, 4, 60, 4, 4])
    known = flaws(("2025-04-01", "2025-04-30", "spike"), ("2025-05-05", "2025-05-25", "interpolated"))

    def test_a_flow_names_its_month_so_it_passes_after_the_end_of_the_month_before(self):
        found = ways(readings.every_way(self.table, self.known, [], PAIR))
        assert found["Monthly downloads"] == ("a", "2025-02-28", "2025-03-31")

    def test_a_flow_that_passes_across_months_not_observed_passes_after_the_last_one_that_is(self):
        found = ways(readings.every_way(rows([1, None, 9], [4, 4, 4]), NONE, [], PAIR))
        assert found["Monthly downloads"] == ("a", "2025-01-31", "2025-03-31")

    def test_a_running_sum_passes_between_two_month_ends(self):
        found = ways(readings.every_way(self.table, NONE, [], PAIR))
        assert found["Running sum"] == ("a", "2025-03-31", "2025-04-30")

    def test_without_the_spike_the_sum_restarts_after_it(self):
        table = rows([1, 1, 1, 90, 3, 9], [4, 4, 4, 60, 4, 4])
        found = ways(readings.every_way(table, flaws(("2025-04-01", "2025-04-30", "spike")), [], PAIR))
        assert found["Running sum, spike months out"] == ("a", "2025-05-31", "2025-06-30")

    def test_without_filled_in_days_the_range_is_wider_not_moved(self):
        table = rows([90, 3, 9, 9], [60, 4, 4, 4])
        known = flaws(("2025-01-01", "2025-01-31", "spike"), ("2025-03-05", "2025-03-25", "interpolated"))
        found = ways(readings.every_way(table, known, [], PAIR))
        assert found["Running sum, spike months out"] == ("a", "2025-02-28", "2025-03-31")
        assert found["Running sum, spike and interpolated months out"] == ("a", "2025-02-28", "2025-04-30")

    def test_a_crossing_that_rests_on_a_spike_month_is_set_aside_and_no_other(self):
        table = readings.every_way(self.table, self.known, [], PAIR)
        assert table.loc[table["set_aside"], "way"].tolist() == ["Running sum"]

    def test_each_anchor_gives_a_way_for_either_end_of_its_month(self):
        anchors = [Anchor("k", "Report", at("2025-06-01"), {"a": 205, "b": 200})]
        table = readings.every_way(rows([10] * 6, [1] * 6), NONE, anchors, PAIR)
        found = ways(table)
        assert found["Report, placed at 31 May 2025"] == ("a", "2025-04-30", "2025-05-31")
        assert found["Report, placed at 30 Jun 2025"] == ("a", "2025-05-31", "2025-06-30")
        dated = table[table["count"] == "Anchored"].set_index("way")["dated"].to_dict()
        assert dated == {
            "Report, placed at 31 May 2025": readings.BEFORE,
            "Report, placed at 30 Jun 2025": readings.END,
        }

    def test_two_anchors_give_a_scaled_way_too_and_one_does_not(self):
        one = Anchor("k", "First", at("2025-02-01"), {"a": 30, "b": 60})
        two = Anchor("l", "Second", at("2025-05-01"), {"a": 90, "b": 63})
        table = rows([10] * 6, [1] * 6)
        assert "Scaled" not in set(readings.every_way(table, NONE, [one], PAIR)["count"])
        scaled = readings.every_way(table, NONE, [one, two], PAIR).set_index("count").loc["Scaled"]
        # From 30 and 60 at the end of February by 20 and 1 a month: 50 and 61 in March, 70 and 62 in April.
        assert (scaled["after"], scaled["by"]) == (at("2025-03-31"), at("2025-04-30"))

    def test_there_is_no_scaled_way_over_months_that_are_not_known(self):
        one = Anchor("k", "First", at("2025-02-01"), {"a": 30, "b": 60})
        two = Anchor("l", "Second", at("2026-05-01"), {"a": 90, "b": 63})
        assert "Scaled" not in set(readings.every_way(rows([10] * 6, [1] * 6), NONE, [one, two], PAIR)["count"])

    def test_who_leads_throughout_has_no_dates(self):
        found = ways(readings.every_way(rows([5, 5], [4, 4]), NONE, [], PAIR))
        assert found["Monthly downloads"] == ("a", "", "")

    def test_two_that_were_never_observed_together_have_no_leader(self):
        found = ways(readings.every_way(rows([5, None], [None, 4]), NONE, [], PAIR))
        assert set(found.values()) == {(None, "", "")}

    def test_a_tie_at_the_end_has_no_leader(self):
        assert ways(readings.every_way(rows([1, 4], [4, 4]), NONE, [], PAIR))["Monthly downloads"] == (None, "", "")


class TestPublished:
    names = {"Qwen": "qwen", "Llama": "llama"}

    def figures(self, entity: str, date: str = "2025-09-30", precision: str = "month") -> pd.DataFrame:
        return pd.DataFrame(
            [("crossover_date", entity, date, precision, "A paper", "https://example.org/paper", "said so")],
            columns=["metric", "entity", "date", "precision", "publisher", "url", "note"],
        )

    def test_a_month_is_the_whole_of_it(self):
        found = readings.published(self.figures("Qwen over Llama (cumulative HF)"), self.names)
        row = found.iloc[0]
        assert (row["leader"], row["after"], row["by"]) == ("qwen", at("2025-08-31"), at("2025-09-30"))
        assert (row["way"], row["url"], row["note"]) == (
            "Published: A paper",
            "https://example.org/paper",
            "said so",
        )

    def test_a_day_is_that_day(self):
        found = readings.published(self.figures("Qwen over Llama (HF)", "2025-09-12", "day"), self.names)
        assert (found.iloc[0]["after"], found.iloc[0]["by"]) == (at("2025-09-11"), at("2025-09-12"))

    @pytest.mark.parametrize(
        "entity",
        [
            "Qwen over Llama (OpenRouter weekly tokens)",
            "Qwen over Gemma (cumulative HF)",
            "Asia over Llama (cumulative HF)",
            "Qwen and Llama",
        ],
    )
    def test_what_is_of_another_pair_or_another_service_is_left_out(self, entity):
        found = readings.published(self.figures(entity), self.names)
        assert found.empty
        assert "by" in found

    def test_another_metric_is_no_crossing(self):
        other = self.figures("Qwen over Llama (cumulative HF)").assign(metric="downloads_cumulative")
        assert readings.published(other, self.names).empty
