"""Process: brings events to the webhooks. Any number may run.

One of them, the holder of the seat, turns the log into deliveries; all of them send. Told to stop,
each finishes what is under way.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from threading import Event
from typing import Protocol

from interfaces.reopening import whenever_there_is_a_database

LOGGER = logging.getLogger(__name__)

_POLL = 3.0  # seconds: a wake-up can be lost, and a seat can become free without one
_REST = 0.05  # seconds after a small batch: what comes meanwhile shares the next one
_SMALL = 250  # events


class Seat(Protocol):
    """The seat of the one that follows, lost with its connection."""

    def held(self) -> bool:
        """Whether the seat is ours, taking it if it is free."""
        ...

    def wait(self, seconds: float) -> None:
        """Until there may be something to do, at most so long."""
        ...


class Outbox(Protocol):
    """Turns the log into deliveries."""

    def advance(self) -> int:
        """Take a batch; returns how much was done, 0 when up to date."""
        ...


class Deliverer(Protocol):
    """Sends what is due."""

    def run(self, stop: Event, wake: Event) -> None:
        """Until told to stop; what is under way then is finished."""
        ...


Following = Callable[[], AbstractContextManager[tuple[Seat, Outbox]]]
"""Opens a seat and what its holder drives, on connections of their own."""


def run(
    following: Following,
    deliverer: Deliverer,
    stop: Event,
    wake: Event,
    *,
    lost: tuple[type[Exception], ...],
    poll: float = _POLL,
) -> None:
    """Follow and deliver until told to stop; an error of either part ends both.

    Args:
        wake: set by the outbox when there is something to deliver.
        lost: errors that mean the database is away: then connections are opened anew.
    """

    def follow(parts: tuple[Seat, Outbox]) -> None:
        _advance(*parts, stop, poll)

    with ThreadPoolExecutor(1, "outbox") as thread:
        followed = thread.submit(
            whenever_there_is_a_database,
            following,
            follow,
            stop,
            lost=lost,
            name="outbox",
        )
        followed.add_done_callback(lambda _: stop.set())
        try:
            deliverer.run(stop, wake)
        finally:
            stop.set()
    followed.result()


def _advance(seat: Seat, outbox: Outbox, stop: Event, poll: float) -> None:
    while not stop.is_set():
        if seat.held():
            while not stop.is_set() and (done := outbox.advance()):
                if done < _SMALL:
                    stop.wait(_REST)
        if not stop.is_set():
            seat.wait(poll)
