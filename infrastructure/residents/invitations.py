"""``Invitations`` in a table; who issued a link is never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from application.residents.invitations import Invitation
from infrastructure.postgres import wire
from infrastructure.postgres.pool import Sessions, Statement
from infrastructure.residents.asking import asked, cell

_KEY = (wire.TEXT, wire.UUID_, wire.INT4, wire.TIMESTAMPTZ, wire.TEXT)
_ADD = Statement(
    "invitation_add",
    "INSERT INTO rating_invitations "
    "(jurisdiction, case_id, closing_no, issued_at, issued_by, person_ref, expires_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
    (*_KEY, wire.TEXT, wire.TIMESTAMPTZ),
)
_WAITING = Statement(
    "invitations_waiting",
    "SELECT case_id, closing_no, person_ref, issued_by, issued_at, expires_at "
    "FROM rating_invitations "
    "WHERE jurisdiction = $1 AND handed_over_at IS NULL AND expires_at > $2 "
    "ORDER BY issued_at LIMIT $3",
    (wire.TEXT, wire.TIMESTAMPTZ, wire.INT4),
)
_HANDED_OVER = Statement(
    "invitation_handed_over",
    "UPDATE rating_invitations SET handed_over_at = $6 WHERE jurisdiction = $1 AND case_id = $2 "
    "AND closing_no = $3 AND issued_at = $4 AND issued_by = $5 AND handed_over_at IS NULL",
    (*_KEY, wire.TIMESTAMPTZ),
)


class PostgresInvitations:
    """Invitations of all jurisdictions in one database."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def add(self, jurisdiction: str, invitation: Invitation) -> None:
        further = [invitation.person_ref.encode(), wire.instant(invitation.expires_at)]
        asked(self._sessions, _ADD, [*_key(jurisdiction, invitation), *further])

    def waiting(self, jurisdiction: str, now: datetime, limit: int) -> Sequence[Invitation]:
        parameters = [jurisdiction.encode(), wire.instant(now), wire.int4(limit)]
        found = asked(self._sessions, _WAITING, parameters)
        return [
            Invitation(
                case_id=wire.to_uuid(cell(found, n, 0)),
                closing_no=wire.to_int(cell(found, n, 1)),
                person_ref=cell(found, n, 2).decode(),
                issued_by=cell(found, n, 3).decode(),
                issued_at=wire.to_instant(cell(found, n, 4)),
                expires_at=wire.to_instant(cell(found, n, 5)),
            )
            for n in range(found.ntuples)
        ]

    def handed_over(self, jurisdiction: str, invitation: Invitation, at: datetime) -> None:
        asked(self._sessions, _HANDED_OVER, [*_key(jurisdiction, invitation), wire.instant(at)])


def _key(jurisdiction: str, invitation: Invitation) -> list[bytes]:
    return [
        jurisdiction.encode(),
        invitation.case_id.bytes,
        wire.int4(invitation.closing_no),
        wire.instant(invitation.issued_at),
        invitation.issued_by.encode(),
    ]
