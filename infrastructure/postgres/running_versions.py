"""Says which version of the program runs, so that no migration pulls the ground from under it."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Final
from uuid import UUID, uuid4

from infrastructure.postgres import wire
from infrastructure.postgres.migrations import STALE_SECONDS, migrations
from infrastructure.postgres.pool import ConnectionLost, Rejected, Sessions, Statement

LOGGER = logging.getLogger(__name__)

EVERY_JURISDICTION: Final = "*"
TABLE: Final = "running_versions"

_BEAT: Final = STALE_SECONDS / 4
_HERE = Statement(
    "running_here",
    "INSERT INTO running_versions (jurisdiction, process_id, kind, host, knows) "
    "VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (jurisdiction, process_id) DO UPDATE SET seen_at = now()",
    (wire.TEXT, wire.UUID_, wire.TEXT, wire.TEXT, wire.TEXT_ARRAY),
)
_GONE = Statement(
    "running_gone",
    "DELETE FROM running_versions WHERE jurisdiction = $1 "
    "AND (process_id = $2 OR seen_at < now() - interval '1 day')",
    (wire.TEXT, wire.UUID_),
)


@contextmanager
def registered(sessions: Sessions, kind: str) -> Iterator[None]:
    """This program counts as running until the context ends, or the process with it.

    While it is killed or cut off, it counts for a minute more.

    Raises:
        ConnectionLost, Rejected: the database cannot be used.
    """
    process_id = uuid4()
    _beat(sessions, process_id, kind)
    stop = Event()
    beating = Thread(
        target=_beating, args=[sessions, process_id, kind, stop], name="heartbeat", daemon=True
    )
    beating.start()
    try:
        yield
    finally:
        stop.set()
        beating.join()
        try:
            sessions.read(_GONE, [EVERY_JURISDICTION.encode(), process_id.bytes])
        except (ConnectionLost, Rejected) as error:
            LOGGER.warning("could not be taken off the list of running versions", exc_info=error)


def _beating(sessions: Sessions, process_id: UUID, kind: str, stop: Event) -> None:
    while not stop.wait(_BEAT):
        try:
            _beat(sessions, process_id, kind)
        except (ConnectionLost, Rejected) as error:
            LOGGER.warning("heartbeat failed", exc_info=error)


def _beat(sessions: Sessions, process_id: UUID, kind: str) -> None:
    sessions.read(
        _HERE,
        [
            EVERY_JURISDICTION.encode(),
            process_id.bytes,
            kind.encode(),
            socket.gethostname().encode(),
            wire.texts([migration.name for migration in migrations()]),
        ],
    )
