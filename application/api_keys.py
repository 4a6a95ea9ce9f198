"""Keys by which machines prove themselves: who has one, for what, and until when."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Protocol

from application.identity import AccessScope, is_person_ref
from application.ports import Clock, Jurisdictions, UnknownJurisdiction
from domain.kernel import Invalid, NotFound

LONGEST: Final = timedelta(days=366)
"""How long a key may be good: a machine nobody looks after for a year loses its access."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key as it is kept: everything but its secret.

    Attributes:
        key_id: names it in lists and in the security log; unique in its jurisdiction.
        machine: pseudonymous id of the machine; its rights are those of its posts.
        may_represent: the machine may name the person it acts for.
        issued_by, revoked_by: pseudonymous ids of people.
        expires_at: exclusive.
        last_used_on: local day of the last request that it let in; None: never used.
    """

    jurisdiction: str
    key_id: str
    machine: str
    scopes: frozenset[str]
    may_represent: bool
    issued_at: datetime
    issued_by: str
    expires_at: datetime
    revoked_at: datetime | None = None
    revoked_by: str | None = None
    last_used_on: date | None = None


class ApiKeyRegister(Protocol):
    """Keeps the keys, of each only what proves a secret right, never the secret."""

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
        """Make a key; what is kept, and its text, which nobody can read again."""
        ...

    def all(self, jurisdiction: str) -> Sequence[ApiKey]:
        """The keys of a jurisdiction, also those that are no longer good, oldest first."""
        ...

    def revoke(self, jurisdiction: str, key_id: str, *, by: str, at: datetime) -> ApiKey | None:
        """End a key for every request from now on; again changes nothing. None: no such key."""
        ...


class ApiKeyNotFound(NotFound):
    """No key of that id was issued in this jurisdiction."""

    code = "api-key-not-found"
    title = "API key not found"

    def __init__(self, key_id: str) -> None:
        super().__init__(f"There is no API key {key_id}.")


class ApiKeyTerms(Invalid):
    """A key is for a named machine, for some scope, for a bounded time."""

    code = "api-key-terms"
    title = "No API key is issued on these terms"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyDesk:
    """Issues and revokes keys, for the operator of the host.

    The permission matrix (C) gives nobody this right, so no route offers it, and the service's own
    role could not do it: nothing checks who calls.
    """

    register: ApiKeyRegister
    jurisdictions: Jurisdictions
    clock: Clock

    def issue(
        self,
        jurisdiction: str,
        machine: str,
        *,
        scopes: Collection[AccessScope],
        lifetime: timedelta,
        by: str,
        may_represent: bool = False,
    ) -> tuple[ApiKey, str]:
        """A new key of the machine, good in this jurisdiction alone; and its text, shown once.

        Raises:
            UnknownJurisdiction: no such log.
            ApiKeyTerms: no scope, not within ``LONGEST``, or ids nobody may come in under.
        """
        self._require(jurisdiction)
        if not is_person_ref(machine) or not is_person_ref(by):
            raise ApiKeyTerms("Machine and issuer are named by ids of up to 64 characters.")
        if not scopes:
            raise ApiKeyTerms("A key without a scope opens nothing.")
        if not timedelta() < lifetime <= LONGEST:
            raise ApiKeyTerms(f"A key is good for 1 to {LONGEST.days} days.")
        now = self.clock()
        return self.register.add(
            jurisdiction,
            machine=machine,
            scopes=scopes,
            may_represent=may_represent,
            issued_by=by,
            issued_at=now,
            expires_at=now + lifetime,
        )

    def all(self, jurisdiction: str) -> Sequence[ApiKey]:
        """Every key that was ever issued there, oldest first.

        Raises:
            UnknownJurisdiction: no such log.
        """
        self._require(jurisdiction)
        return self.register.all(jurisdiction)

    def revoke(self, jurisdiction: str, key_id: str, *, by: str) -> ApiKey:
        """End a key at once; again changes nothing.

        Raises:
            UnknownJurisdiction: no such log.
            ApiKeyNotFound: no such key.
        """
        self._require(jurisdiction)
        revoked = self.register.revoke(jurisdiction, key_id, by=by, at=self.clock())
        if revoked is None:
            raise ApiKeyNotFound(key_id)
        return revoked

    def _require(self, jurisdiction: str) -> None:
        if jurisdiction not in self.jurisdictions.all():
            raise UnknownJurisdiction(f"No log {jurisdiction!r}.")
