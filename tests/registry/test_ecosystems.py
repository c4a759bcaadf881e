"""The points of comparison: what each rests on, that both sides have it, that its numbers are those of its source."""

import re
from collections.abc import Callable

import pandas as pd
import pytest

from lib.data import Data
from lib.registry.tables import ECOSYSTEM_MEASURES, ECOSYSTEM_TOPICS

Broken = Callable[[str, str, str], str]
LONGEST = 130
"""So many letters of a sentence are three lines on a phone."""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param(
            "Cheap.,,qwen-level,",
            "Cheap.,,,",
            "ecosystems.csv:2: state one of measure, figure and source_title: what the point rests on",
            id="a point rests on something",
        ),
        pytest.param(
            "A list,https://example.org/a,B",
            "A list,,B",
            "ecosystems.csv:3: url is empty; state it beside the source",
            id="a source has an address",
        ),
        pytest.param(
            "Dear.,,,Somebody",
            "Dear.,,,",
            "ecosystems.csv:3: speaker is empty; state it beside the source",
            id="a source has a speaker",
        ),
        pytest.param(
            "Cheap.,,qwen-level,,,",
            "Cheap.,,qwen-level,,2025-01-01,",
            "ecosystems.csv:2: said follows from the measure or figure; leave it empty",
            id="a figure states its own day",
        ),
        pytest.param(
            "Cheap.,,qwen-level,",
            "Cheap.,,qwen,",
            "ecosystems.csv:2: figure 'qwen' is not in published_figures.csv; add it there or mend it here",
            id="a figure is published",
        ),
        pytest.param(
            "price,us,",
            "prices,us,",
            "ecosystems.csv:2: 'price' has one side; add the other, or leave the point out\n"
            "ecosystems.csv:3: 'prices' has one side; add the other, or leave the point out",
            id="a point has both sides",
        ),
        pytest.param(
            "price,us,Advantage,",
            "price,us,Reach,",
            "ecosystems.csv:2: topic, name and measure of 'price' differ between its sides; they are of the point\n"
            "ecosystems.csv:3: topic, name and measure of 'price' differ between its sides; they are of the point",
            id="both sides are of one topic",
        ),
    ],
)
def test_a_point_keeps_the_rules(broken: Broken, old: str, new: str, said: str) -> None:
    assert broken("ecosystems.csv", old, new) == said


def points(data: Data) -> pd.DataFrame:
    return data.registry.ecosystems


def test_every_topic_has_a_point_and_every_measure_a_use(data: Data) -> None:
    assert set(points(data)["topic"]) == set(ECOSYSTEM_TOPICS)
    assert set(points(data)["measure"]) - {""} == set(ECOSYSTEM_MEASURES)


def test_what_is_said_is_a_short_sentence(data: Data) -> None:
    said = points(data).loc[points(data)["measure"] == "", "words"]
    assert [words for words in said if len(words) > LONGEST or not words.endswith(".")] == []


def test_the_number_of_a_figure_stands_in_the_words(data: Data) -> None:
    """But of powers of ten, which people write otherwise than a file does."""
    joined = points(data).merge(data.registry.published_figures, on="figure", suffixes=("", "_figure"))
    numbered = joined[joined["unit"] != "flop"]
    assert len(numbered) >= 12
    for row in numbered.to_dict("records"):
        told = [float(found.replace(",", "")) for found in re.findall(r"\d[\d,]*(?:\.\d+)?", row["words"])]
        assert float(row["value"]) in told, row["point"]


def test_the_powers_of_ten_are_those_of_their_figures(data: Data) -> None:
    joined = points(data).merge(data.registry.published_figures, on="figure", suffixes=("", "_figure"))
    found = joined[joined["unit"] == "flop"].set_index("side")
    assert {side: (float(row["value"]), row["words"]) for side, row in found.iterrows()} == {
        "us": (pytest.approx(5e26), "Grok 4: 5 × 10²⁶ operations."),
        "china": (pytest.approx(1.5e25), "Qwen3-Max: 1.5 × 10²⁵ operations."),
    }


def test_what_one_side_says_of_the_other_names_its_speaker(data: Data) -> None:
    concerns = points(data)[points(data)["topic"].isin(["Security", "Political bias"])]
    assert (concerns["speaker"] != "").all()
