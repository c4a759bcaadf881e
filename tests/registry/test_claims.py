"""The rules of claims.csv, and that what a claim states is what its figure states."""

import re
from collections.abc import Callable

import pandas as pd
import pytest

from lib.data import Data
from lib.metrics.claims import Amount, Months, stated

Broken = Callable[[str, str, str], str]
LETTERS = 56
"""So many letters of a statement fit on one line of the chart on a phone."""
PERCENT = ("percent",)
MULTIPLES = {"billion_usd": 1e9, "trillion_tokens": 1e12}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param(
            "llama-level,,,,List",
            "llama-level,,2025-10-31,,List",
            "claims.csv:3: about is what the figure states; leave it empty",
            id="a figure states its own date",
        ),
        pytest.param(
            "llama-level,,,,List",
            "llama,,,,List",
            "claims.csv:3: figure 'llama' is not in published_figures.csv; add it there or mend it here",
            id="a figure is published",
        ),
        pytest.param(
            ",Unknown,,B",
            ",,,B",
            "claims.csv:2: source_title is empty; state it, or name the figure that does",
            id="a claim names its source",
        ),
        pytest.param(
            ",No open data.,",
            ",,",
            "claims.csv:2: state one of test and reason: how the claim is tested, or why it cannot be",
            id="what is not tested says why",
        ),
        pytest.param(
            "family,llama,,",
            "region,llama,,",
            "claims.csv:3: entity 'llama' is no region; mend one of them",
            id="an entity is of its level",
        ),
        pytest.param(
            "family,llama,,,,,,,",
            "family,llama,,nowhere,,,,,",
            "claims.csv:3: rests_on 'nowhere' is not in anchors.csv; add it there or mend it here",
            id="what a claim rests on is published",
        ),
        pytest.param(
            "family,llama,,",
            ",llama,,",
            "claims.csv:3: entity 'llama' is no name without a level; mend one of them",
            id="an entity has a level",
        ),
    ],
)
def test_a_claim_keeps_the_rules(broken: Broken, old: str, new: str, said: str) -> None:
    assert broken("claims.csv", old, new) == said


def test_at_least_forty_claims_are_listed_and_most_rest_on_published_figures(data: Data) -> None:
    claims = data.registry.claims
    assert len(claims) >= 40
    assert (claims["figure"] != "").mean() > 0.9


PART = ("ours leaves out", "only a part", "told apart only", "repositories only", "are missing")
WHOLE = ("counts all", "leaves out are in", "without open weights are in")
"""Words by which our scope lacks something of the claim's, and words by which it holds more."""


def test_a_scope_that_is_only_a_part_of_the_claims_or_holds_more_than_it_makes_ours_a_bound(data: Data) -> None:
    claims = data.registry.claims
    tested = claims[(claims["test"] != "") & ~claims["test"].str.startswith(("anchored", "ratio"))]
    for row in tested.to_dict("records"):
        words = row["differs"].casefold()
        part, whole = (any(said in words for said in listed) for listed in (PART, WHOLE))
        if part or whole:
            assert row["bound"] == ("" if part and whole else "lower" if part else "upper"), row["claim"]


def test_a_reason_says_nothing_that_a_refresh_makes_false(data: Data) -> None:
    claims = data.registry.claims
    said = [
        words for words in (*claims["reason"], *claims["differs"]) if "at hand" in words or "no derivatives" in words
    ]
    assert said == [
        "No published level of a continent is at hand, and of both continents the record tells apart "
        "makers of China and of the United States only."
    ]
    assert (
        not claims["reason"]
        .str.contains("before February 2026|Of 2025 the store|holds the best model of each lab")
        .any()
    )
    passing = "without Meta and DeepSeek|the one whole board|the day after that week|a week of another date"
    assert not claims["differs"].str.contains(passing).any()


def test_a_claim_rests_on_levels_of_its_own_kind(data: Data) -> None:
    claims, kinds = data.registry.claims, dict(data.registry.anchors[["anchor", "kind"]].itertuples(index=False))
    resting = claims[claims["rests_on"] != ""]
    assert set(resting["claim"]) == {
        *("china-passed-us-atom", "china-passed-us-atom-abstract", "china-passed-us-uscc"),
        *("qwen-passed-llama-atom", "qwen-passed-llama-bloomberg"),
    }
    assert (resting["rests_on"].map(kinds) == resting["level"]).all()


def test_a_statement_is_one_sentence_that_fits_on_a_line_of_a_phone(data: Data) -> None:
    long = [words for words in data.registry.claims["statement"] if len(words) > LETTERS or not words.endswith(".")]
    assert not long


def figured(data: Data) -> pd.DataFrame:
    """The claims that can be tested with what their figures state."""
    claims = data.registry.claims
    return claims[claims["test"] != ""].merge(data.registry.published_figures, on="figure", suffixes=("", "_figure"))


def test_the_number_of_a_claim_is_that_of_its_figure(data: Data) -> None:
    checked = 0
    for row in figured(data).to_dict("records"):
        said = stated(row["stated"])
        if isinstance(said, Amount):
            value = float(row["value"])
            value = value / 100 if row["unit"] in PERCENT else value * MULTIPLES.get(row["unit"], 1)
            assert said.value == pytest.approx(value), row["claim"]
            checked += 1
    assert checked >= 40


def test_the_month_of_a_claim_holds_the_date_of_its_figure(data: Data) -> None:
    checked = 0
    for row in figured(data).to_dict("records"):
        said = stated(row["stated"])
        if isinstance(said, Months):
            day = pd.Timestamp(row["date"])
            assert said.first <= day <= said.last + pd.offsets.MonthEnd(0), row["claim"]
            checked += 1
    assert checked >= 8


def test_a_number_told_in_a_statement_is_the_one_stated(data: Data) -> None:
    claims = data.registry.claims
    numbered = claims[claims["stated"].str.contains(r"\d[.,]\d", regex=True)]
    for row in numbered.to_dict("records"):
        number = re.search(r"\d[\d.,]*\d", row["stated"])
        assert number is not None
        assert number[0] in row["statement"], row["claim"]


def test_a_claim_whose_exact_source_is_not_known_says_so(data: Data) -> None:
    claims = data.registry.claims
    alone = claims[claims["figure"] == ""]
    assert len(alone)
    unknown = alone[alone["url"] == ""]
    assert unknown["source_title"].str.contains("not known").all()
