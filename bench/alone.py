"""A measurement in a process of its own, so that nothing of another is in its memory or its caches."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from lib.snapshots import PROJECT


class FailedError(RuntimeError):
    """The process ended with an error; the message is the last line of what it said."""


def alone(module: str, *arguments: object) -> dict[str, Any]:
    """What `python -m module arguments` prints as JSON on its last line; raises `FailedError`."""
    done = subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise FailedError(said[-1] if said else f"{module} ended with {done.returncode} and said nothing")
    return json.loads(done.stdout.splitlines()[-1])


def status(name: str) -> float:
    """What the system says of this process's memory, in MB: VmRSS now, VmHWM the largest ever."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    (line,) = [line for line in lines if line.startswith(f"{name}:")]
    return int(line.split()[1]) / 1000
