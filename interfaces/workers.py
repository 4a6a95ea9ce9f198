"""Processes: several of the API behind one address, so that more than one core serves."""

from __future__ import annotations

import multiprocessing
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from threading import Thread, main_thread
from types import FrameType
from typing import Any, Final

_BACKLOG: Final = 1024
_GRACE: Final = 20  # seconds for a worker to finish its requests; longer than it gives itself
_LIVENESS: Final = (  # a client that vanished without a word is given up after a minute
    ("TCP_KEEPIDLE", 30),  # seconds
    ("TCP_KEEPINTVL", 10),  # seconds
    ("TCP_KEEPCNT", 3),
    ("TCP_USER_TIMEOUT", 60_000),  # milliseconds
)

Worker = Callable[..., None]
"""Serves a listening socket until SIGTERM: ``(listener, number, *given)``. Importable by name."""


class AddressUnusable(Exception):
    """The API cannot listen where it was told to."""


class WorkerFailed(Exception):
    """A worker ended by itself; the others were stopped, for a supervisor to see."""


def run(worker: Worker, count: int, listener: socket.socket, *given: Any) -> None:
    """Serve one address from several processes until SIGINT or SIGTERM. In the main thread only.

    Each is started afresh, so that none inherits a connection or a lock. They stop with this
    process, even when it is killed.

    Args:
        given: passed on to each worker; must be picklable.

    Raises:
        WorkerFailed: see there.
    """
    context = multiprocessing.get_context("spawn")
    with _told_to_stop() as told:
        processes = [
            context.Process(
                target=_serve, args=(worker, listener, number, *given), name=f"worker-{number}"
            )
            for number in range(count)
        ]
        try:
            for process in processes:
                process.start()
            ended = wait([told, *(process.sentinel for process in processes)])
        finally:
            _stop(processes)
    if told not in ended:
        codes = {process.name: process.exitcode for process in processes}
        raise WorkerFailed(f"a worker ended by itself; exit codes: {codes}")


def listening(host: str, port: int) -> socket.socket:
    """A socket that accepts connections to an address; port 0 picks a free one.

    Raises:
        AddressUnusable: it is taken, or not one of this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise AddressUnusable(f"cannot listen on {host} port {port}: {error.strerror}") from error
    for option, value in _LIVENESS:
        if hasattr(socket, option):  # what a connection inherits from its listener
            listener.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    return listener


def _serve(worker: Worker, listener: socket.socket, number: int, *given: Any) -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None, "a worker was started by a process"

    def outlive_nobody() -> None:
        wait([parent.sentinel])
        signal.pthread_kill(main_thread().ident or 0, signal.SIGTERM)

    Thread(target=outlive_nobody, daemon=True).start()
    worker(listener, number, *given)


def _stop(processes: Sequence[SpawnProcess]) -> None:
    started = [process for process in processes if process.pid is not None]
    for process in started:
        if process.is_alive():
            process.terminate()
    for process in started:
        process.join(_GRACE)
        if process.is_alive():
            process.kill()
            process.join()


@contextmanager
def _told_to_stop() -> Iterator[socket.socket]:
    """A socket that becomes readable on SIGINT or SIGTERM."""
    told, teller = socket.socketpair()
    teller.setblocking(False)  # noqa: FBT003 - the socket's own signature

    def tell(_number: int, _frame: FrameType | None) -> None:
        try:
            teller.send(b"\0")
        except BlockingIOError:
            return  # it has been told often enough

    before = {number: signal.signal(number, tell) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with told, teller:
            yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
