"""Close a case (CAS-DG-10, CAS-KD-04)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand
from domain.cases.closing import ClosingStatement
from domain.vocabulary import OfficialText

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class CloseCase(CaseCommand):
    """Command: close a case (销号).

    Attributes:
        verification: what was inspected and found; needed where the pack asks for it.
        agent_handled, one_visit: service promises kept (CAS-DG-12).
    """

    NAME: ClassVar[str] = "close_case"

    verification: OfficialText | None = None
    agent_handled: bool = False
    one_visit: bool = False

    def decide(self, case: Case, act: Act, around: Around) -> None:
        statement = ClosingStatement(
            verification=self.verification,
            agent_handled=self.agent_handled,
            one_visit=self.one_visit,
        )
        case.close(statement, act)
