"""The Hugging Face Hub: counters of every model of an org, how many models were made from a model, orgs themselves."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypedDict, TypeVar

from huggingface_hub import constants, get_session, hf_raise_for_status
from huggingface_hub.errors import (
    EntryNotFoundError,
    GatedRepoError,
    HfHubHTTPError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.utils import build_hf_headers

from lib.sources.asking import AgainError, Answer, Asker, Limits, Params, Watch
from lib.sources.failures import RefusedError, SourceError
from lib.sources.replies import Reply

T = TypeVar("T")


class Sender(TypedDict):
    """Who asks, as the client's functions take it."""

    library_name: str
    library_version: str


NAME = "Hugging Face Hub"
WANTED = (
    "downloads",
    "downloadsAllTime",
    "likes",
    "createdAt",
    "lastModified",
    "pipeline_tag",
    "safetensors",
    "gguf",
    "tags",
    "gated",
)
"""What is asked of each model beside `_id` and `id`."""
PAGE = 1000
BAD_TOKEN = "Invalid credentials"  # noqa: S105
"""How the Hub's refusal of a wrong or expired token begins."""
SENT_BY = Sender(library_name="crossover", library_version="0.1")
WITHOUT_TOKEN = "the Hub refuses HF_TOKEN, so it is asked without: make a new token or unset HF_TOKEN"  # noqa: S105
MAYBE = re.compile(r"at expand\[(\d+)\]")


@dataclass
class Hub:
    """The Hub as one asks it: through its own client's session, headers and errors."""

    asker: Asker
    endpoint: str
    wanted: tuple[str, ...] = WANTED
    told: list[str] = field(default_factory=list)
    """What the reader of the summary should know: a token that does not work, a property that is gone."""

    def models(self, org: str) -> Iterator[tuple[Any, datetime | None]]:
        """Every model of an org with the time of its page, each once by its `_id`; raises `SourceError`.

        They come page by page, in the order of creation, which does not move while pages are read.
        """
        seen: set[str] = set()
        for answer in self._pages(org):
            for item in answer.body:
                key = str(item.get("_id") or "") if isinstance(item, dict) else ""
                if key and key in seen:
                    continue
                seen.add(key)
                yield item, answer.at

    def _pages(self, org: str) -> Iterator[Answer]:
        """The pages of an org; where the Hub no longer offers a property the org is asked once more without it."""
        while True:
            wanted = self.wanted
            fields = [("expand", name) for name in wanted]
            params = [("author", org), *fields, ("sort", "createdAt"), ("limit", str(PAGE))]
            try:
                yield from self.asker.pages(f"{self.endpoint}/api/models", params)
                return
            except RefusedError as error:
                withdrawn = MAYBE.search(error.said)
                if error.status != 400 or not withdrawn or int(withdrawn[1]) >= len(wanted):
                    raise
                gone = wanted[int(withdrawn[1])]
                if gone in self.wanted:
                    self.wanted = tuple(name for name in self.wanted if name != gone)
                    self.told.append(f"the Hub no longer offers {gone}, which stays unknown")

    def derivatives(self, model: str) -> dict:
        """How many models name `model` as theirs, by relation, under the model's present name; raises `SourceError`."""
        return self.asker.ask(f"{self.endpoint}/api/models/{model}", [("expand", "childrenModelCount")], dict).body

    def overview(self, org: str) -> dict:
        """What the Hub says of an org, `numModels` and `numFollowers` in it; raises `SourceError`."""
        return self.asker.ask(f"{self.endpoint}/api/organizations/{org}/overview", (), dict).body


def open_hub(
    *,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
    now: Callable[[], datetime],
    watch: Watch,
    endpoint: str | None = None,
    token: str | bool | None = None,
    limits: Limits,
) -> Hub:
    """The Hub at `endpoint` (`HF_ENDPOINT` or its own), with `token` (None: `HF_TOKEN` or who is logged in)."""
    door = _Door(token)
    asker = Asker(NAME, door.send, clock, sleep, now, limits=limits, watch=watch)
    hub = Hub(asker, (endpoint or constants.ENDPOINT).rstrip("/"))

    def told(sentence: str) -> None:
        hub.told.append(sentence)
        watch.told(sentence)

    door.told = told
    return hub


@dataclass
class _Door:
    """The way to the Hub through its own client; a token that the Hub refuses is put away, and the rest is public."""

    token: str | bool | None
    told: Callable[[str], Any] = print

    def send(self, url: str, params: Params, read: float, left: Callable[[], float]) -> Reply:
        token = self.token
        reply = _send(url, params, read, left, token)
        if token is not False and refuses_token(reply):
            if self.token is not False:
                self.token = False
                self.told(WITHOUT_TOKEN)
            reply = _send(url, params, read, left, False)
        return reply


def _send(url: str, params: Params, read: float, left: Callable[[], float], token: str | bool | None) -> Reply:
    headers = build_hf_headers(token=token, **SENT_BY)

    def call() -> Reply:
        with get_session().stream("GET", url, params=list(params) or None, headers=headers, timeout=read) as response:
            return reply_of(response, content_of(response, left), _missing(response))

    return reached(call)


def reached(call: Callable[[], T]) -> T:
    """What one call of the client gives; raises `SourceError` if its transport fails, and leaves a refusal as it is."""
    try:
        return call()
    except OfflineModeIsEnabled:
        raise SourceError(
            f"{NAME} was not asked: HF_HUB_OFFLINE is set; unset it to fetch, the pages show what is there", whole=True
        ) from None
    except (SourceError, HfHubHTTPError):
        raise
    except Exception as error:  # the client's transport has its own errors, which differ between its versions
        raise AgainError(
            f"{NAME} cannot be reached ({type(error.__cause__ or error).__name__}); look to the network and run the "
            "command again"
        ) from None


def content_of(response: Any, left: Callable[[], float]) -> bytes:
    """The whole body of an answer that is streamed, as it comes in; raises `AgainError` when no time is left."""
    content = bytearray()
    for chunk in response.iter_bytes():
        content += chunk
        if left() < 0:
            raise AgainError(f"{NAME} takes too long to answer; try again later")
    return bytes(content)


def reply_of(response: Any, content: bytes = b"", missing: bool = False) -> Reply:
    """What came back from the client's session, as any other service's answer."""
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Reply(response.status_code, headers, content, str(response.url), missing)


def _missing(response: Any) -> bool:
    """Whether the client takes the answer for one about something that is not there."""
    try:
        hf_raise_for_status(response)
    except GatedRepoError:
        return False
    except (RepositoryNotFoundError, RevisionNotFoundError, EntryNotFoundError):
        return True
    except HfHubHTTPError:
        return False
    return False


def refuses_token(reply: Reply) -> bool:
    """Whether an answer refuses the token with which it was asked for."""
    said = reply.headers.get("x-error-message", "") + reply.content[:500].decode("utf-8", "replace")
    return reply.status == 401 and BAD_TOKEN in said
