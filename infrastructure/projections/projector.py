"""Follows the log: rows and position commit together, so nothing is missed or done twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import Any, Final, Self

import psycopg

from domain.kernel import effective
from infrastructure.event_log.statements import CHANNEL
from infrastructure.postgres.bounded import Bounded
from infrastructure.projections.histories import (
    PROJECTED,
    TRACKING,
    Log,
    histories_of,
    story_from,
)
from infrastructure.projections.table import Table

_LEADER = 0x636C6F73_00000001
"""Advisory lock of whoever projects; only to save work, never for correctness."""


class Projector:
    """Keeps the projected read models of every log up to date.

    A batch takes the next events, folds the whole histories of what they touch and replaces those
    rows. The row of the position is locked meanwhile: of several projectors one works and
    the others find the work done.

    Args:
        connection: of the service's role, in autocommit; used by this object alone.
        log: read on connections of its own.
        jurisdictions: the logs to follow, asked anew in each round.
        batch: events per transaction.
    """

    def __init__(
        self,
        connection: psycopg.Connection,
        log: Log,
        jurisdictions: Callable[[], Iterable[str]],
        *,
        tables: Sequence[Table[Any, Any]] = PROJECTED,
        batch: int = 1_000,
    ) -> None:
        self._connection = connection
        self._log = log
        self._jurisdictions = jurisdictions
        self._tables = tables
        self._batch = batch

    def advance(self) -> int:
        """Take one batch of each log; returns how many events were consumed, 0 when up to date."""
        return sum(self.advance_one(jurisdiction) for jurisdiction in self._jurisdictions())

    def catch_up(self) -> int:
        """Take all there is; returns how many events were consumed."""
        total = 0
        while consumed := self.advance():
            total += consumed
        return total

    def catch_up_one(self, jurisdiction: str) -> int:
        """The same for one log."""
        total = 0
        while consumed := self.advance_one(jurisdiction):
            total += consumed
        return total

    def advance_one(self, jurisdiction: str) -> int:
        """Take one batch of one log; returns how many events were consumed."""
        with self._connection.transaction(), self._connection.cursor() as cursor:
            position = locked_position(cursor, jurisdiction)
            rows = self._log.events_after(jurisdiction, position, self._batch)
            if not rows:
                return 0
            last = rows[-1].position
            touched = list(dict.fromkeys(row.aggregate_id for row in rows))
            project(cursor, self._log, jurisdiction, touched, last, self._tables)
            store_position(cursor, jurisdiction, last)
            return len(rows)


def project(  # one batch: what, from where, to where
    cursor: psycopg.Cursor[Any],
    log: Log,
    jurisdiction: str,
    touched: Sequence[Any],
    up_to: int,
    tables: Sequence[Table[Any, Any]],
) -> None:
    """Replace the rows of what was touched by what its histories say up to a position."""
    wanted = frozenset[str]().union(*(table.begins_with for table in tables))
    histories = histories_of(log, jurisdiction, touched, up_to, begins_with=wanted)
    stories = [
        story
        for history in histories
        if (story := story_from(effective(history), jurisdiction)) is not None
    ]
    for table in tables:
        about = [story for story in stories if story.topics[0] in table.begins_with]
        if about:
            rows = [row for story in about for row in table.fold(story)]
            table.replace(cursor, jurisdiction, [story.subject_id for story in about], rows)


_LOCK: Final = "SELECT position FROM tracking WHERE jurisdiction = %s AND name = %s FOR UPDATE"


def locked_position(cursor: psycopg.Cursor[Any], jurisdiction: str) -> int:
    """How far the read models of a log have come; locked until the transaction ends."""
    found = cursor.execute(_LOCK, [jurisdiction, TRACKING]).fetchone()
    if found is None:
        cursor.execute(
            "INSERT INTO tracking (jurisdiction, name, position) VALUES (%s, %s, 0) "
            "ON CONFLICT DO NOTHING",
            [jurisdiction, TRACKING],
        )
        found = cursor.execute(_LOCK, [jurisdiction, TRACKING]).fetchone()
    assert found is not None, "the row was made above"
    return int(found[0])


def store_position(cursor: psycopg.Cursor[Any], jurisdiction: str, position: int) -> None:
    """Move on; commits with the rows."""
    cursor.execute(
        "UPDATE tracking SET position = %s WHERE jurisdiction = %s AND name = %s",
        [position, jurisdiction, TRACKING],
    )


class Leadership:
    """A seat for one, held as long as its connection lives; also wakes its holder.

    Args:
        dsn: the database; the connection is kept for this purpose alone.
    """

    def __init__(self, dsn: str, *, lock: int = _LEADER) -> None:
        self._dsn = dsn
        self._lock = lock
        self._connect()

    def _connect(self) -> None:
        self._held = False
        self._connection = Bounded.connect(
            self._dsn,
            autocommit=True,
            keepalives_idle=10,
            keepalives_interval=5,
            keepalives_count=2,
        )
        self._connection.execute("LISTEN " + CHANNEL)

    def held(self) -> bool:
        """Whether the seat is ours, taking it if it is free.

        Raises:
            psycopg.OperationalError: the connection was lost, and the seat with it. Asked again,
                it tries for the seat on a new one.
        """
        if self._connection.closed:
            self._connect()
        if self._held:
            self._connection.execute("SELECT 1")
            return True
        found = self._connection.execute("SELECT pg_try_advisory_lock(%s)", [self._lock]).fetchone()
        self._held = found == (True,)
        return self._held

    def wait(self, seconds: float) -> None:
        """Until something is appended anywhere, at most so long.

        Raises:
            psycopg.OperationalError: the connection was lost.
        """
        for _ in self._connection.notifies(timeout=seconds, stop_after=1):
            return

    def close(self) -> None:
        """Leave the seat."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
