"""What waits for data: pages with nothing to show, which are offered nowhere until it is there, and parts of others.

A topic may state two things of itself: `waits(data)`, a sentence on what the whole page waits for and how to get it,
empty if there is something to show; and `parts_waiting(data)`, a sentence for each part of it that is not shown yet.
"""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lib import numbers, snapshots
from lib.data import UNREADABLE, Data
from lib.views.pages import PAGES, Page
from lib.views.view import NothingToShowError

NEEDS: Mapping[str, tuple[str, ...]] = {
    "race/crossover": ("hub_monthly", "hub_totals"),
    "race/triangulation": ("hub_totals",),
    "race/verdict": ("hub_totals",),
    "adoption/downloads": ("hub_monthly", "hub_totals"),
    "adoption/derivatives": ("hub_totals",),
    "adoption/launches": ("hub_models",),
    "adoption/local": ("ollama_prefixes", "ollama_pulls"),
    "rankings/hub": ("hub_models",),
    "rankings/usage": ("openrouter_lines", "openrouter_weekly"),
    "rankings/capability": ("arena",),
    "rankings/concentration": ("hub_models", "hub_monthly", "hub_totals"),
    "context/claims": ("hub_monthly",),
}
"""Tables without any one of which a page has nothing to show, by its name."""
SHIPPED = (
    "hub_monthly",
    "hub_totals",
    "notable_models",
    "ollama_prefixes",
    "ollama_pulls",
    "openrouter_lines",
)
"""Tables that no refresh makes from nothing: they are shipped, and a refresh adds to the first two."""


class WaitsError(NothingToShowError):
    """A page has nothing to show with any choice; the message says what it waits for and how to get it."""


@dataclass(frozen=True)
class Waiting:
    """A page that is not offered (`whole`), or a part of one that is not shown, and what it waits for."""

    page: Page
    whole: bool
    told: str


def waits(page: Page, data: Data) -> str:
    """What a page waits for and how to get it, in a sentence; empty if it has something to show with this data."""
    return data.derived(_every)[page.name]


def check(page: Page, data: Data) -> None:
    """Raise `WaitsError` for a page that has nothing to show with this data."""
    if told := waits(page, data):
        raise WaitsError(told)


def offered(data: Data) -> tuple[Page, ...]:
    """The pages that have something to show; the default page and those about the data are always offered."""
    return tuple(page for page in PAGES if not waits(page, data))


def waiting(data: Data) -> tuple[Waiting, ...]:
    """All that waits for data, in the order of the pages."""
    found = []
    for page in PAGES:
        if told := waits(page, data):
            found.append(Waiting(page, True, told))
        else:
            found += [Waiting(page, False, part) for part in _asked(page, "parts_waiting", data, ())]
    return tuple(found)


def _every(data: Data) -> dict[str, str]:
    return {page.name: _waits(page, data) for page in PAGES}


def _waits(page: Page, data: Data) -> str:
    if page.default or page.section == "about":
        return ""
    lacking = [table for table in NEEDS.get(page.name, ()) if not data.has(table)]
    if lacking:
        return f"{page.title} waits for {numbers.listed([_absent(data, table) for table in lacking])}."
    return _asked(page, "waits", data, "")


def _absent(data: Data, table: str) -> str:
    """A table that is not there, and how to get it."""
    later = snapshots.vintages(table, data.folder)
    if data.as_of and later:
        return f"the table {table} (not known yet on {numbers.day(data.as_of)}, but from {numbers.day(later[0])} on)"
    how = "restore it to data/snapshots" if table in SHIPPED else "“make refresh” fetches it"
    return f"the table {table} ({how})"


def _asked(page: Page, name: str, data: Data, otherwise: Any) -> Any:
    """What a topic states of itself by this name, if it does and the tables can be read."""
    topic = importlib.import_module(f"lib.views.{page.name.replace('/', '.')}")
    states: Callable[[Data], Any] | None = getattr(topic, name, None)
    if states is None:
        return otherwise
    try:
        return data.derived(states)
    except UNREADABLE:  # no reason to wait: the page itself says it
        return otherwise
