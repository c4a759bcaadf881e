"""What lies between two counts, as a reader sees it around lines and on bars."""

import pandas as pd

from lib.charts.bars import stacked
from lib.charts.lines import lines
from lib.charts.theme import THEMES

LIGHT = THEMES["light"]
DAYS = pd.date_range("2025-01-01", periods=4, freq="MS")
COLOURS = {"a": "#112233", "b": "#445566"}
STYLE = {
    "theme": LIGHT,
    "x": "day",
    "y": "value",
    "series": "entity",
    "names": {"a": "A", "b": "B"},
    "colours": COLOURS,
}


def rows(**series: list[float]) -> pd.DataFrame:
    return pd.DataFrame(
        [(day, key, value) for key, values in series.items() for day, value in zip(DAYS, values, strict=False)],
        columns=["day", "entity", "value"],
    )


def band(*found: tuple[int, str, float, float, bool]) -> pd.DataFrame:
    table = pd.DataFrame(found, columns=["day", "entity", "low", "high", "estimate"])
    return table.assign(day=[DAYS[at] for at in table["day"]])


def drawn(table: pd.DataFrame, of: pd.DataFrame, **more):
    return lines(table, order=["a"], band=of, **STYLE, **more)


def areas(fig) -> list[list[float]]:
    return [[float(value) for value in trace.y] for trace in fig.data if trace.fill == "toself"]


def test_an_area_in_the_colour_of_its_line_lies_behind_it():
    fig = drawn(rows(a=[1, 2, 3]), band((0, "a", 1, 2, False), (1, "a", 1, 4, False)))
    assert areas(fig) == [[2, 4, 1, 1]]
    assert fig.data[0].fillcolor == "rgba(17,34,51,0.16)"
    assert fig.data[1].name == "A"


def test_a_month_without_a_second_count_breaks_the_area_and_one_alone_is_a_whisker():
    of = band((0, "a", 1, 2, False), (1, "a", 1, 3, False), (3, "a", 3, 5, False))
    fig = drawn(rows(a=[1, 2, 3, 4]), of)
    assert areas(fig) == [[2, 3, 1, 1]]
    alone = next(trace for trace in fig.data if trace.mode == "lines+markers")
    assert [float(value) for value in alone.y[:2]] == [3, 5]


def test_a_band_with_an_estimate_has_dotted_edges():
    def dotted(guessed: bool) -> list[list[float]]:
        fig = drawn(rows(a=[2, 2]), band((0, "a", 1, 2, guessed), (1, "a", 1, 3, False)))
        return [list(trace.y) for trace in fig.data if trace.line.dash == "dot"]

    assert dotted(True) == [[1, 1], [2, 3]]
    assert dotted(False) == []


def test_the_axis_reaches_to_the_upper_edge():
    assert drawn(rows(a=[1, 2]), band((0, "a", 1, 9, False))).layout.yaxis.range[1] > 9


def test_on_a_log_scale_a_lower_edge_below_zero_ends_at_the_foot_of_the_axis():
    fig = drawn(rows(a=[10, 20]), band((0, "a", -5, 10, False), (1, "a", 15, 20, False)), log=True)
    assert min(areas(fig)[0]) == 10 ** fig.layout.yaxis.range[0]


def test_without_a_band_the_lines_are_as_they_were():
    assert drawn(rows(a=[1, 2]), band()).to_json() == lines(rows(a=[1, 2]), order=["a"], **STYLE).to_json()


def whiskers(of: pd.DataFrame) -> list[tuple[list[float], str]]:
    """The ends of each whisker on bars of 3 and 4, with its dash."""
    fig = stacked(rows(a=[3, 3], b=[4, 4]), order=["a", "b"], band=of, **STYLE)
    found = [trace for trace in fig.data if trace.type == "scatter" and trace.line.color == LIGHT.ink]
    return [([float(value) for value in trace.y if value == value], trace.line.dash) for trace in found]


def test_a_whisker_stands_around_the_upper_end_of_its_own_band_of_the_bar():
    assert whiskers(band((0, "a", 2, 3, False))) == [([2, 3], "solid")]
    # The 4 of b lie on the 3 of a.
    assert whiskers(band((0, "b", 3, 6, False))) == [([6, 9], "solid")]


def test_a_whisker_that_rests_on_an_estimate_is_dotted():
    assert whiskers(band((0, "a", 2, 3, True), (1, "a", 1, 3, False))) == [([1, 3], "solid"), ([2, 3], "dot")]


def test_whiskers_of_one_bar_stand_side_by_side():
    fig = stacked(
        rows(a=[3, 3], b=[4, 4]), order=["a", "b"], band=band((0, "a", 2, 3, False), (0, "b", 3, 4, False)), **STYLE
    )
    drawn_at = next(trace for trace in fig.data if trace.type == "scatter" and trace.line.color == LIGHT.ink)
    assert len(set(pd.to_datetime(drawn_at.x).dropna())) == 2
