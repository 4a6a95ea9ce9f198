"""Report the result to the head (CAS-DG-05, CAS-DG-09)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand
from domain.vocabulary import OfficialText

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class ReportResultToHead(CaseCommand):
    """Command: tell the head how it ended, before the case is closed."""

    NAME: ClassVar[str] = "report_result_to_head"

    result: OfficialText

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.report_result_to_head(self.result, act)
