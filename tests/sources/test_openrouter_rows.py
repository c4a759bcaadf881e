"""OpenRouter's models and days are understood one by one; what is no number is unknown, what cannot be is skipped."""

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import contracts
from lib.sources import openrouter_rows
from tests.sources.any_json import JSON, objects, quickly

START, END, OPEN = date(2026, 11, 18), date(2026, 11, 20), date(2026, 11, 20)


def ranked(day: Any = "2026-11-19", model: Any = "a/b", tokens: Any = "7") -> dict[str, Any]:
    return {"date": day, "model_permaslug": model, "total_tokens": tokens}


def days(*items: Any) -> tuple[list[tuple], list[tuple[str, str]]]:
    """Day, model and tokens of the rows, and what was skipped and why."""
    rows, skipped = openrouter_rows.days(items, START, END, OPEN)
    frame = contracts.check("openrouter_daily", openrouter_rows.daily_frame(rows))
    found = [tuple(row) for row in frame.astype({"day": "str"}).itertuples(index=False)]
    return found, [(one.item, one.why) for one in skipped]


def test_tokens_come_as_text_and_keep_every_digit() -> None:
    assert days(ranked(tokens="9007199254740993")) == ([("2026-11-19", "a/b", 9_007_199_254_740_993)], [])


def test_a_number_is_taken_as_well_as_a_text_and_a_zero_is_a_zero() -> None:
    assert days(ranked(tokens=7), ranked(model="a/c", tokens="0"))[0] == [
        ("2026-11-19", "a/b", 7),
        ("2026-11-19", "a/c", 0),
    ]


def test_the_others_and_each_variant_are_rows_of_their_own() -> None:
    found, skipped = days(ranked(), ranked(model="a/b:free"), ranked(model="other"))
    assert ([model for _, model, _ in found], skipped) == (["a/b", "a/b:free", "other"], [])


def test_a_day_that_is_not_over_is_left_out() -> None:
    assert days(ranked("2026-11-19"), ranked("2026-11-20")) == ([("2026-11-19", "a/b", 7)], [])


@pytest.mark.parametrize("day", ["2026-11-17", "2026-11-21"])
def test_a_day_that_was_not_asked_for_is_skipped(day: str) -> None:
    assert days(ranked(day)) == ([], [("a/b", f"{day} was not asked for")])


def test_of_two_rows_of_a_day_and_a_model_the_first_is_kept_and_the_other_reported() -> None:
    assert days(ranked(tokens="1"), ranked(tokens="2"), ranked("2026-11-18")) == (
        [("2026-11-19", "a/b", 1), ("2026-11-18", "a/b", 7)],
        [("a/b", "it stands more than once on 2026-11-19; the first is kept")],
    )


@pytest.mark.parametrize(
    ("item", "called", "said"),
    [
        (ranked(tokens="1.5"), "a/b", "its total_tokens are '1.5', which is no count"),
        (ranked(tokens="-1"), "a/b", "its total_tokens are '-1', which is no count"),
        (ranked(tokens="１"), "a/b", "its total_tokens are '１', which is no count"),
        (ranked(tokens="9" * 19), "a/b", f"its total_tokens are '{'9' * 19}', which is no count"),
        (ranked(tokens=None), "a/b", "its total_tokens are 'None', which is no count"),
        (ranked(tokens=True), "a/b", "its total_tokens are 'True', which is no count"),
        (ranked("20.11.2026"), "a/b", "its date is '20.11.2026', which is no day"),
        (ranked(None), "a/b", "its date is 'None', which is no day"),
        ({"model_permaslug": "a/b", "total_tokens": "7"}, "a/b", "its date is 'None', which is no day"),
        (ranked(model=""), "", "it names no model"),
        (ranked(model="a/b\x1b[31m"), "'a/b\\x1b[31m'", "it names no model"),
        ({}, "an item without model_permaslug", "it names no model"),
        ("a/b", "an item that is no model", "it names no model"),
        (None, "an item that is no model", "it names no model"),
    ],
)
def test_a_row_that_cannot_be_understood_takes_no_other_with_it(item: Any, called: str, said: str) -> None:
    assert days(item, ranked(model="a/good")) == ([("2026-11-19", "a/good", 7)], [(called, said)])


def listed(**stated: Any) -> dict[str, Any]:
    return {"id": "a/b", "canonical_slug": "a/b-20251201", **stated}


def table(rows: list[dict]) -> pd.DataFrame:
    return contracts.check("openrouter_models", openrouter_rows.models_frame(rows))


def one(**stated: Any) -> dict[str, Any]:
    """The row of a model that states this."""
    rows, skipped = openrouter_rows.models([listed(**stated)])
    assert not skipped
    return table(rows).iloc[0].to_dict()


def test_a_model_with_all_that_it_can_state() -> None:
    stated = {
        "hugging_face_id": "A/B",
        "created": 1764594837,
        "context_length": 131_072,
        "pricing": {"prompt": "0.00000028", "completion": "4.2e-7"},
    }
    assert one(**stated) == {
        "model": "a/b",
        "permaslug": "a/b-20251201",
        "hub_model": "A/B",
        "created_at": pd.Timestamp("2025-12-01 13:13:57"),
        "context_length": 131_072,
        "price_prompt": 2.8e-07,
        "price_completion": 4.2e-07,
    }


@pytest.mark.parametrize(
    "stated",
    [
        {},
        {"hugging_face_id": None, "created": None, "context_length": None, "pricing": None},
        {
            "hugging_face_id": "",
            "created": "2025",
            "context_length": "1",
            "pricing": {"prompt": "-1", "completion": -1},
        },
        {
            "hugging_face_id": 5,
            "created": 0,
            "context_length": True,
            "pricing": {"prompt": "free", "completion": "1_0"},
        },
        {"created": 2**70, "context_length": 2**63, "pricing": {"prompt": "1e999", "completion": "nan"}},
        {"created": True, "context_length": -1, "pricing": {"prompt": "", "completion": None}},
        {"hugging_face_id": "\ud800", "created": [], "pricing": []},
    ],
)
def test_what_is_not_stated_varies_or_is_no_number_is_unknown(stated: dict) -> None:
    row = one(**stated)
    assert [key for key, value in row.items() if not pd.isna(value)] == ["model", "permaslug"]


def test_a_free_model_costs_nothing() -> None:
    row = one(pricing={"prompt": "0", "completion": 0})
    assert (row["price_prompt"], row["price_completion"]) == (0, 0)


def test_of_two_models_of_one_name_the_first_is_kept_and_the_other_reported() -> None:
    rows, skipped = openrouter_rows.models([listed(), listed(canonical_slug="a/c")])
    assert table(rows)["permaslug"].tolist() == ["a/b-20251201"]
    assert [(one.item, one.why) for one in skipped] == [("a/b", "it stands more than once; the first is kept")]


@pytest.mark.parametrize(
    ("item", "called"),
    [
        ({"id": "a/b"}, "a/b"),
        ({"canonical_slug": "a/b"}, "an item without id"),
        (listed(id=""), ""),
        (listed(id=5), "5"),
        (listed(canonical_slug=" "), "a/b"),
        (listed(id="\ud800"), "'\\ud800'"),
        (None, "an item that is no model"),
    ],
)
def test_a_model_without_its_names_takes_no_other_with_it(item: Any, called: str) -> None:
    rows, skipped = openrouter_rows.models([item, listed(id="a/good")])
    assert table(rows)["model"].tolist() == ["a/good"]
    assert [(one.item, one.why) for one in skipped] == [(called, "it lacks its id or its canonical_slug")]


RANKED = objects(
    date=st.sampled_from(["2026-11-18", "2026-11-19", "2026-11-20", "2026-W47-4", "2026-02-30"]),
    model_permaslug=st.sampled_from(["a/b", "a/b:free", "other", "\ud800"]) | st.text(),
    total_tokens=st.integers(-1, 10**20).map(str) | st.integers() | st.text(),
)


@quickly
@given(st.lists(RANKED, max_size=5))
def test_whatever_comes_a_day_keeps_the_contract_or_is_skipped_with_a_reason(items: list) -> None:
    found, skipped = days(*items)
    assert all(why and called.isprintable() for called, why in skipped)
    assert len(found) + len(skipped) <= len(items)
    texts = [str(item.get("total_tokens")) for item in items if isinstance(item, dict)]
    assert all(any(int(text) == tokens for text in texts if text.isdecimal()) for _, _, tokens in found)


LISTED = objects(
    id=st.sampled_from(["a/b", "a/c", ""]) | st.text(),
    canonical_slug=st.sampled_from(["a/b-20260101"]) | st.text(),
    hugging_face_id=st.none() | st.text(),
    created=st.integers() | st.floats(),
    context_length=st.none() | st.integers(),
    pricing=st.dictionaries(st.sampled_from(["prompt", "completion"]), st.floats().map(str) | st.text() | JSON),
)


@quickly
@given(st.lists(LISTED, max_size=5))
def test_whatever_comes_a_model_keeps_the_contract_or_is_skipped_with_a_reason(items: list) -> None:
    rows, skipped = openrouter_rows.models(items)
    frame = table(rows)
    assert all(one.why and one.item.isprintable() for one in skipped)
    assert len(frame) + len(skipped) == len(items)
    prices = frame[["price_prompt", "price_completion"]].melt()["value"].dropna()
    assert ((prices >= 0) & (prices < float("inf"))).all()


@quickly
@given(LISTED.filter(lambda item: isinstance(item, dict)))
def test_whatever_comes_an_unknown_price_or_length_is_not_a_zero(item: dict) -> None:
    rows, _ = openrouter_rows.models([{**item, "pricing": {"prompt": None}, "context_length": None}])
    assert table(rows)[["price_prompt", "price_completion", "context_length"]].isna().all().all()
