from datetime import date

import pandas as pd
import pytest

from lib.metrics import launches
from lib.metrics.launches import at_checkpoints, curves, launched, standing
from tests.launched import RELEASE, item, reading, totals

NO_MODELS = pd.DataFrame(columns=["model", "total_params_b", "release_date"], dtype="str")


def stated(**cells: str) -> pd.DataFrame:
    return pd.DataFrame([{"model": "Qwen/Nova-A", "total_params_b": "", "release_date": "", **cells}])


def of(*frames: pd.DataFrame, known: pd.DataFrame = NO_MODELS) -> pd.DataFrame:
    return curves(pd.concat(frames, ignore_index=True), known)


def test_the_age_is_in_days_since_the_repository_was_created():
    rows = of(*totals({0: {"A": 5}, 7: {"A": 10}}))
    assert rows["age"].tolist() == [0, 7]
    assert rows["released"].unique().tolist() == [pd.Timestamp(RELEASE)]
    assert rows["downloads"].tolist() == [5, 10]


def test_a_corrected_release_counts_and_readings_before_it_do_not():
    rows = of(*totals({2: {"A": 5}, 7: {"A": 10}}), known=stated(release_date="2026-08-04"))
    assert rows[["age", "downloads"]].to_numpy().tolist() == [[4, 10]]


def test_a_model_without_a_known_release_is_left_out():
    frame = totals({7: {"A": 10, "B": 20}})[0]
    frame.loc[frame["model"] == "Qwen/Nova-A", "created_at"] = pd.NaT
    assert of(frame)["model"].tolist() == ["Qwen/Nova-B"]


def test_models_that_are_not_tracked_and_days_that_are_estimates_are_left_out():
    frame = totals({7: {"A": 10, "B": 20, "C": 30}})[0]
    frame.loc[0, "tracked"] = False
    frame.loc[1, "day_is_estimate"] = True
    assert of(frame)["model"].tolist() == ["Qwen/Nova-C"]


def test_a_total_that_is_not_stated_is_no_reading():
    assert of(*totals({7: {"A": None}})).empty


def test_while_a_counter_is_below_an_earlier_reading_the_model_has_no_value():
    rows = of(*totals({1: {"A": 10}, 2: {"A": 8}, 3: {"A": 9}, 4: {"A": 10}, 5: {"A": 12}}))
    assert rows["fell"].tolist() == [False, True, True, False, False]
    assert rows["downloads"].fillna(-1).tolist() == [10, -1, -1, 10, 12]
    assert rows["stated"].tolist() == [10, 8, 9, 10, 12]


@pytest.mark.parametrize(
    ("known", "params", "model", "size"),
    [
        (NO_MODELS, 8e9, "Qwen/Nova-A", "7-9B"),
        (NO_MODELS, 5e9, "Qwen/Nova-A", "7-9B"),
        (NO_MODELS, 10e9, "Qwen/Nova-A", "10-50B"),
        (stated(total_params_b="70"), 8e9, "Qwen/Nova-A", "50-100B"),
        (NO_MODELS, 9e9, "Qwen/Nova-3B", "7-9B"),
        (NO_MODELS, None, "Qwen/Nova-3B", "1-5B"),
        (NO_MODELS, None, "Qwen/Nova-A3B", "unknown"),
    ],
)
def test_the_size_is_that_of_the_registry_else_of_the_files_else_of_the_name(known, params, model, size):
    assert of(reading(7, [item(model, 10, params=params)]), known=known)["size"].tolist() == [size]


def test_a_launch_can_be_shown_with_three_readings_within_ninety_days():
    rows = of(
        *totals({1: {"A": 1, "B": 1, "C": 1, "D": 9}, 50: {"A": 2, "B": 2, "D": 8}, 90: {"A": 3, "D": 9}}),
        *totals({91: {"B": 3, "C": 2}, 92: {"C": 3}}),
    )
    assert launched(rows) == ["Qwen/Nova-A"]


class TestCheckpoints:
    def at(self, checkpoint: int, **readings: dict[int, int]) -> dict[str, float]:
        ages = sorted({age for of_one in readings.values() for age in of_one})
        rows = of(*totals({age: {key: one[age] for key, one in readings.items() if age in one} for age in ages}))
        found = at_checkpoints(rows, [checkpoint])
        return dict(zip(found["model"].str[-1], found["downloads"], strict=True))

    def test_a_reading_counts_within_a_tenth_of_the_checkpoint_and_at_least_a_day(self):
        assert launches.tolerance(7) == 1
        assert launches.tolerance(30) == 3
        assert launches.tolerance(365) == 36
        assert self.at(30, A={27: 1}, B={33: 2}, C={26: 3}, D={34: 4}) == {"A": 1, "B": 2}
        assert self.at(7, A={6: 1}, B={8: 2}, C={5: 3}, D={9: 4}) == {"A": 1, "B": 2}

    def test_the_nearest_reading_counts_and_of_two_equally_near_the_earlier(self):
        assert self.at(30, A={28: 1, 31: 2}, B={29: 3, 31: 4}) == {"A": 2, "B": 3}

    def test_nothing_is_interpolated_over_a_gap(self):
        assert self.at(30, A={7: 1, 60: 9}) == {}

    def test_a_fallen_reading_is_none(self):
        assert self.at(30, A={28: 10, 30: 5}) == {"A": 10}

    def test_a_model_of_unknown_size_is_in_no_class(self):
        rows = of(reading(7, [item("Qwen/Nova-A", 10, params=None), item("Qwen/Nova-B", 10)]))
        assert at_checkpoints(rows, [7])["model"].tolist() == ["Qwen/Nova-B"]


def values(*downloads: float, checkpoint: int = 7, size: str = "7-9B") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "model": [f"m{n}" for n in range(len(downloads))],
            "size": size,
            "checkpoint": checkpoint,
            "age": checkpoint,
            "downloads": [float(value) for value in downloads],
        }
    )


class TestPercentile:
    def test_it_is_the_share_of_the_others_with_fewer(self):
        assert standing(values(10, 20, 30, 40, 50))["percentile"].tolist() == [0, 0.25, 0.5, 0.75, 1]

    def test_equals_count_half(self):
        # Of four others, 20 has one below and one equal: 1.5 of 4.
        assert standing(values(10, 20, 20, 40, 50))["percentile"].tolist() == [0, 0.375, 0.375, 0.75, 1]

    def test_a_class_of_four_is_too_few(self):
        found = standing(values(10, 20, 30, 40))
        assert found["percentile"].isna().all()
        assert found["of"].tolist() == [4, 4, 4, 4]

    def test_each_class_and_each_checkpoint_is_its_own(self):
        small, later = values(1, 2, 3, 4, 5, size="<1B"), values(9, 8, 7, 6, 5, checkpoint=14)
        found = standing(pd.concat([values(10, 20, 30, 40, 50), small, later], ignore_index=True))
        assert found["percentile"].tolist() == [0, 0.25, 0.5, 0.75, 1] * 2 + [1, 0.75, 0.5, 0.25, 0]


class TestAdoptionMetric:
    TWELVE = tuple(100 * n for n in range(1, 13))

    def test_version_one_divides_by_the_median_of_the_top_ten(self):
        # The ten largest of 100 to 1,200 are 300 to 1,200; their median is 750.
        found = standing(values(*self.TWELVE))
        assert found["median"].unique().tolist() == [750]
        assert found["ram_v1"].iloc[-1] == pytest.approx(1200 / 750)
        assert found["ram_v1"].iloc[0] == pytest.approx(100 / 750)

    def test_version_two_divides_by_the_tenth(self):
        found = standing(values(*self.TWELVE))
        assert found["cut"].unique().tolist() == [300]
        assert found["ram_v2"].tolist() == pytest.approx([n / 3 for n in range(1, 13)])
        assert found["ram_v2"].iloc[2] == 1

    def test_the_cut_never_falls_with_age_though_the_median_may(self):
        # After 14 days only ten are read, the last of them with 200: the cut stays 300.
        later = values(200, *self.TWELVE[3:], checkpoint=14)
        found = standing(pd.concat([values(*self.TWELVE), later], ignore_index=True))
        then = found[found["checkpoint"] == 14]
        assert then["cut"].unique().tolist() == [300]
        assert then["ram_v2"].iloc[0] == pytest.approx(200 / 300)
        assert then["median"].unique().tolist() == [750]

    def test_nine_models_are_too_few_for_either(self):
        found = standing(values(*self.TWELVE[:9]))
        assert found[["ram_v1", "ram_v2", "median", "cut"]].isna().all(axis=None)
        assert found["percentile"].notna().all()

    def test_a_checkpoint_with_too_few_has_no_score_and_does_not_lower_the_next(self):
        parts = [
            values(*self.TWELVE),
            values(1, 2, checkpoint=14),
            values(*[10 * n for n in self.TWELVE], checkpoint=30),
        ]
        found = standing(pd.concat(parts, ignore_index=True)).groupby("checkpoint")["cut"].first()
        assert found.fillna(-1).tolist() == [300, -1, 3000]

    def test_ties_at_the_tenth_are_all_at_the_bar(self):
        found = standing(values(*[100] * 3, *self.TWELVE[1:10]))
        assert found["cut"].iloc[0] == 100
        assert found["ram_v2"].iloc[:3].tolist() == [1, 1, 1]

    def test_a_bar_of_zero_gives_no_score(self):
        found = standing(values(*[0] * 11, 5))
        assert found[["ram_v1", "ram_v2"]].isna().all(axis=None)


def test_the_input_is_left_as_it_was():
    frame = pd.concat(totals({7: {"A": 10}, 14: {"A": 5}}), ignore_index=True)
    before = frame.copy()
    at = at_checkpoints(curves(frame, NO_MODELS))
    kept = at.copy()
    standing(at)
    pd.testing.assert_frame_equal(frame, before)
    pd.testing.assert_frame_equal(at, kept)


def test_an_empty_table_has_no_launch():
    rows = of(*[frame.iloc[:0] for frame in totals({7: {"A": 10}})])
    assert launched(rows) == []
    assert standing(at_checkpoints(rows)).empty


def test_a_release_is_the_newest_stated_creation():
    old = reading(7, [item("Qwen/Nova-A", 10)])
    new = reading(9, [item("Qwen/Nova-A", 12, release=date(2026, 8, 3))])
    assert of(old, new)["age"].tolist() == [5, 7]
