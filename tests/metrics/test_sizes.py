"""How large a model is: stated, else named, else unknown."""

import pandas as pd
import pytest

from lib.metrics.sizes import in_name, size_class, sizes

STATED = pd.DataFrame({"model": ["a/big-7B", "a/unstated-7B"], "total_params_b": ["70", ""]})


@pytest.mark.parametrize(
    ("model", "billions"),
    [
        ("Qwen/Qwen3-8B", 8),
        ("Qwen/Qwen2.5-0.5B-Instruct", 0.5),
        ("openai/gpt-oss-20b", 20),
        ("Qwen/Qwen3-30B-A3B", 30),
        ("allenai/OLMoE-1B-7B-0924", 7),
        ("google/gemma-3-270m-it", 0.27),
        ("Qwen/Qwen3.8-2.4T-A95B", 2400),
        ("Qwen/Qwen2.5-7B-Instruct-1M", 7),
        ("microsoft/bitnet-b1.58-2B-4T", 2),
    ],
)
def test_a_number_that_stands_alone_before_its_unit_is_the_size(model: str, billions: float):
    assert in_name(model) == pytest.approx(billions)


@pytest.mark.parametrize(
    "model",
    [
        "mistralai/Mixtral-8x7B-v0.1",
        "google/gemma-3n-E2B-it",
        "meta-llama/Llama-4-Scout-17B-16E-Instruct",
        "some/model-A3B",
        "zai-org/GLM-5",
        "70B-lab/model",
        "some/model-0B",
        "allenai/FlexOlmo-7x7B-1T",
    ],
)
def test_active_effective_and_expert_counts_are_no_size(model: str):
    assert in_name(model) is None


@pytest.mark.parametrize(
    ("billions", "name"),
    [(0.99, "<1B"), (1, "1-5B"), (5, "7-9B"), (9.9, "7-9B"), (10, "10-50B"), (250, "250B+"), (None, "unknown")],
)
def test_a_bound_belongs_to_the_class_above_it(billions: float | None, name: str):
    assert size_class(billions) == name


def test_the_registry_goes_before_the_name_and_the_source_is_told():
    found = sizes(["a/big-7B", "a/unstated-7B", "a/nameless"], STATED)
    assert list(found["size"]) == ["50-100B", "7-9B", "unknown"]
    assert list(found["size_source"]) == ["registry", "name", "unknown"]
    assert list(found["params_b"].fillna(-1)) == [70, 7, -1]
