"""Hand a case over (CAS-BZ-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class HandOverCase(CaseCommand):
    """Command: offer a case to somebody else; the first asked holds it until they take it."""

    NAME: ClassVar[str] = "hand_over_case"

    to: Code

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.hand_over(self.to, act)
