"""What the residents' door needs from the outside world."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv6Address


class KeyedDigest(Protocol):
    """Digests that nobody can make or test without the deployment's master key."""

    def __call__(self, purpose: str, *parts: str) -> bytes:
        """32 bytes; different for every purpose and every sequence of parts."""
        ...


@dataclass(frozen=True, slots=True)
class KnownReport:
    """What a receipt code leads to.

    Attributes:
        person_ref: pseudonym of who reported it, made for this one report.
        issued_at: UTC.
    """

    case_id: UUID
    person_ref: str
    issued_at: datetime


class ReceiptCodes(Protocol):
    """Which report a receipt code leads to; codes are known by a keyed digest alone."""

    def keep(self, jurisdiction: str, digest: bytes, report: KnownReport) -> None:
        """Remember a code; a second time changes nothing."""
        ...

    def find(self, jurisdiction: str, digest: bytes) -> KnownReport | None:
        """The report of a code, or None."""
        ...


class Challenge(Protocol):
    """Tells people from machines, or makes machines pay: proof of work, a captcha service.

    The operator plugs one in; without one nobody is asked.
    """

    def passed(
        self, jurisdiction: str, answer: str | None, address: IPv4Address | IPv6Address
    ) -> bool:
        """Whether the answer is right, and was not used before where that matters."""
        ...
