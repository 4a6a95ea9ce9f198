"""``ApiKeyRegister`` in a table that only its owner adds to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from psycopg.rows import DictRow, dict_row

from application.api_keys import ApiKey
from application.identity import AccessScope
from infrastructure.identity import api_key_text
from infrastructure.postgres.bounded import Bounded

_ADD = (
    "INSERT INTO api_keys (jurisdiction, key_id, machine, scope, may_represent, sha256,"
    " issued_at, issued_by, expires_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING *"
)
_ALL = "SELECT * FROM api_keys WHERE jurisdiction = %s ORDER BY issued_at, key_id"
_REVOKE = (
    "UPDATE api_keys SET revoked_at = coalesce(revoked_at, %s),"
    " revoked_by = coalesce(revoked_by, %s) WHERE jurisdiction = %s AND key_id = %s RETURNING *"
)


@dataclass(frozen=True, slots=True)
class PostgresApiKeyRegister:
    """The keys of one database.

    Attributes:
        dsn: as the owner of the tables; the service's role may not issue or revoke.
    """

    dsn: str

    def add(
        self,
        jurisdiction: str,
        *,
        machine: str,
        scopes: Collection[AccessScope],
        may_represent: bool,
        issued_by: str,
        issued_at: datetime,
        expires_at: datetime,
    ) -> tuple[ApiKey, str]:
        key, text = api_key_text.made(jurisdiction)
        scope = " ".join(sorted(scopes))
        [row] = self._rows(
            _ADD,
            jurisdiction, key.key_id, machine, scope, may_represent, key.sha256,
            issued_at, issued_by, expires_at,
        )  # fmt: skip
        return _key(row), text

    def all(self, jurisdiction: str) -> Sequence[ApiKey]:
        return [_key(row) for row in self._rows(_ALL, jurisdiction)]

    def revoke(self, jurisdiction: str, key_id: str, *, by: str, at: datetime) -> ApiKey | None:
        rows = self._rows(_REVOKE, at, by, jurisdiction, key_id)
        return _key(rows[0]) if rows else None

    def _rows(self, query: str, *values: object) -> Sequence[DictRow]:
        with Bounded.connect(self.dsn, row_factory=dict_row) as connection:
            return connection.execute(query.encode(), values).fetchall()


def _key(row: DictRow) -> ApiKey:
    return ApiKey(
        jurisdiction=row["jurisdiction"],
        key_id=row["key_id"],
        machine=row["machine"],
        scopes=frozenset(row["scope"].split()),
        may_represent=row["may_represent"],
        issued_at=row["issued_at"].astimezone(UTC),
        issued_by=row["issued_by"],
        expires_at=row["expires_at"].astimezone(UTC),
        revoked_at=row["revoked_at"] and row["revoked_at"].astimezone(UTC),
        revoked_by=row["revoked_by"],
        last_used_on=row["last_used_on"],
    )
