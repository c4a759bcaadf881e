"""What models that name a base sum up to, worked out by hand and, of made-up vintages, by pandas."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from lib import snapshots
from lib.derived import Models
from tests.derived.test_derived import VINTAGES, grow, write

LAST = pd.Timestamp("2026-11-20")


def model(name: str, base: str | None = None, relation: str | None = None, **rest: object) -> dict:
    row = {
        "day": LAST,
        "model": name,
        "org": name.split("/")[0],
        "base_model": base,
        "relation": relation,
        "created_at": pd.Timestamp("2026-10-05"),
        "downloads_all_time": 100,
        "downloads_30d": 10,
    }
    return row | rest


def made(folder: Path, *rows: dict) -> Models:
    """The models of a store whose vintages are the days of `rows`."""
    every = pd.DataFrame(rows)
    for day, of in every.groupby("day"):
        write(folder, f"{day:%Y-%m-%d}", of.reset_index(drop=True))
    return Models(folder, None)


def told(models: Models, of: str, *by: str, day: pd.Timestamp | None = None) -> list[list]:
    """By base or origin how many repositories, with their downloads; every model is its own entity."""
    rows = models.made(of, {name: name for name in models.bases(day)}, by, ["x", "y"], day)
    return rows.astype(object).where(rows.notna(), None).to_numpy().tolist()


def test_only_models_that_name_a_base_are_counted_and_a_missing_relation_is_not_stated(tmp_path: Path) -> None:
    found = made(tmp_path, model("Qwen/A"), model("x/A-GGUF", "Qwen/A", "quantized"), model("x/A-too", "Qwen/A"))
    assert told(found, "base", "relation") == [["not stated", "Qwen/A", 1, 10], ["quantized", "Qwen/A", 1, 10]]


def test_a_model_counts_once_as_it_was_last_read(tmp_path: Path) -> None:
    earlier = model("x/A-GGUF", "Qwen/A", "finetune", day=pd.Timestamp("2026-10-20"), downloads_30d=3)
    found = made(tmp_path, model("x/A-GGUF", "Qwen/A", "quantized"), earlier)
    assert told(found, "base", "relation", "counted") == [["quantized", True, "Qwen/A", 1, 10]]
    assert told(found, "base", "relation", day=pd.Timestamp("2026-11-01")) == [["finetune", "Qwen/A", 1, 3]]


def test_one_that_is_no_longer_read_counts_as_it_last_was_but_not_as_read_that_day(tmp_path: Path) -> None:
    earlier = model("x/gone", "Qwen/A", "finetune", day=pd.Timestamp("2026-10-20"))
    found = made(tmp_path, earlier, model("x/here", "Qwen/A", "finetune"))
    assert told(found, "base", "counted") == [[False, "Qwen/A", 1, 10], [True, "Qwen/A", 1, 10]]


@pytest.mark.parametrize("later", ["Qwen/A", None])
def test_a_renamed_model_counts_once_under_its_last_name(tmp_path: Path, later: str | None) -> None:
    earlier = model("x/Old", "Qwen/A", "finetune", day=pd.Timestamp("2026-10-20"), hub_id="1")
    found = made(tmp_path, earlier, model("y/New", later, "finetune", hub_id="1"), model("y/Other", "Qwen/A"))
    assert told(found, "base", "org") == [["y", "Qwen/A", 1 if later is None else 2, 10 if later is None else 20]]


def test_a_renamed_model_that_vanished_under_both_names_counts_under_the_last(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        model("x/Old", "Qwen/A", day=pd.Timestamp("2026-09-20"), hub_id="1"),
        model("y/New", "Qwen/A", day=pd.Timestamp("2026-10-20"), hub_id="1"),
        model("Qwen/A"),
    )
    assert told(found, "base", "org") == [["y", "Qwen/A", 1, 10]]


def test_the_origin_is_the_first_base_of_the_chain_whatever_the_case_of_its_names(tmp_path: Path) -> None:
    found = made(tmp_path, model("x/C", "y/b"), model("y/B", "Qwen/A"), model("z/D", "unread/E"))
    assert told(found, "origin", "org") == [["x", "Qwen/A", 1, 10], ["y", "Qwen/A", 1, 10], [None, "unread/E", 1, 10]]
    assert found.bases() == ["Qwen/A", "unread/E", "y/b"]


def test_a_chain_that_leads_back_to_itself_ends(tmp_path: Path) -> None:
    found = made(tmp_path, model("x/A", "y/B"), model("y/B", "x/A"))
    assert told(found, "origin", "org") == [["x", "y/B", 1, 10], ["y", "x/A", 1, 10]]


def test_those_with_more_than_five_downloads_are_known_to_have_them(tmp_path: Path) -> None:
    counters = [model(f"x/{total}", "Qwen/A", downloads_all_time=total) for total in (5, 6)]
    found = made(tmp_path, *counters, model("x/unknown", "Qwen/A", downloads_all_time=None))
    assert told(found, "base", "downloaded") == [[False, "Qwen/A", 2, 20], [True, "Qwen/A", 1, 10]]


def test_they_are_told_by_the_month_in_which_they_were_created(tmp_path: Path) -> None:
    found = made(tmp_path, model("x/1", "Qwen/A"), model("x/2", "Qwen/A", created_at=pd.NaT, downloads_30d=None))
    assert told(found, "base", "month") == [[pd.Timestamp("2026-10-01"), "Qwen/A", 1, 10], [None, "Qwen/A", 1, 0]]


def test_a_base_without_an_entity_and_a_publisher_that_is_not_placed_are_missing(tmp_path: Path) -> None:
    found = made(tmp_path, model("X/1", "Qwen/A"), model("nobody/2", "else/B")).made(
        "base", {"Qwen/A": "qwen"}, ["org"], ["x"]
    )
    assert found.astype(object).where(found.notna(), None).to_numpy().tolist() == [
        ["X", "qwen", 1, 10],
        [None, None, 1, 10],
    ]


def test_where_no_model_names_a_base_there_is_nothing(tmp_path: Path) -> None:
    found = made(tmp_path, model("Qwen/A"))
    assert found.bases() == []
    assert told(found, "base", "org") == []


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return grow(tmp_path_factory.mktemp("grown"))


@pytest.mark.parametrize("as_of", [None, *map(date.fromisoformat, VINTAGES)])
def test_of_many_vintages_it_is_what_pandas_finds_in_the_facts(grown: Path, as_of: date | None) -> None:
    ordered = snapshots.read("hub_models", grown, as_of).sort_values("day")
    known = ordered["hub_id"].fillna(ordered["model"])
    last = ordered.assign(known=known).drop_duplicates("known", keep="last").drop_duplicates("model", keep="last")
    rows = last[last["base_model"].notna()]
    month = rows["created_at"].dt.to_period("M").dt.to_timestamp().astype("datetime64[us]")
    by = [rows["org"], month.rename("month"), rows["downloads_all_time"].gt(5).fillna(False).rename("downloaded")]
    expected = rows.groupby(by, dropna=False)["downloads_30d"].agg(["size", "sum"]).reset_index()
    models = Models(grown, as_of)
    keys = {name: name for name in models.bases()}
    found = models.made("base", keys, ["org", "month", "downloaded"], rows["org"].unique())
    assert len(expected)
    assert found["entity"].eq("Qwen/base").all()
    order = ["org", "month", "downloaded"]
    pd.testing.assert_frame_equal(
        found.sort_values(order, ignore_index=True)[[*order, "repositories", "downloads"]],
        expected.sort_values(order, ignore_index=True).rename(columns={"size": "repositories", "sum": "downloads"}),
        check_dtype=False,
    )
