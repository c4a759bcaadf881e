"""What OpenRouter's answers mean, as rows of the store's tables; a price or a time that is not stated stays unknown."""

import re
from collections.abc import Iterable
from datetime import date
from math import isfinite
from typing import Any

import pandas as pd

from lib.sources.hub_rows import Skipped, called

COUNT = re.compile(r"[0-9]{1,18}")
"""A number of tokens; seven days of it can still be added up."""
PRICE = re.compile(r"[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]+)?")


def days(items: Iterable[Any], start: date, end: date, open_: date) -> tuple[list[dict[str, Any]], list[Skipped]]:
    """Rows of `openrouter_daily`, and the items that could not be understood, each with the reason.

    Items of the day `open_` or later are left out: that day is not over. An item of a day that was not asked for, or
    that comes a second time, is skipped; one bad item takes no other with it.
    """
    rows: dict[tuple[date, str], dict[str, Any]] = {}
    skipped = []
    for item in items:
        try:
            day, model, tokens = _ranked(item)
            if not start <= day <= end:
                raise ValueError(f"{day} was not asked for")
            if (day, model) in rows:
                raise ValueError(f"it stands more than once on {day}; the first is kept")
        except ValueError as error:
            skipped.append(Skipped(called(item, "model_permaslug"), str(error)))
        else:
            if day < open_:
                rows[day, model] = {"day": pd.Timestamp(day), "model": model, "tokens": tokens}
    return list(rows.values()), skipped


def daily_frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The rows as a frame with the types of `openrouter_daily`."""
    kinds = {"day": "datetime64[us]", "model": "str", "tokens": "int64"}
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


def models(items: Iterable[Any]) -> tuple[list[dict[str, Any]], list[Skipped]]:
    """Rows of `openrouter_models`, and the items that could not be understood, each with the reason.

    A price in USD a token; one that varies (routers state -1) or is no price is unknown, like a time or a length that
    is none. An item without names is skipped; one bad item takes no other with it.
    """
    rows: dict[str, dict[str, Any]] = {}
    skipped = []
    for item in items:
        try:
            row = _model(item)
            if row["model"] in rows:
                raise ValueError("it stands more than once; the first is kept")
        except ValueError as error:
            skipped.append(Skipped(called(item, "id"), str(error)))
        else:
            rows[row["model"]] = row
    return list(rows.values()), skipped


def models_frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The rows as a frame with the types of `openrouter_models`."""
    kinds = {
        **dict.fromkeys(("model", "permaslug", "hub_model"), "str"),
        "created_at": "datetime64[us]",
        "context_length": "Int64",
        **dict.fromkeys(("price_prompt", "price_completion"), "float64"),
    }
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


def _ranked(item: Any) -> tuple[date, str, int]:
    if not isinstance(item, dict) or not _printable(item.get("model_permaslug")):
        raise ValueError("it names no model")
    tokens = item.get("total_tokens")
    if not COUNT.fullmatch(str(tokens)):
        raise ValueError(f"its total_tokens are {str(tokens)[:40]!r}, which is no count")
    try:
        return date.fromisoformat(item["date"]), item["model_permaslug"], int(str(tokens))
    except (KeyError, TypeError, ValueError):
        raise ValueError(f"its date is {str(item.get('date'))[:40]!r}, which is no day") from None


def _model(item: Any) -> dict[str, Any]:
    if not isinstance(item, dict) or not _printable(item.get("id")) or not _printable(item.get("canonical_slug")):
        raise ValueError("it lacks its id or its canonical_slug")
    hub, prices, length = item.get("hugging_face_id"), item.get("pricing"), item.get("context_length")
    prices = prices if isinstance(prices, dict) else {}
    known = isinstance(length, int) and not isinstance(length, bool) and 0 <= length < 2**62
    return {
        "model": item["id"],
        "permaslug": item["canonical_slug"],
        "hub_model": hub if _printable(hub) else None,
        "created_at": _created(item.get("created")),
        "context_length": length if known else None,
        "price_prompt": _price(prices.get("prompt")),
        "price_completion": _price(prices.get("completion")),
    }


def _price(value: Any) -> float | None:
    text = str(value)
    price = float(text) if PRICE.fullmatch(text) else None
    return price if price is not None and isfinite(price) else None


def _created(seconds: Any) -> pd.Timestamp | None:
    """A time (UTC) by its seconds since 1970; what is none is unknown."""
    known = isinstance(seconds, int) and not isinstance(seconds, bool) and 0 < seconds < 2**35
    return pd.Timestamp(seconds, unit="s") if known else None


def _printable(text: Any) -> bool:
    return isinstance(text, str) and text.isprintable() and bool(text.strip())
