import math

import pandas as pd
import pytest

from lib.metrics import triangulation

JUNE, JULY = pd.Timestamp("2026-06-01"), pd.Timestamp("2026-07-01")


def counts(**makers: float) -> pd.DataFrame:
    return pd.DataFrame({"entity": list(makers), "value": list(makers.values()), "partial": False})


def records(frame: pd.DataFrame) -> list[tuple]:
    return list(frame.itertuples(index=False, name=None))


def days(first: str, count: int, **lines: list[float | None]) -> pd.DataFrame:
    """Daily shares of lines; a short list goes on with its last value."""
    dates = pd.date_range(first, periods=count)
    rows = [
        (day, line, values[min(place, len(values) - 1)])
        for line, values in lines.items()
        for place, day in enumerate(dates)
    ]
    return pd.DataFrame(rows, columns=["day", "line", "share"]).astype({"share": "float64"})


def test_a_month_of_a_line_is_the_sum_of_its_daily_shares():
    found = triangulation.lines_by_month(days("2026-06-01", 30, Qwen=[0.1]), {"Qwen": "alibaba"})
    assert records(found.round({"value": 6})) == [(JUNE, "alibaba", 3.0, False)]


def test_a_day_outside_the_top_50_adds_nothing_and_makes_the_month_partial():
    table = days("2026-06-01", 30, Qwen=[None, 0.1], Llama=[0.2])
    found = triangulation.lines_by_month(table, {"Qwen": "alibaba", "Llama": "meta"})
    assert records(found.round({"value": 6})) == [(JUNE, "alibaba", 2.9, True), (JUNE, "meta", 6.0, False)]


def test_a_day_that_the_record_misses_for_everybody_makes_no_month_partial():
    table = days("2026-06-01", 30, Qwen=[None, 0.1], Llama=[None, 0.2])
    assert not triangulation.lines_by_month(table, {"Qwen": "alibaba", "Llama": "meta"})["partial"].any()


def test_a_month_that_the_record_does_not_hold_to_its_end_is_left_out():
    found = triangulation.lines_by_month(days("2026-06-01", 59, Qwen=[0.1]), {"Qwen": "alibaba"})
    assert list(found["month"]) == [JUNE]
    found = triangulation.lines_by_month(days("2026-06-02", 60, Qwen=[0.1]), {"Qwen": "alibaba"})
    assert list(found["month"]) == [JULY]


def test_a_line_of_no_maker_is_left_out():
    assert triangulation.lines_by_month(days("2026-06-01", 30, Other=[0.1]), {"Qwen": "alibaba"}).empty


def weeks(first: str, *tokens: int, entity: str = "meta") -> pd.DataFrame:
    mondays = pd.date_range(first, periods=len(tokens), freq="7D")
    return pd.DataFrame({"week": mondays, "entity": entity, "tokens": tokens, "counted_short": False})


def test_a_week_belongs_to_the_month_of_its_thursday():
    # Thursdays 4, 11, 18 and 25 June, and 2 July, of which the month is not whole.
    found = triangulation.weeks_by_month(weeks("2026-06-01", 1, 2, 4, 8, 16))
    assert records(found) == [(JUNE, "meta", 15, False)]


def test_a_month_with_a_thursday_that_is_not_in_the_record_is_left_out():
    assert triangulation.weeks_by_month(weeks("2026-06-08", 2, 4, 8)).empty


def counter(*readings: tuple[str, str, int]) -> pd.DataFrame:
    table = pd.DataFrame(readings, columns=["day", "prefix", "pulls_all_time"])
    return table.assign(day=pd.to_datetime(table["day"]))


MAKERS = {"qwen": "alibaba", "qwq": "alibaba", "llama": "meta"}


def test_what_was_gained_is_between_the_readings_before_both_ends_of_the_month():
    table = counter(("2026-05-29", "llama", 100), ("2026-06-10", "llama", 120), ("2026-06-28", "llama", 150))
    assert records(triangulation.gains_by_month(table, MAKERS)) == [(JUNE, "meta", 50, False)]


def test_the_prefixes_of_a_maker_are_summed_and_a_new_one_gained_all_it_holds():
    table = counter(("2026-05-31", "qwen", 100), ("2026-06-30", "qwen", 110), ("2026-06-30", "qwq", 7))
    assert records(triangulation.gains_by_month(table, MAKERS)) == [(JUNE, "alibaba", 17, False)]


def test_pulls_that_leave_with_their_models_make_a_gain_negative():
    table = counter(("2026-05-31", "llama", 100), ("2026-05-31", "qwen", 1), ("2026-06-30", "llama", 90))
    assert records(triangulation.gains_by_month(table, MAKERS)) == [
        (JUNE, "alibaba", -1, False),
        (JUNE, "meta", -10, False),
    ]


@pytest.mark.parametrize(("start", "end"), [("2026-05-24", "2026-06-30"), ("2026-05-31", "2026-06-23")])
def test_a_month_without_a_reading_in_the_week_before_one_of_its_ends_is_not_known(start, end):
    table = counter((start, "llama", 100), (end, "llama", 150))
    assert triangulation.gains_by_month(table, MAKERS).empty


def test_the_days_behind_some_months_are_those_of_the_readings():
    days = pd.to_datetime(pd.Series(["2026-05-20", "2026-05-29", "2026-06-28", "2026-08-21"]))
    assert triangulation.read_around(days, [JUNE]) == (pd.Timestamp("2026-05-29"), pd.Timestamp("2026-06-28"))
    assert triangulation.read_around(days, [pd.Timestamp("2026-05-01"), JULY]) == (
        pd.Timestamp("2026-05-20"),
        pd.Timestamp("2026-06-28"),
    )


def test_common_months_are_in_every_flow():
    both = pd.DataFrame({"month": [JUNE, JULY]})
    assert triangulation.common_months([both, both.iloc[1:]]) == [JULY]
    assert triangulation.common_months([both.iloc[:1], both.iloc[1:]]) == []
    assert triangulation.common_months([]) == []


def test_only_the_months_asked_for_are_summed():
    rows = pd.DataFrame(
        {
            "month": [JUNE, JULY, JULY],
            "entity": ["meta", "meta", "zai"],
            "value": [1, 2, 4],
            "partial": [True, False, False],
        }
    )
    assert records(triangulation.over(rows, [JUNE, JULY])) == [("meta", 3, True), ("zai", 4, False)]
    assert records(triangulation.over(rows, [JULY])) == [("meta", 2, False), ("zai", 4, False)]


def test_shares_are_among_the_makers_that_every_service_counts():
    found = triangulation.shares({"hub": counts(a=3, b=1, c=96), "pulls": counts(a=1, b=1, d=5)})
    assert records(found[["service", "entity", "share", "rank"]]) == [
        ("hub", "a", 0.75, 1.0),
        ("hub", "b", 0.25, 2.0),
        ("pulls", "a", 0.5, 1.5),
        ("pulls", "b", 0.5, 1.5),
    ]


def test_a_maker_of_whom_a_service_counts_nothing_is_not_known_to_it():
    found = triangulation.shares({"hub": counts(a=3, b=1, c=1), "pulls": counts(a=1, b=0, c=1)})
    assert set(found["entity"]) == {"a", "c"}


def test_makers_of_one_place_are_counted_together():
    rows = triangulation.shares({"hub": counts(a=1, b=2, c=1), "pulls": counts(a=1, b=1, c=2)})
    found = triangulation.grouped(rows, {"a": "china", "b": "us", "c": "china"})
    assert records(found[["service", "entity", "value", "share", "rank"]]) == [
        ("hub", "china", 2.0, 0.5, 1.5),
        ("hub", "us", 2.0, 0.5, 1.5),
        ("pulls", "china", 3.0, 0.75, 1.0),
        ("pulls", "us", 1.0, 0.25, 2.0),
    ]


def agreed(left: list[int], right: list[int]) -> dict:
    names = "abcdefghi"[: len(left)]
    rows = triangulation.shares(
        {
            "hub": counts(**dict(zip(names, left, strict=True))),
            "pulls": counts(**dict(zip(names, right, strict=True))),
        }
    )
    return triangulation.agreement(rows).to_dict("records")[0]


def test_the_same_order_agrees_wholly_and_is_one_of_all_orders():
    found = agreed([8, 4, 2, 1], [10, 9, 8, 7])
    assert (found["a"], found["b"], found["n"]) == ("hub", "pulls", 4)
    assert found["correlation"] == pytest.approx(1)
    assert found["by_chance"] == pytest.approx(1 / 24)


def test_the_opposite_order_disagrees_wholly_and_every_order_agrees_as_much():
    found = agreed([8, 4, 2, 1], [1, 2, 3, 4])
    assert found["correlation"] == pytest.approx(-1)
    assert found["by_chance"] == 1


def test_two_neighbours_that_change_places_cost_a_fifth_among_four():
    # Spearman: 1 - 6 * (1 + 1) / (4 * (16 - 1)) = 0.8; the same order and three such changes of 24 orders reach it.
    found = agreed([8, 4, 2, 1], [4, 8, 2, 1])
    assert found["correlation"] == pytest.approx(0.8)
    assert found["by_chance"] == pytest.approx(4 / 24)


@pytest.mark.parametrize(("left", "right"), [([3, 2, 1], [3, 2, 1]), ([4, 3, 2, 1], [5, 5, 5, 5])])
def test_too_few_makers_or_a_service_that_ranks_all_alike_have_no_correlation(left, right):
    found = agreed(left, right)
    assert math.isnan(found["correlation"])
    assert math.isnan(found["by_chance"])


def test_of_nine_makers_not_every_order_is_tried():
    found = agreed([9, 8, 7, 6, 5, 4, 3, 2, 1], [9, 8, 7, 6, 5, 4, 3, 2, 1])
    assert found["correlation"] == pytest.approx(1)
    assert math.isnan(found["by_chance"])


def test_the_largest_disagreement_comes_first_with_both_ends():
    rows = triangulation.shares(
        {"hub": counts(a=6, b=2, c=2), "pulls": counts(a=1, b=6, c=3), "tokens": counts(a=3, b=4, c=3)}
    )
    first = triangulation.disagreements(rows).iloc[0]
    assert (first["entity"], first["high"], first["low"]) == ("a", "hub", "pulls")
    assert first["apart"] == pytest.approx(0.5)


def moved(lag: int, months: int = 30) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two makers whose shares rise and fall irregularly on one service, and on another `lag` months later."""
    steps = [(place * place * 7 + place * 3) % 11 for place in range(months + lag)]
    dates = pd.date_range("2024-01-01", periods=months, freq="MS")

    def flow(values: list[int]) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "month": [*dates, *dates],
                "entity": ["a"] * months + ["b"] * months,
                "value": [50 + v for v in values] + [50 - v for v in values],
            }
        )

    return flow(steps[lag:]), flow(steps[:months])


def test_a_service_that_follows_another_by_two_months_is_found_to():
    found = triangulation.lead_lag(*moved(2)).set_index("lag")
    assert found["correlation"].idxmax() == 2
    assert found.loc[2, "correlation"] == pytest.approx(1)
    assert found.loc[2, "changes"] == 2 * (29 - 2)


def test_services_that_share_too_few_months_lead_nobody():
    a, b = moved(0)
    shorter = b[b["month"] < a["month"].min() + pd.DateOffset(months=triangulation.LONG_ENOUGH - 1)]
    assert triangulation.lead_lag(a, shorter).empty
    assert len(triangulation.lead_lag(a, b)) == 2 * triangulation.LAGS + 1
