"""A band between two edges as a reader sees it."""

import pandas as pd

from lib.charts.bounds import bounds
from lib.charts.theme import THEMES

LIGHT = THEMES["light"]
NAN = float("nan")


def rows(low: list[float], high: list[float]) -> pd.DataFrame:
    months = pd.date_range("2025-01-01", periods=len(low), freq="MS")
    return pd.DataFrame({"month": months, "low": low, "high": high, "hover": ""})


def draw(table: pd.DataFrame, **more):
    names = {"low": "At least", "high": "At most", "month": "Both"}
    return bounds(table, theme=LIGHT, x="month", low="low", high="high", names=names, form="ratio", **more)


def areas(fig) -> list[list[float]]:
    return [[float(value) for value in trace.y] for trace in fig.data if trace.fill == "toself"]


def names(fig) -> list[str]:
    return [note.text for note in fig.layout.annotations]


def test_the_area_runs_along_the_upper_edge_and_back_along_the_lower():
    assert areas(draw(rows([0.1, 0.2], [0.5, 0.4]))) == [[0.5, 0.4, 0.2, 0.1]]


def test_both_edges_are_named_and_lie_over_the_area():
    fig = draw(rows([0.1, 0.2], [0.5, 0.4]))
    assert sorted(names(fig)) == ["<b>At least</b>", "<b>At most</b>"]
    assert fig.data[0].fill == "toself"
    assert {trace.name for trace in fig.data[1:]} == {"At least", "At most"}


def test_a_missing_month_breaks_the_area_in_two():
    assert areas(draw(rows([1, NAN, 3, 4], [2, NAN, 5, 6]))) == [[2, 1], [5, 6, 4, 3]]


def test_where_both_ends_are_equal_throughout_there_is_one_line_and_no_area():
    fig = draw(rows([0.3, NAN, 0.2], [0.3, NAN, 0.2]))
    assert areas(fig) == []
    assert names(fig) == ["<b>Both</b>"]


def test_an_estimated_month_is_dotted_on_both_edges():
    fig = draw(rows([1, 2, 3], [4, 5, 6]).assign(estimate=[True, False, False]))
    assert [trace.name for trace in fig.data if trace.line.dash == "dot"] == ["At most", "At least"]


def test_the_axis_begins_at_zero_and_a_share_of_one_has_decimals_beside_the_line():
    fig = draw(rows([0.1, 0.2], [0.5, 0.4]))
    assert fig.layout.yaxis.range[0] == 0
    assert fig.data[1].hovertemplate.startswith("%{y:.2f}")


def test_weeks_are_named_by_their_own_first_day():
    weeks = pd.date_range("2026-06-01", periods=3, freq="7D")
    table = rows([1, 2, 3], [4, 5, 6]).assign(month=weeks)
    assert pd.Timestamp(draw(table, weekly=True).layout.xaxis.tick0) in set(weeks)
