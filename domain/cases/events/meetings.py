"""Site meetings."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime

from domain.cases.record import (
    CaseRecord,
    ConvenedMeeting,
)
from domain.kernel import Event
from domain.vocabulary import CaseState, Code, OfficialText


class SiteMeetingConvened(Event):
    """Those concerned were called together on the spot; one meeting may serve several cases."""

    TOPIC: ClassVar[str] = "SiteMeetingConvened"
    LINKS: ClassVar[frozenset[str]] = frozenset({"meeting_id"})

    meeting_id: Code
    case_ids: tuple[UUID, ...]
    place: OfficialText
    at: AwareDatetime
    invited_units: tuple[Code, ...]

    def apply(self, case: CaseRecord) -> None:
        case.meetings[self.meeting_id] = ConvenedMeeting(self.case_ids, self.invited_units)


class SiteMeetingHeld(Event):
    """Ways, methods and guarantees were settled on the spot (CAS-DG-07)."""

    TOPIC: ClassVar[str] = "SiteMeetingHeld"
    LINKS: ClassVar[frozenset[str]] = frozenset({"meeting_id"})

    meeting_id: Code
    chair: str
    attended_units: tuple[Code, ...]
    ways: OfficialText
    methods: OfficialText
    guarantees: OfficialText
    minutes_ref: str

    def apply(self, case: CaseRecord) -> None:
        case.meetings[self.meeting_id].held = True
        if case.state is CaseState.ROUTED:
            case.state = CaseState.IN_HANDLING


class SiteMeetingAbsence(Event):
    """A unit that was invited did not come; the clock binds it all the same."""

    TOPIC: ClassVar[str] = "SiteMeetingAbsence"
    LINKS: ClassVar[frozenset[str]] = frozenset({"meeting_id"})

    meeting_id: Code
    unit_id: Code
