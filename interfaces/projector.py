"""Process: keeps the read models up to date. Any number may run; one works, the others wait."""

from __future__ import annotations

from threading import Event
from typing import Protocol

_POLL = 3.0  # seconds: a wake-up can be lost, and a seat can become free without one


class Seat(Protocol):
    """The seat of the one that works, lost with its connection."""

    def held(self) -> bool:
        """Whether the seat is ours, taking it if it is free."""
        ...

    def wait(self, seconds: float) -> None:
        """Until there may be something to do, at most so long."""
        ...


class Follower(Protocol):
    """What follows the log."""

    def advance(self) -> int:
        """Take a batch; returns how much was done, 0 when up to date."""
        ...


def run(seat: Seat, follower: Follower, stop: Event, *, poll: float = _POLL) -> None:
    """Follow the logs until told to stop.

    An error ends it, that of a lost connection too: the process is started again and finds its
    position in the database. A follower that goes on after an error would only look alive.
    """
    while not stop.is_set():
        if seat.held():
            while not stop.is_set() and follower.advance():
                pass
        if not stop.is_set():
            seat.wait(poll)
