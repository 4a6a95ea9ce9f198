"""Tokens for development: an issuer inside the process, whose key dies with it."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from joserfc import jws, jwt
from joserfc.jwk import OKPKey

from application.identity import AccessScope, Identity
from application.ports import Clock
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
    if host == "localhost":
        return
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise NotLoopback(f"{host} is not a loopback address; configure a token issuer")


@dataclass(frozen=True, slots=True, kw_only=True)
class DevelopmentIssuer:
    """Mints tokens for anybody who asks on this machine, and verifies them like any other token.

    There is no bypass: what comes out goes through ``JwtVerifier``, and rights come from the
    directory as always.

    Attributes:
        host: the address the service is bound to.

    Raises:
        NotLoopback: ``host`` can be reached from other machines.
    """

    host: str
    clock: Clock
    _key: OKPKey = field(
        default_factory=lambda: OKPKey.generate_key("Ed25519", auto_kid=True), repr=False
    )

    def __post_init__(self) -> None:
        require_loopback(self.host)

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
        """A token that proves the person, for as long as this process lives.

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
