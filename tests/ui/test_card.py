import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest

from lib.data import Data, open_data
from lib.snapshots import PROJECT
from lib.ui.card import clicked, offered
from lib.views.view import Card, Link

LINK = Link("Sum", "adoption/downloads", {"show": "Running sum"})
CARD = Card("c", "C", "s", lambda theme: go.Figure(), "alt.", pd.DataFrame(), {}, (), (), opens={"sum": LINK})


def event(*points: dict) -> dict:
    """What Streamlit says of the points of a chart that were clicked."""
    return {"selection": {"points": list(points), "point_indices": [], "box": [], "lasso": []}}


def test_a_point_leads_to_the_view_by_whose_key_it_is_called():
    assert clicked(CARD, event({"x": 1, "customdata": ["sum", "words"]})) == LINK


@pytest.mark.parametrize("point", [{"x": 1}, {"customdata": None}, {"customdata": []}, {"customdata": ["other"]}])
def test_any_other_point_leads_nowhere(point):
    assert clicked(CARD, event(point)) is None


def test_nothing_clicked_leads_nowhere():
    assert clicked(CARD, event()) is None
    assert clicked(replace(CARD, opens={}), event({"customdata": ["sum"]})) is None


def test_a_link_to_a_page_that_waits_is_not_offered(data: Data, tmp_path: Path) -> None:
    links = (Link("Boards", "rankings/capability"), Link("Downloads", "adoption/downloads"))
    linked = replace(CARD, links=links)
    assert offered(linked, data) == list(links)
    shutil.copytree(PROJECT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("arena"))
    assert offered(linked, open_data(tmp_path / "data")) == [links[1]]
