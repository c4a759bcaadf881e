"""Which day an address may ask for, and what is said of one that cannot be had."""

from datetime import date

import pytest

from lib.ui.as_of import judged

TODAY, KNOWN = date(2026, 11, 24), (date(2026, 5, 31), date(2026, 10, 31))


@pytest.mark.parametrize("asked", ["2026-05-31", "2026-08-01", "2026-10-31", "2026-11-24"])
def test_a_day_from_the_oldest_vintage_to_today_is_taken(asked: str) -> None:
    assert judged(asked, TODAY, KNOWN) == (date.fromisoformat(asked), "")


@pytest.mark.parametrize("asked", ["", "today", "2026-13-01", "31.10.2026", "<script>", "2026-W45", "20261031"])
def test_what_is_no_day_is_said_and_the_newest_data_shown(asked: str) -> None:
    assert judged(asked, TODAY, KNOWN) == (
        None,
        f"“{asked}” is no day such as 2026-10-31, so you see the newest data.",
    )


def test_of_a_long_nonsense_only_the_beginning_is_repeated() -> None:
    assert len(judged("x" * 5000, TODAY, KNOWN)[1]) < 120


def test_a_day_in_the_future_is_refused() -> None:
    assert judged("2026-11-25", TODAY, KNOWN) == (
        None,
        "25 November 2026 has not come yet, so you see the newest data.",
    )


def test_a_vintage_newer_than_a_clock_that_is_slow_can_be_asked_for() -> None:
    assert judged("2026-10-31", date(2026, 1, 1), KNOWN)[0] == date(2026, 10, 31)


def test_a_day_before_everything_says_what_there_is() -> None:
    assert judged("2026-05-30", TODAY, KNOWN) == (
        None,
        "Nothing is known as of 30 May 2026: the oldest data is of 31 May 2026. You see the newest.",
    )


def test_an_empty_store_has_no_oldest_day() -> None:
    assert judged("2020-01-01", TODAY, ()) == (date(2020, 1, 1), "")
