"""``ReceiptCodes`` in a table the service can only add to."""

from __future__ import annotations

from application.residents.ports import KnownReport
from infrastructure.postgres import wire
from infrastructure.postgres.pool import Sessions, Statement
from infrastructure.residents.asking import asked, cell

_KEEP = Statement(
    "receipt_code_keep",
    "INSERT INTO receipt_codes (jurisdiction, code_digest, case_id, person_ref, issued_at) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
    (wire.TEXT, wire.BYTEA, wire.UUID_, wire.TEXT, wire.TIMESTAMPTZ),
)
_FIND = Statement(
    "receipt_code_find",
    "SELECT case_id, person_ref, issued_at FROM receipt_codes "
    "WHERE jurisdiction = $1 AND code_digest = $2",
    (wire.TEXT, wire.BYTEA),
)


class PostgresReceiptCodes:
    """Receipt codes of all jurisdictions in one database."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def keep(self, jurisdiction: str, digest: bytes, report: KnownReport) -> None:
        values = [
            jurisdiction.encode(),
            digest,
            report.case_id.bytes,
            report.person_ref.encode(),
            wire.instant(report.issued_at),
        ]
        asked(self._sessions, _KEEP, values)

    def find(self, jurisdiction: str, digest: bytes) -> KnownReport | None:
        result = asked(self._sessions, _FIND, [jurisdiction.encode(), digest])
        if not result.ntuples:
            return None
        return KnownReport(
            wire.to_uuid(cell(result, 0, 0)),
            cell(result, 0, 1).decode(),
            wire.to_instant(cell(result, 0, 2)),
        )
