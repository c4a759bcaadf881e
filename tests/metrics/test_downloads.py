import pandas as pd
import pytest

from lib.metrics import downloads

NO_FLAWS = pd.DataFrame(columns=["entity", "from", "to", "kind"])


def flaws(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=["entity", "from", "to", "kind"])
    return table.assign(**{end: pd.to_datetime(table[end]) for end in ("from", "to")})


def monthly(*rows: tuple[str, str, int], exact: bool = True) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=["month", "org", "downloads"])
    return table.assign(month=pd.to_datetime(table["month"]), exact=exact)


def grouped(*rows: tuple[str, str, float | None], estimate: bool = False) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=["month", "entity", "downloads"])
    return table.assign(month=pd.to_datetime(table["month"]), estimate=estimate)


def totals(*rows: tuple[str, int]) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=["month", "downloads_language_models"])
    return table.assign(month=pd.to_datetime(table["month"]))


def values(rows: pd.DataFrame, column: str = "downloads") -> dict[tuple[str, str], float]:
    keys = zip(rows["month"].dt.strftime("%Y-%m"), rows["entity"], strict=True)
    return {key: value for key, value in zip(keys, rows[column], strict=True) if pd.notna(value)}


class TestBy:
    table = monthly(("2025-01-01", "a", 1), ("2025-01-01", "b", 2), ("2025-01-01", "c", 4), ("2025-02-01", "a", 8))
    groups = {"a": "x", "b": "x", "c": "y"}

    def test_a_group_is_the_sum_of_its_orgs(self):
        rows = downloads.by(self.groups, self.table, NO_FLAWS)
        assert values(rows) == {("2025-01", "x"): 3, ("2025-01", "y"): 4, ("2025-02", "x"): 8}

    def test_a_missing_pair_is_missing_and_not_zero(self):
        rows = downloads.by(self.groups, self.table, NO_FLAWS)
        assert len(rows) == 3
        assert ("2025-02", "y") not in values(rows)

    def test_an_org_without_a_group_is_an_error_that_names_it(self):
        with pytest.raises(KeyError, match="'c'"):
            downloads.by({"a": "x", "b": "x"}, self.table, NO_FLAWS)

    def test_one_inexact_org_makes_the_whole_group_an_estimate(self):
        table = self.table.assign(exact=[True, False, True, True])
        assert downloads.by(self.groups, table, NO_FLAWS)["estimate"].tolist() == [True, False, False]

    def test_a_month_with_interpolated_days_is_an_estimate_though_it_counts_as_exact(self):
        known = flaws(("all", "2025-02-03", "2025-02-05", "interpolated"))
        assert downloads.by(self.groups, self.table, known)["estimate"].tolist() == [False, False, True]

    def test_a_spike_is_no_estimate(self):
        known = flaws(("all", "2025-02-01", "2025-02-28", "spike"))
        assert not downloads.by(self.groups, self.table, known)["estimate"].any()

    def test_a_flaw_of_one_org_makes_its_group_an_estimate_and_no_other(self):
        known = flaws(("b", "2025-01-01", "2025-02-28", "interpolated"))
        assert downloads.by(self.groups, self.table, known)["estimate"].tolist() == [True, False, False]

    def test_sums_go_beyond_32_bits(self):
        table = monthly(("2025-01-01", "a", 2**31), ("2025-01-01", "b", 2**31))
        assert values(downloads.by(self.groups, table, NO_FLAWS)) == {("2025-01", "x"): 2**32}

    def test_the_input_is_left_as_it_was(self):
        before = self.table.copy()
        downloads.by(self.groups, self.table, NO_FLAWS)
        pd.testing.assert_frame_equal(self.table, before)


class TestRemainder:
    rows = grouped(("2025-01-01", "x", 3), ("2025-01-01", "y", 4), ("2025-02-01", "x", 8))

    def test_named_and_remainder_add_up_to_the_total(self):
        rows = downloads.with_remainder(self.rows, totals(("2025-01-01", 10), ("2025-02-01", 9)))
        assert values(rows)["2025-01", "remainder"] == 3
        assert values(rows)["2025-02", "remainder"] == 1
        assert rows.groupby("month")["downloads"].sum().tolist() == [10, 9]

    def test_the_named_rows_stay_as_they_were(self):
        rows = downloads.with_remainder(self.rows, totals(("2025-01-01", 10), ("2025-02-01", 9)))
        assert values(rows[rows["entity"] != "remainder"]) == values(self.rows)

    def test_a_total_that_is_too_small_gives_a_missing_remainder_not_a_negative_one(self):
        rows = downloads.with_remainder(self.rows, totals(("2025-01-01", 6), ("2025-02-01", 9)))
        assert ("2025-01", "remainder") not in values(rows)

    def test_a_month_without_a_total_has_a_missing_remainder(self):
        rows = downloads.with_remainder(self.rows, totals(("2025-01-01", 10)))
        assert ("2025-02", "remainder") not in values(rows)
        assert len(rows[rows["entity"] == "remainder"]) == 2

    def test_a_missing_row_does_not_swell_the_remainder(self):
        rows = grouped(("2025-01-01", "x", None), ("2025-01-01", "y", 4))
        assert ("2025-01", "remainder") not in values(downloads.with_remainder(rows, totals(("2025-01-01", 10))))


class TestShare:
    def test_shares_of_a_month_add_up_to_one(self):
        total = totals(("2025-01-01", 10))
        rows = downloads.with_remainder(grouped(("2025-01-01", "x", 3), ("2025-01-01", "y", 5)), total)
        shared = downloads.as_share(rows, total)
        assert values(shared, "share") == {
            ("2025-01", "x"): 0.3,
            ("2025-01", "y"): 0.5,
            ("2025-01", "remainder"): 0.2,
        }

    def test_the_share_is_of_all_language_models_not_of_those_named(self):
        rows = downloads.as_share(grouped(("2025-01-01", "x", 3)), totals(("2025-01-01", 12)))
        assert values(rows, "share") == {("2025-01", "x"): 0.25}

    def test_a_month_without_a_total_has_no_share(self):
        rows = downloads.as_share(grouped(("2025-01-01", "x", 3)), totals(("2025-02-01", 12)))
        assert rows["share"].isna().all()


class TestIncomplete:
    def incomplete(self, as_of: str) -> list[bool]:
        rows = grouped(("2025-01-01", "x", 1), ("2025-02-01", "x", 1))
        return downloads.with_incomplete(rows, pd.Timestamp(as_of))["incomplete"].tolist()

    def test_a_month_that_was_over_at_the_as_of_date_is_complete(self):
        assert self.incomplete("2025-03-01") == [False, False]

    def test_a_month_that_was_not_over_is_incomplete(self):
        assert self.incomplete("2025-02-10") == [False, True]

    def test_a_month_is_not_over_on_its_own_last_day(self):
        assert self.incomplete("2025-02-28") == [False, True]


class TestWithoutSpikes:
    known = flaws(("all", "2024-10-01", "2024-11-30", "spike"))
    rows = grouped(
        *((f"2024-{month:02}-01", entity, 10 * month) for month in (9, 10, 11, 12) for entity in ("x", "remainder"))
    ).assign(share=0.5)

    def test_both_spike_months_are_missing_for_everyone(self):
        out = downloads.without(self.rows, self.known)
        assert set(values(out)) == {(f"2024-{m}", e) for m in ("09", "12") for e in ("x", "remainder")}

    def test_their_rows_stay_so_that_the_gap_is_seen(self):
        assert len(downloads.without(self.rows, self.known)) == len(self.rows)

    def test_their_shares_are_missing_too(self):
        assert set(values(downloads.without(self.rows, self.known), "share")) == {
            (f"2024-{m}", e) for m in ("09", "12") for e in ("x", "remainder")
        }

    def test_without_a_known_spike_nothing_is_taken_out(self):
        assert values(downloads.without(self.rows, NO_FLAWS)) == values(self.rows)


class TestRunning:
    def test_it_adds_up_each_entity_by_itself(self):
        rows = grouped(("2025-01-01", "x", 1), ("2025-01-01", "y", 10), ("2025-02-01", "x", 2), ("2025-02-01", "y", 20))
        assert values(downloads.running(rows)) == {
            ("2025-01", "x"): 1,
            ("2025-02", "x"): 3,
            ("2025-01", "y"): 10,
            ("2025-02", "y"): 30,
        }

    def test_the_order_of_the_rows_does_not_matter(self):
        rows = grouped(("2025-02-01", "x", 2), ("2025-01-01", "x", 1))
        assert values(downloads.running(rows)) == {("2025-01", "x"): 1, ("2025-02", "x"): 3}

    def test_it_restarts_after_a_missing_value(self):
        rows = grouped(
            ("2025-01-01", "x", 1), ("2025-02-01", "x", None), ("2025-03-01", "x", 4), ("2025-04-01", "x", 8)
        )
        assert values(downloads.running(rows)) == {("2025-01", "x"): 1, ("2025-03", "x"): 4, ("2025-04", "x"): 12}

    def test_it_restarts_after_a_month_without_a_row(self):
        rows = grouped(("2025-01-01", "x", 1), ("2025-01-01", "y", 1), ("2025-02-01", "y", 1), ("2025-03-01", "x", 4))
        assert values(downloads.running(rows))["2025-03", "x"] == 4
        assert values(downloads.running(rows))["2025-02", "y"] == 2

    def test_a_month_that_nobody_has_is_a_break_too(self):
        rows = grouped(("2024-12-01", "x", 1), ("2025-01-01", "x", 2), ("2025-03-01", "x", 4))
        assert values(downloads.running(rows)) == {("2024-12", "x"): 1, ("2025-01", "x"): 3, ("2025-03", "x"): 4}

    def test_sums_go_beyond_32_bits(self):
        rows = grouped(("2025-01-01", "x", 2**31), ("2025-02-01", "x", 2**31))
        assert values(downloads.running(rows))["2025-02", "x"] == 2**32


class TestFold:
    rows = grouped(("2025-01-01", "x", 1), ("2025-01-01", "y", 2), ("2025-01-01", "z", 4)).assign(
        share=[0.1, 0.2, 0.4], incomplete=[False, False, True]
    )

    def test_those_not_kept_are_summed_into_one(self):
        folded = downloads.fold(self.rows, ["x"], "smaller")
        assert values(folded) == {("2025-01", "x"): 1, ("2025-01", "smaller"): 6}
        assert values(folded, "share")["2025-01", "smaller"] == pytest.approx(0.6)

    def test_a_month_that_all_of_them_miss_stays_missing(self):
        rows = grouped(("2025-01-01", "x", 1), ("2025-01-01", "y", None), ("2025-01-01", "z", None))
        assert values(downloads.fold(rows, ["x"], "smaller")) == {("2025-01", "x"): 1}

    def test_one_estimate_makes_the_band_one(self):
        rows = self.rows.assign(estimate=[False, True, False])
        folded = downloads.fold(rows, ["x"], "smaller").set_index("entity")
        assert folded["estimate"].to_dict() == {"x": False, "smaller": True}

    def test_incomplete_months_stay_marked(self):
        folded = downloads.fold(self.rows, ["x"], "smaller").set_index("entity")
        assert folded["incomplete"].to_dict() == {"x": False, "smaller": True}


def test_the_largest_are_those_with_most_over_all_months_and_only_of_those_asked_for():
    rows = grouped(("2025-01-01", "x", 5), ("2025-01-01", "y", 3), ("2025-02-01", "y", 3), ("2025-01-01", "z", 9))
    assert downloads.largest(rows, ["x", "y"], 1) == ["y"]
    assert downloads.largest(rows, ["x", "y"], 5) == ["y", "x"]


class TestCounter:
    def models(self, *rows: tuple[str, str, str, int | None]) -> pd.DataFrame:
        table = pd.DataFrame(list(rows), columns=["day", "model", "org", "downloads_all_time"])
        return table.assign(
            day=pd.to_datetime(table["day"]), downloads_all_time=table["downloads_all_time"].astype("Int64")
        )

    groups = {"a": "x", "b": "y"}

    def test_only_models_seen_on_every_day_count(self):
        table = self.models(
            ("2026-01-01", "a/1", "a", 10), ("2026-01-08", "a/1", "a", 11), ("2026-01-08", "a/new", "a", 99)
        )
        assert downloads.counter(table, self.groups, ["x"])["x"].tolist() == [10, 11]

    def test_a_day_on_which_one_side_was_not_observed_has_no_row(self):
        table = self.models(
            ("2026-01-01", "a/1", "a", 10),
            ("2026-01-08", "a/1", "a", 11),
            ("2026-01-08", "b/1", "b", 7),
            ("2026-01-08", "c/1", "c", 1000),
        )
        counted = downloads.counter(table, self.groups, ["x", "y"])
        assert counted.index.tolist() == [pd.Timestamp("2026-01-08")]
        assert counted.iloc[0].to_dict() == {"x": 11, "y": 7}

    def test_a_counter_that_was_not_read_is_missing(self):
        table = self.models(("2026-01-01", "a/1", "a", None), ("2026-01-08", "a/1", "a", 11))
        assert downloads.counter(table, self.groups, ["x"])["x"].to_dict() == {pd.Timestamp("2026-01-08"): 11}

    def test_lifetime_counts_go_beyond_32_bits(self):
        table = self.models(("2026-01-01", "a/1", "a", 2**31), ("2026-01-01", "a/2", "a", 2**31))
        assert downloads.counter(table, self.groups, ["x"])["x"].tolist() == [2**32]


def test_a_sum_that_holds_an_estimated_month_is_an_estimate():
    months = pd.to_datetime(["2025-01-01", "2025-02-01", "2025-03-01"])
    rows = pd.DataFrame(
        {"month": months, "entity": "a", "downloads": [1.0, 2.0, 4.0], "estimate": [False, True, False]}
    )
    assert downloads.running(rows)["estimate"].tolist() == [False, True, True]
