"""Datasets on a local Hub for tests of what is read from them with the real client."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from huggingface_hub import constants

from lib.sources.hub_way import Token, Visit
from tests.servers.asked import Asked
from tests.servers.hub import HubService
from tests.servers.serving import serving
from tests.sources.clocks import Clock


def at_ease(monkeypatch: pytest.MonkeyPatch) -> None:
    """No telemetry, no token of whoever runs the tests, and little patience with a silent server."""
    for name in ("HF_HUB_DISABLE_TELEMETRY", "HF_HUB_DISABLE_XET", "HF_HUB_DISABLE_IMPLICIT_TOKEN"):
        monkeypatch.setattr(constants, name, True)
    for name in ("HF_HUB_ETAG_TIMEOUT", "HF_HUB_DOWNLOAD_TIMEOUT"):
        monkeypatch.setattr(constants, name, 0.3)


def visiting(url: str, token: Token = False, clock: Clock | None = None, **others: Any) -> Visit:
    """A visit to the Hub at a URL, on a clock that nobody waits for."""
    clock = clock or Clock()
    return Visit(clock, clock.sleep, url, token, **others)


def parquet(columns: dict[str, Any] | pa.Table, **how: Any) -> bytes:
    """A Parquet file of these columns."""
    table = columns if isinstance(columns, pa.Table) else pa.table(columns)
    pq.write_table(table, written := io.BytesIO(), **how)
    return written.getvalue()


@contextmanager
def hub_of(dataset: str, files: dict[str, bytes]) -> Iterator[tuple[HubService, str]]:
    """A Hub with one dataset in one state, and its address."""
    service = HubService()
    service.commit(dataset, "2026-11-01", files)
    with serving(service.app) as url:
        yield service, url


def ranges(service: HubService) -> list[tuple[int, int]]:
    """First and last byte of each part that was asked for."""
    parts = [asked.headers["range"].removeprefix("bytes=") for asked in service.asked if "range" in asked.headers]
    return [(int(first), int(last)) for first, last in (part.split("-") for part in parts)]


def bytes_read(service: HubService) -> int:
    """How much of all files was asked for."""
    return sum(last - first + 1 for first, last in ranges(service))


def tokens(service: HubService) -> list[str]:
    """What each request said of who asks."""
    return [_token(asked) for asked in service.asked]


def _token(asked: Asked) -> str:
    return asked.headers.get("authorization", "")
