"""Note a follow-up (CAS-DG-09)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand
from domain.vocabulary import OfficialText

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class NoteFollowUp(CaseCommand):
    """Command: write down how a case stands."""

    NAME: ClassVar[str] = "note_follow_up"

    note: OfficialText

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.note_follow_up(self.note, act)
