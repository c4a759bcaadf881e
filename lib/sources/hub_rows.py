"""What the Hub's answers mean, as rows of the store's tables; a count that is not stated stays unknown."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd

RELATIONS = ("finetune", "quantized", "adapter", "merge")
BASE = re.compile(rf"base_model:(?:({'|'.join(RELATIONS)}):)?(.+)")
NAME = re.compile(r"[\w.-]+/[\w.-]+")


@dataclass(frozen=True)
class Skipped:
    """An item that could not be understood: which, and why."""

    item: str
    why: str


def models(
    items: Iterable[tuple[Any, datetime | None]], org: str, day: date
) -> tuple[list[dict[str, Any]], list[Skipped]]:
    """Rows of `hub_models` without `tracked`, and the items that could not be understood, each with the reason.

    `items` are models as the Hub lists them, each with the time of its page. An item that is no model of `org` or
    whose counts are no counts is skipped; one bad item takes no other with it. Two items of one name are one model.
    """
    rows: dict[str, dict[str, Any]] = {}
    skipped = []
    for item, at in items:
        try:
            row = _model(item, org, day, at)
        except ValueError as error:
            skipped.append(Skipped(called(item), str(error)))
        else:
            rows.setdefault(row["model"], row)
    return list(rows.values()), skipped


def _model(item: Any, org: str, day: date, at: datetime | None) -> dict[str, Any]:
    if not isinstance(item, dict) or not isinstance(item.get("id"), str) or not NAME.fullmatch(item["id"]):
        raise ValueError("it has no id of the form org/name")
    if item["id"].split("/")[0].casefold() != org.casefold():
        raise ValueError(f"it is not of {org}")
    stated = item.get("tags")
    tags = [tag for tag in stated if isinstance(tag, str)] if isinstance(stated, list) else []
    relation, base = _base(tags)
    gated = item.get("gated")
    return {
        "day": pd.Timestamp(day),
        "model": item["id"],
        "org": org,
        "downloads_30d": count_of(item, "downloads"),
        "downloads_all_time": count_of(item, "downloadsAllTime"),
        "likes": count_of(item, "likes"),
        "created_at": time_of(item, "createdAt"),
        "pipeline_tag": _text(item.get("pipeline_tag")),
        "params_b": _params(item),
        "day_is_estimate": False,
        "hub_id": _text(item.get("_id")),
        "last_modified": time_of(item, "lastModified"),
        "gated": _text(str(gated).lower()) if isinstance(gated, bool | str) else None,
        "licence": _text(next((tag.removeprefix("license:") for tag in tags if tag.startswith("license:")), None)),
        "base_model": base,
        "relation": relation,
        "fetched_at": None if at is None else pd.Timestamp(at).tz_convert("UTC").tz_localize(None),
    }


def models_frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The rows as a frame with the store's types and columns, but for `tracked`."""
    kinds = {
        **dict.fromkeys(("day", "created_at", "last_modified", "fetched_at"), "datetime64[us]"),
        **dict.fromkeys(("downloads_30d", "downloads_all_time", "likes"), "Int64"),
        **dict.fromkeys(
            ("model", "org", "pipeline_tag", "hub_id", "gated", "licence", "base_model", "relation"), "str"
        ),
        "params_b": "float64",
        "day_is_estimate": "bool",
    }
    columns = list(_model({"id": "a/b"}, "a", date(2000, 1, 1), None))
    return pd.DataFrame(rows, columns=columns).astype(kinds)


def derivatives(body: Any, asked: str, day: date) -> dict[str, Any]:
    """A row of `hub_derivatives` under the name that the Hub gives now; raises `ValueError` if there is no count."""
    counts = body.get("childrenModelCount") if isinstance(body, dict) else None
    if not isinstance(counts, dict):
        raise ValueError(f"the Hub gives no childrenModelCount for {asked}")
    name = body.get("id")
    model = name if isinstance(name, str) and NAME.fullmatch(name) else asked
    return {"day": pd.Timestamp(day), "model": model, **{key: count_of(counts, key) for key in RELATIONS}}


def derivatives_frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The rows as a frame with the types of `hub_derivatives`."""
    kinds = {"day": "datetime64[us]", "model": "str", **dict.fromkeys(RELATIONS, "Int64")}
    return pd.DataFrame(rows, columns=["day", "model", *RELATIONS]).astype(kinds)


def overview(body: Mapping[str, Any], org: str, read: int | None, day: date) -> dict[str, Any]:
    """A row of `hub_orgs`: what the Hub states of an org beside how many of its models were `read`."""
    return {
        "day": pd.Timestamp(day),
        "org": org,
        "models_stated": count_of(body, "numModels"),
        "models_read": read,
        "followers": count_of(body, "numFollowers"),
    }


def overviews_frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The rows as a frame with the types of `hub_orgs`."""
    counts = ("models_stated", "models_read", "followers")
    kinds = {"day": "datetime64[us]", "org": "str", **dict.fromkeys(counts, "Int64")}
    return pd.DataFrame(rows, columns=["day", "org", *counts]).astype(kinds)


def count_of(item: Mapping[str, Any], key: str) -> int | None:
    """A count, None if it is not stated; raises `ValueError` at what is no count."""
    value = item.get(key)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**62:
        raise ValueError(f"its {key} is {str(value)[:40]!r}, which is no count")
    return value


def time_of(item: Mapping[str, Any], key: str) -> pd.Timestamp | None:
    """A time without its zone, in UTC; what is none is unknown."""
    value = item.get(key)
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value)
        return pd.Timestamp(at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at).as_unit("us")
    except (ValueError, OverflowError):
        return None


def _text(value: Any) -> str | None:
    """A text as it stands; one that is empty or cannot be shown (a control character, half a character) is none."""
    return value if isinstance(value, str) and value and value.isprintable() else None


def _params(item: Mapping[str, Any]) -> float | None:
    """Billions of parameters by the file headers: safetensors, else GGUF."""
    for kind in ("safetensors", "gguf"):
        block = item.get(kind)
        total = block.get("total") if isinstance(block, dict) else None
        if isinstance(total, int | float) and not isinstance(total, bool) and 0 < total < 1e16:
            return total / 1e9
    return None


def _base(tags: list[str]) -> tuple[str | None, str | None]:
    """How a model was made and from which: by the first tag that names a relation, else by one that names a base."""
    found: list[tuple[str | None, str | None]] = [
        (match[1], match[2]) for tag in tags if (match := BASE.fullmatch(tag)) and NAME.fullmatch(match[2])
    ]
    with_relation = [pair for pair in found if pair[0]]
    return (with_relation or found or [(None, None)])[0]


def called(item: Any, key: str = "id") -> str:
    """How to speak of an item that could not be understood; its name stands under `key`."""
    if not isinstance(item, dict):
        return "an item that is no model"
    name = str(item.get(key, f"an item without {key}"))[:100]
    return name if name.isprintable() else ascii(name)
