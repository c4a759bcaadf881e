"""Source lines and citations follow from the provenance of a card's tables."""

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import plotly.graph_objects as go
import pytest

from lib import cite
from lib.snapshots import Provenance
from lib.views.view import Card

MONTHLY = Provenance(
    "hub_monthly", "2026-10-31", "pulse", "", "Apache-2.0", "Model Pulse, Apache-2.0.", "", 1, "", True, "", ()
)
LLMFIT = replace(
    MONTHLY, table="hub_models", as_of="2026-10-05", source="llmfit", licence="MIT", citation="llmfit, MIT."
)
KNOWN = {
    "hub_monthly": [MONTHLY],
    "hub_totals": [replace(MONTHLY, table="hub_totals")],
    "hub_models": [LLMFIT],
    "later": [replace(MONTHLY, table="later", as_of="2026-11-30")],
    "both": [LLMFIT, replace(MONTHLY, table="both", as_of="2026-11-30")],
}


@pytest.fixture
def store() -> SimpleNamespace:
    """What the module asks of the data: provenance by table, and the names of the sources."""
    words = {"sources": {"pulse": {"name": "Model Pulse"}, "llmfit": {"name": "llmfit"}}}
    words["sources"]["said"] = {"name": "Others", "licence": "each its own", "citation": "As others say."}
    return SimpleNamespace(provenances=lambda table: KNOWN[table], registry=SimpleNamespace(words=words))


def card(*tables: str) -> Card:
    return Card("downloads", "Downloads in a month", "", lambda theme: go.Figure(), "", pd.DataFrame(), {}, (), tables)


def test_a_source_line_names_source_licence_and_date(store: SimpleNamespace) -> None:
    assert cite.source_line(store, card("hub_monthly")) == "Source: Model Pulse (Apache-2.0), as of 31 October 2026."


def test_two_sources_stand_one_after_the_other(store: SimpleNamespace) -> None:
    assert cite.source_line(store, card("hub_models", "hub_monthly")) == (
        "Source: llmfit (MIT), as of 5 October 2026; Model Pulse (Apache-2.0), as of 31 October 2026."
    )


def test_one_source_stands_once_and_again_only_for_another_date(store: SimpleNamespace) -> None:
    assert cite.source_line(store, card("hub_monthly", "hub_totals")).count("Model Pulse") == 1
    assert cite.source_line(store, card("hub_monthly", "later")).count("Model Pulse") == 2


def test_a_citation_has_title_newest_date_each_credit_once_and_the_link(store: SimpleNamespace) -> None:
    cited = cite.citation(store, card("hub_models", "hub_monthly", "hub_totals"), "https://example.org/downloads?a=b")
    assert cited == (
        "“Downloads in a month”. Crossover, data as of 31 October 2026. llmfit, MIT. Model Pulse, Apache-2.0. "
        "https://example.org/downloads?a=b"
    )


def test_sources_beside_the_tables_are_named_and_credited(store: SimpleNamespace) -> None:
    both = replace(card("hub_monthly"), sources=("said",))
    assert cite.source_line(store, both).endswith("; Others (each its own).")
    assert "Model Pulse, Apache-2.0. As others say." in cite.citation(store, both, "https://example.org/")


def test_a_table_whose_rows_came_from_two_sources_credits_both(store: SimpleNamespace) -> None:
    assert cite.source_line(store, card("both")) == (
        "Source: llmfit (MIT), as of 5 October 2026; Model Pulse (Apache-2.0), as of 30 November 2026."
    )
    cited = cite.citation(store, card("both"), "x")
    assert "data as of 30 November 2026. llmfit, MIT. Model Pulse, Apache-2.0." in cited
