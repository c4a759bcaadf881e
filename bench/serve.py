"""The app, or a bare script, in a process of its own on a free port, and the system's browser."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import requests

from lib.snapshots import PROJECT

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """Where the system's browser is; raises `FileNotFoundError` if there is none."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    raise FileNotFoundError("no Chromium on this machine; on Debian install it with: apt-get install chromium")


@contextmanager
def serving(script: str, **environment: str) -> Iterator[str]:
    """`streamlit run script` from start to stop; gives its address as soon as it answers."""
    with process(script, **environment) as (address, _):
        yield address


@contextmanager
def process(script: str, **environment: str) -> Iterator[tuple[str, subprocess.Popen]]:
    """The same, with the process that serves."""
    port = free_port()
    served = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)],
        cwd=PROJECT,
        env={**os.environ, "STREAMLIT_SERVER_ADDRESS": "127.0.0.1", **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    below = f"/{environment.get('STREAMLIT_SERVER_BASE_URL_PATH', '')}".rstrip("/")
    try:
        deadline = time.monotonic() + 60
        while not _answers(f"{address}{below}"):
            if served.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{script} did not start; run 'streamlit run {script}' to see why")
            time.sleep(0.1)
        yield address, served
    finally:
        served.terminate()
        served.wait(timeout=20)


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/_stcore/health", timeout=2).ok
    except requests.RequestException:
        return False
