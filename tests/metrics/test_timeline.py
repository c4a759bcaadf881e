"""Events with the days on which they may have fallen, and which of them are in view."""

import pandas as pd

from lib.metrics import timeline


def events(*found: tuple[str, str, str]) -> pd.DataFrame:
    return timeline.dated(pd.DataFrame(found, columns=["event", "day", "precision"]))


def days(frame: pd.DataFrame) -> list[tuple[str, str, str]]:
    return [
        (event, f"{start:%Y-%m-%d}", f"{end:%Y-%m-%d}")
        for event, start, end in zip(frame["event"], frame["start"], frame["end"], strict=True)
    ]


def test_a_day_is_a_day_and_a_month_is_all_of_it_whatever_day_stands_in_the_row() -> None:
    assert days(events(("a", "2025-04-15", "month"), ("b", "2025-04-15", "day"))) == [
        ("a", "2025-04-01", "2025-04-30"),
        ("b", "2025-04-15", "2025-04-15"),
    ]


def test_february_has_its_own_last_day() -> None:
    assert days(events(("a", "2024-02-01", "month")))[0][2] == "2024-02-29"


def test_events_stand_by_the_first_day_on_which_they_may_have_fallen() -> None:
    found = events(("late", "2025-05-02", "day"), ("early", "2025-05-30", "month"))
    assert list(found["event"]) == ["early", "late"]


def test_an_event_is_in_view_where_a_day_of_it_is() -> None:
    found = events(("in", "2025-04-01", "month"), ("edge", "2025-04-20", "day"), ("out", "2025-04-19", "day"))
    shown = timeline.between(found, pd.Timestamp("2025-04-20"), pd.Timestamp("2025-05-01"))
    assert list(shown["event"]) == ["in", "edge"]


def test_a_month_stands_at_its_middle() -> None:
    assert list(timeline.middle(pd.Series(pd.to_datetime(["2025-04-01"])))) == [pd.Timestamp("2025-04-15")]
