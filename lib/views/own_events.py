"""A reader's own events, as they stand in the address: a date and a label each, with a semicolon between them."""

import re
from dataclasses import dataclass
from datetime import date

MOST, LONGEST = 5, 40
"""So many events are read, and so many letters of a label."""
TOLD = 30
"""So many letters of what is not understood are repeated."""
DATED = re.compile(r"(?P<year>20\d\d)-(?P<month>\d\d)(?:-(?P<day>\d\d))?(?:\s+(?P<label>\S.*))?", re.ASCII)


@dataclass(frozen=True)
class OwnEvent:
    """An event of a reader's own; `precision` is day or month, and a month stands as its first day."""

    day: date
    precision: str
    label: str


def read(words: str) -> tuple[list[OwnEvent], list[str]]:
    """The events in `2025-01-20 DeepSeek R1; 2025-03 Price cut`, and a sentence for each part that was ignored.

    A date is a day or a month of this century. An event without a label is called Own event.
    """
    parts = [part for part in (" ".join(part.split()) for part in words.split(";")) if part]
    found: list[OwnEvent] = []
    problems: list[str] = []
    for part in parts:
        event = _event(part)
        if isinstance(event, str):
            problems.append(f"Of your own events “{_told(part)}” was ignored: {event}.")
        elif len(found) == MOST:
            problems.append(f"Of your own events only the first {MOST} are drawn; “{_told(part)}” was ignored.")
        else:
            found.append(event)
    return found, problems


def _event(part: str) -> OwnEvent | str:
    """One event, or why there is none."""
    match = DATED.fullmatch(part)
    if not match:
        return "it does not begin with a day such as 2025-01-20 or a month such as 2025-01"
    label = match["label"] or "Own event"
    if len(label) > LONGEST:
        return f"its label is longer than {LONGEST} letters"
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"] or 1))
    except ValueError:
        return "there is no such day"
    return OwnEvent(day, "day" if match["day"] else "month", label)


def _told(part: str) -> str:
    return part if len(part) <= TOLD else f"{part[:TOLD]}…"
