"""The Hub's models are understood one by one: what is not stated stays unknown, what cannot be is skipped by name."""

from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import contracts
from lib.sources import hub_rows
from tests.sources.any_json import JSON, objects, quickly

DAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
COUNTS = ("downloads_30d", "downloads_all_time", "likes")


def model(**stated: Any) -> dict[str, Any]:
    return {"_id": "66944f1f", "id": "Qwen/Qwen3-8B", **stated}


def table(rows: list[dict]) -> pd.DataFrame:
    """Rows as the store would hold them, after a look at the contract."""
    frame = hub_rows.models_frame(rows)
    frame.insert(frame.columns.get_loc("day_is_estimate"), "tracked", True)
    return contracts.check("hub_models", frame)


def one(**stated: Any) -> dict[str, Any]:
    """The row of a model that states this."""
    rows, skipped = hub_rows.models([(model(**stated), AT)], "Qwen", DAY)
    assert not skipped
    return table(rows).iloc[0].to_dict()


def why(item: Any, org: str = "Qwen") -> tuple[str, str]:
    """Which item is skipped, and the reason; a good one beside it is kept."""
    rows, skipped = hub_rows.models([(item, AT), ({"id": f"{org}/good"}, AT)], org, DAY)
    assert table(rows)["model"].tolist() == [f"{org}/good"]
    assert len(skipped) == 1
    return skipped[0].item, skipped[0].why


def test_a_model_with_all_that_it_can_state() -> None:
    stated = {
        "downloads": 9,
        "downloadsAllTime": 99,
        "likes": 3,
        "createdAt": "2025-04-27T03:42:21.000Z",
        "lastModified": "2025-07-26T05:49:40+02:00",
        "pipeline_tag": "text-generation",
        "safetensors": {"total": 8_190_735_360},
        "tags": ["license:apache-2.0", "base_model:finetune:Qwen/Qwen3-8B-Base"],
        "gated": False,
    }
    assert one(**stated) == {
        "day": pd.Timestamp("2026-11-20"),
        "model": "Qwen/Qwen3-8B",
        "org": "Qwen",
        "downloads_30d": 9,
        "downloads_all_time": 99,
        "likes": 3,
        "created_at": pd.Timestamp("2025-04-27 03:42:21"),
        "pipeline_tag": "text-generation",
        "params_b": 8.19073536,
        "tracked": True,
        "day_is_estimate": False,
        "hub_id": "66944f1f",
        "last_modified": pd.Timestamp("2025-07-26 03:49:40"),
        "gated": "false",
        "licence": "apache-2.0",
        "base_model": "Qwen/Qwen3-8B-Base",
        "relation": "finetune",
        "fetched_at": pd.Timestamp("2026-11-20 08:30"),
    }


def test_what_is_not_stated_is_unknown_and_never_zero() -> None:
    stated = ("model", "org", "day", "tracked", "day_is_estimate", "hub_id", "fetched_at")
    for row in (one(), one(downloads=None, downloadsAllTime=None, likes=None, createdAt=None, tags=None, gguf=None)):
        assert [key for key, value in row.items() if not pd.isna(value)] == [key for key in row if key in stated]


def test_a_stated_zero_is_a_zero() -> None:
    row = one(downloads=0, downloadsAllTime=0, likes=0)
    assert [row[name] for name in COUNTS] == [0, 0, 0]


@pytest.mark.parametrize(("gated", "kept"), [("auto", "auto"), ("manual", "manual"), (False, "false"), (True, "true")])
def test_how_a_model_is_gated_is_kept_with_its_counts(gated: str | bool, kept: str) -> None:
    row = one(gated=gated, downloads=5)
    assert (row["gated"], row["downloads_30d"]) == (kept, 5)


@pytest.mark.parametrize(
    ("tags", "licence"),
    [
        (["license:mit", "license:other"], "mit"),
        (["LICENSE:mit"], None),
        (["license:"], None),
        (["en", 5, None, "license:llama3.1"], "llama3.1"),
        ("license:mit", None),
        (7, None),
        (True, None),
        ({"license:mit": 1}, None),
    ],
)
def test_the_licence_is_the_first_that_a_tag_names(tags: Any, licence: str | None) -> None:
    known = one(tags=tags)["licence"]
    assert known == licence or (pd.isna(known) and licence is None)


@pytest.mark.parametrize(
    ("tags", "base", "relation"),
    [
        (["base_model:a/b", "base_model:quantized:a/b"], "a/b", "quantized"),
        (["base_model:a/b"], "a/b", None),
        (["base_model:merge:a/b", "base_model:merge:a/c"], "a/b", "merge"),
        (["base_model:adapter:a/b"], "a/b", "adapter"),
        (["base_model:distilled:a/b"], None, None),
        (["base_model:finetune:no name"], None, None),
        (["base_model:"], None, None),
        ([], None, None),
    ],
)
def test_a_model_is_made_from_another_as_its_tags_say(tags: list, base: str | None, relation: str | None) -> None:
    row = one(tags=tags)
    assert [None if pd.isna(row[name]) else row[name] for name in ("base_model", "relation")] == [base, relation]


@pytest.mark.parametrize(
    ("stated", "params"),
    [
        ({"safetensors": {"total": 2_000_000_000}, "gguf": {"total": 1_000_000_000}}, 2),
        ({"safetensors": {"parameters": {}}, "gguf": {"total": 1_000_000_000}}, 1),
        ({"safetensors": {"total": 0}, "gguf": {"total": 500_000_000}}, 0.5),
        ({"safetensors": {"total": True}}, None),
        ({"safetensors": {"total": "8B"}, "gguf": []}, None),
        ({"safetensors": {"total": float("nan")}}, None),
    ],
)
def test_parameters_are_those_of_the_safetensors_else_of_the_gguf(stated: dict, params: float | None) -> None:
    known = one(**stated)["params_b"]
    assert known == params or (pd.isna(known) and params is None)


@pytest.mark.parametrize("at", ["yesterday", 1764594837, "", "0001-01-01T00:00:00+14:00", "99999-01-01", None, [], {}])
def test_a_time_that_is_none_is_unknown(at: Any) -> None:
    assert pd.isna(one(createdAt=at)["created_at"])


@pytest.mark.parametrize("text", ["", 5, None, "\ud800", []])
def test_a_text_that_is_none_is_unknown(text: Any) -> None:
    row = one(pipeline_tag=text, _id=text, gated=text if isinstance(text, str) else [])
    assert [pd.isna(row[name]) for name in ("pipeline_tag", "hub_id", "gated")] == [True, True, True]


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({"downloads": "12"}, "its downloads is '12', which is no count"),
        ({"downloads": -1}, "its downloads is '-1', which is no count"),
        ({"downloadsAllTime": 1.5}, "its downloadsAllTime is '1.5', which is no count"),
        ({"likes": True}, "its likes is 'True', which is no count"),
        ({"likes": 2**63}, "its likes is '9223372036854775808', which is no count"),
    ],
)
def test_a_count_that_is_none_takes_its_model_out_with_a_reason(stated: dict, said: str) -> None:
    assert why(model(**stated)) == ("Qwen/Qwen3-8B", said)


@pytest.mark.parametrize(
    ("item", "called"),
    [
        ({}, "an item without id"),
        ({"id": "gpt2"}, "gpt2"),
        ({"id": 5}, "5"),
        ({"id": "a/b\n"}, "'a/b\\n'"),
        ({"id": "\ud800/b"}, "'\\ud800/b'"),
        ({"id": None}, "None"),
        ("Qwen/Qwen3-8B", "an item that is no model"),
        (None, "an item that is no model"),
    ],
)
def test_an_item_without_a_name_is_skipped(item: Any, called: str) -> None:
    assert why(item) == (called, "it has no id of the form org/name")


def test_a_model_of_another_org_is_skipped() -> None:
    assert why(model(), "meta-llama") == ("Qwen/Qwen3-8B", "it is not of meta-llama")


def test_an_org_in_other_letters_is_the_same_org_by_the_name_asked_for() -> None:
    rows, skipped = hub_rows.models([(model(), AT)], "qwen", DAY)
    assert (rows[0]["org"], rows[0]["model"], skipped) == ("qwen", "Qwen/Qwen3-8B", [])


def test_two_items_of_one_name_are_one_model() -> None:
    rows, skipped = hub_rows.models([(model(downloads=1), AT), (model(downloads=2), AT)], "Qwen", DAY)
    assert ([row["downloads_30d"] for row in rows], skipped) == ([1], [])


def test_no_model_at_all_is_a_table_without_rows() -> None:
    assert len(table([])) == 0


def test_children_are_counted_by_relation_under_the_present_name() -> None:
    body = {"id": "zai-org/GLM-4", "childrenModelCount": {"finetune": 3, "merge": 0, "quantized": None, "other": 9}}
    row = hub_rows.derivatives(body, "THUDM/GLM-4", DAY)
    frame = contracts.check("hub_derivatives", hub_rows.derivatives_frame([row]))
    assert frame.iloc[0][["model", "finetune", "merge"]].tolist() == ["zai-org/GLM-4", 3, 0]
    assert frame.iloc[0][["quantized", "adapter"]].isna().all()


@pytest.mark.parametrize("name", [None, 5, "", "GLM-4", "a/b/c"])
def test_children_of_a_model_without_a_name_are_those_of_the_one_asked_for(name: Any) -> None:
    assert hub_rows.derivatives({"id": name, "childrenModelCount": {}}, "a/b", DAY)["model"] == "a/b"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "the Hub gives no childrenModelCount for a/b"),
        ({"childrenModelCount": 7}, "the Hub gives no childrenModelCount for a/b"),
        ([], "the Hub gives no childrenModelCount for a/b"),
        ({"childrenModelCount": {"merge": "7"}}, "its merge is '7', which is no count"),
    ],
)
def test_children_that_are_not_counted_are_an_error(body: Any, said: str) -> None:
    with pytest.raises(ValueError, match=f"^{said}$"):
        hub_rows.derivatives(body, "a/b", DAY)


def test_what_the_hub_states_of_an_org() -> None:
    row = hub_rows.overview({"numModels": 4, "numFollowers": None}, "Qwen", 3, DAY)
    frame = contracts.check("hub_orgs", hub_rows.overviews_frame([row]))
    assert frame.iloc[0][["org", "models_stated", "models_read"]].tolist() == ["Qwen", 4, 3]
    assert pd.isna(frame.iloc[0]["followers"])


ITEMS = objects(
    _id=st.text(),
    id=st.sampled_from(["a/b", "a/c", "A/b", "b/b", "a/", "a/b:c"]),
    downloads=st.integers(0, 2**64),
    downloadsAllTime=st.integers(0, 9),
    likes=st.integers(0, 9),
    createdAt=st.datetimes(timezones=st.just(UTC) | st.none()).map(datetime.isoformat),
    lastModified=st.sampled_from(["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-W01-1"]),
    pipeline_tag=st.text(),
    safetensors=st.fixed_dictionaries({"total": JSON}),
    gguf=st.fixed_dictionaries({"total": st.integers() | st.floats()}),
    tags=st.lists(st.sampled_from(["license:", "license:\ud800", "base_model:a/b", "base_model:merge:a/c"]) | JSON),
    gated=st.booleans() | st.text(),
)


@quickly
@given(st.lists(st.tuples(ITEMS, st.none() | st.just(AT)), max_size=5))
def test_whatever_comes_is_a_row_that_keeps_the_contract_or_is_skipped_with_a_reason(items: list) -> None:
    rows, skipped = hub_rows.models(items, "a", DAY)
    frame = table(rows)
    assert all(one.why and one.item.isprintable() for one in skipped)
    names = {str(item.get("id")) for item, _ in items if isinstance(item, dict)}
    assert set(frame["model"]) <= names
    assert len({row["model"] for row in rows}) == len(rows) <= len(items) - len(skipped)


@quickly
@given(ITEMS.filter(lambda item: isinstance(item, dict)))
def test_whatever_comes_an_unknown_count_is_not_a_zero(item: dict) -> None:
    rows, _ = hub_rows.models([({**item, "downloads": None, "likes": None}, AT)], "a", DAY)
    assert all(pd.isna(table(rows)[name]).all() for name in ("downloads_30d", "likes"))


@quickly
@given(
    objects(
        id=st.sampled_from(["a/b", "a/c"]),
        childrenModelCount=st.dictionaries(st.sampled_from(hub_rows.RELATIONS), st.integers(0, 2**64) | JSON),
    )
)
def test_whatever_comes_children_are_a_row_that_keeps_the_contract_or_an_error(body: Any) -> None:
    try:
        row = hub_rows.derivatives(body, "a/b", DAY)
    except ValueError:
        return
    frame = contracts.check("hub_derivatives", hub_rows.derivatives_frame([row]))
    counts = body["childrenModelCount"]
    assert [pd.isna(frame[name].iloc[0]) for name in hub_rows.RELATIONS] == [
        counts.get(name) is None for name in hub_rows.RELATIONS
    ]
