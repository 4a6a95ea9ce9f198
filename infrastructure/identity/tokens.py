"""Verifies access tokens: JWTs of the profile RFC 9068."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError

from application.identity import (
    Identity,
    TokenExpired,
    TokenInvalid,
    TokenNotYetValid,
    WrongAudience,
    WrongIssuer,
    WrongTokenType,
    is_person_ref,
)
from application.ports import Clock
from infrastructure.identity.keys import IssuerKeys, PublicKey

ALGORITHMS = ("RS256", "ES256", "Ed25519", "EdDSA")
"""Signatures accepted: asymmetric ones only. Ed25519 is RFC 9864's name for what EdDSA meant."""

_TYPES = frozenset({"at+jwt", "application/at+jwt"})  # RFC 9068, section 2.1
_LONGEST = 8192


@dataclass(frozen=True, slots=True, kw_only=True)
class JwtVerifier:
    """``TokenVerifier`` for one issuer.

    Attributes:
        issuer: exact value of ``iss``.
        audience: value that ``aud`` must hold.
        keys: the issuer's public keys.
        leeway: by how much the issuer's clock may differ from ours.
    """

    issuer: str
    audience: str
    keys: IssuerKeys
    clock: Clock
    leeway: timedelta = timedelta(seconds=30)

    def verify(self, token: str) -> Identity:
        header = _header(token)
        key = self.keys.key(_key_id(header))
        if key is None:
            raise TokenInvalid("The token is not signed with a known key.")
        return self._identity(token, header, key)

    def verify_at_once(self, token: str) -> Identity | None:
        header = _header(token)
        key = self.keys.at_hand(_key_id(header))
        return None if key is None else self._identity(token, header, key)

    def _identity(self, token: str, header: Mapping[str, Any], key: PublicKey) -> Identity:
        claims = _signed_claims(token, header, key)
        if claims.get("iss") != self.issuer:
            raise WrongIssuer
        audience = claims.get("aud")
        if self.audience not in (audience if isinstance(audience, list) else [audience]):
            raise WrongAudience
        return Identity(
            person_ref=_person(claims, "sub"),
            scopes=frozenset(_text(claims, "scope").split()),
            represented_by=_represented_by(claims),
            jurisdictions=_jurisdictions(claims),
            expires_at=self._in_force(claims),
        )

    def _in_force(self, claims: Mapping[str, Any]) -> datetime:
        now = self.clock()
        expires_at = _instant(claims, "exp")
        if now >= expires_at + self.leeway:
            raise TokenExpired
        for claim in ("iat", "nbf"):
            if claim in claims and _instant(claims, claim) > now + self.leeway:
                raise TokenNotYetValid
        if "iat" not in claims:
            raise TokenInvalid("The token lacks iat.")
        return expires_at


def _header(token: str) -> Mapping[str, Any]:
    """What the token says of its own signature; nothing of it is proven."""
    if len(token) > _LONGEST or not token.isascii():
        raise TokenInvalid("The token is too long or not ASCII.")
    try:
        header: Mapping[str, Any] = jws.extract_compact(token.encode()).headers()
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise TokenInvalid("The token is not a signed JWT.") from error
    kind = header.get("typ")
    if not isinstance(kind, str) or kind.lower() not in _TYPES:
        raise WrongTokenType
    return header


def _key_id(header: Mapping[str, Any]) -> str | None:
    if header.get("alg") not in ALGORITHMS:  # before a key is looked for anywhere
        raise TokenInvalid("The token is not signed with an algorithm that is accepted here.")
    kid = header.get("kid")
    if kid is not None and not isinstance(kid, str):
        raise TokenInvalid("The key id of the token is not a text.")
    return kid


def _signed_claims(token: str, header: Mapping[str, Any], key: PublicKey) -> Mapping[str, Any]:
    if header["alg"] == "EdDSA":
        # The library warns of this name, because it leaves the curve open; the key does not.
        registry: jws.JWSRegistry = _EdDsaRegistry(algorithms=["EdDSA"])
    else:
        registry = jws.JWSRegistry(algorithms=list(ALGORITHMS))
    try:
        return jwt.decode(token, key, registry=registry).claims
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise TokenInvalid("The signature of the token does not hold.") from error


class _EdDsaRegistry(jws.JWSRegistry):
    """Accepts the older name of Ed25519 signatures, as most issuers still write it."""

    def get_alg(self, name: str) -> Any:
        if name != "EdDSA":
            return super().get_alg(name)
        return self.algorithms["EdDSA"]


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str):
        raise TokenInvalid(f"The token lacks {name}.")
    return value


def _person(claims: Mapping[str, Any], name: str) -> str:
    ref = _text(claims, name)
    if not is_person_ref(ref):
        raise TokenInvalid(f"The token's {name} cannot be the id of a person here.")
    return ref


def _represented_by(claims: Mapping[str, Any]) -> str | None:
    if "act" not in claims:
        return None
    acting = claims["act"]
    if not isinstance(acting, dict):
        raise TokenInvalid("The token's act is not an object.")
    return _person(acting, "sub")


def _jurisdictions(claims: Mapping[str, Any]) -> frozenset[str] | None:
    if "jurisdictions" not in claims:
        return None
    named = claims["jurisdictions"]
    if not isinstance(named, list) or not all(isinstance(one, str) for one in named):
        raise TokenInvalid("The token's jurisdictions are not a list of texts.")
    return frozenset(named)


def _instant(claims: Mapping[str, Any], name: str) -> datetime:
    seconds = claims.get(name)
    if not isinstance(seconds, int | float) or isinstance(seconds, bool):
        raise TokenInvalid(f"The token lacks {name}.")
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise TokenInvalid(f"The token's {name} is not an instant.") from error
