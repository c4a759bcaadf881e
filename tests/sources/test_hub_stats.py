"""The daily records of the Hub: which record stands for a month, and what its rows mean."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from lib import contracts
from lib.sources import hub_rows, hub_stats
from lib.sources.asking import Limits, Watch
from lib.sources.failures import MissingError, SourceError
from lib.sources.hub import Hub, open_hub
from lib.sources.hub_stats import DATASET, FILE, Revision
from tests.servers.faults import Fault
from tests.servers.hub import HubService
from tests.servers.serving import serving
from tests.sources.clocks import Clock
from tests.sources.datasets import at_ease, hub_of, parquet, visiting

AT = datetime(2025, 3, 31, 13, 5, tzinfo=UTC)
MODEL = {
    "id": "Qwen/Qwen3-8B-GPTQ",
    "downloads": 30,
    "downloadsAllTime": 100,
    "likes": 5,
    "createdAt": datetime(2025, 3, 1, 8, tzinfo=UTC),
    "lastModified": datetime(2025, 3, 2, 9, tzinfo=UTC),
    "pipeline_tag": "text-generation",
    "gated": "manual",
    "tags": ["license:apache-2.0", "region:us"],
    "baseModels": {"relation": "quantized", "models": [{"id": "Qwen/Qwen3-8B"}]},
    "safetensors": {"total": 8_000_000_000},
    "gguf": None,
}


@pytest.fixture(autouse=True)
def ease(monkeypatch: pytest.MonkeyPatch) -> None:
    at_ease(monkeypatch)


def row(**changed: Any) -> dict[str, Any]:
    """The one row that a record of one model gives."""
    frame, skipped = hub_stats.parse([MODEL | changed], AT, ["Qwen"])
    assert not skipped
    contracts.check("hub_models", with_tracked(frame))
    return frame.iloc[0].to_dict()


def with_tracked(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.copy()
    frame.insert(list(frame.columns).index("day_is_estimate"), "tracked", True)
    return frame


def test_a_model_of_a_record() -> None:
    known = row()
    assert pd.isna(known.pop("hub_id"))
    assert known == {
        "day": pd.Timestamp("2025-03-31"),
        "model": "Qwen/Qwen3-8B-GPTQ",
        "org": "Qwen",
        "downloads_30d": 30,
        "downloads_all_time": 100,
        "likes": 5,
        "created_at": pd.Timestamp("2025-03-01 08:00"),
        "pipeline_tag": "text-generation",
        "params_b": 8.0,
        "day_is_estimate": False,
        "last_modified": pd.Timestamp("2025-03-02 09:00"),
        "gated": "manual",
        "licence": "apache-2.0",
        "base_model": "Qwen/Qwen3-8B",
        "relation": "quantized",
        "fetched_at": pd.Timestamp("2025-03-31 13:05"),
    }


def test_the_rows_have_the_columns_and_types_of_the_hubs_own_list() -> None:
    frame, _ = hub_stats.parse([MODEL], AT, ["Qwen"])
    assert frame.dtypes.to_dict() == hub_rows.models_frame([]).dtypes.to_dict()


def test_the_day_is_that_of_the_commit_in_utc() -> None:
    evening = datetime(2025, 3, 31, 23, 40, tzinfo=UTC).astimezone(timezone(timedelta(hours=9)))
    frame, _ = hub_stats.parse([MODEL], evening, ["Qwen"])
    assert (frame["day"][0], frame["fetched_at"][0]) == (pd.Timestamp("2025-03-31"), pd.Timestamp("2025-03-31 23:40"))


@pytest.mark.parametrize("stated", ["2025-03-01T08:00:00.000Z", datetime(2025, 3, 1, 8), "2025-03-01T08:00:00+00:00"])
def test_times_may_be_texts_or_times(stated: Any) -> None:
    assert row(createdAt=stated)["created_at"] == pd.Timestamp("2025-03-01 08:00")


def test_what_a_record_does_not_state_is_unknown() -> None:
    nothing = dict.fromkeys(("downloadsAllTime", "likes", "createdAt", "gated", "tags", "baseModels", "safetensors"))
    known = row(**nothing, downloads=float("nan"), pipeline_tag="")
    unknown = set(known) - {"day", "model", "org", "day_is_estimate", "fetched_at", "last_modified"}
    assert {name for name in unknown if pd.isna(known[name])} == unknown


def test_a_count_in_decimal_form_is_a_count() -> None:
    assert row(downloads=30.0)["downloads_30d"] == 30


def test_a_relation_that_is_none_of_ours_leaves_the_base() -> None:
    known = row(baseModels={"relation": "distilled", "models": [{"id": "Qwen/Qwen3-8B"}]})
    assert known["base_model"] == "Qwen/Qwen3-8B"
    assert pd.isna(known["relation"])


@pytest.mark.parametrize(
    "stated", ["{}", {"relation": "merge"}, {"relation": "merge", "models": None}, {"models": [{}]}]
)
def test_a_base_that_is_not_named_is_unknown(stated: Any) -> None:
    assert pd.isna(row(baseModels=stated)["base_model"])


def test_tags_tell_the_base_where_the_column_does_not() -> None:
    assert row(baseModels=None, tags=["base_model:merge:a/b"])["relation"] == "merge"


def test_a_bad_item_is_skipped_and_told_and_takes_no_other_with_it() -> None:
    frame, skipped = hub_stats.parse([MODEL | {"id": "Qwen/bad", "downloads": -1}, MODEL], AT, ["Qwen"])
    assert frame["model"].tolist() == [MODEL["id"]]
    assert [(one.item, one.why) for one in skipped] == [("Qwen/bad", "its downloads is '-1', which is no count")]


def test_models_of_the_wanted_orgs_are_kept_in_any_case() -> None:
    part = pa.table({"id": ["Qwen/a", "qwen/b", "Qwen2/c", "other/Qwen", None, "Qwen"]})
    assert hub_stats.owned(part, ["QWEN"])["id"].to_pylist() == ["Qwen/a", "qwen/b", "Qwen"]


def test_an_org_is_spelled_as_it_was_asked_for() -> None:
    frame, _ = hub_stats.parse([MODEL], AT, ["qwen", "meta-llama"])
    assert frame["org"].tolist() == ["qwen"]


def days(*sizes: tuple[str, int | None]) -> tuple[list[Revision], Callable[[Revision], int | None]]:
    """Revisions by their days, the oldest first, and what counts their rows."""
    made = [Revision(day, datetime.fromisoformat(f"{day}T13:00+00:00")) for day, _ in sizes]
    return made[::-1], lambda revision: dict(sizes)[revision.id]


def chosen(*sizes: tuple[str, int | None], since: str = "2025-01-01", until: str = "2026-12-31") -> list[str]:
    every, rows = days(*sizes)
    found = hub_stats.choose(every, date.fromisoformat(since), date.fromisoformat(until), rows)
    return [revision.id for revision in found]


def test_the_last_record_of_each_month_stands_for_it() -> None:
    assert chosen(("2025-01-02", 100), ("2025-01-31", 100), ("2025-02-01", 100)) == ["2025-01-31", "2025-02-01"]


@pytest.mark.parametrize(("rows", "last"), [(89, "2025-11-23"), (90, "2025-11-24")])
def test_a_record_with_fewer_than_nine_tenths_of_the_rows_before_it_was_cut_off(rows: int, last: str) -> None:
    assert chosen(("2025-11-22", 100), ("2025-11-23", 100), ("2025-11-24", rows)) == [last]


def test_a_record_after_one_that_was_cut_off_is_whole() -> None:
    assert chosen(("2025-11-24", 29), ("2025-11-25", 113)) == ["2025-11-25"]


def test_the_first_of_all_records_has_nothing_to_be_judged_by() -> None:
    assert chosen(("2025-11-24", 1)) == ["2025-11-24"]


def test_a_revision_without_the_file_is_no_record() -> None:
    assert chosen(("2025-01-01", None), ("2025-01-02", 100), ("2025-01-03", None)) == ["2025-01-02"]


def test_a_month_of_cut_off_records_only_has_none() -> None:
    assert chosen(("2025-01-31", 100), ("2025-02-01", 80)) == ["2025-01-31"]


def test_records_before_and_after_the_wanted_days_are_left_out() -> None:
    every = [("2025-01-31", 100), ("2025-02-10", 100), ("2025-02-28", 100), ("2025-03-01", 100)]
    assert chosen(*every, since="2025-02-01", until="2025-02-27") == ["2025-02-10"]


def opened(url: str) -> Hub:
    clock = Clock()
    return open_hub(
        clock=clock, sleep=clock.sleep, now=clock.now, watch=Watch(), endpoint=url, token=False, limits=Limits(read=0.3)
    )


def test_months_are_found_by_their_commits_and_the_ends_of_their_files() -> None:
    service = HubService()
    title = f"Upload {FILE} with huggingface_hub"
    sizes = {"2025-10-30": 10, "2025-10-31": 11, "2025-11-23": 12, "2025-11-24": 3}
    made = {
        day: service.commit(DATASET, day, {FILE: parquet({"id": [f"a/{n}" for n in range(rows)]})}, title)
        for day, rows in sizes.items()
    }
    service.commit(DATASET, "2025-11-25", {}, "Upload posts.parquet with huggingface_hub")
    with serving(service.app) as url:
        found = hub_stats.revisions(opened(url), date(2025, 1, 1), date(2025, 12, 31), visit=visiting(url))
    assert [one.id for one in found] == [made["2025-10-31"], made["2025-11-23"]]
    assert found[0].at == datetime(2025, 10, 31, 12, tzinfo=UTC)


def test_a_dataset_that_is_gone_ends_the_source() -> None:
    with hub_of("me/other", {}) as (_, url), pytest.raises(MissingError) as caught:
        hub_stats.revisions(opened(url), date(2025, 1, 1), date(2025, 12, 31), visit=visiting(url))
    assert caught.value.whole


def test_a_dataset_that_goes_while_its_records_are_counted_ends_the_source() -> None:
    with hub_of(DATASET, {FILE: record()}) as (service, url):
        service.faults.append(Fault("resolve", "status", status=401, message="Invalid username or password."))
        with pytest.raises(MissingError, match="does not have the dataset"):
            hub_stats.revisions(opened(url), date(2025, 1, 1), date(2026, 12, 31), visit=visiting(url))


def record(**changed: Any) -> bytes:
    """A file of three models of two orgs; a column that is None is not in it."""
    columns = {name: [value] * 3 for name, value in MODEL.items() if name != "gguf"}
    columns |= {
        "id": ["Qwen/a", "Qwen/b", "other/c"],
        "card": ["long " * 100] * 3,
        "gguf": [{"total": 1}] * 3,
    } | changed
    return parquet({name: column for name, column in columns.items() if column is not None})


def test_rows_of_a_revision_are_read_with_the_real_client() -> None:
    with hub_of(DATASET, {FILE: record()}) as (service, url):
        revision = Revision(service.commits[DATASET][0].id, AT)
        frame, skipped = hub_stats.rows(revision, ["Qwen"], visit=visiting(url))
    assert not skipped
    assert contracts.check("hub_models", with_tracked(frame))["model"].tolist() == ["Qwen/a", "Qwen/b"]
    assert frame["params_b"].tolist() == [8.0, 8.0]
    assert frame["relation"].tolist() == ["quantized"] * 2
    assert frame["created_at"].tolist() == [pd.Timestamp("2025-03-01 08:00")] * 2


def test_columns_that_an_older_record_lacks_are_unknown() -> None:
    with hub_of(DATASET, {FILE: record(downloadsAllTime=None, gated=None, safetensors=None)}) as (_, url):
        frame, _ = hub_stats.rows(Revision("main", AT - timedelta(days=200)), ["Qwen"], visit=visiting(url))
    assert frame[["downloads_all_time", "gated"]].isna().all(axis=None)
    assert frame["downloads_30d"].tolist() == [30, 30]


def test_a_record_without_ids_is_refused_by_name() -> None:
    with hub_of(DATASET, {FILE: record(id=None)}) as (_, url), pytest.raises(SourceError, match="lacks id; its form"):
        hub_stats.rows(Revision("main", AT), ["Qwen"], visit=visiting(url))


def test_orgs_that_a_record_does_not_know_have_no_rows() -> None:
    with hub_of(DATASET, {FILE: record()}) as (_, url):
        frame, _ = hub_stats.rows(Revision("main", AT), ["nobody"], visit=visiting(url))
    assert contracts.check("hub_models", with_tracked(frame)).empty
