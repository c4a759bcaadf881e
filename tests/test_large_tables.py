"""A table with too many rows is never read whole: what is said of it, and which parts of it are read."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from lib import parts, snapshots
from lib.data import Data, open_data
from lib.glimpse import glimpse
from lib.snapshots import SnapshotDamagedError, SnapshotNotFoundError, TooManyRowsError
from tests import stores


def readings(*rows: tuple[str, str, str, int]) -> pd.DataFrame:
    """Rows of `modelscope_models`: day of January 2026, model, org, downloads."""
    frame = pd.DataFrame(rows, columns=["day", "model", "org", "downloads"])
    frame["day"] = "2026-01-" + frame["day"]
    frame["last_modified"] = pd.NaT
    days = {"day": "datetime64[us]", "last_modified": "datetime64[us]"}
    return frame.astype({**days, "model": "str", "org": "str", "downloads": "Int64"})


Put = Callable[..., None]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """What writes a vintage of `modelscope_models`."""

    def write(as_of: str, *rows: tuple[str, str, str, int]) -> None:
        facts = {**stores.FACTS, "source": "modelscope", "as_of": f"2026-01-{as_of}"}
        snapshots.write("modelscope_models", readings(*rows), tmp_path, facts)

    return write


@pytest.fixture
def two(put: Put, tmp_path: Path) -> Path:
    """Four rows in two vintages: a was there both times, b only the first."""
    put("10", ("10", "a/1", "a", 1), ("10", "b/1", "b", 2))
    put("20", ("20", "a/1", "a", 3), ("20", "a/2", "a", 4))
    return tmp_path


def cells(frame: pd.DataFrame) -> list[tuple[str, str, int]]:
    return [(f"{day:%d}", model, count) for day, model, count in frame[["day", "model", "downloads"]].itertuples(False)]


def test_the_rows_of_an_appended_table_are_those_of_all_vintages_and_of_a_replaced_one_of_the_newest(
    two: Path,
) -> None:
    assert snapshots.rows("modelscope_models", two) == 4
    assert snapshots.rows("modelscope_models", two, date(2026, 1, 15)) == 2
    for day, many in (("2026-01-01", 1), ("2026-01-02", 2)):
        lines = pd.DataFrame({"day": pd.to_datetime([day] * many).as_unit("us"), "line": ["A", "B"][:many]})
        facts = {**stores.FACTS, "as_of": day}
        snapshots.write("openrouter_lines", lines.assign(share=0.1).astype({"line": "str"}), two, facts)
    assert snapshots.rows("openrouter_lines", two) == 2


def test_a_table_with_too_many_rows_is_not_read_whole_and_what_to_do_is_said(
    two: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "WHOLE", 4)
    assert len(snapshots.read("modelscope_models", two)) == 4
    monkeypatch.setattr(snapshots, "WHOLE", 3)
    with pytest.raises(TooManyRowsError) as error:
        snapshots.read("modelscope_models", two)
    assert str(error.value) == (
        "modelscope_models has 4 rows, and a table of more than 3 is not read whole; "
        "read its Parquet files in snapshots/modelscope_models by parts"
    )
    assert len(snapshots.read("modelscope_models", two, date(2026, 1, 15))) == 2
    assert cells(snapshots.read_vintage("modelscope_models", two, date(2026, 1, 20))) == [
        ("20", "a/1", 3),
        ("20", "a/2", 4),
    ]


def test_a_large_vintage_is_written_in_row_groups(two: Path, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "ROWS", 2)
    put("30", *(("30", f"a/{number}", "a", number) for number in range(5)))
    known = pq.read_metadata(snapshots.file("modelscope_models", two, date(2026, 1, 30)))
    assert [known.row_group(number).num_rows for number in range(known.num_row_groups)] == [2, 2, 1]


def test_the_last_rows_of_each_group_are_those_of_its_own_last_day(two: Path) -> None:
    last = parts.read_last("modelscope_models", two, "org", ["a", "b", "nobody"])
    assert cells(last) == [("10", "b/1", 2), ("20", "a/1", 3), ("20", "a/2", 4)]
    pd.testing.assert_series_equal(last.dtypes, snapshots.read("modelscope_models", two).dtypes)


def test_of_the_last_rows_only_those_of_the_named_groups_are_read_in_any_spelling(two: Path) -> None:
    assert cells(parts.read_last("modelscope_models", two, "org", ["B"])) == [("10", "b/1", 2)]
    assert parts.read_last("modelscope_models", two, "org", ["nobody"]).empty
    nothing = parts.read_last("modelscope_models", two, "org", [], ["downloads"])
    assert nothing.dtypes.astype(str).to_dict() == {
        "day": "datetime64[us]",
        "model": "str",
        "org": "str",
        "downloads": "Int64",
    }


def test_where_two_vintages_state_the_last_day_the_newest_wins(two: Path, put: Put) -> None:
    put("25", ("20", "a/2", "a", 5), ("10", "a/1", "a", 9))
    assert cells(parts.read_last("modelscope_models", two, "org", ["a"])) == [("20", "a/1", 3), ("20", "a/2", 5)]


def test_the_days_with_a_value_are_those_of_some_row(two: Path) -> None:
    assert parts.days_with("modelscope_models", two, "downloads") == {date(2026, 1, 10), date(2026, 1, 20)}
    assert parts.days_with("modelscope_models", two, "last_modified") == set()


def test_parts_of_a_damaged_or_absent_table_are_refused(two: Path) -> None:
    with pytest.raises(SnapshotNotFoundError):
        parts.read_last("ollama_pulls", two, "model", ["a"])
    snapshots.file("modelscope_models", two, date(2026, 1, 10)).write_bytes(b"no parquet")
    with pytest.raises(SnapshotDamagedError, match=r"10\.parquet is not a Parquet file; restore the file"):
        parts.read_last("modelscope_models", two, "org", ["a"])


def test_a_glimpse_has_the_rows_periods_and_ends_of_a_table(two: Path) -> None:
    seen = glimpse("modelscope_models", two)
    assert (seen.rows, seen.first, seen.last) == (4, pd.Timestamp("2026-01-10"), pd.Timestamp("2026-01-20"))
    assert cells(seen.head) == [("10", "a/1", 1), ("10", "b/1", 2)]
    assert cells(seen.tail) == [("20", "a/1", 3), ("20", "a/2", 4)]
    assert glimpse("modelscope_models", two, date(2026, 1, 15)).rows == 2


def test_a_glimpse_shows_the_ends_of_the_periods_whenever_their_vintages_came(
    two: Path, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "ROWS", 4)
    put("30", *(("01", f"a/{number}", "a", number) for number in range(9)))
    seen = glimpse("modelscope_models", two)
    assert (seen.rows, seen.first, seen.last) == (13, pd.Timestamp("2026-01-01"), pd.Timestamp("2026-01-20"))
    assert cells(seen.head) == [("01", f"a/{number}", number) for number in range(4)]
    assert cells(seen.tail) == [("20", "a/1", 3), ("20", "a/2", 4)]


def test_a_glimpse_of_years_and_of_nothing(data: Data, put: Put, tmp_path: Path) -> None:
    years = data.table("notable_models")["year"]
    seen = glimpse("notable_models", data.folder)
    assert (seen.rows, seen.first, seen.last) == (len(years), years.min(), years.max())
    put("10")
    nothing = glimpse("modelscope_models", tmp_path)
    assert (nothing.rows, len(nothing.head), len(nothing.tail)) == (0, 0, 0)
    assert pd.isna(nothing.first)


def test_a_glimpse_of_a_file_that_is_not_the_one_that_was_written_is_refused(two: Path) -> None:
    path = snapshots.file("modelscope_models", two, date(2026, 1, 20))
    readings(("20", "a/1", "a", 3)).to_parquet(path)
    with pytest.raises(SnapshotDamagedError, match="has 1 rows, its provenance says 2; restore the file"):
        glimpse("modelscope_models", two)
    path.unlink()
    with pytest.raises(SnapshotDamagedError, match=r"20\.parquet is missing though its JSON is there"):
        glimpse("modelscope_models", two)


def test_data_says_which_table_is_large_and_gives_a_glimpse_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = open_data(stores.shipped(tmp_path / "store"))
    monkeypatch.setattr(snapshots, "WHOLE", 5000)
    assert {name for name in ("hub_models", "hub_monthly", "arena") if data.large(name)} == {"hub_models"}
    assert data.glimpse("hub_models").rows == 8472
    assert data.glimpse("hub_models") is data.glimpse("hub_models")
    with pytest.raises(TooManyRowsError):
        data.table("hub_models")
