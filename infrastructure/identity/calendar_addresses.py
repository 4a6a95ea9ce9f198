"""``CalendarAddressRegister`` in a table; its secrets look like API keys and are kept like them."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hmac import compare_digest
from typing import Final

from psycopg.pq.abc import PGresult

from application.calendar_addresses import CalendarAddress, Issued
from application.ports import LogUnavailable
from infrastructure.postgres import wire
from infrastructure.postgres.pool import ConnectionLost, Sessions, Statement

PREFIX: Final = "cal_"
_FORM: Final = re.compile(rf"{PREFIX}(?P<address_id>[0-9a-f]{{12}})_(?P<secret>[0-9a-f]{{64}})")
_ID_BYTES: Final = 6
_SECRET_BYTES: Final = 32  # 256 bits: no guessing, so a plain digest is enough to keep

_COLUMNS: Final = "address_id, owner, holder, issued_at, expires_at, revoked_at, last_used_on::text"
_TEXTS = (wire.TEXT, wire.TEXT, wire.TEXT)
# Sent twice, it does what it did once: the second time there is one of that key.
_ADD = Statement(
    "calendar_address_add",
    "INSERT INTO calendar_addresses (jurisdiction, owner, idempotency_key, address_id, holder,"
    " sha256, issued_at, expires_at) SELECT $1, $2, $3, $4, $5, $6, $7, $8"
    " WHERE (SELECT count(*) FROM calendar_addresses WHERE jurisdiction = $1 AND owner = $2"
    " AND revoked_at IS NULL AND expires_at > $7) < $9"
    " ON CONFLICT (jurisdiction, owner, idempotency_key) DO NOTHING",
    (
        *_TEXTS,
        wire.TEXT,
        wire.TEXT,
        wire.BYTEA,
        wire.TIMESTAMPTZ,
        wire.TIMESTAMPTZ,
        wire.INT8,
    ),
)
_OF_KEY = Statement(
    "calendar_address_of_key",
    f"SELECT {_COLUMNS} FROM calendar_addresses"  # noqa: S608  # a literal of ours
    " WHERE jurisdiction = $1 AND owner = $2 AND idempotency_key = $3",
    _TEXTS,
)
_OF_OWNER = Statement(
    "calendar_addresses_of_owner",
    f"SELECT {_COLUMNS} FROM calendar_addresses"  # noqa: S608  # a literal of ours
    " WHERE jurisdiction = $1 AND owner = $2",
    _TEXTS[:2],
)
_REVOKE = Statement(
    "calendar_address_revoke",
    "UPDATE calendar_addresses SET revoked_at = coalesce(revoked_at, $4)"  # noqa: S608  # ours
    f" WHERE jurisdiction = $1 AND owner = $2 AND address_id = $3 RETURNING {_COLUMNS}",
    (*_TEXTS, wire.TIMESTAMPTZ),
)
_FIND = Statement(
    "calendar_address_find",
    f"SELECT {_COLUMNS}, sha256 FROM calendar_addresses"  # noqa: S608  # a literal of ours
    " WHERE jurisdiction = $1 AND address_id = $2",
    _TEXTS[:2],
)
_USED = Statement(
    "calendar_address_used",
    "UPDATE calendar_addresses SET last_used_on = $3::date WHERE jurisdiction = $1"
    " AND address_id = $2 AND (last_used_on IS NULL OR last_used_on < $3::date)",
    _TEXTS,
)
_SHA256: Final = 7  # column of the digest


@dataclass(frozen=True, slots=True)
class PostgresCalendarAddresses:
    """The addresses of one database.

    Attributes:
        sessions: of the service's role, which may make and end addresses and change nothing else.
    """

    sessions: Sessions

    def add(
        self,
        jurisdiction: str,
        *,
        owner: str,
        holder: str,
        key: str,
        issued_at: datetime,
        expires_at: datetime,
        most: int,
    ) -> Issued | None:
        address_id = secrets.token_hex(_ID_BYTES)
        secret = f"{PREFIX}{address_id}_{secrets.token_hex(_SECRET_BYTES)}"
        named = [jurisdiction.encode(), owner.encode(), key.encode()]
        self._asked(
            _ADD,
            [
                *named,
                address_id.encode(),
                holder.encode(),
                _digest(jurisdiction, secret),
                wire.instant(issued_at),
                wire.instant(expires_at),
                wire.int8(most),
            ],
        )
        result = self._asked(_OF_KEY, named)
        if not result.ntuples:
            return None
        address = _address(jurisdiction, result, 0)
        return Issued(address, secret if address.address_id == address_id else None)

    def of_owner(self, jurisdiction: str, owner: str) -> Sequence[CalendarAddress]:
        result = self._asked(_OF_OWNER, [jurisdiction.encode(), owner.encode()])
        found = [_address(jurisdiction, result, row) for row in range(result.ntuples)]
        return sorted(found, key=lambda one: (one.issued_at, one.address_id))

    def revoke(
        self, jurisdiction: str, owner: str, address_id: str, *, at: datetime
    ) -> CalendarAddress | None:
        named = [jurisdiction.encode(), owner.encode(), address_id.encode()]
        result = self._asked(_REVOKE, [*named, wire.instant(at)])
        return _address(jurisdiction, result, 0) if result.ntuples else None

    def proven(self, jurisdiction: str, secret: str) -> CalendarAddress | None:
        form = _FORM.fullmatch(secret)
        if form is None:
            return None
        named = [jurisdiction.encode(), form["address_id"].encode()]
        result = self._asked(_FIND, named)
        kept = (result.get_value(0, _SHA256) or b"") if result.ntuples else bytes(32)
        if not compare_digest(kept, _digest(jurisdiction, secret)):
            return None
        return _address(jurisdiction, result, 0)

    def used(self, address: CalendarAddress, on: date) -> None:
        named = [address.jurisdiction.encode(), address.address_id.encode()]
        self._asked(_USED, [*named, on.isoformat().encode()])

    def _asked(self, statement: Statement, parameters: Sequence[bytes | None]) -> PGresult:
        try:
            return self.sessions.read(statement, parameters)
        except ConnectionLost as lost:
            raise LogUnavailable("The calendar addresses cannot be reached.") from lost


def _digest(jurisdiction: str, secret: str) -> bytes:
    return hashlib.sha256(f"{jurisdiction}/{secret}".encode()).digest()


def _address(jurisdiction: str, result: PGresult, row: int) -> CalendarAddress:
    address_id, owner, holder, issued_at, expires_at, revoked_at, used_on = (
        result.get_value(row, column) for column in range(_SHA256)
    )
    return CalendarAddress(
        jurisdiction=jurisdiction,
        address_id=_text(address_id),
        owner=_text(owner),
        holder=_text(holder),
        issued_at=wire.to_instant(issued_at or b""),
        expires_at=wire.to_instant(expires_at or b""),
        revoked_at=None if revoked_at is None else wire.to_instant(revoked_at),
        last_used_on=None if used_on is None else date.fromisoformat(used_on.decode()),
    )


def _text(value: bytes | None) -> str:
    assert value is not None
    return value.decode()
