"""One writer at a time per log, and whoever waits travels with the next one.

A thread that finds nobody writing writes at once. Those that come meanwhile queue; when the write
is done, the first of them writes all that has gathered. So a lone command pays no hand-over, a busy
log commits many commands together, and there is no writer thread that could die or hang.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from threading import Condition, Lock
from typing import Generic, Protocol, TypeVar


class Entry(Protocol):
    """What is queued.

    Attributes:
        turn: locked while the entry waits.
        done: its outcome is known.
        touches: entries that touch the same thing are never written together.
    """

    turn: Lock
    done: bool

    @property
    def touches(self) -> frozenset[object]: ...


E = TypeVar("E", bound=Entry)


class Full(Exception):
    """More callers wait than were allowed, or no further ones are admitted."""


class Lane(Generic[E]):
    """The queue of one log.

    Args:
        write: writes a batch and marks each of its entries as done, whatever happens.
        largest: entries in one batch.
        waiting: entries that may queue.
    """

    def __init__(
        self, write: Callable[[Sequence[E]], None], *, largest: int = 256, waiting: int = 4096
    ) -> None:
        self._write = write
        self._largest = largest
        self._bound = waiting
        self._waiting: deque[E] = deque()
        self._lock = Lock()
        self._quiet = Condition(self._lock)
        self._busy = False
        self._closed = False

    def submit(self, entry: E) -> None:
        """Returns when the entry is done.

        Raises:
            Full: the queue is full or closed; the entry was not written.
        """
        with self._lock:
            if self._closed or len(self._waiting) >= self._bound:
                raise Full
            entry.done = False
            leads = not self._busy
            if leads:
                self._busy = True
            else:
                entry.turn.acquire()
            self._waiting.append(entry)
        if not leads:
            self._await(entry)
            if entry.done:
                return
        self._lead()

    def close(self) -> None:
        """Admit nobody more; returns when all who were admitted are done."""
        with self._quiet:
            self._closed = True
            self._quiet.wait_for(lambda: not self._busy)

    def _await(self, entry: E) -> None:
        """Until the entry is done, or until it is this thread's turn to write."""
        try:
            entry.turn.acquire()
        except BaseException:  # an interrupted caller must not take the lane with it
            with self._lock:
                if entry in self._waiting:
                    self._waiting.remove(entry)
                    if not entry.turn.locked():
                        self._pass_on()
            raise
        entry.turn.release()

    def _pass_on(self) -> None:
        if self._waiting:
            self._waiting[0].turn.release()
        else:
            self._busy = False
            self._quiet.notify_all()

    def _lead(self) -> None:
        """Write the front of the queue, in which this thread's own entry is the first."""
        with self._lock:
            batch = self._next_batch()
        try:
            self._write(batch)
        finally:
            with self._lock:
                self._pass_on()  # before the others wake: the database never idles
            for follower in batch[1:]:
                follower.turn.release()

    def _next_batch(self) -> list[E]:
        batch: list[E] = []
        touched: set[object] = set()
        while self._waiting and len(batch) < self._largest:
            if not touched.isdisjoint(self._waiting[0].touches):
                break
            entry = self._waiting.popleft()
            touched.update(entry.touches)
            batch.append(entry)
        return batch
