"""Work on connections of one's own, through the time in which there is no database."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Event
from typing import Final, TypeVar

import structlog

LOGGER: Final[structlog.stdlib.BoundLogger] = structlog.get_logger(__name__)

_RETRY: Final = 2.0  # seconds, while the database is away

Opened = TypeVar("Opened")


def whenever_there_is_a_database(
    opened: Callable[[], AbstractContextManager[Opened]],
    work: Callable[[Opened], None],
    stop: Event,
    *,
    lost: tuple[type[Exception], ...],
    name: str,
) -> None:
    """Do a work until told to stop; when the database goes away, open all anew and go on.

    Nothing but the connections is opened anew: the work finds where it was in the database. Any
    other error ends it, for a supervisor to see.

    Args:
        lost: errors that mean the database is away.
    """
    while not stop.is_set():
        try:
            with opened() as parts:
                work(parts)
        except lost as error:
            LOGGER.warning("database away", waiting=name, error=type(error).__name__)
            stop.wait(_RETRY)
