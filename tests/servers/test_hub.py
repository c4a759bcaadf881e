"""The test Hub, as huggingface_hub and a bare request meet it."""

import base64
import io
import json
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import requests
from huggingface_hub import HfApi, HfFileSystem
from huggingface_hub.errors import DisabledRepoError, GatedRepoError, RepositoryNotFoundError, RevisionNotFoundError

from tests.servers.hub import HubService, models_of, robots_of
from tests.servers.serving import serving

STATS = "someone/stats"


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> HubService:
    """A Hub with five models of one org, two to a page."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_TELEMETRY", True)
    return HubService(orgs={"Qwen": models_of("Qwen", 5)}, page=2)


@pytest.fixture
def url(hub: HubService) -> Iterator[str]:
    with serving(hub.app) as base:
        yield base


@pytest.fixture
def api(url: str) -> HfApi:
    """The client of a stranger."""
    return HfApi(endpoint=url, token=False)


def test_a_list_has_the_properties_that_were_asked_and_that_the_model_has(hub: HubService, url: str) -> None:
    first, second = requests.get(f"{url}/api/models?expand=likes&expand[]=safetensors&sort=downloads").json()
    assert first == {key: hub.orgs["Qwen"][0][key] for key in ("_id", "id", "likes", "safetensors")}
    del hub.orgs["Qwen"][1]["safetensors"]
    assert set(second) - set(requests.get(f"{url}/api/models?expand=likes&expand=safetensors").json()[1]) == {
        "safetensors"
    }


def test_a_list_without_expand_has_neither_author_nor_all_time_downloads(url: str) -> None:
    keys = set(requests.get(f"{url}/api/models?author=Qwen").json()[0])
    assert {"modelId", "downloads", "createdAt"} < keys
    assert not {"author", "downloadsAllTime", "gated"} & keys


def test_the_client_meets_every_model_once_the_largest_first_and_the_unknown_last(hub: HubService, api: HfApi) -> None:
    hub.orgs["Qwen"][0]["downloads"] = None
    found = [model.id for model in api.list_models(author="Qwen", sort="downloads", expand=["downloads"])]
    assert found == [model["id"] for model in hub.orgs["Qwen"][1:] + hub.orgs["Qwen"][:1]]
    assert len(hub.asked) == 3


def test_a_next_link_is_absolute_with_the_same_query_and_a_cursor_over_the_sorted_field(
    hub: HubService, url: str
) -> None:
    reply = requests.get(f"{url}/api/models?author=Qwen&sort=downloads&expand=likes&expand=tags")
    link = reply.links["next"]["url"]
    assert link.startswith(f"{url}/api/models?author=Qwen&sort=downloads&expand=likes&expand=tags&cursor=")
    last = hub.orgs["Qwen"][1]
    assert json.loads(base64.b64decode(parse_qs(urlsplit(link).query)["cursor"][0])) == {
        "$or": [
            {"downloads": last["downloads"], "_id": {"$gt": last["_id"]}},
            {"downloads": {"$lt": last["downloads"]}},
            {"downloads": None},
        ]
    }


def test_a_model_that_sinks_while_one_pages_comes_twice(hub: HubService, url: str) -> None:
    reply = requests.get(f"{url}/api/models?author=Qwen&sort=downloads")
    hub.orgs["Qwen"][0]["downloads"] = 1
    seen = [model["id"] for model in reply.json()]
    while "next" in reply.links:
        reply = requests.get(reply.links["next"]["url"])
        seen += [model["id"] for model in reply.json()]
    assert len(seen) == 6
    assert seen[0] == seen[-1]


@pytest.mark.parametrize("sort", ["createdAt", "lastModified", "likes", "trendingScore"])
def test_every_sort_falls(hub: HubService, url: str, sort: str) -> None:
    hub.page = 1000
    values = [model[sort] for model in requests.get(f"{url}/api/models?sort={sort}&expand={sort}").json()]
    assert values == sorted(values, reverse=True)
    assert len(values) == 5


def test_a_filter_is_a_tag(hub: HubService, api: HfApi) -> None:
    hub.orgs["me"] = models_of("me", 2)
    hub.orgs["me"][1]["tags"].append("base_model:finetune:Qwen/Model-1-1B")
    found = [model.id for model in api.list_models(filter="base_model:finetune:Qwen/Model-1-1B")]
    assert found == [hub.orgs["me"][1]["id"]]


@pytest.mark.parametrize("name", ["childrenModelCount", "baseModels", "usedStorage", "downloads,likes"])
def test_what_a_list_does_not_offer_is_refused_by_its_place(url: str, name: str) -> None:
    reply = requests.get(f"{url}/api/models", {"expand": ["likes", name]})
    assert reply.status_code == 400
    assert reply.json()["error"].startswith('✖ Invalid option: expected one of "author"|')
    assert reply.json()["error"].endswith(" at expand[1]")


def test_one_model_tells_its_derivatives(hub: HubService, api: HfApi) -> None:
    hub.children["meta/base"] = {"adapter": 1, "merge": 2, "quantized": 3, "finetune": 4}
    assert api.model_info("meta/base", expand=["childrenModelCount"]).children_model_count == hub.children["meta/base"]


def test_a_renamed_model_is_found_by_way_of_a_relative_redirect(hub: HubService, api: HfApi, url: str) -> None:
    hub.renames["old/name"] = "Qwen/Model-1-1B"
    reply = requests.get(f"{url}/api/models/old/name?expand=likes", allow_redirects=False)
    assert (reply.status_code, reply.headers["location"]) == (307, "/api/models/Qwen/Model-1-1B?expand=likes")
    assert "ratelimit" in reply.headers
    assert api.model_info("old/name").id == api.model_info("qwen/model-1-1b").id == "Qwen/Model-1-1B"


def test_a_missing_model_is_a_bare_401_and_with_a_token_a_404(url: str) -> None:
    reply = requests.get(f"{url}/api/models/no/such")
    assert (reply.status_code, reply.json()) == (401, {"error": "Invalid username or password."})
    assert "x-error-code" not in reply.headers
    with pytest.raises(RepositoryNotFoundError):
        HfApi(endpoint=url, token="hf_good").model_info("no/such")


def test_counters_of_gated_and_disabled_models_are_told_and_their_files_are_not(hub: HubService, api: HfApi) -> None:
    gated, disabled = hub.orgs["Qwen"][:2]
    gated["gated"], disabled["disabled"] = "manual", True
    assert api.model_info(gated["id"]).gated == "manual"
    assert api.model_info(disabled["id"]).disabled
    with pytest.raises(GatedRepoError):
        api.list_repo_commits(gated["id"])
    with pytest.raises(DisabledRepoError):
        api.list_repo_commits(disabled["id"])


def test_an_org_is_known_in_any_case_and_an_unknown_one_is_not(hub: HubService, api: HfApi, url: str) -> None:
    hub.followers["Qwen"] = 108_112
    org = api.get_organization_overview("qwen")
    assert (org.name, org.num_models, org.num_followers) == ("Qwen", 5, 108_112)
    assert requests.get(f"{url}/api/organizations/nobody/overview").status_code == 404


def test_the_quota_is_told_on_every_reply_and_used_up(hub: HubService, url: str) -> None:
    hub.quota, hub.window = 2, 1
    replies = [requests.get(f"{url}/api/models/{id_}") for id_ in ("Qwen/Model-1-1B", "no/such", "Qwen/Model-1-1B")]
    assert [reply.status_code for reply in replies] == [200, 401, 429]
    assert [reply.headers["ratelimit"][:9] for reply in replies] == ['"api";r=1', '"api";r=0', '"api";r=0']
    assert replies[0].headers["ratelimit-policy"] == '"fixed window";"api";q=2;w=1'
    assert "retry-after" not in replies[2].headers
    time.sleep(1.05)
    assert requests.get(f"{url}/api/models").status_code == 200


def test_the_clock_of_the_server_may_be_wrong(hub: HubService, url: str) -> None:
    hub.clock = 3600
    ahead = parsedate_to_datetime(requests.get(f"{url}/api/models").headers["date"]).timestamp() - time.time()
    assert 3590 < ahead < 3610


def test_requests_are_noted_but_not_those_for_harnesses(hub: HubService, url: str) -> None:
    requests.get(f"{url}/api/agent-harnesses")
    requests.get(f"{url}/api/models?expand=likes&expand=tags", headers={"Authorization": "Bearer hf_x"})
    assert [asked[:3] for asked in hub.asked] == [("GET", "/api/models", [("expand", "likes"), ("expand", "tags")])]
    assert hub.asked[0].headers["authorization"] == "Bearer hf_x"


def test_a_file_is_read_as_it_was_at_a_commit(hub: HubService, api: HfApi, tmp_path: Path) -> None:
    old = hub.commit(STATS, "2026-10-01", {"days/a.txt": b"old"})
    new = hub.commit(STATS, "2026-10-02", {"days/a.txt": b"new"})
    assert [commit.commit_id for commit in api.list_repo_commits(STATS, repo_type="dataset")] == [new, old]
    for revision, content in ((old, b"old"), (None, b"new")):
        path = api.hf_hub_download(STATS, "days/a.txt", repo_type="dataset", revision=revision, cache_dir=tmp_path)
        assert Path(path).read_bytes() == content
    with pytest.raises(RevisionNotFoundError):
        api.list_repo_commits(STATS, repo_type="dataset", revision="0" * 40)


def test_commits_come_in_pages_with_their_number(hub: HubService, api: HfApi, url: str) -> None:
    for day in range(10, 73):
        hub.commit(STATS, f"2026-{day // 28 + 1:02}-{day % 28 + 1:02}", {})
    reply = requests.get(f"{url}/api/datasets/{STATS}/commits/main?limit=20")
    assert (len(reply.json()), reply.headers["x-total-count"]) == (20, "63")
    assert reply.links["next"]["url"] == f"{url}/api/datasets/{STATS}/commits/main?p=1&limit=20"
    assert len(api.list_repo_commits(STATS, repo_type="dataset")) == 63


def test_a_column_of_a_remote_file_is_read_without_the_others(hub: HubService, url: str) -> None:
    table = pa.table({"downloads": range(1000), "card": [f"{row:09}" * 100 for row in range(1000)]})
    pq.write_table(table, written := io.BytesIO(), compression="none", use_dictionary=False)
    hub.commit(STATS, "2026-10-01", {"models.parquet": written.getvalue()})
    with HfFileSystem(endpoint=url, token=False, skip_instance_cache=True).open(
        f"datasets/{STATS}/models.parquet", block_size=4096
    ) as file:
        assert pq.ParquetFile(file).read(columns=["downloads"]) == table.select(["downloads"])
    ranges = [asked.headers["range"].removeprefix("bytes=") for asked in hub.asked if "range" in asked.headers]
    read = sum(int(last) - int(first) + 1 for first, last in (part.split("-") for part in ranges))
    assert 0 < read < len(written.getvalue()) / 10


def test_a_range_beyond_the_file_is_refused(hub: HubService, url: str) -> None:
    hub.commit(STATS, "2026-10-01", {"a.txt": b"abcdef"})
    address = f"{url}/datasets/{STATS}/resolve/main/a.txt"
    parts = {part: requests.get(address, headers={"Range": f"bytes={part}"}) for part in ("1-2", "4-", "-1", "6-9")}
    assert [reply.content for reply in parts.values()] == [b"bc", b"ef", b"f", b""]
    assert [reply.status_code for reply in parts.values()] == [206, 206, 206, 416]
    assert parts["1-2"].headers["content-range"] == "bytes 1-2/6"


def test_made_models_are_the_same_each_time_and_lack_what_real_ones_lack() -> None:
    models = models_of("Qwen", 40)
    assert models == models_of("Qwen", 40)
    assert len({model["_id"] for model in models}) == 40
    assert 0 < sum("safetensors" not in model for model in models) < 40
    assert 0 < sum("pipeline_tag" not in model for model in models) < 40


def test_the_client_lists_datasets_by_tag_page_by_page(hub: HubService, api: HfApi) -> None:
    hub.listed_datasets = [
        *robots_of("somebody", 3, "task_categories:robotics", "LeRobot"),
        *robots_of("else", 1, "task_categories:text-generation"),
    ]
    found = list(api.list_datasets(filter="LeRobot", task_categories="robotics", sort="downloads", expand=["tags"]))
    assert [one.id.split("/")[0] for one in found] == ["somebody"] * 3
    assert "LeRobot" in (found[0].tags or [])
    assert [one.path for one in hub.asked] == ["/api/datasets"] * 2


def test_a_property_of_models_is_none_of_datasets(hub: HubService, url: str) -> None:
    assert requests.get(f"{url}/api/models?expand=pipeline_tag").status_code == 200
    assert requests.get(f"{url}/api/datasets?expand=pipeline_tag").status_code == 400
