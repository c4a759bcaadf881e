import pandas as pd

from lib.metrics.embodied import by_country, newest, stated


def robots(*rows: tuple) -> pd.DataFrame:
    """Rows of day, kind, org, 30-day downloads, and the flags that are true, as one text."""
    frame = pd.DataFrame(rows, columns=["day", "kind", "org", "downloads_30d", "flags"])
    flags = {flag: [flag in said.split() for said in frame["flags"]] for flag in ("robotics", "lerobot", "vla")}
    days = pd.to_datetime(frame["day"])
    return frame.drop(columns="flags").assign(day=days, **flags).astype({"downloads_30d": "Int64"})


def test_what_counts_is_the_newest_day_of_each_kind():
    rows = robots(
        ("2026-11-01", "model", "nvidia", 1, ""),
        ("2026-11-02", "model", "nvidia", 2, ""),
        ("2026-11-01", "dataset", "nvidia", 3, ""),
    )
    assert newest(rows, "model")["downloads_30d"].tolist() == [2]
    assert newest(rows, "dataset")["downloads_30d"].tolist() == [3]


def test_of_a_kind_that_was_not_read_there_is_nothing():
    assert newest(robots(("2026-11-01", "model", "nvidia", 1, "")), "dataset").empty
    assert newest(robots(), "model").empty


ROWS = robots(
    ("2026-11-01", "model", "nvidia", 10, "robotics lerobot"),
    ("2026-11-01", "model", "nvidia", None, "robotics vla"),
    ("2026-11-01", "model", "allenai", 5, "vla lerobot"),
    ("2026-11-01", "model", "Qwen", None, "robotics"),
    *[("2026-11-01", "model", "somebody", 1, "robotics")] * 4,
)
COUNTRIES = {"nvidia": "USA", "allenai": "USA", "Qwen": "CHN", "somebody": "unreviewed"}


def test_countries_have_their_number_tags_downloads_and_largest_publisher():
    found = by_country(ROWS, COUNTRIES)
    assert found.fillna(-1).to_dict("list") == {
        "country": ["unreviewed", "USA", "CHN"],
        "listed": [4, 3, 1],
        "robotics": [4, 2, 1],
        "lerobot": [0, 2, 0],
        "vla": [0, 2, 0],
        "publishers": [1, 2, 1],
        "downloads_30d": [4, 15, -1],
        "unknown": [0, 1, 1],
        "largest": ["somebody", "nvidia", "Qwen"],
    }


def test_who_is_in_no_country_stands_last_however_many_they_are():
    assert by_country(ROWS, COUNTRIES, ["unreviewed"])["country"].tolist() == ["USA", "CHN", "unreviewed"]


def test_of_publishers_with_equally_many_the_first_by_name_is_named():
    rows = robots(("2026-11-01", "model", "b", 1, ""), ("2026-11-01", "model", "a", 1, ""))
    assert by_country(rows, {"a": "USA", "b": "USA"})["largest"].tolist() == ["a"]


def test_who_counted_is_whom_the_publisher_quotes_or_the_publisher():
    figures = pd.DataFrame(
        [
            ("m", "13317", "2025-12-31", "A page quoting Omdia"),
            ("n", "2", "2025-12-31", "x"),
            ("m", "3", "2024-12-31", "x"),
        ],
        columns=["metric", "value", "date", "publisher"],
    )
    found = stated(figures, "m")
    assert found["counted_by"].tolist() == ["Omdia", "x"]
    assert found["value"].tolist() == [13317, 3]
    assert found["day"].dt.year.tolist() == [2025, 2024]
