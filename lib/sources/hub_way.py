"""The way to one file of a dataset on the Hub: single calls of its client, tried again or refused in a sentence."""

import errno
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypedDict, TypeVar

from huggingface_hub import constants, get_hf_file_metadata, get_session, hf_hub_url, hf_raise_for_status
from huggingface_hub.errors import (
    DisabledRepoError,
    EntryNotFoundError,
    GatedRepoError,
    HfHubHTTPError,
    OfflineModeIsEnabled,
    RevisionNotFoundError,
)
from huggingface_hub.utils import build_hf_headers
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from lib.sources.asking import PASSING, AgainError
from lib.sources.failures import MissingError, RefusedError, SourceError
from lib.sources.hub import BAD_TOKEN, NAME
from lib.sources.replies import Reply, seconds_to_wait

T = TypeVar("T")
Token = str | bool | None

ATTEMPTS, PAUSE = 4, 0.5
"""How often one call is tried, and the seconds before the first repeat; each further pause is twice as long."""
HERE = {errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS}
"""Failures of our own disk, not of the network."""


class Sender(TypedDict):
    """Who asks, as the client's functions take it."""

    library_name: str
    library_version: str


SENT_BY = Sender(library_name="crossover", library_version="0.1")


@dataclass
class Way:
    """The way to a file of a dataset; a token that the Hub refuses is put away, since what we read is public."""

    dataset: str
    path: str
    revision: str | None
    endpoint: str | None
    token: Token

    @property
    def what(self) -> str:
        """What is asked for, in words."""
        return f"{self.path} of the dataset {self.dataset}" if self.path else f"the dataset {self.dataset}"

    def ask(self, call: Callable[[Token], T]) -> T:
        """What one call of the Hub's client gives, tried again after a passing failure; raises `SourceError`."""
        again = Retrying(
            retry=retry_if_exception_type(AgainError),
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait_exponential_jitter(multiplier=PAUSE, max=20, jitter=PAUSE),
            reraise=True,
        )
        try:
            return again(self._once, call)
        except AgainError as error:
            raise SourceError(str(error), whole=True) from None

    def _once(self, call: Callable[[Token], T]) -> T:
        try:
            return call(self.token)
        except HfHubHTTPError as error:
            said = error.response.headers.get("X-Error-Message", "")
            if error.response.status_code == 401 and self.token is not False and BAD_TOKEN in said:
                self.token = False
                return self._once(call)
            raise self._refusal(error, said) from None
        except OfflineModeIsEnabled:
            raise SourceError(
                f"{NAME} was not asked: HF_HUB_OFFLINE is set; unset it to fetch, the pages show what is there",
                whole=True,
            ) from None
        except SourceError:
            raise
        except Exception as error:  # the client's transport has its own errors, which differ between its versions
            if isinstance(error, OSError) and error.errno in HERE:
                raise SourceError(
                    f"{self.what} cannot be kept here ({error.strerror}); make room or set HF_HOME to another folder",
                    whole=True,
                ) from None
            raise AgainError(
                f"{NAME} cannot be reached ({type(error.__cause__ or error).__name__}); look to the network and run "
                "the command again"
            ) from None

    def _refusal(self, error: HfHubHTTPError, said: str) -> SourceError:
        response, status = error.response, error.response.status_code
        if status == 429:
            headers = {name.lower(): value for name, value in response.headers.items()}
            wait = seconds_to_wait(Reply(status, headers, b"", str(response.url)))
            return SourceError(
                f"the quota of {NAME} for files is used up; run the command again in {wait:.0f} seconds", whole=True
            )
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

    def about(self) -> tuple[str, int]:
        """The commit that the revision is, and the size of the file in bytes; raises `SourceError`."""

        def call(token: Token) -> tuple[str, int]:
            url, read = self._url(self.revision), constants.HF_HUB_ETAG_TIMEOUT
            found = get_hf_file_metadata(url, token, read, endpoint=self.endpoint, **SENT_BY)
            if not found.commit_hash or found.size is None:
                raise AgainError(
                    f"{NAME} does not answer as itself, as behind a sign-in page or a proxy; try again later or from "
                    "another network"
                )
            return found.commit_hash, found.size

        return self.ask(call)

    def bytes(self, commit: str, start: int, stop: int) -> bytes:
        """The bytes of the file from `start` to before `stop`; raises `SourceError`."""
        part = {"Range": f"bytes={start}-{stop - 1}", "Accept-Encoding": "identity"}

        def call(token: Token) -> bytes:
            headers = build_hf_headers(token=token, **SENT_BY) | part
            url, read = self._url(commit), constants.HF_HUB_DOWNLOAD_TIMEOUT
            with get_session().stream("GET", url, headers=headers, timeout=read) as response:
                if response.status_code == 200:
                    raise AgainError(f"{NAME} sends no parts of {self.what}; try again later")
                content = response.read()
                hf_raise_for_status(response)
            if len(content) != stop - start:
                raise AgainError(f"{NAME} sends too little of {self.what}; try again later")
            return content

        return self.ask(call)

    def _url(self, revision: str | None) -> str:
        return hf_hub_url(self.dataset, self.path, repo_type="dataset", revision=revision, endpoint=self.endpoint)


def gone(dataset: str) -> MissingError:
    """What is said of a dataset that is not there: nothing else of it will come either."""
    return MissingError(
        f"{NAME} does not have the dataset {dataset}, or not for us; look on the Hub whether it was moved, the pages "
        "show what is there",
        whole=True,
    )
