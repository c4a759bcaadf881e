"""Files of datasets on the Hub: whole, or in the parts that are wanted, read where they lie; and their commits."""

import io
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from lib.sources.failures import MissingError, RefusedError, SourceError
from lib.sources.hub import NAME, Hub
from lib.sources.hub_way import Visit, Way, gone
from lib.sources.parquet_parts import Keep, has, opened, parts
from lib.sources.replies import in_one_line

T = TypeVar("T")

COMMITS = 1000
"""Commits in one answer, as many as the Hub gives."""


def newest(visit: Visit, dataset: str) -> str:
    """The newest revision of a dataset, to read several files in one state; raises `SourceError`."""
    return Way(visit, dataset).newest()


def content(visit: Visit, dataset: str, path: str, *, revision: str | None = None) -> bytes:
    """A whole file of a dataset; raises `SourceError`."""
    return Way(visit, dataset, path, revision).whole()


def tables(
    visit: Visit,
    dataset: str,
    path: str,
    columns: Sequence[str],
    *,
    needed: Collection[str] = (),
    revision: str | None = None,
    keep: Keep | None = None,
) -> Iterator[pa.Table]:
    """The wanted columns of a Parquet file, some ten thousand rows at a time, with the rows of `keep` only.

    Only the column chunks that are wanted are fetched, two megabytes at a time. `safetensors.total` is that part
    of the struct `safetensors`. A column that the file lacks comes as nulls; one of `needed` is a `SourceError`.
    Raises `SourceError` for whatever else goes wrong, as late as the part is read where it does.
    """
    with _opened(Way(visit, dataset, path, revision)) as file:
        if lacking := [column for column in needed if not has(file, column)]:
            raise SourceError(
                f"{path} of the dataset {dataset} lacks {', '.join(lacking)}; its form has changed, so this version of "
                "the project cannot read it"
            )
        reading = parts(file, columns, keep)
        while (table := _understood(lambda: next(reading, None), dataset, path)) is not None:
            yield table


def row_count(visit: Visit, dataset: str, path: str, *, revision: str | None = None) -> int:
    """How many rows a Parquet file has, by its last bytes; raises `SourceError`."""
    with _opened(Way(visit, dataset, path, revision)) as file:
        return file.metadata.num_rows


def commits(hub: Hub, dataset: str, file: str) -> list[tuple[str, datetime]]:
    """Revision and time (UTC) of every commit of a dataset that may have changed `file`, the newest first.

    A commit whose title names other files of that kind is left out. Raises `SourceError`.
    """
    kind = Path(file).suffix
    found = []
    try:
        for answer in hub.asker.pages(f"{hub.endpoint}/api/datasets/{dataset}/commits/main", [("limit", str(COMMITS))]):
            for item in answer.body:
                title = str(item["title"])
                if file in title.split() or kind not in title:
                    found.append((str(item["id"]), datetime.fromisoformat(item["date"]).astimezone(UTC)))
    except (MissingError, RefusedError) as error:
        if isinstance(error, RefusedError) and error.status != 401:
            raise
        raise gone(dataset) from None
    except (KeyError, TypeError, ValueError):
        raise SourceError(f"{NAME} sends no list of the commits of {dataset}; try again later") from None
    return sorted(found, key=lambda one: one[1], reverse=True)


@contextmanager
def _opened(way: Way) -> Iterator[pq.ParquetFile]:
    commit, size = way.about()
    remote = _Remote(size, lambda start, stop: way.part(commit, start, stop))
    with _understood(lambda: opened(remote), way.dataset, way.path) as file:
        yield file


def _understood(read: Callable[[], T], dataset: str, path: str) -> T:
    """What is read of a Parquet file; raises `SourceError` if it is none."""
    try:
        return read()
    except (pa.ArrowException, OSError, ValueError) as error:
        raise SourceError(
            f"{path} of the dataset {dataset} is no Parquet file that can be read "
            f"({in_one_line((str(error) or type(error).__name__).splitlines()[0])[:100]}); try again later"
        ) from None


class _Remote(io.RawIOBase):
    """A file that is read where it lies: every read is one request for a range."""

    def __init__(self, size: int, fetch: Callable[[int, int], bytes]) -> None:
        super().__init__()
        self._size, self._fetch, self._at = size, fetch, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        return self._at

    def readinto(self, buffer: Any) -> int:
        stop = min(self._at + len(buffer), self._size)
        if stop <= self._at:
            return 0
        content = self._fetch(self._at, stop)
        buffer[: len(content)] = content
        self._at = stop
        return len(content)
