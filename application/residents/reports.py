"""Reports without a login: make one, see how it stands, take it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING, Final, Self
from uuid import UUID

from pydantic import Field, model_validator

from application.ports import Clock, Receipt, Vault
from application.residents.errors import ChallengeFailed, KeyGuessable, ReceiptCodeUnknown
from application.residents.limits import PublicLimits, Turnstile
from application.residents.ports import Challenge, KeyedDigest, KnownReport, ReceiptCodes
from application.residents.receipt_codes import as_issued, receipt_code
from application.residents.status import PublicStatus, latest, public_status
from application.residents.words import PUBLIC_STATES, PublicState
from application.use_cases.cases.report_case import ReportCase
from application.use_cases.cases.withdraw_case import WithdrawCase
from application.use_cases.memory import rebuilt
from application.use_cases.request import Caller, Packs, fingerprint
from domain.calendar.local_time import local_date
from domain.cases import events
from domain.cases.errors import AnonymousWithoutPlace, UnknownCategory
from domain.kernel import Event, Value, effective
from domain.policy.pack import Label
from domain.vocabulary import CaseKind, Code

if TYPE_CHECKING:
    from application.ports import EventLog
    from application.queries.desk import QueryDesk
    from application.use_cases.desk import CaseDesk
    from domain.policy.pack import PolicyPack

LEAST_KEY: Final = 16
"""Characters of an idempotency key where it is all that tells one caller from another."""

_CHANNEL: Final = "WEB"


class PublicKind(StrEnum):
    """What a resident can report without a login; the other kinds have a procedure of their own."""

    INCIDENT = "INCIDENT"
    SERVICE_REQUEST = "SERVICE_REQUEST"
    COMPLAINT = "COMPLAINT"


class PublicReport(Value):
    """What a resident says.

    Attributes:
        kind: what sort of matter it is.
        category: one of those of the jurisdiction's pack; None: whoever triages it says.
        text: what is wrong, in her words; sealed in the vault.
        address: where, in words; sealed.
        lon, lat: where, WGS84 degrees; both or neither; sealed.
        place_code: where, by a code that is posted there.
        grid: where, by the grid, for a code that is posted in it.
        contact: how she can be reached, if she wants to be; sealed.
    """

    kind: PublicKind = PublicKind.INCIDENT
    category: Code | None = None
    text: str = Field(min_length=1, max_length=4_000)
    address: str | None = Field(default=None, min_length=1, max_length=300)
    lon: float | None = Field(default=None, ge=-180, le=180)
    lat: float | None = Field(default=None, ge=-90, le=90)
    place_code: Code | None = None
    grid: Code | None = None
    contact: str | None = Field(default=None, min_length=3, max_length=100)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.text.strip():
            raise ValueError("text must say something")
        if (self.lon is None) != (self.lat is None):
            raise ValueError("lon and lat go together")
        return self

    @property
    def has_place(self) -> bool:
        """Whether somebody could go there."""
        return not (self.address is None and self.lon is None and self.place_code is None)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody without a login.

    Attributes:
        address: the client's, as far as trusted proxies tell; used for counting, never stored.
        answer: to the operator's challenge, if there is one.
    """

    address: IPv4Address | IPv6Address
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What a resident takes away.

    Attributes:
        repeated: the key had been used for this very report: the code is the same.
    """

    receipt_code: str
    reported_at: datetime
    repeated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentDesk:
    """Takes what residents ask without a login. Built once; safe for many threads.

    Each report has a pseudonym of its own, ``anonymous.…``, made from the idempotency key. It is
    the case's reporter: what she may do is what the permission matrix gives to whoever reported a
    case, and erasing that person erases what she said. Two reports of one resident are two people.
    """

    cases: CaseDesk
    queries: QueryDesk
    log: EventLog
    packs: Packs
    vault: Vault
    codes: ReceiptCodes
    digest: KeyedDigest
    turnstile: Turnstile
    limits: PublicLimits
    clock: Clock
    challenge: Challenge | None = None

    def categories(self, jurisdiction: str) -> Mapping[str, Label | None]:
        """What can be reported now, with its name where the pack gives it one.

        Raises:
            UnknownJurisdiction.
        """
        pack = self.packs.current(jurisdiction, local_date(self.clock()))
        return {code: pack.labels.get(code) for code in pack.cases.categories}

    def report(
        self, jurisdiction: str, visitor: Visitor, report: PublicReport, *, key: str
    ) -> Acknowledgement:
        """Start a case; the same key and report give the same receipt code, uncounted.

        Raises:
            KeyGuessable: the key is short enough to be come upon.
            AnonymousWithoutPlace: neither a place nor a grid (2.5).
            UnknownCategory: none of the pack's; free words would be kept for ever (ENV-07).
            ChallengeFailed, LimitReached.
            UnknownJurisdiction, GridNotFound, KeyReused and what ``ReportCase`` names.
        """
        if len(key) < LEAST_KEY:
            raise KeyGuessable(LEAST_KEY)
        now = self.clock()
        command = _command(report, self.packs.current(jurisdiction, local_date(now)))
        request = fingerprint(command).hex()
        person = f"anonymous.{self.digest('person', jurisdiction, key).hex()[:32]}"
        code = receipt_code(self.digest("receipt code", jurisdiction, key, request))
        known = self.codes.find(jurisdiction, self._known_by(jurisdiction, code))
        if known is not None:
            return Acknowledgement(code, known.issued_at, repeated=True)
        if self.challenge is not None and not self.challenge.passed(
            jurisdiction, visitor.answer, visitor.address
        ):
            raise ChallengeFailed
        self.turnstile.enter(
            jurisdiction,
            "reports",
            visitor.address,
            now,
            each=self.limits.reports,
            together=self.limits.all_reports,
        )
        receipt = self.cases.report(jurisdiction, Caller(person), command, key=key)
        # Whoever is killed here asks again with the same key and gets the same code.
        issued = KnownReport(receipt.aggregate_id, person, receipt.recorded_at)
        self.codes.keep(jurisdiction, self._known_by(jurisdiction, code), issued)
        return Acknowledgement(code, receipt.recorded_at, receipt.repeated)

    def known(self, jurisdiction: str, typed: str, visitor: Visitor) -> KnownReport:
        """The report of a receipt code.

        Whoever types many codes that do not exist is not answered for a while, not even a right
        one; every code that does not exist costs one look-up by key and one counter.

        Raises:
            ReceiptCodeMistyped: by its check signs, without asking anybody.
            ReceiptCodeUnknown, LimitReached.
        """
        code = as_issued(typed)
        now = self.clock()
        wrong = self.limits.wrong_codes
        self.packs.current(jurisdiction, local_date(now))  # no counters for jurisdictions made up
        self.turnstile.look(jurisdiction, "receipt codes", visitor.address, now, wrong)
        known = self.codes.find(jurisdiction, self._known_by(jurisdiction, code))
        if known is None:
            self.turnstile.count(jurisdiction, "receipt codes", visitor.address, now, wrong)
            raise ReceiptCodeUnknown
        return known

    def status(self, jurisdiction: str, known: KnownReport) -> PublicStatus:
        """How the report stands, in a resident's words."""
        caller = Caller(known.person_ref)
        row = self.queries.get_case(jurisdiction, caller, known.case_id)
        history = effective([e for _, e in self.log.history(jurisdiction, known.case_id)])
        return public_status(
            row,
            history,
            self.packs.pinned(row.pack),
            answer=self._answer(jurisdiction, history),
            joined=self._joined(jurisdiction, row.merged_into),
        )

    def withdraw(self, jurisdiction: str, known: KnownReport, *, key: str) -> Receipt:
        """Take the report back.

        Raises:
            PastIntake: it has been triaged (2.1).
            KeyReused, CaseIsEnded.
        """
        command = WithdrawCase(case_id=known.case_id)
        return self.cases.execute(jurisdiction, Caller(known.person_ref), command, key=key)

    def _known_by(self, jurisdiction: str, code: str) -> bytes:
        return self.digest("receipt code look-up", jurisdiction, code)

    def _joined(self, jurisdiction: str, original: UUID | None) -> PublicState | None:
        """The state of the matter a report was joined to, along all that was joined since."""
        state = None
        while original is not None:
            case = rebuilt(self.log.open(jurisdiction, [original]).histories[original])
            if case is None:
                break
            state, original = PUBLIC_STATES[case.state], case.merged_into
        return state

    def _answer(self, jurisdiction: str, history: Sequence[Event]) -> str | None:
        told = latest(history, events.ReporterInformed)
        if told is None or told.result is None:
            return None
        content = self.vault.reveal(jurisdiction, [told.result]).get(told.result.item_id)
        return None if content is None else content.decode()


def _command(report: PublicReport, pack: PolicyPack) -> ReportCase:
    if report.grid is None and not report.has_place:
        raise AnonymousWithoutPlace
    if report.category is not None and report.category not in pack.cases.categories:
        raise UnknownCategory(report.category)
    said = report.model_dump(exclude_unset=True, exclude={"kind"})
    return ReportCase(kind=CaseKind(report.kind), channel=_CHANNEL, **said)
