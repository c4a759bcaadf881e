import pandas as pd
import pytest

from lib.metrics.half_life import FALLEN, STANDING, UNKNOWN, half_life, half_lives, steps


def read(*readings: tuple[int, float | None], fell: tuple[int, ...] = ()) -> pd.DataFrame:
    """Readings of one model: age and downloads; `fell` are the ages at which the counter fell."""
    rows = pd.DataFrame(readings, columns=["age", "downloads"]).astype({"downloads": "float64"})
    return rows.assign(fell=rows["age"].isin(fell))


def told(rows: pd.DataFrame) -> tuple:
    found = half_life(rows)
    return tuple(found[key] for key in ("state", "peak_age", "peak_gain", "at_least", "at_most"))


NOT_KNOWN = (UNKNOWN, None, None, None, None)


def test_steps_begin_at_the_release_and_span_at_least_a_week():
    found = steps(read((3, 30), (7, 70), (10, 85), (14, 105)))
    assert found.to_dict("list") == {"age": [7, 14], "days": [7, 7], "gain": [10, 5]}


def test_a_step_over_a_month_long_is_a_gap():
    assert steps(read((31, 310), (63, 950)))["gain"].fillna(-1).tolist() == [10, -1]


def test_a_step_across_a_falling_counter_is_a_gap():
    found = steps(read((7, 70), (14, None), (21, 140), (28, 210), fell=(14,)))
    assert found["gain"].fillna(-1).tolist() == [10, -1, 10]


def test_it_lies_between_the_last_step_above_half_and_the_first_at_half():
    # A day: 10, 20, 11, 10: half of 20 is 10, so it fell between day 21 and day 28, 7 and 14 days after day 14.
    assert told(read((7, 70), (14, 210), (21, 287), (28, 357))) == (FALLEN, 14, 20, 7, 14)


def test_what_is_just_above_half_has_not_fallen():
    assert told(read((7, 70), (14, 210), (21, 287))) == (STANDING, 14, 20, 7, None)


def test_a_peak_in_the_newest_step_says_nothing_yet():
    assert told(read((7, 70), (14, 210))) == (STANDING, 14, 20, 0, None)


def test_of_equal_peaks_the_first_counts():
    # A day: 10, 10, 5.
    assert told(read((7, 70), (14, 140), (21, 175))) == (FALLEN, 7, 10, 7, 14)


def test_a_gap_after_the_peak_widens_the_range():
    # A day: 20, then a gap of 40 days, then 5.
    assert told(read((7, 140), (47, 400), (54, 435))) == (FALLEN, 7, 20, 0, 47)


def test_with_a_gap_before_the_peak_nothing_is_known():
    assert told(read((40, 400), (47, 500), (54, 520))) == NOT_KNOWN


def test_a_fall_before_the_peak_leaves_it_unknown_and_one_after_it_does_not():
    assert told(read((7, 10), (10, None), (14, 30), (21, 170), (28, 180), fell=(10,))) == NOT_KNOWN
    assert told(read((7, 140), (10, None), (14, 200), (21, 210), fell=(10,))) == (FALLEN, 7, 20, 0, 14)


@pytest.mark.parametrize("rows", [read(), read((7, 70)), read((7, 0), (14, 0)), read((3, 5), (5, 6))])
def test_with_fewer_than_two_steps_or_no_downloads_nothing_is_known(rows):
    assert told(rows) == NOT_KNOWN


def test_each_model_has_a_row_in_the_order_asked_for():
    rows = pd.concat([read((7, 140), (14, 150)).assign(model="a"), read((7, 7)).assign(model="b")])
    found = half_lives(rows, ["b", "a"])
    assert found["model"].tolist() == ["b", "a"]
    assert found["at_most"].isna().tolist() == [True, False]
    assert str(found["at_most"].dtype) == "Int64"
