"""Process: the HTTP API; as many as needed."""

from __future__ import annotations

import resource
import signal
import socket
from types import FrameType
from typing import Final

import uvicorn
from fastapi import FastAPI

from interfaces.connection import Connection

_GRACE: Final = 15  # seconds for requests under way when the process is asked to stop
_FILES: Final = 8_192  # connections and what the process needs itself
_IDLE: Final = 30  # seconds before an idle connection is closed


class Server(uvicorn.Server):
    """Does what the application has for its end before it waits for open requests.

    Event streams are requests that would never finish by themselves.
    """

    def __init__(self, app: FastAPI, host: str, port: int) -> None:
        super().__init__(configured(app, host, port))
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for close in getattr(self._app.state, "at_stop", ()):
            close()
        await super().shutdown(sockets)


def run(app: FastAPI, host: str, port: int, listener: socket.socket | None = None) -> None:
    """Serve until SIGINT or SIGTERM, finish the requests under way, and return.

    Proxy headers are not believed. To be called in the main thread.

    Args:
        listener: a socket that listens on that address already, shared with other processes.
    """
    _let_many_connect()
    server = Server(app, host, port)

    def stop(_number: int, _frame: FrameType | None) -> None:
        server.should_exit = True

    # When it is done, uvicorn raises the signal again for whoever handled it before. That is us:
    # by default the process would die there, before its callers can give back what they hold.
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        server.run(sockets=None if listener is None else [listener])
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def configured(app: FastAPI, host: str, port: int) -> uvicorn.Config:
    """How the API is served; port 0 picks a free one."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        proxy_headers=False,
        server_header=False,
        log_config=None,  # what the process has set up
        access_log=False,  # addresses and ids of people
        http=Connection,
        ws="none",
        timeout_keep_alive=_IDLE,
        timeout_graceful_shutdown=_GRACE,
    )


def _let_many_connect() -> None:
    """Systems give few files to a process, as long as it does not ask for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
