"""The app, or a bare script, in a process of its own on a free port, nginx before two, and the system's browser."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import requests

from lib.snapshots import PROJECT

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The first has no windows of its own to draw, so a page costs two thirds of the processor time."""
FLAGS = [
    "--no-sandbox",
    "--font-render-hinting=none",  # letters as wide as a reader's browser draws them, not rounded to whole pixels
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


ONE_ASKS_ALL = {"CROSSOVER_ASKED": "unlimited", "CROSSOVER_DRAWN": "unlimited"}
"""Tests and benches ask from one address what many readers would."""


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
        env={**os.environ, "STREAMLIT_SERVER_ADDRESS": "127.0.0.1", **ONE_ASKS_ALL, **environment},
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


@contextmanager
def behind_nginx(first: str, second: str) -> Iterator[tuple[str, subprocess.Popen]]:
    """An nginx before two servers, as `hosting/nginx.conf` sets it up but with their ports: its address and process."""
    port = free_port()
    site = (PROJECT / "hosting" / "nginx.conf").read_text(encoding="utf-8")
    for stated, wanted in (("8501", first), ("8502", second)):
        site = site.replace(f":{stated}", f":{urlsplit(wanted).port}")
    site = site.replace("listen 80;", f"listen 127.0.0.1:{port};").replace("listen [::]:80;", "")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "site.conf").write_text(site, encoding="utf-8")
        (Path(folder) / "nginx.conf").write_text(AROUND, encoding="utf-8")
        served = subprocess.Popen(
            [nginx(), "-p", folder, "-c", "nginx.conf", "-e", "stderr"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            deadline = time.monotonic() + 20
            while not _answers(f"http://127.0.0.1:{port}"):
                if served.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("nginx did not start; run 'nginx -t' on hosting/nginx.conf to see why")
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}", served
        finally:
            served.terminate()
            served.wait(timeout=20)


def nginx() -> str:
    """Where nginx is; raises `FileNotFoundError` if there is none."""
    if found := shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin"):
        return found
    raise FileNotFoundError("no nginx on this machine; on Debian install it with: apt-get install nginx-light")


AROUND = """daemon off;
worker_processes 1;
pid nginx.pid;
error_log stderr;
events { worker_connections 2048; }
http {
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    include site.conf;
}
"""
"""What stands around a site in the settings of an nginx that writes into its own folder alone."""


def _answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/_stcore/health", timeout=2).ok
    except requests.RequestException:
        return False
