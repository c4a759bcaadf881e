"""Source lines, days and credits follow from the provenance of a card's tables."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pandas as pd
import plotly.graph_objects as go
import pytest

from lib import cite
from lib.cite import Credit
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
    "restated": [replace(MONTHLY, table="restated", citation="Model Pulse, restated.")],
    "both": [LLMFIT, replace(MONTHLY, table="both", as_of="2026-11-30")],
}


@pytest.fixture
def store() -> SimpleNamespace:
    """What the module asks of the data: provenance by table, and the names of the sources."""
    words = {
        "sources": {
            "pulse": {"name": "Model Pulse", "licence_url": "https://example.org/apache"},
            "llmfit": {"name": "llmfit", "licence_url": "https://example.org/mit"},
            "said": {
                "name": "Others",
                "licence": "each its own",
                "licence_url": "",
                "citation": "As others say.",
            },
        }
    }
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


PULSE = Credit("Model Pulse", "Apache-2.0", "https://example.org/apache", "Model Pulse, Apache-2.0.")
FIT = Credit("llmfit", "MIT", "https://example.org/mit", "llmfit, MIT.")


def test_every_source_is_credited_once_as_its_licence_asks(store: SimpleNamespace) -> None:
    assert cite.credits(store, ["hub_models", "hub_monthly", "hub_totals"]) == (FIT, PULSE)


def test_a_source_that_asks_for_another_line_with_another_table_is_credited_with_both(store: SimpleNamespace) -> None:
    assert cite.credits(store, ["hub_monthly", "restated"]) == (
        PULSE,
        replace(PULSE, line="Model Pulse, restated."),
    )


def test_a_card_is_as_of_the_newest_day_of_its_tables(store: SimpleNamespace) -> None:
    assert cite.as_of(store, ["hub_models", "hub_monthly"]) == date(2026, 10, 31)
    assert cite.as_of(store, ["hub_models"]) == date(2026, 10, 5)


def test_sources_beside_the_tables_are_named_and_credited(store: SimpleNamespace) -> None:
    both = replace(card("hub_monthly"), sources=("said",))
    assert cite.source_line(store, both).endswith("; Others (each its own).")
    assert cite.credits(store, both.tables, both.sources) == (
        PULSE,
        Credit("Others", "each its own", "", "As others say."),
    )


def test_a_table_whose_rows_came_from_two_sources_credits_both(store: SimpleNamespace) -> None:
    assert cite.source_line(store, card("both")) == (
        "Source: llmfit (MIT), as of 5 October 2026; Model Pulse (Apache-2.0), as of 30 November 2026."
    )
    assert cite.credits(store, ["both"]) == (FIT, PULSE)
    assert cite.as_of(store, ["both"]) == date(2026, 11, 30)
