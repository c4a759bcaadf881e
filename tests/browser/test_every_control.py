"""Every control of every page does something that a reader can see, and puts itself into the address."""

import importlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from lib.data import Data
from lib.views.events import EventOptions
from lib.views.options import Control, controls, resolve
from lib.views.pages import Page
from tests.browser.seen import Seen
from tests.offered import OFFERED

pytestmark = pytest.mark.slow


def topic_of(page: Page) -> Any:
    return importlib.import_module(f"lib.views.{page.name.replace('/', '.')}")


FIRST = "adoption/downloads"
"""The page on which the choices about events, one set for all pages, are tried by hand."""


def every_control() -> Iterator[Any]:
    for page in OFFERED:
        for name in controls(topic_of(page).Options):
            if page.name == FIRST or name not in controls(EventOptions):
                yield pytest.param(page, name, id=f"{page.name}-{name}")


def prepared(page: Page, name: str, data: Data) -> dict[str, str]:
    """The choice with which the control is on the page: none, or the value of another that it waits for.

    An event is one that can be read on the page, so that there are periods to choose.
    """
    topic = topic_of(page)
    declared, defaults = controls(topic.Options), resolve(topic.Options, data, {})[0]
    if declared[name].when(defaults):
        return {}
    fewest = len(topic.view(data, defaults).cards) + 1 if name == "periods" else 0
    for other, control in declared.items():
        for value in control.allowed(data) if control.kind == "one" else ():
            options = resolve(topic.Options, data, {other: value})[0]
            if declared[name].when(options) and (not fewest or len(topic.view(data, options).cards) >= fewest):
                return {other: value}
    raise AssertionError(f"no choice brings the control {name} of {page.name} onto the page")


def another(control: Control, now: Any, data: Data) -> Any:
    """A value that differs from the one chosen; of a list from which everything is chosen, one to take away."""
    if control.kind == "text":
        return "qwen"
    if control.kind in ("switch", "span"):
        return not now
    taken = now if isinstance(now, tuple) else (now,)
    return next((value for value in control.allowed(data) if value not in taken), *taken[:1])


@pytest.mark.parametrize(("of", "name"), list(every_control()))
def test_a_control_changes_what_is_seen(of: Page, name: str, server: str, seen: Seen, data: Data) -> None:
    kind = topic_of(of).Options
    control = controls(kind)[name]
    given = prepared(of, name, data)
    now = getattr(resolve(kind, data, given)[0], name)
    seen.open(f"{server}/{of.path}?{urlencode(given)}")
    before = (seen.charts(), seen.words())
    seen.change(name, control, another(control, now, data))
    assert seen.becomes(lambda: (seen.charts(), seen.words()) != before)
    assert seen.becomes(lambda: f"{name}=" in seen.page.url)
    assert "Traceback" not in seen.words()
