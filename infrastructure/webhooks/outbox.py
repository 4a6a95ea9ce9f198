"""The event log is the outbox: what is in it becomes deliveries, each once.

Position and deliveries commit together, so a process that dies in between has done nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, LiteralString, Protocol
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from application.ports import Clock
from application.webhooks.audience import Audience, Audiences, CaseMarks
from application.webhooks.webhook import Webhook
from infrastructure.event_log.reading import LogRow
from infrastructure.webhooks import rows
from infrastructure.webhooks.store import TRACKING, lock_follower

_COLLECTING: Final[LiteralString] = (
    rows.WEBHOOKS + "WHERE w.jurisdiction = %s AND w.state IN ('ACTIVE', 'PAUSED')"
)
_COPY: Final[LiteralString] = (
    "COPY webhook_deliveries (jurisdiction, webhook_id, position, aggregate_id, topic,"
    " recorded_at, state, round_at, due_at) FROM STDIN"
)
_TYPES: Final = (
    "text", "uuid", "int8", "uuid", "text", "timestamptz", "text", "timestamptz", "timestamptz",
)  # fmt: skip


class Log(Protocol):
    """The log, read on connections of its own."""

    def events_after(self, jurisdiction: str, position: int, limit: int) -> Sequence[LogRow]:
        """The next events by position."""
        ...


class Outbox:
    """Turns the events of every log into deliveries.

    Only what may be seen now is collected; whether it still may be seen is asked again before it
    is sent.

    Args:
        connection: of the service's role, in autocommit; used by this object alone.
        jurisdictions: the logs to follow, asked anew in each round.
        filled: called after a batch with deliveries was committed.
        batch: events per transaction.
    """

    def __init__(
        self,
        connection: psycopg.Connection,
        log: Log,
        audiences: Audiences,
        jurisdictions: Callable[[], Iterable[str]],
        clock: Clock,
        *,
        filled: Callable[[], None] = lambda: None,
        batch: int = 500,
    ) -> None:
        self._connection = connection
        self._log = log
        self._audiences = audiences
        self._jurisdictions = jurisdictions
        self._clock = clock
        self._filled = filled
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

    def advance_one(self, jurisdiction: str) -> int:
        """Take one batch of one log; returns how many events were consumed."""
        with (
            self._connection.transaction(),
            self._connection.cursor(row_factory=dict_row) as cursor,
        ):
            head = lock_follower(cursor, jurisdiction)
            position = _position(cursor, jurisdiction)
            webhooks = [
                rows.webhook(row) for row in cursor.execute(_COLLECTING, [jurisdiction]).fetchall()
            ]
            # What nobody asked for is passed over without reading it.
            begin = max(position, min((w.since_position for w in webhooks), default=head))
            found = self._log.events_after(jurisdiction, begin, self._batch) if webhooks else []
            reached = found[-1].position if found else begin
            if reached == position:
                return 0
            inserted = self._collect(cursor, jurisdiction, webhooks, found) if found else 0
            cursor.execute(
                "UPDATE tracking SET position = %s WHERE jurisdiction = %s AND name = %s",
                [reached, jurisdiction, TRACKING],
            )
        if inserted:
            self._filled()
        return reached - position

    def _collect(
        self,
        cursor: psycopg.Cursor[dict[str, Any]],
        jurisdiction: str,
        webhooks: Sequence[Webhook],
        events: Sequence[LogRow],
    ) -> int:
        at = self._clock()
        audience = self._audiences.of(jurisdiction, at)
        marks = _marks(cursor, jurisdiction, events)
        wanted = [
            (webhook, event)
            for event in events
            for webhook in webhooks
            if _is_for(audience, webhook, event, marks.get(event.aggregate_id))
        ]
        with cursor.copy(_COPY) as copy:
            copy.set_types(_TYPES)
            for webhook, event in wanted:
                copy.write_row(
                    (
                        jurisdiction,
                        webhook.webhook_id,
                        event.position,
                        event.aggregate_id,
                        event.topic,
                        event.recorded_at,
                        "PENDING",
                        at,
                        at,
                    )
                )
        return len(wanted)


def _is_for(audience: Audience, webhook: Webhook, event: LogRow, marks: CaseMarks | None) -> bool:
    if event.position <= webhook.since_position:
        return False
    if webhook.event_types and event.topic not in webhook.event_types:
        return False
    return audience.detail(webhook, marks) is not None


def _position(cursor: psycopg.Cursor[dict[str, Any]], jurisdiction: str) -> int:
    cursor.execute(
        "SELECT position FROM tracking WHERE jurisdiction = %s AND name = %s",
        [jurisdiction, TRACKING],
    )
    found = cursor.fetchone()
    assert found is not None, "the row was made when it was locked"
    return int(found["position"])


def _marks(
    cursor: psycopg.Cursor[dict[str, Any]], jurisdiction: str, events: Sequence[LogRow]
) -> dict[UUID, CaseMarks]:
    """Of the cases among the aggregates: each has a narrow line since its first event."""
    cursor.execute(
        "SELECT case_id, reporter_ref, units_ever, grid_id, community_id FROM case_heads_v1"
        " WHERE jurisdiction = %s AND case_id = ANY (%s)",
        [jurisdiction, list({event.aggregate_id for event in events})],
    )
    return {
        row["case_id"]: CaseMarks(
            reporter_ref=row["reporter_ref"],
            units_ever=tuple(row["units_ever"]),
            grid_id=row["grid_id"],
            community_id=row["community_id"],
        )
        for row in cursor.fetchall()
    }
