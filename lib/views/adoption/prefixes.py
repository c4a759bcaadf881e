"""The name prefixes of the Ollama library as readers know them: how each is called, in which order, in which colour."""

from collections.abc import Iterable

import pandas as pd

from lib import numbers
from lib.charts.theme import Theme
from lib.data import Data
from lib.registry import Registry
from lib.registry.tables import REMAINDER


def family_of(registry: Registry, prefix: str) -> str | None:
    """The family that the registry ties to a prefix, None for a prefix that is no family's."""
    rows = registry.families
    return next(
        (family for family, of in zip(rows["family"], rows["ollama_prefix"], strict=True) if of == prefix), None
    )


def called(registry: Registry, prefix: str) -> str:
    """A prefix by the name of its family; one that is no family's is its own name."""
    family = family_of(registry, prefix)
    return registry.name("family", family) if family else prefix


def by_name(data: Data) -> dict[str, str]:
    """Every prefix of the record by the name that readers choose: the most pulled first, on its last day."""
    table = data.table("ollama_prefixes").sort_values("day")
    last = table.groupby("prefix")["pulls_all_time"].last().sort_values(ascending=False)
    return {called(data.registry, str(prefix)): str(prefix) for prefix in last.index}


def is_rest(registry: Registry, prefix: str) -> bool:
    """Whether this is the source's own line for models whose name fits no prefix."""
    return registry.maker("ollama", prefix) == REMAINDER


def rest(data: Data) -> str:
    """The source's own line for models whose name fits no prefix; empty if it has none."""
    return next((prefix for prefix in by_name(data).values() if is_rest(data.registry, prefix)), "")


def siblings(data: Data, prefix: str) -> list[str]:
    """Other prefixes under which models by the same maker stand."""
    maker = data.registry.maker("ollama", prefix)
    every = by_name(data).items()
    return [name for name, other in every if other != prefix and data.registry.maker("ollama", other) == maker]


def makers(data: Data, keys: Iterable[str]) -> set[str]:
    """The makers whose models stand under these prefixes."""
    return {data.registry.maker("ollama", key) for key in keys}


def colours(registry: Registry, theme: Theme, keys: Iterable[str]) -> dict[str, str]:
    """The colour of a prefix is its family's; all others are in the ink that belongs to nobody."""
    families = {key: family_of(registry, key) for key in keys}
    return {
        key: registry.colour("family", family, theme.mode) if family else theme.muted
        for key, family in families.items()
    }


def doubts(registry: Registry, keys: Iterable[str], first: pd.Timestamp, last: pd.Timestamp) -> tuple[str, ...]:
    """What is known to be wrong with these prefixes between two days, one sentence a flaw with whom it concerns."""
    flaws = registry.flaws_of("ollama_prefixes")
    inside = flaws[(flaws["from"] <= last) & (flaws["to"] >= first)]
    said: dict[str, list[str]] = {}
    for entity, note in zip(inside["entity"], inside["note"], strict=True):
        if entity == "all" or entity in set(keys):
            said.setdefault(note, []).append("All prefixes" if entity == "all" else called(registry, entity))
    return tuple(f"{numbers.listed(list(dict.fromkeys(names)))}: {note}" for note, names in said.items())
