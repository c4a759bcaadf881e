"""Pages as of an earlier day, while a source is down, and after the first full fetch of the Hub."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lib import contracts, snapshots
from lib.data import open_data
from lib.derived.steps import DEPTH
from lib.snapshots import PROJECT, Attempt
from lib.ui.card import SHARE
from lib.views.pages import PAGES

Visit = Callable[..., AppTest]
Later = Callable[[str, pd.DataFrame, str, str], None]
LINE = "You see the data as it was known on"


def words(app: AppTest) -> str:
    """All text of a page as it is read, without what keeps it from being markdown."""
    return "\n".join(said.value.replace("\\", "") for said in (*app.markdown, *app.info, *app.warning, *app.error))


@pytest.mark.parametrize("of", [page.name for page in PAGES])
def test_every_page_opens_as_of_a_day_and_says_so(visit: Visit, of: str) -> None:
    app = visit(of, as_of="2026-11-01")
    assert not app.exception
    assert not app.error
    assert f"{LINE} 1 November 2026" in words(app)
    assert app.query_params["as_of"] == "2026-11-01"


def test_the_day_stays_while_one_walks_through_the_pages_and_stands_in_the_address_again(visit: Visit) -> None:
    app = visit("race/overview", as_of="2026-11-01")
    app.switch_page("adoption/downloads.py")
    app.query_params.clear()
    app.run()
    assert f"{LINE} 1 November 2026" in words(app)
    assert app.query_params["as_of"] == "2026-11-01"


def test_the_way_back_shows_the_newest_and_leaves_the_other_choices(visit: Visit) -> None:
    app = visit("adoption/downloads", as_of="2026-11-01", by="Country")
    app.query_params["as_of"] = "newest"
    app.run()
    assert LINE not in words(app)
    assert "as_of" not in app.query_params
    assert app.query_params["by"] == "Country"


def test_every_link_of_a_page_carries_the_day(visit: Visit) -> None:
    app = visit("race/overview", as_of="2026-11-01")
    links = [element.proto.query_string for element in app.get("page_link")]
    assert len(links) > 3
    assert sum("as_of=2026-11-01" in link for link in links) == len(links) - 1
    assert sum("as_of=newest" in link for link in links) == 1


def test_the_citation_carries_the_day(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSOVER_ADDRESS", "https://example.org/")
    app = visit("adoption/downloads", as_of="2026-11-01")
    app.session_state["pane-downloads"] = SHARE
    app.run()
    assert "url = {https://example.org/downloads?" in app.code[-1].value
    assert "&as_of=2026-10-31&vintage=" in app.code[-1].value


def test_what_is_no_day_is_ignored_and_said(visit: Visit) -> None:
    app = visit("adoption/downloads", as_of="yesterday")
    assert not app.exception
    said = "Of this link was ignored: “yesterday” is no day such as 2026-10-31, so it is taken for the newest."
    assert said in words(app)
    assert LINE not in words(app)
    assert "as_of" not in app.query_params
    assert app.get("plotly_chart")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("2999-01-01", "1 January 2999 has not come yet."),
        ("1999-01-01", "Nothing is known as of 1 January 1999: the oldest data is of"),
    ],
)
def test_for_a_day_that_cannot_be_had_no_other_is_shown(visit: Visit, asked: str, said: str) -> None:
    app = visit("adoption/downloads", as_of=asked)
    assert not app.exception
    assert said in words(app)
    assert not app.get("plotly_chart")
    assert not app.metric
    assert app.get("page_link")[0].proto.label == "Show the newest"
    assert "as_of=newest" in app.get("page_link")[0].proto.query_string


def test_a_frozen_link_to_data_that_is_not_held_shows_no_other(visit: Visit) -> None:
    app = visit("adoption/downloads", as_of="2026-10-31", vintage="00000000", v="1")
    assert not app.exception
    assert "This link froze data of 31 October 2026 that is not held here, or no longer" in words(app)
    assert not app.get("plotly_chart")
    assert not app.metric
    app.segmented_control(key="by").set_value("Country").run()
    assert not app.get("plotly_chart")


def test_the_mark_of_a_frozen_link_follows_to_what_is_made_of_other_tables(visit: Visit) -> None:
    data = open_data(PROJECT / "data")
    app = visit("race/crossover", as_of=str(data.newest_day), vintage=data.mark(["hub_monthly", "hub_totals"]))
    assert app.get("plotly_chart")
    app.switch_page("rankings/usage.py").run()
    assert app.get("plotly_chart")
    assert app.query_params["vintage"] == data.mark(["openrouter_lines", "openrouter_weekly"])


def test_a_landed_vintage_changes_the_mark_of_the_newest_data_and_not_of_the_day_before(
    store: Path, later: Later
) -> None:
    before = open_data(store).mark(["hub_monthly"])
    known = snapshots.read("hub_monthly", store)
    later("hub_monthly", known.assign(downloads=known["downloads"] * 2), "2026-11-05", "model_pulse")
    assert open_data(store).mark(["hub_monthly"]) != before
    assert open_data(store, date(2026, 11, 4)).mark(["hub_monthly"]) == before
    assert open_data(store).newest_day == date(2026, 11, 5)
    assert open_data(store, date(2026, 11, 4)).newest_day == date(2026, 10, 31)


def test_a_link_that_means_nothing_opens_the_page_with_a_sentence(visit: Visit) -> None:
    app = visit("race/crossover", count="Nonsense", window="1999-01", frob="1", log="perhaps")
    assert not app.exception
    assert app.get("plotly_chart")
    assert app.info[0].value.replace("\\", "") == (
        "Of this link was ignored: Count: 'Nonsense' is not offered; Log scale: 'perhaps' is neither on nor off; "
        "Months: '1999-01' is no span of what is offered; and 1 more."
    )
    app.segmented_control(key="compare").set_value("Region").run()
    assert not app.info


def test_a_table_that_was_not_known_yet_is_one_sentence_on_the_page(visit: Visit) -> None:
    app = visit("adoption/downloads", as_of="2026-09-30")
    assert not app.exception
    assert len(app.info) == 1
    assert "hub_monthly (not known yet on 30 September 2026, but from 31 October 2026 on)" in words(app)
    assert not app.get("plotly_chart")


def test_as_of_a_day_the_numbers_of_that_day_are_shown(store: Path, later: Later, visit: Visit) -> None:
    known = snapshots.read("hub_monthly", store)
    later("hub_monthly", known.assign(downloads=known["downloads"] * 2), "2026-11-05", "model_pulse")
    newest, then = visit("adoption/downloads"), visit("adoption/downloads", as_of="2026-11-04")
    assert "as of 5 November 2026" in words(newest)
    assert "as of 31 October 2026" in words(then)
    assert newest.metric[0].value != then.metric[0].value


def test_a_failed_attempt_is_told_below_the_chart_it_concerns_and_on_no_other(store: Path, visit: Visit) -> None:
    snapshots.record(
        "hub_monthly", store, Attempt("2026-11-03T08:00:00+00:00", "Model Pulse", "there is <b>no</b> network")
    )
    told = "Model Pulse was last good on 31 October 2026; the attempt of 3 November 2026 to ask Model Pulse failed"
    assert f"{told}: there is <b>no</b> network." in words(visit("adoption/downloads"))
    assert "attempt of" not in words(visit("rankings/usage"))
    assert "to ask Model Pulse for hub_monthly failed: there is <b>no</b> network." in words(visit("about/data"))


def test_about_data_shows_how_a_table_was_revised(store: Path, later: Later, visit: Visit) -> None:
    known = snapshots.read("hub_monthly", store)
    raised = known["downloads"].where(known.index > 0, known["downloads"] + 7)
    later("hub_monthly", known.assign(downloads=raised), "2026-11-05", "model_pulse")
    app = visit("about/data")
    assert not app.exception
    assert "1 of them changed or took back what was stated before, last that of 5 November 2026." in words(app)
    assert "**1 restated value**" in words(app)
    assert list(app.dataframe[-2].value["changed"].dropna()) == [1]
    assert list(app.dataframe[-1].value["change"]) == ["7"]


TRACKED, READ = 1800, 60_000
DAYS = ("2026-11-03", "2026-11-04", "2026-11-05")


def everything(known: pd.DataFrame, day: str, number: int) -> pd.DataFrame:
    """A full day of the Hub: the tracked models of before and more, and many that are not tracked."""
    models = list(dict.fromkeys(known["model"]))
    models += [f"Qwen/more-{at}" for at in range(TRACKED - len(models))]
    models += [f"google/other-{at}" for at in range(READ - len(models))]
    ranks = np.arange(READ, 0, -1, dtype="int64")
    kinds = {name: column.metadata["kind"] for name, column in contracts.TABLES["hub_models"].schema.columns.items()}
    frame = pd.DataFrame({name: pd.Series([None] * READ, dtype="object") for name in kinds})
    return frame.assign(
        day=pd.Timestamp(day),
        model=models,
        org=[model.split("/")[0] for model in models],
        downloads_30d=ranks,
        downloads_all_time=ranks * 10 + number * 5,
        tracked=[at < TRACKED for at in range(READ)],
        day_is_estimate=False,
    ).astype(kinds)


def test_after_the_first_full_fetch_of_the_hub_the_ranking_is_quick_and_says_what_changed(
    store: Path, later: Later, visit: Visit
) -> None:
    known = snapshots.read("hub_models", store)
    for number, day in enumerate(DAYS):
        later("hub_models", everything(known, day, number), day, "hub")
    app = visit("rankings/hub")
    start = perf_counter()
    app.run()
    assert perf_counter() - start < 2
    model = known["model"].iloc[0]
    app.selectbox(key="model").select(model).run()
    assert not app.exception
    assert not app.error
    assert len(app.selectbox(key="model").options) == 1 + DEPTH
    assert "1,800 of 1,800 tracked models were read that day, of which the first 1,000 are listed" in words(app)
    assert "1,800 were read then" in words(app)
    titles = [heading.value.replace("\\", "") for heading in app.subheader]
    assert titles[:2] == [
        f"{model}: downloads in the last 30 days, by date",
        f"{model}: downloads gained a day by the lifetime counter",
    ]
