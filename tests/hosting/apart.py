"""Commands in a mount namespace of their own: what they mount is gone with them, however they end."""

import os
import shlex
import subprocess
from collections.abc import Iterable
from pathlib import Path

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
