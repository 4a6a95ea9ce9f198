"""Feedback that units owe, and bounds that move or pass."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import AwareDatetime

from domain.calendar.clocks import Deadline
from domain.cases.record import (
    CaseRecord,
    FeedbackObligation,
    ObligationStatus,
)
from domain.kernel import Event
from domain.vocabulary import Code, OfficialText


class FeedbackObligationOpened(Event):
    """A unit owes a progress report by a bound (CAS-DG-08)."""

    TOPIC: ClassVar[str] = "FeedbackObligationOpened"
    LINKS: ClassVar[frozenset[str]] = frozenset({"obligation_id", "clock"})

    obligation_id: str
    unit_id: Code
    clock: Code
    opened_at: AwareDatetime
    deadline: Deadline | None

    def apply(self, case: CaseRecord) -> None:
        case.obligations[self.obligation_id] = FeedbackObligation(
            self.obligation_id, self.unit_id, self.clock, self.opened_at, self.deadline
        )


class _OfObligation(Event):
    """What every fact about an obligation has in common."""

    SETTLES: ClassVar[ObligationStatus]
    LINKS: ClassVar[frozenset[str]] = frozenset({"obligation_id"})

    obligation_id: str
    unit_id: Code

    def apply(self, case: CaseRecord) -> None:
        case.obligations[self.obligation_id].status = self.SETTLES


class FeedbackObligationCancelled(_OfObligation):
    """The unit no longer owes the report."""

    TOPIC: ClassVar[str] = "FeedbackObligationCancelled"
    SETTLES: ClassVar[ObligationStatus] = ObligationStatus.CANCELLED


class FeedbackGiven(_OfObligation):
    """The unit reported progress in time."""

    TOPIC: ClassVar[str] = "FeedbackGiven"
    SETTLES: ClassVar[ObligationStatus] = ObligationStatus.GIVEN

    content: OfficialText
    result: OfficialText | None = None


class FeedbackMissed(_OfObligation):
    """The bound passed without a report; ``occurred_at`` is the bound."""

    TOPIC: ClassVar[str] = "FeedbackMissed"
    SETTLES: ClassVar[ObligationStatus] = ObligationStatus.MISSED

    clock: Code
    due_at: AwareDatetime


class FeedbackGivenLate(FeedbackGiven):
    """The unit reported after the bound; the miss stays."""

    TOPIC: ClassVar[str] = "FeedbackGivenLate"
    SETTLES: ClassVar[ObligationStatus] = ObligationStatus.GIVEN_LATE


class DeadlineRecalculated(Event):
    """A running clock got another bound (CAL-08, CAS-DG-08, stop-clock).

    Attributes:
        obligation_id: whose bound; None: the case's own.
        clock: the clock that gives the new bound.
        started_at: what it counts from.
        old_due, new_due: bounds; None while the clock is stopped.
        cause: why.
    """

    TOPIC: ClassVar[str] = "DeadlineRecalculated"
    LINKS: ClassVar[frozenset[str]] = frozenset({"obligation_id", "clock", "cause"})

    obligation_id: str | None
    clock: Code | None
    started_at: AwareDatetime | None
    old_due: AwareDatetime | None
    new_due: AwareDatetime | None
    deadline: Deadline | None
    calendar_version: str
    cause: Literal["SITE_MEETING", "CALENDAR", "PACK", "STOPPED", "RESUMED"]

    def apply(self, case: CaseRecord) -> None:
        if self.cause == "RESUMED" and case.is_stopped:
            case.stops[-1] = (case.stops[-1][0], self.timestamp)
        if self.obligation_id is None:
            case.due = self.deadline
            return
        obligation = case.obligations[self.obligation_id]
        obligation.deadline = self.deadline
        if self.clock and self.started_at:
            obligation.clock = self.clock
            obligation.opened_at = self.started_at


class Overdue(Event):
    """The bound of the case passed before it was closed; recorded once for each bound."""

    TOPIC: ClassVar[str] = "CaseOverdue"

    due_at: AwareDatetime

    def apply(self, case: CaseRecord) -> None:
        case.overdue_at = self.due_at
