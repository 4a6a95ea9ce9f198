"""``DeliveryQueue`` on PostgreSQL: leases instead of locks, so that no transaction waits for a
receiver, and a process that dies leaves nothing behind but a lease that runs out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, LiteralString
from uuid import uuid4

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from application.ports import LogUnavailable
from application.webhooks.audience import CaseMarks
from application.webhooks.ports import Job, Result
from application.webhooks.retries import Reason
from application.webhooks.webhook import DeliveryState, StateReason
from infrastructure.event_log.mapper import PydanticMapper
from infrastructure.postgres import wire
from infrastructure.postgres.bounded import BOUNDED
from infrastructure.postgres.pool import Session, Statement
from infrastructure.vault.sealing import Sealer
from infrastructure.webhooks import rows
from infrastructure.webhooks.store import disable

# Both sides of a border between processes: the webhooks are locked by a first statement, so the
# second one counts what is under way on a snapshot that holds what others claimed before.
_LOCK: Final[LiteralString] = """
    SELECT w.webhook_id FROM webhooks w
     WHERE w.jurisdiction = %(j)s AND w.state = 'ACTIVE'
       AND (w.not_before IS NULL OR w.not_before <= %(at)s)
       AND EXISTS (SELECT FROM webhook_deliveries d
                    WHERE d.jurisdiction = %(j)s AND d.webhook_id = w.webhook_id
                      AND d.state = 'PENDING' AND d.due_at <= %(at)s)
     ORDER BY w.webhook_id
       FOR NO KEY UPDATE SKIP LOCKED
"""
# Of one case only the oldest outstanding delivery is taken: what follows it waits, order is kept.
# Asked as one look-up for each candidate: as an anti-join, thousands of events of one case would be
# compared with each other. Whoever has least under way comes first, so that busy webhooks leave the
# others a turn.
_CLAIM: Final[LiteralString] = """
    WITH free AS (
        SELECT w.webhook_id, CASE WHEN w.failures > 0 THEN 1 ELSE %(each)s END AS room,
               (SELECT count(*) FROM webhook_deliveries l
                 WHERE l.jurisdiction = %(j)s AND l.webhook_id = w.webhook_id
                   AND l.state = 'PENDING' AND l.leased_until > %(at)s) AS under_way
          FROM webhooks w WHERE w.jurisdiction = %(j)s AND w.webhook_id = ANY (%(ids)s)
    ), ready AS (
        SELECT d.webhook_id, d.position, free.under_way
                   + row_number() OVER (PARTITION BY d.webhook_id ORDER BY d.position) AS turn
          FROM free, LATERAL (
            SELECT d.webhook_id, d.position FROM webhook_deliveries d
             WHERE d.jurisdiction = %(j)s AND d.webhook_id = free.webhook_id
               AND d.state = 'PENDING' AND d.due_at <= %(at)s
               AND (d.leased_until IS NULL OR d.leased_until <= %(at)s)
               AND d.position = (
                   SELECT b.position FROM webhook_deliveries b
                    WHERE b.jurisdiction = %(j)s AND b.webhook_id = d.webhook_id
                      AND b.aggregate_id = d.aggregate_id AND b.state = 'PENDING'
                    ORDER BY b.position LIMIT 1)
             ORDER BY d.position LIMIT greatest(free.room - free.under_way, 0)
               FOR UPDATE SKIP LOCKED) d
    ), picked AS (
        SELECT webhook_id, position FROM ready ORDER BY turn, position LIMIT %(limit)s
    ), leased AS (
        UPDATE webhook_deliveries d
           SET lease = %(lease)s, leased_until = %(until)s, attempts = d.attempts + 1,
               tries = d.tries + 1
          FROM picked p
         WHERE d.jurisdiction = %(j)s AND d.webhook_id = p.webhook_id AND d.position = p.position
        RETURNING d.webhook_id, d.position, d.attempts, d.tries
    )
    SELECT w.*, l.position, l.attempts, l.tries,
           e.aggregate_id, e.version AS event_version, e.topic, e.state AS event,
           h.case_id, h.reporter_ref, h.units_ever, h.grid_id, h.community_id
      FROM leased l
      JOIN webhooks w ON w.jurisdiction = %(j)s AND w.webhook_id = l.webhook_id
      JOIN events e ON e.jurisdiction = %(j)s AND e.position = l.position
      LEFT JOIN case_heads_v1 h ON h.jurisdiction = %(j)s AND h.case_id = e.aggregate_id
     ORDER BY l.position
"""
_RECORD: Final[LiteralString] = """
    UPDATE webhook_deliveries
       SET state = %(state)s, due_at = %(due_at)s, last_status = %(status)s,
           last_reason = %(reason)s, finished_at = %(finished_at)s, lease = NULL,
           leased_until = NULL
     WHERE jurisdiction = %(j)s AND webhook_id = %(id)s AND position = %(position)s
       AND state = 'PENDING' AND lease = %(lease)s
"""
# The delivery may be gone with its webhook.
_ATTEMPT: Final[LiteralString] = """
    INSERT INTO webhook_attempts
           (jurisdiction, webhook_id, position, attempt, started_at, status, reason, latency_ms)
    SELECT jurisdiction, webhook_id, position, %(attempt)s, %(started_at)s, %(status)s, %(reason)s,
           %(latency_ms)s
      FROM webhook_deliveries
     WHERE jurisdiction = %(j)s AND webhook_id = %(id)s AND position = %(position)s
    ON CONFLICT DO NOTHING
"""
_WELL: Final[LiteralString] = """
    UPDATE webhooks SET failures = 0, failing_since = NULL, not_before = NULL
     WHERE jurisdiction = %(j)s AND webhook_id = %(id)s
       AND (failures > 0 OR failing_since IS NOT NULL OR not_before IS NOT NULL)
"""
_NOT_WELL: Final[LiteralString] = """
    UPDATE webhooks
       SET failures = failures + %(unwell)s,
           failing_since = coalesce(failing_since, %(started_at)s),
           not_before = greatest(not_before, %(pause_until)s)
     WHERE jurisdiction = %(j)s AND webhook_id = %(id)s
"""
_EXPIRED: Final[LiteralString] = """
    UPDATE webhook_deliveries d
       SET state = 'DEAD', last_reason = %(reason)s, finished_at = %(at)s, lease = NULL,
           leased_until = NULL
      FROM webhooks w
     WHERE w.jurisdiction = %(j)s AND w.state = 'ACTIVE' AND d.jurisdiction = %(j)s
       AND d.webhook_id = w.webhook_id AND d.state = 'PENDING' AND d.round_at < %(since)s
       AND (d.leased_until IS NULL OR d.leased_until <= %(at)s)
"""
_HOPELESS: Final[LiteralString] = """
    SELECT w.webhook_id FROM webhooks w
     WHERE w.jurisdiction = %(j)s
       AND (w.state = 'ACTIVE' AND w.failing_since < %(since)s
            OR w.state = 'PAUSED' AND EXISTS (
                SELECT FROM webhook_deliveries d
                 WHERE d.jurisdiction = %(j)s AND d.webhook_id = w.webhook_id
                   AND d.state = 'PENDING' AND d.round_at < %(kept)s))
       FOR NO KEY UPDATE
"""
_FORGET: Final[LiteralString] = """
    DELETE FROM webhook_deliveries d
     USING (SELECT webhook_id, position FROM webhook_deliveries
             WHERE jurisdiction = %(j)s AND finished_at < %(since)s
             ORDER BY finished_at LIMIT %(limit)s) old
     WHERE d.jurisdiction = %(j)s AND d.webhook_id = old.webhook_id
       AND d.position = old.position AND d.finished_at < %(since)s
"""
_FORGOTTEN_AT_ONCE: Final = 5_000
_PATIENCE: Final = 10.0  # seconds for a connection


def delivery_pool(dsn: str) -> ConnectionPool:
    """Connections for a queue.

    Their commits do not wait for the disk: what a crash of the server takes back is a lease or a
    record, so an event is sent again with the same id, as after a crash of the sender.
    """
    options = str(conninfo_to_dict(dsn).get("options") or "")
    patient = make_conninfo(dsn, options=f"{options} -c synchronous_commit=off".strip())
    return ConnectionPool(
        patient, connection_class=BOUNDED, min_size=1, max_size=2, timeout=_PATIENCE, open=True
    )


class PostgresDeliveryQueue:
    """Deliveries of all jurisdictions in one database. Safe for many threads and processes."""

    def __init__(self, pool: ConnectionPool, sealer: Sealer) -> None:
        self._pool = pool
        self._sealer = sealer
        self._mapper = PydanticMapper()

    def claim(
        self, jurisdiction: str, *, at: datetime, lease_for: timedelta, each: int, limit: int
    ) -> Sequence[Job]:
        """See the port."""
        lease = uuid4()
        values: dict[str, Any] = {
            "j": jurisdiction,
            "at": at,
            "each": each,
            "limit": limit,
            "lease": lease,
            "until": at + lease_for,
        }
        with self._transaction() as cursor:
            ids = [row["webhook_id"] for row in cursor.execute(_LOCK, values).fetchall()]
            if not ids:
                return []
            found = cursor.execute(_CLAIM, values | {"ids": ids}).fetchall()
        return [
            Job(
                webhook=rows.webhook(row),
                position=row["position"],
                lease=lease,
                attempt=row["attempts"],
                tries=row["tries"],
                failures=row["failures"],
                event=self._mapper.decode(
                    row["topic"], row["aggregate_id"], row["event_version"], bytes(row["event"])
                ),
                marks=_marks(row),
                secrets=self._secrets(row, at),
            )
            for row in found
        ]

    def record(self, results: Sequence[Result]) -> None:
        """See the port."""
        values = [_values(result) for result in results]
        with self._transaction() as cursor:
            # In one order everywhere, so that two processes never wait for each other.
            values.sort(key=lambda one: (one["j"], one["id"], one["position"]))
            cursor.executemany(_RECORD, values)
            sent = [one for one in values if one["latency_ms"] is not None]
            cursor.executemany(_ATTEMPT, sent)
            for one in sent:
                if one["reason"] != Reason.ACCEPTED:
                    cursor.execute(_NOT_WELL, one)
                if one["reason"] == Reason.GONE:
                    disable(cursor, one["j"], one["id"], StateReason.GONE, one["ended_at"])
            # Last, so that of answers that came together a good one counts.
            well = {(one["j"], one["id"]): one for one in sent if one["recovers"]}
            cursor.executemany(_WELL, list(well.values()))

    def tidy(
        self,
        jurisdiction: str,
        *,
        at: datetime,
        longest: timedelta,
        disable_after: timedelta,
        keep: timedelta,
    ) -> None:
        """See the port."""
        values = {"j": jurisdiction, "at": at}
        with self._transaction() as cursor:
            cursor.execute(_EXPIRED, values | {"since": at - longest, "reason": Reason.EXPIRED})
            hopeless = cursor.execute(
                _HOPELESS, values | {"since": at - disable_after, "kept": at - keep}
            ).fetchall()
            for row in hopeless:
                disable(cursor, jurisdiction, row["webhook_id"], StateReason.UNDELIVERABLE, at)
            cursor.execute(_FORGET, values | {"since": at - keep, "limit": _FORGOTTEN_AT_ONCE})
            cursor.execute(
                "UPDATE webhooks SET previous_secret = NULL, previous_until = NULL"
                " WHERE jurisdiction = %(j)s AND previous_until <= %(at)s",
                values,
            )

    def _secrets(self, row: Mapping[str, Any], at: datetime) -> Sequence[bytes]:
        place = (row["jurisdiction"], str(row["webhook_id"]))
        sealed = [row["secret"]]
        if row["previous_until"] is not None and at < row["previous_until"]:
            sealed.append(row["previous_secret"])
        return [self._sealer.open(bytes(one), *place) for one in sealed if one is not None]

    @contextmanager
    def _transaction(self) -> Iterator[psycopg.Cursor[dict[str, Any]]]:
        try:
            with (
                self._pool.connection() as connection,
                connection.cursor(row_factory=dict_row) as cursor,
            ):
                yield cursor
        except (psycopg.OperationalError, psycopg.InterfaceError) as lost:
            raise LogUnavailable("The deliveries cannot be reached.") from lost


@dataclass(frozen=True, slots=True, kw_only=True)
class Outstanding:
    """What a jurisdiction's receivers have not got, for metrics.

    Attributes:
        oldest: when the oldest event was recorded that an active webhook waits for; None: nothing
            is outstanding.
        outstanding, dead: deliveries of all webhooks.
        disabled: webhooks that the service disabled.
        events_behind: events of the log that were not turned into deliveries yet.
    """

    oldest: datetime | None
    outstanding: int
    dead: int
    disabled: int
    events_behind: int


_OUTSTANDING: Final = Statement(
    "webhooks_outstanding",
    """
    SELECT j.jurisdiction, o.oldest, coalesce(o.outstanding, 0)::bigint,
           coalesce(o.dead, 0)::bigint, coalesce(o.disabled, 0),
           CASE WHEN o.subscribed THEN h.position - coalesce(t.position, 0) ELSE 0 END
      FROM jurisdictions j
      JOIN log_heads h ON h.jurisdiction = j.jurisdiction
      LEFT JOIN tracking t ON t.jurisdiction = j.jurisdiction AND t.name = 'webhooks'
      LEFT JOIN LATERAL (
          SELECT min(p.recorded_at) FILTER (WHERE w.state = 'ACTIVE') AS oldest,
                 sum(c.outstanding) AS outstanding, sum(c.dead) AS dead,
                 count(*) FILTER (WHERE w.state = 'DISABLED') AS disabled,
                 count(*) > 0 AS subscribed
            FROM webhooks w
            LEFT JOIN LATERAL (
                SELECT d.recorded_at FROM webhook_deliveries d
                 WHERE d.jurisdiction = w.jurisdiction AND d.webhook_id = w.webhook_id
                   AND d.state = 'PENDING' ORDER BY d.position LIMIT 1) p ON true
            CROSS JOIN LATERAL (
                SELECT (SELECT count(*) FROM webhook_deliveries d
                         WHERE d.jurisdiction = w.jurisdiction AND d.webhook_id = w.webhook_id
                           AND d.state = 'PENDING') AS outstanding,
                       (SELECT count(*) FROM webhook_deliveries d
                         WHERE d.jurisdiction = w.jurisdiction AND d.webhook_id = w.webhook_id
                           AND d.state = 'DEAD') AS dead) c
           WHERE w.jurisdiction = j.jurisdiction AND w.state <> 'DELETED') o ON true
     ORDER BY j.jurisdiction
    """,
    (),
)


def outstanding(session: Session) -> Mapping[str, Outstanding]:
    """What is outstanding, by jurisdiction. Reads partial indexes only.

    Raises:
        ConnectionLost, Rejected: see ``Session.run``.
    """
    result = session.run(_OUTSTANDING, [])
    found = {}
    for n in range(result.ntuples):
        name, oldest, *counts = (result.get_value(n, column) for column in range(6))
        waiting, dead, disabled, behind = (wire.to_int(count or b"") for count in counts)
        found[(name or b"").decode()] = Outstanding(
            oldest=None if oldest is None else wire.to_instant(oldest),
            outstanding=waiting,
            dead=dead,
            disabled=disabled,
            events_behind=behind,
        )
    return found


def _marks(row: Mapping[str, Any]) -> CaseMarks | None:
    if row["case_id"] is None:
        return None
    return CaseMarks(
        reporter_ref=row["reporter_ref"],
        units_ever=tuple(row["units_ever"]),
        grid_id=row["grid_id"],
        community_id=row["community_id"],
    )


def _values(result: Result) -> dict[str, Any]:
    job, verdict, answer = result.job, result.verdict, result.answer
    over = verdict.state is not DeliveryState.PENDING
    return {
        "j": job.webhook.jurisdiction,
        "id": job.webhook.webhook_id,
        "position": job.position,
        "lease": job.lease,
        "attempt": job.attempt,
        "state": verdict.state,
        "due_at": verdict.due_at,
        "status": None if answer is None else answer.status,
        "reason": result.reason,
        "started_at": result.started_at,
        "ended_at": result.ended_at,
        "finished_at": result.ended_at if over else None,
        "latency_ms": None if answer is None else round(answer.latency.total_seconds() * 1000),
        "unwell": int(verdict.unwell),
        "recovers": result.reason is Reason.ACCEPTED
        and (job.failures > 0 or job.webhook.failing_since is not None),
        "pause_until": result.pause_until,
    }
