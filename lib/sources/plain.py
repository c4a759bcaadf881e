"""The way to a service over plain HTTP: a session for each thread, a time-out on each read, an end to slow answers."""

import json
import threading
from collections.abc import Callable, Mapping

import requests
from urllib3.exceptions import HTTPError

from lib.sources.asking import AgainError, Params, Send
from lib.sources.replies import Reply

CHUNK = 1 << 16
SHORT = 10_000
"""An answer that tells of an error is shorter than so many bytes."""


def sender(name: str, headers: Mapping[str, str]) -> Send:
    """A way to the service called `name` that sends these headers and repeats nothing by itself.

    Redirects are followed; to another host or port they go without the `Authorization` header.
    """
    own = threading.local()

    def send(url: str, params: Params, read: float, left: Callable[[], float]) -> Reply:
        if not hasattr(own, "session"):
            own.session = _session(headers)
        try:
            with own.session.get(url, params=list(params) or None, timeout=read, stream=True) as response:
                content = _content(response, name, left)
                lower = {key.lower(): value for key, value in response.headers.items()}
                return Reply(response.status_code, lower, content, response.url)
        except (requests.RequestException, HTTPError) as error:
            raise AgainError(
                f"{name} cannot be reached ({type(error).__name__}); look to the network and run the command again"
            ) from None

    return send


def told(reply: Reply) -> dict:
    """The JSON object in a short answer, as one that tells of an error; empty if it holds none."""
    try:
        body = json.loads(reply.content) if len(reply.content) < SHORT else None
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _session(headers: Mapping[str, str]) -> requests.Session:
    session = requests.Session()
    session.headers.update({"User-Agent": "crossover/0.1", "Accept": "application/json", **headers})
    session.auth = lambda request: request  # without it a ~/.netrc would replace the header
    return session


def _content(response: requests.Response, name: str, left: Callable[[], float]) -> bytes:
    """The whole body, as it comes in: `iter_content` would wait for a full chunk, however slowly it fills."""
    content = bytearray()
    while chunk := response.raw.read1(CHUNK, decode_content=True):
        content += chunk
        if left() < 0:
            raise AgainError(f"{name} takes too long to answer; try again later")
    return bytes(content)
