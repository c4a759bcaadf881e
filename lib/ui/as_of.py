"""The day in the address: every page shows the data as it was known then, until the reader leaves it."""

from datetime import UTC, date, datetime
from typing import Any

import streamlit as st

from lib import contracts, numbers, snapshots
from lib.data import Data
from lib.ui import shared
from lib.ui.words import escape
from lib.views import links
from lib.views.links import DAY, MARK, NoDayError, NoSuchDataError
from lib.views.view import View

NEWEST = "newest"
"""What stands in place of a day in the link that leads back to the newest data."""


def load() -> Data:
    """The data as of the day in the address, or the newest, shared by all viewers."""
    return shared.data_of(st.session_state.get(DAY))


def data_in_view() -> Data:
    """The data of the page that is about to be drawn, by the day in the address or of the session.

    The newest where that day cannot be had: the page then says so.
    """
    said = st.query_params.get(DAY)
    if said is None:
        return shared.data_of(st.session_state.get(DAY))
    try:
        return shared.data_of(_day(said))
    except NoSuchDataError:
        return shared.data_of(None)


def query() -> dict[str, str]:
    """What each link to a page of the app carries, so that it leads to the same data."""
    day = st.session_state.get(DAY)
    return {DAY: day.isoformat()} if day else {}


def settled(page: Any) -> bool:
    """Settle on the day in the address or of the session, and say so at the top of `page`, with the way back.

    False if that day cannot be had: then no other data is shown in its place.
    """
    try:
        _keep()
    except NoDayError as error:
        del st.query_params[DAY]
        st.session_state["ignored_before"] = [f"{str(error).removesuffix('.')}, so it is taken for the newest"]
    except NoSuchDataError as error:
        st.warning(escape(str(error)), icon=":material/event_busy:")
        _way_back(page)
        return False
    if day := st.session_state.get(DAY):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="as-of"):
            st.markdown(f":material/history: You see the data as it was known on {numbers.day(day)}", width="content")
            _way_back(page)
    return True


def check(data: Data, view: View) -> None:
    """Hold a view against the mark of its data in a frozen link; raises `NoSuchDataError` if it is made of other data.

    It is looked at each time, since more may land on the day in the address while it is open. It then follows the
    choices: other tables have another mark.
    """
    said = st.query_params.get(MARK)
    if said is None:
        return
    looked_at = st.session_state.setdefault("marks", {})
    links.check(said, data, looked_at.get(said, view.tables))
    now = data.mark(view.tables)
    looked_at[now] = view.tables
    if said != now:
        st.query_params[MARK] = now


def _way_back(page: Any) -> None:
    rest = {name: st.query_params.get_all(name) for name in st.query_params if name not in (DAY, MARK)}
    st.page_link(page, label="Show the newest", query_params={**rest, DAY: NEWEST})


def _keep() -> None:
    """Keep the day of the address in the session, or put that of the session back. Raises `NoSuchDataError`."""
    asked = st.query_params.get(DAY)
    if asked is None:
        st.query_params.update(query())
    elif asked == NEWEST:
        st.session_state.pop(DAY, None)
        for name in {DAY, MARK} & set(st.query_params):
            del st.query_params[name]
    else:
        st.session_state[DAY] = _day(asked)


def _day(asked: str) -> date:
    """The day that an address names; raises as `links.day_of` does."""
    folder = snapshots.data_folder()
    known = [day for table in contracts.TABLES for day in snapshots.vintages(table, folder)]
    return links.day_of(asked, datetime.now(UTC).date(), known)
