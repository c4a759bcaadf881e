"""Which engine derives: DuckDB in this process, or an existing Spark or ClickHouse that a setting names."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lib.derived.daily import Engine
from lib.derived.embedded import Embedded
from lib.derived.facts import Files
from lib.derived.failures import EngineError

SETTING = "CROSSOVER_ENGINE"
"""The address of the engine; DuckDB if it is not set."""
INSTALL = "pip install -r requirements-cluster.txt"

Opened = Callable[[Files | None, Path], AbstractContextManager[Engine]]
"""Opens an engine that reads facts through a file system, None for this machine's own, and may put files into a folder
while it works."""


def chosen() -> Opened:
    """How the engine is opened that `CROSSOVER_ENGINE` names; raises `EngineError` with what to do."""
    address = os.environ.get(SETTING, "")
    kind = urlsplit(address).scheme if "://" in address else ""
    if not address:
        return Embedded
    if kind not in ("spark", "clickhouse", "clickhouses", "chdb"):
        raise EngineError(
            f"{SETTING} names no engine; leave it empty for DuckDB, or set it to spark://host:7077 or "
            "clickhouse://user:password@host:8123/database"
        )
    try:
        made = _made(kind)
    except ImportError as error:
        raise EngineError(f"{SETTING} names an engine whose client is missing ({error.name}); {INSTALL}") from None

    def opened(files: Files | None, folder: Path) -> AbstractContextManager[Engine]:
        try:
            return made(address, files, folder)
        except made.failures as error:
            raise EngineError(f"the engine that {SETTING} names cannot be had: {str(error).splitlines()[0]}") from None

    return opened


def _made(kind: str) -> Any:
    """What runs an engine of a kind; a plain install has not what it imports."""
    if kind == "spark":
        from lib.derived.spark import Spark

        return Spark
    from lib.derived.clickhouse import ClickHouse

    return ClickHouse
