"""Process: keeps the read models up to date. Any number may run; one works, the others wait."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from time import monotonic
from typing import Final, Protocol

import structlog

LOGGER: Final[structlog.stdlib.BoundLogger] = structlog.get_logger(__name__)

_POLL = 3.0  # seconds: a wake-up can be lost, and a seat can become free without one
_REST: Final = 0.05  # seconds after a small batch: what comes meanwhile shares the next one
_SMALL: Final = 500  # events
_TOLD_EVERY: Final = 10.0  # seconds between lines about progress, however busy the logs are


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


class Progress:
    """Tells what a process does, now and then.

    Args:
        event: what is told, with the number of ``things`` since it was told last.
        counted: told of each piece of progress at once; None: nobody counts.
    """

    def __init__(self, event: str, things: str, counted: Callable[[int], None] | None) -> None:
        self._event, self._things, self._counted = event, things, counted
        self._untold, self._told = 0, 0.0

    def made(self, number: int) -> None:
        """So much was done."""
        if self._counted is not None and number:
            self._counted(number)
        self._untold += number
        if self._untold and monotonic() - self._told >= _TOLD_EVERY:
            self.tell()

    def tell(self) -> None:
        """Tell what was not told yet."""
        if self._untold:
            LOGGER.info(self._event, **{self._things: self._untold})
        self._untold, self._told = 0, monotonic()


def run(
    seat: Seat,
    follower: Follower,
    stop: Event,
    *,
    poll: float = _POLL,
    counted: Callable[[int], None] | None = None,
    name: str = "projector",
    event: str = "projected",
) -> None:
    """Follow the logs until told to stop.

    What comes alone is projected at once; on a busy log many small batches would cost more than the
    events in them.

    An error ends it, that of a lost connection too: whoever opens both anew finds the position in
    the database.

    Args:
        counted: told how many events each batch had.
        name, event: what it is and what it did, in lines of the log.
    """
    progress, leads = Progress(event, "events", counted), False
    while not stop.is_set():
        if seat.held():
            if not leads:
                LOGGER.info("leads", follower=name)
                leads = True
            while not stop.is_set() and (done := follower.advance()):
                progress.made(done)
                if done < _SMALL:
                    stop.wait(_REST)
        if not stop.is_set():
            seat.wait(poll)
        progress.made(0)
    progress.tell()
