"""Every rule between the registry files, each with the smallest change that breaks it and all that is said then."""

from collections.abc import Callable

import pytest

from lib import contracts

Broken = Callable[[str, str, str], str]

TABLES_OF_THE_STORE = ", ".join(contracts.TABLES)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        pytest.param(
            "aliases.csv",
            "openrouter,qwen,alibaba,",
            "openrouter,qwen,tencent,",
            "aliases.csv:8: maker 'tencent' is not in makers.csv; add it there or mend it here",
            id="a maker is known",
        ),
        pytest.param(
            "events.csv",
            ",meta,,Meta",
            ",tencent,,Meta",
            "events.csv:2: maker 'tencent' is not in makers.csv; add it there or mend it here",
            id="an event's maker is known",
        ),
        pytest.param(
            "makers.csv",
            "CHN,china",
            "SGP,china",
            "makers.csv:2: country 'SGP' is not in countries.csv; add it there or mend it here",
            id="a country is known",
        ),
        pytest.param(
            "makers.csv",
            "CHN,china",
            "CHN,us",
            "makers.csv:2: region 'us' does not go with country 'CHN', which is in 'china'",
            id="a maker's region is that of its country",
        ),
        pytest.param(
            "countries.csv",
            "unknown,Unknown,unknown,",
            "TWN,Taiwan,unknown,",
            "countries.csv:1: no row is called 'unknown'; add one, with the colour of what is not known",
            id="unknown is an answer",
        ),
        pytest.param(
            "anchors.csv",
            "family,llama,",
            "region,llama,",
            "anchors.csv:2: entity 'llama' is no region; the region must be in its own file",
            id="an anchor's entity is of its kind",
        ),
        pytest.param(
            "anchors.csv",
            ",llama-level",
            ",llama-levels",
            "anchors.csv:2: figure 'llama-levels' is not in published_figures.csv; add it there or mend it here",
            id="an anchor's figure is published",
        ),
        pytest.param(
            "arena_licences.csv",
            ",Qwen/Qwen3-8B,",
            ",,",
            "arena_licences.csv:2: a licence is open by a repository of the Hub that holds such weights, and a closed "
            "one has none; mend weights or repository",
            id="an open licence has a repository",
        ),
        pytest.param(
            "arena_models.csv",
            ",https://example.org/list",
            ",",
            "arena_models.csv:2: url says where the evidence stands, and of unknown weights there is none; mend "
            "weights or url",
            id="what is known of weights has an address",
        ),
        pytest.param(
            "repackagers.csv",
            "unsloth,",
            "QWEN,",
            "repackagers.csv:2: 'QWEN' is an alias of a maker too (aliases.csv:4); it is one or the other",
            id="a repackager is no maker",
        ),
        pytest.param(
            "models.csv",
            "Qwen/Qwen3-8B,Qwen,",
            "Qwen3/Qwen3-8B,Qwen3,",
            "models.csv:3: org 'Qwen3' is no hub name in aliases.csv; add a row there",
            id="every org of a listed model has a maker",
        ),
        pytest.param(
            "models.csv",
            ",meta-llama,8",
            ",Meta,8",
            "models.csv:2: org 'Meta' is not what stands before the slash of 'meta-llama/Llama-3-8B'; write it so",
            id="a model is of its org",
        ),
        pytest.param(
            "families.csv",
            ",alibaba,Qwen,",
            ",alibaba,tongyi,",
            "families.csv:3: 'tongyi' is no hub name of maker 'alibaba' in aliases.csv; add it there or mend it here",
            id="a family's org belongs to its maker",
        ),
        pytest.param(
            "families.csv",
            "Llama,llama,#",
            "Llama,vicuna,#",
            "families.csv:2: 'vicuna' is no ollama name of maker 'meta' in aliases.csv; add it there or mend it here",
            id="a family's prefix belongs to its maker",
        ),
        pytest.param(
            "flaws.csv",
            "hub_monthly,",
            "hub_weekly,",
            f"flaws.csv:2: no table is called 'hub_weekly'; the tables are {TABLES_OF_THE_STORE}",
            id="a flaw is one of a table",
        ),
        pytest.param(
            "flaws.csv",
            ",model_pulse",
            ",modelpulse",
            "flaws.csv:2: source 'modelpulse' is not in sources.toml; add it there",
            id="a flaw has a known source",
        ),
        pytest.param(
            "lumped.csv",
            ",model_pulse",
            ",modelpulse",
            "lumped.csv:2: source 'modelpulse' is not in sources.toml; add it there",
            id="a lumped name has a known source",
        ),
        pytest.param(
            "indicators.toml",
            '"model_pulse"',
            '"modelpulse"',
            "indicators.toml:2: source 'modelpulse' of [downloads] is not in sources.toml; add it there",
            id="an indicator has a known source",
        ),
        pytest.param(
            "indicators.toml",
            '"hub_monthly"',
            '"hub_weekly"',
            f"indicators.toml:2: [downloads]: no table is called 'hub_weekly'; the tables are {TABLES_OF_THE_STORE}",
            id="an indicator is made from tables of the store",
        ),
    ],
)
def test_files_keep_the_rules_between_them(broken: Broken, file: str, old: str, new: str, said: str) -> None:
    assert broken(file, old, new) == said


def test_an_unknown_country_is_told_once_and_breaks_nothing_else(broken: Broken) -> None:
    assert broken("makers.csv", "USA,us", "FRA,us").count("\n") == 0


def test_a_region_without_unknown_is_refused(broken: Broken) -> None:
    said = broken("regions.csv", "unknown,Unknown", "other,Other")
    assert "regions.csv:1: no row is called 'unknown'; add one, with the colour of what is not known" in said
