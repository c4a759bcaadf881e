"""A reader's own events in an address: what is understood, what is ignored, and that this is said."""

from datetime import date

import pytest

from lib.views.own_events import LONGEST, MOST, OwnEvent, read


def test_a_day_and_a_month_with_their_labels():
    assert read("2025-01-20 DeepSeek R1;  2025-03   Price  cut ; ") == (
        [
            OwnEvent(date(2025, 1, 20), "day", "DeepSeek R1"),
            OwnEvent(date(2025, 3, 1), "month", "Price cut"),
        ],
        [],
    )


def test_nothing_is_no_event_and_no_problem():
    assert read("") == ([], [])
    assert read(" ; ;") == ([], [])


def test_an_event_without_a_label_has_a_name():
    assert read("2025-03-01")[0] == [OwnEvent(date(2025, 3, 1), "day", "Own event")]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("nonsense", "it does not begin with a day"),
        ("1999-01-01 Too early", "it does not begin with a day"),
        ("20250120 R1", "it does not begin with a day"),
        ("2025-01-20R1", "it does not begin with a day"),
        ("٢٠٢٥-٠١-٢٠ other digits", "it does not begin with a day"),
        ("2025-13-01 No month", "there is no such day"),
        ("2025-02-30 No day", "there is no such day"),
        ("2025-00 No month", "there is no such day"),
        ("2025-01-20 " + "x" * (LONGEST + 1), f"its label is longer than {LONGEST} letters"),
    ],
)
def test_what_is_no_event_is_said_and_the_others_stand(words: str, why: str):
    found, problems = read(f"{words}; 2025-03-01 Good")
    assert [event.label for event in found] == ["Good"]
    assert len(problems) == 1
    assert why in problems[0]
    assert len(problems[0]) < 160


def test_events_beyond_the_most_are_ignored_and_said():
    found, problems = read(";".join(f"2025-01-0{day} {day}" for day in range(1, MOST + 2)))
    assert [event.label for event in found] == [str(day) for day in range(1, MOST + 1)]
    assert problems == [
        f"Of your own events only the first {MOST} are drawn; “2025-01-0{MOST + 1} {MOST + 1}” was ignored."
    ]


def test_hostile_words_are_only_words():
    hostile = "<img src=x onerror=alert(1)>"
    assert read(f"2025-01-20 {hostile}")[0][0].label == hostile
