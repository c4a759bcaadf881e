"""What the registry answers: maker, place, family, colour and known flaws of a name."""

import pandas as pd
import pytest

from lib.registry import Registry, UnknownNameError


def test_a_hub_org_has_its_maker_whatever_the_case(small: Registry) -> None:
    assert small.maker("hub", "Qwen") == small.maker("hub", "qwen") == "alibaba"


def test_a_repackager_is_a_group_of_its_own_in_no_country(small: Registry) -> None:
    names = ["unsloth", "Qwen"]
    assert small.group("hub", names, "maker") == {"unsloth": "repackagers", "Qwen": "alibaba"}
    assert small.group("hub", names, "country") == {"unsloth": "repackagers", "Qwen": "CHN"}
    assert small.group("hub", names, "region") == {"unsloth": "repackagers", "Qwen": "china"}


def test_an_openrouter_slug_belongs_to_what_stands_before_the_slash(small: Registry) -> None:
    assert small.maker("openrouter", "qwen/qwen3-8b:free") == "alibaba"


def test_elsewhere_a_slash_is_part_of_the_name(small: Registry) -> None:
    assert small.maker("hub", "Qwen/Other") == "unreviewed"


def test_a_name_that_no_row_places_is_a_group_of_its_own_in_no_country(small: Registry) -> None:
    assert small.group("hub", ["newcomer", "Qwen"], "maker") == {"newcomer": "unreviewed", "Qwen": "alibaba"}
    for level in ("country", "region"):
        assert small.group("hub", ["newcomer"], level) == {"newcomer": "unreviewed"}
        assert small.name(level, "unreviewed") == "Not yet placed"


def test_names_that_no_row_places_are_listed_once_in_order(small: Registry) -> None:
    assert small.unreviewed("hub", ["newcomer", "Qwen", "another", "newcomer", "unsloth"]) == ["another", "newcomer"]


def test_everything_else_of_a_source_is_the_remainder_and_in_no_country(small: Registry) -> None:
    assert small.maker("openrouter", "other") == "remainder"
    assert small.place("remainder", "region") == "remainder"


def test_a_name_the_registry_does_not_know_raises_and_says_where_to_add_it(small: Registry) -> None:
    with pytest.raises(UnknownNameError) as error:
        small.check_names("hub", ["Qwen", "newcomer"])
    assert str(error.value) == "the registry does not know 'newcomer' of hub; add a row to data/registry/aliases.csv"


def test_a_name_of_one_service_is_unknown_to_another(small: Registry) -> None:
    with pytest.raises(UnknownNameError, match="'meta-llama' of ollama"):
        small.check_names("ollama", ["meta-llama"])


def test_openrouter_lines_are_those_of_families_and_the_remainder(small: Registry) -> None:
    small.check_names("line", ["Qwen", "Llama", "other"])
    for strange in ("Kimi", "", "qwen"):
        with pytest.raises(UnknownNameError, match=r"of line; add a row to data/registry/families.csv"):
            small.check_names("line", [strange])


@pytest.mark.parametrize(
    ("maker", "model", "family"),
    [
        ("alibaba", "Qwen/QwQ-32B", "qwen"),
        ("alibaba", "Qwen/Qwen3-8B", "qwen"),
        ("alibaba", "Qwen/gte-Qwen2", None),
        ("meta", "meta-llama/Llama-3-8B", "llama"),
        ("alibaba", "Qwen/Llama-distil", None),
    ],
)
def test_a_family_is_a_maker_and_a_pattern_of_names(
    small: Registry, maker: str, model: str, family: str | None
) -> None:
    assert small.family(maker, model) == family


def test_an_org_has_the_colour_of_its_maker_and_who_has_none_is_grey(small: Registry) -> None:
    assert small.colour("org", "Qwen", "light") == "#aa5500"
    assert small.colour("org", "Qwen", "dark") == "#ff8800"
    assert small.colour("maker", "meta", "light") == small.colour("region", "unknown", "light") == "#777777"


def test_a_key_is_read_by_its_name_and_an_org_by_its_own(small: Registry) -> None:
    assert small.name("region", "us") == "United States"
    assert small.name("maker", "repackagers") == "Repackagers"
    assert small.name("region", "remainder") == "Not broken down"
    assert small.name("org", "meta-llama") == "meta-llama"


def test_the_flaws_of_a_table_have_days_and_leave_the_registry_as_it_was(small: Registry) -> None:
    flaws = small.flaws_of("hub_monthly")
    assert list(flaws["from"]) == [pd.Timestamp("2024-10-01")]
    assert list(flaws["to"]) == [pd.Timestamp("2024-11-30")]
    assert small.flaws_of("arena").empty
    assert list(small.flaws["from"]) == ["2024-10-01"]


def test_a_file_is_an_attribute_and_another_word_is_not(small: Registry) -> None:
    assert len(small.aliases) == 7
    with pytest.raises(AttributeError, match="nothing"):
        small.nothing  # noqa: B018
