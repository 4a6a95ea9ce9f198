"""Tokens for development: an issuer inside the process, whose key dies with it."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import InitVar, dataclass, field
from datetime import timedelta
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from application.identity import AccessScope, Identity
from application.ports import Clock
from infrastructure.identity.addresses import is_loopback
from infrastructure.identity.keys import StaticKeys
from infrastructure.identity.tokens import JwtVerifier

ISSUER = "urn:closeout:development"
AUDIENCE = "urn:closeout:api"
LIFETIME = timedelta(hours=12)


class NotLoopback(Exception):
    """Development tokens are for one machine; the address is reachable from others."""


def require_loopback(host: str) -> None:
    """Refuse an address that other machines can reach; names are refused except ``localhost``.

    Raises:
        NotLoopback: it is not a loopback address.
    """
    if not is_loopback(host):
        raise NotLoopback(f"{host} is not a loopback address; configure a token issuer")


def new_key() -> bytes:
    """A key for ``DevelopmentIssuer``, for several processes to share; it is never stored."""
    key = OKPKey.generate_key("Ed25519", auto_kid=True)
    return json.dumps(key.as_dict(private=True)).encode()


def _imported(key: bytes) -> OKPKey:
    try:
        imported = OKPKey.import_key(json.loads(key))
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise ValueError("not a key that new_key() made") from error
    if not imported.is_private or imported.kid is None:
        raise ValueError("not a key that new_key() made")
    return imported


@dataclass(frozen=True, slots=True, kw_only=True)
class DevelopmentIssuer:
    """Mints tokens for anybody who asks on this machine, and verifies them like any other token.

    There is no bypass: what comes out goes through ``JwtVerifier``, and rights come from the
    directory as always.

    Attributes:
        host: the address the service is bound to.
        key: made by ``new_key``; processes that share it accept each other's tokens.

    Raises:
        NotLoopback: ``host`` can be reached from other machines.
        ValueError: ``key`` is no such key.
    """

    host: str
    clock: Clock
    key: InitVar[bytes | None] = None
    _key: OKPKey = field(init=False, repr=False)

    def __post_init__(self, key: bytes | None) -> None:
        require_loopback(self.host)
        object.__setattr__(self, "_key", _imported(new_key() if key is None else key))

    @property
    def verifier(self) -> JwtVerifier:
        """Accepts this issuer's tokens and no others."""
        keys = StaticKeys({"keys": [self._key.as_dict(private=False)]})
        return JwtVerifier(issuer=ISSUER, audience=AUDIENCE, keys=keys, clock=self.clock)

    def mint(
        self,
        person_ref: str,
        *,
        scopes: Collection[str] = tuple(AccessScope),
        represented_by: str | None = None,
        jurisdictions: Collection[str] | None = None,
        lifetime: timedelta = LIFETIME,
    ) -> str:
        """A token that proves the person, for as long as a process holds the key.

        Raises:
            TokenInvalid: the id cannot be that of a person.
        """
        now = int(self.clock().timestamp())
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": person_ref,
            "client_id": "development",
            "iat": now,
            "exp": now + int(lifetime.total_seconds()),
            "scope": " ".join(scopes),
        }
        if represented_by is not None:
            claims["act"] = {"sub": represented_by}
        if jurisdictions is not None:
            claims["jurisdictions"] = sorted(jurisdictions)
        header = {"alg": "Ed25519", "typ": "at+jwt", "kid": self._key.kid}
        registry = jws.JWSRegistry(algorithms=["Ed25519"])
        return jwt.encode(header, claims, self._key, registry=registry)

    def issue(self, person_ref: str, *, represented_by: str | None = None) -> tuple[str, Identity]:
        """A token and what it proves, checked before it is handed out.

        Raises:
            TokenInvalid: an id cannot be that of a person or machine.
        """
        token = self.mint(person_ref, represented_by=represented_by)
        return token, self.verifier.verify(token)
