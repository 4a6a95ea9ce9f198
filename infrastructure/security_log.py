"""``SecurityLog`` in a table the service can only append to."""

from __future__ import annotations

from datetime import datetime

from application.ports import LogUnavailable
from infrastructure.postgres import wire
from infrastructure.postgres.pool import ConnectionLost, Sessions, Statement

_REFUSED = Statement(
    "refused",
    "INSERT INTO security_log "
    "(jurisdiction, refused_at, actor_id, command, subject, code, rule, detail, represented_by) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    (wire.TEXT, wire.TIMESTAMPTZ, *(7 * (wire.TEXT,))),
)


class PostgresSecurityLog:
    """Refused commands of all jurisdictions in one database (ENV-05)."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def refused(  # the port's signature
        self,
        jurisdiction: str,
        *,
        at: datetime,
        actor_id: str,
        command: str,
        subject: str,
        code: str,
        rule: str | None,
        detail: str,
        represented_by: str | None = None,
    ) -> None:
        texts = [value.encode() for value in (actor_id, command, subject, code)]
        try:
            # Repeated after a lost answer: a refusal noted twice is better than one not noted.
            self._sessions.read(
                _REFUSED,
                [
                    jurisdiction.encode(),
                    wire.instant(at),
                    *texts,
                    None if rule is None else rule.encode(),
                    detail.encode(),
                    None if represented_by is None else represented_by.encode(),
                ],
            )
        except ConnectionLost as lost:
            raise LogUnavailable("The security log cannot be reached.") from lost
