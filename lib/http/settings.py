"""What whoever hosts the app may set of its server; a setting that means nothing is told in a sentence at the start."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

from limits import RateLimitItem, parse

from lib.sources.failures import SourceError
from lib.sources.places import Place

FRAMED_BY, ASKED, DRAWN, LOG = "CROSSOVER_FRAMED_BY", "CROSSOVER_ASKED", "CROSSOVER_DRAWN", "CROSSOVER_LOG"
FOLLOW = "CROSSOVER_FOLLOW"
UNLIMITED = "unlimited"
"""In place of a rate."""
ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d+)?", re.IGNORECASE)

Log = Literal["failures", "plain", "json"]


class SettingError(ValueError):
    """A setting that means nothing; the message says what it may be."""


@dataclass(frozen=True)
class Settings:
    """The settings of the server as they are read by `read`.

    `framed_by` are the origins whose pages may frame the app's pages, beside its own. `asked` and `drawn` are how often
    one address may ask for rows and for what must be drawn (None without limit). `log` is which requests are told and
    how; those that fail always are. `follow` is the address from which vintages are taken that others publish there;
    empty if none are.
    """

    framed_by: tuple[str, ...] = ()
    asked: RateLimitItem | None = None
    drawn: RateLimitItem | None = None
    log: Log = "failures"
    follow: str = ""


def read(given: Mapping[str, str] = os.environ) -> Settings:
    """The settings in the environment; raises `SettingError`."""
    origins = tuple(given.get(FRAMED_BY, "").split())
    if strange := [origin for origin in origins if not ORIGIN.fullmatch(origin)]:
        raise SettingError(f"{FRAMED_BY} names {strange[0]!r}; write origins such as https://example.org, with spaces")
    log = given.get(LOG) or "failures"
    if log not in get_args(Log):
        raise SettingError(f"{LOG} is {log!r}; it may be {', '.join(get_args(Log))}")
    follow = given.get(FOLLOW, "")
    try:
        if follow:
            Place(follow)
    except SourceError as error:
        raise SettingError(f"{FOLLOW}: {error}") from None
    return Settings(
        origins, _rate(given, ASKED, "600/minute"), _rate(given, DRAWN, "60/minute"), cast("Log", log), follow
    )


def _rate(given: Mapping[str, str], name: str, default: str) -> RateLimitItem | None:
    said = given.get(name) or default
    if said == UNLIMITED:
        return None
    try:
        return parse(said)
    except ValueError:
        raise SettingError(f"{name} is {said!r}; write a rate such as {default}, or {UNLIMITED}") from None
