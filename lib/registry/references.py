"""The rules that the files of the registry keep against each other and against the tables of the store."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from lib import contracts
from lib.registry.rules import RegistryError, Row
from lib.registry.tables import TABLES

Tables = Mapping[str, Sequence[Row]]
Words = Mapping[str, Mapping[str, Row]]


def check(tables: Tables, words: Words) -> None:
    """Raise `RegistryError` with a line for every name that one file uses and another one should know."""
    problems = [
        *_columns(tables),
        *_unknowns(tables),
        *_anchors(tables),
        *_claims(tables),
        *_arena(tables),
        *_second_counts(tables),
        *_ecosystems(tables),
        *_regions(tables),
        *_hub_names(tables),
        *_families(tables),
        *_sources(tables, words),
        *_indicators(words),
    ]
    if problems:
        raise RegistryError("\n".join(problems))


def _columns(tables: Tables) -> Iterator[str]:
    """A column that refers to a file holds nothing but that file's keys."""
    for name, table in TABLES.items():
        for column, rule in table.columns.items():
            if not rule.refers:
                continue
            known = {row.cells[TABLES[rule.refers].key[0]] for row in tables[rule.refers]} | set(rule.also)
            for row in tables[name]:
                value = row.cells[column]
                if value and value not in known:
                    place = f"{name}.csv:{row.line}"
                    yield f"{place}: {column} {value!r} is not in {rule.refers}.csv; add it there or mend it here"


def _unknowns(tables: Tables) -> Iterator[str]:
    """`unknown` is a reviewed answer, so it has a name and a colour like every other."""
    for file, column in (("countries", "country"), ("regions", "region")):
        if all(row.cells[column] != "unknown" for row in tables[file]):
            yield f"{file}.csv:1: no row is called 'unknown'; add one, with the colour of what is not known"


def _anchors(tables: Tables) -> Iterator[str]:
    """An anchor states levels of families or of regions, and of nothing else."""
    files = {"family": "families", "region": "regions"}
    keys = {kind: {row.cells[kind] for row in tables[file]} for kind, file in files.items()}
    for row in tables["anchors"]:
        kind, entity = row.cells["kind"], row.cells["entity"]
        if entity not in keys[kind]:
            yield f"anchors.csv:{row.line}: entity {entity!r} is no {kind}; the {kind} must be in its own file"


LEVEL_FILES = {"family": "families", "maker": "makers", "region": "regions"}
"""The file that holds the keys of a level."""
SAID_BY_FIGURE = ("said", "about", "precision", "source_title", "url", "tier")
"""What a published figure states itself, so that a claim that names one does not."""


def _claims(tables: Tables) -> Iterator[str]:
    """A claim names its source, by a figure or by itself, and says how it is tested or why it cannot be."""
    names = {
        **{kind: {row.cells[kind] for row in tables[file]} for kind, file in LEVEL_FILES.items()},
        "org": {row.cells["name"] for row in tables["aliases"] if row.cells["service"] == "hub"},
        "weights": {"closed", "open"},
    }
    for row in tables["claims"]:
        place, cells = f"claims.csv:{row.line}", row.cells
        if cells["figure"]:
            twice = [column for column in SAID_BY_FIGURE if cells[column]]
            yield from (f"{place}: {column} is what the figure states; leave it empty" for column in twice)
        else:
            lacking = [column for column in ("about", "precision", "source_title", "tier") if not cells[column]]
            yield from (f"{place}: {column} is empty; state it, or name the figure that does" for column in lacking)
        if bool(cells["test"]) == bool(cells["reason"]):
            yield f"{place}: state one of test and reason: how the claim is tested, or why it cannot be"
        for column in ("entity", "other"):
            value = cells[column]
            if value and value not in names.get(cells["level"], ()):
                yield f"{place}: {column} {value!r} is no {cells['level'] or 'name without a level'}; mend one of them"


def _arena(tables: Tables) -> Iterator[str]:
    """What is said of weights can be looked up: open ones in a repository, a model's at an address."""
    for row in tables["arena_licences"]:
        if (row.cells["weights"] == "open") != bool(row.cells["repository"]):
            yield (
                f"arena_licences.csv:{row.line}: a licence is open by a repository of the Hub that holds such weights, "
                "and a closed one has none; mend weights or repository"
            )
    for row in tables["arena_models"]:
        if (row.cells["weights"] == "unknown") == bool(row.cells["url"]):
            yield (
                f"arena_models.csv:{row.line}: url says where the evidence stands, and of unknown weights there is "
                "none; mend weights or url"
            )


def _second_counts(tables: Tables) -> Iterator[str]:
    """A second count is of a publisher on the Hub and of whole months."""
    orgs = {row.cells["name"] for row in tables["aliases"] if row.cells["service"] == "hub"}
    for row in tables["second_counts"]:
        place, cells = f"second_counts.csv:{row.line}", row.cells
        if cells["org"] not in orgs:
            yield f"{place}: org {cells['org']!r} is no name of the Hub in aliases.csv; add it there or mend it here"
        first, last = (date.fromisoformat(cells[column]) for column in ("from", "to"))
        if first.day != 1 or (last + timedelta(days=1)).day != 1 or last < first:
            yield f"{place}: from {first} to {last} are no whole months; state a first and a last day of a month"


BASES = ("measure", "figure", "source_title")
"""What a point of comparison may rest on."""
OF_A_SOURCE = ("speaker", "url", "tier")
"""What a point states of a source of its own; of a figure it may say who stated it, where another published it."""


def _ecosystems(tables: Tables) -> Iterator[str]:
    """A point rests on one thing, names who says so, and speaks of both sides by the same name."""
    rows = tables["ecosystems"]
    for row in rows:
        place, cells = f"ecosystems.csv:{row.line}", row.cells
        if sum(bool(cells[basis]) for basis in BASES) != 1:
            yield f"{place}: state one of measure, figure and source_title: what the point rests on"
        elif cells["source_title"]:
            lacking = [column for column in OF_A_SOURCE if not cells[column]]
            yield from (f"{place}: {column} is empty; state it beside the source" for column in lacking)
        else:
            stated = [column for column in ("said", "url", "tier") if cells[column]]
            stated += ["speaker"] if cells["measure"] and cells["speaker"] else []
            yield from (f"{place}: {column} follows from the measure or figure; leave it empty" for column in stated)
    for row in rows:
        place, point = f"ecosystems.csv:{row.line}", row.cells["point"]
        others = [one.cells for one in rows if one.cells["point"] == point and one.line != row.line]
        if not others:
            yield f"{place}: {point!r} has one side; add the other, or leave the point out"
        elif any(row.cells[column] != others[0][column] for column in ("topic", "name", "measure")):
            yield f"{place}: topic, name and measure of {point!r} differ between its sides; they are of the point"


def _regions(tables: Tables) -> Iterator[str]:
    """A maker's region follows from its country."""
    regions = {row.cells["country"]: row.cells["region"] for row in tables["countries"]}
    for row in tables["makers"]:
        country, region = row.cells["country"], row.cells["region"]
        right = regions.get(country, region)
        if region != right:
            yield (
                f"makers.csv:{row.line}: region {region!r} does not go with country {country!r}, which is in {right!r}"
            )


def _hub_names(tables: Tables) -> Iterator[str]:
    """Every org of a listed model has a maker; a repackager is the maker of nothing."""
    hub = {row.cells["name"].casefold(): row.line for row in tables["aliases"] if row.cells["service"] == "hub"}
    for row in tables["repackagers"]:
        line = hub.get(row.cells["org"].casefold())
        if line:
            yield (
                f"repackagers.csv:{row.line}: {row.cells['org']!r} is an alias of a maker too (aliases.csv:{line}); "
                "it is one or the other"
            )
    for row in tables["models"]:
        model, org = row.cells["model"], row.cells["org"]
        if model.split("/")[0] != org:
            yield f"models.csv:{row.line}: org {org!r} is not what stands before the slash of {model!r}; write it so"
        elif org.casefold() not in hub:
            yield f"models.csv:{row.line}: org {org!r} is no hub name in aliases.csv; add a row there"


def _families(tables: Tables) -> Iterator[str]:
    """The org and the prefix that stand for a family are names of its own maker."""
    names = {(row.cells["service"], row.cells["name"], row.cells["maker"]) for row in tables["aliases"]}
    for row in tables["families"]:
        maker = row.cells["maker"]
        for service, column in (("hub", "hub_org"), ("ollama", "ollama_prefix")):
            name = row.cells[column]
            if name and (service, name, maker) not in names:
                yield (
                    f"families.csv:{row.line}: {name!r} is no {service} name of maker {maker!r} in aliases.csv; "
                    "add it there or mend it here"
                )


def _sources(tables: Tables, words: Words) -> Iterator[str]:
    """Flaws and lumped names speak of tables of the store and name a source of sources.toml."""
    for file in ("flaws", "lumped"):
        for row in tables[file]:
            if row.cells["source"] not in words["sources"]:
                yield f"{file}.csv:{row.line}: source {row.cells['source']!r} is not in sources.toml; add it there"
    for row in tables["flaws"]:
        if row.cells["table"] not in contracts.TABLES:
            yield f"flaws.csv:{row.line}: {_no_table(row.cells['table'])}"


def _indicators(words: Words) -> Iterator[str]:
    for name, row in words["indicators"].items():
        if row.cells["source"] not in words["sources"]:
            yield (
                f"indicators.toml:{row.line}: source {row.cells['source']!r} of [{name}] is not in sources.toml; "
                "add it there"
            )
        for table in row.cells["tables"]:
            if table not in contracts.TABLES:
                yield f"indicators.toml:{row.line}: [{name}]: {_no_table(table)}"


def _no_table(name: str) -> str:
    return f"no table is called {name!r}; the tables are {', '.join(contracts.TABLES)}"
