"""Commands in a mount namespace of their own: what they mount is gone with them, however they end."""

import os
import shlex
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount and change its root; run it as root")


def script(*lines: str | Iterable[str | Path]) -> str:
    """Lines of a shell that stops at the first failure; a line may be a command with its arguments unquoted."""
    quoted = (line if isinstance(line, str) else shlex.join(map(str, line)) for line in lines)
    return "\n".join(["set -e", *quoted])


def told(text: str, *flags: str, **environment: str) -> str:
    """What a script says in a namespace of its own; the test fails if the script does."""
    done = subprocess.run(
        ["unshare", "--mount", *flags, "sh", "-c", text],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{text}\n{done.stdout[-4000:]}{done.stderr[-4000:]}"
    return done.stdout


@contextmanager
def running(text: str, *flags: str) -> Iterator[psutil.Process]:
    """A script that goes on, in a namespace of processes too: its first process, with which all that it started end."""
    apart = ["unshare", "--mount", "--pid", "--fork", *flags, "sh", "-c", text]
    with subprocess.Popen(apart, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as served:
        deadline = time.monotonic() + 20
        while not (first := psutil.Process(served.pid).children()):
            assert time.monotonic() < deadline, "nothing was started"
            time.sleep(0.1)
        try:
            yield first[0]
        finally:
            first[0].kill()
