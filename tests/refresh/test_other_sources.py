"""A refresh from OpenRouter, Model Pulse, hub-stats, LMArena and ModelScope: what lands in the store, and when."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from huggingface_hub import constants

from lib import registry, snapshots
from lib.refresh import running
from lib.refresh.landing import Outcome
from lib.refresh.step import Run
from lib.registry import Registry
from lib.snapshots import PROJECT
from lib.sources.asking import Limits, Watch
from tests.servers.faults import Fault
from tests.servers.hub import HubService
from tests.servers.modelscope import ModelScopeService
from tests.servers.openrouter import OpenRouterService
from tests.servers.serving import serving
from tests.sources.clocks import Clock
from tests.sources.datasets import at_ease, parquet

TODAY = "2026-11-20"
Runs = Callable[..., dict[str, Outcome]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped store."""
    shutil.copytree(PROJECT / "data", tmp_path / "store")
    return tmp_path / "store"


@pytest.fixture
def known(folder: Path) -> Registry:
    """The shipped registry, as if it knew of one owner on ModelScope."""
    shipped = registry.load(folder)
    owner = pd.DataFrame([["modelscope", "Qwen", "alibaba", ""]], columns=list(shipped.aliases.columns), dtype="str")
    others = shipped.aliases[shipped.aliases["service"] != "modelscope"]
    return replace(shipped, tables={**shipped.tables, "aliases": pd.concat([others, owner])})


@pytest.fixture
def run(folder: Path, known: Registry, monkeypatch: pytest.MonkeyPatch) -> Runs:
    """Runs for some tables, on a day and since a day, with a clock that nobody waits for."""
    at_ease(monkeypatch)

    def runs(*tables: str, today: str = TODAY, since: str | None = None) -> dict[str, Outcome]:
        clock, start = Clock(), datetime.fromisoformat(f"{today}T12:00:00+00:00")
        wanted = Run(
            folder=folder,
            registry=known,
            tables=tables,
            since=date.fromisoformat(since) if since else None,
            dry=False,
            clock=clock,
            sleep=clock.sleep,
            now=lambda: start + timedelta(seconds=clock.seconds),
            watch=lambda name: Watch(),
            limits=Limits(read=2, pause=0.01),
        )
        return {outcome.table: outcome for outcome in running.run_all(wanted)}

    return runs


def ahead(today: str) -> float:
    """How many seconds noon of a day is ahead of now."""
    return (datetime.fromisoformat(f"{today}T12:00:00+00:00") - datetime.now(UTC)).total_seconds()


@pytest.fixture
def router(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenRouterService]:
    """An OpenRouter with two whole weeks from Monday 2 November 2026, and today's first hours."""
    days = [date(2026, 11, 2) + timedelta(days=day) for day in range(14)]
    service = OpenRouterService(
        models=[{"id": "qwen/qwen9", "canonical_slug": "qwen/qwen9-20261101", "hugging_face_id": "Qwen/Qwen9"}],
        days={str(day): {"qwen/qwen9": 10, "meta-llama/llama-9": 5, "other": 1} for day in days} | {TODAY: {"a/b": 1}},
        today=TODAY,
        clock=ahead(TODAY),
    )
    with serving(service.app) as base:
        monkeypatch.setenv("OPENROUTER_BASE_URL", f"{base}/api/v1")
        monkeypatch.setenv("OPENROUTER_API_KEY", service.key)
        yield service


ROUTER = ("openrouter_models", "openrouter_daily", "openrouter_weekly")


def test_openrouter_gives_the_catalogue_whole_days_and_full_weeks(
    router: OpenRouterService, run: Runs, folder: Path
) -> None:
    shutil.rmtree(folder / "snapshots" / "openrouter_weekly")
    came = run(*ROUTER)
    assert all(one.good for one in came.values()), came
    daily = snapshots.read("openrouter_daily", folder)
    assert (daily["day"].max(), len(daily)) == (pd.Timestamp("2026-11-15"), 42)
    weekly = snapshots.read("openrouter_weekly", folder)
    assert weekly.set_index(["week", "model"])["tokens"].to_dict() == {
        (pd.Timestamp(week), model): tokens
        for week in ("2026-11-02", "2026-11-09")
        for model, tokens in {"meta-llama/llama-9": 35, "other": 7, "qwen/qwen9": 70}.items()
    }
    citation = snapshots.provenance("openrouter_daily", folder).citation
    assert citation == "Source: OpenRouter (openrouter.ai/rankings), as of 2026-11-20."
    assert snapshots.read("openrouter_models", folder)["hub_model"].tolist() == ["Qwen/Qwen9"]


def test_fewer_weeks_than_are_known_are_kept_aside(router: OpenRouterService, run: Runs, folder: Path) -> None:
    before = snapshots.read("openrouter_weekly", folder)
    came = run(*ROUTER)["openrouter_weekly"]
    assert came.state == "kept aside"
    assert came.failures == (
        f"6 rows where there were {len(before)}; kept in aside/openrouter_weekly/2026-11-20.parquet",
    )
    assert snapshots.read("openrouter_weekly", folder).equals(before)


def test_a_day_that_is_restated_replaces_the_whole_day_in_a_new_vintage_and_the_old_one_stays(
    router: OpenRouterService, run: Runs, folder: Path
) -> None:
    run("openrouter_daily")
    router.days["2026-11-03"] = {"qwen/qwen9": 12, "google/gemma-9": 2, "other": 4}
    router.today, router.clock = "2026-11-21", ahead("2026-11-21")
    del router.days[TODAY]
    came = run("openrouter_daily", today="2026-11-21")["openrouter_daily"]
    assert (came.rows, came.new, came.changed, came.gone) == (3, 1, 2, 1)
    now, then = (
        snapshots.read("openrouter_daily", folder, as_of).set_index("day").loc["2026-11-03"]
        for as_of in (None, date(2026, 11, 20))
    )
    assert dict(zip(now["model"], now["tokens"], strict=True)) == {"qwen/qwen9": 12, "google/gemma-9": 2, "other": 4}
    assert dict(zip(then["model"], then["tokens"], strict=True)) == {
        "qwen/qwen9": 10,
        "meta-llama/llama-9": 5,
        "other": 1,
    }


def test_the_same_days_again_are_nothing_new(router: OpenRouterService, run: Runs, folder: Path) -> None:
    run("openrouter_daily")
    del router.days[TODAY]
    router.today, router.clock = "2026-11-21", ahead("2026-11-21")
    assert run("openrouter_daily", today="2026-11-21")["openrouter_daily"].state == "nothing new"
    assert len(snapshots.vintages("openrouter_daily", folder)) == 1


def test_a_day_with_fewer_rows_than_before_is_no_better_statement(
    router: OpenRouterService, run: Runs, folder: Path
) -> None:
    run("openrouter_daily")
    before = snapshots.read("openrouter_daily", folder)
    for tokens in router.days.values():
        tokens.pop("qwen/qwen9", None)
    del router.days[TODAY]
    router.today, router.clock = "2026-11-21", ahead("2026-11-21")
    came = run("openrouter_daily", today="2026-11-21")["openrouter_daily"]
    assert came.state == "kept aside"
    assert came.failures == ("14 days with fewer rows than before; kept in aside/openrouter_daily/2026-11-21.parquet",)
    assert snapshots.read("openrouter_daily", folder).equals(before)
    assert len(pd.read_parquet(folder / "aside" / "openrouter_daily" / "2026-11-21.parquet")) == 28


def test_a_row_that_the_source_takes_back_goes(router: OpenRouterService, run: Runs, folder: Path) -> None:
    many = {f"maker/model-{number}": 9 for number in range(20)}
    router.days["2026-11-03"] = {**many, "other": 1}
    run("openrouter_daily")
    del router.days["2026-11-03"]["maker/model-7"], router.days[TODAY]
    router.today, router.clock = "2026-11-21", ahead("2026-11-21")
    came = run("openrouter_daily", today="2026-11-21")["openrouter_daily"]
    assert (came.state, came.new, came.changed, came.gone) == ("written", 0, 0, 1)
    assert "maker/model-7" not in set(snapshots.read("openrouter_daily", folder)["model"])


def test_weeks_alone_are_those_of_the_days_as_they_are_now(router: OpenRouterService, run: Runs, folder: Path) -> None:
    shutil.rmtree(folder / "snapshots" / "openrouter_weekly")
    run("openrouter_daily")
    router.days["2026-11-03"]["qwen/qwen9"] = 1000
    run("openrouter_weekly")
    weekly = snapshots.read("openrouter_weekly", folder).set_index(["week", "model"])["tokens"]
    assert weekly[pd.Timestamp("2026-11-02"), "qwen/qwen9"] == 1060


def test_a_catalogue_that_fails_takes_no_rankings_with_it(router: OpenRouterService, run: Runs) -> None:
    router.faults.append(Fault("/models", "status", status=503))
    came = run("openrouter_models", "openrouter_daily")
    assert came["openrouter_models"].failures == ("OpenRouter answers 503; try again later",)
    assert came["openrouter_daily"].good


def test_without_a_key_the_catalogue_lands_and_the_rest_says_what_to_do(
    router: OpenRouterService, run: Runs, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENROUTER_API_KEY")
    came = run(*ROUTER)
    assert came["openrouter_models"].good
    for table in ROUTER[1:]:
        assert "set OPENROUTER_API_KEY" in came[table].failures[0]
        assert "set OPENROUTER_API_KEY" in snapshots.attempt(table, folder).why


def test_a_maker_that_nobody_has_placed_yet_is_told_and_can_be_read(
    router: OpenRouterService, run: Runs, folder: Path, known: Registry
) -> None:
    router.days["2026-11-03"]["newcomer/model-1"] = 3
    came = run("openrouter_daily")["openrouter_daily"]
    assert came.notes == ("not yet placed: newcomer/model-1; add rows to data/registry/aliases.csv",)
    assert known.maker("openrouter", "newcomer/model-1") == "unreviewed"


def test_the_key_stands_nowhere_in_the_store(router: OpenRouterService, run: Runs, folder: Path) -> None:
    router.key = "sk-or-another"
    came = run(*ROUTER)
    assert "refuses the key" in came["openrouter_daily"].failures[0]
    assert not [path for path in folder.rglob("*.json*") if "sk-or-key" in path.read_text(encoding="utf-8")]


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[HubService]:
    """A Hub with data sets."""
    service = HubService(quota=10**6)
    with serving(service.app) as base:
        monkeypatch.setattr(constants, "ENDPOINT", base)
        monkeypatch.setattr(
            constants, "HUGGINGFACE_CO_URL_TEMPLATE", f"{base}/{{repo_id}}/resolve/{{revision}}/{{filename}}"
        )
        yield service


def pulse(**meta: object) -> dict[str, bytes]:
    """Model Pulse in October 2026: one model of Qwen at the ends of the month, and what else it keeps."""
    days = [date(2026, 10, 1), date(2026, 11, 1)]
    every = [date(2026, 10, 1) + timedelta(days=day) for day in range(31)]
    files: dict[str, bytes] = {
        "meta.json": json.dumps({"days": [str(day) for day in days], **meta}).encode(),
        "models.parquet": parquet(
            {
                "id": ["Qwen/Qwen9-8B"],
                "author": ["Qwen"],
                "pipeline_tag": ["text-generation"],
                "created_at": [date(2026, 1, 1)],
            }
        ),
        "hub_series.parquet": parquet(
            {
                "day": every * 2,
                "pipeline_tag": ["text-generation"] * 31 + ["other"] * 31,
                "dl": [2.0] * 31 + [1.0] * 31,
            }
        ),
    }
    for day, total in zip(days, (100, 700), strict=True):
        counters = {"day": [day], "dl30": [9], "dl_all": [total]}
        files[f"series/{day:%Y-%m}.parquet"] = parquet({"id": ["Qwen/Qwen9-8B"], **counters, "likes": [1]})
        files[f"author_series/{day:%Y-%m}.parquet"] = parquet(
            {"author": ["qwen"], **counters, "likes": [1], "models": [1]}
        )
        files[f"family_series/{day:%Y-%m}.parquet"] = parquet({"id": ["Qwen/Qwen2.5-7B"], **counters, "members": [3]})
    return files


PULSE = ("hub_monthly", "hub_totals", "hub_org_history", "hub_family_history")


def test_model_pulse_brings_the_months_that_have_become_whole_and_leaves_the_others_as_they_were(
    hub: HubService, run: Runs, folder: Path
) -> None:
    before = snapshots.read("hub_monthly", folder)
    hub.commit("modelpulse/model-pulse-data", "2026-11-02", pulse())
    came = run(*PULSE)
    assert all(one.good for one in came.values()), came
    monthly = snapshots.read("hub_monthly", folder)
    new = monthly[monthly["month"] == "2026-10-01"]
    assert new[["org", "downloads", "exact"]].to_numpy().tolist() == [["Qwen", 600, True]]
    assert monthly[monthly["month"] < "2026-10-01"].reset_index(drop=True).equals(before)
    totals = snapshots.read("hub_totals", folder).set_index("month").loc["2026-10-01"]
    assert (totals["downloads_all_models"], totals["downloads_language_models"]) == (93, 62)
    assert pd.isna(totals["models_with_a_download"])
    orgs = snapshots.read("hub_org_history", folder)
    assert orgs[["org", "downloads_all_time"]].to_numpy().tolist() == [["Qwen", 100], ["Qwen", 700]]
    assert (came["hub_monthly"].new, came["hub_monthly"].changed, came["hub_monthly"].gone) == (1, 0, 0)
    known = snapshots.provenance("hub_org_history", folder)
    assert known.licence == "Apache-2.0"
    assert "Model Pulse" in known.citation


def test_a_later_run_reads_only_the_last_month_and_what_came_after(hub: HubService, run: Runs, folder: Path) -> None:
    hub.commit("modelpulse/model-pulse-data", "2026-11-02", pulse())
    run("hub_org_history")
    hub.asked.clear()
    hub.commit("modelpulse/model-pulse-data", "2026-11-21", pulse(low_days=["2026-10-01"]))
    run("hub_org_history", today="2026-11-21")
    assert not [one.path for one in hub.asked if "author_series/2026-10" in one.path]
    assert [one.path for one in hub.asked if "author_series/2026-11" in one.path]
    assert len(snapshots.read("hub_org_history", folder)) == 2
    run("hub_org_history", today="2026-11-22", since="2026-10-01")
    assert list(snapshots.read("hub_org_history", folder)["low"]) == [True, False]


def test_a_record_that_is_gone_is_told_and_the_history_stays(hub: HubService, run: Runs, folder: Path) -> None:
    before = snapshots.read("hub_monthly", folder)
    came = run(*PULSE)
    assert {one.state for one in came.values()} == {"failed"}
    assert "model-pulse-data" in came["hub_monthly"].failures[0]
    assert snapshots.read("hub_monthly", folder).equals(before)


def test_earlier_months_come_from_hub_stats_with_its_licence_and_citation(
    hub: HubService, run: Runs, folder: Path
) -> None:
    rows = {"id": ["Qwen/Qwen9-8B", "someone/Else"], "downloads": [7, 8], "likes": [1, 2]}
    hub.commit("cfahlgren1/hub-stats", "2026-09-30", {"models.parquet": parquet(rows)})
    hub.commit("cfahlgren1/hub-stats", "2026-10-31", {"models.parquet": parquet({**rows, "downloads": [9, 9]})})
    hub.clock = ahead(TODAY)
    came = run("hub_models", since="2026-09-01")["hub_models"]
    assert came.good, came
    own = snapshots.read("hub_models", folder).dropna(subset=["fetched_at"])
    assert own[["day", "model", "downloads_30d"]].to_numpy().tolist() == [
        [pd.Timestamp("2026-09-30"), "Qwen/Qwen9-8B", 7],
        [pd.Timestamp("2026-10-31"), "Qwen/Qwen9-8B", 9],
    ]
    known = snapshots.provenance("hub_models", folder)
    assert known.licence == "no licence stated; Apache-2.0"
    assert "hub-stats by cfahlgren1" in known.citation


def test_earlier_days_are_not_fetched_where_today_is_written_already(hub: HubService, run: Runs, folder: Path) -> None:
    hub.commit("modelpulse/model-pulse-data", "2026-11-02", pulse())
    run("hub_org_history")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    hub.asked.clear()
    came = run("hub_org_history", since="2026-10-01")["hub_org_history"]
    assert came.state == "not fetched"
    assert "fetch earlier days tomorrow" in came.failures[0]
    assert not hub.asked
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_since_a_day_after_the_last_known_one_leaves_no_gap(hub: HubService, run: Runs, folder: Path) -> None:
    hub.commit("modelpulse/model-pulse-data", "2026-11-02", pulse())
    run("hub_org_history")
    hub.commit("modelpulse/model-pulse-data", "2026-11-21", pulse(low_days=["2026-11-01"]))
    run("hub_org_history", today="2026-11-21", since="2026-11-20")
    assert list(snapshots.read("hub_org_history", folder)["low"]) == [False, True]


def test_months_that_the_store_has_stay_as_they_are_whatever_day_is_asked_for(
    hub: HubService, run: Runs, folder: Path
) -> None:
    before = snapshots.read("hub_totals", folder)
    hub.commit("modelpulse/model-pulse-data", "2026-11-02", pulse())
    run("hub_totals", since="2026-10-01")
    after = snapshots.read("hub_totals", folder)
    assert after[after["month"] < "2026-10-01"].reset_index(drop=True).equals(before)


def test_a_base_model_that_is_no_longer_wanted_keeps_its_days(
    hub: HubService, run: Runs, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.commit("modelpulse/model-pulse-data", "2026-11-02", pulse())
    monkeypatch.setattr("lib.refresh.history.bases", lambda run: ["Qwen/Qwen2.5-7B"])
    run("hub_family_history")
    monkeypatch.setattr("lib.refresh.history.bases", lambda run: ["meta-llama/Llama-9"])
    hub.commit("modelpulse/model-pulse-data", "2026-11-21", pulse(low_days=["2026-11-01"]))
    run("hub_family_history", today="2026-11-21")
    rows = snapshots.read("hub_family_history", folder)
    assert rows[["model", "low"]].to_numpy().tolist() == [["Qwen/Qwen2.5-7B", False], ["Qwen/Qwen2.5-7B", True]]


def test_a_month_of_hub_stats_that_the_store_has_is_not_read_again(
    hub: HubService, run: Runs, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = {"id": ["Qwen/Qwen9-8B"], "downloads": [7], "likes": [1]}
    hub.commit("cfahlgren1/hub-stats", "2026-09-30", {"models.parquet": parquet(rows)})
    hub.clock = ahead(TODAY)
    run("hub_models", since="2026-09-01")
    read: list[str] = []
    monkeypatch.setattr("lib.refresh.models.hub_stats.rows", lambda revision, orgs, visit: read.append(revision.id))
    hub.clock = ahead("2026-11-21")
    assert run("hub_models", today="2026-11-21", since="2026-09-01")["hub_models"].state == "nothing new"
    assert read == []


def test_lmarena_comes_whole_the_first_time_and_then_its_newest_publication(
    hub: HubService, run: Runs, folder: Path
) -> None:
    def board(day: str, rating: float) -> dict[str, list]:
        return {
            "model_name": ["qwen9"],
            "organization": ["Alibaba"],
            "license": ["Apache 2.0"],
            "rating": [rating],
            "rating_lower": [rating - 1],
            "rating_upper": [rating + 1],
            "category": ["overall"],
            "leaderboard_publish_date": [day],
        }

    def published(day: str, rating: float) -> dict[str, bytes]:
        files = {"latest": board(day, rating), "full": board("2026-11-12", 1400)}
        return {
            f"{name}/{kind}-00000-of-00001.parquet": parquet(rows)
            for name in ("text", "text_style_control")
            for kind, rows in files.items()
        }

    hub.commit("lmarena-ai/leaderboard-dataset", "2026-11-19", published("2026-11-19", 1500))
    assert run("arena")["arena"].rows == 2
    assert run("arena", today="2026-11-21")["arena"].rows == 2
    assert run("arena", today="2026-11-22")["arena"].state == "nothing new"
    rows = snapshots.read("arena", folder)
    assert rows.loc[rows["board"] == "text", ["rating", "rating_low"]].to_numpy().tolist() == [
        [1400, 1399],
        [1500, 1499],
    ]
    assert len(rows[~rows["board"].isin(["text", "text_style_control"])]) == 1109


def test_modelscope_is_judged_too(run: Runs, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    models = [{"id": f"Qwen/Qwen{number}", "downloads": number} for number in range(40)]
    service = ModelScopeService(owners={"Qwen": models}, clock=ahead(TODAY))
    with serving(service.app) as base:
        monkeypatch.setenv("MODELSCOPE_BASE_URL", f"{base}/openapi/v1")
        assert run("modelscope_models")["modelscope_models"].rows == 40
        service.owners["Qwen"], service.clock = models[:2], ahead("2026-11-21")
        came = run("modelscope_models", today="2026-11-21")["modelscope_models"]
    assert came.failures[0].startswith("Qwen: 2 models where there were 40")
    assert len(snapshots.read("modelscope_models", folder)) == 40


def test_modelscope_is_a_count_of_its_own(run: Runs, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service = ModelScopeService(owners={"Qwen": [{"id": "Qwen/Qwen9", "downloads": 5}]}, clock=ahead(TODAY))
    with serving(service.app) as base:
        monkeypatch.setenv("MODELSCOPE_BASE_URL", f"{base}/openapi/v1")
        assert run("modelscope_models")["modelscope_models"].good
    assert snapshots.read("modelscope_models", folder)["downloads"].tolist() == [5]
    assert "not comparable with the Hub's" in snapshots.provenance("modelscope_models", folder).universe
