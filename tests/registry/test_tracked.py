"""Which models of the Hub count as language models of their makers."""

import pytest

from lib.registry import Registry


@pytest.mark.parametrize(
    ("model", "tag", "tracked"),
    [
        ("Qwen/Qwen9-8B", "text-generation", True),
        ("Qwen/Qwen9-VL", "image-text-to-text", True),
        ("Qwen/Qwen9-Image", "text-to-image", False),
        ("Qwen/Qwen9-8B", None, False),
        ("Qwen/Qwen9-8B-GGUF", "text-generation", False),
        ("Qwen/Qwen9Guard-8B", "text-generation", False),
        ("unsloth/Qwen9-8B", "text-generation", False),
        ("newcomer/Model-8B", "text-generation", False),
    ],
)
def test_a_language_model_by_its_maker_is_tracked(small: Registry, model: str, tag: str | None, tracked: bool) -> None:
    assert small.tracked(model, tag) is tracked


def test_a_model_on_the_reviewed_list_is_tracked_whatever_its_tag(small: Registry) -> None:
    assert small.tracked("Qwen/Qwen3-8B", None)


def test_the_names_that_stay_out_spare_models_whose_names_only_look_alike(registry: Registry) -> None:
    for name in ("stepfun-ai/Step-9-Flash", "Qwen/Qwen9-Contest", "google/gemma-9-4b-it"):
        assert registry.tracked(name, "text-generation"), name
    for name in ("Qwen/Qwen9-Embedding-8B", "meta-llama/Llama-Guard-9", "Qwen/Qwen9-8B-AWQ", "Qwen/Qwen9-8B-GPTQ-Int4"):
        assert not registry.tracked(name, "text-generation"), name


def test_orgs_of_the_hub_are_those_of_makers_and_then_the_repackagers(small: Registry) -> None:
    assert small.orgs("hub") == ["meta-llama", "Qwen", "unsloth"]
    assert small.orgs("openrouter") == ["qwen"]
