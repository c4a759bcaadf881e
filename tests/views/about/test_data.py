"""The page Data says of every table where it stands, and one damaged table takes no other with it."""

import hashlib
import io
import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from lib import cite, contracts, snapshots
from lib.data import Data, open_data
from lib.registry import Registry
from lib.registry.tables import TABLES
from lib.snapshots import Attempt
from lib.views.about.data import Options, view
from lib.views.options import resolve

FACTS = {
    "source": "model_pulse",
    "url": "https://counter.example",
    "licence": "Apache-2.0",
    "citation": "The counter.",
    "how": "Typed in.",
    "complete": True,
    "universe": "Two publishers",
    "caveats": (),
}


def month(first: str, orgs: dict[str, int]) -> pd.DataFrame:
    frame = pd.DataFrame({"org": list(orgs), "downloads": list(orgs.values()), "exact": True}).astype({"org": "str"})
    frame.insert(0, "month", pd.Series([pd.Timestamp(first)] * len(orgs)).astype("datetime64[us]"))
    return frame


@pytest.fixture
def two(tmp_path: Path, registry: Registry) -> Data:
    """A store of one table in two vintages: two rows as of February, three as of March."""
    old = month("2026-01-01", {"Qwen": 1, "google": 2})
    new = pd.concat([old, month("2026-02-01", {"Qwen": 3})], ignore_index=True)
    snapshots.write("hub_monthly", old, tmp_path, {**FACTS, "as_of": "2026-02-28"})
    snapshots.write("hub_monthly", new, tmp_path, {**FACTS, "as_of": "2026-03-31"})
    return Data(tmp_path, registry)


def totals() -> pd.DataFrame:
    """A row of hub_totals as its contract wants it."""
    schema = contracts.TABLES["hub_totals"].schema.columns
    kinds = {name: column.metadata["kind"] for name, column in schema.items()}
    values = {name: 1 if kind.startswith(("int", "Int")) else 0.5 for name, kind in kinds.items()}
    frame = pd.DataFrame([{**values, "month": pd.Timestamp("2026-01-01"), "exact": True}])
    return frame.astype({name: kind for name, kind in kinds.items() if name != "exact"})


def row(data: Data, table: str = "hub_monthly") -> dict:
    health = view(data, Options()).health
    return health.set_index("table").loc[table].to_dict()


def damage(data: Data, as_of: str) -> None:
    file = data.folder / "snapshots" / "hub_monthly" / f"{as_of}.parquet"
    file.write_bytes(file.read_bytes()[:-10])


def test_every_table_has_a_row_and_all_that_were_fetched_are_good(data: Data) -> None:
    shown = view(data, Options())
    assert list(shown.health["table"]) == list(contracts.TABLES)
    there = [table for table in contracts.TABLES if data.has(table)]
    assert list(shown.health[shown.health["state"] == "good"]["table"]) == there
    assert (shown.problems, shown.unplaced) == ((), ())
    assert shown.headline.startswith(f"All {len(there)} tables are good")


def test_a_table_that_was_never_fetched_is_no_fault_and_says_what_fetches_it(two: Data) -> None:
    shown = view(two, Options("hub_orgs"))
    assert row(two, "hub_orgs")["state"] == "not fetched yet"
    assert shown.problems == ()
    assert (shown.detail.problem, shown.detail.preview) == ("", None)
    assert shown.detail.absent == "This table is not fetched yet; “make refresh” fetches it."


def test_a_table_that_came_later_says_from_when_on_it_is_known(two: Data, registry: Registry) -> None:
    snapshots.write("hub_totals", totals(), two.folder, {**FACTS, "as_of": "2026-05-31"})
    march = Data(two.folder, registry, date(2026, 3, 31))
    assert row(march, "hub_totals")["state"] == "not known yet on 31 March 2026, but from 31 May 2026 on"


def test_a_row_says_source_date_months_rows_and_licence(two: Data) -> None:
    assert {column: value for column, value in row(two).items() if not pd.isna(value)} == {
        "last_good": pd.Timestamp("2026-03-31"),
        "source": "Model Pulse",
        "dates_covered": "January to February 2026",
        "rows": 3,
        "licence": "Apache-2.0",
        "state": "good",
    }


@pytest.mark.parametrize(
    ("table", "covered"),
    [
        ("notable_models", "2019 to 2026"),
        ("openrouter_weekly", "weeks of 25 May 2026 to 10 August 2026"),
        ("ollama_pulls", "31 July 2025 to 21 August 2026"),
    ],
)
def test_dates_are_covered_in_the_tables_own_periods(data: Data, table: str, covered: str) -> None:
    assert row(data, table)["dates_covered"] == covered


def test_a_damaged_vintage_is_told_and_the_one_before_it_is_shown(two: Data) -> None:
    damage(two, "2026-03-31")
    shown = view(two, Options())
    assert row(two)["last_good"] == pd.Timestamp("2026-02-28")
    assert row(two)["state"] == "newest cannot be read"
    assert "2026-03-31.parquet is not the file that was written" in shown.detail.problem
    assert shown.detail.problem in shown.problems
    assert len(shown.detail.preview) == 2


def test_a_table_without_a_good_vintage_has_a_sentence_and_no_rows(two: Data) -> None:
    damage(two, "2026-02-28")
    damage(two, "2026-03-31")
    shown = view(two, Options())
    assert row(two)["state"] == "cannot be read"
    assert pd.isna(row(two)["last_good"])
    assert pd.isna(row(two)["rows"])
    assert shown.detail.preview is None
    assert shown.detail.files == ()


def test_a_damaged_table_takes_no_other_with_it(data: Data, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(data.folder, tmp_path / "data"))
    broken = open_data(folder)
    damage(broken, broken.provenance("hub_monthly").as_of)
    shown = view(broken, Options("hub_totals"))
    assert list(shown.health[shown.health["state"] == "newest cannot be read"]["table"]) == []
    assert list(shown.health[shown.health["state"] == "cannot be read"]["table"]) == ["hub_monthly"]
    assert len(shown.problems) == 1
    assert "\n" not in shown.problems[0]
    assert shown.detail.preview is not None


def test_names_that_the_registry_does_not_place_are_told_with_what_to_do(tmp_path: Path, registry: Registry) -> None:
    frame = month("2026-01-01", {"nobody": 1, "Qwen": 2, "newcomer": 3})
    snapshots.write("hub_monthly", frame, tmp_path, {**FACTS, "as_of": "2026-02-28"})
    shown = view(Data(tmp_path, registry), Options())
    assert shown.problems == ()
    assert shown.unplaced == (
        "The registry does not place newcomer and nobody of hub_monthly yet; "
        "add a row for each to data/registry/aliases.csv.",
    )
    assert row(Data(tmp_path, registry))["names_to_place"] == 2


def test_of_many_names_to_place_the_first_are_told_and_the_rest_counted(tmp_path: Path, registry: Registry) -> None:
    frame = month("2026-01-01", {f"new-{number:02}": 1 for number in range(12)})
    snapshots.write("hub_monthly", frame, tmp_path, {**FACTS, "as_of": "2026-02-28"})
    (told,) = view(Data(tmp_path, registry), Options()).unplaced
    assert "new-00, new-01" in told
    assert "new-07 and 4 more of hub_monthly" in told


def test_a_failed_attempt_is_told_with_its_day_and_its_reason_while_the_table_stays_good(two: Data) -> None:
    snapshots.record(
        "hub_monthly", two.folder, Attempt("2026-04-02T08:00:00+00:00", "Model Pulse", "there is no network")
    )
    shown = view(two, Options())
    assert shown.failures == (
        "The attempt of 2 April 2026 to ask Model Pulse for hub_monthly failed: there is no network.",
    )
    assert row(two)["newest_attempt"] == pd.Timestamp("2026-04-02")
    assert (row(two)["why_it_failed"], row(two)["state"]) == ("there is no network.", "good")


def test_tables_that_failed_for_one_reason_on_one_day_are_told_together(two: Data) -> None:
    for table in ("hub_monthly", "hub_orgs"):
        snapshots.record(table, two.folder, Attempt("2026-04-02T08:00:00+00:00", "Model Pulse", "there is no network"))
    (told,) = view(two, Options()).failures
    assert "to ask Model Pulse for hub_orgs and hub_monthly failed" in told


def test_an_attempt_that_worked_is_dated_and_no_failure(two: Data) -> None:
    snapshots.record("hub_monthly", two.folder, Attempt("2026-04-02T08:00:00+00:00", "Model Pulse", ""))
    assert view(two, Options()).failures == ()
    assert row(two)["newest_attempt"] == pd.Timestamp("2026-04-02")
    assert pd.isna(row(two)["why_it_failed"])


def test_the_headline_names_the_oldest_table(data: Data) -> None:
    there = [table for table in contracts.TABLES if data.has(table)]
    more = len(contracts.TABLES) - len(there)
    assert view(data, Options()).headline == (
        f"All {len(there)} tables are good; {more} more have not been fetched yet. "
        "The newest data is as of 31 October 2026, the oldest (notable_models) as of 31 May 2026."
    )


def test_a_table_that_cannot_be_read_counts_as_bad_and_one_never_fetched_does_not(two: Data) -> None:
    snapshots.write("hub_totals", totals(), two.folder, {**FACTS, "as_of": "2026-03-31"})
    damage(two, "2026-03-31")
    more = len(contracts.TABLES) - 2
    assert view(two, Options()).headline.startswith(f"1 of 2 tables are good; {more} more have not been fetched yet.")


def test_as_of_a_day_tables_of_later_were_not_known_yet(two: Data, registry: Registry) -> None:
    then = Data(two.folder, registry, date(2026, 3, 1))
    assert "later" not in view(then, Options()).headline
    known = sum(two.has(table) for table in contracts.TABLES)
    snapshots.write("hub_totals", totals(), two.folder, {**FACTS, "as_of": "2026-03-31"})
    told = view(Data(two.folder, registry, date(2026, 3, 1)), Options()).headline
    assert f"; 1 more was not known yet; {len(contracts.TABLES) - known - 1} more have not been fetched yet." in told


def test_a_store_with_nothing_in_it_says_so(tmp_path: Path, registry: Registry) -> None:
    assert view(Data(tmp_path, registry), Options()).headline == "No table has been fetched yet."


def test_data_as_of_a_day_shows_the_vintage_of_that_day(two: Data, registry: Registry) -> None:
    february = Data(two.folder, registry, date(2026, 3, 1))
    assert row(february)["last_good"] == pd.Timestamp("2026-02-28")
    assert row(february)["rows"] == 2


def test_the_facts_of_a_table_are_those_of_its_provenance(two: Data) -> None:
    facts = {fact.label: fact for fact in view(two, Options()).detail.facts}
    assert facts["Counts"].text == "Two publishers"
    assert facts["Rows"].text == "3, one for each month and org"
    assert facts["As of"].text == "31 March 2026"
    assert facts["Vintages"].text == "2; each is the whole table, and the newest is read"
    assert facts["How it was got"].text == "Typed in."
    assert facts["Complete"].text == "Yes"
    assert (facts["Source"].text, facts["Source"].url) == ("Model Pulse", "https://counter.example")
    assert (facts["Licence"].text, facts["Licence"].url) == (
        "Apache-2.0",
        "https://www.apache.org/licenses/LICENSE-2.0",
    )


def test_a_table_that_did_not_come_whole_says_so(tmp_path: Path, registry: Registry) -> None:
    facts = {**FACTS, "as_of": "2026-02-28", "complete": False}
    snapshots.write("hub_monthly", month("2026-01-01", {"Qwen": 1}), tmp_path, facts)
    known = {fact.label: fact.text for fact in view(Data(tmp_path, registry), Options()).detail.facts}
    assert known["Complete"].startswith("No")


def test_the_checksum_is_that_of_the_parquet_file_to_take_away(two: Data) -> None:
    detail = view(two, Options()).detail
    parquet = detail.files[1]
    assert parquet.name == "crossover-hub_monthly-2026-03-31.parquet"
    assert hashlib.sha256(parquet.content()).hexdigest() == detail.sha256


def test_the_csv_holds_every_row(two: Data) -> None:
    csv = view(two, Options()).detail.files[0]
    assert csv.name == "crossover-hub_monthly-2026-03-31.csv"
    assert csv.content().decode().splitlines() == [
        "month,org,downloads,exact",
        "2026-01-01,Qwen,1,True",
        "2026-01-01,google,2,True",
        "2026-02-01,Qwen,3,True",
    ]


def test_a_short_table_is_shown_whole_with_days_in_iso_form(two: Data) -> None:
    detail = view(two, Options()).detail
    assert detail.shown == "All 3 rows"
    assert list(detail.preview["month"]) == ["2026-01-01", "2026-01-01", "2026-02-01"]


def test_a_long_table_is_shown_by_its_first_and_last_five_rows(data: Data) -> None:
    detail = view(data, Options("hub_totals")).detail
    months = data.table("hub_totals")["month"].dt.strftime("%Y-%m-%d")
    assert list(detail.preview["month"]) == [*months[:5], *months[-5:]]
    assert detail.shown == f"The first and last 5 of {len(months)} rows"


def test_known_flaws_are_listed_by_time_with_their_period_in_words(data: Data) -> None:
    flaws = view(data, Options("hub_monthly")).detail.flaws
    assert len(flaws) == len(data.registry.flaws_of("hub_monthly"))
    spike = next(flaw for flaw in flaws if flaw.kind == "spike")
    assert (spike.period, spike.entities) == ("October to November 2024", "all")


def test_a_flaw_of_several_entities_in_one_period_stands_once(tmp_path: Path, two: Data) -> None:
    rows = [("hub_monthly", org, "2026-01-05", "2026-01-09", "spike", "A jump.", "hub") for org in ("Qwen", "google")]
    rows.append(("hub_monthly", "all", "2026-02-03", "2026-02-03", "gap", "A day is missing.", "hub"))
    flaws = pd.DataFrame(rows, columns=list(TABLES["flaws"].columns), dtype="str")
    registry = Registry({**two.registry.tables, "flaws": flaws}, two.registry.words)
    listed = view(Data(two.folder, registry), Options()).detail.flaws
    assert [(flaw.entities, flaw.period, flaw.kind) for flaw in listed] == [
        ("Qwen and google", "5 January 2026 to 9 January 2026", "spike"),
        ("all", "3 February 2026", "gap"),
    ]


def test_the_files_of_the_registry_are_listed_with_their_rows(data: Data) -> None:
    listed = view(data, Options()).registry.set_index("file")
    assert set(listed.index) == {path.name for path in (data.folder / "registry").iterdir()}
    assert listed.loc["makers.csv", "rows"] == len(data.registry.makers)
    assert listed.loc["sources.toml", "rows"] == len(data.registry.words["sources"])


@pytest.mark.parametrize("file", ["makers.csv", "published_figures.csv"])
def test_a_file_of_rows_can_be_taken_away_as_csv(data: Data, file: str) -> None:
    detail = view(data, Options(file)).detail
    taken = pd.read_csv(io.BytesIO(detail.files[0].content()), dtype="str", keep_default_na=False)
    assert list(taken.columns) == list(TABLES[file.removesuffix(".csv")].columns)
    assert len(taken) == len(data.registry.tables[file.removesuffix(".csv")])


def test_a_file_of_words_is_shown_by_entry_and_taken_away_as_stored(data: Data) -> None:
    detail = view(data, Options("definitions.toml")).detail
    assert list(detail.preview.columns) == ["entry", "term", "means"]
    assert detail.files[0].content() == (data.folder / "registry" / "definitions.toml").read_bytes()


def test_a_table_that_does_not_exist_is_ignored(data: Data) -> None:
    assert resolve(Options, data, {"table": "secrets"})[0] == Options("hub_monthly")


def test_a_table_of_two_sources_credits_both_and_says_what_a_stored_file_holds(data: Data, tmp_path: Path) -> None:
    shutil.copytree(data.folder, tmp_path / "store")
    folder = tmp_path / "store"
    frame = data.table("hub_models").tail(3).assign(day=pd.Timestamp("2026-11-10"))
    facts = dict.fromkeys(("url", "licence", "how", "universe"), "")
    own = {**facts, "as_of": "2026-11-10", "source": "hub", "citation": "The Hub.", "complete": True, "caveats": ()}
    snapshots.write("hub_models", frame.astype(data.table("hub_models").dtypes), folder, own)
    store = open_data(folder)
    detail = view(store, Options("hub_models")).detail
    fit, hub = (credit.line for credit in cite.credits(store, ["hub_models"]))
    assert "llmfit (github.com/AlexsJones/llmfit)" in fit
    assert hub == "The Hub."
    assert [fact.text for fact in detail.facts if fact.label == "Source"] == ["llmfit", "Hugging Face Hub"]
    assert detail.files[1].label == "Parquet of the newest vintage alone (3 rows), as stored"


def test_what_waits_is_listed_with_its_page_and_told_with_the_table_that_lacks_it(data: Data) -> None:
    shown = view(data, Options("hub_models"))
    told = {(each.page.name, each.whole) for each in shown.waiting}
    assert {("adoption/launches", True), ("adoption/derivatives", False), ("context/embodied", False)} <= told
    lacking = " ".join(shown.detail.lacking)
    for words in (
        "the tags in which models name their base",
        "No row of hub_models states a lifetime counter",
    ):
        assert words in lacking
    assert "Robotics" not in lacking
    assert any("Robotics" in words for words in view(data, Options("hub_robotics")).detail.lacking)
    assert "hub_derivatives, which" not in lacking
    assert any("hub_derivatives" in words for words in view(data, Options("hub_derivatives")).detail.lacking)
    assert view(data, Options("hub_monthly")).detail.lacking == ()
