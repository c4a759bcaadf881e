"""The way to one file of a dataset on the Hub: single calls of its client, tried again or refused in a sentence."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from huggingface_hub import constants, get_hf_file_metadata, get_session, hf_hub_url, hf_raise_for_status
from huggingface_hub.errors import (
    DisabledRepoError,
    EntryNotFoundError,
    GatedRepoError,
    HfHubHTTPError,
    RevisionNotFoundError,
)
from huggingface_hub.utils import build_hf_headers
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from lib.sources.asking import PASSING, AgainError, Limits, Watch
from lib.sources.failures import MissingError, RefusedError, SourceError
from lib.sources.hub import NAME, SENT_BY, WITHOUT_TOKEN, content_of, reached, refuses_token, reply_of
from lib.sources.replies import Reply, seconds_to_wait, words_of

T = TypeVar("T")
Token = str | bool | None

STRANGE = (
    f"{NAME} does not answer as itself, as behind a sign-in page or a proxy; try again later or from another network"
)


@dataclass(eq=False)
class Visit:
    """One visit to the Hub for files: where (None: `HF_ENDPOINT` or its own), as whom (None: `HF_TOKEN` or who is
    logged in), by which clock, how long to try, and who is told how it goes.

    Of the limits those of a read are the client's own (`HF_HUB_DOWNLOAD_TIMEOUT`), and there is no deadline for it all.
    A visit remembers a token that was refused, and how long was waited for quotas. It is for one thread at a time.
    """

    clock: Callable[[], float]
    sleep: Callable[[float], None]
    endpoint: str | None = None
    token: Token = None
    watch: Watch = field(default_factory=Watch)
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        """Begin with all of the patience."""
        self._patience = self.limits.patience

    def time_left(self) -> Callable[[], float]:
        """The seconds that are left for the whole of an answer that is asked for now."""
        end = self.clock() + self.limits.answer
        return lambda: end - self.clock()

    def hold(self, seconds: float) -> None:
        """Wait for a quota that is used up; raises `SourceError` where that would take more than the patience left."""
        seconds = min(seconds, self.limits.wait)
        if seconds > self._patience:
            raise SourceError(
                f"the quota of {NAME} for files is used up and it wants {seconds:.0f} seconds more; run the command "
                "again later",
                whole=True,
            )
        self._patience -= seconds
        self.watch.told(f"{NAME}: the quota for files is used up; waiting {seconds:.0f} seconds as it asks")
        self.sleep(seconds)

    def refused(self, reply: Reply) -> bool:
        """Whether an answer refuses the token; it is put away then and told once, since what we read is public."""
        if self.token is False or not refuses_token(reply):
            return False
        self.token = False
        self.watch.told(WITHOUT_TOKEN)
        return True


@dataclass(frozen=True)
class Way:
    """The way to a file of a dataset, or to the dataset itself where `path` is empty."""

    visit: Visit
    dataset: str
    path: str = ""
    revision: str | None = None

    @property
    def what(self) -> str:
        """What is asked for, in words."""
        return f"{self.path} of the dataset {self.dataset}" if self.path else f"the dataset {self.dataset}"

    def _ask(self, call: Callable[[], T]) -> T:
        """What one call of the Hub's client gives, tried again after a passing failure; raises `SourceError`."""
        pause = self.visit.limits.pause
        again = Retrying(
            retry=retry_if_exception_type(AgainError),
            stop=stop_after_attempt(self.visit.limits.attempts),
            wait=wait_exponential_jitter(multiplier=pause, max=20, jitter=pause),
            sleep=self.visit.sleep,
            reraise=True,
        )
        try:
            return again(self._once, call)
        except AgainError as error:
            raise SourceError(str(error), whole=True) from None

    def _once(self, call: Callable[[], T]) -> T:
        """The first answer that is neither about the quota nor about the token."""
        while True:
            try:
                return reached(call)
            except HfHubHTTPError as error:
                reply = reply_of(error.response)
                if reply.status == 429:
                    self.visit.hold(seconds_to_wait(reply))
                elif not self.visit.refused(reply):
                    raise self._refusal(error, reply) from None

    def _refusal(self, error: HfHubHTTPError, reply: Reply) -> SourceError:
        status, said = reply.status, words_of(reply)
        if status in PASSING:
            return AgainError(f"{NAME} answers {status} for {self.what}; try again later")
        if isinstance(error, RevisionNotFoundError):
            return MissingError(
                f"the dataset {self.dataset} has no revision {self.revision}; its history was rewritten, so ask for a "
                "newer one"
            )
        if isinstance(error, EntryNotFoundError):
            return MissingError(
                f"the dataset {self.dataset} has no {self.path} in this revision; look on the Hub whether it has a "
                "new name"
            )
        if isinstance(error, GatedRepoError | DisabledRepoError) or status == 403:
            sentence = f"the dataset {self.dataset} is closed to us ({status}); look on the Hub at what it asks for"
            return RefusedError(sentence, status, said, whole=True)
        if status in (401, 404, 410):
            return gone(self.dataset)
        return RefusedError(f"{NAME} refuses {self.what} ({status}); try again later", status, said)

    def newest(self) -> str:
        """The newest revision of the dataset; raises `SourceError`."""
        url = f"{self.visit.endpoint or constants.ENDPOINT}/api/datasets/{self.dataset}?expand=sha"

        def call() -> str:
            try:
                body = json.loads(self._content(url))
            except (ValueError, RecursionError):
                raise AgainError(STRANGE) from None
            revision = body.get("sha") if isinstance(body, dict) else None
            if not revision or not isinstance(revision, str):
                raise AgainError(f"{NAME} names no revision of {self.dataset}; try again later")
            return revision

        return self._ask(call)

    def about(self) -> tuple[str, int]:
        """The commit that the revision is, and the size of the file in bytes; raises `SourceError`."""

        def call() -> tuple[str, int]:
            url, read = self._url(self.revision), constants.HF_HUB_ETAG_TIMEOUT
            found = get_hf_file_metadata(url, self.visit.token, read, endpoint=self.visit.endpoint, **SENT_BY)
            if not found.commit_hash or found.size is None:
                raise AgainError(STRANGE)
            return found.commit_hash, found.size

        return self._ask(call)

    def whole(self) -> bytes:
        """The whole file, if it is the one that `about` tells of; raises `SourceError`."""
        commit, size = self.about()
        return self._ask(lambda: self._full(self._content(self._url(commit)), size))

    def part(self, commit: str, start: int, stop: int) -> bytes:
        """The bytes of the file from `start` to before `stop`; raises `SourceError`."""
        wanted = f"bytes={start}-{stop - 1}"
        return self._ask(lambda: self._full(self._content(self._url(commit), wanted), stop - start))

    def _content(self, url: str, part: str = "") -> bytes:
        """The body of a good answer, or the part of it that is asked for, as the header `Range` names it."""
        token, left, read = self.visit.token, self.visit.time_left(), constants.HF_HUB_DOWNLOAD_TIMEOUT
        headers = build_hf_headers(token=token, **SENT_BY) | {"Accept-Encoding": "identity"}
        headers |= {"Range": part} if part else {}
        with get_session().stream("GET", url, headers=headers, timeout=read) as response:
            if part and response.status_code == 200:
                raise AgainError(f"{NAME} sends no parts of {self.what}; try again later")
            content = content_of(response, left)
            hf_raise_for_status(response)
        return content

    def _full(self, content: bytes, size: int) -> bytes:
        if len(content) != size:
            raise AgainError(f"{NAME} sends another length of {self.what} than it stated; try again later")
        return content

    def _url(self, revision: str | None) -> str:
        return hf_hub_url(self.dataset, self.path, repo_type="dataset", revision=revision, endpoint=self.visit.endpoint)


def gone(dataset: str) -> MissingError:
    """What is said of a dataset that is not there: nothing else of it will come either."""
    return MissingError(
        f"{NAME} does not have the dataset {dataset}, or not for us; look on the Hub whether it was moved, the pages "
        "show what is there",
        whole=True,
    )
