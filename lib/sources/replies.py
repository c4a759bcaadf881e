"""What an answer says beside its body: when it was given, how long to wait, where the next page is, why it is none."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from requests.utils import parse_header_links

RESET = re.compile(r"\d{1,14}")
"""When a quota is whole again, in milliseconds since 1970."""


@dataclass(frozen=True)
class Reply:
    """What came back: the whole body, the headers by lower-case name, and the address that answered at last."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    url: str
    missing: bool = False
    """Whether the service's own client takes it for an answer about something that is not there."""


def date_of(headers: Mapping[str, str]) -> datetime | None:
    """When the answer was given by the service's own clock (UTC)."""
    return moment(headers.get("date", ""))


def moment(text: str) -> datetime | None:
    """An HTTP date; one without a zone is in UTC, and what is none is unknown."""
    try:
        at = parsedate_to_datetime(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def seconds_to_wait(reply: Reply) -> float:
    """How long a service wants to be left alone: by its window, `Retry-After` in either form, or a minute."""
    headers = reply.headers
    if window := re.search(r"t=(\d{1,9})", headers.get("ratelimit", "")):
        return int(window[1]) + 1
    after = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}", after):
        return max(int(after), 1)
    reset = headers.get("x-ratelimit-reset", "").strip()
    until = moment(after) or (datetime.fromtimestamp(int(reset) / 1000, UTC) if RESET.fullmatch(reset) else None)
    now = date_of(headers)
    return max((until - now).total_seconds(), 1) if until and now else 60


def next_link(reply: Reply) -> str:
    """The link to the next page as it stands in the headers; empty if there is none."""
    links = parse_header_links(reply.headers.get("link", "")) if reply.headers.get("link") else []
    return next((link["url"] for link in links if link.get("rel") == "next"), "")


def words_of(reply: Reply) -> str:
    """What the service says of its refusal, in one line."""
    try:
        said = json.loads(reply.content)
        said = said.get("error", said) if isinstance(said, dict) else said
        said = said.get("message", said) if isinstance(said, dict) else said
    except (ValueError, RecursionError):
        said = ""
    return in_one_line(str(said or reply.headers.get("x-error-message", "no reason given")))


def in_one_line(words: str) -> str:
    """Words of a stranger as they may stand in a message: in one line, and nothing in it that a terminal obeys."""
    line = " ".join(words.split())
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line)
