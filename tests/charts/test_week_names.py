"""Bars of weeks are named by their Mondays, and by no more of them than a phone has room for."""

import pandas as pd
import pytest

from lib.charts.bars import WEEK_NAMES, stacked
from lib.charts.theme import THEMES

WEEK_MS = 7 * 24 * 60 * 60 * 1000


@pytest.mark.parametrize(("weeks", "apart"), [(1, 1), (6, 1), (7, 2), (12, 2), (13, 3)])
def test_weeks_are_named_by_their_monday_up_to_the_last(weeks: int, apart: int) -> None:
    days = pd.date_range("2026-05-25", periods=weeks, freq="7D")
    rows = pd.DataFrame({"week": days, "entity": "a", "tokens": 1})
    fig = stacked(
        rows,
        theme=THEMES["light"],
        x="week",
        y="tokens",
        series="entity",
        order=["a"],
        names={"a": "A"},
        colours={"a": "#112233"},
        weekly=True,
    )
    axis = fig.layout.xaxis
    named = pd.date_range(axis.tick0, days[-1], freq=f"{axis.dtick}ms")
    assert axis.dtick == apart * WEEK_MS
    assert len(named) <= WEEK_NAMES
    assert named[-1] == days[-1]
    assert set(named) <= set(days)
