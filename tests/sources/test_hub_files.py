"""Files of datasets with the real client: what is read of them, and one sentence for whatever goes wrong."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest
from huggingface_hub import constants
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from lib.sources import hub_files
from lib.sources.asking import Limits, Watch
from lib.sources.failures import MissingError, RefusedError, SourceError
from lib.sources.hub import Hub, open_hub
from lib.sources.hub_way import Visit
from lib.sources.parquet_parts import of_owners
from tests.servers.faults import Fault
from tests.servers.hub import HubService
from tests.servers.serving import resetting, serving, silent
from tests.sources.clocks import Clock
from tests.sources.datasets import at_ease, bytes_read, hub_of, parquet, ranges, tokens, visiting

DATA = "me/data"
GOOD = {"id": ["a/1", "a/2", "b/1"], "likes": [1, 2, 3]}


@pytest.fixture(autouse=True)
def ease(monkeypatch: pytest.MonkeyPatch) -> None:
    at_ease(monkeypatch)


@pytest.fixture
def hub() -> Iterator[tuple[HubService, str]]:
    with hub_of(DATA, {"good.parquet": parquet(GOOD), "bad.parquet": b"<html>" * 30, "meta.json": b"{}"}) as both:
        yield both


def read(
    url: str,
    path: str = "good.parquet",
    columns: tuple[str, ...] = ("id", "likes"),
    visit: Visit | None = None,
    **others: object,
) -> list:
    """All rows of a file, as tuples."""
    tables = hub_files.tables(visit or visiting(url), others.pop("dataset", DATA), path, columns, **others)
    return [tuple(row.values()) for table in tables for row in table.to_pylist()]


def refusal(url: str, kind: type[SourceError] = SourceError, **others: object) -> SourceError:
    """The error of a reading, after it was seen to be a sentence."""
    with pytest.raises(kind) as caught:
        read(url, **others)
    assert "\n" not in str(caught.value)
    return caught.value


def test_columns_of_a_file_are_read_where_it_lies(hub: tuple[HubService, str]) -> None:
    assert read(hub[1]) == [("a/1", 1), ("a/2", 2), ("b/1", 3)]
    assert read(hub[1], columns=("likes",)) == [(1,), (2,), (3,)]


def test_a_column_that_the_file_lacks_comes_as_nulls(hub: tuple[HubService, str]) -> None:
    assert read(hub[1], columns=("id", "downloadsAllTime")) == [("a/1", None), ("a/2", None), ("b/1", None)]


def test_a_needed_column_that_the_file_lacks_is_named(hub: tuple[HubService, str]) -> None:
    error = refusal(hub[1], columns=("id", "author"), needed=("id", "author"))
    assert str(error).startswith("good.parquet of the dataset me/data lacks author;")


def test_only_the_wanted_columns_and_row_groups_are_fetched() -> None:
    ids = [f"{owner}/{number:05}" for owner in "abcd" for number in range(5000)]
    table = {"id": ids, "card": [f"{one} " * 50 for one in ids], "likes": range(20000)}
    content = parquet(table, row_group_size=5000, compression="none", use_dictionary=False)
    with hub_of(DATA, {"good.parquet": content}) as (service, url):
        assert len(read(url, keep=of_owners("id", ["c"]))) == 5000
    footer = 1 << 16
    assert len(ranges(service)) <= 4
    assert bytes_read(service) < footer + 5000 * (11 + 8) * 1.1 < len(content) / 20


def test_a_large_column_comes_in_ranges_of_a_few_megabytes() -> None:
    texts = [f"{number:0100}" for number in range(100_000)]
    content = parquet({"id": texts}, compression="none", use_dictionary=False)
    with hub_of(DATA, {"good.parquet": content}) as (service, url):
        assert sum(table.num_rows for table in hub_files.tables(visiting(url), DATA, "good.parquet", ["id"])) == 100_000
    assert max(last - first + 1 for first, last in ranges(service)) <= 1 << 21


def test_rows_are_counted_from_the_end_of_the_file(hub: tuple[HubService, str]) -> None:
    assert hub_files.row_count(visiting(hub[1]), DATA, "good.parquet") == 3


def test_an_older_revision_is_read_as_it_was(hub: tuple[HubService, str]) -> None:
    service, url = hub
    first = hub_files.newest(visiting(url), DATA)
    second = service.commit(DATA, "2026-11-02", {"good.parquet": parquet({"id": ["z/1"], "likes": [9]})})
    assert hub_files.newest(visiting(url), DATA) == second != first
    assert read(url) == [("z/1", 9)]
    assert len(read(url, revision=first)) == 3


def test_all_of_a_file_is_read_from_one_commit_though_the_dataset_moves_on() -> None:
    with hub_of(DATA, {"good.parquet": parquet(GOOD, row_group_size=1)}) as (service, url):
        reading = hub_files.tables(visiting(url), DATA, "good.parquet", ["id"])
        found = next(reading)["id"].to_pylist()
        service.commit(DATA, "2026-11-02", {"good.parquet": b"another"})
        assert found + [one for part in reading for one in part["id"].to_pylist()] == GOOD["id"]


@pytest.mark.parametrize("content", [b"{}", b""])
def test_a_whole_file_is_read_as_it_was_in_a_revision(content: bytes) -> None:
    with hub_of(DATA, {"meta.json": content}) as (service, url):
        first = hub_files.newest(visiting(url), DATA)
        service.commit(DATA, "2026-11-02", {"meta.json": b"new"})
        assert hub_files.content(visiting(url), DATA, "meta.json", revision=first) == content
        assert hub_files.content(visiting(url), DATA, "meta.json") == b"new"


@pytest.mark.parametrize("kind", ["status", "cut", "hang", "drip"])
def test_a_whole_file_is_asked_for_again_when_it_does_not_come(hub: tuple[HubService, str], kind: str) -> None:
    hub[0].faults.append(Fault("resolve", kind, times=1, after=1, every=0.001))
    visit = visiting(hub[1], clock=Clock(creep=0.2), limits=Limits(answer=1))
    assert hub_files.content(visit, DATA, "meta.json") == b"{}"


def test_another_page_than_the_file_is_not_taken_for_it(hub: tuple[HubService, str]) -> None:
    hub[0].faults.append(Fault("resolve", "html", after=1))
    with pytest.raises(
        SourceError, match=r"^Hugging Face Hub sends another length of meta.json of the dataset me/data"
    ):
        hub_files.content(visiting(hub[1]), DATA, "meta.json")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("html", "does not answer as itself, as behind a sign-in page or a proxy; try again later"),
        ("invalid", "does not answer as itself, as behind a sign-in page or a proxy; try again later"),
        ("error", "names no revision of me/data; try again later"),
    ],
)
def test_a_revision_is_not_taken_from_something_else(hub: tuple[HubService, str], kind: str, said: str) -> None:
    hub[0].faults.append(Fault("api/datasets", kind))
    with pytest.raises(SourceError, match=f"^Hugging Face Hub {said}"):
        hub_files.newest(visiting(hub[1]), DATA)


@pytest.mark.parametrize("token", [False, "hf_good"])
def test_a_dataset_that_is_gone_ends_its_source(hub: tuple[HubService, str], token: str | bool) -> None:
    for ask in (
        lambda: list(hub_files.tables(visiting(hub[1], token), "me/gone", "good.parquet", ["id"])),
        lambda: hub_files.newest(visiting(hub[1], token), "me/gone"),
    ):
        with pytest.raises(MissingError, match="does not have the dataset me/gone, or not for us; look on") as caught:
            ask()
        assert caught.value.whole


def test_a_missing_file_is_named_and_the_rest_of_the_dataset_may_come(hub: tuple[HubService, str]) -> None:
    error = refusal(hub[1], MissingError, path="none.parquet")
    assert str(error).startswith("the dataset me/data has no none.parquet in this revision; look on the Hub")
    assert not error.whole


def test_a_missing_revision_is_named(hub: tuple[HubService, str]) -> None:
    error = refusal(hub[1], MissingError, revision="0" * 40)
    assert str(error).startswith(f"the dataset me/data has no revision {'0' * 40};")


def test_what_is_no_parquet_file_is_said_to_be_none(hub: tuple[HubService, str]) -> None:
    assert str(refusal(hub[1], path="bad.parquet")).startswith("bad.parquet of the dataset me/data is no Parquet file")


@pytest.mark.parametrize("place", [-20, -60, 10])
def test_a_damaged_parquet_file_is_said_to_be_none(place: int) -> None:
    content = bytearray(parquet({"id": [f"{number:020}" for number in range(2000)]}, compression="snappy"))
    content[place : place + 8] = b"\xff" * 8
    with hub_of(DATA, {"good.parquet": bytes(content)}) as (_, url):
        assert "is no Parquet file that can be read" in str(refusal(url, columns=("id",)))


def told() -> tuple[list[str], Watch]:
    """What is told, and who listens."""
    sentences: list[str] = []
    return sentences, Watch(told=sentences.append)


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [({"reset": 120}, 121), ({"retry_after": 7}, 7), ({"reset": 5000}, 301), ({}, 60)],
)
@pytest.mark.parametrize("after", [0, 1])
def test_a_used_up_quota_is_waited_for_as_long_as_the_hub_asks(
    hub: tuple[HubService, str], fault: dict, seconds: int, after: int
) -> None:
    hub[0].faults.append(Fault("resolve", "quota", times=1, after=after, **fault))
    (sentences, watch), clock = told(), Clock()
    assert len(read(hub[1], visit=visiting(hub[1], clock=clock, watch=watch))) == 3
    assert clock.slept == [seconds]
    assert sentences == [f"Hugging Face Hub: the quota for files is used up; waiting {seconds} seconds as it asks"]


def test_the_pauses_of_a_visit_together_are_never_longer_than_the_patience(hub: tuple[HubService, str]) -> None:
    hub[0].faults.append(Fault("resolve", "quota", times=2, reset=289))
    clock = Clock()
    visit = visiting(hub[1], clock=clock, limits=Limits(patience=660))
    assert len(read(hub[1], visit=visit)) == 3
    hub[0].faults.append(Fault("resolve", "quota", reset=289))
    error = refusal(hub[1], visit=visit)
    assert clock.slept == [290, 290]
    assert error.whole
    assert str(error) == (
        "the quota of Hugging Face Hub for files is used up and it wants 290 seconds more; run the command again later"
    )


def test_a_quota_is_waited_for_before_the_newest_revision_too(hub: tuple[HubService, str]) -> None:
    hub[0].faults.append(Fault("api/datasets", "quota", times=1, reset=9))
    clock = Clock()
    assert hub_files.newest(visiting(hub[1], clock=clock), DATA)
    assert clock.slept == [10]


@pytest.mark.parametrize("path", ["resolve", "api/datasets"])
def test_a_drip_ends_with_the_time_for_the_answer(hub: tuple[HubService, str], path: str) -> None:
    hub[0].faults.append(Fault(path, "drip", every=0.01, after=1 if path == "resolve" else 0))
    visit = visiting(hub[1], clock=Clock(creep=0.2), limits=Limits(answer=1, attempts=2))
    with pytest.raises(SourceError, match=r"^Hugging Face Hub takes too long to answer; try again later$"):
        hub_files.content(visit, DATA, "meta.json") if path == "resolve" else hub_files.newest(visit, DATA)


@pytest.mark.parametrize("status", [206, 403, 503])
def test_a_part_that_drips_ends_with_the_time_for_the_answer_whatever_its_status(status: int) -> None:
    async def drip() -> AsyncIterator[bytes]:
        while True:
            yield b"x"
            await asyncio.sleep(0.01)

    def resolve(request: Request) -> Response:
        if request.method == "HEAD":
            return Response(headers={"X-Repo-Commit": "c" * 40, "X-Linked-Size": "100000", "ETag": '"e"'})
        return StreamingResponse(drip(), status)

    app = Starlette(routes=[Route("/datasets/me/data/resolve/{rest:path}", resolve, methods=["GET", "HEAD"])])
    with serving(app) as url:
        visit = visiting(url, clock=Clock(creep=0.2), limits=Limits(answer=1, attempts=2))
        assert "takes too long to answer; try again later" in str(refusal(url, visit=visit))


@pytest.mark.parametrize("kind", ["status", "cut", "hang"])
def test_what_passes_is_tried_again(hub: tuple[HubService, str], kind: str) -> None:
    hub[0].faults.append(Fault("resolve", kind, times=1, after=1))
    assert len(read(hub[1])) == 3


@pytest.mark.parametrize("status", [503, 520])
def test_a_hub_that_stays_broken_is_given_up(hub: tuple[HubService, str], status: int) -> None:
    hub[0].faults.append(Fault("resolve", "status", status=status))
    error = refusal(hub[1])
    assert str(error) == f"Hugging Face Hub answers {status} for good.parquet of the dataset me/data; try again later"
    assert len(hub[0].asked) == 5


def test_a_sign_in_page_is_not_taken_for_a_file(hub: tuple[HubService, str]) -> None:
    hub[0].faults.append(Fault("resolve", "html"))
    assert "behind a sign-in page or a proxy" in str(refusal(hub[1]))


def test_a_hub_that_knows_no_ranges_is_not_read_whole(hub: tuple[HubService, str]) -> None:
    hub[0].faults.append(Fault("resolve", "html", after=1))
    assert "sends no parts of good.parquet of the dataset me/data" in str(refusal(hub[1]))


@pytest.mark.parametrize("server", [silent, resetting])
def test_a_server_that_says_nothing_is_given_up(server: object) -> None:
    with server() as url:
        error = refusal(url)
        with pytest.raises(SourceError, match="cannot be reached"):
            hub_files.newest(visiting(url), DATA)
    assert str(error).startswith("Hugging Face Hub cannot be reached (")
    assert str(error).endswith("); look to the network and run the command again")
    assert error.whole


def test_no_network_is_said_to_be_none() -> None:
    assert "cannot be reached (ConnectError); look to the network" in str(refusal("http://127.0.0.1:9"))


def test_offline_mode_asks_nobody(hub: tuple[HubService, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    error = refusal(hub[1])
    assert "HF_HUB_OFFLINE is set; unset it to fetch" in str(error)
    assert error.whole
    with pytest.raises(SourceError, match="HF_HUB_OFFLINE is set"):
        hub_files.content(visiting(hub[1]), DATA, "meta.json")
    assert not hub[0].asked


def test_a_refused_token_is_put_away_for_the_whole_visit_and_told_once(hub: tuple[HubService, str]) -> None:
    service, url = hub
    service.faults.append(Fault("", "badtoken"))
    sentences, watch = told()
    visit = visiting(url, "hf_old", watch=watch)
    assert len(hub_files.newest(visit, DATA)) == 40
    assert len(read(url, visit=visit)) == 3
    assert hub_files.content(visit, DATA, "meta.json") == b"{}"
    assert [token for token in tokens(service) if token] == ["Bearer hf_old"]
    assert sentences == [
        "the Hub refuses HF_TOKEN, so it is asked without: make a new token or unset HF_TOKEN",
    ]


def test_a_closed_dataset_is_refused_and_not_missing(hub: tuple[HubService, str]) -> None:
    hub[0].faults.append(Fault("resolve", "status", status=403, message="Access to this resource is disabled."))
    error = refusal(hub[1], RefusedError)
    assert "is closed to us (403)" in str(error)
    assert error.whole


def test_a_token_does_not_follow_to_where_the_files_are_stored() -> None:
    seen = []

    def stored(request: Request) -> Response:
        seen.append(request.headers.get("authorization", ""))
        part = slice(*(int(place) for place in request.headers["range"].removeprefix("bytes=").split("-")))
        content = parquet(GOOD)[part.start : part.stop + 1]
        return Response(content, 206)

    def resolve(request: Request) -> Response:
        headers = {"X-Repo-Commit": "c" * 40, "X-Linked-Size": str(len(parquet(GOOD))), "ETag": '"e"'}
        return RedirectResponse(f"{storage}/file", 302, headers)

    with serving(Starlette(routes=[Route("/file", stored)])) as storage:
        hub = Starlette(routes=[Route("/datasets/me/data/resolve/{rest:path}", resolve, methods=["GET", "HEAD"])])
        with serving(hub) as url:
            parts = list(hub_files.tables(visiting(url, "hf_secret"), DATA, "good.parquet", ["id"]))
    assert sum(part.num_rows for part in parts) == 3
    assert set(seen) == {""}


def opened(url: str) -> Hub:
    clock = Clock()
    return open_hub(
        clock=clock, sleep=clock.sleep, now=clock.now, watch=Watch(), endpoint=url, token=False, limits=Limits(read=0.3)
    )


def test_commits_come_from_all_pages_with_their_times_the_newest_first() -> None:
    service = HubService()
    made = [service.commit(DATA, f"2026-{day // 28 + 1:02}-{day % 28 + 1:02}", {}) for day in range(120)]
    with serving(service.app) as url, pytest.MonkeyPatch.context() as patch:
        patch.setattr(hub_files, "COMMITS", 50)
        found = hub_files.commits(opened(url), DATA, "models.parquet")
    assert [revision for revision, _ in found] == made[::-1]
    assert found[-1][1] == datetime(2026, 1, 1, 12, tzinfo=UTC)
    assert len(service.asked) == 3


def test_a_commit_that_names_another_file_is_left_out(hub: tuple[HubService, str]) -> None:
    service, url = hub
    titles = ("Upload models.parquet with huggingface_hub", "Upload posts.parquet with huggingface_hub", "Fix all")
    made = [service.commit(DATA, f"2026-11-0{day}", {}, title) for day, title in enumerate(titles, 2)]
    found = [revision for revision, _ in hub_files.commits(opened(url), DATA, "models.parquet")]
    assert found[:2] == [made[2], made[0]]
    assert made[1] not in found


def test_commits_of_a_dataset_that_is_gone_end_the_source(hub: tuple[HubService, str]) -> None:
    with pytest.raises(MissingError, match="does not have the dataset me/gone") as caught:
        hub_files.commits(opened(hub[1]), "me/gone", "models.parquet")
    assert caught.value.whole


def test_a_list_that_is_none_of_commits_is_a_failure() -> None:
    with hub_of(DATA, {}) as (service, url):
        service.commits[DATA] = [service.commits[DATA][0]._replace(date="yesterday")]
        with pytest.raises(SourceError, match="no list of the commits of me/data; try again later"):
            hub_files.commits(opened(url), DATA, "models.parquet")
