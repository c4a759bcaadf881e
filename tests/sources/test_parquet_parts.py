"""Parts of a Parquet file: the columns that are wanted, the rows that are kept, and what is never read."""

import io

import pyarrow as pa
import pytest

from lib.sources.parquet_parts import Keep, has, joined, of_names, of_owners, opened, parts
from tests.sources.datasets import parquet

IDS = ["a/1", "a/2", "b/1", "b/2", "c/1", "c/2"]


def rows(columns: list[str], keep: Keep | None = None, size: int = 2, **others: list) -> list[dict]:
    """What is read of a file of six ids in row groups of two."""
    file = opened(io.BytesIO(parquet({"id": IDS, "n": range(6), **others}, row_group_size=size)))
    return [row for part in parts(file, columns, keep) for row in part.to_pylist()]


def test_columns_come_in_the_order_they_were_asked_for() -> None:
    assert list(rows(["n", "id"])[0].items()) == [("n", 0), ("id", "a/1")]


def test_a_column_that_the_file_lacks_is_unknown_in_every_row() -> None:
    assert rows(["id", "gated"]) == [{"id": one, "gated": None} for one in IDS]


def test_a_file_with_none_of_the_columns_is_an_error() -> None:
    with pytest.raises(ValueError, match="none of the columns"):
        rows(["gated"])


def test_of_a_struct_the_wanted_part_is_read_and_no_other() -> None:
    stated = [{"total": number, "parameters": {"BF16": number}} for number in range(6)]
    assert rows(["id", "safetensors.total"], safetensors=stated)[5] == {"id": "c/2", "safetensors": {"total": 5}}


def test_only_a_part_that_is_there_is_had() -> None:
    file = opened(io.BytesIO(parquet({"safetensors": [{"total": 1}], "safe": [1]})))
    assert [has(file, name) for name in ("safetensors", "safetensors.total", "safe", "saf", "safetensors.tot")] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_the_rows_of_an_owner_are_kept_and_those_of_one_whose_name_goes_on_are_not() -> None:
    file = opened(io.BytesIO(parquet({"id": ["a", "a-b/1", "a/1", "a/z", "a0/1", "ab/1"]})))
    assert [row["id"] for part in parts(file, ["id"], of_owners("id", ["a"])) for row in part.to_pylist()] == [
        "a/1",
        "a/z",
    ]


def test_the_rows_of_a_name_are_kept_though_its_column_is_not_wanted() -> None:
    assert rows(["n"], of_names("id", ["b/2", "c/1"])) == [{"n": 3}, {"n": 4}]


def test_a_row_without_a_name_is_not_kept() -> None:
    file = opened(io.BytesIO(parquet({"id": [None, "a/1"]})))
    assert [part.to_pylist() for part in parts(file, ["id"], of_owners("id", ["a"]))] == [[{"id": "a/1"}]]


def test_row_groups_that_cannot_have_a_wanted_row_are_ruled_out() -> None:
    group = opened(io.BytesIO(parquet({"n": [1, 2], "id": ["b/1", "b/9"]}))).metadata.row_group(0)
    assert of_owners("id", ["a", "c"]).possible(group) == []
    assert of_owners("id", ["a", "b"]).possible(group) == [("b/", "b0")]
    assert of_names("id", ["b/9", "b/99"]).possible(group) == [("b/9", "b/9\0")]


def test_a_row_group_without_statistics_may_have_any_row() -> None:
    group = opened(io.BytesIO(parquet({"id": ["b/1"]}, write_statistics=False))).metadata.row_group(0)
    assert of_owners("id", ["a", "c"]).possible(group) == [("a/", "a0"), ("c/", "c0")]


def test_parts_are_joined_with_the_types_that_are_wanted() -> None:
    schema = pa.schema({"day": pa.date32(), "n": pa.int64()})
    texts = pa.table({"day": ["2026-09-01"], "n": pa.array([1], pa.int32())})
    nothing = pa.table({"day": pa.array([None], pa.timestamp("ms")), "n": pa.nulls(1)})
    table = joined([texts, nothing], schema, None)
    assert table.schema == schema
    assert table["n"].to_pylist() == [1, None]
    assert str(table["day"][0]) == "2026-09-01"


def test_no_parts_make_an_empty_table() -> None:
    schema = pa.schema({"n": pa.int64()})
    assert joined([], schema, None) == schema.empty_table()


@pytest.mark.parametrize("day", [["yesterday"], [20260901]])
def test_a_value_that_cannot_have_its_type_is_an_error(day: list) -> None:
    with pytest.raises(ValueError, match="of another type"):
        joined([pa.table({"day": day})], pa.schema({"day": pa.date32()}), None)
