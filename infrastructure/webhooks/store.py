"""``WebhookStore`` on PostgreSQL: what stands, and beside it who changed what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, LiteralString
from uuid import UUID

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb
from psycopg_pool import ConnectionPool

from application.errors import VersionIsStale
from application.ports import KeyReused, LogUnavailable, OutcomeUnknown
from application.webhooks.errors import TooManyWebhooks, WebhookNotFound
from application.webhooks.ports import Changed, Decision, Request
from application.webhooks.webhook import (
    Attempt,
    Backlog,
    ChangeRecord,
    Delivery,
    DeliveryState,
    StateReason,
    Webhook,
    WebhookChange,
    WebhookState,
)
from domain.act import SYSTEM
from infrastructure.vault.sealing import Sealer
from infrastructure.webhooks import rows

TRACKING: Final = "webhooks"
"""Name of the position up to which events were turned into deliveries."""

_SELECT: Final[LiteralString] = (
    rows.WEBHOOKS + "WHERE w.jurisdiction = %(j)s AND w.state <> 'DELETED'"
)
_COUNTED: Final[LiteralString] = """
    SELECT count(*) FILTER (WHERE state = 'PENDING') AS outstanding,
           count(*) FILTER (WHERE state = 'DEAD') AS dead,
           min(recorded_at) FILTER (WHERE state = 'PENDING') AS oldest
      FROM webhook_deliveries
     WHERE jurisdiction = %(j)s AND webhook_id = %(id)s AND state IN ('PENDING', 'DEAD')
"""

Cursor = psycopg.Cursor[dict[str, Any]]


class PostgresWebhookStore:
    """Webhooks of all jurisdictions in one database. Safe for many threads.

    Args:
        pool: connections of the service's role.
        sealer: for the secrets; each opens only as that of its own webhook.
    """

    def __init__(self, pool: ConnectionPool, sealer: Sealer) -> None:
        self._pool = pool
        self._sealer = sealer

    def register(self, decision: Decision, request: Request, *, most: int) -> Changed:
        """See the port."""
        webhook, secret = decision.webhook, decision.secret
        assert secret is not None, "a webhook is never without a secret"
        jurisdiction = webhook.jurisdiction
        with self._writing() as cursor:
            # The follower moves under the same lock: no event is passed over or taken twice.
            head = lock_follower(cursor, jurisdiction)
            if prior := self._prior(cursor, jurisdiction, request):
                return prior
            cursor.execute(
                "SELECT count(*) AS found FROM webhooks"
                " WHERE jurisdiction = %s AND state <> 'DELETED'",
                [jurisdiction],
            )
            if _one(cursor)["found"] >= most:
                raise TooManyWebhooks(most)
            cursor.execute(
                "INSERT INTO webhooks (jurisdiction, webhook_id, version, url, description,"
                " acts_for, event_types, unit, state, since_position, secret, created_at,"
                " changed_at) VALUES (%(j)s, %(id)s, 1, %(url)s, %(description)s, %(acts_for)s,"
                " %(types)s, %(unit)s, %(state)s, %(since)s, %(secret)s, %(at)s, %(at)s)",
                {
                    **_values(webhook),
                    "since": head,
                    "secret": self._sealed(webhook, secret),
                    "at": request.at,
                },
            )
            _note(
                cursor,
                jurisdiction,
                webhook.webhook_id,
                request,
                decision.change,
                decision.detail,
            )
            return Changed(webhook=self._found(cursor, jurisdiction, webhook.webhook_id))

    def change(
        self,
        jurisdiction: str,
        webhook_id: UUID,
        request: Request,
        decide: Callable[[Webhook], Decision],
    ) -> Changed:
        """See the port."""
        with self._writing() as cursor:
            head = lock_follower(cursor, jurisdiction)
            if prior := self._prior(cursor, jurisdiction, request):
                return prior
            cursor.execute(
                _SELECT + " AND w.webhook_id = %(id)s FOR NO KEY UPDATE",
                {"j": jurisdiction, "id": webhook_id},
            )
            row = cursor.fetchone()
            if row is None:
                raise WebhookNotFound(webhook_id)
            current = rows.webhook(row)
            if request.expected_version not in {None, current.version}:
                raise VersionIsStale(webhook_id, current.version)
            decision = decide(current)
            self._store(cursor, decision, request, head)
            replayed = _replay(cursor, decision, request)
            detail = {**decision.detail, **({} if replayed is None else {"deliveries": replayed})}
            _note(cursor, jurisdiction, webhook_id, request, decision.change, detail)
            if decision.forgets:
                cursor.execute(
                    "DELETE FROM webhook_deliveries"
                    " WHERE jurisdiction = %(j)s AND webhook_id = %(id)s",
                    {"j": jurisdiction, "id": webhook_id},
                )
                return Changed(webhook=decision.webhook)
            found = self._found(cursor, jurisdiction, webhook_id)
            return Changed(webhook=found, replayed=replayed or 0)

    def webhooks(self, jurisdiction: str) -> Sequence[Webhook]:
        """See the port."""
        found = self._read(_SELECT + " ORDER BY w.created_at, w.webhook_id", {"j": jurisdiction})
        return [rows.webhook(row) for row in found]

    def get(self, jurisdiction: str, webhook_id: UUID) -> Webhook | None:
        """See the port."""
        wanted = {"j": jurisdiction, "id": webhook_id}
        found = self._read(_SELECT + " AND w.webhook_id = %(id)s", wanted)
        return rows.webhook(found[0]) if found else None

    def changes(self, jurisdiction: str, webhook_id: UUID) -> Sequence[ChangeRecord]:
        """See the port."""
        found = self._read(
            "SELECT version, at, actor_id, represented_by, change, detail FROM webhook_changes"
            " WHERE jurisdiction = %(j)s AND webhook_id = %(id)s ORDER BY version",
            {"j": jurisdiction, "id": webhook_id},
        )
        return [rows.change(row) for row in found]

    def backlog(self, jurisdiction: str, webhook_id: UUID) -> Backlog:
        """See the port."""
        (row,) = self._read(_COUNTED, {"j": jurisdiction, "id": webhook_id})
        return Backlog(**row)

    def deliveries(
        self,
        jurisdiction: str,
        webhook_id: UUID,
        *,
        state: DeliveryState | None,
        after: int,
        limit: int,
    ) -> Sequence[Delivery]:
        """See the port."""
        # Written out, for the planner uses the partial indexes only for a state that it can see.
        of_state: Mapping[DeliveryState | None, LiteralString] = {
            None: "",
            DeliveryState.PENDING: " AND state = 'PENDING'",
            DeliveryState.DEAD: " AND state = 'DEAD'",
            DeliveryState.DELIVERED: " AND state = 'DELIVERED'",
            DeliveryState.WITHHELD: " AND state = 'WITHHELD'",
        }
        found = self._read(
            rows.DELIVERIES + "WHERE jurisdiction = %(j)s"
            " AND webhook_id = %(id)s AND position > %(after)s" + of_state[state] +
            " ORDER BY position LIMIT %(limit)s",
            {"j": jurisdiction, "id": webhook_id, "after": after, "limit": limit},
        )  # fmt: skip
        return [rows.delivery(row) for row in found]

    def delivery(self, jurisdiction: str, webhook_id: UUID, position: int) -> Delivery | None:
        """See the port."""
        found = self._read(
            rows.DELIVERIES + "WHERE jurisdiction = %(j)s"
            " AND webhook_id = %(id)s AND position = %(position)s",
            {"j": jurisdiction, "id": webhook_id, "position": position},
        )
        return rows.delivery(found[0]) if found else None

    def attempts(self, jurisdiction: str, webhook_id: UUID, position: int) -> Sequence[Attempt]:
        """See the port."""
        found = self._read(
            "SELECT attempt, started_at, status, reason, latency_ms FROM webhook_attempts"
            " WHERE jurisdiction = %(j)s AND webhook_id = %(id)s AND position = %(position)s"
            " ORDER BY attempt",
            {"j": jurisdiction, "id": webhook_id, "position": position},
        )
        return [rows.attempt(row) for row in found]

    def _store(self, cursor: Cursor, decision: Decision, request: Request, head: int) -> None:
        webhook = decision.webhook
        values = {**_values(webhook), "at": request.at, "head": head, "forgets": decision.forgets}
        cursor.execute(
            "UPDATE webhooks SET version = version + 1, url = %(url)s,"
            " description = %(description)s, acts_for = %(acts_for)s, event_types = %(types)s,"
            " unit = %(unit)s, state = %(state)s, state_reason = %(state_reason)s,"
            " previous_until = %(previous_until)s, changed_at = %(at)s"
            " WHERE jurisdiction = %(j)s AND webhook_id = %(id)s",
            values,
        )
        if decision.secret is not None:
            cursor.execute(
                "UPDATE webhooks SET previous_secret = secret, secret = %(secret)s"
                " WHERE jurisdiction = %(j)s AND webhook_id = %(id)s",
                values | {"secret": self._sealed(webhook, decision.secret)},
            )
        if decision.forgets:
            cursor.execute(
                "UPDATE webhooks SET secret = NULL, previous_secret = NULL"
                " WHERE jurisdiction = %(j)s AND webhook_id = %(id)s",
                values,
            )
        if decision.collects_anew:
            cursor.execute(
                "UPDATE webhooks SET since_position = %(head)s"
                " WHERE jurisdiction = %(j)s AND webhook_id = %(id)s",
                values,
            )
        if webhook.state is WebhookState.ACTIVE:
            # Whoever touches it wants to see at once whether it works now.
            cursor.execute(
                "UPDATE webhooks SET failures = 0, failing_since = NULL, not_before = NULL"
                " WHERE jurisdiction = %(j)s AND webhook_id = %(id)s",
                values,
            )

    def _prior(self, cursor: Cursor, jurisdiction: str, request: Request) -> Changed | None:
        """The webhook of an earlier request with the same key."""
        if request.key is None:
            return None
        cursor.execute(
            "SELECT webhook_id, fingerprint FROM webhook_changes"
            " WHERE jurisdiction = %s AND key = %s",
            [jurisdiction, request.key],
        )
        prior = cursor.fetchone()
        if prior is None:
            return None
        if prior["fingerprint"] != request.fingerprint:
            raise KeyReused("This key was used for another request.")
        cursor.execute(
            rows.WEBHOOKS + "WHERE w.jurisdiction = %s AND w.webhook_id = %s",
            [jurisdiction, prior["webhook_id"]],
        )
        return Changed(webhook=rows.webhook(_one(cursor)), repeated=True)

    def _found(self, cursor: Cursor, jurisdiction: str, webhook_id: UUID) -> Webhook:
        cursor.execute(
            _SELECT + " AND w.webhook_id = %(id)s", {"j": jurisdiction, "id": webhook_id}
        )
        return rows.webhook(_one(cursor))

    def _sealed(self, webhook: Webhook, secret: bytes) -> bytes:
        return self._sealer.seal(secret, webhook.jurisdiction, str(webhook.webhook_id))

    def _read(self, query: LiteralString, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        try:
            with (
                self._pool.connection() as connection,
                connection.cursor(row_factory=dict_row) as cursor,
            ):
                return cursor.execute(query, values).fetchall()
        except (psycopg.OperationalError, psycopg.InterfaceError) as lost:
            raise LogUnavailable("The webhooks cannot be reached.") from lost

    @contextmanager
    def _writing(self) -> Iterator[Cursor]:
        try:
            with (
                self._pool.connection() as connection,
                connection.cursor(row_factory=dict_row) as cursor,
            ):
                yield cursor
        except (psycopg.OperationalError, psycopg.InterfaceError) as lost:
            raise OutcomeUnknown("Ask again with the same idempotency key.") from lost


def lock_follower(cursor: psycopg.Cursor[Any], jurisdiction: str) -> int:
    """Hold the follower of a log where it is; the position of the newest event.

    Whoever changes what is collected does it under this lock, and so does the follower itself.
    """
    cursor.execute(
        "INSERT INTO tracking (jurisdiction, name, position) VALUES (%s, %s, 0)"
        " ON CONFLICT DO NOTHING",
        [jurisdiction, TRACKING],
    )
    cursor.execute(
        "SELECT FROM tracking WHERE jurisdiction = %s AND name = %s FOR UPDATE",
        [jurisdiction, TRACKING],
    )
    cursor.execute("SELECT position AS head FROM log_heads WHERE jurisdiction = %s", [jurisdiction])
    found = cursor.fetchone()
    if found is None:
        return 0
    return int(found["head"] if isinstance(found, dict) else found[0])


def disable(
    cursor: psycopg.Cursor[Any],
    jurisdiction: str,
    webhook_id: UUID,
    why: StateReason,
    at: datetime,
) -> None:
    """Disable a webhook by the service's own decision; what it has not got is dead."""
    values = {"why": why, "at": at, "j": jurisdiction, "id": webhook_id}
    cursor.execute(
        "UPDATE webhooks SET state = 'DISABLED', state_reason = %(why)s, version = version + 1,"
        " changed_at = %(at)s WHERE jurisdiction = %(j)s AND webhook_id = %(id)s"
        " AND state IN ('ACTIVE', 'PAUSED')",
        values,
    )
    if not cursor.rowcount:
        return  # somebody was faster
    cursor.execute(
        "UPDATE webhook_deliveries SET state = 'DEAD', last_reason = 'WEBHOOK_DISABLED',"
        " finished_at = %(at)s, lease = NULL, leased_until = NULL"
        " WHERE jurisdiction = %(j)s AND webhook_id = %(id)s AND state = 'PENDING'",
        values,
    )
    request = Request(at=at, actor_id=SYSTEM)
    _note(cursor, jurisdiction, webhook_id, request, WebhookChange.DISABLED, {"reason": why})


def _values(webhook: Webhook) -> dict[str, Any]:
    return {
        "j": webhook.jurisdiction,
        "id": webhook.webhook_id,
        "url": webhook.url,
        "description": webhook.description,
        "acts_for": webhook.acts_for,
        "types": list(webhook.event_types),
        "unit": webhook.unit,
        "state": webhook.state,
        "state_reason": webhook.state_reason,
        "previous_until": webhook.previous_until,
    }


def _replay(cursor: Cursor, decision: Decision, request: Request) -> int | None:
    if decision.replays is None:
        return None
    cursor.execute(
        "UPDATE webhook_deliveries SET state = 'PENDING', round_at = %(at)s, due_at = %(at)s,"
        " tries = 0, finished_at = NULL WHERE jurisdiction = %(j)s AND webhook_id = %(id)s"
        " AND state = 'DEAD' AND (%(all)s OR position = ANY (%(positions)s))",
        {
            "at": request.at,
            "j": decision.webhook.jurisdiction,
            "id": decision.webhook.webhook_id,
            "all": not decision.replays,
            "positions": list(decision.replays),
        },
    )
    return cursor.rowcount


def _note(
    cursor: psycopg.Cursor[Any],
    jurisdiction: str,
    webhook_id: UUID,
    request: Request,
    change: WebhookChange,
    detail: Mapping[str, object],
) -> None:
    """Add to the audit trail, in the transaction of the change, under the version it made."""
    cursor.execute(
        "INSERT INTO webhook_changes (jurisdiction, webhook_id, version, at, actor_id,"
        " represented_by, correlation_id, change, detail, key, fingerprint)"
        " SELECT w.jurisdiction, w.webhook_id, w.version, %(at)s, %(actor)s, %(represented_by)s,"
        " %(correlation)s, %(change)s, %(detail)s, %(key)s, %(fingerprint)s FROM webhooks w"
        " WHERE w.jurisdiction = %(j)s AND w.webhook_id = %(id)s",
        {
            "at": request.at,
            "actor": request.actor_id,
            "represented_by": request.represented_by,
            "correlation": request.correlation_id,
            "change": change,
            "detail": Jsonb(dict(detail)),
            "key": request.key,
            "fingerprint": request.fingerprint,
            "j": jurisdiction,
            "id": webhook_id,
        },
    )


def _one(cursor: Cursor) -> dict[str, Any]:
    row = cursor.fetchone()
    assert row is not None
    return row
