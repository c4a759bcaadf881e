"""The day in the address: every page shows the data as it was known then, until the reader leaves it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import streamlit as st

from lib import contracts, numbers, snapshots
from lib.ui.words import escape

NAME = "as_of"
"""What the day is called in the address, and where the session keeps it: a change of page empties the address."""
NEWEST = "newest"
"""What stands in place of a day in the link that leads back to the newest data."""
LONGEST = 40
"""So many letters of what stands in the address are repeated to the reader."""


def judged(asked: str, today: date, known: Sequence[date]) -> tuple[date | None, str]:
    """The day that is asked for, or None and a sentence on why it cannot be had; `known` are the days of vintages.

    A day after today is in the future unless the store has a vintage as new as that.
    """
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        day = None
    if day is None or day.isoformat() != asked:
        return None, f"“{asked[:LONGEST]}” is no day such as 2026-10-31, so you see the newest data."
    if day > max([today, *known]):
        return None, f"{numbers.day(day)} has not come yet, so you see the newest data."
    if known and day < min(known):
        oldest = numbers.day(min(known))
        return None, f"Nothing is known as of {numbers.day(day)}: the oldest data is of {oldest}. You see the newest."
    return day, ""


def chosen() -> date | None:
    """The day as of which this reader sees the data; None for the newest."""
    return st.session_state.get(NAME)


def query() -> dict[str, str]:
    """What each link to a page of the app carries, so that it leads to the same data."""
    day = chosen()
    return {NAME: day.isoformat()} if day else {}


def told(page: Any) -> None:
    """Settle on the day in the address or of the session, and say so at the top of `page`, with the way back."""
    problem = _settle()
    if problem:
        st.info(escape(problem), icon=":material/event_busy:")
    day = chosen()
    if day is None:
        return
    rest = {name: st.query_params.get_all(name) for name in st.query_params if name != NAME}
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="as-of"):
        st.markdown(f":material/history: You see the data as it was known on {numbers.day(day)}", width="content")
        st.page_link(page, label="Show the newest", query_params={**rest, NAME: NEWEST})


def _settle() -> str:
    """Settle on a day; where it is another than before, choices are read from the address or made anew.

    Else what was the newest date as of one day would stay chosen as of another. A sentence if a day cannot be had.
    """
    before = chosen()
    problem = _keep()
    if chosen() != before:
        st.session_state.pop("page_of_choices", None)
    return problem


def _keep() -> str:
    """Keep the day of the address in the session, or put that of the session back; a sentence if it cannot be had."""
    asked = st.query_params.get(NAME)
    if asked is None:
        st.query_params.update(query())
        return ""
    if asked == NEWEST:
        st.session_state.pop(NAME, None)
        del st.query_params[NAME]
        return ""
    folder = snapshots.data_folder()
    known = [day for table in contracts.TABLES for day in snapshots.vintages(table, folder)]
    st.session_state[NAME], problem = judged(asked, datetime.now(UTC).date(), known)
    return problem
