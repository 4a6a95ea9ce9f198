"""Threads for blocking work, so that the event loop never waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, Final, TypeVar

from interfaces.api.ports import PoolFigure
from interfaces.api.refusals import ServiceBusy

Result = TypeVar("Result")

_PATIENCE: Final = 10.0  # seconds that a request waits for a thread
_IDLE: Final = 10.0  # seconds before a thread without work ends


@dataclass(frozen=True, slots=True)
class _Task:
    """Work on its way to a thread and back."""

    work: Callable[[], Any]
    context: Context
    loop: asyncio.AbstractEventLoop
    result: asyncio.Future[Any]
    _left: list[None] = field(default_factory=lambda: [None])

    def claim(self) -> bool:
        """Whether nobody else has claimed it: a thread to do it, or who waits to give it up."""
        try:
            self._left.pop()
        except IndexError:
            return False
        return True


class Pool:
    """So many threads, and a bounded queue before them. For the thread of one event loop.

    A queue in C and a call into the loop cost a third of what a general hand-over costs, which
    for a short question is much.

    Args:
        threads: how many run at once.
        waiting: how many may wait for one before callers are turned away.
        figure: told how many are in here, working or waiting; None: nobody asks.
    """

    def __init__(self, threads: int, waiting: int, figure: PoolFigure | None = None) -> None:
        self._threads = threads
        self._bound = threads + waiting
        self._figure = figure
        self._queue: SimpleQueue[_Task] = SimpleQueue()
        self._inside = self._started = 0
        self._lock = Lock()  # a thread that ends has seen the queue empty

    async def run(self, work: Callable[[], Result]) -> Result:
        """The result of the work. It is done even if nobody waits for its end any more.

        Raises:
            ServiceBusy: too many wait already, or no thread became free in time.
        """
        if self._inside >= self._bound:
            raise ServiceBusy
        loop = asyncio.get_running_loop()
        task = _Task(work, copy_context(), loop, loop.create_future())
        self._enters(task)
        patience = None
        if self._inside > self._threads:
            patience = loop.call_later(_PATIENCE, self._give_up, task)
        try:
            result: Result = await task.result
        except asyncio.CancelledError:
            if task.claim():
                self._leaves()
            raise
        finally:
            if patience is not None:
                patience.cancel()
        return result

    def _enters(self, task: _Task) -> None:
        self._inside += 1
        if self._figure is not None:
            self._figure.inc()
        with self._lock:
            self._queue.put(task)
            lacking = self._started < min(self._inside, self._threads)
            self._started += lacking
        if lacking:
            Thread(target=self._work, daemon=True).start()

    def _leaves(self) -> None:
        self._inside -= 1
        if self._figure is not None:
            self._figure.dec()

    def _give_up(self, task: _Task) -> None:
        if task.claim():
            self._leaves()
            if not task.result.done():
                task.result.set_exception(ServiceBusy())

    def _work(self) -> None:
        while True:
            try:
                task = self._queue.get(timeout=_IDLE)
            except Empty:
                with self._lock:
                    if self._queue.empty():
                        self._started -= 1
                        return
                continue
            if task.claim():
                self._carry_out(task)
            del task  # or an idle thread would keep its last result alive

    def _carry_out(self, task: _Task) -> None:
        result, error = None, None
        try:
            result = task.context.run(task.work)
        except BaseException as raised:  # noqa: BLE001 - it belongs to whoever waits for it
            error = raised
        with suppress(RuntimeError):  # the loop was closed meanwhile
            task.loop.call_soon_threadsafe(self._done, task, result, error)

    def _done(self, task: _Task, result: object, error: BaseException | None) -> None:
        self._leaves()
        if task.result.done():  # whoever waited is gone
            return
        if error is None:
            task.result.set_result(result)
        else:
            task.result.set_exception(error)
