"""Secret addresses of calendar feeds: for calendar programs, which can send no header.

Who knows such an address reads one feed with the rights that its owner has at that moment, and
nothing else. It is made by an authenticated request, shown once, and ends by its date or when its
owner takes it back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Protocol

from application.errors import CalendarAddressNotFound, FeedNotFound, PermissionDenied
from application.identity import TokenExpired, TokenInvalid, Unauthenticated
from application.ports import Clock, Jurisdictions, KeyReused, UnknownJurisdiction
from application.queries.obligation_desk import Feed, ObligationDesk
from application.use_cases.request import Caller
from domain.calendar.local_time import local_date
from domain.kernel import Conflict, Forbidden

LONGEST: Final = timedelta(days=366)
"""How long an address may be good: a calendar nobody looks after for a year stops."""

MOST: Final = 10
"""Addresses of one person that are good at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarAddress:
    """An address as it is kept: everything but its secret.

    Attributes:
        address_id: names it in lists and in the security log; unique in its jurisdiction.
        owner: pseudonymous id of the person whose rights it has.
        holder: whose posts the feed is about.
        expires_at: exclusive.
        last_used_on: local day of the last request that it let in; None: never used.
    """

    jurisdiction: str
    address_id: str
    owner: str
    holder: str
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    last_used_on: date | None = None

    def is_good(self, at: datetime) -> bool:
        """Whether it opens the feed at an aware instant."""
        return self.revoked_at is None and at < self.expires_at


@dataclass(frozen=True, slots=True)
class Issued:
    """What a request for an address left behind.

    Attributes:
        secret: the end of the address; None: the key was used before, and a secret is shown once.
    """

    address: CalendarAddress
    secret: str | None


class CalendarAddressRegister(Protocol):
    """Keeps the addresses, of each only what proves a secret right, never the secret."""

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
        """Make an address; where the key was used before, the one that was made then.

        Args:
            most: that may be good at once. None is answered where there are so many already; of
                requests at the same moment each may find the last room.
        """
        ...

    def of_owner(self, jurisdiction: str, owner: str) -> Sequence[CalendarAddress]:
        """The addresses of a person, also those that are no longer good, oldest first."""
        ...

    def revoke(
        self, jurisdiction: str, owner: str, address_id: str, *, at: datetime
    ) -> CalendarAddress | None:
        """End an address for every request from now on; again changes nothing. None: no such."""
        ...

    def proven(self, jurisdiction: str, secret: str) -> CalendarAddress | None:
        """The address that a secret belongs to, good or not."""
        ...

    def used(self, address: CalendarAddress, on: date) -> None:
        """Note the local day of a request that it let in."""
        ...


class CalendarAddressRevoked(Unauthenticated):
    """The address was taken back by its owner."""

    code = "calendar-address-revoked"
    title = "The calendar address has been revoked"

    def __init__(self) -> None:
        super().__init__("The calendar address has been revoked; another one can be made.")


class CalendarAddressNotForOthers(Forbidden):
    """A machine can send a header; a secret that outlives its key is not made for it."""

    code = "calendar-address-not-for-others"
    title = "Who acts for somebody makes no calendar address"
    rule = "ENV-01"

    def __init__(self) -> None:
        super().__init__("Only the person makes an address of the person's feed.")


class TooManyCalendarAddresses(Conflict):
    """One person has a bounded number of addresses: each is a secret that can be lost."""

    code = "too-many-calendar-addresses"
    title = "There are as many calendar addresses as one person may have"

    def __init__(self) -> None:
        super().__init__(f"There are {MOST} already; revoke one that is not needed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarAddressDesk:
    """Makes, lists and ends addresses, and reads the feeds behind them. Safe for many threads.

    Attributes:
        feeds: says what an owner may read, each time.
    """

    register: CalendarAddressRegister
    feeds: ObligationDesk
    jurisdictions: Jurisdictions
    clock: Clock

    def issue(
        self, jurisdiction: str, caller: Caller, holder: str, *, lifetime: timedelta, key: str
    ) -> Issued:
        """A new address of the caller for a feed that the caller may read.

        Args:
            lifetime: above zero, at most ``LONGEST``.

        Raises:
            PermissionDenied, FeedNotFound, UnknownJurisdiction: as the feed itself (C).
            TooManyCalendarAddresses: ``MOST`` are good already.
            CalendarAddressNotForOthers: the caller acts for somebody.
            KeyReused: the key was used for another feed or another time.
        """
        if caller.represented_by is not None:
            raise CalendarAddressNotForOthers
        self.feeds.require_feed(jurisdiction, caller, holder)
        now = self.clock()
        issued = self.register.add(
            jurisdiction,
            owner=caller.person_ref,
            holder=holder,
            key=key,
            issued_at=now,
            expires_at=now + lifetime,
            most=MOST,
        )
        if issued is None:
            raise TooManyCalendarAddresses
        address = issued.address
        if (address.holder, address.expires_at - address.issued_at) != (holder, lifetime):
            raise KeyReused("This key was used for another request.")
        return issued

    def all(self, jurisdiction: str, caller: Caller) -> Sequence[CalendarAddress]:
        """The caller's own addresses, oldest first; whoever lost every right sees them, too.

        Raises:
            UnknownJurisdiction: no such log.
        """
        self._require(jurisdiction)
        return self.register.of_owner(jurisdiction, caller.person_ref)

    def revoke(self, jurisdiction: str, caller: Caller, address_id: str) -> CalendarAddress:
        """End an address of one's own at once; again changes nothing.

        Raises:
            UnknownJurisdiction: no such log.
            CalendarAddressNotFound: none of the caller's.
        """
        self._require(jurisdiction)
        revoked = self.register.revoke(jurisdiction, caller.person_ref, address_id, at=self.clock())
        if revoked is None:
            raise CalendarAddressNotFound
        return revoked

    def opened(self, jurisdiction: str, secret: str) -> CalendarAddress:
        """The address that a secret proves.

        Raises:
            TokenInvalid: it proves none of this jurisdiction.
            CalendarAddressRevoked, TokenExpired: it is no longer good.
        """
        now = self.clock()
        found = self.register.proven(jurisdiction, secret)
        if found is None:
            raise TokenInvalid("The calendar address is not valid.")
        if not found.is_good(now):
            ended: Unauthenticated = CalendarAddressRevoked()
            if found.revoked_at is None:
                ended = TokenExpired()
            ended.presented = found.address_id
            raise ended
        if found.last_used_on != local_date(now):
            self.register.used(found, local_date(now))
        return found

    def feed(self, address: CalendarAddress) -> Feed:
        """What the owner of an address may read of its feed now.

        Raises:
            CalendarAddressNotFound: nothing any more; what one may not see does not exist (C).
        """
        try:
            return self.feeds.feed(address.jurisdiction, Caller(address.owner), address.holder)
        except (PermissionDenied, FeedNotFound, UnknownJurisdiction) as gone:
            raise CalendarAddressNotFound from gone

    def _require(self, jurisdiction: str) -> None:
        if jurisdiction not in self.jurisdictions.all():
            raise UnknownJurisdiction(f"No log {jurisdiction!r}.")
