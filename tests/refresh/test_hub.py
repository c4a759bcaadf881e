"""A refresh from a Hub that does what the real one does: what lands, what is kept aside, and what is told."""

import json
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from lib import snapshots
from tests.refresh.conftest import HUB, Refresh
from tests.servers.faults import Fault

ALWAYS = "author=Qwen"


def test_a_first_fetch_writes_every_model_every_org_and_the_derivatives(refresh: Refresh) -> None:
    refresh.hub.children["Qwen/Model-1-1B"] = {"finetune": 3, "quantized": 2, "adapter": 1, "merge": 0}
    came = refresh()
    assert {table: (one.state, one.rows, one.new, one.gone) for table, one in came.items()} == {
        "hub_models": ("written", 15, 15, 0),
        "hub_orgs": ("written", 2, 2, 0),
        "hub_derivatives": ("written", came["hub_derivatives"].rows, came["hub_derivatives"].rows, 0),
    }
    assert all(one.good for one in came.values())
    first = refresh.models().set_index("model").loc["Qwen/Model-1-1B"]
    assert (first["org"], first["downloads_30d"], first["downloads_all_time"]) == ("Qwen", 3_000_000, 27_000_000)
    assert (first["day"], first["fetched_at"].date()) == (pd.Timestamp("2026-11-20"), date(2026, 11, 20))
    counted = snapshots.read("hub_derivatives", refresh.folder).set_index("model").loc["Qwen/Model-1-1B"]
    assert list(counted[["finetune", "quantized", "adapter", "merge"]]) == [3, 2, 1, 0]
    orgs = snapshots.read("hub_orgs", refresh.folder).set_index("org")
    assert list(orgs.loc["Qwen", ["models_stated", "models_read"]]) == [10, 10]


def test_tracked_are_language_models_and_the_rest_is_there_too(refresh: Refresh) -> None:
    refresh.hub.orgs["Qwen"][0]["pipeline_tag"] = "text-to-image"
    refresh("hub_models")
    tracked = refresh.models().set_index("model")["tracked"]
    assert not tracked["Qwen/Model-1-1B"]
    assert tracked["Qwen/Model-2-2B"]


def test_a_second_run_on_the_same_day_asks_nothing_and_changes_nothing(refresh: Refresh) -> None:
    refresh()
    before = {path: path.read_bytes() for path in refresh.folder.rglob("*") if path.is_file()}
    refresh.asked()
    assert {one.state for one in refresh().values()} == {"fetched today already"}
    assert refresh.asked() == []
    assert {path: path.read_bytes() for path in refresh.folder.rglob("*") if path.is_file()} == before


def test_the_next_day_counts_what_is_new_changed_and_gone(refresh: Refresh) -> None:
    refresh("hub_models")
    qwen = refresh.hub.orgs["Qwen"]
    qwen[0]["downloads"] += 1
    qwen[1] = {**qwen[1], "_id": "6" * 24, "id": "Qwen/Newcomer-8B"}
    came = refresh("hub_models", days=1)["hub_models"]
    assert (came.state, came.rows, came.new, came.changed, came.gone) == ("written", 15, 1, 1, 1)
    assert len(refresh.models()) == 30
    assert "Qwen/Model-2-2B" in set(refresh.models()["model"])


def test_a_model_with_another_name_is_known_by_its_id(refresh: Refresh) -> None:
    refresh("hub_models")
    refresh.hub.orgs["Qwen"][1]["id"] = "Qwen/Renamed-2B"
    assert "Qwen/Model-2-2B is called Qwen/Renamed-2B now" in refresh("hub_models", days=1)["hub_models"].notes


def test_an_org_with_fewer_than_nine_tenths_of_its_models_is_kept_aside_and_the_others_land(refresh: Refresh) -> None:
    refresh("hub_models")
    del refresh.hub.orgs["Qwen"][8:]
    came = refresh("hub_models", days=1)["hub_models"]
    assert came.failures == ("Qwen: 8 models where there were 10; kept in aside/hub_models/2026-11-21.parquet",)
    assert (came.state, came.rows) == ("written", 5)
    assert set(refresh.models().set_index("day").loc["2026-11-21", "org"]) == {"meta-llama"}
    assert len(pd.read_parquet(refresh.folder / "aside" / "hub_models" / "2026-11-21.parquet")) == 8
    assert not snapshots.provenance("hub_models", refresh.folder).complete


def test_an_org_is_judged_by_its_own_last_complete_fetch_and_not_by_yesterday(refresh: Refresh) -> None:
    refresh("hub_models")
    last = refresh.hub.orgs["Qwen"].pop()
    assert refresh("hub_models", days=1)["hub_models"].good, "nine of ten are enough"
    del refresh.hub.orgs["Qwen"][7:]
    assert not refresh("hub_models", days=2)["hub_models"].good
    assert not refresh("hub_models", days=3)["hub_models"].good, "seven stay too few for nine"
    refresh.hub.orgs["Qwen"] += [last, {**last, "_id": "5" * 24, "id": "Qwen/Another-8B"}]
    assert refresh("hub_models", days=4)["hub_models"].good


def test_an_org_without_any_model_left_is_told_and_its_history_stays(refresh: Refresh) -> None:
    refresh("hub_models")
    refresh.hub.orgs["Qwen"] = []
    came = refresh("hub_models", days=1)["hub_models"]
    assert came.failures[0].startswith("Qwen: 0 models where there were 10")
    assert len(refresh.models().query("org == 'Qwen'")) == 10


def test_an_org_that_cannot_be_fetched_takes_no_other_with_it(refresh: Refresh) -> None:
    refresh.hub.faults.append(Fault(ALWAYS, "status", status=503))
    came = refresh("hub_models")["hub_models"]
    assert came.failures == ("Qwen: Hugging Face Hub answers 503; try again later",)
    assert list(refresh.models()["org"].unique()) == ["meta-llama"]
    known = snapshots.provenance("hub_models", refresh.folder)
    assert not known.complete
    assert known.how == "Read from the Hub's list of models, of 1 of 2 registered orgs."
    assert snapshots.attempt("hub_models", refresh.folder).why == came.failures[0]


def test_an_org_of_which_a_page_is_missing_is_not_taken_for_whole(refresh: Refresh) -> None:
    refresh.hub.page = 4
    refresh.hub.faults.append(Fault("author=Qwen.*cursor", "cut"))
    came = refresh("hub_models")["hub_models"]
    assert len(came.failures) == 1
    assert list(refresh.models()["org"].unique()) == ["meta-llama"]


@pytest.mark.parametrize("kind", ["loop", "repeat", "foreign"])
def test_an_org_whose_pages_lead_astray_is_not_taken(refresh: Refresh, kind: str) -> None:
    refresh.hub.page = 4
    refresh.hub.faults.append(Fault(ALWAYS, kind))
    assert list(refresh("hub_models")["hub_models"].failures)
    assert list(refresh.models()["org"].unique()) == ["meta-llama"]


def test_pages_make_one_org_and_a_model_that_comes_twice_is_one(refresh: Refresh) -> None:
    refresh.hub.page = 3
    refresh.hub.orgs["Qwen"].insert(4, dict(refresh.hub.orgs["Qwen"][3]))
    assert refresh("hub_models")["hub_models"].rows == 15


def test_one_bad_item_is_skipped_with_the_reason_and_unknown_stays_unknown(refresh: Refresh) -> None:
    refresh.hub.orgs["Qwen"][0]["downloads"] = "many"
    refresh.hub.orgs["Qwen"][1]["downloads"] = None
    del refresh.hub.orgs["Qwen"][2]["downloadsAllTime"]
    refresh.hub.orgs["Qwen"][3]["id"] = "Qwen/<b onclick=x>"
    came = refresh("hub_models")["hub_models"]
    assert sorted(came.skipped) == [
        "Qwen/<b onclick=x>: it has no id of the form org/name",
        "Qwen/Model-1-1B: its downloads is 'many', which is no count",
    ]
    rows = refresh.models().set_index("model")
    assert rows["downloads_30d"].isna().sum() == 1
    assert rows["downloads_all_time"].isna().sum() == 1


def test_a_counter_that_falls_lands_as_it_is(refresh: Refresh) -> None:
    refresh("hub_models")
    refresh.hub.orgs["Qwen"][0]["downloadsAllTime"] = 5
    refresh("hub_models", days=1)
    assert list(refresh.models().query("model == 'Qwen/Model-1-1B'")["downloads_all_time"]) == [27_000_000, 5]


def test_a_token_that_the_hub_refuses_is_told_once_and_the_rest_is_asked_without(
    refresh: Refresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    refresh.hub.faults.append(Fault("", "badtoken"))
    came = refresh()
    assert all(one.good for one in came.values())
    assert len(refresh.told) == 1
    assert "make a new token or unset HF_TOKEN" in refresh.told[0]
    said = json.dumps([refresh.told, [str(one) for one in came.values()]])
    assert "hf_secret" not in said + "".join(path.read_text() for path in refresh.folder.rglob("*.json"))


def test_a_property_that_the_hub_no_longer_offers_stays_unknown_and_is_told(refresh: Refresh) -> None:
    refresh.hub.faults.append(Fault("/api/models", "withdrawn", property="downloadsAllTime"))
    came = refresh("hub_models")["hub_models"]
    assert came.good
    assert came.notes == ("the Hub no longer offers downloadsAllTime, which stays unknown",)
    assert refresh.models()["downloads_all_time"].isna().all()
    assert refresh.models()["downloads_30d"].notna().all()


def test_what_was_fetched_before_the_quota_ended_is_kept_for_the_next_run_of_the_day(
    refresh: Refresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.refresh.step.AT_ONCE", 1)
    refresh.hub.faults.append(Fault(ALWAYS, "quota", reset=100_000))
    came = refresh("hub_models")["hub_models"]
    assert came.state == "failed"
    assert came.failures[0].startswith("the quota of Hugging Face Hub is used up")
    assert came.failures[0].endswith("(1 of 2 are fetched and kept for the next run of today)")
    assert any("waiting 301 seconds" in sentence for sentence in refresh.told)
    assert not snapshots.vintages("hub_models", refresh.folder)
    refresh.hub.faults.clear()
    refresh.asked()
    assert refresh("hub_models")["hub_models"].rows == 15
    assert refresh.asked() == ["/api/models?Qwen"]
    assert not list((refresh.folder / "staging").rglob("*.jsonl"))


def test_what_an_interrupted_run_of_an_earlier_day_left_lands_under_its_own_day(
    refresh: Refresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.refresh.step.AT_ONCE", 1)
    refresh.hub.faults.append(Fault(ALWAYS, "quota", reset=100_000))
    refresh("hub_models")
    refresh.hub.faults.clear()
    refresh("hub_models", days=1)
    assert refresh.models().groupby("day")["org"].unique().map(sorted).to_dict() == {
        pd.Timestamp("2026-11-20"): ["meta-llama"],
        pd.Timestamp("2026-11-21"): ["Qwen", "meta-llama"],
    }


def test_the_day_is_that_of_the_hub_and_not_of_a_clock_that_is_wrong(refresh: Refresh) -> None:
    assert refresh("hub_models", behind=3)["hub_models"].good
    assert snapshots.vintages("hub_models", refresh.folder) == [date(2026, 11, 20)]
    assert set(refresh.models()["day"]) == {pd.Timestamp("2026-11-20")}
    assert refresh("hub_models")["hub_models"].state == "fetched today already"


def test_a_dry_run_says_what_would_come_and_writes_nothing(refresh: Refresh) -> None:
    before = sorted(refresh.folder.rglob("*"))
    came = refresh(dry=True)
    assert came["hub_models"].state == "would be written"
    assert came["hub_models"].new == 15
    assert sorted(refresh.folder.rglob("*")) == before


def test_an_org_that_the_hub_does_not_have_is_told_and_is_no_failure(refresh: Refresh) -> None:
    refresh.hub.faults.append(Fault("/api/organizations/Qwen", "status", status=404))
    came = refresh()["hub_orgs"]
    assert came.good
    assert came.notes == ("the Hub does not have Qwen",)


def test_a_renamed_base_model_is_counted_under_its_present_name(refresh: Refresh) -> None:
    refresh.hub.children["Qwen/Present-1B"] = {"finetune": 1, "quantized": 0, "adapter": 0, "merge": 0}
    refresh("hub_models")
    refresh.hub.renames["Qwen/Model-1-1B"] = "Qwen/Present-1B"
    refresh.hub.orgs["Qwen"].pop(0)
    came = refresh("hub_derivatives", days=1)["hub_derivatives"]
    assert "Qwen/Model-1-1B is called Qwen/Present-1B now" in came.notes
    assert "Qwen/Present-1B" in set(snapshots.read("hub_derivatives", refresh.folder)["model"])


def test_without_a_network_every_table_says_so_and_the_store_is_as_it_was(
    refresh: Refresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    refresh()
    before = {path: path.read_bytes() for path in refresh.folder.rglob("*.parquet")}
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    came = refresh(days=1)
    assert set(came) == set(HUB)
    for one in came.values():
        assert one.state == "failed"
        assert "Hugging Face Hub cannot be reached" in one.failures[0]
        assert "look to the network" in one.failures[0]
    assert {path: path.read_bytes() for path in refresh.folder.rglob("*.parquet")} == before
    assert "cannot be reached" in snapshots.attempt("hub_models", refresh.folder).why


def test_a_table_that_is_damaged_is_told_and_the_others_of_its_service_land(refresh: Refresh) -> None:
    refresh()
    (refresh.folder / "snapshots" / "hub_models" / "2026-11-20.parquet").write_bytes(b"")
    came = refresh(days=1)
    assert (
        came["hub_models"].failures[0].endswith("is not the file that was written (sha256 differs); restore the file")
    )
    assert came["hub_orgs"].state == "written"


def test_the_registry_is_kept_with_the_first_vintage_and_again_when_it_has_changed(refresh: Refresh) -> None:
    refresh("hub_models")
    refresh("hub_models", days=1)
    kept = refresh.folder / "snapshots" / "registry"
    assert [path.name for path in kept.iterdir()] == ["2026-11-20"]
    events = refresh.folder / "registry" / "events.csv"
    events.write_text(events.read_text(encoding="utf-8").replace("ATOM", "Atom"), encoding="utf-8")
    refresh("hub_models", days=2)
    assert sorted(path.name for path in kept.iterdir()) == ["2026-11-20", "2026-11-22"]


def test_models_read_are_those_of_today_and_unknown_where_an_org_was_not_read(refresh: Refresh) -> None:
    refresh("hub_models")
    refresh.hub.faults.append(Fault(ALWAYS, "status", status=503))
    refresh(days=1)
    rows = snapshots.read("hub_orgs", refresh.folder).set_index("org")["models_read"]
    assert rows["meta-llama"] == 5
    assert pd.isna(rows["Qwen"])


def test_models_read_are_known_though_the_models_landed_in_a_run_before(refresh: Refresh) -> None:
    refresh("hub_models")
    refresh("hub_orgs")
    assert list(snapshots.read("hub_orgs", refresh.folder)["models_read"]) == [10, 5]


def test_derivatives_are_counted_also_for_models_of_an_org_that_failed_today(refresh: Refresh) -> None:
    first = refresh()["hub_derivatives"].rows
    refresh.hub.faults.append(Fault("/api/models\\?author=Qwen", "status", status=503))
    assert refresh(days=1)["hub_derivatives"].rows == first


def test_leftovers_of_an_interrupted_day_are_judged_too(refresh: Refresh, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.refresh.step.AT_ONCE", 1)
    refresh("hub_models")
    llama = refresh.hub.orgs["meta-llama"]
    refresh.hub.orgs["meta-llama"] = llama[:2]
    refresh.hub.faults.append(Fault(ALWAYS, "quota", reset=100_000))
    refresh("hub_models", days=1)
    refresh.hub.faults.clear()
    refresh.hub.orgs["meta-llama"] = llama
    came = refresh("hub_models", days=2)["hub_models"]
    assert came.failures == ("meta-llama: 2 models where there were 5; kept in aside/hub_models/2026-11-22.parquet",)
    days = refresh.models().groupby("day").size().to_dict()
    assert days == {pd.Timestamp("2026-11-20"): 15, pd.Timestamp("2026-11-22"): 15}


def test_a_run_over_midnight_loses_no_org(refresh: Refresh, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.refresh.step.AT_ONCE", 1)
    refresh("hub_models")
    refresh.hub.faults.append(Fault(ALWAYS, "quota", reset=100_000))
    refresh("hub_models", days=1, behind=-0.49)
    refresh.hub.faults.clear()
    came = refresh("hub_models", days=1.49)["hub_models"]
    assert came.good, came
    assert set(refresh.models().groupby("org")["day"].nunique()) == {2}


def test_an_org_in_another_spelling_is_judged_all_the_same(refresh: Refresh) -> None:
    refresh("hub_models")
    aliases = refresh.registry.aliases
    spelled = aliases.assign(name=aliases["name"].replace("Qwen", "qwen"))
    refresh.registry = replace(refresh.registry, tables={**refresh.registry.tables, "aliases": spelled})
    refresh.hub.orgs["qwen"] = refresh.hub.orgs.pop("Qwen")[:2]
    assert refresh("hub_models", days=1)["hub_models"].failures[0].startswith("qwen: 2 models where there were 10")


def test_an_address_where_nothing_is_there_is_a_failure(refresh: Refresh) -> None:
    refresh.hub.faults.append(Fault("", "status", status=404))
    came = refresh()
    assert not any(one.good for one in came.values())
    assert "look to the service's address" in came["hub_models"].failures[0]


def test_the_second_run_after_a_partial_one_repeats_why_it_is_not_whole(refresh: Refresh) -> None:
    refresh.hub.faults.append(Fault(ALWAYS, "status", status=503))
    first = refresh("hub_models")["hub_models"]
    refresh.hub.faults.clear()
    refresh.asked()
    again = refresh("hub_models")["hub_models"]
    assert (again.state, again.failures) == ("fetched today already", first.failures)
    assert refresh.asked() == []


def test_words_of_a_service_that_cannot_be_written_break_nothing(refresh: Refresh) -> None:
    refresh.hub.faults.append(Fault("author=Qwen", "status", status=418, message="\ud800 \x1b[31mbad"))
    came = refresh()
    assert set(came) == set(HUB)
    assert came["hub_orgs"].good
    assert "\x1b" not in came["hub_models"].failures[0]
