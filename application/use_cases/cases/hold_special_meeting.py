"""Record a special meeting on a sudden event (CAS-DG-11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand
from domain.vocabulary import OfficialText

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class HoldSpecialMeeting(CaseCommand):
    """Command: record a meeting whose plan lets routing go ahead; the lists follow."""

    NAME: ClassVar[str] = "hold_special_meeting"

    matter: OfficialText
    plan: OfficialText

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.hold_special_meeting(matter=self.matter, plan=self.plan, act=act)
