"""Folders that lie elsewhere, each by its address: object storage, a data set of the Hub, another disk."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import fsspec
from fsspec import AbstractFileSystem

from lib.sources.failures import MissingError, SourceError
from lib.sources.replies import in_one_line

LETTERS = 200
"""So many letters are told of what a library says went wrong."""
ADDRESS = re.compile(r"[a-z0-9]+://[^\s@?#]+", re.IGNORECASE)
"""An address carries no key and no user: these are set in the environment, where no log shows them."""

MADE = {"file": {"auto_mkdir": True}}
"""What a kind of place is told so that folders are there when a file is put into them; most have no folders."""


class Place:
    """A folder by its address, such as s3://bucket/folder or hf://datasets/owner/name.

    fsspec knows how each kind is read and written; keys are taken from the environment as the library of that kind has
    it. Raises `SourceError` if the address is none or its kind is not installed.
    """

    def __init__(self, address: str) -> None:
        if not ADDRESS.fullmatch(address):
            raise SourceError("the address of the place for the data means nothing; write it as s3://bucket/folder")
        self.address = address.rstrip("/")
        try:
            self._files, root = fsspec.url_to_fs(self.address, **MADE.get(self.address.split("://")[0], {}))
        except ImportError as error:
            raise SourceError(f"{self.address} cannot be reached: {in_one_line(str(error))[:LETTERS]}") from None
        except ValueError:
            raise SourceError(f"{self.address} is of no kind that is known; s3://, gs:// and hf:// are") from None
        self._root = root.rstrip("/")

    @property
    def files(self) -> AbstractFileSystem:
        """The file system of the place, for whoever reads parts of its files."""
        return self._files

    def names(self, folder: str, ending: str) -> list[str]:
        """The files in a folder of the place whose names end so; raises as `read` does."""
        with self._told(folder):
            self._files.invalidate_cache()
            found = self._files.ls(f"{self._root}/{folder}", detail=False)
        names = [f"{folder}/{path.rsplit('/', 1)[-1]}" for path in found]
        return sorted(name for name in names if name.endswith(ending))

    def read(self, name: str, most: int) -> bytes:
        """The bytes of a small file; raises `MissingError` if there is none, `SourceError` if it has more than `most`
        bytes or does not come.
        """
        with self._told(name):
            self._files.invalidate_cache()
            with self._files.open(f"{self._root}/{name}", "rb") as content:
                found: bytes = content.read(most + 1)
        if len(found) > most:
            raise SourceError(f"{name} at {self.address} has more than {most:,} bytes; look at what lies there")
        return found

    def get(self, name: str, file: Path) -> None:
        """Write a file that lies there to `file`; raises as `read` does."""
        with self._told(name):
            self._files.get_file(f"{self._root}/{name}", str(file))

    def put(self, file: Path, name: str) -> None:
        """Write `file` there, over what has its name; raises `SourceError`."""
        with self._told(name):
            self._files.put_file(str(file), f"{self._root}/{name}")

    @contextmanager
    def _told(self, name: str) -> Iterator[None]:
        """Say in a sentence what the library of this kind of place raises, which may be anything."""
        try:
            yield
        except FileNotFoundError:
            raise MissingError(f"there is no {name} at {self.address}, or no such place") from None
        except Exception as error:
            said = in_one_line(str(error) or type(error).__name__)[:LETTERS]
            raise SourceError(f"{name} at {self.address} cannot be had or written ({said}); try again later") from None
