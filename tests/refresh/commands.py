"""The command as a user runs it, in a process of its own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from lib.snapshots import PROJECT


def started(folder: Path, *words: str, **settings: str) -> subprocess.Popen:
    """The command, running on the store in `folder` with these settings."""
    names = ("HF_TOKEN", "HF_HUB_OFFLINE", "OPENROUTER_API_KEY")
    own = {name: value for name, value in os.environ.items() if name not in names}
    home = str(folder.parent / "home")
    return subprocess.Popen(
        [sys.executable, "-m", "lib.refresh", *words],
        cwd=PROJECT,
        env={**own, "CROSSOVER_DATA": str(folder), "HF_HOME": home, "HF_HUB_DISABLE_TELEMETRY": "1", **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen) -> tuple[int, str, str]:
    """Its exit status, and what it said on standard output and on standard error."""
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def kill(process: subprocess.Popen) -> None:
    """Kill it as a power cut does."""
    process.send_signal(signal.SIGKILL)
    process.communicate()
