"""A lifetime counter: gained a day, over gaps, and where it falls, jumps back or stands still."""

import pandas as pd
import pytest

from lib.metrics.counters import gains


def counter(*totals: int | None, recent: int | None = None, entity: str = "a/x") -> pd.DataFrame:
    """A reading a day from 1 June on; None where the total is not stated."""
    days = pd.date_range("2026-06-01", periods=len(totals), unit="us")
    rows = pd.DataFrame({"day": days, "entity": entity, "downloads_all_time": pd.array(totals, "Int64")})
    return rows.assign(downloads_30d=pd.array([recent] * len(rows), "Int64"))


def told(rows: pd.DataFrame) -> list[tuple[float | None, str]]:
    """Gain and mark of each observation."""
    return [(None if pd.isna(gain) else gain, mark) for gain, mark in zip(rows["gain"], rows["mark"], strict=True)]


def test_a_gain_is_the_difference_to_the_day_before_and_the_first_reading_has_none():
    assert told(gains(counter(100, 110, 125))) == [(None, ""), (10, ""), (15, "")]


def test_where_the_counter_falls_the_gain_is_missing_and_marked_and_no_zero():
    assert told(gains(counter(100, 90, 95, 96))) == [(None, ""), (None, "revised"), (None, "revised"), (1, "")]


def test_a_jump_back_after_a_fall_is_marked_and_days_in_between_have_their_own_gain():
    found = told(gains(counter(100, 110, 60, 62, 115, 120)))
    assert found == [(None, ""), (10, ""), (None, "revised"), (2, ""), (None, "revised"), (5, "")]


def test_a_fall_that_is_made_up_by_downloads_is_no_jump_back():
    found = told(gains(counter(110, 100, 103, 106, 109, 112, 115)))
    assert found == [(None, ""), (None, "revised"), (3, ""), (3, ""), (3, ""), (3, ""), (3, "")]


def test_of_two_falls_in_a_row_what_was_lost_counts_from_the_first():
    # 100 fell to 60: 10 more bring back a quarter of the 40 lost, 25 more than half.
    assert [mark for _, mark in told(gains(counter(100, 80, 60, 70, 95)))] == ["", "revised", "revised", "", "revised"]


def test_the_same_total_again_is_stale_while_the_model_is_downloaded_and_the_next_gain_spans_both_days():
    rows = gains(counter(100, 100, 120, recent=300))
    assert told(rows) == [(None, ""), (None, "stale"), (10, "")]
    assert list(rows["over_gap"]) == [False, False, True]


@pytest.mark.parametrize("recent", [0, None])
def test_the_same_total_of_a_model_that_nobody_is_known_to_download_is_a_gain_of_zero(recent: int | None):
    assert told(gains(counter(100, 100, 120, recent=recent))) == [(None, ""), (0, ""), (20, "")]


def test_over_days_without_an_observation_the_gain_is_a_mean_and_says_so():
    rows = gains(counter(100, None, None, 130))
    assert list(rows["day"].dt.day) == [1, 4]
    assert (rows["gain"].iloc[-1], rows["days"].iloc[-1], rows["over_gap"].iloc[-1]) == (10, 3, True)


def test_elapsed_time_is_that_between_two_fetches_where_both_are_known():
    at = pd.to_datetime(["2026-06-01 06:00", "2026-06-02 18:00", None])
    rows = gains(counter(100, 130, 150).assign(fetched_at=at))
    assert told(rows) == [(None, ""), (20, ""), (20, "")]
    assert list(rows["days"].iloc[1:]) == [1.5, 1]
    assert not rows["over_gap"].any()


def test_each_entity_is_counted_by_itself_and_the_input_is_left_as_it_was():
    both = pd.concat([counter(100, 110), counter(5, 6, entity="b/y")], ignore_index=True)
    before = both.copy()
    assert told(gains(both)) == [(None, ""), (10, ""), (None, ""), (1, "")]
    pd.testing.assert_frame_equal(both, before)


def test_of_no_observation_there_are_no_gains_but_the_columns():
    empty = gains(counter(None))
    assert empty.empty
    assert list(empty.columns) == ["day", "entity", "downloads_all_time", "gain", "days", "over_gap", "mark"]


def test_a_large_step_after_a_small_fall_is_downloads_and_no_jump_back() -> None:
    rows = pd.DataFrame(
        {
            "day": pd.to_datetime(["2026-11-01", "2026-11-08", "2026-11-15"]),
            "entity": "m",
            "downloads_all_time": [1_050_000, 1_049_990, 1_049_990 + 70_000],
        }
    )
    found = gains(rows)
    assert list(found["mark"]) == ["", "revised", ""]
    assert found["gain"].iloc[2] == 10_000
