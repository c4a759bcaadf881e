"""Which engine derives: DuckDB in this process, or an existing Spark or ClickHouse that a setting names."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urlsplit

from fsspec import AbstractFileSystem

from lib.derived.daily import Engine
from lib.derived.embedded import Embedded
from lib.derived.failures import EngineError

SETTING = "CROSSOVER_ENGINE"
INSTALL = "pip install -r requirements-cluster.txt"

Opened = Callable[[AbstractFileSystem | None, Path], AbstractContextManager[Engine]]
"""Opens an engine that reads files of facts through a file system, None for this machine's own, and may put files
into a folder while it works."""


def chosen() -> Opened:
    """How the engine is opened that `CROSSOVER_ENGINE` names, DuckDB if none; raises `EngineError` with what to do."""
    address = os.environ.get(SETTING, "")
    kind = urlsplit(address).scheme
    if address in ("", "duckdb"):
        return Embedded
    if kind not in ("spark", "local", "clickhouse", "clickhouses", "chdb"):
        raise EngineError(
            f"{SETTING} names no engine; leave it empty for DuckDB, or set it to spark://host:7077 or "
            "clickhouse://user:password@host:8123/database"
        )
    try:
        from lib.derived import clickhouse, spark
    except ImportError as error:
        raise EngineError(f"{SETTING} names an engine whose client is not installed ({error.name}); {INSTALL}") from None
    made = spark.Spark if kind == "spark" else clickhouse.ClickHouse
    return lambda files, folder: made(address, files, folder)
