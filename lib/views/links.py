"""Addresses of views: every choice in words, the version of these words, and for a frozen link the data it shows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar
from urllib.parse import urlencode

from lib import numbers
from lib.data import Data
from lib.views.options import Control, controls, resolve
from lib.views.pages import Page

T = TypeVar("T")
Query = dict[str, list[str]]

VERSION = 1
"""The version of the words in links: a change of an option's name, values or default makes a new one."""
VERSION_NAME, DAY, MARK = "v", "as_of", "vintage"
"""Names in an address beside the options: the version of its words, the day of its data, what marks that data."""
OLDEST, NEWEST = "oldest", "newest"
"""What a live link says in place of the ends of the data, so that it goes on with the data."""
RESERVED = (VERSION_NAME, DAY, MARK, "embed", "embed_options")
FOREIGN = ("utm_", "fbclid", "gclid", "msclkid", "mc_cid", "mc_eid", "ref", "_x_tr_")
"""How names begin that others hang onto links that are passed on; they are left alone."""
LONGEST = 40
"""So many letters of a version that is not known are repeated to the reader."""


@dataclass(frozen=True)
class Migration:
    """What a link older than version `until` meant by an option of a page, section/topic.

    `option` is what the option was called then and `now` what it is called; `values` are those that have other names
    now; `default` is what stood where the link says nothing, empty if it is still the same.
    """

    until: int
    page: str
    option: str
    now: str
    values: Mapping[str, str] = field(default_factory=dict)
    default: tuple[str, ...] = ()


MIGRATIONS: tuple[Migration, ...] = ()


@dataclass(frozen=True)
class Unchosen:
    """No choices, as where a whole table is asked for."""


class NoSuchDataError(LookupError):
    """The data of a frozen link cannot be had here; the message says which and why, in one sentence."""


class NoDayError(NoSuchDataError):
    """What stands for a day in a link is none."""


def day_of(said: str, today: date, known: Collection[date]) -> date:
    """The day that a link names; `known` are the days of vintages. Raises `NoSuchDataError`, or `NoDayError`.

    A day after today is in the future unless the store has a vintage as new as that.
    """
    try:
        day = date.fromisoformat(said)
    except ValueError:
        day = None
    if day is None or day.isoformat() != said:
        raise NoDayError(f"“{said[:LONGEST]}” is no day such as 2026-10-31.")
    if day > max([today, *known]):
        raise NoSuchDataError(f"{numbers.day(day)} has not come yet.")
    if known and day < min(known):
        oldest = numbers.day(min(known))
        raise NoSuchDataError(f"Nothing is known as of {numbers.day(day)}: the oldest data is of {oldest}.")
    return day


def check(mark: str, data: Data, tables: Collection[str]) -> None:
    """Raise `NoSuchDataError` unless these tables are the ones that a frozen link was made on."""
    if mark != data.mark(tables):
        day = numbers.day(data.as_of or data.since(tables))
        raise NoSuchDataError(
            f"This link froze data of {day} that is not held here, or no longer: "
            f"the vintages of {numbers.listed(sorted(set(tables)))} or of the registry are others. "
            f"Without “{MARK}” in the address you see that day as it is held here."
        )


def live(options: Any, data: Data) -> Query:
    """All options that matter, as they stand in a link that goes on with the data."""
    declared = controls(type(options))
    return {**_said(options, {name: _moving(control, data) for name, control in declared.items()}), **_version()}


def frozen(options: Any, data: Data, tables: Collection[str]) -> Query:
    """All options that matter, with the day and the mark of the data, so that no other data is ever shown for it."""
    day = data.since(tables)
    return {**_said(options, {}), **_version(), DAY: [day.isoformat()], MARK: [data.mark(tables)]}


def plain(options: Any, data: Data, given: Mapping[str, Sequence[str]]) -> Query:
    """What an address comes to: its choices that are not the default, in the words of today, and what is no choice."""
    defaults = resolve(type(options), data, {})[0]
    chosen = {
        name: said for name, said in _said(options, {}).items() if getattr(options, name) != getattr(defaults, name)
    }
    rest = {name: list(values) for name, values in given.items() if name.startswith(FOREIGN) or name in (DAY, MARK)}
    return {**chosen, **rest, **(_version() if VERSION_NAME in given else {})}


def address(place: str, page: Page, query: Query, card: str = "") -> str:
    """The address of a view at a `place` such as https://example.org, down to a card of it."""
    return f"{place}/{page.path}?{urlencode(query, doseq=True)}{f'#{card}' if card else ''}"


def read(kind: type[T], page: str, data: Data, given: Mapping[str, Sequence[str]]) -> tuple[T, list[str]]:
    """The options that an address gives a page, and a sentence for each part of it that had to be ignored."""
    version, problems = _version_of(given)
    declared = controls(kind)
    wanted = {name: list(values) for name, values in given.items() if name not in RESERVED}
    wanted = {name: values for name, values in wanted.items() if name in declared or not name.startswith(FOREIGN)}
    wanted = _migrated(wanted, page, version)
    typed = {
        name: _typed(declared[name], values, data) if name in declared else values for name, values in wanted.items()
    }
    options, ignored = resolve(kind, data, typed)
    return options, [*problems, *ignored]


def _version() -> Query:
    return {VERSION_NAME: [str(VERSION)]}


def _version_of(given: Mapping[str, Sequence[str]]) -> tuple[int, list[str]]:
    """The version that a link was made with; one without is taken for the newest."""
    said = given.get(VERSION_NAME)
    if not said:
        return VERSION, []
    try:
        version = int(said[-1])
    except ValueError:
        version = 0
    if 1 <= version <= VERSION:
        return version, []
    return VERSION, [f"version {said[-1][:LONGEST]!r} of links is not known here, so it is read as version {VERSION}"]


def _migrated(wanted: Query, page: str, version: int) -> Query:
    """What a link of an older version means in the words of today, one change after the other."""
    for change in sorted(MIGRATIONS, key=lambda change: change.until):
        if change.page != page or version >= change.until:
            continue
        said = wanted.pop(change.option, None)
        if said is not None:
            wanted[change.now] = [change.values.get(value, value) for value in said]
        elif change.default:
            wanted.setdefault(change.now, list(change.default))
    return wanted


def _moving(control: Control, data: Data) -> Mapping[str, str]:
    """The words that stand in a live link for the ends of the data."""
    if control.kind == "span":
        allowed = control.allowed(data)
        return {allowed[0]: OLDEST, allowed[-1]: NEWEST}
    return {control.default(data, ""): NEWEST} if control.newest else {}


def _said(options: Any, moving: Mapping[str, Mapping[str, str]]) -> Query:
    said: Query = {}
    for name, control in controls(type(options)).items():
        if control.when(options):
            value = getattr(options, name)
            values = [str(value).lower()] if isinstance(value, bool) else [value] if isinstance(value, str) else value
            said[name] = [moving.get(name, {}).get(each, each) for each in values] or [""]
    return said


def _typed(control: Control, values: Sequence[str], data: Data) -> Any:
    """What an address says, in the form that the option has: a flag, a word, or several."""
    last = values[-1] if values else ""
    if control.kind == "switch":
        return {"true": True, "false": False}.get(last.lower(), last)
    if control.kind == "span":
        allowed = control.allowed(data)
        return tuple({OLDEST: allowed[0], NEWEST: allowed[-1]}.get(value, value) for value in values)
    if control.kind == "many":
        return tuple(value for value in values if value)
    return control.default(data, "") if control.newest and last == NEWEST else last
