"""The Hub's lists of models and data sets for robots, by tag: who published them, counters, and what the tags say."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from lib.sources.hub import PAGE, Hub
from lib.sources.hub_rows import NAME, Skipped, called, count_of, time_of

MOST = 5000
"""So many of each list are asked for, the most downloaded first: Hugging Face counted 26,991 robotics data sets at the
end of 2025, and deep pages of a sorted list may fail."""
PATHS = {"model": "models", "dataset": "datasets"}
WANTED = {
    "model": ("downloads", "likes", "createdAt", "tags", "pipeline_tag", "library_name"),
    "dataset": ("downloads", "likes", "createdAt", "tags"),
}
"""What is asked of each item beside `_id` and `id`."""
FLAGS = {
    "robotics": {"robotics", "task_categories:robotics"},
    "lerobot": {"lerobot"},
    "vla": {"vla", "vision-language-action"},
}
"""By column of the table, the tags that it stands for, in lower case: publishers write them in either."""


@dataclass(frozen=True)
class Tagged:
    """One list: all models or data sets (`kind`) with a `tag`, which means the column `flag`."""

    kind: str
    tag: str
    flag: str

    @property
    def part(self) -> str:
        """The list's own name."""
        return f"{self.kind} {self.tag}"


LISTS = (
    Tagged("model", "robotics", "robotics"),
    Tagged("model", "lerobot", "lerobot"),
    Tagged("model", "vla", "vla"),
    Tagged("model", "vision-language-action", "vla"),
    Tagged("dataset", "task_categories:robotics", "robotics"),
    Tagged("dataset", "LeRobot", "lerobot"),
)


@dataclass(frozen=True)
class Listed:
    """What a list holds from its top down, and whether there is `more` of it that was not asked for."""

    items: list[Any]
    more: bool


def listed(hub: Hub, one: Tagged) -> Listed:
    """The most downloaded of a list; raises `SourceError` if a page of it does not come."""
    fields = [("expand", name) for name in WANTED[one.kind]]
    params = [("filter", one.tag), *fields, ("sort", "downloads"), ("limit", str(PAGE))]
    items: list[Any] = []
    for answer in hub.asker.pages(f"{hub.endpoint}/api/{PATHS[one.kind]}", params):
        items += answer.body
        if len(items) >= MOST:
            return Listed(items[:MOST], len(items) > MOST or bool(answer.next))
    return Listed(items, False)


def parse(one: Tagged, came: Listed, day: date) -> tuple[list[dict[str, Any]], list[Skipped]]:
    """Rows of `hub_robotics` and, in each, whether there is `more` of its list; and the items that are none, with why.

    One bad item takes no other with it. The list moves while its pages are read, so that an item may come twice.
    """
    rows: dict[str, dict[str, Any]] = {}
    skipped = []
    for item in came.items:
        try:
            row = _row(item, one, day) | {"more": came.more}
        except ValueError as error:
            skipped.append(Skipped(called(item), str(error)))
        else:
            rows.setdefault(row["name"], row)
    return list(rows.values()), skipped


def _row(item: Any, one: Tagged, day: date) -> dict[str, Any]:
    if not isinstance(item, dict) or not isinstance(item.get("id"), str) or not NAME.fullmatch(item["id"]):
        raise ValueError("it has no id of the form org/name")
    stated = item.get("tags")
    words = [*(stated if isinstance(stated, list) else []), item.get("pipeline_tag"), item.get("library_name")]
    said = {word.casefold() for word in words if isinstance(word, str)}
    return {
        "day": pd.Timestamp(day),
        "kind": one.kind,
        "name": item["id"],
        "org": item["id"].split("/")[0],
        "downloads_30d": count_of(item, "downloads"),
        "likes": count_of(item, "likes"),
        "created_at": time_of(item, "createdAt"),
        **{flag: flag == one.flag or bool(said & tags) for flag, tags in FLAGS.items()},
    }


def frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The rows of several lists as a frame with the types of `hub_robotics`, each name of a kind once.

    What is on several lists has the flags of all of them and the counters of the first.
    """
    kinds = {
        "day": "datetime64[us]",
        **dict.fromkeys(("kind", "name", "org"), "str"),
        **dict.fromkeys(("downloads_30d", "likes"), "Int64"),
        "created_at": "datetime64[us]",
        **dict.fromkeys(FLAGS, "bool"),
    }
    every = pd.DataFrame(rows, columns=list(kinds)).astype(kinds)
    who = ["day", "kind", "name"]
    said = every.groupby(who)[list(FLAGS)].max().reset_index()
    once = every.drop_duplicates(who).drop(columns=list(FLAGS))
    return once.merge(said, on=who).reset_index(drop=True).astype(kinds)
