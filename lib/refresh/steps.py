"""The steps of a refresh in their order: which tables each fills, and from which service."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lib.refresh import history, hub, lmarena, modelscope, openrouter
from lib.refresh.landing import Fetched
from lib.refresh.step import Run


@dataclass(frozen=True)
class Step:
    """One service and the tables that are fetched from it."""

    name: str
    tables: tuple[str, ...]
    fetch: Callable[[Run], Mapping[str, Callable[[], Fetched]]]
    """How each table is fetched; raises `SourceError` if the service cannot be asked at all."""


STEPS = (
    Step("Hugging Face Hub", hub.TABLES, hub.fetch),
    Step("Model Pulse", history.TABLES, history.fetch),
    Step("OpenRouter", openrouter.TABLES, openrouter.fetch),
    Step("LMArena", lmarena.TABLES, lmarena.fetch),
    Step("ModelScope", modelscope.TABLES, modelscope.fetch),
)
LIVE = tuple(table for step in STEPS for table in step.tables)
"""The tables that a refresh fills; the others were carried over from records that have ended."""
