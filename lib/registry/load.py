"""The registry as the rest of the program asks it: who made this, where are they, which colour, what is wrong."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd

from lib import contracts
from lib.registry import references, rules, vintages
from lib.registry.tables import REMAINDER, TABLES

REPACKAGERS = "repackagers"
"""What stands for country and region of an org that republishes others' models: a group of its own, in no country."""
LANGUAGE = ("image-text-to-text", "text-generation")
"""The Hub's `pipeline_tag` of language models."""
UNREVIEWED = "unreviewed"
"""What stands for a name that a service brought and nobody has placed yet: a group of its own, in no country."""


class UnknownNameError(LookupError):
    """A name in the data that the registry does not know; the message says which file wants a row."""


@dataclass(frozen=True)
class Registry:
    """The registry, read and checked. `tables` holds the CSV files as frames of text, `words` the TOML files.

    `version` is a checksum of its files: equal versions are equal registries, whatever the program that reads them.
    `lacking` names the files that a kept registry did not have, with the day on which it was kept: their rows are those
    of the registry in use.
    Frames are shared between readers: take a copy before changing one.
    """

    tables: Mapping[str, pd.DataFrame]
    words: Mapping[str, Mapping[str, Mapping]]
    version: str = ""
    lacking: Mapping[str, date] = field(default_factory=dict)

    def __getattr__(self, name: str) -> pd.DataFrame:
        """A CSV file by its name: `registry.makers`."""
        if name in TABLES:
            return self.tables[name]
        raise AttributeError(name)

    @cached_property
    def _makers(self) -> dict[tuple[str, str], str]:
        rows = self.aliases
        return {(s, n.casefold()): m for s, n, m in zip(rows["service"], rows["name"], rows["maker"], strict=True)}

    @cached_property
    def _repackagers(self) -> frozenset[str]:
        return frozenset(org.casefold() for org in self.repackagers["org"])

    @cached_property
    def _maker_facts(self) -> dict[str, dict[str, str]]:
        return self.makers.set_index("maker").to_dict("index")  # type: ignore[return-value]

    def maker(self, service: str, name: str) -> str:
        """The maker whom `service` calls `name`; `repackagers`, or `remainder` for a source's own "everything else".

        For OpenRouter the name may be a whole slug: what stands before the slash decides. `unreviewed` is who stands in
        no row: live data brings new names every week, and pages show them as a group until somebody places them.
        """
        if service == "hub" and name.casefold() in self._repackagers:
            return REPACKAGERS
        called = name.split("/")[0] if service == "openrouter" else name
        return self._makers.get((service, called.casefold()), UNREVIEWED)

    def place(self, maker: str, level: str) -> str:
        """The `country` or `region` (`level`) of a maker, or the maker itself for a group that is in no country."""
        if maker in GROUPS:
            return maker
        return self._maker_facts[maker][level]

    def group(self, service: str, names: Iterable[str], level: str) -> dict[str, str]:
        """For each name of a service: its `maker`, `country` or `region`, as keys."""
        makers = {name: self.maker(service, name) for name in names}
        if level == "maker":
            return makers
        return {name: self.place(maker, level) for name, maker in makers.items()}

    def unreviewed(self, service: str, names: Iterable[str]) -> list[str]:
        """Those of the names that no row places, each once; the `line` names of OpenRouter are those of families."""
        if service == "line":
            return sorted(set(names) - self._lines)
        return sorted({name for name in names if self.maker(service, name) == UNREVIEWED})

    def unreviewed_in(self, table: str, rows: pd.DataFrame) -> list[str]:
        """The names in rows of a table of the store that no row places."""
        return [
            name
            for column, service in contracts.TABLES[table].names.items()
            for name in self.unreviewed(service, rows[column].dropna().unique())
        ]

    def check_names(self, service: str, names: Iterable[str]) -> None:
        """Raise `UnknownNameError` for the first name that no row places: what we ship is reviewed."""
        for name in self.unreviewed(service, names):
            file = "families" if service == "line" else "aliases"
            raise UnknownNameError(
                f"the registry does not know {name!r} of {service}; add a row to data/registry/{file}.csv"
            )

    @cached_property
    def _lines(self) -> set[str]:
        rows = self.aliases
        others = rows.loc[(rows["service"] == "openrouter") & (rows["maker"] == REMAINDER), "name"]
        return {*self.families["openrouter_line"], *others} - {""}

    @cached_property
    def _family_patterns(self) -> list[tuple[str, str, re.Pattern[str]]]:
        rows = self.families
        return [
            (maker, family, re.compile("|".join(f"(?:{p})" for p in patterns.split()), re.IGNORECASE))
            for family, maker, patterns in zip(rows["family"], rows["maker"], rows["patterns"], strict=True)
        ]

    def family(self, maker: str, model: str) -> str | None:
        """The family of a maker's model by its name after the slash, or None if it is of none."""
        name = model.split("/")[-1]
        for of, family, pattern in self._family_patterns:
            if of == maker and pattern.search(name):
                return family
        return None

    def orgs(self, service: str) -> list[str]:
        """Every name under which a service holds models of a maker; of the Hub those of repackagers too, at the end."""
        rows = self.aliases[(self.aliases["service"] == service) & (self.aliases["maker"] != REMAINDER)]
        return [*rows["name"], *(self.repackagers["org"] if service == "hub" else [])]

    @cached_property
    def _untracked(self) -> re.Pattern[str]:
        patterns = [f"(?:{pattern})" for row in self.untracked["patterns"] for pattern in row.split()]
        return re.compile("|".join(patterns), re.IGNORECASE)

    @cached_property
    def _listed(self) -> frozenset[str]:
        return frozenset(self.models["model"])

    def tracked(self, model: str, pipeline_tag: str | None) -> bool:
        """Whether a model of the Hub is a language model of its maker, as rankings count them.

        That is one on the reviewed list, or one that reads or writes text by its `pipeline_tag`, is published by its
        maker and not called by a name of untracked.csv, such as conversions, guards and embeddings are.
        """
        if model in self._listed:
            return True
        org, _, name = model.partition("/")
        return (
            pipeline_tag in LANGUAGE
            and self.maker("hub", org) not in (REPACKAGERS, UNREVIEWED)
            and not self._untracked.search(name)
        )

    @cached_property
    def _names(self) -> dict[str, dict[str, str]]:
        named = {level: self._named(f"{level}", file) for level, file in _LEVELS.items()}
        return {level: {**names, **GROUPS} for level, names in named.items()}

    def _named(self, key: str, file: str) -> dict[str, str]:
        return dict(zip(self.tables[file][key], self.tables[file]["name"], strict=True))

    def name(self, level: str, key: str) -> str:
        """How people read a key: `name("region", "us")` is "United States". An org is its own name."""
        return key if level == "org" else self._names[level].get(key, key)

    @cached_property
    def _colours(self) -> dict[tuple[str, str], tuple[str, str]]:
        colours = {
            (level, key): (light, dark)
            for level, file in _LEVELS.items()
            for key, light, dark in self.tables[file][[level, "color", "color_dark"]].itertuples(index=False)
            if light
        }
        for level in ("country", "region"):
            colours.setdefault((level, "unknown"), colours["region", "unknown"])
        return colours

    def colour(self, level: str, key: str, mode: str) -> str:
        """The colour of an entity in `mode` light or dark. An org has its maker's; who has none is grey (`unknown`)."""
        if level == "org":
            level, key = "maker", self.maker("hub", key)
        pair = self._colours.get((level, key), self._colours["region", "unknown"])
        return pair[mode == "dark"]

    def flaws_of(self, table: str) -> pd.DataFrame:
        """What is known to be wrong with periods of a table: entity, from, to (days), kind, note, source."""
        rows = self._dated_flaws
        return rows[rows["table"] == table].drop(columns="table").reset_index(drop=True)

    @cached_property
    def _dated_flaws(self) -> pd.DataFrame:
        return self.flaws.assign(**{end: pd.to_datetime(self.flaws[end]) for end in ("from", "to")})


GROUPS = {REPACKAGERS: "Repackagers", REMAINDER: "Not broken down", UNREVIEWED: "Not yet placed"}
"""What stands in no country, and how people read it."""
_LEVELS = {"family": "families", "maker": "makers", "country": "countries", "region": "regions"}


def load(folder: Path, as_of: date | None = None) -> Registry:
    """Read the registry of `folder` as it was at `as_of` and check it by every rule; raises `rules.RegistryError`.

    Of one that was kept the files are not held against each other: that was done when it was kept, and a file that did
    not exist then may name what was decided later.
    """
    place = vintages.at(folder, as_of)
    if not place.is_dir():
        raise rules.RegistryError(f"there is no {folder.name}/registry; copy the project's data folder there")
    use = folder / "registry"
    kept = place != use and use.is_dir()
    tables, words = rules.read(place, use if kept else None)
    if not kept:
        references.check(tables, words)
    frames = {
        name: pd.DataFrame([row.cells for row in rows], columns=list(TABLES[name].columns), dtype="str")
        for name, rows in tables.items()
    }
    said = {file: {name: row.cells for name, row in rows.items()} for file, rows in words.items()}
    lacking = [name for name in TABLES if kept and not (place / f"{name}.csv").exists()]
    return Registry(frames, said, vintages.checksum(place), {name: date.fromisoformat(place.name) for name in lacking})
