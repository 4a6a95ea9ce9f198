"""Table a case at the dispatch meeting (CAS-DG-03)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class TableCaseAtDispatch(CaseCommand):
    """Command: table a case that the lower level finds really difficult."""

    NAME: ClassVar[str] = "table_case_at_dispatch"

    meeting_id: Code

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.table_at_dispatch(self.meeting_id, act)
