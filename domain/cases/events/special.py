"""Serious events, admission, delegation."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from domain.cases.record import (
    AccessStep,
    CaseRecord,
)
from domain.kernel import Event
from domain.vocabulary import Code, OfficialText


class SeriousEventRecorded(Event):
    """One of the events that an area aims to have none of (CAS-SA-02)."""

    TOPIC: ClassVar[str] = "SeriousEventRecorded"

    kind: Code


class EmergencyReported(Event):
    """The matter is an emergency of a kind that the plans provide for (CAS-BZ-04)."""

    TOPIC: ClassVar[str] = "EmergencyReported"

    kind: Code


class AccessApplied(Event):
    """A department asks to put its work into a community, with staff and money (CAS-BZ-03)."""

    TOPIC: ClassVar[str] = "AccessApplied"

    dept: Code
    matter: OfficialText
    funds_fen: int
    staff: int

    def apply(self, case: CaseRecord) -> None:
        case.access = AccessStep.APPLIED
        case.access_matter = self.matter
        case.access_funds_fen = self.funds_fen


class AccessApproved(Event):
    """The approving body let the work in."""

    TOPIC: ClassVar[str] = "AccessApproved"

    def apply(self, case: CaseRecord) -> None:
        case.access = AccessStep.APPROVED


class AccessRefused(Event):
    """The approving body kept the work out."""

    TOPIC: ClassVar[str] = "AccessRefused"

    def apply(self, case: CaseRecord) -> None:
        case.access = AccessStep.REFUSED


class AccessPublished(Event):
    """The admission was made public."""

    TOPIC: ClassVar[str] = "AccessPublished"

    published_on: date

    def apply(self, case: CaseRecord) -> None:
        case.access = AccessStep.PUBLISHED


class TaskDelegatedToStation(Event):
    """A unit asks the station to help, with work funds (ORG-DG-07)."""

    TOPIC: ClassVar[str] = "TaskDelegatedToStation"

    from_unit: Code
    station: Code
    responsible_unit: Code
    matter: Code
    funds_fen: int
