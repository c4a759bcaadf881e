"""Servers on this computer for the time of a test: an app in a thread, and two sockets that answer nothing."""

import asyncio
import socket
import struct
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress

import uvicorn


@contextmanager
def serving(app: Callable) -> Iterator[str]:
    """Serve an ASGI app on a free port of 127.0.0.1 and give its base URL; connections still open are cut at the end.

    Raises `RuntimeError` if the app does not answer within ten seconds.
    """
    loop, over = asyncio.new_event_loop(), asyncio.Event()
    with _listening() as listener:
        # The services tell their own time, hence no Date of the server's.
        config = uvicorn.Config(app, lifespan="off", log_config=None, log_level="error", date_header=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=_run, args=(loop, _until(over, server, listener)), daemon=True)
        thread.start()
        try:
            _wait(lambda: server.started)
            yield _url(listener)
        finally:
            loop.call_soon_threadsafe(over.set)
            thread.join(10)


def _run(loop: asyncio.AbstractEventLoop, work: Coroutine) -> None:
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        runner.run(work)


async def _until(over: asyncio.Event, server: uvicorn.Server, listener: socket.socket) -> None:
    """Serve until it is over, then stop at once: the server's own way waits for what still hangs."""
    running = asyncio.create_task(server.serve(sockets=[listener]))
    await over.wait()
    await asyncio.sleep(0.01)  # what was taken a moment ago becomes a connection
    running.cancel()
    for listening in server.servers:
        listening.close()
    for connection in list(server.server_state.connections):
        connection.transport.abort()


@contextmanager
def silent() -> Iterator[str]:
    """The base URL of a server that takes every connection and never says a word."""
    with _taking(lambda connection: None) as url:
        yield url


@contextmanager
def resetting() -> Iterator[str]:
    """The base URL of a server that hears a request and resets the connection."""

    def reset(connection: socket.socket) -> None:
        connection.settimeout(1)
        with suppress(OSError):
            connection.recv(65536)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    with _taking(reset) as url:
        yield url


@contextmanager
def _taking(treat: Callable[[socket.socket], None]) -> Iterator[str]:
    """Accept connections one after the other and treat each; those left open are closed at the end."""
    taken: list[socket.socket] = []

    def take() -> None:
        with suppress(OSError):  # the listener is closed at the end
            while True:
                taken.append(listener.accept()[0])
                treat(taken[-1])

    with _listening() as listener:
        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        try:
            yield _url(listener)
        finally:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)  # wakes the accept
            thread.join(5)
            for connection in taken:
                connection.close()


def _listening() -> socket.socket:
    # Named as TCP, so that asyncio sends small answers at once instead of waiting to fill a packet.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    return listener


def _url(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


def _wait(ready: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not ready():
        if time.monotonic() > until:
            raise RuntimeError("the server does not start")
        time.sleep(0.002)
