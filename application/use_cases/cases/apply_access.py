"""Apply for access to a community (CAS-BZ-03)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand
from domain.vocabulary import Code, Count, Fen, OfficialText

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class ApplyAccess(CaseCommand):
    """Command: ask to put departmental work into a community.

    Attributes:
        funds_fen: money that comes with it, in fen.
        staff: people who come with it.
    """

    NAME: ClassVar[str] = "apply_access"

    dept: Code
    matter: OfficialText
    funds_fen: Fen
    staff: Count

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.apply_access(
            dept=self.dept, matter=self.matter, funds_fen=self.funds_fen, staff=self.staff, act=act
        )
