"""What an open page does while its data changes, and what a link says that is partly nonsense."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import streamlit as st
from streamlit.testing.v1 import AppTest

from lib import snapshots
from lib.data import open_data

Visit = Callable[..., AppTest]
Later = Callable[[str, pd.DataFrame, str, str], None]


def words(app: AppTest) -> str:
    return "\n".join(said.value.replace("\\", "") for said in (*app.markdown, *app.info, *app.warning, *app.error))


def a_day_on(store: Path) -> pd.DataFrame:
    """The newest day of the Hub's models once more, as of a later one."""
    known = snapshots.read("hub_models", store)
    return known[known["day"] == known["day"].max()].assign(day=pd.Timestamp("2026-11-05").as_unit("us"))


def test_a_day_that_is_none_is_said_beside_other_nonsense(visit: Visit) -> None:
    app = visit("adoption/downloads", as_of="yesterday", by="Nonsense")
    assert "“yesterday” is no day such as 2026-10-31, so it is taken for the newest; By: 'Nonsense'" in words(app)


def test_a_choice_nobody_made_follows_the_data_that_lands_while_a_page_is_open(
    store: Path, later: Later, visit: Visit
) -> None:
    app = visit("rankings/hub")
    later("hub_models", a_day_on(store), "2026-11-05", "hub")
    st.cache_resource.clear()
    app.run()
    assert not app.exception
    assert app.selectbox(key="day").value == "2026-11-05"


def test_a_choice_that_new_data_does_not_offer_is_said_and_nothing_breaks(
    store: Path, later: Later, visit: Visit
) -> None:
    app = visit("adoption/downloads", by="Country", window=["2024-08", "2026-03"], as_of="2026-10-31")
    assert not app.info
    known = snapshots.read("hub_monthly", store)
    later("hub_monthly", known[known["month"] >= "2024-12-01"], "2026-11-05", "model_pulse")
    st.cache_resource.clear()
    app.query_params["as_of"] = "newest"
    app.run()
    assert not app.exception
    assert "Months: '2024-08 to 2026-03' is no span of what is offered" in words(app)
    assert app.segmented_control(key="by").value == "Country"


def test_a_frozen_page_that_is_open_shows_no_other_data_that_lands_on_its_day(
    store: Path, later: Later, visit: Visit
) -> None:
    monthly = snapshots.read("hub_monthly", store)
    later("hub_models", a_day_on(store), "2026-11-05", "hub")
    mark = open_data(store).mark(["hub_monthly", "hub_totals"])
    app = visit("adoption/downloads", as_of="2026-11-05", vintage=mark)
    assert app.get("plotly_chart")
    later("hub_monthly", monthly.assign(downloads=monthly["downloads"] * 2), "2026-11-05", "model_pulse")
    st.cache_resource.clear()
    app.run()
    assert "This link froze data of 5 November 2026 that is not held here" in words(app)
    assert not app.get("plotly_chart")


def test_a_frozen_link_outlives_another_table_of_its_day(store: Path, later: Later, visit: Visit) -> None:
    monthly = snapshots.read("hub_monthly", store)
    later("hub_models", a_day_on(store), "2026-11-05", "hub")
    app = visit("adoption/downloads")
    app.session_state["pane-downloads"] = "Share and export"
    app.run()
    frozen = next(link.proto.url for link in app.get("link_button") if link.proto.label == "Copy frozen link")
    assert "as_of=2026-10-31" in frozen
    later("hub_monthly", monthly.assign(downloads=monthly["downloads"] * 2), "2026-11-05", "model_pulse")
    mark = frozen.partition("vintage=")[2].partition("#")[0]
    assert visit("adoption/downloads", as_of="2026-10-31", vintage=mark).get("plotly_chart")
