"""Record a site meeting that was held (CAS-DG-07, CAS-DG-08)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from application.use_cases.command import CaseCommand
from domain.cases.meetings import MeetingOutcome
from domain.vocabulary import Code, OfficialText

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class HoldSiteMeeting(CaseCommand):
    """Command: record what a site meeting settled; its clock binds every unit of each case.

    Attributes:
        attended_units: every body that was there, the street and community included.
        cases: further cases on the agenda.
    """

    NAME: ClassVar[str] = "hold_site_meeting"

    meeting_id: Code
    attended_units: tuple[Code, ...] = ()
    ways: OfficialText | None = None
    methods: OfficialText | None = None
    guarantees: OfficialText | None = None
    minutes_ref: str | None = None
    cases: tuple[UUID, ...] = ()

    @property
    def case_ids(self) -> Sequence[UUID]:
        return tuple(dict.fromkeys((self.case_id, *self.cases)))

    def decide(self, case: Case, act: Act, around: Around) -> None:
        outcome = MeetingOutcome(
            ways=self.ways,
            methods=self.methods,
            guarantees=self.guarantees,
            minutes_ref=self.minutes_ref,
        )
        attended = [around.unit(code) for code in self.attended_units]
        case.hold_site_meeting(self.meeting_id, outcome, attended, act)
