"""The eventsourcing library's recorders on the log of one jurisdiction."""

from __future__ import annotations

import os
import select
from collections.abc import Sequence
from datetime import datetime
from threading import Thread
from typing import Any
from uuid import UUID

import psycopg
from eventsourcing.persistence import (
    ApplicationRecorder,
    IntegrityError,
    ListenNotifySubscription,
    Notification,
    OperationalError,
    ProgrammingError,
    StoredEvent,
    Tracking,
    TrackingRecorder,
)
from psycopg.pq.abc import PGresult
from psycopg.sql import SQL, Identifier

from application.ports import LogUnavailable, UnknownJurisdiction
from infrastructure.event_log.appender import Appender, Row, Save
from infrastructure.event_log.errors import translated
from infrastructure.event_log.mapper import TimedEvent
from infrastructure.event_log.reading import LogReader
from infrastructure.event_log.statements import CHANNEL
from infrastructure.postgres import wire
from infrastructure.postgres.pool import ConnectionLost, Rejected, Sessions, Statement

_SELECT = """
    SELECT aggregate_id, version, topic, state FROM events
     WHERE jurisdiction = $1 AND aggregate_id = $2 AND version > $3 AND version <= $4
     ORDER BY aggregate_id {order}, version {order} LIMIT $5
"""
_TYPES = (wire.TEXT, wire.UUID_, wire.INT4, wire.INT4, wire.INT8)
_UPWARDS = Statement("select_events", _SELECT.format(order="ASC"), _TYPES)
_DOWNWARDS = Statement("select_events_desc", _SELECT.format(order="DESC"), _TYPES)
# The condition refuses to go back: a follower that lost its leadership cannot overwrite its heir.
_TRACK = Statement(
    "track",
    """
    INSERT INTO tracking AS t (jurisdiction, name, position) VALUES ($1, $2, $3)
        ON CONFLICT (jurisdiction, name) DO UPDATE SET position = excluded.position
        WHERE t.position < excluded.position
    RETURNING position
    """,
    (wire.TEXT, wire.TEXT, wire.INT8),
)
_TRACKED = Statement(
    "tracked",
    "SELECT position FROM tracking WHERE jurisdiction = $1 AND name = $2",
    (wire.TEXT, wire.TEXT),
)
_NO_LIMIT = 2**62
_LAST_VERSION = 2**31 - 1


class JurisdictionRecorder(ApplicationRecorder):
    """One jurisdiction's log for the library: a position is a notification id.

    Version 0 and version 1 may begin a stream; every other event must follow one that is stored.

    Args:
        poll: seconds after which a subscription looks for events it was not told of.
    """

    def __init__(
        self, sessions: Sessions, appender: Appender, jurisdiction: str, *, poll: float = 3.0
    ) -> None:
        self._sessions = sessions
        self._appender = appender
        self._reader = LogReader(sessions)
        self._jurisdiction = jurisdiction
        self._poll = poll

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        if beside := [name for name, value in kwargs.items() if value is not None]:
            raise ProgrammingError(f"Events are not stored together with {', '.join(beside)}.")
        if not stored_events:
            return []
        save = Save(self._jurisdiction, [_row(event) for event in stored_events])
        try:
            first = self._appender.append(save)
        except Rejected as refusal:
            # A gap is refused by a missing version: for the library, too, a conflict.
            raise translated(refusal) from refusal
        except LogUnavailable as unavailable:
            raise OperationalError(str(unavailable)) from unavailable
        except UnknownJurisdiction as unknown:
            raise ProgrammingError(str(unknown)) from unknown
        return list(range(first, first + len(stored_events)))

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        result = _read(
            self._sessions,
            _DOWNWARDS if desc else _UPWARDS,
            [
                self._jurisdiction.encode(),
                _uuid(originator_id).bytes,
                wire.int4(-1 if gt is None else gt),
                wire.int4(_LAST_VERSION if lte is None else lte),
                wire.int8(_NO_LIMIT if limit is None else limit),
            ],
        )
        return [
            StoredEvent(
                originator_id=wire.to_uuid(result.get_value(n, 0) or b""),
                originator_version=wire.to_int(result.get_value(n, 1) or b""),
                topic=(result.get_value(n, 2) or b"").decode(),
                state=result.get_value(n, 3) or b"",
            )
            for n in range(result.ntuples)
        ]

    def select_notifications(  # the library's signature
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        after = 0 if start is None else start - 1 if inclusive_of_start else start
        try:
            rows = self._reader.events_after(
                self._jurisdiction, after, limit, up_to=stop, topics=topics
            )
        except LogUnavailable as unavailable:
            raise OperationalError(str(unavailable)) from unavailable
        return [
            Notification(row.aggregate_id, row.version, row.topic, row.state, row.position)
            for row in rows
        ]

    def max_notification_id(self) -> int | None:
        try:
            return self._reader.head(self._jurisdiction) or None
        except LogUnavailable as unavailable:
            raise OperationalError(str(unavailable)) from unavailable

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> LogSubscription:
        return LogSubscription(
            self,
            dsn=self._sessions.dsn,
            jurisdiction=self._jurisdiction,
            poll=self._poll,
            gt=gt,
            topics=topics,
        )


class LogSubscription(ListenNotifySubscription[JurisdictionRecorder]):
    """Events as they are appended: told by the database, and looked for every few seconds.

    A notification can be lost with its connection, so it only shortens the wait.
    """

    def __init__(  # what to follow, and how
        self,
        recorder: JurisdictionRecorder,
        *,
        dsn: str,
        jurisdiction: str,
        poll: float,
        gt: int | None = None,
        topics: Sequence[str] = (),
    ) -> None:
        self._dsn = dsn
        self._payload = jurisdiction.encode()
        self._seconds = poll
        self._waker, self._stopper = os.pipe()
        super().__init__(recorder=recorder, gt=gt, topics=topics)
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()

    def stop(self) -> None:
        first = not self._has_been_stopped
        super().stop()
        if first:
            os.write(self._stopper, b"\0")

    def __exit__(self, *args: object, **kwargs: Any) -> None:
        try:
            super().__exit__(*args, **kwargs)
        finally:
            self._listener.join()

    def _listen(self) -> None:
        try:
            while not self._has_been_stopped:
                try:
                    self._listen_once()
                except psycopg.OperationalError:  # the server is away: look by polling meanwhile
                    select.select([self._waker], [], [], self._seconds)
                    self._has_been_notified.set()
        finally:
            os.close(self._waker)
            os.close(self._stopper)

    def _listen_once(self) -> None:
        with psycopg.connect(self._dsn, autocommit=True, connect_timeout=5) as connection:
            connection.execute(SQL("LISTEN {}").format(Identifier(CHANNEL)))
            raw = connection.pgconn
            # What was appended before LISTEN took effect was not told.
            self._has_been_notified.set()
            while not self._has_been_stopped:
                ready, _, _ = select.select([raw.socket, self._waker], [], [], self._seconds)
                if raw.socket in ready:
                    raw.consume_input()
                concerned = not ready
                while (notice := raw.notifies()) is not None:
                    concerned = concerned or notice.extra == self._payload
                if concerned:
                    self._has_been_notified.set()


class PostgresTrackingRecorder(TrackingRecorder):
    """How far the followers of one jurisdiction's log have come, one row for each."""

    def __init__(self, sessions: Sessions, jurisdiction: str) -> None:
        self._sessions = sessions
        self._jurisdiction = jurisdiction

    def insert_tracking(self, tracking: Tracking) -> None:
        advanced = _read(
            self._sessions,
            _TRACK,
            [
                self._jurisdiction.encode(),
                tracking.application_name.encode(),
                wire.int8(tracking.notification_id),
            ],
        )
        if not advanced.ntuples:
            raise IntegrityError(f"{tracking.application_name} has already come further.")

    def max_tracking_id(self, application_name: str) -> int | None:
        result = _read(
            self._sessions, _TRACKED, [self._jurisdiction.encode(), application_name.encode()]
        )
        return wire.to_int(result.get_value(0, 0) or b"") if result.ntuples else None


def _row(event: StoredEvent) -> Row:
    recorded_at: datetime | None = event.recorded_at if isinstance(event, TimedEvent) else None
    return Row(
        _uuid(event.originator_id), event.originator_version, event.topic, recorded_at, event.state
    )


def _uuid(originator_id: UUID | str) -> UUID:
    return originator_id if isinstance(originator_id, UUID) else UUID(originator_id)


def _read(sessions: Sessions, statement: Statement, parameters: Sequence[bytes | None]) -> PGresult:
    try:
        return sessions.read(statement, parameters)
    except Rejected as refusal:
        raise translated(refusal) from refusal
    except ConnectionLost as lost:
        raise OperationalError(str(lost)) from lost
