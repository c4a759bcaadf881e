"""How fast this machine reads memory, a file on the disk, and a file that it has read before, in GB a second."""

import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

BLOCK = 8 * 2**20
GIGABYTE = 1e9


def memory() -> float:
    """Reading an array of 1 GB, by one thread; the median of five."""
    values = np.ones(125_000_000)
    return values.nbytes / statistics.median(_seconds(values.max) for _ in range(5)) / GIGABYTE


def disk(files: list[Path]) -> float:
    """Reading files that were put out of the page cache before."""
    for path in files:
        with path.open("rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return cached(files)


def cached(files: list[Path]) -> float:
    """Reading files as they are, after others or this have read them."""
    size = sum(path.stat().st_size for path in files)
    return size / _seconds(lambda: [_read(path) for path in files]) / GIGABYTE


def _read(path: Path) -> None:
    block = bytearray(BLOCK)
    with path.open("rb", buffering=0) as file:
        while file.readinto(block):
            pass


def _seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began
