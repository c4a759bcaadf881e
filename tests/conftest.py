"""What all tests share: the shipped store and its registry, read once."""

import pytest

from lib.data import Data, open_data
from lib.registry import Registry
from lib.snapshots import PROJECT


@pytest.fixture(scope="session")
def data() -> Data:
    """The store that is shipped with the project."""
    return open_data(PROJECT / "data")


@pytest.fixture(scope="session")
def registry(data: Data) -> Registry:
    """The shipped registry."""
    return data.registry
