"""The registry knows every name that stands in the shipped store, and says where each of their makers is."""

import pytest

from lib import contracts, snapshots
from lib.data import Data
from lib.registry import Registry, UnknownNameError
from lib.snapshots import PROJECT

NAMED = [
    (table, column, service)
    for table, rule in contracts.TABLES.items()
    for column, service in rule.names.items()
    if snapshots.vintages(table, PROJECT / "data")
]


def names(data: Data, table: str, column: str) -> list[str]:
    """The names in a column of the store, without the empty ones."""
    return list(data.table(table)[column].dropna().unique())


@pytest.mark.parametrize(("table", "column", "service"), NAMED)
def test_every_name_in_the_store_is_known(data: Data, table: str, column: str, service: str) -> None:
    found = names(data, table, column)
    assert found
    data.registry.check_names(service, found)


def test_every_org_of_the_models_list_is_known(registry: Registry) -> None:
    registry.check_names("hub", registry.models["org"].unique())


def test_a_name_that_nobody_has_decided_on_raises(registry: Registry) -> None:
    for service in ("hub", "arena", "ollama", "openrouter", "line"):
        with pytest.raises(UnknownNameError, match="data/registry/"):
            registry.check_names(service, ["Nobody knows this one"])


@pytest.mark.parametrize("service", ["arena", "hub", "ollama", "openrouter"])
def test_every_alias_leads_to_a_place(registry: Registry, service: str) -> None:
    aliases = registry.aliases[registry.aliases["service"] == service]["name"]
    places = registry.group(service, aliases, "region")
    assert set(places.values()) <= set(registry.regions["region"]) | {"remainder"}


def test_the_region_of_every_org_of_the_models_list_is_that_of_its_country(registry: Registry) -> None:
    orgs = registry.models["org"].unique()
    of_country = registry.countries.set_index("country")["region"]
    countries = registry.group("hub", orgs, "country")
    assert registry.group("hub", orgs, "region") == {org: of_country[country] for org, country in countries.items()}


@pytest.mark.parametrize(
    ("org", "country", "region"),
    [
        ("Qwen", "CHN", "china"),
        ("meta-llama", "USA", "us"),
        ("HuggingFaceTB", "USA", "us"),
        ("mistralai", "FRA", "eu"),
        ("CohereLabs", "CAN", "other"),
        ("EleutherAI", "unknown", "unknown"),
        ("bartowski", "repackagers", "repackagers"),
    ],
)
def test_an_org_is_where_its_publisher_is_based(registry: Registry, org: str, country: str, region: str) -> None:
    assert registry.group("hub", [org], "country") == {org: country}
    assert registry.group("hub", [org], "region") == {org: region}


def test_a_renamed_org_keeps_its_maker(registry: Registry) -> None:
    for before, after in [("THUDM", "zai-org"), ("CohereForAI", "CohereLabs"), ("AIDC-AI", "ATH-MaaS")]:
        assert registry.maker("hub", before) == registry.maker("hub", after)


def test_a_source_s_line_for_everything_else_belongs_to_no_maker(registry: Registry) -> None:
    for service, name in [("ollama", "everything else"), ("openrouter", "other"), ("openrouter", "Other open")]:
        assert registry.maker(service, name) == "remainder"


def test_a_family_that_stands_in_for_an_org_is_of_the_maker_of_the_org(registry: Registry) -> None:
    rows = registry.families[registry.families["hub_org"] != ""]
    assert {"Qwen", "meta-llama"} <= set(rows["hub_org"])
    for org, maker in rows[["hub_org", "maker"]].itertuples(index=False):
        assert registry.maker("hub", org) == maker


def test_the_org_and_the_prefix_of_a_family_are_spelled_as_in_the_store(data: Data) -> None:
    families = data.registry.families
    assert set(families["hub_org"]) - {""} <= set(names(data, "hub_monthly", "org"))
    assert set(families["ollama_prefix"]) - {""} <= set(names(data, "ollama_prefixes", "prefix"))
    assert set(families["openrouter_line"]) - {""} <= set(names(data, "openrouter_lines", "line"))


@pytest.mark.parametrize(("org", "family"), [("Qwen", "qwen"), ("meta-llama", "llama"), ("ibm-granite", "granite")])
def test_every_listed_model_of_an_org_is_of_the_family_that_stands_in_for_it(
    registry: Registry, org: str, family: str
) -> None:
    models = registry.models.loc[registry.models["org"] == org, "model"]
    assert {registry.family(registry.maker("hub", org), model) for model in models} == {family}


@pytest.mark.parametrize(
    ("service", "model", "family"),
    [
        ("hub", "Qwen/QwQ-32B", "qwen"),
        ("hub", "meta-llama/CodeLlama-7b-hf", "llama"),
        ("hub", "nvidia/Llama-3.1-Nemotron-70B-Instruct", "nemotron"),
        ("hub", "deepseek-ai/DeepSeek-R1-Distill-Llama-8B", "deepseek"),
        ("hub", "deepseek-ai/Janus-Pro-7B", None),
        ("hub", "google/medgemma-4b-it", "gemma"),
        ("hub", "google/t5gemma-2-1b-1b", None),
        ("hub", "google/embeddinggemma-300m", None),
        ("hub", "allenai/OLMoE-1B-7B-0924", "olmo"),
        ("hub", "allenai/Molmo-7B-D-0924", None),
        ("hub", "allenai/olmOCR-7B-0225-preview", None),
        ("hub", "tencent/Hy3-preview", "hunyuan"),
        ("hub", "HuggingFaceTB/SmolVLM-Instruct", None),
        ("hub", "moonshotai/Moonlight-16B-A3B", None),
        ("hub", "llava-hf/llama3-llava-next-8b-hf", None),
        ("openrouter", "openai/gpt-oss-120b:free", "gpt-oss"),
        ("openrouter", "openai/gpt-5.4-mini-20260317", None),
    ],
)
def test_a_model_is_of_a_family_by_its_maker_and_its_name(
    registry: Registry, service: str, model: str, family: str | None
) -> None:
    assert registry.family(registry.maker(service, model.split("/")[0]), model) == family


def test_where_a_maker_is_based_is_said_by_somebody_else(registry: Registry) -> None:
    assert [source for source in registry.makers["source"] if "Crossover" in source] == []
