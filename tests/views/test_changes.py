"""Who took the lead and who passed whom, as it became known vintage by vintage, and what was taken back."""

import shutil
from collections import Counter
from datetime import date
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest

from lib import snapshots
from lib.data import Data, open_data
from lib.registry.vintages import keep
from lib.snapshots import PROJECT, SnapshotNotFoundError
from lib.views import links
from lib.views.changes import Change, changes, newest
from lib.views.changes.event import urn
from lib.views.pages import page_of
from tests.stores import FACTS as NOTHING_SAID

FACTS = {**NOTHING_SAID, "source": "model_pulse"}
MONTHS = pd.date_range("2025-08-01", periods=5, freq="MS")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with the shipped registry, kept since before there was any table."""
    shutil.copytree(PROJECT / "data" / "registry", tmp_path / "registry")
    keep(tmp_path, date(2020, 1, 1))
    return tmp_path


def put(folder: Path, as_of: str, months: pd.DatetimeIndex = MONTHS, **orgs: list[int | None]) -> None:
    """A vintage of the monthly table: a value a month of each org; None leaves the row out."""
    rows = [
        (month, org.replace("_", "-"), value, True)
        for org, values in orgs.items()
        for month, value in zip(months, values, strict=False)
        if value is not None
    ]
    frame = pd.DataFrame(rows, columns=["month", "org", "downloads", "exact"])
    frame = frame.astype({"month": "datetime64[us]", "org": "str"})
    snapshots.write("hub_monthly", frame, folder, {**FACTS, "as_of": as_of})


def told(folder: Path, kind: str, as_of: date | None = None) -> list[Change]:
    return [change for change in changes(open_data(folder, as_of)) if change.kind == kind]


def makers(folder: Path) -> list[tuple[str, str]]:
    """The changes of lead between makers, the newest first: the day and the title."""
    return [(str(one.day), one.title) for one in told(folder, "lead") if "Makers" not in one.title]


def test_a_lead_that_changes_and_changes_back_is_dated_by_the_end_of_its_month(folder: Path) -> None:
    put(folder, "2026-01-15", Qwen=[10, 30, 10], meta_llama=[20, 20, 20])
    assert makers(folder) == [
        ("2025-10-31", "Meta took the lead in monthly Hub downloads from Alibaba in October 2025"),
        ("2025-09-30", "Alibaba took the lead in monthly Hub downloads from Meta in September 2025"),
    ]
    assert {one.known for one in told(folder, "lead")} == {date(2026, 1, 15)}


def test_a_change_says_both_counts_and_over_how_many_publishers(folder: Path) -> None:
    put(folder, "2026-01-15", Qwen=[10, 3_000_000], meta_llama=[20, 2_000_000], google=[1, 1])
    assert [one.text for one in told(folder, "lead")] == [
        "In September 2025 Alibaba had 3M downloads of language models on the Hugging Face Hub, Meta 2M, counted over "
        "the 3 publishers that the record tells apart.",
        "In September 2025 makers in China had 3M downloads of language models on the Hugging Face Hub, makers in the "
        "United States 2M, counted over the 3 publishers that the record tells apart.",
    ]


def test_a_tie_is_no_change_and_after_a_gap_the_months_between_are_told(folder: Path) -> None:
    put(folder, "2026-01-15", Qwen=[10, 20, None, 30], meta_llama=[20, 20, None, 20])
    assert [title for _, title in makers(folder)] == [
        "Alibaba took the lead in monthly Hub downloads from Meta between October and November 2025"
    ]


def test_a_month_that_was_not_over_makes_no_change(folder: Path) -> None:
    put(folder, "2025-09-30", Qwen=[10, 30], meta_llama=[20, 20])
    assert told(folder, "lead") == []
    assert told(folder, "crossover") == []
    put(folder, "2025-10-01", Qwen=[10, 30], meta_llama=[20, 20])
    assert len(told(folder, "lead")) == 2


def test_groups_that_are_in_no_country_take_no_lead(folder: Path) -> None:
    put(folder, "2026-01-15", Qwen=[20, 20], meta_llama=[10, 10], unsloth=[5, 90], nobody_placed_this=[5, 95])
    assert told(folder, "lead") == []


def test_a_change_that_rests_on_a_spike_month_or_ends_one_says_so_and_an_estimate_too(folder: Path) -> None:
    months = pd.date_range("2024-09-01", periods=4, freq="MS")
    put(folder, "2026-01-15", months, Qwen=[10, 30, 30, 10], meta_llama=[20, 20, 20, 20])
    back, there = (one.text for one in told(folder, "lead") if "Makers" not in one.title)
    jumps = "a month in which the whole source jumps for no known reason"
    assert f"October 2024 is {jumps}, so the change may be no more than that." in there
    assert f"It ends a lead last seen in November 2024, {jumps}." in back
    assert all("The month is an estimate, or partly one." in text for text in (back, there))


def test_a_leader_that_the_record_did_not_hold_before_is_told(folder: Path) -> None:
    put(folder, "2026-01-15", Qwen=[None, 30], meta_llama=[20, 20])
    first = next(one for one in told(folder, "lead") if "Alibaba" in one.title)
    assert first.text.endswith("The record of August 2025 does not hold Alibaba, so the lead may have changed before.")


def monthly_ways(folder: Path) -> list[Change]:
    return [one for one in told(folder, "crossover") if one.title.endswith(": monthly downloads")]


def test_a_crossover_is_told_for_both_races_by_each_way_as_a_range(folder: Path) -> None:
    put(folder, "2026-01-15", Qwen=[10, 30, 30, 30], meta_llama=[20, 20, 20, 20])
    assert [one.title for one in monthly_ways(folder)] == [
        "Makers in China passed makers in the United States in Hub downloads for good in September 2025: monthly "
        "downloads",
        "Qwen passed Llama in Hub downloads for good in September 2025: monthly downloads",
    ]
    running = [one for one in told(folder, "crossover") if one.title.endswith(": running sum")]
    assert {one.title.partition("for good ")[2] for one in running} == {
        "between 30 September and 31 October 2025: running sum"
    }
    assert running[0].text.startswith("The 4 ways of counting that put ")
    assert "have the change of lead between September and October 2025." in running[0].text


def test_a_crossover_that_turns_on_a_spike_month_says_so(folder: Path) -> None:
    months = pd.date_range("2024-09-01", periods=3, freq="MS")
    put(folder, "2026-01-15", months, Qwen=[10, 30, 30], meta_llama=[20, 20, 20])
    assert {one.text for one in monthly_ways(folder)} == {
        "No way of counting that does without the spike months dates this change of lead. This one turns on October "
        "2024, when the whole source jumps for no known reason. The month is an estimate, or partly one."
    }


def test_a_record_without_both_sides_has_no_crossover(folder: Path) -> None:
    put(folder, "2026-01-15", google=[10, 30], mistralai=[20, 20])
    assert told(folder, "crossover") == []


def test_the_name_of_an_event_stays_when_more_data_comes(folder: Path) -> None:
    put(folder, "2025-11-05", Qwen=[10, 30, 30], meta_llama=[20, 20, 20])
    before = {one.id: one for one in (*told(folder, "lead"), *told(folder, "crossover"))}
    put(folder, "2026-01-05", Qwen=[10, 30, 30, 40, 50], meta_llama=[20, 20, 20, 20, 20])
    after = {one.id: one for one in (*told(folder, "lead"), *told(folder, "crossover"))}
    assert before == after
    assert len(before) > 4
    assert not [one for one in told(folder, "correction") if one.title.startswith("No longer")]


def test_the_name_of_an_event_is_the_same_in_every_release() -> None:
    assert urn("lead", "maker", "alibaba", "meta", "2025-04") == "urn:uuid:fc8188d8-8b06-5e21-a919-b2417a55e8fa"
    assert urn("a b") != urn("a", "b")


RESTATED = ({"Qwen": [10, 30, 30], "meta_llama": [20, 20, 20]}, {"Qwen": [10, 15, 30], "meta_llama": [20, 20, 20]})


def test_a_vintage_that_moves_an_event_takes_it_back_and_says_what_stands_instead(folder: Path) -> None:
    put(folder, "2025-12-05", **RESTATED[0])
    was = next(one for one in told(folder, "lead") if "Alibaba" in one.title)
    put(folder, "2026-01-05", **RESTATED[1])
    then, now = "September", "October"
    title = "Alibaba took the lead in monthly Hub downloads from Meta in {} 2025"
    every = [one for one in changes(open_data(folder)) if "Alibaba" in one.title]
    assert [(one.kind, one.title, str(one.known)) for one in every if one.kind == "lead"] == [
        ("lead", title.format(now), "2026-01-05"),
        ("lead", title.format(then), "2025-12-05"),
    ]
    kept = every[-1]
    assert (kept.id, kept.day, kept.updated) == (was.id, was.day, date(2026, 1, 5))
    assert kept.text == f"{was.text} Taken back by the data as of 5 January 2026."
    correction = next(one for one in every if one.kind == "correction")
    assert correction.title == f"No longer stated: {title.format(then)}"
    assert correction.text == (f"The data as of 5 January 2026 no longer says so. It says: {title.format(now)}.")
    assert (correction.day, correction.known) == (date(2025, 9, 30), date(2026, 1, 5))


def test_a_vintage_that_removes_an_event_takes_it_back_and_leads_to_the_revisions(folder: Path) -> None:
    put(folder, "2025-12-05", **RESTATED[0])
    put(folder, "2026-01-05", Qwen=[10, 10, 10], meta_llama=[20, 20, 20])
    correction = next(one for one in told(folder, "correction") if "Alibaba" in one.title)
    assert correction.text == "The data as of 5 January 2026 no longer says so."
    assert (correction.link.page, dict(correction.link.options)) == (
        "about/data",
        {"table": ("hub_monthly",), "v": ("1",), "as_of": ("2026-01-05",)},
    )


def test_an_event_that_comes_back_keeps_its_name_and_is_told_again(folder: Path) -> None:
    for as_of, downloads in zip(("2025-12-05", "2026-01-05", "2026-02-05"), (*RESTATED, RESTATED[0]), strict=True):
        put(folder, as_of, **downloads)
    every = changes(open_data(folder))
    assert Counter(one.id for one in every).most_common(1)[0][1] == 1
    september = [
        one
        for one in every
        if one.title.endswith("Alibaba took the lead in monthly Hub downloads from Meta in September 2025")
    ]
    assert [(one.kind, one.title.partition(":")[0], str(one.updated)) for one in september if one.kind != "lead"] == [
        ("correction", "Stated again", "2026-02-05"),
        ("correction", "No longer stated", "2026-01-05"),
    ]
    first = next(one for one in september if one.kind == "lead")
    assert (str(first.known), str(first.updated)) == ("2025-12-05", "2026-02-05")


def test_as_of_a_day_only_what_was_known_then_is_told(folder: Path) -> None:
    put(folder, "2025-12-05", **RESTATED[0])
    then = changes(open_data(folder))
    put(folder, "2026-01-05", **RESTATED[1])
    assert changes(open_data(folder, date(2026, 1, 4))) == then


def test_a_decision_of_the_registry_that_takes_an_event_back_is_told_too(folder: Path) -> None:
    put(folder, "2025-12-05", google=[20, 20], mistralai=[10, 30])
    file = folder / "registry" / "makers.csv"
    words = file.read_text(encoding="utf-8")
    file.write_text(words.replace("mistral,Mistral AI,FRA,eu,", "mistral,Mistral AI,USA,us,"), encoding="utf-8")
    assert told(folder, "correction") == []
    keep(folder, date(2026, 1, 5))
    (found,) = told(folder, "correction")
    title = "Makers in France took the lead in monthly Hub downloads from makers in the United States in September 2025"
    assert (found.title, found.known) == (f"No longer stated: {title}", date(2026, 1, 5))


def test_a_vintage_that_changed_values_and_took_some_back_is_a_correction_of_the_table(folder: Path) -> None:
    put(folder, "2025-12-05", Qwen=[10, 10], meta_llama=[20, 20])
    put(folder, "2026-01-05", Qwen=[17, 10], meta_llama=[20, None])
    assert [(one.title, one.text, str(one.day)) for one in told(folder, "correction")] == [
        (
            "Data corrected: hub_monthly as of 5 January 2026",
            "Of hub_monthly, 1 row stated before got another value and 1 row stated before is gone. The largest "
            "change: downloads of 2025-08-01, Qwen: 10 to 17.",
            "2026-01-05",
        )
    ]


def test_a_vintage_that_only_adds_rows_is_no_correction(folder: Path) -> None:
    put(folder, "2025-12-05", Qwen=[10])
    put(folder, "2026-01-05", Qwen=[10, 10, 10])
    assert told(folder, "correction") == []
    assert next((one.title, one.text) for one in told(folder, "vintage")) == (
        "New data as of 5 January 2026",
        "The store holds a new vintage of hub_monthly (Model Pulse, 2 rows new).",
    )


def test_what_was_known_before_the_states_that_are_computed_is_no_news(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, "2025-12-05", **RESTATED[0])
    put(folder, "2026-01-05", Qwen=[10, 30, 10], meta_llama=[20, 20, 20])
    monkeypatch.setattr(newest, "WALKED", 1)
    assert told(folder, "lead") == []
    monkeypatch.setattr(newest, "WALKED", 2)
    assert len(told(folder, "lead")) == 4


def test_no_more_than_so_many_are_told_the_newest(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder, "2026-01-15", Qwen=[10, 30, 10], meta_llama=[20, 20, 20])
    every = changes(open_data(folder))
    monkeypatch.setattr(newest, "TOLD", 3)
    assert changes(open_data(folder)) == every[:3]
    assert [(one.known, one.day) for one in every] == sorted([(one.known, one.day) for one in every], reverse=True)


def test_an_earlier_vintage_that_cannot_be_read_is_left_out_and_the_newest_is_not(folder: Path) -> None:
    put(folder, "2025-12-05", **RESTATED[1])
    put(folder, "2026-01-05", **RESTATED[0])
    place = folder / "snapshots" / "hub_monthly"
    (place / "2025-12-05.parquet").write_bytes(b"")
    assert {str(one.known) for one in told(folder, "lead")} == {"2026-01-05"}
    (place / "2026-01-05.parquet").write_bytes(b"")
    newest._events.cache_clear()
    with pytest.raises(snapshots.SnapshotDamagedError):
        changes(open_data(folder))


def test_a_store_without_snapshots_has_no_changes(tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "data" / "registry", tmp_path / "registry")
    assert changes(open_data(tmp_path)) == ()


@pytest.fixture(scope="module")
def shipped(data: Data) -> tuple[Change, ...]:
    return changes(data)


def test_the_shipped_store_tells_every_kind_but_corrections_each_once(shipped: tuple[Change, ...]) -> None:
    assert {one.kind for one in shipped} == {"lead", "crossover", "ranks", "vintage"}
    assert len({one.id for one in shipped}) == len(shipped) <= newest.TOLD
    assert all(one.day <= one.known == one.updated for one in shipped)
    titles = [one.title for one in shipped]
    assert "Alibaba took the lead in monthly Hub downloads from Meta in April 2025" in titles
    assert (
        "Makers in China took the lead in monthly Hub downloads from makers in the United States in May 2025" in titles
    )
    assert "Qwen passed Llama in Hub downloads for good in April 2025: monthly downloads" in titles
    assert (
        "Qwen passed Llama in Hub downloads for good between 30 September and 31 October 2025: counted on from ATOM "
        "Report, Mar 2026, placed at 28 Feb 2026"
    ) in titles


def test_every_link_is_read_without_a_word_ignored(data: Data, shipped: tuple[Change, ...]) -> None:
    held: dict[date, Data] = {}
    for one in shipped:
        if one.known not in held:
            held[one.known] = open_data(data.folder, one.known)
        then = held[one.known]
        kind = import_module(f"lib.views.{one.link.page.replace('/', '.')}").Options
        given = {name: list(values) for name, values in one.link.options.items()}
        assert links.read(kind, one.link.page, then, given)[1] == []
        assert given["as_of"] == [one.known.isoformat()]


@pytest.mark.parametrize("kind", ["lead", "crossover", "ranks"])
def test_a_link_shows_what_is_said_and_is_frozen_to_it(data: Data, shipped: tuple[Change, ...], kind: str) -> None:
    one = next(one for one in shipped if one.kind == kind)
    then = open_data(data.folder, one.known)
    topic = import_module(f"lib.views.{one.link.page.replace('/', '.')}")
    given = {name: list(values) for name, values in one.link.options.items()}
    shown = topic.view(then, links.read(topic.Options, one.link.page, then, given)[0])
    links.check(given["vintage"][0], then, [table for card in shown.cards for table in card.tables])
    assert one.link.label == page_of(one.link.page).title
    if kind == "lead":
        assert shown.headline.startswith("Makers in China were downloaded most in May 2025: 42.7M")


def test_a_table_of_a_future_day_is_not_known_yet(folder: Path) -> None:
    put(folder, "2026-01-15", Qwen=[10, 30], meta_llama=[20, 20])
    with pytest.raises(SnapshotNotFoundError):
        open_data(folder, date(2025, 1, 1)).table("hub_monthly")
    assert [one.kind for one in changes(open_data(folder, date(2025, 1, 1)))] == ["vintage"]
