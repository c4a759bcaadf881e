"""Data with a few rows of one's own in place of shipped tables, under the shipped registry."""

from collections.abc import Callable
from dataclasses import replace
from threading import Lock

import pandas as pd
import pytest

from lib.data import Data
from tests.stores import modelled


@pytest.fixture
def with_tables(data: Data, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Data]:
    """The shipped data in which each table given by name stands in for the shipped one."""

    def put(**tables: pd.DataFrame) -> Data:
        put = replace(data, _read=tables, _lock=Lock())
        models = tables.get("hub_models")
        return put if models is None else modelled(put, models, tmp_path_factory.mktemp("models"))

    return put


@pytest.fixture
def monthly() -> Callable[..., pd.DataFrame]:
    """A monthly table from the downloads of each org, a value a month from `first` on; None leaves the row out."""

    def rows(first: str = "2025-03-01", **orgs: list[int | None]) -> pd.DataFrame:
        found = [
            (month, org.replace("_", "-"), value, True)
            for org, values in orgs.items()
            for month, value in zip(pd.date_range(first, periods=len(values), freq="MS"), values, strict=True)
            if value is not None
        ]
        return pd.DataFrame(found, columns=["month", "org", "downloads", "exact"])

    return rows


@pytest.fixture
def totals() -> Callable[..., pd.DataFrame]:
    """Totals of language models, a value a month from `first` on."""

    def rows(*values: int, first: str = "2025-03-01") -> pd.DataFrame:
        months = pd.date_range(first, periods=len(values), freq="MS")
        return pd.DataFrame({"month": months, "downloads_language_models": values, "exact": True})

    return rows
