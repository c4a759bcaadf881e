import pandas as pd
import pytest

from lib.metrics import derivatives

NO_FLAWS = pd.DataFrame(
    {
        "entity": pd.Series(dtype="str"),
        "from": pd.Series(dtype="datetime64[us]"),
        "to": pd.Series(dtype="datetime64[us]"),
        "kind": pd.Series(dtype="str"),
    }
)


def totals(*rows: dict) -> pd.DataFrame:
    base = {"downloads_all_models": 1000, "exact": True, **dict.fromkeys(derivatives.SHARES.values(), float("nan"))}
    made = [
        {**base, "month": month, **row}
        for month, row in zip(pd.date_range("2026-05-01", periods=9, freq="MS"), rows, strict=False)
    ]
    return pd.DataFrame(made)


def through(*rows: dict, flaws: pd.DataFrame = NO_FLAWS) -> pd.DataFrame:
    return derivatives.through(totals(*rows), flaws).set_index(["month", "series"])


MAY = pd.Timestamp("2026-05-01")


def test_downloads_through_derivatives_are_the_share_of_all_downloads():
    found = through({"share_derivatives": 0.4, "share_quantized": 0.3, "share_gguf": 0.1})
    assert found.loc[MAY, "downloads"].to_dict() == {"all": 400.0, "gguf": 100.0, "quantized": 300.0}


def test_within_text_generation_there_is_a_share_and_no_number_of_downloads():
    row = through({"share_derivatives_within_textgen": 0.5}).loc[(MAY, "textgen")]
    assert row["share"] == 0.5
    assert pd.isna(row["downloads"])


def test_a_month_without_shares_has_no_row():
    assert list(through({"share_derivatives": 0.4}, {}).index) == [(MAY, "all")]


def test_an_inexact_month_and_one_with_filled_in_days_are_estimates_and_a_spike_is_marked():
    flaws = pd.DataFrame(
        {
            "entity": "all",
            "from": pd.to_datetime(["2026-06-10", "2026-07-01"]),
            "to": pd.to_datetime(["2026-06-20", "2026-07-31"]),
            "kind": ["interpolated", "spike"],
        }
    )
    share = {"share_derivatives": 0.4}
    found = through({**share, "exact": False}, share, share, share, flaws=flaws)
    assert found["estimate"].tolist() == [True, True, False, False]
    assert found["spike"].tolist() == [False, False, True, False]


OCTOBER, NOVEMBER = pd.Timestamp("2026-10-01"), pd.Timestamp("2026-11-01")


def test_shares_of_new_derivatives_of_a_month_add_up_to_one():
    rows = pd.DataFrame(
        [
            (OCTOBER, "qwen", "quantized", 2),
            (OCTOBER, "qwen", "finetune", 1),
            (OCTOBER, "llama", "finetune", 1),
            (NOVEMBER, "llama", "finetune", 1),
            (pd.NaT, "llama", "finetune", 9),
        ],
        columns=["month", "entity", "relation", "repositories"],
    )
    found = derivatives.new_by_month(rows)
    assert found.to_numpy().tolist() == [
        [OCTOBER, "llama", 1, 0.25],
        [OCTOBER, "qwen", 3, 0.75],
        [NOVEMBER, "llama", 1, 1.0],
    ]
    folded = derivatives.fold(found, ["qwen"], "rest")
    assert folded[["entity", "derivatives", "share"]].to_numpy().tolist() == [
        ["qwen", 3, 0.75],
        ["rest", 1, 0.25],
        ["rest", 1, 1.0],
    ]


def streams() -> pd.DataFrame:
    rows = pd.DataFrame(
        [("x", "qwen", 1, 10), ("x", "qwen", 1, 10), ("y", "qwen", 1, 10), ("y", "llama", 1, 10)],
        columns=["org", "entity", "repositories", "downloads"],
    )
    return derivatives.packaged(rows, {"x": "x", "y": "y"})


def test_who_packages_whose_is_a_number_of_repositories_with_their_downloads():
    assert streams().to_numpy().tolist() == [["qwen", "x", 2, 20], ["llama", "y", 1, 10], ["qwen", "y", 1, 10]]


def test_sides_that_are_too_long_are_summed_and_nothing_is_lost():
    folded = derivatives.fold_sides(streams(), "repositories", 1, ("others", "smaller"))
    assert sorted(folded[["origin", "publisher", "repositories"]].to_numpy().tolist()) == [
        ["others", "smaller", 1],
        ["qwen", "smaller", 1],
        ["qwen", "x", 2],
    ]


def children(*rows: tuple) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["day", "model", "finetune", "quantized"])
    table = table.assign(day=pd.to_datetime(table["day"]), adapter=None, merge=None)
    table = table.astype(dict.fromkeys(derivatives.RELATIONS, "Int64"))
    groups = {"Qwen/A": "qwen", "Qwen/B": "qwen", "meta-llama/C": "llama"}
    return derivatives.children(table, groups, derivatives.RELATIONS).set_index("entity")


def test_derivatives_of_a_family_are_the_children_of_its_models():
    found = children(
        ("2026-11-20", "Qwen/A", 3, 4), ("2026-11-20", "Qwen/B", 1, None), ("2026-11-20", "meta-llama/C", 2, 0)
    )
    assert found[["derivatives", "models"]].to_numpy().tolist() == [[8.0, 2], [2.0, 1]]
    assert found.index.tolist() == ["qwen", "llama"]


def test_a_count_that_nobody_states_is_missing_and_not_zero():
    found = children(("2026-11-20", "Qwen/A", 3, None), ("2026-11-20", "meta-llama/C", None, None))
    assert pd.isna(found.loc["qwen", "quantized"])
    assert pd.isna(found.loc["llama", "derivatives"])


def test_of_one_day_nothing_is_new():
    found = children(("2026-11-20", "Qwen/A", 3, 4))
    assert found[["new", "share_of_new", "since"]].isna().all(axis=None)


def test_what_is_new_is_of_the_models_read_on_both_days():
    found = children(
        ("2026-10-20", "Qwen/A", 3, 4),
        ("2026-10-20", "meta-llama/C", 2, 0),
        ("2026-11-20", "Qwen/A", 5, 5),
        ("2026-11-20", "Qwen/B", 90, 9),
        ("2026-11-20", "meta-llama/C", 3, 0),
    )
    assert found["new"].to_dict() == {"qwen": 3.0, "llama": 1.0}
    assert found["share_of_new"].to_dict() == {"qwen": 0.75, "llama": 0.25}
    assert found["derivatives"].to_dict() == {"qwen": 109.0, "llama": 3.0}
    assert set(found["since"]) == {pd.Timestamp("2026-10-20")}


def test_a_count_that_fell_has_no_share_of_what_is_new():
    found = children(
        ("2026-10-20", "Qwen/A", 3, 0),
        ("2026-10-20", "meta-llama/C", 2, 0),
        ("2026-11-20", "Qwen/A", 5, 0),
        ("2026-11-20", "meta-llama/C", 1, 0),
    )
    assert found["new"].to_dict() == {"qwen": 2.0, "llama": -1.0}
    assert found.loc["qwen", "share_of_new"] == pytest.approx(1)
    assert pd.isna(found.loc["llama", "share_of_new"])
