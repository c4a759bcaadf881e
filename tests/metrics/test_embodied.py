import pandas as pd

from lib.metrics.embodied import by_country, robotics, stated


def models(*rows: tuple[str, str, str | None, int | None]) -> pd.DataFrame:
    """Rows of day, org, task and 30-day downloads."""
    frame = pd.DataFrame(rows, columns=["day", "org", "pipeline_tag", "downloads_30d"])
    return frame.assign(day=pd.to_datetime(frame["day"])).astype({"pipeline_tag": "str", "downloads_30d": "Int64"})


def test_robotics_models_are_those_of_the_newest_day_on_which_tasks_were_read():
    rows = models(
        ("2026-11-01", "nvidia", "robotics", 1),
        ("2026-11-02", "nvidia", "robotics", 2),
        ("2026-11-02", "nvidia", "text-generation", 3),
        ("2026-11-03", "nvidia", None, 4),
    )
    assert robotics(rows)["downloads_30d"].tolist() == [2]


def test_without_a_task_or_without_a_robot_there_is_none():
    assert robotics(models(("2026-11-01", "nvidia", None, 1))).empty
    assert robotics(models(("2026-11-01", "nvidia", "text-generation", 1))).empty
    assert robotics(models()).empty


def test_countries_have_their_models_downloads_and_largest_publisher():
    rows = models(
        ("2026-11-01", "nvidia", "robotics", 10),
        ("2026-11-01", "nvidia", "robotics", None),
        ("2026-11-01", "allenai", "robotics", 5),
        ("2026-11-01", "Qwen", "robotics", None),
    )
    found = by_country(rows, {"nvidia": "USA", "allenai": "USA", "Qwen": "CHN"})
    assert found.fillna(-1).to_dict("list") == {
        "country": ["USA", "CHN"],
        "models": [3, 1],
        "downloads_30d": [15, -1],
        "unknown": [1, 1],
        "largest": ["nvidia", "Qwen"],
    }


def test_of_publishers_with_equally_many_the_first_by_name_is_named():
    rows = models(("2026-11-01", "b", "robotics", 1), ("2026-11-01", "a", "robotics", 1))
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
