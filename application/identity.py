"""Who asks, as a bearer token proves it; and why a token is not enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Protocol

from domain.kernel import DomainError, Forbidden


class AccessScope(StrEnum):
    """What a token lets its bearer ask for; the directory decides what the person may do."""

    READ = "cases:read"
    WRITE = "cases:write"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a verified token says.

    It never gives a right: rights are those of the person's posts in the directory, at the moment
    of the request. A token can only narrow them.

    Attributes:
        person_ref: pseudonymous id of the person, or of a machine that acts for itself.
        scopes: what the token may be used for; unknown ones are kept and mean nothing here.
        represented_by: the machine that acts for the person (RFC 8693 ``act``), None if nobody.
        jurisdictions: the only ones the token is good for; None: no restriction.
        expires_at: aware, UTC; exclusive.
    """

    person_ref: str
    scopes: frozenset[str]
    represented_by: str | None = None
    jurisdictions: frozenset[str] | None = None
    expires_at: datetime


class TokenVerifier(Protocol):
    """Decides whether a bearer token is genuine, for us and in force."""

    def verify(self, token: str) -> Identity:
        """The identity that a token proves.

        Raises:
            TokenExpired, TokenNotYetValid, WrongAudience, WrongIssuer, WrongTokenType: one cause.
            TokenInvalid: everything else that is wrong with it.
        """
        ...


class Unauthenticated(DomainError):
    """Nobody was proven to ask; another token may help.

    Attributes:
        challenge: error code of RFC 6750 for the ``WWW-Authenticate`` header; None: no token came.
    """

    challenge: ClassVar[str | None] = "invalid_token"


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
