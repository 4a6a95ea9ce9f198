"""Who asks, as a bearer token proves it; and why a token is not enough."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Final, Protocol

from domain.act import SYSTEM
from domain.kernel import DomainError, Forbidden, Unavailable

_PERSON: Final = re.compile(r"[^\s/\x00-\x1f\x7f-\x9f]{1,64}")
# Ids that the service itself records; nobody may come in under one of them.
_RESERVED: Final = frozenset({SYSTEM, "operator"})
_RESERVED_PREFIX: Final = "anonymous."


def is_person_ref(text: str) -> bool:
    """Whether a person or machine that comes in from outside may have this id."""
    reserved = text in _RESERVED or text.startswith(_RESERVED_PREFIX)
    return bool(_PERSON.fullmatch(text)) and not reserved


class AccessScope(StrEnum):
    """What a token lets its bearer ask for; the directory decides what the person may do."""

    READ = "cases:read"
    WRITE = "cases:write"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a verified token or API key says.

    It never gives a right: rights are those of the person's posts in the directory, at the moment
    of the request. A token can only narrow them.

    Attributes:
        person_ref: pseudonymous id of the person, or of a machine that acts for itself.
        scopes: what the token may be used for; unknown ones are kept and mean nothing here.
        represented_by: the machine that acts for the person (RFC 8693 ``act``), None if nobody.
        jurisdictions: the only ones the token is good for; None: no restriction.
        may_represent: the bearer is a machine that may name the person it acts for.
        expires_at: aware, UTC; exclusive.
    """

    person_ref: str
    scopes: frozenset[str]
    represented_by: str | None = None
    jurisdictions: frozenset[str] | None = None
    may_represent: bool = False
    expires_at: datetime

    def acting_for(self, person_ref: str) -> Identity:
        """The same bearer as the machine of a person: the person's rights, the bearer's scopes.

        Raises:
            RepresentationNotPermitted: the bearer was not given that power.
        """
        if not self.may_represent:
            raise RepresentationNotPermitted
        return replace(
            self, person_ref=person_ref, represented_by=self.person_ref, may_represent=False
        )


class TokenVerifier(Protocol):
    """Decides whether a bearer token or API key is genuine, for us and in force."""

    def verify(self, token: str) -> Identity:
        """The identity that it proves; may wait for an issuer or the database.

        Raises:
            TokenExpired, TokenNotYetValid, WrongAudience, WrongIssuer, WrongTokenType,
            ApiKeyRevoked: one cause.
            TokenInvalid: everything else that is wrong with it.
            IssuerUnavailable: the issuer's keys are not at hand and cannot be had now.
            LogUnavailable: an API key cannot be looked up now.
        """
        ...

    def verify_at_once(self, token: str) -> Identity | None:
        """The same without waiting for anything; None: it takes a look-up, ask ``verify``.

        Raises:
            TokenInvalid and the others that ``verify`` names, where no look-up is needed to know.
        """
        ...


class AuthenticationLog(Protocol):
    """Notes that somebody failed to prove who they are; never what was presented."""

    def failed(self, jurisdiction: str, failure: Unauthenticated) -> None:
        """Note a failure; returns without waiting.

        Args:
            jurisdiction: the one the request was addressed to, unverified; empty: none.
        """
        ...


class Unauthenticated(DomainError):
    """Nobody was proven to ask; another token may help.

    Attributes:
        challenge: error code of RFC 6750 for the ``WWW-Authenticate`` header; None: no token came.
        presented: id of the API key that was presented, where there is such a key; not a secret.
    """

    challenge: ClassVar[str | None] = "invalid_token"
    presented: str | None = None


class TokenMissing(Unauthenticated):
    """The request carries no bearer token."""

    code = "token-missing"
    title = "A bearer token is required"
    challenge = None

    def __init__(self) -> None:
        super().__init__("Send an access token in the Authorization header.")


class TokenInvalid(Unauthenticated):
    """The token is malformed, not signed by a known key, or lacks a claim."""

    code = "token-invalid"
    title = "The token is not valid"


class TokenExpired(Unauthenticated):
    """The token's time is over."""

    code = "token-expired"
    title = "The token has expired"

    def __init__(self) -> None:
        super().__init__("The token has expired; ask its issuer for another one.")


class TokenNotYetValid(Unauthenticated):
    """The token's time has not come."""

    code = "token-not-yet-valid"
    title = "The token is not valid yet"

    def __init__(self) -> None:
        super().__init__("The token is not valid yet.")


class ApiKeyRevoked(Unauthenticated):
    """The key was withdrawn by whoever administers it."""

    code = "api-key-revoked"
    title = "The API key has been revoked"

    def __init__(self) -> None:
        super().__init__("The API key has been revoked; another one must be issued.")


class IssuerUnavailable(Unavailable):
    """Whether the token is genuine cannot be told while its issuer's keys cannot be fetched."""

    code = "issuer-unavailable"
    title = "The issuer of tokens cannot be reached"

    def __init__(self) -> None:
        super().__init__("The keys of the token issuer cannot be had now; try again shortly.")


class WrongAudience(Unauthenticated):
    """The token was issued for another service."""

    code = "wrong-audience"
    title = "The token is for another audience"

    def __init__(self) -> None:
        super().__init__("The token was issued for another service.")


class WrongIssuer(Unauthenticated):
    """The token comes from an issuer that is not trusted here."""

    code = "wrong-issuer"
    title = "The token is from another issuer"

    def __init__(self) -> None:
        super().__init__("The issuer of the token is not trusted here.")


class WrongTokenType(Unauthenticated):
    """An ID token or something else is no access token (RFC 9068)."""

    code = "wrong-token-type"
    title = "The token is not an access token"

    def __init__(self) -> None:
        super().__init__("Only access tokens of type at+jwt are accepted.")


class ScopeMissing(Forbidden):
    """The token is genuine, but was not issued for this kind of request."""

    code = "scope-missing"
    title = "The token's scope does not cover this"

    def __init__(self, needed: AccessScope) -> None:
        super().__init__(f"The token needs the scope {needed}.")
        self.needed = needed


class RepresentationNotPermitted(Forbidden):
    """The bearer names a person to act for, but was not given that power."""

    code = "representation-not-permitted"
    title = "The bearer may not act for others"
    rule = "ENV-01"

    def __init__(self) -> None:
        super().__init__("Only API keys issued with that power act for a person.")
