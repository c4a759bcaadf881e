"""OpenRouter: tokens of each day's fifty largest models and of all others together, and the catalogue with prices."""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from lib.sources import openrouter_rows
from lib.sources.asking import Answer, Asker, Limits, Params, Send, Watch
from lib.sources.failures import RefusedError, SourceError
from lib.sources.hub_rows import Skipped
from lib.sources.plain import sender, told
from lib.sources.replies import Reply, in_one_line

NAME = "OpenRouter"
HOME = "https://openrouter.ai/api/v1"
RANKINGS = "/datasets/rankings-daily"
FIRST = date(2025, 1, 1)
"""The first day of the rankings."""
SPAN = 366
"""So many days are told in one call at most."""
NO_KEY = "OpenRouter's daily rankings need a key: set OPENROUTER_API_KEY (openrouter.ai/keys) and run the command again"
REFUSALS = {
    401: "refuses the key in OPENROUTER_API_KEY; make a new one at openrouter.ai/keys and run the command again",
    402: "wants the account of the key in OPENROUTER_API_KEY to be in credit; see openrouter.ai/credits",
    403: "does not let the key in OPENROUTER_API_KEY, or calls from this network, see its daily rankings; try another",
}
"""What it means when nothing comes for this key."""
DATED = re.compile(r"-20\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$", re.ASCII)


@dataclass(frozen=True)
class Daily:
    """Days of the rankings: `frame` is `openrouter_daily` as known at `as_of` (UTC), with what was skipped and why."""

    frame: pd.DataFrame
    as_of: datetime
    skipped: tuple[Skipped, ...]

    @property
    def citation(self) -> str:
        """The line that the licence of the rankings asks for."""
        return f"Source: OpenRouter (openrouter.ai/rankings), as of {self.as_of:%Y-%m-%d}."


@dataclass(frozen=True)
class OpenRouter:
    """OpenRouter as one asks it, with the user's key for the rankings if there is one."""

    asker: Asker
    base_url: str
    key: str = field(repr=False)

    def catalogue(self) -> tuple[pd.DataFrame, list[Skipped]]:
        """`openrouter_models`: every model that writes text, and what was skipped and why; raises `SourceError`.

        It needs no key and is given none.
        """
        answers = self.asker.pages(f"{self.base_url}/models", [("output_modalities", "text")], dict, _link)
        rows, skipped = openrouter_rows.models([item for answer in answers for item in _data(answer.body)])
        return openrouter_rows.models_frame(rows), skipped

    def daily(self, since: date = FIRST) -> Daily:
        """The days from `since` to the last that is over, in as few calls as can be; raises `SourceError`."""
        if not self.key:
            raise SourceError(NO_KEY, whole=True)
        end = self.asker.day - timedelta(days=1)
        if max(since, FIRST) > end:
            raise SourceError(f"{NAME} has no day from {since} on that is over; name an earlier one")
        parts = [self._part(*window) for window in windows(max(since, FIRST), end)]
        return Daily(
            openrouter_rows.daily_frame([row for rows, _, _ in parts for row in rows]),
            min(as_of for _, _, as_of in parts),
            tuple(one for _, skipped, _ in parts for one in skipped),
        )

    def _part(self, start: date, end: date) -> tuple[list[dict[str, Any]], list[Skipped], datetime]:
        try:
            answer = self.asker.ask(
                f"{self.base_url}{RANKINGS}", [("start_date", str(start)), ("end_date", str(end))], dict
            )
        except RefusedError as error:
            if error.status not in REFUSALS:
                raise
            raise SourceError(
                f"{NAME} {REFUSALS[error.status]} ({error.status}: {error.said[:200]})", whole=True
            ) from None
        as_of = _as_of(answer.body, start, end)
        rows, skipped = openrouter_rows.days(_data(answer.body), start, end, min(as_of, answer.at or as_of).date())
        return rows, skipped, as_of


def open_openrouter(
    *,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
    now: Callable[[], datetime],
    watch: Watch,
    base_url: str | None = None,
    key: str | None = None,
    limits: Limits,
) -> OpenRouter:
    """OpenRouter at `base_url` (None: `OPENROUTER_BASE_URL` or its own), with `key` (None: `OPENROUTER_API_KEY`)."""
    home = base_url or os.environ.get("OPENROUTER_BASE_URL") or HOME
    key = (os.environ.get("OPENROUTER_API_KEY", "") if key is None else key).strip()
    asker = Asker(NAME, _way(key), clock, sleep, now, limits=limits, watch=watch)
    return OpenRouter(asker, home.rstrip("/"), key)


def windows(start: date, end: date) -> Iterator[tuple[date, date]]:
    """First and last day of each of the spans that cover `start` to `end`, none longer than one call can tell."""
    while start <= end:
        last = min(start + timedelta(days=SPAN - 1), end)
        yield start, last
        start = last + timedelta(days=1)


def weeks(daily: pd.DataFrame) -> pd.DataFrame:
    """`openrouter_weekly` of the weeks (Monday to Sunday) of which all seven days are in `daily`.

    `tokens` are those of the days on which the model had a row, `days_in_top50` how many days these are: on the others
    its tokens are inside `other`.
    """
    monday = daily["day"] - pd.to_timedelta(daily["day"].dt.day_of_week, unit="D")
    rows = daily.assign(week=monday)[daily["day"].groupby(monday).transform("nunique") == 7]
    sums = rows.groupby(["week", "model"], as_index=False).agg(tokens=("tokens", "sum"), days_in_top50=("day", "size"))
    kinds = {"week": "datetime64[us]", "model": "str", "tokens": "int64", "days_in_top50": "int64"}
    return sums.astype(kinds)


def base(slug: str) -> str:
    """A slug without its variant and its date, for joins: `a/b` of `a/b-20260423:free`."""
    return DATED.sub("", slug.partition(":")[0])


def _way(key: str) -> Send:
    """To the catalogue without the key, to the data sets with it; an answer has the status that its words mean.

    Where an error repeats the key it is blotted out, so that no message holds it.
    """
    bare = sender(NAME, {})
    # A header is sent as latin-1; this sends the UTF-8 of whatever was pasted, and the service refuses it.
    keyed = sender(NAME, {"Authorization": f"Bearer {key}".encode().decode("latin-1")})

    def send(url: str, params: Params, read: float, left: Callable[[], float]) -> Reply:
        way = keyed if urlsplit(url).path.endswith(RANKINGS) else bare
        reply = way(url, params, read, left)
        error = told(reply).get("error")
        if error and reply.status < 400:
            code = error.get("code") if isinstance(error, dict) else None
            reply = replace(reply, status=code if isinstance(code, int) and 400 <= code < 600 else 502)
        if key and reply.status >= 400:
            reply = replace(reply, content=reply.content.replace(key.encode(), "…".encode()))
        return reply

    return send


def _link(answer: Answer) -> str:
    links = answer.body.get("links")
    following = links.get("next") if isinstance(links, dict) else None
    return following if isinstance(following, str) else ""


def _data(body: dict) -> list[Any]:
    data = body.get("data")
    if not isinstance(data, list):
        raise SourceError(f"{NAME} sends no list of data; try again later")
    return data


def _as_of(body: dict, start: date, end: date) -> datetime:
    """When the figures were known (UTC), after a look at whether they are for the days asked for: the service answers
    a question that it does not understand with days of its own choice.
    """
    meta = body.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    if (meta.get("start_date"), meta.get("end_date")) != (str(start), str(end)):
        window = in_one_line(f"{meta.get('start_date')} to {meta.get('end_date')}")[:60]
        raise SourceError(f"{NAME} was asked for {start} to {end} and sends {window}; nothing of it is kept")
    try:
        as_of = datetime.fromisoformat(str(meta.get("as_of")))
        return as_of.astimezone(UTC) if as_of.tzinfo else as_of.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise SourceError(f"{NAME} does not say as of when its figures are; try again later") from None
