"""How many residents take part, of how many there are (VOL-BZ-01, HLT-QY-01)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from application.errors import BodyNotFound
from application.queries.asking import QuestionDesk
from application.queries.listing import ListEvent, sight_of
from application.read_models.as_of import AsOf
from domain.numbers import Comparator, rate
from domain.policy.volunteer_rules import VolunteerLedger

if TYPE_CHECKING:
    from application.use_cases.request import Caller
    from domain.policy.pack import PolicyPack


class Takes(StrEnum):
    """What residents take part in."""

    VOLUNTEERS = "VOLUNTEERS"
    FAMILY_DOCTOR = "FAMILY_DOCTOR"


@dataclass(frozen=True, slots=True)
class Residents:
    """How many there are, by the latest base data that say so, and where that stands."""

    count: int
    aggregate_id: UUID
    no: int


@dataclass(frozen=True, slots=True)
class ResidentShare:
    """A share of the residents against the pack's target.

    Attributes:
        count: who takes part; ``residents`` None: no base data say how many there are.
        wanted: the target as an exact fraction; ``wanted_count`` people at least.
        met: None: without a base nothing is judged.
    """

    takes: Takes
    body: str
    count: int
    residents: int | None
    wanted: Fraction

    @property
    def share(self) -> Fraction | None:
        """Exact; None: without residents there is no share."""
        return None if self.residents is None else rate(self.count, self.residents)

    @property
    def wanted_count(self) -> int | None:
        """The least number that reaches the target."""
        return None if self.residents is None else ceil(self.residents * self.wanted)

    @property
    def met(self) -> bool | None:
        """Whether it is reached, compared exactly, never by what is shown (CAL-06)."""
        share = self.share
        return None if share is None else Comparator.AT_LEAST.holds(share, self.wanted)


@dataclass(frozen=True, slots=True)
class AccountsWanted:
    """How many accounts of a kind there are, against the pack's least number (VOL-KD-02)."""

    kind: str
    count: int
    wanted: int

    @property
    def met(self) -> bool:
        """Whether there are enough."""
        return self.count >= self.wanted


class ShareCounts(Protocol):
    """The read models behind the shares."""

    def residents(self, jurisdiction: str, body: str, as_of: AsOf | None) -> Residents | None:
        """By the latest base data of a body; None: none say how many."""
        ...

    def volunteers(
        self, jurisdiction: str, kind: str, bodies: Collection[str], as_of: AsOf | None
    ) -> int:
        """Accounts of a kind that those bodies keep."""
        ...

    def signed(self, jurisdiction: str, bodies: Collection[str], as_of: AsOf | None) -> int:
        """Residents for whom there is a contract in those bodies."""
        ...

    def events(  # which count, of what, and where to go on
        self,
        jurisdiction: str,
        takes: Takes,
        kind: str | None,
        bodies: Collection[str],
        base: Residents | None,
        *,
        after: int,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[ListEvent]:
        """The events that count and base were folded from, by position."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareDesk(QuestionDesk):
    """Takes questions about shares of residents. Safe for many threads.

    Every method raises ``PermissionDenied`` (C), ``UnknownJurisdiction`` and ``BodyNotFound``: no
    such body, or none that the caller sees.
    """

    counts: ShareCounts

    def shares(
        self, jurisdiction: str, caller: Caller, body: str, *, as_of: AsOf | None = None
    ) -> Sequence[ResidentShare]:
        """Every share that the pack sets a target for, of a body and all below."""
        pack, bodies = self._of(jurisdiction, caller, body)
        base = self.counts.residents(jurisdiction, body, as_of)
        found = []
        for takes, wanted, kind in _targets(pack):
            count = (
                self.counts.signed(jurisdiction, bodies, as_of)
                if kind is None
                else self.counts.volunteers(jurisdiction, kind, bodies, as_of)
            )
            residents = None if base is None else base.count
            found.append(ResidentShare(takes, body, count, residents, wanted))
        return found

    def accounts(
        self, jurisdiction: str, caller: Caller, body: str, *, as_of: AsOf | None = None
    ) -> Sequence[AccountsWanted]:
        """Every kind of account of which the pack wants so many, of a body and all below.

        The events behind a count are those of the accounts of that kind.
        """
        pack, bodies = self._of(jurisdiction, caller, body)
        return [
            AccountsWanted(kind, self.counts.volunteers(jurisdiction, kind, bodies, as_of), wanted)
            for ledger in pack.points.values()
            if isinstance(ledger, VolunteerLedger)
            for kind, wanted in ledger.wanted.items()
        ]

    def evidence(
        self,
        jurisdiction: str,
        caller: Caller,
        body: str,
        takes: Takes,
        *,
        after: int = 0,
        limit: int = 1_000,
        as_of: AsOf | None = None,
    ) -> Sequence[ListEvent]:
        """The events behind both sides of one share, in the order of the log."""
        pack, bodies = self._of(jurisdiction, caller, body)
        base = self.counts.residents(jurisdiction, body, as_of)
        kinds = {of: kind for of, _, kind in _targets(pack)}
        if takes not in kinds:
            return ()
        return self.counts.events(
            jurisdiction, takes, kinds[takes], bodies, base, after=after, limit=limit, as_of=as_of
        )

    def _of(
        self, jurisdiction: str, caller: Caller, body: str
    ) -> tuple[PolicyPack, frozenset[str]]:
        asked = self._ask(jurisdiction, caller, "read_figures", own=False)
        sight = sight_of(asked)
        if asked.directory.body(body) is None or (sight is not None and body not in sight.bodies):
            raise BodyNotFound(body)
        return asked.pack, asked.directory.below([body])


def _targets(pack: PolicyPack) -> Iterator[tuple[Takes, Fraction, str | None]]:
    for ledger in pack.points.values():
        if isinstance(ledger, VolunteerLedger) and ledger.share is not None:
            yield Takes.VOLUNTEERS, ledger.share, ledger.counted
    if pack.health is not None and pack.health.share is not None:
        yield Takes.FAMILY_DOCTOR, pack.health.share, None
