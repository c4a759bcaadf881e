"""The page Methods says what the registry says, all of it, and finds what one asks for."""

from dataclasses import replace

import pytest

from lib.data import Data
from lib.registry import Registry
from lib.views.about.methods import EVERY, Options, source_names, view
from lib.views.options import resolve
from lib.views.view import NothingToShowError

SOURCES = {
    "counter": {
        "name": "The counter",
        "url": "https://counter.example",
        "licence": "MIT",
        "licence_url": "https://licence.example",
        "citation": "The counter, MIT.",
        "note": "Counts downloads.",
    },
    "router": {
        "name": "The router",
        "url": "",
        "licence": "CC BY 4.0",
        "licence_url": "",
        "citation": "The router.",
        "note": "Counts tokens.",
    },
}


def measure(title: str, source: str, caveat: str) -> dict:
    return {
        "title": title,
        "unit": "units",
        "definition": f"What {title} is.",
        "formula": "a + b",
        "universe": "all",
        "source": source,
        "tables": ["hub_monthly"],
        "caveats": [caveat],
    }


@pytest.fixture
def small(data: Data) -> Data:
    """A registry of two measures, one word and two sources; the store is not read."""
    words = {
        "sources": SOURCES,
        "indicators": {
            "downloads": measure("Downloads", "counter", "Bots count too."),
            "tokens": measure("Tokens", "router", "Not one unit."),
        },
        "definitions": {"bot": {"term": "Bot", "means": "A program that downloads."}},
    }
    return replace(data, registry=Registry({}, words))


def test_every_measure_term_and_source_of_the_registry_is_there(data: Data) -> None:
    shown = view(data, Options())
    words = data.registry.words
    assert [one.title for one in shown.measures] == [entry["title"] for entry in words["indicators"].values()]
    assert [one.title for one in shown.terms] == [entry["term"] for entry in words["definitions"].values()]
    assert [one.title for one in shown.sources] == [entry["name"] for entry in words["sources"].values()]


def test_a_measure_comes_with_all_that_the_registry_says_of_it(small: Data) -> None:
    shown = view(small, Options()).measures[0]
    assert (shown.title, shown.unit, shown.definition) == ("Downloads", "units", "What Downloads is.")
    assert (shown.formula, shown.universe, shown.caveats) == ("a + b", "all", ("Bots count too.",))
    assert (shown.source.title, shown.source.licence) == ("The counter", "MIT")


def test_a_measure_leads_to_the_tables_it_is_computed_from(small: Data) -> None:
    link = view(small, Options()).measures[0].tables[0]
    assert (link.page, link.options) == ("about/data", {"table": "hub_monthly"})


def test_a_source_names_the_measures_that_rest_on_it(small: Data) -> None:
    counter, router = view(small, Options()).sources
    assert counter.measures == (("Downloads", "indicators-downloads"),)
    assert router.measures == (("Tokens", "indicators-tokens"),)


def test_every_entry_has_an_anchor_of_its_own(data: Data) -> None:
    shown = view(data, Options())
    anchors = [one.anchor for one in (*shown.measures, *shown.terms, *shown.sources)]
    assert len(anchors) == len(set(anchors))


def test_the_headline_counts_measures_sources_and_terms(small: Data) -> None:
    assert view(small, Options()).headline == (
        "2 measures from 2 sources, each with its definition, formula and caveats; 1 term explained."
    )


@pytest.mark.parametrize("words", ["BOTS", "bot too", "  bots  "])
def test_a_search_asks_for_every_word_in_any_case(small: Data, words: str) -> None:
    shown = view(small, replace(Options(), search=words))
    assert [one.title for one in shown.measures] == ["Downloads"]


def test_a_search_looks_at_terms_and_sources_too(small: Data) -> None:
    shown = view(small, replace(Options(), search="downloads"))
    assert [one.title for one in (*shown.measures, *shown.terms, *shown.sources)] == ["Downloads", "Bot", "The counter"]
    assert shown.headline == "1 measure, 1 term and 1 source speak of “downloads”."


def test_a_measure_is_found_by_the_name_of_its_source(small: Data) -> None:
    shown = view(small, replace(Options(), search="router"))
    assert [one.title for one in shown.measures] == ["Tokens"]


def test_what_only_an_address_holds_is_not_found(small: Data) -> None:
    with pytest.raises(NothingToShowError):
        view(small, replace(Options(), search="example"))


def test_a_single_find_is_told_as_one(small: Data) -> None:
    assert view(small, replace(Options(), search="program")).headline == "1 term speaks of “program”."


def test_a_source_leaves_its_own_measures_and_no_glossary(small: Data) -> None:
    shown = view(small, replace(Options(), source="The router"))
    assert [one.title for one in (*shown.measures, *shown.terms, *shown.sources)] == ["Tokens", "The router"]
    assert shown.headline == "1 measure rests on The router."


def test_a_search_that_finds_nothing_says_what_to_change(small: Data) -> None:
    with pytest.raises(NothingToShowError, match="Nothing of The router speaks of “bots”"):
        view(small, Options("bots", "The router"))


def test_all_sources_can_be_chosen_and_one_that_is_not_known_is_ignored(small: Data) -> None:
    assert source_names(small) == (EVERY, "The counter", "The router")
    options, ignored = resolve(Options, small, {"source": "Nobody"})
    assert options == Options("", EVERY)
    assert ignored == ["Source: 'Nobody' is not offered"]
