"""The shape of each registry file, stated once: header, key, kinds of column, closed vocabularies, references."""

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "slug", "number", "day", "colour", "flag", "patterns", "url"]


@dataclass(frozen=True)
class Column:
    """One column: its kind, whether it may be empty, the only words allowed, and the file whose key it refers to.

    `also` are words allowed beside the keys of the file that `refers` names.
    """

    kind: Kind = "text"
    empty: bool = False
    words: tuple[str, ...] = ()
    refers: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One CSV file of the registry: its columns in the order of its header, and which of them are its key."""

    columns: dict[str, Column]
    key: tuple[str, ...]
    unique: tuple[str, ...] = field(default=())


SERVICES = ("arena", "hub", "modelscope", "ollama", "openrouter")
"""Who counts, by the names that aliases and changes in counting use."""

REMAINDER = "remainder"
"""In aliases.csv: a source's own line for everything else, which belongs to no maker."""

CLAIM_TOPICS = (
    "Adoption",
    "Capability",
    "China and the US",
    "Derivatives",
    "Hub downloads",
    "OpenRouter",
    "Qwen and Llama",
)
"""What published claims are about."""

CLAIM_TESTS = (
    "anchored crossing",
    "anchored level",
    "arena gap",
    "arena top",
    "arena top open",
    "derivatives",
    "downloads",
    "models in the top 50",
    "next largest",
    "notable models",
    "open lines",
    "open lines mean week",
    "open lines peak week",
    "ratio of downloads",
    "running sum",
    "share of all models",
    "share of language models",
    "share of named tokens",
    "share of size class",
    "share of tokens",
    "share of top open tokens",
    "share of top tokens",
    "token crossing",
    "tokens",
    "top models",
)
"""The ways in which a claim is tested, each computed by a function of that name."""

ECOSYSTEM_TOPICS = (
    "Focus",
    "Strategic goal",
    "Advantage",
    "Hardware access",
    "Model types",
    "Reach",
    "Security",
    "Political bias",
    "Firms' reasons",
)
"""What the two ecosystems are compared by, in the order in which readers meet it."""

ECOSYSTEM_MEASURES = (
    "best open rating",
    "notable open models",
    "open share of tokens",
    "share above 70B",
    "share of downloads",
    "share of pulls gained",
    "share of tokens",
)
"""What of the two ecosystems we measure ourselves, each computed by a function of that name."""

TEXT, NOTE, SLUG = Column(), Column(empty=True), Column("slug")
COLOUR, NO_COLOUR = Column("colour"), Column("colour", empty=True)
AMOUNT = Column("number", empty=True)

TABLES: dict[str, Table] = {
    "regions": Table({"region": SLUG, "name": TEXT, "color": COLOUR, "color_dark": COLOUR}, ("region",)),
    "countries": Table(
        {
            "country": TEXT,
            "name": TEXT,
            "region": Column(refers="regions"),
            "color": COLOUR,
            "color_dark": COLOUR,
        },
        ("country",),
    ),
    "makers": Table(
        {
            "maker": SLUG,
            "name": TEXT,
            "country": Column(refers="countries"),
            "region": Column(refers="regions"),
            "color": NO_COLOUR,
            "color_dark": NO_COLOUR,
            "source": TEXT,
            "note": NOTE,
        },
        ("maker",),
    ),
    "repackagers": Table({"org": TEXT, "name": TEXT, "source": TEXT, "note": NOTE}, ("org",)),
    "aliases": Table(
        {
            "service": Column(words=SERVICES),
            "name": TEXT,
            "maker": Column(refers="makers", also=(REMAINDER,)),
            "note": NOTE,
        },
        ("service", "name"),
    ),
    "families": Table(
        {
            "family": SLUG,
            "name": TEXT,
            "maker": Column(refers="makers"),
            "hub_org": NOTE,
            "patterns": Column("patterns"),
            "openrouter_line": NOTE,
            "ollama_prefix": NOTE,
            "color": COLOUR,
            "color_dark": COLOUR,
            "note": NOTE,
        },
        ("family",),
        unique=("name", "hub_org", "openrouter_line", "ollama_prefix"),
    ),
    "models": Table(
        {
            "model": TEXT,
            "org": TEXT,
            "total_params_b": AMOUNT,
            "active_params_b": AMOUNT,
            "is_moe": Column("flag", empty=True),
            "hf_created_at": Column("day", empty=True),
            "release_date": Column("day", empty=True),
        },
        ("model",),
    ),
    "weights": Table(
        {"model": TEXT, "weights": Column(words=("closed", "open", "unknown")), "evidence": TEXT}, ("model",)
    ),
    "arena_licences": Table(
        {
            "licence": TEXT,
            "weights": Column(words=("closed", "open")),
            "model": TEXT,
            "repository": NOTE,
            "url": Column("url"),
            "note": NOTE,
        },
        ("licence",),
    ),
    "arena_models": Table(
        {
            "model": TEXT,
            "maker": Column(empty=True, refers="makers"),
            "weights": Column(words=("closed", "open", "unknown")),
            "licence": NOTE,
            "evidence": TEXT,
            "url": Column("url", empty=True),
        },
        ("model",),
    ),
    "events": Table(
        {
            "event": SLUG,
            "day": Column("day"),
            "precision": Column(words=("day", "month")),
            "kind": Column(words=("counting", "export-control", "licence", "policy", "publication", "release")),
            "label": TEXT,
            "maker": Column(empty=True, refers="makers"),
            "service": Column(empty=True, words=SERVICES),
            "source": TEXT,
            "url": Column("url"),
            "note": NOTE,
        },
        ("event",),
        unique=("label",),
    ),
    "ecosystems": Table(
        {
            "point": SLUG,
            "side": Column(words=("china", "us"), refers="regions"),
            "topic": Column(words=ECOSYSTEM_TOPICS),
            "name": TEXT,
            "words": TEXT,
            "measure": Column(empty=True, words=ECOSYSTEM_MEASURES),
            "figure": Column(empty=True, refers="published_figures"),
            "speaker": NOTE,
            "said": Column("day", empty=True),
            "source_title": NOTE,
            "url": Column("url", empty=True),
            "tier": Column(empty=True, words=("A", "B", "C")),
            "note": NOTE,
        },
        ("point", "side"),
    ),
    "untracked": Table({"reason": TEXT, "patterns": Column("patterns"), "source": TEXT}, ("reason",)),
    "lumped": Table({"prefix": TEXT, "model": TEXT, "note": TEXT, "source": TEXT}, ("prefix", "model")),
    "flaws": Table(
        {
            "table": TEXT,
            "entity": TEXT,
            "from": Column("day"),
            "to": Column("day"),
            "kind": Column(words=("estimate", "frozen", "gap", "interpolated", "partial", "revised", "spike")),
            "note": TEXT,
            "source": TEXT,
        },
        ("table", "entity", "from", "to", "kind"),
    ),
    "published_figures": Table(
        {
            "figure": SLUG,
            "metric": TEXT,
            "entity": TEXT,
            "region": TEXT,
            "date": Column("day"),
            "precision": Column(words=("day", "month")),
            "value": Column("number"),
            "unit": TEXT,
            "source_title": TEXT,
            "publisher": TEXT,
            "source_date": Column("day", empty=True),
            "url": Column("url", empty=True),
            "note": NOTE,
            "tier": Column(words=("A", "B", "C")),
        },
        ("figure",),
    ),
    "anchors": Table(
        {
            "anchor": SLUG,
            "name": TEXT,
            "kind": Column(words=("family", "region")),
            "entity": TEXT,
            "figure": Column(refers="published_figures"),
        },
        ("anchor", "entity"),
    ),
    "second_counts": Table(
        {
            "figure": Column(refers="published_figures"),
            "less": Column(empty=True, refers="published_figures"),
            "org": TEXT,
            "from": Column("day"),
            "to": Column("day"),
            "counted_by": TEXT,
            "scope": TEXT,
        },
        ("figure",),
    ),
    "claims": Table(
        {
            "claim": SLUG,
            "topic": Column(words=CLAIM_TOPICS),
            "speaker": TEXT,
            "statement": TEXT,
            "stated": TEXT,
            "figure": Column(empty=True, refers="published_figures"),
            "said": Column("day", empty=True),
            "about": Column("day", empty=True),
            "precision": Column(empty=True, words=("day", "month")),
            "scope": TEXT,
            "test": Column(empty=True, words=CLAIM_TESTS),
            "level": Column(empty=True, words=("family", "maker", "org", "region", "weights")),
            "entity": NOTE,
            "other": NOTE,
            "rests_on": Column(empty=True, refers="anchors"),
            "months": AMOUNT,
            "top": AMOUNT,
            "over_b": AMOUNT,
            "tolerance": AMOUNT,
            "bound": Column(empty=True, words=("lower", "upper")),
            "differs": NOTE,
            "reason": NOTE,
            "note": NOTE,
            "source_title": NOTE,
            "url": Column("url", empty=True),
            "tier": Column(empty=True, words=("A", "B", "C")),
        },
        ("claim",),
    ),
}

WORDS: dict[str, dict[str, type]] = {
    "indicators": {
        "title": str,
        "unit": str,
        "definition": str,
        "formula": str,
        "universe": str,
        "source": str,
        "tables": list,
        "caveats": list,
    },
    "sources": {"name": str, "url": str, "licence": str, "licence_url": str, "citation": str, "note": str},
    "definitions": {"term": str, "means": str},
}
"""The TOML files: each entry has exactly these fields, of these types."""
