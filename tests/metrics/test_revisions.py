"""Two states of a table: what came, what went, what was restated and by how much."""

import pandas as pd
import pytest

from lib.metrics.revisions import Changes, changes, revised

KEY = ("month", "org")


def state(*rows: tuple[int, str, int | None], **more: list) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["month", "org", "downloads"])
    return frame.astype({"month": "int64", "org": "str", "downloads": "Int64"}).assign(**more)


OLD = state((1, "Qwen", 10), (1, "google", 20), (2, "Qwen", 30))


def test_of_two_equal_states_nothing_changed():
    assert changes(OLD, OLD.copy(), KEY) == Changes(new=0, changed=0, gone=0)
    assert revised(OLD, OLD.copy(), KEY).empty


def test_the_order_of_rows_is_no_change():
    assert changes(OLD, OLD.iloc[::-1], KEY) == Changes(0, 0, 0)


def test_rows_are_new_changed_or_gone_by_their_key():
    new = state((1, "Qwen", 11), (2, "Qwen", 30), (3, "Qwen", 40), (3, "google", 50))
    assert changes(OLD, new, KEY) == Changes(new=2, changed=1, gone=1)


def test_after_nothing_every_row_is_new():
    assert changes(OLD.head(0), OLD, KEY) == Changes(new=3, changed=0, gone=0)


def test_a_restated_value_has_its_key_column_values_and_difference():
    found = revised(OLD, state((1, "Qwen", 10), (1, "google", 25), (2, "Qwen", 30)), KEY)
    assert found.to_dict("records") == [
        {"month": 1, "org": "google", "column": "downloads", "before": 20, "after": 25, "change": 5.0}
    ]


def test_the_largest_change_comes_first_whatever_its_sign():
    found = revised(OLD, state((1, "Qwen", 12), (1, "google", 1), (2, "Qwen", 33)), KEY)
    assert list(found["change"]) == [-19, 3, 2]


def test_a_row_with_two_restated_values_is_one_changed_row_and_two_revisions():
    old, new = state((1, "Qwen", 10), likes=[1]), state((1, "Qwen", 11), likes=[5])
    assert changes(old, new, KEY).changed == 1
    assert list(revised(old, new, KEY)["column"]) == ["likes", "downloads"]


def test_a_value_that_becomes_known_or_missing_is_a_revision_without_a_difference():
    old, new = state((1, "a", None), (2, "a", 5), (3, "a", None)), state((1, "a", 7), (2, "a", None), (3, "a", None))
    assert changes(old, new, KEY).changed == 2
    found = revised(old, new, KEY)
    assert [(row["before"], row["after"]) for row in found.to_dict("records")] == [(None, 7), (5, None)]
    assert found["change"].isna().all()


@pytest.mark.parametrize(("then", "now"), [("mit", "apache-2.0"), (True, False), (pd.Timestamp("2026-01-01"), None)])
def test_words_flags_and_days_are_revised_without_a_difference_and_stand_after_numbers(then: object, now: object):
    old, new = state((1, "a", 1), said=[then]), state((1, "a", 2), said=[now])
    found = revised(old, new, KEY)
    assert list(found["column"]) == ["downloads", "said"]
    assert (found["before"].iloc[1], found["after"].iloc[1]) == (then, now)
    assert pd.isna(found["change"].iloc[1])


def test_a_later_reading_of_the_same_value_is_no_revision():
    early, late = pd.Timestamp("2026-01-01"), pd.Timestamp("2026-01-02")
    old, new = state((1, "a", 1), fetched_at=[early]), state((1, "a", 1), fetched_at=[late])
    assert changes(old, new, KEY) == Changes(0, 0, 0)
    assert revised(old, new, KEY).empty


def test_the_states_are_left_as_they_were():
    before = OLD.copy()
    revised(OLD, state((1, "Qwen", 12)), KEY)
    pd.testing.assert_frame_equal(OLD, before)
