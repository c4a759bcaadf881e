"""The ranking of tracked models: places, movement over a changing set, gaps."""

from datetime import date

import pandas as pd

from lib.metrics import hub

MAY, JUNE, JULY = (pd.Timestamp(day) for day in ("2026-05-01", "2026-06-01", "2026-07-01"))


def table(*rows: tuple[pd.Timestamp, str, int | None], **columns: object) -> pd.DataFrame:
    """Rows of `hub_models` as the store holds them; `columns` are set for all of them."""
    frame = pd.DataFrame(rows, columns=["day", "model", "downloads_30d"]).astype({"downloads_30d": "Int64"})
    frame = frame.assign(org=frame["model"].str.split("/").str[0], likes=pd.array([5] * len(frame), "Int64"))
    return frame.assign(**{"tracked": True, "day_is_estimate": False, **columns})


def ranked(*rows: tuple[pd.Timestamp, str, int | None], **columns: object) -> pd.DataFrame:
    return hub.ranked(table(*rows, **columns))


def by_model(rows: pd.DataFrame, column: str) -> dict:
    return {model: None if pd.isna(value) else value for model, value in zip(rows["model"], rows[column], strict=True)}


def test_the_input_is_left_as_it_was():
    rows = table((MAY, "a/x", 10), likes=pd.array([0], "Int64"))
    before = rows.copy()
    hub.ranked(rows)
    pd.testing.assert_frame_equal(rows, before)


def test_a_source_changes_at_the_first_vintage_of_another():
    vintages = [(date(2026, 5, 1), "a"), (date(2026, 6, 1), "a"), (date(2026, 7, 1), "b"), (date(2026, 8, 1), "b")]
    assert hub.source_changes(vintages).to_dict("records") == [{"day": JULY, "before": "a", "after": "b"}]
    assert hub.source_changes(vintages[:2]).empty
    assert hub.source_changes([]).empty


def test_a_day_with_one_model_too_few_is_not_offered():
    assert hub.days(pd.Series({JUNE: 2, MAY: 3, JULY: 1}), fewest=2) == [MAY, JUNE]


def test_the_most_downloaded_is_first_and_equals_share_a_place():
    rows = ranked((MAY, "a/x", 10), (MAY, "a/y", 30), (MAY, "a/z", 10), (MAY, "a/last", 1))
    assert by_model(rows, "rank") == {"a/y": 1, "a/x": 2, "a/z": 2, "a/last": 4}


def test_places_are_counted_day_by_day():
    rows = ranked((MAY, "a/x", 10), (MAY, "a/y", 30), (JUNE, "a/x", 5))
    assert list(rows["rank"]) == [2, 1, 1]


def test_movement_is_in_places_and_up_is_positive():
    rows = ranked((MAY, "a/x", 10), (MAY, "a/y", 20), (JUNE, "a/x", 30), (JUNE, "a/y", 20))
    moved = hub.movement(rows, JUNE, MAY)
    assert by_model(moved, "rank_change") == {"a/x": 1, "a/y": -1}
    assert by_model(moved, "change") == {"a/x": 20, "a/y": 0}


def test_nobody_moves_because_another_came_or_went():
    came = ranked((MAY, "a/x", 10), (JUNE, "a/x", 10), (JUNE, "a/new", 99))
    assert by_model(hub.movement(came, JUNE, MAY), "rank_change") == {"a/new": None, "a/x": 0}
    went = ranked((MAY, "a/x", 10), (MAY, "a/gone", 99), (JUNE, "a/x", 10))
    assert by_model(hub.movement(went, JUNE, MAY), "rank_change") == {"a/x": 0}


def test_the_reason_for_no_movement_is_stated():
    rows = ranked((MAY, "a/old", 1), (JUNE, "a/x", 2), (JULY, "a/x", 3), (JULY, "a/old", 2), (JULY, "a/new", 1))
    assert by_model(hub.movement(rows, JULY, JUNE), "seen") == {
        "a/x": hub.BOTH,
        "a/old": hub.NOT_SEEN,
        "a/new": hub.NEW,
    }


def test_the_first_date_has_no_movement_at_all():
    moved = hub.movement(ranked((MAY, "a/x", 10)), MAY, None)
    assert moved["rank_change"].isna().all()
    assert moved["change"].isna().all()
    assert list(moved["seen"]) == [hub.NO_EARLIER]


def test_a_ranking_is_in_the_order_of_its_ranks_with_the_names_of_equals_in_order():
    rows = ranked((MAY, "a/z", 10), (MAY, "a/y", 30), (MAY, "a/b", 10))
    assert list(hub.movement(rows, MAY, None)["model"]) == ["a/y", "a/b", "a/z"]


def test_places_within_a_filter_are_counted_anew_and_ranks_stay():
    rows = ranked((MAY, "a/x", 10), (MAY, "b/y", 30), (MAY, "a/z", 20))
    placed = hub.placed(rows, ["a/x", "a/z"])
    assert by_model(placed, "place") == {"a/x": 2, "a/z": 1}
    assert by_model(placed, "rank") == {"a/x": 3, "a/z": 2}


def test_a_path_is_missing_where_the_model_was_not_seen():
    rows = ranked((MAY, "a/x", 10), (JUNE, "a/y", 5), (JULY, "a/x", 30))
    path = hub.paths(hub.placed(rows, ["a/x", "a/y"]), [MAY, JUNE, JULY], ["a/x"])
    assert [None if pd.isna(rank) else rank for rank in path["rank"]] == [1, None, 1]
    assert [None if pd.isna(count) else count for count in path["downloads_30d"]] == [10, None, 30]


def test_a_path_marks_the_days_that_are_estimates():
    rows = ranked((MAY, "a/x", 10), (JUNE, "a/x", 5)).assign(day_is_estimate=[False, True])
    assert list(hub.paths(hub.placed(rows, ["a/x"]), [MAY, JUNE], ["a/x"])["day_is_estimate"]) == [False, True]


def test_of_lists_cut_short_who_was_not_among_the_first_is_not_called_new():
    rows = ranked((MAY, "a/x", 10), (JUNE, "a/x", 10), (JUNE, "a/y", 5))
    assert by_model(hub.movement(rows, JUNE, MAY, whole=False), "seen") == {"a/x": hub.BOTH, "a/y": hub.BELOW}


READ = pd.DataFrame({"day": [MAY, JUNE, JULY], "models": [1, 1, 2], "estimate": [False, True, False]})
OWN = pd.DataFrame({"day": [MAY, JULY], "downloads_30d": [10, 30], "rank": [1, 2]})


def test_a_history_has_every_day_on_which_any_model_was_read():
    own = hub.history(OWN, READ, fewest=1)
    assert list(own["day"]) == [MAY, JUNE, JULY]
    assert [None if pd.isna(count) else count for count in own["downloads_30d"]] == [10, None, 30]
    assert [None if pd.isna(rank) else rank for rank in own["rank"]] == [1, None, 2]
    assert list(own["models"]) == [1, 1, 2]
    assert list(own["day_is_estimate"]) == [False, True, False]


def test_a_history_has_no_rank_on_a_day_with_too_few_models():
    own = hub.history(OWN, READ, fewest=2)
    assert [None if pd.isna(rank) else rank for rank in own["rank"]] == [None, None, 2]
    assert list(own["downloads_30d"].dropna()) == [10, 30]
