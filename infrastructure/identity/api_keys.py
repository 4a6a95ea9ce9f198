"""Verifies API keys against the database, at every request: a revoked one ends at once."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

from psycopg.pq.abc import PGresult

from application.identity import (
    ApiKeyRevoked,
    Identity,
    TokenExpired,
    TokenInvalid,
    TokenVerifier,
    Unauthenticated,
)
from application.ports import Clock, LogUnavailable
from domain.calendar.local_time import local_date
from infrastructure.identity.api_key_text import PREFIX, ApiKeyText, parsed
from infrastructure.postgres import wire
from infrastructure.postgres.pool import ConnectionLost, Sessions, Statement

_FIND = Statement(
    "find_api_key",
    "SELECT machine, scope, may_represent, sha256, expires_at, revoked_at IS NOT NULL,"
    " last_used_on IS NOT NULL AND last_used_on >= $3::date"
    " FROM api_keys WHERE jurisdiction = $1 AND key_id = $2",
    (wire.TEXT, wire.TEXT, wire.TEXT),
)
_USED = Statement(
    "use_api_key",
    "UPDATE api_keys SET last_used_on = $3::date WHERE jurisdiction = $1 AND key_id = $2"
    " AND (last_used_on IS NULL OR last_used_on < $3::date)",
    (wire.TEXT, wire.TEXT, wire.TEXT),
)
_TRUE = b"\x01"


@dataclass(frozen=True, slots=True)
class _Kept:
    """A key's row, with whether its day of use is noted already."""

    machine: str
    scopes: frozenset[str]
    may_represent: bool
    sha256: bytes
    expires_at: datetime
    revoked: bool
    noted: bool


@dataclass(frozen=True, slots=True)
class ApiKeyVerifier:
    """``TokenVerifier`` of API keys.

    One look-up by primary key in each request, and one write for each key and day.
    """

    sessions: Sessions
    clock: Clock

    def verify(self, token: str) -> Identity:
        presented = _parsed(token)
        now = self.clock()
        where = [presented.jurisdiction, presented.key_id, local_date(now).isoformat()]
        parameters = [value.encode() for value in where]
        try:
            found = _kept(self.sessions.read(_FIND, parameters))
            identity = _identity(presented, found, now)
            if found is not None and not found.noted:
                self._note_use(parameters)
        except ConnectionLost as lost:
            raise LogUnavailable("The API keys cannot be reached.") from lost
        return identity

    def verify_at_once(self, token: str) -> Identity | None:
        _parsed(token)
        return None

    def _note_use(self, parameters: Sequence[bytes]) -> None:
        # Sent twice, it does what it did once; lost, as in a failover, the next request notes it.
        with suppress(ConnectionLost):
            self.sessions.read(_USED, parameters)


@dataclass(frozen=True, slots=True)
class EitherVerifier:
    """``TokenVerifier`` of all that may stand behind ``Bearer``: access tokens and API keys."""

    tokens: TokenVerifier
    api_keys: TokenVerifier

    def verify(self, token: str) -> Identity:
        return self._of(token).verify(token)

    def verify_at_once(self, token: str) -> Identity | None:
        return self._of(token).verify_at_once(token)

    def _of(self, token: str) -> TokenVerifier:
        # No JWT begins so: it begins with a brace in base64.
        return self.api_keys if token.startswith(PREFIX) else self.tokens


def _parsed(token: str) -> ApiKeyText:
    presented = parsed(token)
    if presented is None:
        raise TokenInvalid("The API key is malformed.")
    return presented


def _identity(presented: ApiKeyText, kept: _Kept | None, now: datetime) -> Identity:
    expected = bytes(32) if kept is None else kept.sha256
    if not compare_digest(expected, presented.sha256) or kept is None:
        refusal: Unauthenticated = TokenInvalid("The API key is not valid.")
    elif kept.revoked:
        refusal = ApiKeyRevoked()
    elif now >= kept.expires_at:
        refusal = TokenExpired()
    else:
        return Identity(
            person_ref=kept.machine,
            scopes=kept.scopes,
            jurisdictions=frozenset({presented.jurisdiction}),
            may_represent=kept.may_represent,
            expires_at=kept.expires_at,
        )
    if kept is not None:
        refusal.presented = presented.key_id
    raise refusal


def _kept(result: PGresult) -> _Kept | None:
    if not result.ntuples:
        return None
    machine, scope, may_represent, sha256, expires_at, revoked, noted = (
        result.get_value(0, column) or b"" for column in range(7)
    )
    return _Kept(
        machine.decode(),
        frozenset(scope.decode().split()),
        may_represent == _TRUE,
        sha256,
        wire.to_instant(expires_at),
        revoked == _TRUE,
        noted == _TRUE,
    )
