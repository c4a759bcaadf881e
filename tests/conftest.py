"""What all tests share: the shipped store and its registry, read once."""

import pytest

from lib import derived
from lib.data import Data, open_data
from lib.registry import Registry
from lib.snapshots import PROJECT


def pytest_configure() -> None:
    """Derive what pages read of the shipped store before any test copies it."""
    derived.update(PROJECT / "data")


@pytest.fixture(scope="session")
def data() -> Data:
    """The store that is shipped with the project."""
    return open_data(PROJECT / "data")


@pytest.fixture(scope="session")
def registry(data: Data) -> Registry:
    """The shipped registry."""
    return data.registry
