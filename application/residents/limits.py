"""How much may be asked for without a login, and by whom it is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_network
from typing import Final, Protocol

from application.residents.errors import LimitReached
from application.residents.ports import KeyedDigest

Address = IPv4Address | IPv6Address

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_HOUSEHOLD: Final = 64  # bits of an IPv6 address that one subscriber is given as a whole


@dataclass(frozen=True, slots=True)
class Allowance:
    """How often something may be done.

    Attributes:
        hourly, daily: in each hour and day of UTC; 0: never.
    """

    hourly: int
    daily: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicLimits:
    """Allowances of the residents' door. Many people share an address: a house, a mobile network.

    Attributes:
        reports, photos: for one client address.
        wrong_codes: receipt codes that do not exist, for one client address.
        all_reports, all_photos: for a whole jurisdiction.
    """

    reports: Allowance = Allowance(20, 60)
    photos: Allowance = Allowance(100, 300)
    wrong_codes: Allowance = Allowance(30, 100)
    all_reports: Allowance = Allowance(2_000, 20_000)
    all_photos: Allowance = Allowance(4_000, 40_000)


@dataclass(frozen=True, slots=True)
class Quota:
    """One counter.

    Attributes:
        subject: what is counted, and of whom; never an address.
        starts_at, ends_at: the window, UTC; the end is exclusive.
        most: how often it may be counted.
    """

    subject: str
    starts_at: datetime
    ends_at: datetime
    most: int


class Quotas(Protocol):
    """Counters that all server processes share."""

    def take(self, jurisdiction: str, quotas: Sequence[Quota]) -> Quota | None:
        """Count once in each; the first one that is full already, or None if none was."""
        ...

    def full(self, jurisdiction: str, quotas: Sequence[Quota]) -> Quota | None:
        """The same without counting."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnstile:
    """Counts what strangers do, by address and by jurisdiction.

    An address is known by a digest whose key changes every day: what was counted yesterday cannot
    be told to be the same address today, and no address is stored.
    """

    quotas: Quotas
    digest: KeyedDigest

    def enter(
        self,
        jurisdiction: str,
        what: str,
        address: Address,
        now: datetime,
        *,
        each: Allowance,
        together: Allowance,
    ) -> None:
        """Count one try, or refuse it.

        The jurisdiction's own counters are looked at first, so that no counter is made for an
        address once nothing goes any more; and counted last, so that one stubborn address does not
        use up what is there for all.

        Raises:
            LimitReached.
        """
        everybody = _quotas(what, together, now)
        stranger = self._of(what, address, each, now)
        _pass(what, self.quotas.full(jurisdiction, everybody), now)
        _pass(what, self.quotas.take(jurisdiction, stranger), now)
        _pass(what, self.quotas.take(jurisdiction, everybody), now)

    def look(
        self, jurisdiction: str, what: str, address: Address, now: datetime, each: Allowance
    ) -> None:
        """Refuse whoever has used up the allowance.

        Raises:
            LimitReached.
        """
        _pass(what, self.quotas.full(jurisdiction, self._of(what, address, each, now)), now)

    def count(
        self, jurisdiction: str, what: str, address: Address, now: datetime, each: Allowance
    ) -> None:
        """Count one try, or refuse it.

        Raises:
            LimitReached.
        """
        _pass(what, self.quotas.take(jurisdiction, self._of(what, address, each, now)), now)

    def _of(
        self, what: str, address: Address, allowance: Allowance, now: datetime
    ) -> Sequence[Quota]:
        day = now.date().isoformat()
        seen = self.digest("address", day, _household(address)).hex()[:32]
        return _quotas(f"{what}/{seen}", allowance, now)


def _household(address: Address) -> str:
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        if mapped is not None:
            return str(mapped)
        return str(ip_network((address.packed, _HOUSEHOLD), strict=False))
    return str(address)


def _quotas(subject: str, allowance: Allowance, now: datetime) -> Sequence[Quota]:
    hour = now.replace(minute=0, second=0, microsecond=0)
    day = hour.replace(hour=0)
    return (
        Quota(f"{subject}/hour", hour, hour + _HOUR, allowance.hourly),
        Quota(f"{subject}/day", day, day + _DAY, allowance.daily),
    )


def _pass(what: str, refused: Quota | None, now: datetime) -> None:
    if refused is not None:
        raise LimitReached(what, refused.ends_at - now)
