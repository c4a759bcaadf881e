"""ModelScope: downloads of every model of an owner, by a count of its own that is not the Hub's."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pandas as pd

from lib.sources.asking import Asker, Limits, Params, Send, Watch
from lib.sources.failures import MissingError, SourceError
from lib.sources.hub_rows import NAME as MODEL
from lib.sources.hub_rows import Skipped, called, count_of, time_of
from lib.sources.plain import sender, told
from lib.sources.replies import Reply

NAME = "ModelScope"
HOME = "https://modelscope.cn/openapi/v1"
PAGE = 50
DEEPEST = 3000
"""The service lists no model of an owner beyond this place."""
STATUS = {"RateLimitExceed": 429, "ResourceNotFound": 404, "InternalError": 500}
"""What its own words for a failure mean, since they may come with status 200."""
USED_UP = "QuotaLimitExceed"


@dataclass(frozen=True)
class ModelScope:
    """ModelScope as one asks it."""

    asker: Asker
    base_url: str

    def fetch(self, owner: str) -> tuple[list[Any], str]:
        """What the list of an owner holds, the most downloaded first, and why something is missing from it, or nothing.

        Raises `MissingError` if there is no such owner, and `SourceError` if a page did not come.
        """
        items: list[Any] = []
        stated = None
        for number in range(1, DEEPEST // PAGE + 1):
            page, stated = self._page(owner, number)
            items += page
            enough = len(page) < PAGE if stated is None else _different(items) >= stated
            if enough or not page:
                break
        if stated is not None and (given := _different(items)) < stated:
            cut = f"; it lists no more than {DEEPEST}" if len(items) >= DEEPEST else ""
            return items, f"{NAME} states {stated} models of {owner} and gave {given}{cut}"
        return items, ""

    def _page(self, owner: str, number: int) -> tuple[list[Any], int | None]:
        """A page of the list of an owner, and how many models there are in all, if the service says so."""
        params = [("owner", owner), ("sort", "downloads"), ("page_number", str(number)), ("page_size", str(PAGE))]
        try:
            data = self.asker.ask(f"{self.base_url}/models", params, dict).body.get("data")
        except MissingError:
            raise MissingError(f"{NAME} knows no owner {owner}; look at its name in the registry") from None
        models = data.get("models") if isinstance(data, dict) else None
        if not isinstance(models, list):
            raise SourceError(f"{NAME} sends no list of the models of {owner}; try again later")
        stated = data.get("total_count")
        return models, stated if isinstance(stated, int) and not isinstance(stated, bool) else None


def open_modelscope(
    *,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
    now: Callable[[], datetime],
    watch: Watch,
    base_url: str | None = None,
    limits: Limits,
) -> ModelScope:
    """ModelScope at `base_url` (None: `MODELSCOPE_BASE_URL` or its own)."""
    home = base_url or os.environ.get("MODELSCOPE_BASE_URL") or HOME
    asker = Asker(NAME, _meaning(sender(NAME, {})), clock, sleep, now, limits=limits, watch=watch)
    return ModelScope(asker, home.rstrip("/"))


def parse(items: Iterable[Any], owner: str, day: date) -> tuple[list[dict[str, Any]], list[Skipped]]:
    """Rows of `modelscope_models`, and the items that could not be understood, each with the reason.

    An item that is no model of `owner` or whose downloads are no count is skipped; one bad item takes no other with
    it. Two items of one name are one model: the list moves while its pages are read.
    """
    rows: dict[str, dict[str, Any]] = {}
    skipped = []
    for item in items:
        try:
            row = _model(item, owner, day)
        except ValueError as error:
            skipped.append(Skipped(called(item), str(error)))
        else:
            rows.setdefault(row["model"], row)
    return list(rows.values()), skipped


def frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The rows as a frame with the types of `modelscope_models`."""
    kinds = {
        "day": "datetime64[us]",
        "model": "str",
        "org": "str",
        "downloads": "Int64",
        "last_modified": "datetime64[us]",
    }
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


def _different(items: list[Any]) -> int:
    """How many models these are: the list moves while its pages are read, and one may come twice for one that is lost.

    An item without an id counts as one.
    """
    ids = [item.get("id") if isinstance(item, dict) else None for item in items]
    named = [one for one in ids if isinstance(one, str)]
    return len(set(named)) + len(ids) - len(named)


def _model(item: Any, owner: str, day: date) -> dict[str, Any]:
    if not isinstance(item, dict) or not isinstance(item.get("id"), str) or not MODEL.fullmatch(item["id"]):
        raise ValueError("it has no id of the form owner/name")
    if item["id"].split("/")[0].casefold() != owner.casefold():
        raise ValueError(f"it is not of {owner}")
    return {
        "day": pd.Timestamp(day),
        "model": item["id"],
        "org": owner,
        "downloads": count_of(item, "downloads"),
        "last_modified": time_of(item, "last_modified"),
    }


def _meaning(send: Send) -> Send:
    """A way whose answers have the status that their words mean."""

    def meant(url: str, params: Params, read: float, left: Callable[[], float]) -> Reply:
        reply = send(url, params, read, left)
        words = told(reply)
        code = str(words.get("code"))
        if code == USED_UP:
            raise SourceError(f"the quota of {NAME} is used up; run the command again later", whole=True)
        if code in STATUS:
            return replace(reply, status=STATUS[code])
        return replace(reply, status=400) if words.get("success") is False and reply.status < 400 else reply

    return meant
