"""The Hub's wire format of lists: which properties can be asked, how a list is sorted, and the cursor of a page."""

import base64
import json
from collections.abc import Sequence
from typing import Any

from starlette.datastructures import QueryParams

ASKABLE_OF_LIST = (
    "author",
    "cardData",
    "config",
    "createdAt",
    "disabled",
    "downloads",
    "downloadsAllTime",
    "evalResults",
    "gated",
    "gguf",
    "inference",
    "inferenceProviderMapping",
    "lastModified",
    "library_name",
    "likes",
    "mask_token",
    "model-index",
    "pipeline_tag",
    "private",
    "resourceGroup",
    "safetensors",
    "sha",
    "siblings",
    "spaces",
    "tags",
    "transformersInfo",
    "trendingScore",
    "widgetData",
    "xetEnabled",
)
ASKABLE_OF_MODEL = (*ASKABLE_OF_LIST, "baseModels", "childrenModelCount", "usedStorage")
ASKABLE_OF_DATASETS = (
    "author",
    "cardData",
    "citation",
    "createdAt",
    "description",
    "disabled",
    "downloads",
    "downloadsAllTime",
    "gated",
    "lastModified",
    "likes",
    "mainSize",
    "paperswithcode_id",
    "private",
    "resourceGroup",
    "sha",
    "siblings",
    "tags",
    "trendingScore",
    "usedStorage",
)
UNASKED_OF_LIST = (
    *("_id", "id", "likes", "trendingScore", "private", "downloads", "tags", "pipeline_tag", "library_name"),
    *("createdAt", "modelId"),
)
ADDED_BY_FULL = ("author", "sha", "lastModified", "siblings", "gated")
ONLY_IF_ASKED = ("downloadsAllTime", "trendingScore", "childrenModelCount", "baseModels", "usedStorage")
NUMBERS = ("downloads", "likes", "trendingScore")
SORTS = (*NUMBERS, "createdAt", "lastModified")


def refusal(askable: Sequence[str], place: int) -> str:
    """The words with which the Hub refuses the property at a place of the `expand` list."""
    return "✖ Invalid option: expected one of " + "|".join(f'"{name}"' for name in askable) + f" at expand[{place}]"


def listed(model: Any, asked: QueryParams) -> bool:
    """Whether a list with these parameters holds the model; what is no model at all is always in."""
    if not isinstance(model, dict):
        return True
    tags = model.get("tags") or []
    tags = [*tags, model.get("pipeline_tag"), model.get("library_name")]
    return (
        not model.get("private")
        and all(tag in tags for tag in asked.getlist("filter"))
        and asked.get("search", "").lower() in str(model.get("id", "")).lower()
        and asked.get("pipeline_tag", model.get("pipeline_tag")) == model.get("pipeline_tag")
        and asked.get("gated", str(bool(model.get("gated"))).lower()) == str(bool(model.get("gated"))).lower()
    )


def shown(model: Any, keys: tuple[str, ...]) -> Any:
    """The keys of a model that it has; what is no model at all is shown as it is."""
    if not isinstance(model, dict):
        return model
    model = {"modelId": model.get("id"), **model}
    return {key: model[key] for key in dict.fromkeys(keys) if key in model}


def unasked(model: dict) -> dict:
    """A model as it is shown to one who asks for no property."""
    return {key: value for key, value in model.items() if key not in ONLY_IF_ASKED}


def value_of(model: Any, field: str) -> Any:
    """What a list is sorted by: a number or a date, or None where the model states none."""
    value = model.get(field) if isinstance(model, dict) else None
    wanted = (int, float) if field in NUMBERS else str
    return value if isinstance(value, wanted) else None


def in_order(models: Sequence[Any], field: str) -> list[Any]:
    """The models from the highest value down, equal ones by `_id`, those without a value last."""
    by_id = sorted(models, key=_id)
    known = [model for model in by_id if value_of(model, field) is not None]
    unknown = [model for model in by_id if value_of(model, field) is None]
    return sorted(known, key=lambda model: value_of(model, field), reverse=True) + unknown


def cursor_after(model: Any, field: str) -> str:
    """The cursor of the page that follows a model: a query for what is sorted behind it, as base64."""
    value = value_of(model, field)
    behind: list[dict] = [{field: value, "_id": {"$gt": _id(model)}}]
    if value is not None:
        behind += [{field: {"$lt": value}}, {field: None}]
    return base64.b64encode(json.dumps({"$or": behind}, separators=(",", ":")).encode()).decode()


def behind(models: Sequence[Any], cursor: str) -> list[Any]:
    """The models that a cursor leaves; raises `ValueError` if it is none."""
    branches = json.loads(base64.b64decode(cursor, validate=True))["$or"]
    return [model for model in models if any(_fits(model, branch) for branch in branches)]


def _fits(model: Any, branch: dict[str, Any]) -> bool:
    for field, wanted in branch.items():
        value = _id(model) if field == "_id" else value_of(model, field)
        if not isinstance(wanted, dict):
            if value != wanted:
                return False
        elif value is None or not (value > wanted["$gt"] if "$gt" in wanted else value < wanted["$lt"]):
            return False
    return True


def _id(model: Any) -> str:
    return str(model.get("_id", "")) if isinstance(model, dict) else ""
