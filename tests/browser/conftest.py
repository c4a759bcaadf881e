"""A real browser against the app as a user starts it: `streamlit run app.py`."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from bench.serve import FLAGS, chromium, serving
from tests.browser.seen import Seen


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    """The system's browser; Playwright brings none of its own here."""
    return {"executable_path": chromium(), "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args() -> dict:
    """A desk's width in the light theme, nothing animated, unless a test says otherwise."""
    return {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light", "reduced_motion": "reduce"}


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """One app for all tests that do not care how it was started."""
    with serving("app.py") as address:
        yield address


@pytest.fixture(scope="session")
def other_server() -> Iterator[str]:
    """Another process of the app, which knows of no view and no session of the first."""
    with serving("app.py") as address:
        yield address


@pytest.fixture
def seen(page: Page) -> Iterator[Seen]:
    """The page, watched for errors: a test in which one appears fails."""
    seen = Seen(page)
    yield seen
    assert not seen.problems, seen.problems
