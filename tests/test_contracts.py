"""Every table keeps its contract, or is refused with a sentence that names table, column and an example."""

import pandas as pd
import pytest

from lib.contracts import TABLES, ContractError, check, ordered
from lib.registry.tables import SERVICES

COLUMNS = "month, org, downloads, exact"


@pytest.fixture
def good() -> pd.DataFrame:
    """Two rows of `hub_monthly`."""
    return pd.DataFrame(
        {
            "month": pd.to_datetime(["2025-01-01", "2025-01-01"]).astype("datetime64[us]"),
            "org": ["Qwen", "google"],
            "downloads": [1, 2],
            "exact": [True, False],
        }
    )


def told(table: str, frame: pd.DataFrame) -> str:
    with pytest.raises(ContractError) as error:
        check(table, frame)
    return str(error.value)


def test_a_good_table_comes_back_as_it_is(good: pd.DataFrame) -> None:
    before = good.copy()
    assert check("hub_monthly", good) is good
    pd.testing.assert_frame_equal(good, before)


def test_an_unknown_table_is_refused(good: pd.DataFrame) -> None:
    assert told("hub_weekly", good).startswith(
        "no table is called 'hub_weekly'; the tables are arena, hub_derivatives,"
    )


def test_a_missing_column_is_named(good: pd.DataFrame) -> None:
    assert told("hub_monthly", good.drop(columns="org")) == (
        f"hub_monthly: column 'org' is missing; the columns are {COLUMNS}"
    )


def test_a_foreign_column_is_named(good: pd.DataFrame) -> None:
    assert told("hub_monthly", good.assign(likes=1)) == (
        f"hub_monthly: column 'likes' does not belong there; the columns are {COLUMNS}"
    )


def test_columns_stand_in_their_order(good: pd.DataFrame) -> None:
    assert told("hub_monthly", good[["org", "month", "downloads", "exact"]]) == (
        f"hub_monthly: the columns are org, month, downloads, exact; they must be {COLUMNS}, in this order"
    )


@pytest.mark.parametrize(
    ("column", "kind", "right"),
    [
        ("downloads", "float64", "int64"),
        ("downloads", "str", "int64"),
        ("downloads", "int32", "int64"),
        ("month", "datetime64[ns]", "datetime64[us]"),
        ("month", "str", "datetime64[us]"),
        ("org", "object", "str"),
        ("exact", "int64", "bool"),
    ],
)
def test_a_wrong_type_is_not_converted(good: pd.DataFrame, column: str, kind: str, right: str) -> None:
    assert told("hub_monthly", good.astype({column: kind})) == (
        f"hub_monthly: column {column!r} is {kind}; it must be {right}"
    )


def test_a_key_stands_once(good: pd.DataFrame) -> None:
    assert told("hub_monthly", good.assign(org="Qwen")) == (
        "hub_monthly: the key month, org stands more than once, for example 2025-01-01 00:00:00 Qwen (2 rows)"
    )


def test_a_repeated_key_is_shown_by_its_place_and_not_by_its_label(good: pd.DataFrame) -> None:
    three = pd.concat([good.iloc[[0]], good.iloc[[1]], good.iloc[[1]]])
    assert "for example 2025-01-01 00:00:00 google (2 rows)" in told("hub_monthly", three)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"downloads": [-1, 2]}, "column 'downloads': a count is zero or more, for example -1"),
        ({"downloads": [-1, -2]}, "column 'downloads': a count is zero or more, for example -1 (2 rows)"),
        ({"org": ["Qwen", None]}, "column 'org': a value is missing in row 1"),
        ({"org": ["", "google"]}, "column 'org': a text is not empty, for example ''"),
    ],
)
def test_a_wrong_value_is_shown(good: pd.DataFrame, change: dict[str, list], said: str) -> None:
    assert told("hub_monthly", good.assign(**change)) == f"hub_monthly: {said}"


def test_a_month_is_its_first_day(good: pd.DataFrame) -> None:
    late = good.assign(month=good["month"] + pd.Timedelta(days=1))
    assert told("hub_monthly", late) == (
        "hub_monthly: column 'month': a month is stored as its first day, for example 2025-01-02 00:00:00 (2 rows)"
    )


def test_a_week_is_its_monday() -> None:
    week = pd.to_datetime(["2026-05-26"]).astype("datetime64[us]")
    frame = pd.DataFrame({"week": week, "model": ["a/b"], "tokens": [1], "days_in_top50": [7]})
    assert "a week is stored as its Monday, for example 2026-05-26" in told("openrouter_weekly", frame)


@pytest.mark.parametrize("share", [-0.1, 1.1, float("inf")])
def test_a_share_is_between_nothing_and_all(share: float) -> None:
    day = pd.to_datetime(["2026-05-26"]).astype("datetime64[us]")
    frame = pd.DataFrame({"day": day, "line": ["Qwen"], "share": [share]})
    assert told("openrouter_lines", frame) == (
        f"openrouter_lines: column 'share': a share is between 0 and 1, for example {share}"
    )


def test_a_share_is_never_missing() -> None:
    day = pd.to_datetime(["2026-05-26"]).astype("datetime64[us]")
    frame = pd.DataFrame({"day": day, "line": ["Qwen"], "share": [float("nan")]})
    assert told("openrouter_lines", frame) == "openrouter_lines: column 'share': a value is missing in row 0"


def test_a_word_is_one_of_its_list() -> None:
    frame = pd.DataFrame({"year": [2025], "country_group": ["EU"], "open_weights": ["Yes"], "notable_models": [3]})
    frame = frame.astype({"country_group": "str", "open_weights": "str"})
    assert told("notable_models", frame) == (
        "notable_models: column 'country_group': it is one of China, US, US and China, other, for example EU"
    )


@pytest.mark.parametrize("table", TABLES)
def test_key_period_and_names_are_columns_of_the_table(table: str) -> None:
    contract = TABLES[table]
    assert {*contract.key, contract.period, *contract.names} <= set(contract.schema.columns)
    assert contract.period in contract.key or contract.combine == "replaced"
    assert set(contract.names.values()) <= {"line", *SERVICES}


def test_rows_are_put_by_their_key_and_those_that_stand_so_are_left(good: pd.DataFrame) -> None:
    assert ordered("hub_monthly", good) is good
    turned = ordered("hub_monthly", good.iloc[[1, 0]])
    assert list(turned["org"]) == ["Qwen", "google"]
    later = good.assign(month=good["month"] + pd.offsets.MonthBegin(1))
    assert list(ordered("hub_monthly", pd.concat([later, good]))["downloads"]) == [1, 2, 1, 2]
    with pytest.raises(ContractError, match="column 'org' is missing"):
        ordered("hub_monthly", good.drop(columns="org"))


@pytest.mark.parametrize("order", [[0, 1, 0], [1, 0, 1], [0, 0, 1]])
def test_a_key_stands_once_wherever_its_rows_stand(good: pd.DataFrame, order: list[int]) -> None:
    assert "the key month, org stands more than once, for example 2025-01-01 00:00:00" in told(
        "hub_monthly", good.iloc[order]
    )


@pytest.mark.parametrize("rows", [0, 1])
def test_a_table_of_no_row_or_one_repeats_no_key(good: pd.DataFrame, rows: int) -> None:
    assert len(check("hub_monthly", good.head(rows))) == rows
    assert len(ordered("hub_monthly", good.head(rows))) == rows
