"""What is derived says what the facts say, however it came to be: vintage by vintage, or all at once."""

import errno
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lib import contracts, derived, snapshots
from lib.derived import Models, daily, store
from lib.metrics import hub, launches
from lib.snapshots import SnapshotDamagedError
from tests.stores import BLANKS, FACTS, listed, marks

ORGS = ("Qwen", "meta-llama", "nobody")
VINTAGES = {
    "2026-03-31": ["2026-01-31", "2026-02-28", "2026-03-31"],
    "2026-04-30": ["2026-04-30"],
    "2026-05-31": ["2026-05-31", "2026-03-31"],  # states a day anew
    "2026-06-30": ["2026-06-30"],
    "2026-07-01": ["2025-12-31"],  # adds an older day
}


def readings(days: list[str], seed: int) -> pd.DataFrame:
    """Some of forty models on each day, with counters that rise, stand still and fall, and models that are renamed."""
    random = np.random.default_rng(seed)
    rows = []
    for day in days:
        for number in range(40):
            if random.random() < 0.2:
                continue
            renamed = number == 7 and day > "2026-04-01"
            total = int(random.choice([100, 200, 300])) if number % 4 == 0 else 1000 * int(day[5:7]) + number
            rows.append(
                {
                    "day": pd.Timestamp(day),
                    "model": f"{ORGS[number % 3]}/{'new-name' if renamed else f'model-{number}'}",
                    "org": ORGS[number % 3],
                    "downloads_30d": None if random.random() < 0.1 else int(random.integers(0, 50)),
                    "downloads_all_time": None if random.random() < 0.1 else total,
                    "likes": int(random.integers(0, 3)),
                    "created_at": pd.Timestamp("2026-01-15") + pd.Timedelta(days=number) if number % 5 else pd.NaT,
                    "params_b": float(number),
                    "tracked": number % 7 != 0,
                    "day_is_estimate": day == "2026-02-28",
                    "hub_id": f"id-{number}" if number % 2 else None,
                    "base_model": "Qwen/base" if number % 3 == 0 and random.random() < 0.8 else None,
                    "relation": "quantized",
                }
            )
    return pd.DataFrame(rows)


def write(folder: Path, vintage: str, rows: pd.DataFrame) -> None:
    columns = contracts.TABLES["hub_models"].schema.columns
    kinds = {name: column.metadata["kind"] for name, column in columns.items()}
    whole = rows.assign(**{name: BLANKS[kind] for name, kind in kinds.items() if name not in rows})
    snapshots.write("hub_models", whole[list(kinds)].astype(kinds), folder, {**FACTS, "as_of": vintage})


def grow(folder: Path) -> Path:
    """A store into which one vintage came after the other, each derived when it came."""
    for seed, (vintage, days) in enumerate(VINTAGES.items()):
        write(folder, vintage, readings(days, seed))
        derived.update(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return grow(tmp_path_factory.mktemp("grown"))


@pytest.fixture(scope="module")
def facts(folder: Path) -> pd.DataFrame:
    return snapshots.read("hub_models", folder)


def files(folder: Path) -> dict[str, pd.DataFrame]:
    place = folder / "derived"
    rows = {str(path.relative_to(place)): pd.read_parquet(path) for path in sorted(place.rglob("*.parquet"))}
    return {name: of.sort_values(list(of), ignore_index=True) for name, of in rows.items()}


def test_vintage_by_vintage_comes_to_the_same_as_all_at_once(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder / "snapshots", tmp_path / "snapshots")
    derived.remake(tmp_path)
    grown, anew = files(folder), files(tmp_path)
    assert list(grown) == list(anew)
    assert len(grown) == len(daily.KINDS) * (3 + 1 + 3 + 1 + 7)
    for name, rows in grown.items():
        pd.testing.assert_frame_equal(rows, anew[name])
    assert Models(folder, None).days().equals(Models(tmp_path, None).days())


def test_a_new_vintage_reads_no_older_facts(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "data")
    for path in (tmp_path / "data" / "snapshots" / "hub_models").glob("2026-0[3-5]*.parquet"):
        path.unlink()
    write(tmp_path / "data", "2026-07-31", readings(["2026-07-31"], 9))
    with pytest.raises(FileNotFoundError):
        pd.read_parquet(tmp_path / "data" / "snapshots" / "hub_models" / "2026-03-31.parquet")
    derived.update(tmp_path / "data")
    assert Models(tmp_path / "data", None).days()["day"].max() == pd.Timestamp("2026-07-31")


@pytest.mark.parametrize("as_of", [None, *map(date.fromisoformat, VINTAGES)])
def test_counts_and_ranking_of_each_day_are_those_of_the_facts(folder: Path, as_of: date | None) -> None:
    known = snapshots.read("hub_models", folder, as_of)
    models = Models(folder, as_of)
    ranked = hub.ranked(listed(known))
    top = ranked.sort_values(["day", "model"]).reset_index(drop=True)
    pd.testing.assert_frame_equal(models.top(), top)
    days = models.days().set_index("day")
    assert days["read"].to_dict() == known.groupby("day").size().to_dict()
    assert days["models"].to_dict() == ranked.groupby("day").size().to_dict()
    assert days["downloads"].to_dict() == ranked.groupby("day")["downloads_30d"].sum().to_dict()
    assert days["totals"].to_dict() == known.groupby("day")["downloads_all_time"].count().to_dict()
    assert days["new"].sum() == ranked["model"].nunique()
    readings = known.dropna(subset=["downloads_all_time"]).groupby("model").size()
    assert days["new_again"].sum() == (readings > 1).sum()
    counted = known[known["tracked"] & known["downloads_all_time"].notna()]
    assert days["new_counted"].sum() == counted["model"].nunique()
    assert list(days.index[days["estimate"]]) == [day for day in days.index if day == pd.Timestamp("2026-02-28")]


def test_sums_by_publisher_are_those_of_the_facts(folder: Path, facts: pd.DataFrame) -> None:
    day = pd.Timestamp("2026-03-31")
    rows = listed(facts[facts["day"] == day])
    found = Models(folder, None).orgs(day).set_index("org")
    assert found["downloads_30d"].to_dict() == rows.groupby("org")["downloads_30d"].sum().to_dict()
    assert found["models"].to_dict() == rows.groupby("org").size().to_dict()
    assert Models(folder, None).names() == sorted(ORGS)


def test_single_models_and_publishers_have_their_whole_history(folder: Path, facts: pd.DataFrame) -> None:
    models = Models(folder, None)
    for found, own in (
        (models.of_models(["Qwen/model-3"]), facts[facts["model"] == "Qwen/model-3"]),
        (models.of_orgs(["Qwen", "nobody"]), facts[facts["org"].isin(["Qwen", "nobody"])]),
    ):
        expected = own.sort_values(["day", "model"]).reset_index(drop=True)[list(found)]
        pd.testing.assert_frame_equal(found, expected)
    day = pd.Timestamp("2026-04-30")
    assert set(models.of_orgs(["Qwen"], [day])["day"]) == {day}
    assert models.of_models([]).empty
    assert models.of_orgs(["Qwen"], []).empty


@pytest.mark.parametrize("as_of", [None, *map(date.fromisoformat, VINTAGES)])
def test_every_counter_that_fell_jumped_back_or_stood_still_is_marked(folder: Path, as_of: date | None) -> None:
    known = snapshots.read("hub_models", folder, as_of)
    found = Models(folder, as_of).marks()
    pd.testing.assert_frame_equal(found, marks(known), check_dtype=False)


def test_a_counter_is_marked_by_what_it_was_however_long_ago_that_is(tmp_path: Path) -> None:
    # 200 falls to 120 and then to 100, is not read for a day, creeps to 110, and 60 of the 100 lost come back.
    days = pd.date_range("2026-01-01", periods=7)
    totals = [200, 120, 100, None, 110, 170, 170]
    for day, total in zip(days, totals, strict=True):
        row = {"day": day, "model": "a/b", "org": "a", "downloads_all_time": total, "downloads_30d": 5}
        write(tmp_path, f"{day:%Y-%m-%d}", pd.DataFrame([row]))
        derived.update(tmp_path)
    found = Models(tmp_path, None).marks()[["day", "step", "mark"]].to_numpy().tolist()
    assert found == [
        [days[6], 0, "stale"],
        [days[5], 60, "revised"],
        [days[2], -20, "revised"],
        [days[1], -80, "revised"],
    ]


def test_readings_near_a_release_compare_as_all_do(folder: Path, facts: pd.DataFrame) -> None:
    models = Models(folder, None)
    stated = pd.DataFrame({"model": [], "release_date": [], "total_params_b": []}, dtype="str")
    near = launches.curves(models.young(), stated)
    every = launches.curves(facts, stated)
    assert launches.launched(near) == launches.launched(every)
    pd.testing.assert_frame_equal(launches.at_checkpoints(near), launches.at_checkpoints(every))
    both = near.merge(every, on=["model", "day"], how="left", suffixes=("", "_every"))
    assert near["fell"].any()
    assert both["fell"].tolist() == both["fell_every"].tolist()


def test_a_counter_below_the_very_first_reading_of_a_model_fell(tmp_path: Path) -> None:
    for day, total in (("2026-01-10", 100), ("2026-01-11", 60)):
        row = {"day": pd.Timestamp(day), "model": "a/b", "org": "a", "downloads_all_time": total}
        rows = pd.DataFrame([row | {"created_at": pd.Timestamp("2026-01-05 10:00")}])
        write(tmp_path, day, rows.assign(tracked=True, day_is_estimate=False))
    assert Models(tmp_path, None).young()["fell"].tolist() == [False, True]


def test_what_landed_with_a_vintage_is_its_own_days(folder: Path) -> None:
    days = set(Models(folder, None).landed(date(2026, 4, 30))["day"])
    assert days == {pd.Timestamp("2026-04-30")}


def test_only_the_first_thousand_of_a_day_are_listed(tmp_path: Path) -> None:
    rows = pd.DataFrame(
        {"day": pd.Timestamp("2026-04-30"), "model": [f"a/{number:04}" for number in range(1002)], "org": "a"}
    ).assign(downloads_30d=range(1002), tracked=True, day_is_estimate=False)
    write(tmp_path, "2026-04-30", rows)
    top = Models(tmp_path, None).top()
    assert len(top) == 1000
    assert top["downloads_30d"].min() == 2
    assert Models(tmp_path, None).days()["models"].tolist() == [1002]


def test_other_facts_of_a_vintage_are_derived_anew_with_all_that_came_after(folder: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(folder, data)
    for path in (data / "snapshots" / "hub_models").glob("2026-04-30.*"):
        path.unlink()
    write(data, "2026-04-30", readings(["2026-04-30"], 77))
    told: list[date] = []
    derived.update(data, told.append)
    assert told == [date(2026, 4, 30), date(2026, 5, 31), date(2026, 6, 30), date(2026, 7, 1)]
    derived.update(data, told.append)
    assert len(told) == 4


def test_damaged_facts_are_not_derived_from(tmp_path: Path) -> None:
    write(tmp_path, "2026-04-30", readings(["2026-04-30"], 1))
    (tmp_path / "snapshots" / "hub_models" / "2026-04-30.parquet").write_bytes(b"PAR1")
    with pytest.raises(SnapshotDamagedError, match=r"2026-04-30\.parquet is not the file that was written"):
        Models(tmp_path, None).days()


def test_a_damaged_file_of_what_is_derived_is_told_with_what_to_do(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "data")
    (damaged,) = (tmp_path / "data" / "derived" / "hub_models" / "2026-06-30").glob("2026-06-30.top.parquet")
    damaged.write_bytes(b"PAR1 cut short")
    with pytest.raises(SnapshotDamagedError, match="make derive"):
        Models(tmp_path / "data", None).landed(date(2026, 6, 30))
    damaged.unlink()
    with pytest.raises(SnapshotDamagedError, match="make derive"):
        Models(tmp_path / "data", None).landed(date(2026, 6, 30))


@pytest.mark.parametrize("refusal", [PermissionError(), OSError(errno.EROFS, "read-only")])
def test_where_the_store_cannot_be_written_to_all_is_derived_aside(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusal: OSError
) -> None:
    shutil.copytree(folder / "snapshots", tmp_path / "snapshots")
    inside = store.update

    def refused(at: Path, *given: object) -> None:
        if at == tmp_path:
            raise refusal
        inside(at, *given)

    monkeypatch.setattr(store, "update", refused)
    assert Models(tmp_path, None).top().equals(Models(folder, None).top())
    assert not (tmp_path / "derived").exists()
