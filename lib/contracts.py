"""The shape of each table in the store, stated once: columns, types, key, how vintages combine, whose names are in."""

from dataclasses import dataclass
from typing import Literal

import pandas as pd
import pandera.pandas as pa
import pyarrow as arrow
import pyarrow.compute as compute


class ContractError(ValueError):
    """A table is not what its contract says; the message names table, column and an example."""


@dataclass(frozen=True)
class Contract:
    """What a table must be.

    `schema` holds columns and types (no foreign columns), `key` what makes a row unique, `combine` whether a read
    concatenates all vintages ("appended") or takes the newest ("replaced"). Of an appended table the newest vintage
    wins on `unit`, which is the key, or fewer columns where a source states these anew as a whole. `period` is the
    column of time; `names` maps a column to the service whose names stand in it, so that the registry can be asked for
    every one of them.
    """

    schema: pa.DataFrameSchema
    key: tuple[str, ...]
    combine: Literal["appended", "replaced"]
    period: str
    names: dict[str, str]
    unit: tuple[str, ...]


def _column(kind: str, *checks: pa.Check, nullable: bool = False) -> pa.Column:
    """A column of exactly this dtype; `check` compares it, since pandera takes nanoseconds for microseconds."""
    return pa.Column(None, list(checks), nullable=nullable, metadata={"kind": kind})


def _day(nullable: bool = False) -> pa.Column:
    return _column("datetime64[us]", nullable=nullable)


def _month() -> pa.Column:
    return _column(
        "datetime64[us]", pa.Check(lambda days: days.dt.day == 1, error="a month is stored as its first day")
    )


def _week() -> pa.Column:
    return _column(
        "datetime64[us]", pa.Check(lambda days: days.dt.day_of_week == 0, error="a week is stored as its Monday")
    )


def _text(nullable: bool = False) -> pa.Column:
    return _column("str", pa.Check(lambda texts: texts != "", error="a text is not empty"), nullable=nullable)


def _word(*allowed: str) -> pa.Column:
    return _column("str", pa.Check.isin(allowed, error=f"it is one of {', '.join(allowed)}"))


def _count(nullable: bool = False) -> pa.Column:
    return _column("Int64" if nullable else "int64", pa.Check.ge(0, error="a count is zero or more"), nullable=nullable)


def _between(low: int, high: int) -> pa.Column:
    return _column("int64", pa.Check.in_range(low, high, error=f"it is between {low} and {high}"))


def _share(nullable: bool = False) -> pa.Column:
    return _column("float64", pa.Check.in_range(0, 1, error="a share is between 0 and 1"), nullable=nullable)


def _number(nullable: bool = False) -> pa.Column:
    return _column("float64", nullable=nullable)


def _flag() -> pa.Column:
    return _column("bool")


def _contract(
    columns: dict[str, pa.Column],
    key: tuple[str, ...],
    combine: Literal["appended", "replaced"],
    period: str,
    names: dict[str, str] | None = None,
    unit: tuple[str, ...] | None = None,
) -> Contract:
    schema = pa.DataFrameSchema(columns, strict=True, ordered=True)
    return Contract(schema, key, combine, period, names or {}, unit or key)


TABLES: dict[str, Contract] = {
    "hub_models": _contract(
        {
            "day": _day(),
            "model": _text(),
            "org": _text(),
            "downloads_30d": _count(nullable=True),
            "downloads_all_time": _count(nullable=True),
            "likes": _count(nullable=True),
            "created_at": _day(nullable=True),
            "pipeline_tag": _text(nullable=True),
            "params_b": _number(nullable=True),
            "tracked": _flag(),
            "day_is_estimate": _flag(),
            "hub_id": _text(nullable=True),
            "last_modified": _day(nullable=True),
            "gated": _text(nullable=True),
            "licence": _text(nullable=True),
            "base_model": _text(nullable=True),
            "relation": _text(nullable=True),
            "fetched_at": _day(nullable=True),
        },
        key=("day", "model"),
        combine="appended",
        period="day",
        names={"org": "hub"},
    ),
    "hub_orgs": _contract(
        {
            "day": _day(),
            "org": _text(),
            "models_stated": _count(nullable=True),
            "models_read": _count(nullable=True),
            "followers": _count(nullable=True),
        },
        key=("day", "org"),
        combine="appended",
        period="day",
        names={"org": "hub"},
    ),
    "hub_derivatives": _contract(
        {
            "day": _day(),
            "model": _text(),
            "finetune": _count(nullable=True),
            "quantized": _count(nullable=True),
            "adapter": _count(nullable=True),
            "merge": _count(nullable=True),
        },
        key=("day", "model"),
        combine="appended",
        period="day",
    ),
    "hub_robotics": _contract(
        {
            "day": _day(),
            "kind": _word("model", "dataset"),
            "name": _text(),
            "org": _text(),
            "downloads_30d": _count(nullable=True),
            "likes": _count(nullable=True),
            "created_at": _day(nullable=True),
            "robotics": _flag(),
            "lerobot": _flag(),
            "vla": _flag(),
        },
        key=("day", "kind", "name"),
        combine="appended",
        period="day",
    ),
    "hub_org_history": _contract(
        {
            "day": _day(),
            "org": _text(),
            "downloads_30d": _count(nullable=True),
            "downloads_all_time": _count(nullable=True),
            "likes": _count(nullable=True),
            "models": _count(),
            "low": _flag(),
            "frozen_share": _number(nullable=True),
        },
        key=("day", "org"),
        combine="replaced",
        period="day",
        names={"org": "hub"},
    ),
    "hub_family_history": _contract(
        {
            "day": _day(),
            "model": _text(),
            "downloads_30d": _count(nullable=True),
            "downloads_all_time": _count(nullable=True),
            "models": _count(),
            "low": _flag(),
            "frozen_share": _number(nullable=True),
        },
        key=("day", "model"),
        combine="replaced",
        period="day",
    ),
    "hub_monthly": _contract(
        {"month": _month(), "org": _text(), "downloads": _count(), "exact": _flag()},
        key=("month", "org"),
        combine="replaced",
        period="month",
        names={"org": "hub"},
    ),
    "hub_totals": _contract(
        {
            "month": _month(),
            "downloads_all_models": _count(),
            "downloads_language_models": _count(),
            "models_with_a_download": _count(nullable=True),
            "share_derivatives": _share(nullable=True),
            "share_quantized": _share(nullable=True),
            "share_finetune": _share(nullable=True),
            "share_gguf": _share(nullable=True),
            "share_derivatives_within_textgen": _share(nullable=True),
            "exact": _flag(),
        },
        key=("month",),
        combine="replaced",
        period="month",
    ),
    "openrouter_lines": _contract(
        {"day": _day(), "line": _text(), "share": _share()},
        key=("day", "line"),
        combine="replaced",
        period="day",
        names={"line": "line"},
    ),
    "openrouter_daily": _contract(
        {"day": _day(), "model": _text(), "tokens": _count()},
        key=("day", "model"),
        combine="appended",
        period="day",
        names={"model": "openrouter"},
        unit=("day",),
    ),
    "openrouter_models": _contract(
        {
            "model": _text(),
            "permaslug": _text(),
            "hub_model": _text(nullable=True),
            "created_at": _day(nullable=True),
            "context_length": _count(nullable=True),
            "price_prompt": _number(nullable=True),
            "price_completion": _number(nullable=True),
        },
        key=("model",),
        combine="replaced",
        period="created_at",
        names={"model": "openrouter"},
    ),
    "openrouter_weekly": _contract(
        {
            "week": _week(),
            "model": _text(),
            "tokens": _count(),
            "days_in_top50": _between(1, 7),
        },
        key=("week", "model"),
        combine="replaced",
        period="week",
        names={"model": "openrouter"},
    ),
    "ollama_prefixes": _contract(
        {"day": _day(), "prefix": _text(), "models": _count(), "pulls_all_time": _count()},
        key=("day", "prefix"),
        combine="appended",
        period="day",
        names={"prefix": "ollama"},
    ),
    "ollama_pulls": _contract(
        {"day": _day(), "model": _text(), "pulls_all_time": _count()},
        key=("day", "model"),
        combine="appended",
        period="day",
    ),
    "arena": _contract(
        {
            "board": _word("monthly top 40", "best of lab", "whole board", "text", "text_style_control"),
            "day": _day(),
            "model": _text(),
            "lab": _text(nullable=True),
            "licence": _text(nullable=True),
            "rating": _number(),
            "rating_low": _number(nullable=True),
            "rating_high": _number(nullable=True),
        },
        key=("board", "day", "model"),
        combine="appended",
        period="day",
        names={"lab": "arena"},
    ),
    "modelscope_models": _contract(
        {
            "day": _day(),
            "model": _text(),
            "org": _text(),
            "downloads": _count(nullable=True),
            "last_modified": _day(nullable=True),
        },
        key=("day", "model"),
        combine="appended",
        period="day",
        names={"org": "modelscope"},
    ),
    "notable_models": _contract(
        {
            "year": _between(1950, 2100),
            "country_group": _word("China", "US", "US and China", "other"),
            "open_weights": _word("Yes", "No", "unknown"),
            "notable_models": _count(),
        },
        key=("year", "country_group", "open_weights"),
        combine="replaced",
        period="year",
    ),
}


def check(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return `frame` if it keeps the contract of `table`; raise `ContractError` naming column, rule and an example.

    An unknown table name is a `ContractError` too. Nothing is coerced: a wrong type is an error, not a conversion.
    """
    contract = _shaped(table, frame)
    try:
        contract.schema.validate(frame.reset_index(drop=True), lazy=True)
    except pa.errors.SchemaErrors as error:
        raise ContractError(f"{table}: {_first(error.failure_cases)}") from None
    if not _rising(_keys(contract, frame)) and (twice := _repeated(contract, frame)):
        raise ContractError(f"{table}: {twice}")
    return frame


def ordered(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of `frame` by the key of `table`, as they are stored; the frame itself if they stand so.

    Raises `ContractError` for an unknown table or wrong columns; values are for `check`.
    """
    contract = _shaped(table, frame)
    keys = _keys(contract, frame)
    if _rising(keys):
        return frame
    return frame.take(compute.sort_indices(keys, sort_keys=[(name, "ascending") for name in contract.key]))


def _shaped(table: str, frame: pd.DataFrame) -> Contract:
    """The contract of `table`, whose columns and types `frame` has."""
    if table not in TABLES:
        raise ContractError(f"no table is called {table!r}; the tables are {', '.join(sorted(TABLES))}")
    contract = TABLES[table]
    if wrong := _shape(contract, frame):
        raise ContractError(f"{table}: {wrong}")
    return contract


def _keys(contract: Contract, frame: pd.DataFrame) -> arrow.Table:
    return arrow.Table.from_pandas(frame[list(contract.key)], preserve_index=False).combine_chunks()


def _rising(keys: arrow.Table) -> bool:
    """Whether every key is above the one before it, so that none stands twice; of 2 million rows in a thirtieth of the
    time that it takes to look each up. A missing part of a key is above nothing.
    """
    if len(keys) < 2:
        return True
    before, after = keys.slice(0, len(keys) - 1), keys.slice(1)
    *first, last = keys.column_names
    rising = compute.greater(after[last], before[last])
    for name in reversed(first):
        same = compute.equal(after[name], before[name])
        rising = compute.or_(compute.greater(after[name], before[name]), compute.and_(same, rising))
    return bool(compute.all(rising, skip_nulls=False).as_py())


def _shape(contract: Contract, frame: pd.DataFrame) -> str:
    """What is wrong with the columns or their types as one sentence, or nothing."""
    kinds = {name: column.metadata["kind"] for name, column in contract.schema.columns.items()}
    for name in kinds:
        if name not in frame.columns:
            return f"column {name!r} is missing; the columns are {', '.join(kinds)}"
    for name in frame.columns:
        if name not in kinds:
            return f"column {name!r} does not belong there; the columns are {', '.join(kinds)}"
    if list(frame.columns) != list(kinds):
        return f"the columns are {', '.join(frame.columns)}; they must be {', '.join(kinds)}, in this order"
    for name, kind in kinds.items():
        if str(frame[name].dtype) != kind:
            return f"column {name!r} is {frame[name].dtype}; it must be {kind}"
    return ""


def _repeated(contract: Contract, frame: pd.DataFrame) -> str:
    """Which key stands more than once, in one sentence, or nothing."""
    rows = frame.loc[frame.duplicated(list(contract.key), keep=False).to_numpy(), list(contract.key)]
    if rows.empty:
        return ""
    said = " ".join(str(part) for part in rows.iloc[0])
    return f"the key {', '.join(contract.key)} stands more than once, for example {said} ({len(rows)} rows)"


def _first(cases: pd.DataFrame) -> str:
    """The first broken rule with an example and the number of rows that break it; pandera lists every one of them."""
    case = cases.iloc[0]
    rows = cases.loc[cases["check"] == case["check"], "index"].nunique()
    many = f" ({rows} rows)" if rows > 1 else ""
    if case["check"] == "not_nullable":
        return f"column {case['column']!r}: a value is missing in row {case['index']}{many}"
    example = case["failure_case"] or repr(case["failure_case"])
    return f"column {case['column']!r}: {case['check']}, for example {example}{many}"
